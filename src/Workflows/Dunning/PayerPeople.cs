using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Dunning;

/// <summary>A payer as the reminders see it.</summary>
public sealed record Payer(Guid Id, string Code, string Name, string NameEn, string Class, Guid OwnerId, Guid AreaId, decimal CreditLimit, string? CreditHold, string InvoiceWindows);

/// <summary>Who looks after which payer, read once for all (domain.md 3.2, recipients). Immutable.</summary>
internal sealed class PayerPeople
{
    private readonly Dictionary<Guid, Person> people;
    private readonly Dictionary<Guid, Guid?> parents;
    private readonly ILookup<Guid, Guid> assistants;
    private readonly ILookup<Role, Person> byRole;

    private PayerPeople(Dictionary<Guid, Payer> payers, IReadOnlyList<Person> people, Dictionary<Guid, Guid?> parents, ILookup<Guid, Guid> assistants)
    {
        Payers = payers;
        this.people = people.ToDictionary(person => person.Id);
        this.parents = parents;
        this.assistants = assistants;
        byRole = people.ToLookup(person => person.Role);
    }

    public IReadOnlyDictionary<Guid, Payer> Payers { get; }

    public static async Task<PayerPeople> ReadAsync(ProcessSalesDb db, CancellationToken cancellationToken)
    {
        var payers = await db.Customers.AsNoTracking()
            .Select(row => new Payer(row.Id, row.Code, row.Name, row.NameEn, row.Class, row.OwnerId, row.AreaId, row.CreditLimit, row.CreditHold, row.InvoiceWindows)).ToDictionaryAsync(row => row.Id, cancellationToken);
        var people = await db.Users.AsNoTracking().Where(person => person.Active).OrderBy(person => person.UserName).ToListAsync(cancellationToken);
        var parents = await db.OrgUnits.AsNoTracking().ToDictionaryAsync(unit => unit.Id, unit => unit.ParentId, cancellationToken);
        var assistants = await db.Assistances.AsNoTracking().ToListAsync(cancellationToken);
        return new(payers, people, parents, assistants.ToLookup(row => row.ManagerId, row => row.AssistantId));
    }

    /// <summary>Those of a role who have to do with the payer. Where a seat is empty its superior stands in: money is never left to nobody.</summary>
    public IReadOnlyList<Guid> Of(Payer payer, Role role) => role switch
    {
        Role.Kam => Owner(payer),
        Role.Ast => [.. assistants[payer.OwnerId].Where(people.ContainsKey).DefaultIfEmpty(Owner(payer)[0])],
        Role.Arm => InUnits(payer, Role.Arm) is { Count: > 0 } found ? found : Of(payer, Role.Rgm),
        Role.Rgm => InUnits(payer, Role.Rgm) is { Count: > 0 } found ? found : Of(payer, Role.Dir),
        _ => [.. byRole[role].Select(person => person.Id).DefaultIfEmpty(Owner(payer)[0])],
    };

    /// <summary>Those of several roles, each once.</summary>
    public IReadOnlyList<Guid> Of(Payer payer, IEnumerable<Role> roles) => [.. roles.SelectMany(role => Of(payer, role)).Distinct()];

    /// <summary>Who is told when somebody does not act; null at the top.</summary>
    public Guid? SuperiorOf(Guid person) => people.GetValueOrDefault(person)?.SuperiorId is { } superior && people.ContainsKey(superior) ? superior : null;

    /// <summary>A person's name; empty for somebody who left.</summary>
    public string NameOf(Guid person) => people.GetValueOrDefault(person)?.Name ?? "";

    private IReadOnlyList<Guid> Owner(Payer payer) => [people.ContainsKey(payer.OwnerId) ? payer.OwnerId : InUnits(payer, Role.Arm).Concat(byRole[Role.Dir].Select(person => person.Id)).FirstOrDefault(payer.OwnerId)];

    private List<Guid> InUnits(Payer payer, Role role)
    {
        for (Guid? unit = payer.AreaId; unit is { } at; unit = parents.GetValueOrDefault(at))
        {
            var found = byRole[role].Where(person => person.OrgUnitId == at).Select(person => person.Id).ToList();
            if (found.Count > 0) return found;
        }

        return [];
    }
}
