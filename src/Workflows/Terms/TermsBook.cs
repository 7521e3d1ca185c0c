using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Terms;

/// <summary>Deadlines and limits that a firm sets for one thing of its business; a new one holds what domain.md proposes.</summary>
public interface ITerms
{
    /// <summary>What cannot be, by the name of the property.</summary>
    IEnumerable<Refusal> Problems();
}

/// <summary>Terms as they hold from a day on. A later row replaces an earlier one; none is ever changed after its day has come.</summary>
public abstract class TermsRow
{
    /// <summary>First day, company zone; unique.</summary>
    public DateOnly From { get; set; }

    /// <summary>The terms as JSON.</summary>
    public string TermsJson { get; set; } = "{}";

    /// <summary>Who set them.</summary>
    public Guid PersonId { get; set; }

    /// <summary>When, UTC.</summary>
    public DateTimeOffset At { get; set; }
}

/// <summary>Terms with the day from which they hold; null for those that the product begins with.</summary>
public sealed record DatedTerms<TTerms>(DateOnly? From, TTerms Terms, string? Person, DateTimeOffset? At);

/// <summary>All terms of one thing, read once for a run that asks for those of many days. Never changes.</summary>
/// <param name="rows">The newest first.</param>
public sealed class TermsHistory<TTerms>(IReadOnlyList<(DateOnly From, TTerms Terms)> rows)
    where TTerms : class, ITerms, new()
{
    private readonly TTerms beginning = new();

    /// <summary>The first days of all that were set, the newest first.</summary>
    public IEnumerable<DateOnly> Changes => rows.Select(row => row.From);

    /// <summary>The terms of a day, company zone.</summary>
    public TTerms On(DateOnly day)
    {
        foreach (var row in rows)
        {
            if (row.From <= day) return row.Terms;
        }

        return beginning;
    }

    /// <summary>The first day, <paramref name="from"/> or later, on which something is reached that the terms of that very day put on a day.</summary>
    public DateOnly FirstDay(DateOnly from, Func<TTerms, DateOnly> reached)
    {
        foreach (var change in Changes.Where(change => change > from).Order())
        {
            if (reached(On(from)).OrLater(from) is var day && day < change) return day;
            from = change;
        }

        return reached(On(from)).OrLater(from);
    }
}

/// <summary>The firm's own terms of one thing, with their effective dates (domain.md 7.1). Safe for concurrent use.</summary>
/// <param name="databases">Where they are kept.</param>
/// <param name="clock">Says which day it is.</param>
/// <param name="subject">What the audit calls them.</param>
public abstract class TermsBook<TTerms, TRow>(IDbContextFactory<ProcessSalesDb> databases, CompanyClock clock, string subject)
    where TTerms : class, ITerms, new()
    where TRow : TermsRow, new()
{
    /// <summary>The terms of today.</summary>
    public async Task<TTerms> CurrentAsync(CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await CurrentAsync(db, cancellationToken);
    }

    /// <summary>All of them, the newest first, those that the product begins with last.</summary>
    public async Task<IReadOnlyList<DatedTerms<TTerms>>> ListAsync(CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await db.Set<TRow>().AsNoTracking().OrderByDescending(row => row.From)
            .Select(row => new { row.From, row.TermsJson, row.At, Person = db.Users.Where(who => who.Id == row.PersonId).Select(who => who.Name).FirstOrDefault() }).ToListAsync(cancellationToken);
        return [.. rows.Select(row => new DatedTerms<TTerms>(row.From, Read(row.TermsJson), row.Person, row.At)), new DatedTerms<TTerms>(null, new(), null, null)];
    }

    /// <summary>Sets terms that hold from a day on, today at the earliest.</summary>
    /// <exception cref="RefusedException">Not an administrator's, the day is past, or a value cannot be.</exception>
    public async Task SetAsync(Guid person, DateOnly from, TTerms terms, CancellationToken cancellationToken = default)
    {
        var refusals = terms.Problems().ToList();
        if (from < clock.Today) refusals.Add(new("From", "terms.past"));
        if (refusals.Count > 0) throw new RefusedException(RefusalKind.Invalid, refusals);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            await db.RequireRoleAsync(person, cancellationToken, Role.Adm);
            var before = JsonSerializer.Serialize(await OnAsync(db, from, cancellationToken));
            var row = await db.Set<TRow>().SingleOrDefaultAsync(other => other.From == from, cancellationToken);
            if (row is null) db.Set<TRow>().Add(row = new() { From = from });
            (row.TermsJson, row.PersonId, row.At) = (JsonSerializer.Serialize(terms), person, clock.Now);
            db.Record(clock.Now, new() { PersonId = person, Subject = subject, Action = "Set", To = $"{from:yyyy-MM-dd}", Comment = Differences(before, row.TermsJson), BeforeJson = before, AfterJson = row.TermsJson });
        }, cancellationToken);
    }

    /// <summary>Those of every day, in one read.</summary>
    public async Task<TermsHistory<TTerms>> HistoryAsync(CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await HistoryAsync(db, cancellationToken);
    }

    /// <summary>The same as a transaction sees it.</summary>
    internal async Task<TermsHistory<TTerms>> HistoryAsync(ProcessSalesDb db, CancellationToken cancellationToken) =>
        new([.. (await db.Set<TRow>().AsNoTracking().OrderByDescending(row => row.From).Select(row => new { row.From, row.TermsJson }).ToListAsync(cancellationToken)).Select(row => (row.From, Read(row.TermsJson)))]);

    /// <summary>The terms of today as a transaction sees them.</summary>
    internal Task<TTerms> CurrentAsync(ProcessSalesDb db, CancellationToken cancellationToken) => OnAsync(db, clock.Today, cancellationToken);

    /// <summary>The terms of a day as a transaction sees them.</summary>
    internal async Task<TTerms> OnAsync(ProcessSalesDb db, DateOnly day, CancellationToken cancellationToken) =>
        await db.Set<TRow>().AsNoTracking().Where(row => row.From <= day).OrderByDescending(row => row.From).Select(row => row.TermsJson).FirstOrDefaultAsync(cancellationToken) is { } json ? Read(json) : new();

    private static TTerms Read(string json) => JsonSerializer.Deserialize<TTerms>(json) ?? new();

    // What people read in the audit log; the whole of it stands beside.
    private static string Differences(string before, string after)
    {
        var text = string.Join(", ", Changed("", JsonNode.Parse(before), JsonNode.Parse(after)));
        return text.Length > 500 ? text[..500] : text;
    }

    private static IEnumerable<string> Changed(string name, JsonNode? was, JsonNode? now)
    {
        if (JsonNode.DeepEquals(was, now)) return [];
        return (was, now) is (JsonObject old, JsonObject next)
            ? next.SelectMany(pair => Changed(name.Length == 0 ? pair.Key : $"{name}.{pair.Key}", old[pair.Key], pair.Value))
            : [$"{name} {was?.ToJsonString()} > {now?.ToJsonString()}"];
    }
}

/// <summary>How terms are stored: a row a day.</summary>
internal abstract class TermsTable<TRow> : IEntityTypeConfiguration<TRow>
    where TRow : TermsRow
{
    public void Configure(EntityTypeBuilder<TRow> table)
    {
        table.HasKey(row => row.From);
        table.Property(row => row.TermsJson).HasMaxLength(2000);
        table.HasOne<Person>().WithMany().HasForeignKey(row => row.PersonId).OnDelete(DeleteBehavior.Restrict);
    }
}
