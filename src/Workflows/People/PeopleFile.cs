using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Cards;
using ProcessSales.Workflows.Reports;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.People;

/// <summary>A change of a person's record.</summary>
/// <param name="By">Null for the system.</param>
/// <param name="Before">By column of the import, only what changed; empty for a new record.</param>
public sealed record PersonChange(DateTimeOffset At, string? By, string Action, string? Note, IReadOnlyDictionary<string, string> Before, IReadOnlyDictionary<string, string> After);

/// <summary>The people in the columns of their import, and how each record came to be what it is (domain.md 2.1). For administrators; passwords are in neither. Safe for concurrent use.</summary>
public sealed class PeopleFile(IDbContextFactory<ProcessSalesDb> databases, CompanyClock clock)
{
    private const int MostShown = 50;
    private static readonly string[] Columns = ["UserName", "Name", "NameEn", "Role", "OrgUnit", "Superior", "Email", "Language", "Assists", "Phone", "Active"];

    // What people call a property of the record; the others are the sign-in's own.
    private static readonly Dictionary<string, string> Named = new()
    {
        [nameof(Person.Name)] = "Name", [nameof(Person.NameEn)] = "NameEn", [nameof(Person.Role)] = "Role", [nameof(Person.OrgUnitId)] = "OrgUnit", [nameof(Person.SuperiorId)] = "Superior", [nameof(Person.Email)] = "Email", [nameof(Person.Language)] = "Language", [nameof(Person.PhoneNumber)] = "Phone", [nameof(Person.Active)] = "Active",
    };

    /// <summary>Everybody as CSV (UTF-8 with a byte order mark). Notes the export in the trail.</summary>
    /// <exception cref="RefusedException">Not an administrator.</exception>
    public async Task WriteCsvAsync(Guid viewer, Stream output, CancellationToken cancellationToken = default)
    {
        var rows = await RowsAsync(viewer, "csv", cancellationToken);
        await CsvText.WriteAsync(output, Columns, rows.Select(row => row.Select(AuditLog.Harmless)));
    }

    /// <summary>The same as an Excel workbook.</summary>
    /// <exception cref="RefusedException">Not an administrator.</exception>
    public async Task WriteWorkbookAsync(Guid viewer, Stream output, CancellationToken cancellationToken = default) =>
        await ReportWorkbook.WriteAsync([new("people", Columns, [.. (await RowsAsync(viewer, "xlsx", cancellationToken)).Select(row => (IReadOnlyList<object?>)[.. row])])], output, cancellationToken);

    /// <summary>Changes of a person's record, the newest first.</summary>
    /// <exception cref="RefusedException">Not an administrator.</exception>
    public async Task<IReadOnlyList<PersonChange>> HistoryAsync(Guid viewer, Guid person, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.RequireAsync(viewer, cancellationToken);
        var subject = Subject(await db.Users.Where(row => row.Id == person).Select(row => row.UserName).SingleOrDefaultAsync(cancellationToken) ?? "");
        var entries = await (from entry in db.Audit.AsNoTracking()
                             where entry.Subject == subject
                             join someone in db.Users on entry.PersonId equals (Guid?)someone.Id into people
                             from someone in people.DefaultIfEmpty()
                             orderby entry.At descending, entry.Id descending
                             select new { entry.At, someone.Name, entry.Action, entry.To, entry.BeforeJson, entry.AfterJson }).Take(MostShown).ToListAsync(cancellationToken);
        return [.. entries.Select(entry => new PersonChange(entry.At, entry.Name, entry.Action, entry.To, Read(entry.BeforeJson), Read(entry.AfterJson)))];
    }

    /// <summary>Leaves an entry for each record that an import made or changed.</summary>
    internal static void Record(ProcessSalesDb db, Guid by, DateTimeOffset now)
    {
        db.ChangeTracker.DetectChanges();
        foreach (var entry in db.ChangeTracker.Entries<Person>().Where(entry => entry.State is EntityState.Added or EntityState.Modified).ToList())
            CardHistory.Note(db, entry, Subject(entry.Entity.UserName!), by, now, property => Named.GetValueOrDefault(property), value => Text(db, value));
    }

    private async Task<IReadOnlyList<IReadOnlyList<string>>> RowsAsync(Guid viewer, string format, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.RequireAsync(viewer, cancellationToken);
        var people = await db.Users.AsNoTracking().OrderBy(row => row.UserName).ToListAsync(cancellationToken);
        var names = people.ToDictionary(row => row.Id, row => row.UserName!);
        var units = await db.OrgUnits.ToDictionaryAsync(row => row.Id, row => row.Code, cancellationToken);
        var assists = (await db.Assistances.AsNoTracking().ToListAsync(cancellationToken)).ToLookup(row => row.AssistantId, row => names[row.ManagerId]);
        db.Record(clock.Now, new() { PersonId = viewer, Subject = "export:people", Action = "Export", Comment = $"{format} {people.Count}" });
        await db.SaveChangesAsync(cancellationToken);
        return [.. people.Select(row => (IReadOnlyList<string>)
        [
            row.UserName!, row.Name, row.NameEn, row.Role.Code(), row.OrgUnitId is { } unit ? units.GetValueOrDefault(unit, "") : "", row.SuperiorId is { } superior ? names.GetValueOrDefault(superior, "") : "", row.Email ?? "", row.Language,
            string.Join(';', assists[row.Id].Order(StringComparer.Ordinal)), row.PhoneNumber ?? "", row.Active ? "true" : "false",
        ])];
    }

    // Entries of other kinds, such as a handover, hold ids, numbers and lists: what they say is in their note.
    private static Dictionary<string, string> Read(string? json) => (json is null ? null : JsonNode.Parse(json) as JsonObject)?
        .Where(pair => Columns.Contains(pair.Key) && pair.Value?.GetValueKind() == JsonValueKind.String).ToDictionary(pair => pair.Key, pair => pair.Value!.GetValue<string>()) ?? [];

    // What a record refers to was read for the check of the import and is still at hand.
    private static string Text(ProcessSalesDb db, object? value) => value switch
    {
        null => "",
        Role role => role.Code(),
        bool flag => flag ? "true" : "false",
        Guid id => db.Users.Local.FirstOrDefault(row => row.Id == id)?.UserName ?? db.OrgUnits.Local.FirstOrDefault(row => row.Id == id)?.Code ?? "",
        _ => value.ToString() ?? "",
    };

    private static string Subject(string userName) => $"person:{userName}";
}
