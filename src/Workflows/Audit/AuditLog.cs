using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using MiniExcelLibs;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Audit;

/// <summary>Which entries are looked for.</summary>
/// <param name="Who">Part of a person's name, or a user name; null for any.</param>
/// <param name="What">Beginning of the subject, the action, or a case's number; null for any.</param>
/// <param name="From">First day, company zone; null for any.</param>
/// <param name="Until">Last day.</param>
public sealed record AuditFilter(string? Who, string? What, DateOnly? From, DateOnly? Until);

/// <summary>An entry in a list.</summary>
/// <param name="Person">Null for the system.</param>
/// <param name="OnBehalfOf">Null when nobody was acted for.</param>
public sealed record AuditRow(
    DateTimeOffset At, string? Person, string? OnBehalfOf, Guid? CaseId, string? CaseNumber, string Subject, string Action, string? From, string? To, string? Comment, int? FormVersion, string? Client);

/// <summary>Administrators' view of the audit trail. Safe for concurrent use.</summary>
public sealed class AuditLog(IDbContextFactory<ProcessSalesDb> databases, CompanyClock clock)
{
    /// <summary>Most rows of an export.</summary>
    public const int MostExported = 100_000;

    private const int Chunk = 2_000;
    private static readonly string[] Headings = ["At", "Person", "OnBehalfOf", "Case", "Subject", "Action", "From", "To", "Comment", "FormVersion", "Client"];

    /// <summary>One page, the newest first.</summary>
    /// <exception cref="RefusedException">Not an administrator.</exception>
    public async Task<Page<AuditRow>> ListAsync(Guid person, AuditFilter filter, int number, int size, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.RequireAsync(person, cancellationToken);
        var rows = await WantedAsync(db, filter, cancellationToken);
        var total = await rows.CountAsync(cancellationToken);
        return new(await Shown(db, rows.OrderByDescending(row => row.At).ThenByDescending(row => row.Id).Skip((number - 1) * size).Take(size)).ToListAsync(cancellationToken), total, number, size);
    }

    /// <summary>Writes what the filter finds as CSV (UTF-8 with a byte order mark), the newest first. Notes the export in the trail itself.</summary>
    /// <exception cref="RefusedException">Not an administrator: nothing was written yet.</exception>
    public async Task WriteCsvAsync(Guid person, AuditFilter filter, Stream output, CancellationToken cancellationToken = default)
    {
        await NoteAsync(person, filter, "csv", cancellationToken);
        await using var text = await CsvText.BeginAsync(output, Headings);
        await foreach (var row in RowsAsync(filter, cancellationToken)) await text.RowAsync(Cells(row));
    }

    /// <summary>The same as an Excel workbook.</summary>
    /// <exception cref="RefusedException">Not an administrator: nothing was written yet.</exception>
    public async Task WriteWorkbookAsync(Guid person, AuditFilter filter, Stream output, CancellationToken cancellationToken = default)
    {
        await NoteAsync(person, filter, "xlsx", cancellationToken);
        var rows = new List<Dictionary<string, object>>();
        await foreach (var row in RowsAsync(filter, cancellationToken))
            rows.Add(Headings.Zip(Cells(row)).ToDictionary(cell => cell.First, cell => (object)cell.Second));
        if (rows.Count == 0) rows.Add(Headings.ToDictionary(heading => heading, _ => (object)""));
        await output.SaveAsAsync(rows, cancellationToken: cancellationToken);
    }

    /// <summary>A cell that no spreadsheet takes for a formula (trial S-16).</summary>
    internal static string Harmless(string? text) => text is not { Length: > 0 } ? "" : text.TrimStart() is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] || text[0] is '\t' or '\r' or '\n' ? "'" + text : text;

    private IEnumerable<string> Cells(AuditRow row)
    {
        yield return clock.ToLocal(row.At).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        foreach (var text in new[] { row.Person, row.OnBehalfOf, row.CaseNumber, row.Subject, row.Action, row.From, row.To, row.Comment, row.FormVersion?.ToString(CultureInfo.InvariantCulture), row.Client }) yield return Harmless(text);
    }

    private async IAsyncEnumerable<AuditRow> RowsAsync(AuditFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await WantedAsync(db, filter, cancellationToken);
        // Page by page along the key: what is added meanwhile shifts nothing.
        var (before, beforeId) = (DateTimeOffset.MaxValue, Guid.Empty);
        for (var written = 0; written < MostExported;)
        {
            var (at, id) = (before, beforeId);
            var keys = await rows.Where(row => row.At < at || (row.At == at && row.Id.CompareTo(id) < 0)).OrderByDescending(row => row.At).ThenByDescending(row => row.Id).Take(Chunk).Select(row => new { row.At, row.Id }).ToListAsync(cancellationToken);
            if (keys.Count == 0) yield break;
            var ids = keys.Select(key => key.Id).ToList();
            foreach (var row in await Shown(db, db.Audit.AsNoTracking().Where(row => ids.Contains(row.Id)).OrderByDescending(row => row.At).ThenByDescending(row => row.Id)).ToListAsync(cancellationToken)) yield return row;
            written += keys.Count;
            (before, beforeId) = (keys[^1].At, keys[^1].Id);
        }
    }

    private async Task NoteAsync(Guid person, AuditFilter filter, string format, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            await db.RequireAsync(person, cancellationToken);
            db.Record(clock.Now, new() { PersonId = person, Subject = "audit", Action = "Export", AfterJson = System.Text.Json.JsonSerializer.Serialize(filter), Comment = format });
        }, cancellationToken);
    }

    private async Task<IQueryable<AuditEntry>> WantedAsync(ProcessSalesDb db, AuditFilter filter, CancellationToken cancellationToken)
    {
        var rows = db.Audit.AsNoTracking();
        if (filter.Who?.Trim() is { Length: > 0 } who)
        {
            var people = await db.Users.Where(row => row.Name.Contains(who) || row.UserName == who).OrderBy(row => row.Name).ThenBy(row => row.Id).Select(row => (Guid?)row.Id).Take(100).ToListAsync(cancellationToken);
            rows = rows.Where(row => people.Contains(row.PersonId) || people.Contains(row.OnBehalfOfId));
        }

        if (filter.What?.Trim() is { Length: > 0 } what)
        {
            var file = await db.Cases.Where(row => row.Number == what).Select(row => (Guid?)row.Id).FirstOrDefaultAsync(cancellationToken);
            rows = file is null ? rows.Where(row => row.Subject.StartsWith(what) || row.Action == what) : rows.Where(row => row.CaseId == file);
        }

        if (filter.From is { } from)
        {
            var first = clock.At(from, TimeOnly.MinValue);
            rows = rows.Where(row => row.At >= first);
        }

        if (filter.Until is { } until)
        {
            var end = clock.At(until.AddDays(1), TimeOnly.MinValue);
            rows = rows.Where(row => row.At < end);
        }

        return rows;
    }

    private static IQueryable<AuditRow> Shown(ProcessSalesDb db, IQueryable<AuditEntry> rows) =>
        from row in rows
        join person in db.Users on row.PersonId equals (Guid?)person.Id into people
        from person in people.DefaultIfEmpty()
        join other in db.Users on row.OnBehalfOfId equals (Guid?)other.Id into others
        from other in others.DefaultIfEmpty()
        join file in db.Cases on row.CaseId equals (Guid?)file.Id into files
        from file in files.DefaultIfEmpty()
        orderby row.At descending, row.Id descending
        select new AuditRow(row.At, person.Name, other.Name, row.CaseId, file.Number, row.Subject, row.Action, row.From, row.To, row.Comment, row.FormVersion, row.Client);
}
