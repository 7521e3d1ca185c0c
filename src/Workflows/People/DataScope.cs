using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Customers;
using ProcessSales.Workflows.Issues;
using ProcessSales.Workflows.Plans;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Workflows.People;

/// <summary>What one person may see (domain.md 2.0). Applied inside the query, never to its result.</summary>
public sealed class DataScope
{
    private readonly Guid person;
    private readonly bool everything;
    private readonly IReadOnlyCollection<Guid> units;
    private readonly IReadOnlyCollection<Guid> owners;

    private DataScope(Guid person, bool everything, IReadOnlyCollection<Guid> units, IReadOnlyCollection<Guid> owners)
    {
        this.person = person;
        this.everything = everything;
        this.units = units;
        this.owners = owners;
    }

    /// <summary>Hides nothing: for what the system does by itself.</summary>
    internal static DataScope All { get; } = new(Guid.Empty, true, [], []);

    /// <summary>Whether nothing is hidden from the person.</summary>
    public bool Everything => everything;

    /// <summary>The person and whoever is assisted; nobody else's own things are seen by this.</summary>
    internal IReadOnlyCollection<Guid> Owners => owners;

    /// <summary>The units that are managed; empty for whoever manages none.</summary>
    internal IReadOnlyCollection<Guid> Units => units;

    internal static async Task<DataScope> OfAsync(ProcessSalesDb db, Guid personId, CancellationToken cancellationToken)
    {
        var person = await db.Users.AsNoTracking().SingleOrDefaultAsync(row => row.Id == personId && row.Active, cancellationToken);
        if (person is null) return new(personId, false, [], []);
        if (person.Role is Role.Dir or Role.FinAr or Role.FinEx or Role.FinM or Role.Adm) return new(personId, true, [], []);

        var owners = new List<Guid> { personId };
        if (person.Role == Role.Ast)
        {
            owners.AddRange(await db.Assistances.Where(row => row.AssistantId == personId).Select(row => row.ManagerId).ToListAsync(cancellationToken));
        }

        var units = person.Role is Role.Arm or Role.Rgm && person.OrgUnitId is { } unit ? await BelowAsync(db, unit, cancellationToken) : [];
        return new(personId, false, units, owners);
    }

    /// <summary>The cases the person may see: own, of those assisted, of the own units, those in which a task was or is theirs, or was given away for them, and those copied to them.</summary>
    internal IQueryable<Case> Cases(ProcessSalesDb db) => everything
        ? db.Cases
        : db.Cases.Where(row =>
            owners.Contains(row.OwnerId)
            || (row.AreaId != null && units.Contains(row.AreaId.Value))
            || db.Tasks.Any(task => task.CaseId == row.Id
                && (task.AssigneeId == person || task.CompletedById == person || task.OnBehalfOfId == person || task.ConsultedById == person
                    || db.TaskCandidates.Any(candidate => candidate.TaskId == task.Id && candidate.PersonId == person)))
            || db.CaseCopies.Any(copy => copy.CaseId == row.Id && copy.PersonId == person));

    /// <summary>The customers the person may see.</summary>
    internal IQueryable<Customer> Customers(ProcessSalesDb db) => everything
        ? db.Customers
        : db.Customers.Where(row => owners.Contains(row.OwnerId) || units.Contains(row.AreaId) || row.AssistantId == person
            || db.Stores.Any(store => store.CustomerId == row.Id && owners.Contains(store.OwnerId)));

    /// <summary>The stores the person may see.</summary>
    internal IQueryable<Store> Stores(ProcessSalesDb db) => everything
        ? db.Stores
        : db.Stores.Where(row => owners.Contains(row.OwnerId)
            || db.StorePromoters.Any(promoter => promoter.StoreId == row.Id && promoter.PersonId == person)
            || db.Customers.Any(customer => customer.Id == row.CustomerId && (owners.Contains(customer.OwnerId) || units.Contains(customer.AreaId) || customer.AssistantId == person)));

    /// <summary>The issues the person may see: those of visible stores and chains, and those that are or were the person's own.</summary>
    internal IQueryable<OpenIssue> Issues(ProcessSalesDb db)
    {
        if (everything) return db.OpenIssues;
        var stores = Stores(db).Select(store => store.Id);
        var customers = Customers(db).Select(customer => customer.Id);
        return db.OpenIssues.Where(row => owners.Contains(row.OwnerId) || row.AlsoOwnerId == person || row.RaisedById == person
            || (row.StoreId != null && stores.Contains(row.StoreId.Value))
            || (row.StoreId == null && row.CustomerId != null && customers.Contains(row.CustomerId.Value)));
    }

    /// <summary>The weekly plans the person may see: own, of those assisted, and of the own units.</summary>
    internal IQueryable<WeeklyPlan> Plans(ProcessSalesDb db) => everything
        ? db.WeeklyPlans
        : db.WeeklyPlans.Where(row => owners.Contains(row.PersonId) || (row.AreaId != null && units.Contains(row.AreaId.Value)));

    /// <summary>The visits the person may see: own, of those assisted, of the own units, and all of the own stores.</summary>
    internal IQueryable<Visits.Visit> Visits(ProcessSalesDb db) => everything
        ? db.Visits
        : db.Visits.Where(row => owners.Contains(row.PersonId)
            || (row.AreaId != null && units.Contains(row.AreaId.Value))
            || db.Stores.Any(store => store.Id == row.StoreId && owners.Contains(store.OwnerId)));

    /// <summary>The areas whose budgets the person may use or see; null means all.</summary>
    internal async Task<IReadOnlyCollection<Guid>?> AreasAsync(ProcessSalesDb db, CancellationToken cancellationToken)
    {
        if (everything) return null;
        var own = await db.Users.Where(row => owners.Contains(row.Id) && row.OrgUnitId != null).Select(row => row.OrgUnitId!.Value).ToListAsync(cancellationToken);
        return units.Concat(own).Distinct().ToList();
    }

    private static async Task<IReadOnlyCollection<Guid>> BelowAsync(ProcessSalesDb db, Guid top, CancellationToken cancellationToken)
    {
        var all = await db.OrgUnits.AsNoTracking().Select(unit => new { unit.Id, unit.ParentId }).ToListAsync(cancellationToken);
        var below = new List<Guid> { top };
        for (var i = 0; i < below.Count; i++) below.AddRange(all.Where(unit => unit.ParentId == below[i]).Select(unit => unit.Id));
        return below;
    }
}
