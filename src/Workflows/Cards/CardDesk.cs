using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using MiniExcelLibs;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Imports;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Cards;

/// <summary>A kind of master data as pages see it.</summary>
/// <param name="MayEdit">Whether the person may change cards.</param>
/// <param name="MayAdd">Whether the person may make new ones.</param>
public sealed record CardKindInfo(string Name, IReadOnlyList<string> ListColumns, IReadOnlyList<string> SortColumns, IReadOnlyList<ImportColumn> Columns, bool Verified, bool MayEdit, bool MayAdd);

/// <summary>A change of a card.</summary>
/// <param name="Person">Null for the system.</param>
/// <param name="Comment">Why, or the way it came: <c>import</c>; null where nothing was said.</param>
/// <param name="Before">By column, only what changed; empty for a new card or for a look that changed nothing.</param>
public sealed record CardChange(DateTimeOffset At, string? Person, string Action, string? Comment, IReadOnlyDictionary<string, string> Before, IReadOnlyDictionary<string, string> After);

/// <summary>A card.</summary>
/// <param name="Editable">Columns that the person may change.</param>
/// <param name="Stale">Whether nobody has said for more than 90 days that it is right.</param>
/// <param name="History">The newest first, at most 50.</param>
public sealed record CardView(CardKindInfo Kind, CardRow Row, IReadOnlyList<string> Editable, bool Stale, IReadOnlyList<CardChange> History);

/// <summary>Lists, shows, changes and exports master data within a person's scope. What a card is given is checked by the rules of its import. Safe for concurrent use.</summary>
public sealed class CardDesk
{
    /// <summary>Days after which a card that nobody looked at is yellow (domain.md 2.1).</summary>
    public const int VerifiedForDays = 90;

    private const int MostShown = 50;
    private const int Chunk = 1_000;
    private readonly IReadOnlyDictionary<string, CardKind> kinds;
    private readonly IDbContextFactory<ProcessSalesDb> databases;
    private readonly CompanyClock clock;

    internal CardDesk(IEnumerable<CardKind> kinds, IDbContextFactory<ProcessSalesDb> databases, CompanyClock clock)
    {
        this.kinds = kinds.ToDictionary(kind => kind.Name);
        this.databases = databases;
        this.clock = clock;
    }

    /// <summary>Names of the kinds.</summary>
    public IEnumerable<string> Kinds => kinds.Keys;

    /// <summary>Whether the day on which a card was last found right is too long ago.</summary>
    public bool IsStale(DateOnly? verified) => verified is not { } day || day.AddDays(VerifiedForDays) < clock.Today;

    /// <summary>One page of a kind.</summary>
    /// <exception cref="RefusedException">There is no such kind.</exception>
    public async Task<(CardKindInfo Kind, Page<CardRow> Rows)> ListAsync(Guid person, string kind, string? text, string? sort, int number, int size, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var (found, scope, role) = await OpenAsync(db, person, kind, cancellationToken);
        return (Info(found, role), await found.ListAsync(db, scope, role, text, sort, number, size, cancellationToken));
    }

    /// <summary>A card; null when it does not exist or the person may not see it.</summary>
    /// <exception cref="RefusedException">There is no such kind.</exception>
    public async Task<CardView?> ReadAsync(Guid person, string kind, Guid id, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var (found, scope, role) = await OpenAsync(db, person, kind, cancellationToken);
        if (await found.FindAsync(db, scope, role, id, cancellationToken) is not { } row) return null;
        var subject = SubjectOf(kind, row.Key);
        var changes = await (from entry in db.Audit.AsNoTracking()
                             where entry.Subject == subject
                             join someone in db.Users on entry.PersonId equals (Guid?)someone.Id into people
                             from someone in people.DefaultIfEmpty()
                             orderby entry.At descending, entry.Id descending
                             select new { entry.At, someone.Name, entry.Action, entry.Comment, entry.BeforeJson, entry.AfterJson }).Take(MostShown).ToListAsync(cancellationToken);
        var history = changes.Select(change => new CardChange(change.At, change.Name, change.Action, change.Comment, Shown(change.BeforeJson, row), Shown(change.AfterJson, row))).ToList();
        return new(Info(found, role), row, Editable(found, role, row.Cells.Keys), found.Verified && IsStale(row.VerifiedOn), history);
    }

    /// <summary>Changes a card, or makes a new one. Columns that the person may not change keep what they hold.</summary>
    /// <param name="id">Null for a new one.</param>
    /// <param name="version">The version that the person saw.</param>
    /// <exception cref="RefusedException">Unknown, not allowed, changed meanwhile by somebody else, or a value breaks a rule of the import.</exception>
    public async Task SaveAsync(Guid person, string kind, Guid? id, int version, IReadOnlyDictionary<string, string> fields, string? client, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            var (found, scope, role) = await OpenAsync(db, person, kind, cancellationToken);
            var before = id is { } known ? await found.FindAsync(db, scope, role, known, cancellationToken) ?? throw new RefusedException(RefusalKind.NotFound, "card.unknown") : null;
            var may = before is null ? (found.AllowedTo(role) ? [.. found.Columns.Select(column => column.Name)] : (IReadOnlyList<string>)[]) : Editable(found, role, before.Cells.Keys);
            if (may.Count == 0) throw new RefusedException(RefusalKind.Forbidden, "notAllowed");
            if (before is not null && before.Version != version) throw new RefusedException(RefusalKind.Conflict, "card.changed");
            var cells = new Dictionary<string, string>(before?.Cells ?? new Dictionary<string, string>(), StringComparer.OrdinalIgnoreCase);
            foreach (var column in may) if (fields.TryGetValue(column, out var value)) cells[column] = value.Trim();
            if (before is null && await IsKnownAsync(db, found, cells, cancellationToken)) throw new RefusedException(RefusalKind.Invalid, [new(found.KeyColumns[0], "import.twice", cells.GetValueOrDefault(found.KeyColumns[0]))]);
            await found.ReadOneAsync(db, cells, person, "card", clock.Now, cancellationToken);
            CardHistory.Count(db);
            var (was, now) = CardHistory.Differences(before?.Cells, cells);
            if (before is not null && now.Count == 0) return;
            db.Record(clock.Now, new()
            {
                PersonId = person, Subject = SubjectOf(kind, before?.Key ?? CardHistory.KeyOf(found, cells)), Action = before is null ? "Add" : "Change", Client = client,
                BeforeJson = before is null ? null : JsonSerializer.Serialize(was), AfterJson = JsonSerializer.Serialize(now),
            });
        }, cancellationToken);
    }

    /// <summary>Notes that somebody who may see a card found it right: one tap.</summary>
    /// <exception cref="RefusedException">Unknown to the person, or a kind that nobody is asked about.</exception>
    public async Task VerifyAsync(Guid person, string kind, Guid id, string? client, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            var (found, scope, role) = await OpenAsync(db, person, kind, cancellationToken);
            var row = await found.FindAsync(db, scope, role, id, cancellationToken) ?? throw new RefusedException(RefusalKind.NotFound, "card.unknown");
            if (!found.Verified) throw new RefusedException(RefusalKind.Invalid, "card.notVerified");
            if (role == Role.Pcc) throw new RefusedException(RefusalKind.Forbidden, "notAllowed");
            if (row.VerifiedOn == clock.Today) return;
            await found.VerifyAsync(db, id, clock.Today, cancellationToken);
            db.Record(clock.Now, new() { PersonId = person, Subject = SubjectOf(kind, row.Key), Action = "Verify", Client = client });
        }, cancellationToken);
    }

    /// <summary>Writes all that the person may see of a kind as CSV (UTF-8 with a byte order mark), in the columns of its import. Notes the export in the trail.</summary>
    /// <exception cref="RefusedException">There is no such kind: nothing was written yet.</exception>
    public async Task WriteCsvAsync(Guid person, string kind, string? text, Stream output, CancellationToken cancellationToken = default)
    {
        var (columns, rows) = await ExportAsync(person, kind, text, "csv", cancellationToken);
        await CsvText.WriteAsync(output, columns, rows.Select(row => columns.Select(column => Cell(row, column))));
    }

    /// <summary>The same as an Excel workbook.</summary>
    /// <exception cref="RefusedException">There is no such kind: nothing was written yet.</exception>
    public async Task WriteWorkbookAsync(Guid person, string kind, string? text, Stream output, CancellationToken cancellationToken = default)
    {
        var (columns, rows) = await ExportAsync(person, kind, text, "xlsx", cancellationToken);
        var sheet = rows.Select(row => columns.ToDictionary(column => column, column => (object)Cell(row, column))).ToList();
        if (sheet.Count == 0) sheet.Add(columns.ToDictionary(column => column, _ => (object)""));
        await output.SaveAsAsync(sheet, cancellationToken: cancellationToken);
    }

    /// <summary>Names a card in the audit trail.</summary>
    internal static string SubjectOf(string kind, string key) => $"{kind}:{key}" is { Length: > 120 } longer ? longer[..120] : $"{kind}:{key}";

    private async Task<(IReadOnlyList<string> Columns, IReadOnlyList<CardRow> Rows)> ExportAsync(Guid person, string kind, string? text, string format, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var (found, scope, role) = await OpenAsync(db, person, kind, cancellationToken);
        var rows = new List<CardRow>();
        for (var page = 1; ; page++)
        {
            var part = await found.ListAsync(db, scope, role, text, null, page, Chunk, cancellationToken);
            rows.AddRange(part.Rows);
            if (rows.Count >= part.Total || part.Rows.Count == 0) break;
        }

        db.Record(clock.Now, new() { PersonId = person, Subject = $"export:{kind}", Action = "Export", Comment = $"{format} {rows.Count}" });
        await db.SaveChangesAsync(cancellationToken);
        var hidden = rows.Count == 0 ? [] : found.Columns.Select(column => column.Name).Where(column => !rows[0].Cells.ContainsKey(column)).ToHashSet();
        return ([.. found.Columns.Select(column => column.Name).Where(column => !hidden.Contains(column))], rows);
    }

    private static string Cell(CardRow row, string column) => AuditLog.Harmless(row.Cells.GetValueOrDefault(column, "")) is var text && IsNumber(row.Cells.GetValueOrDefault(column, "")) ? row.Cells[column] : text;

    private static bool IsNumber(string text) => decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out _);

    private static IReadOnlyList<string> Editable(CardKind kind, Role role, IEnumerable<string> visible)
    {
        var shown = visible.ToHashSet();
        var columns = kind.AllowedTo(role) ? kind.Columns.Select(column => column.Name) : kind.MayEdit(role) ? kind.OpenColumns : [];
        return [.. columns.Where(column => shown.Contains(column) && !kind.KeyColumns.Contains(column))];
    }

    private static async Task<bool> IsKnownAsync(ProcessSalesDb db, CardKind kind, Dictionary<string, string> cells, CancellationToken cancellationToken)
    {
        if (kind.KeyColumns is not ["Code"] and not ["Number"]) return false;
        var key = cells.GetValueOrDefault(kind.KeyColumns[0], "");
        var all = DataScope.All;
        return (await kind.ListAsync(db, all, Role.Adm, key, null, 1, Chunk, cancellationToken)).Rows.Any(row => string.Equals(row.Key, key, StringComparison.OrdinalIgnoreCase));
    }

    private static IReadOnlyDictionary<string, string> Shown(string? json, CardRow row)
    {
        var all = json is null ? null : JsonSerializer.Deserialize<Dictionary<string, string>>(json);
        return all is null ? new Dictionary<string, string>() : all.Where(pair => row.Cells.ContainsKey(pair.Key)).ToDictionary(pair => pair.Key, pair => pair.Value);
    }

    private static CardKindInfo Info(CardKind kind, Role role) => new(kind.Name, kind.ListColumns, kind.SortColumns, kind.Columns, kind.Verified, kind.MayEdit(role), kind.AllowedTo(role));

    private async Task<(CardKind Kind, DataScope Scope, Role Role)> OpenAsync(ProcessSalesDb db, Guid person, string kind, CancellationToken cancellationToken)
    {
        var found = kinds.GetValueOrDefault(kind) ?? throw new RefusedException(RefusalKind.NotFound, "card.unknown");
        var role = await db.Users.Where(row => row.Id == person && row.Active).Select(row => (Role?)row.Role).SingleOrDefaultAsync(cancellationToken) ?? throw new RefusedException(RefusalKind.NotFound, "card.unknown");
        return (found, await DataScope.OfAsync(db, person, cancellationToken), role);
    }
}
