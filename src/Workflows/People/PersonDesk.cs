using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Imports;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.People;

/// <summary>A person's record as it is changed.</summary>
/// <param name="Fields">By column of the import; the password is never among them.</param>
/// <param name="Seen">Names what was read: a change that is based on another is refused.</param>
public sealed record PersonForm(IReadOnlyDictionary<string, string> Fields, string Seen);

/// <summary>What a record can refer to, by name.</summary>
/// <param name="Units">Code and name.</param>
/// <param name="People">User name, name and role of everybody who works here.</param>
public sealed record PersonChoices(IReadOnlyList<(string Code, string Name)> Units, IReadOnlyList<(string UserName, string Name, Role Role)> People);

/// <summary>Adds and changes people one by one, under the rules of their import (domain.md 2.1). Whoever is made inactive hands over to the superior. Safe for concurrent use.</summary>
public sealed class PersonDesk
{
    private readonly PeopleImport import;
    private readonly IDbContextFactory<ProcessSalesDb> databases;
    private readonly Handover handover;
    private readonly CompanyClock clock;

    internal PersonDesk(PeopleImport import, IDbContextFactory<ProcessSalesDb> databases, Handover handover, CompanyClock clock)
    {
        this.import = import;
        this.databases = databases;
        this.handover = handover;
        this.clock = clock;
    }

    /// <summary>What can be entered: the columns of the import.</summary>
    public IReadOnlyList<ImportColumn> Columns => import.Columns;

    /// <summary>The record of a person, or an empty one.</summary>
    /// <param name="person">Null for a new one.</param>
    /// <exception cref="RefusedException">Not an administrator, or there is no such person.</exception>
    public async Task<PersonForm> OpenAsync(Guid viewer, Guid? person, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.RequireAsync(viewer, cancellationToken);
        if (person is not { } id) return new(new Dictionary<string, string> { ["Active"] = "true", ["Language"] = "zh-CN" }, "");
        var fields = await FieldsAsync(db, id, cancellationToken) ?? throw new RefusedException(RefusalKind.NotFound, "person.unknown");
        return new(fields, SeenOf(fields));
    }

    /// <summary>What a record can refer to.</summary>
    /// <exception cref="RefusedException">Not an administrator.</exception>
    public async Task<PersonChoices> ChoicesAsync(Guid viewer, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.RequireAsync(viewer, cancellationToken);
        var units = await db.OrgUnits.AsNoTracking().OrderBy(unit => unit.Code).Select(unit => new { unit.Code, unit.Name }).ToListAsync(cancellationToken);
        var people = await db.Users.AsNoTracking().Where(row => row.Active).OrderBy(row => row.UserName).Select(row => new { row.UserName, row.Name, row.Role }).ToListAsync(cancellationToken);
        return new([.. units.Select(unit => (unit.Code, unit.Name))], [.. people.Select(row => (row.UserName!, row.Name, row.Role))]);
    }

    /// <summary>Keeps a person's record.</summary>
    /// <param name="person">Null for a new one.</param>
    /// <param name="seen">What <see cref="OpenAsync"/> gave.</param>
    /// <param name="fields">By column of the import; a column left out keeps what it holds.</param>
    /// <returns>The person.</returns>
    /// <exception cref="RefusedException">Not an administrator, changed meanwhile, a value breaks a rule of the import, or nobody takes over from whoever leaves: nothing is stored.</exception>
    public async Task<Guid> SaveAsync(Guid by, Guid? person, string seen, IReadOnlyDictionary<string, string> fields, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.ChangeAsync(async () =>
        {
            await db.RequireAsync(by, cancellationToken);
            var before = person is { } known ? await FieldsAsync(db, known, cancellationToken) ?? throw new RefusedException(RefusalKind.NotFound, "person.unknown") : null;
            if (before is not null && SeenOf(before) != seen) throw new RefusedException(RefusalKind.Conflict, "changedMeanwhile");
            var cells = new Dictionary<string, string>(before ?? [], StringComparer.OrdinalIgnoreCase);
            foreach (var (column, value) in fields) cells[column] = value.Trim();
            if (before is not null) cells["UserName"] = before["UserName"];
            else if (await db.Users.AnyAsync(row => row.UserName == cells.GetValueOrDefault("UserName", ""), cancellationToken)) throw new RefusedException(RefusalKind.Invalid, [new("UserName", "import.twice", cells["UserName"])]);

            // Leaving is more than a mark: what the person holds goes to another first.
            var leaves = before?["Active"] == "true" && cells["Active"] == "false";
            if (leaves) cells["Active"] = "true";
            await import.ReadOneAsync(db, cells, by, "person", clock.Now, cancellationToken);
            var entry = db.Users.Local.Single(row => string.Equals(row.UserName, cells["UserName"], StringComparison.OrdinalIgnoreCase));
            await db.SaveChangesAsync(cancellationToken);
            await AssistAsync(db, by, entry, before?.GetValueOrDefault("Assists", "") ?? "", cells.GetValueOrDefault("Assists", ""), cancellationToken);
            if (leaves) await handover.RunAsync(db, by, entry.Id, null, leaves: true, cancellationToken);
            return entry.Id;
        }, cancellationToken);
    }

    // An import only adds managers to an assistant; here those who are not named any more go.
    private async Task AssistAsync(ProcessSalesDb db, Guid by, Person person, string before, string after, CancellationToken cancellationToken)
    {
        var wanted = Names(after);
        var links = await (from link in db.Assistances where link.AssistantId == person.Id join manager in db.Users on link.ManagerId equals manager.Id select new { link, manager.UserName }).ToListAsync(cancellationToken);
        db.Assistances.RemoveRange(links.Where(row => !wanted.Contains(row.UserName!)).Select(row => row.link));
        if (Names(before).SetEquals(wanted)) return;
        db.Record(clock.Now, new()
        {
            PersonId = by, Subject = $"person:{person.UserName}", Action = "Change",
            BeforeJson = JsonSerializer.Serialize(new Dictionary<string, string> { ["Assists"] = before }), AfterJson = JsonSerializer.Serialize(new Dictionary<string, string> { ["Assists"] = string.Join(';', wanted.Order(StringComparer.Ordinal)) }),
        });
    }

    private static HashSet<string> Names(string list) => list.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.OrdinalIgnoreCase);

    private static async Task<Dictionary<string, string>?> FieldsAsync(ProcessSalesDb db, Guid id, CancellationToken cancellationToken)
    {
        if (await db.Users.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken) is not { } person) return null;
        return new(StringComparer.OrdinalIgnoreCase)
        {
            ["UserName"] = person.UserName!, ["Name"] = person.Name, ["NameEn"] = person.NameEn, ["Role"] = person.Role.Code(),
            ["OrgUnit"] = await db.OrgUnits.Where(unit => unit.Id == person.OrgUnitId).Select(unit => unit.Code).SingleOrDefaultAsync(cancellationToken) ?? "",
            ["Superior"] = await db.Users.Where(row => row.Id == person.SuperiorId).Select(row => row.UserName).SingleOrDefaultAsync(cancellationToken) ?? "",
            ["Email"] = person.Email ?? "", ["Phone"] = person.PhoneNumber ?? "", ["Language"] = person.Language, ["Active"] = person.Active ? "true" : "false",
            ["Assists"] = string.Join(';', await db.Assistances.Where(row => row.AssistantId == id).Join(db.Users, row => row.ManagerId, manager => manager.Id, (row, manager) => manager.UserName!).OrderBy(name => name).ToListAsync(cancellationToken)),
        };
    }

    private static string SeenOf(Dictionary<string, string> fields) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(fields))))[..16];
}
