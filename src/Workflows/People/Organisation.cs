using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.People;

/// <summary>A unit with those who work in it and the units below.</summary>
public sealed record UnitNode(OrgUnit Unit, IReadOnlyList<MemberRow> Members, IReadOnlyList<UnitNode> Below);

/// <summary>Somebody in the organisation.</summary>
/// <param name="Superior">Name; null at the top.</param>
/// <param name="Assists">Names of the managers whom an assistant works for.</param>
public sealed record MemberRow(Guid Id, string Name, Role Role, string? Superior, IReadOnlyList<string> Assists, int Customers, int Stores, bool Active);

/// <summary>One person as administrators see them.</summary>
/// <param name="Assists">Names of the managers whom an assistant works for.</param>
/// <param name="Customers">Code and name of the customers owned, at most 200.</param>
public sealed record PersonView(Person Person, string? Unit, string? Superior, IReadOnlyList<string> Assists, IReadOnlyList<string> Customers);

/// <summary>The organisation as a tree, and its people. Safe for concurrent use.</summary>
public sealed class Organisation(IDbContextFactory<ProcessSalesDb> databases, CompanyClock clock)
{
    /// <summary>The top units with all below; people without a unit stand in a last one without a name.</summary>
    /// <exception cref="RefusedException">Not an administrator.</exception>
    public async Task<IReadOnlyList<UnitNode>> TreeAsync(Guid viewer, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.RequireAsync(viewer, cancellationToken);
        var units = await db.OrgUnits.AsNoTracking().OrderBy(unit => unit.Code).ToListAsync(cancellationToken);
        var people = await db.Users.AsNoTracking().Where(person => person.Active).OrderBy(person => person.UserName).ToListAsync(cancellationToken);
        var names = people.ToDictionary(person => person.Id, person => person.Name);
        var assists = (await db.Assistances.AsNoTracking().ToListAsync(cancellationToken)).ToLookup(row => row.AssistantId, row => names.GetValueOrDefault(row.ManagerId, ""));
        var customers = await db.Customers.GroupBy(row => row.OwnerId).Select(group => new { group.Key, Count = group.Count() }).ToDictionaryAsync(row => row.Key, row => row.Count, cancellationToken);
        var stores = await db.Stores.GroupBy(row => row.OwnerId).Select(group => new { group.Key, Count = group.Count() }).ToDictionaryAsync(row => row.Key, row => row.Count, cancellationToken);
        var members = people.ToLookup(
            person => person.OrgUnitId,
            person => new MemberRow(person.Id, person.Name, person.Role, person.SuperiorId is { } superior ? names.GetValueOrDefault(superior) : null, [.. assists[person.Id]],
                customers.GetValueOrDefault(person.Id), stores.GetValueOrDefault(person.Id), person.Active));
        var below = units.ToLookup(unit => unit.ParentId);
        var seen = new HashSet<Guid>();
        UnitNode Node(OrgUnit unit) => new(unit, [.. members[unit.Id].OrderByDescending(member => member.Role.Access() == AccessLevel.Manager)], [.. below[unit.Id].Where(child => seen.Add(child.Id)).Select(Node)]);
        var tree = below[null].Where(unit => seen.Add(unit.Id)).Select(Node).ToList();
        if (members[null].Any()) tree.Add(new(new(), [.. members[null]], []));
        return tree;
    }

    /// <summary>One person; null when unknown.</summary>
    /// <exception cref="RefusedException">Not an administrator.</exception>
    public async Task<PersonView?> PersonAsync(Guid viewer, Guid id, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.RequireAsync(viewer, cancellationToken);
        if (await db.Users.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken) is not { } person) return null;
        return new(
            person,
            await db.OrgUnits.Where(unit => unit.Id == person.OrgUnitId).Select(unit => unit.Name).SingleOrDefaultAsync(cancellationToken),
            await db.Users.Where(row => row.Id == person.SuperiorId).Select(row => row.Name).SingleOrDefaultAsync(cancellationToken),
            await db.Assistances.Where(row => row.AssistantId == id).Join(db.Users, row => row.ManagerId, manager => manager.Id, (row, manager) => manager.Name).ToListAsync(cancellationToken),
            await db.Customers.Where(row => row.OwnerId == id).OrderBy(row => row.Code).Take(200).Select(row => row.Code + " " + row.Name).ToListAsync(cancellationToken));
    }

    /// <summary>The people who may take over: active, not administrators, by name.</summary>
    public async Task<IReadOnlyList<(Guid Id, string Name, Role Role)>> TakersAsync(Guid except, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await db.Users.AsNoTracking().Where(row => row.Active && row.Role != Role.Adm && row.Id != except).OrderBy(row => row.UserName).Take(1000).Select(row => new { row.Id, row.Name, row.Role }).ToListAsync(cancellationToken);
        return [.. rows.Select(row => (row.Id, row.Name, row.Role))];
    }

    /// <summary>Keeps the language in which a person reads pages and messages.</summary>
    /// <exception cref="RefusedException">There is no such language.</exception>
    public async Task SetLanguageAsync(Guid person, string language, CancellationToken cancellationToken = default)
    {
        if (language is not ("zh-CN" or "en")) throw new RefusedException(RefusalKind.Invalid, "field.notAValue");
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            var row = await db.Users.SingleAsync(row => row.Id == person, cancellationToken);
            if (row.Language == language) return;
            db.Record(clock.Now, new() { PersonId = person, Subject = "profile", Action = "Language", From = row.Language, To = language });
            row.Language = language;
        }, cancellationToken);
    }

    /// <summary>Notes in the trail that a person changed the own password; the password itself is the sign-in's business.</summary>
    public async Task NotePasswordAsync(Guid person, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        db.Record(clock.Now, new() { PersonId = person, Subject = "profile", Action = "Password" });
        await db.SaveChangesAsync(cancellationToken);
    }
}
