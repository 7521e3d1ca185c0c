using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Cards;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Imports;

/// <summary>What the check of a file found.</summary>
/// <param name="Rows">Rows of the file without the headings.</param>
/// <param name="Errors">At most 500 faults; empty when the file may be applied.</param>
/// <param name="Ticket">Applies the checked file; null when it has faults.</param>
public sealed record ImportReport(string Kind, int Rows, IReadOnlyList<RowError> Errors, Guid? Ticket);

/// <summary>What can be imported.</summary>
public sealed record ImportKindInfo(string Name, IReadOnlyList<ImportColumn> Columns);

/// <summary>
/// Imports master data, budgets and settings: a file is checked whole, with a report per row, and applied whole in one transaction or not at all.
/// Safe for concurrent use.
/// </summary>
public sealed class ImportDesk
{
    private const int MostErrors = 500;
    private static readonly TimeSpan TicketLife = TimeSpan.FromDays(1);

    private readonly IReadOnlyDictionary<string, ImportKind> kinds;
    private readonly IDbContextFactory<ProcessSalesDb> databases;
    private readonly WorkingCalendars calendars;
    private readonly CompanyClock clock;
    private readonly IDataProtector protector;

    internal ImportDesk(
        IEnumerable<ImportKind> kinds, IDbContextFactory<ProcessSalesDb> databases, WorkingCalendars calendars, CompanyClock clock, IDataProtectionProvider protection)
    {
        this.kinds = kinds.ToDictionary(kind => kind.Name);
        this.databases = databases;
        this.calendars = calendars;
        this.clock = clock;
        protector = protection.CreateProtector("imports");
    }

    /// <summary>The kinds, in the order in which an empty system needs them.</summary>
    public IReadOnlyList<ImportKindInfo> Kinds => kinds.Values.Select(kind => new ImportKindInfo(kind.Name, kind.Columns)).ToList();

    /// <summary>The kinds that a role may import, in the same order.</summary>
    public IReadOnlyList<ImportKindInfo> KindsFor(Role role) => kinds.Values.Where(kind => kind.AllowedTo(role)).Select(kind => new ImportKindInfo(kind.Name, kind.Columns)).ToList();

    /// <summary>A CSV file with the headings and an example row, with a byte order mark for spreadsheets.</summary>
    /// <exception cref="RefusedException">There is no such kind.</exception>
    public byte[] Template(string kind)
    {
        var columns = Kind(kind).Columns;
        static string Line(IEnumerable<string> cells) => string.Join(',', cells.Select(cell => cell.AsSpan().IndexOfAny(",\"\n") < 0 ? cell : $"\"{cell.Replace("\"", "\"\"")}\""));
        return [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes($"{Line(columns.Select(column => column.Name))}\r\n{Line(columns.Select(column => column.Example))}\r\n")];
    }

    /// <summary>Checks a file; nothing is changed.</summary>
    /// <exception cref="RefusedException">The file cannot be read as one of this kind, or the person may not import it.</exception>
    public Task<ImportReport> CheckAsync(Guid person, string kind, Stream file, CancellationToken cancellationToken = default) => CheckAsync(person, kind, file, null, cancellationToken);

    /// <inheritdoc cref="CheckAsync(Guid, string, Stream, CancellationToken)"/>
    internal async Task<ImportReport> CheckAsync(Guid person, string kind, Stream file, ImportProgress? progress, CancellationToken cancellationToken)
    {
        var definition = Kind(kind);
        await RefuseUnlessAllowedAsync(person, kind, cancellationToken);
        var rows = await ImportFile.ReadAsync(definition, file, cancellationToken);
        if (progress is not null) progress.Rows = rows.Count;
        List<RowError> errors;
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            errors = await PrepareAsync(db, definition, rows, person, "check", null, progress, false, cancellationToken);
        }

        if (errors.Count > 0) return new(kind, rows.Count, errors.Take(MostErrors).ToList(), null);
        var ticket = new PendingImport { Id = Guid.NewGuid(), PersonId = person, Kind = kind, RowsJson = protector.Protect(JsonSerializer.Serialize(rows)), At = clock.Now };
        await using var store = await databases.CreateDbContextAsync(cancellationToken);
        await store.ChangeAsync(async () =>
        {
            var stale = clock.Now - TicketLife;
            await store.PendingImports.Where(row => row.At < stale).ExecuteDeleteAsync(cancellationToken);
            store.PendingImports.Add(ticket);
        }, cancellationToken);
        return new(kind, rows.Count, [], ticket.Id);
    }

    /// <summary>Applies a checked file. Returns the number of its rows.</summary>
    /// <exception cref="RefusedException">The ticket is not the person's, was used, or the data have changed so that rows are faulty now.</exception>
    public Task<int> ApplyAsync(Guid person, Guid ticket, CancellationToken cancellationToken = default) => ApplyAsync(person, ticket, null, _ => Task.CompletedTask, cancellationToken);

    /// <inheritdoc cref="ApplyAsync(Guid, Guid, CancellationToken)"/>
    /// <param name="applied">What else is kept when the rows are, in the same transaction.</param>
    internal async Task<int> ApplyAsync(Guid person, Guid ticket, ImportProgress? progress, Func<ProcessSalesDb, Task> applied, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var kind = await db.PendingImports.Where(row => row.Id == ticket && row.PersonId == person).Select(row => row.Kind).SingleOrDefaultAsync(cancellationToken) ?? throw new RefusedException(RefusalKind.Conflict, "import.ticketUsed");
        if (Kind(kind) is LongImportKind lengthy) return await ApplyAsync(db, lengthy, person, ticket, progress, applied, cancellationToken);
        var written = await db.ChangeAsync(async () =>
        {
            var pending = await db.PendingImports.SingleOrDefaultAsync(row => row.Id == ticket && row.PersonId == person, cancellationToken)
                ?? throw new RefusedException(RefusalKind.Conflict, "import.ticketUsed");
            await RefuseUnlessAllowedAsync(person, pending.Kind, cancellationToken);
            var rows = JsonSerializer.Deserialize<List<Dictionary<string, string>>>(protector.Unprotect(pending.RowsJson)) ?? [];
            if (progress is not null) (progress.Rows, progress.Done) = (rows.Count, 0);
            var before = pending.Kind == "calendar" ? await calendars.ReadAsync(db, cancellationToken) : null;
            var errors = await PrepareAsync(db, Kind(pending.Kind), rows.Select(WithoutCase).ToList(), person, $"import/{ticket:N}", null, progress, true, cancellationToken);
            if (errors.Count > 0) throw new RefusedException(RefusalKind.Conflict, "import.changedMeanwhile", errors[0].Row);
            db.PendingImports.Remove(pending);
            if (before is not null)
            {
                await db.SaveChangesAsync(cancellationToken);
                await Rescheduling.MoveAsync(db, before, await calendars.ReadAsync(db, cancellationToken), cancellationToken);
            }

            db.Record(clock.Now, new() { PersonId = person, Subject = $"import:{pending.Kind}", Action = "Import", Comment = rows.Count.ToString(CultureInfo.InvariantCulture) });
            await applied(db);
            return rows.Count;
        }, cancellationToken);
        calendars.Forget();
        return written;
    }

    // Others may write while a long file is read; the transaction only writes.
    private async Task<int> ApplyAsync(ProcessSalesDb db, LongImportKind kind, Guid person, Guid ticket, ImportProgress? progress, Func<ProcessSalesDb, Task> applied, CancellationToken cancellationToken)
    {
        var pending = await db.PendingImports.AsNoTracking().SingleOrDefaultAsync(row => row.Id == ticket && row.PersonId == person, cancellationToken) ?? throw new RefusedException(RefusalKind.Conflict, "import.ticketUsed");
        await RefuseUnlessAllowedAsync(person, pending.Kind, cancellationToken);
        var rows = JsonSerializer.Deserialize<List<Dictionary<string, string>>>(protector.Unprotect(pending.RowsJson)) ?? [];
        if (progress is not null) (progress.Rows, progress.Done) = (rows.Count, 0);
        var errors = new List<RowError>();
        var batch = rows.Select((cells, index) => new ImportRow(index + 2, WithoutCase(cells), errors, null)).ToList();
        var ready = await kind.PrepareAsync(new(db, batch, person, $"import/{ticket:N}", null, clock.Now) { Progress = progress, Passes = 2 }, cancellationToken);
        if (errors.Count > 0) throw new RefusedException(RefusalKind.Conflict, "import.changedMeanwhile", errors.Min(error => error.Row));
        await db.ChangeAsync(async () =>
        {
            if (await db.PendingImports.Where(row => row.Id == ticket && row.PersonId == person).ExecuteDeleteAsync(cancellationToken) == 0) throw new RefusedException(RefusalKind.Conflict, "import.ticketUsed");
            await ready.WriteAsync(db, progress, cancellationToken);
            db.Record(clock.Now, new() { PersonId = person, Subject = $"import:{pending.Kind}", Action = "Import", Comment = rows.Count.ToString(CultureInfo.InvariantCulture) });
            await applied(db);
        }, cancellationToken);
        return rows.Count;
    }

    /// <summary>Checks and applies several files as one transaction: the demo company and what ships with the product.</summary>
    /// <exception cref="InvalidOperationException">A file has faults, which are named.</exception>
    internal async Task LoadAsync(IReadOnlyList<(string Kind, string File)> files, string key, string? defaultPassword, Func<ProcessSalesDb, Task<bool>> wanted, Action<string> progress, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        // Nearly every start wants nothing: it opens no file and waits for no writer.
        if (!await wanted(db)) return;
        var contents = new List<(ImportKind Kind, IReadOnlyList<IReadOnlyDictionary<string, string>> Rows)>();
        foreach (var (name, path) in files)
        {
            await using var file = File.OpenRead(path);
            contents.Add((Kind(name), await ImportFile.ReadAsync(Kind(name), file, cancellationToken)));
        }

        await db.ChangeAsync(async () =>
        {
            if (!await wanted(db)) return;
            foreach (var (kind, rows) in contents)
            {
                var errors = await PrepareAsync(db, kind, rows, null, $"{key}/{kind.Name}", defaultPassword, null, true, cancellationToken);
                if (errors.Count > 0) throw new InvalidOperationException($"{kind.Name}: " + string.Join("; ", errors.Take(10).Select(error => $"row {error.Row} {error.Column}: {error.Key} {string.Join(' ', error.Arguments)}")));
                // The next file refers to what this one brings.
                await db.SaveChangesAsync(cancellationToken);
                progress($"{kind.Name}: {rows.Count}");
            }
        }, cancellationToken);
        calendars.Forget();
    }

    private async Task<List<RowError>> PrepareAsync(
        ProcessSalesDb db, ImportKind kind, IReadOnlyList<IReadOnlyDictionary<string, string>> rows, Guid? person, string key, string? defaultPassword, ImportProgress? progress, bool writes, CancellationToken cancellationToken)
    {
        var errors = new List<RowError>();
        var batch = rows.Select((cells, index) => new ImportRow(index + 2, cells, errors, person is null ? clock.Today : null)).ToList();
        await kind.ReadAsync(new(db, batch, person, key, defaultPassword, clock.Now) { Progress = progress, Writes = writes }, cancellationToken);
        if (kind is CardKind cards && errors.Count == 0)
        {
            CardHistory.Count(db);
            if (person is not null) CardHistory.Record(db, cards, person, clock.Now);
        }

        return errors.DistinctBy(error => (error.Row, error.Column, error.Key)).OrderBy(error => error.Row).ToList();
    }

    internal async Task RefuseUnlessAllowedAsync(Guid person, string kind, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var role = await db.Users.Where(row => row.Id == person && row.Active).Select(row => (Role?)row.Role).SingleOrDefaultAsync(cancellationToken);
        if (role is not { } found || !Kind(kind).AllowedTo(found)) throw new RefusedException(RefusalKind.Forbidden, "import.notAllowed");
    }

    private ImportKind Kind(string name) => kinds.GetValueOrDefault(name) ?? throw new RefusedException(RefusalKind.NotFound, "import.unknownKind", name);

    private static IReadOnlyDictionary<string, string> WithoutCase(Dictionary<string, string> cells) => new Dictionary<string, string>(cells, StringComparer.OrdinalIgnoreCase);
}
