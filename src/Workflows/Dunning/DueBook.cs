using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Customers;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Dunning;

/// <summary>An open receivable with what the rules must know of it.</summary>
/// <param name="BaseOn">催收基准日, as its payer's reminders count now.</param>
internal sealed record OpenItem(Guid Id, Guid PayerId, string Number, DateOnly DueOn, DateOnly BaseOn, decimal Amount, decimal Open, decimal Disputed, int Cycle, bool Legal)
{
    /// <summary>Those of receivables, in the order of their payers, due dates and numbers.</summary>
    public static IQueryable<OpenItem> Of(ProcessSalesDb db, IQueryable<Receivable> rows) =>
        from row in rows.AsNoTracking()
        join payer in db.Customers on row.CustomerId equals payer.Id
        orderby row.CustomerId, row.DueOn, row.Number
        select new OpenItem(
            row.Id, row.CustomerId, row.Number, row.DueOn, payer.ReminderBase == ReminderBase.ExpectedPay && row.ExpectedOn > row.BaseOn ? row.ExpectedOn : row.BaseOn, row.Amount, row.Open, row.Disputed, row.Cycle, row.Legal);

    /// <summary>As the rules see it.</summary>
    public DueItem Seen(Rung? sent, DateOnly? promisedUntil, DateOnly? pausedUntil) => new(Id, PayerId, BaseOn, Amount, Open, Disputed, Cycle, sent, promisedUntil, Legal, pausedUntil);
}

/// <summary>
/// Everything that is open with all that holds it back, read with one query a kind, however many items there are. A snapshot: whoever acts on an item reads it
/// again in the transaction of the act.
/// </summary>
internal sealed class DueBook
{
    private readonly Dictionary<Guid, int> sent;
    private readonly Dictionary<Guid, DateOnly> promised;
    private readonly Dictionary<Guid, DateOnly> paused;
    private readonly Dictionary<Guid, PayerFacts> facts;

    private DueBook(
        IReadOnlyList<OpenItem> items, Dictionary<Guid, int> sent, Dictionary<Guid, DateOnly> promised, Dictionary<Guid, DateOnly> paused, Dictionary<Guid, PayerFacts> facts, LadderSet ladders, PayerPeople people) =>
        (Items, this.sent, this.promised, this.paused, this.facts, Ladders, People) = (items, sent, promised, paused, facts, ladders, people);

    public IReadOnlyList<OpenItem> Items { get; }

    /// <summary>The same with one item alone.</summary>
    public DueBook Only(Guid item) => new([.. Items.Where(row => row.Id == item)], sent, promised, paused, facts, Ladders, People);

    public LadderSet Ladders { get; }

    public PayerPeople People { get; }

    /// <summary>What the rules say of an item on a day.</summary>
    public Verdict Decide(OpenItem item, RunDay day, CollectionTerms terms) => DunningRules.Decide(Seen(item), Of(item.PayerId), LadderOf(item.PayerId), day, terms);

    public DueItem Seen(OpenItem item) => item.Seen(SentOf(item.Id), promised.TryGetValue(item.Id, out var until) ? until : null, paused.TryGetValue(item.Id, out var pause) ? pause : null);

    /// <summary>The last day on which a manager has left an item alone, by itself or with its payer; null when nobody has.</summary>
    public DateOnly? PausedUntil(Guid payer, Guid? item) =>
        item is { } one && paused.TryGetValue(one, out var alone) && !(Of(payer).PausedUntil > alone) ? alone : Of(payer).PausedUntil;

    public Rung? SentOf(Guid item) => sent.TryGetValue(item, out var rank) ? Reminder.RungOf(rank) : null;

    public PayerFacts Of(Guid payer) => facts.GetValueOrDefault(payer) ?? new();

    public Ladder LadderOf(Guid payer) => Ladders.Of(People.Payers.GetValueOrDefault(payer)?.Class ?? "");

    /// <param name="db">Read without tracking.</param>
    /// <param name="day">Company zone.</param>
    /// <param name="payer">One payer only; null for all.</param>
    /// <param name="money">Money that came in lately, by payer.</param>
    /// <param name="terms">Thresholds.</param>
    /// <param name="cancellationToken">Stops between two queries.</param>
    public static async Task<DueBook> ReadAsync(ProcessSalesDb db, DateOnly day, Guid? payer, IReadOnlySet<Guid> money, CollectionTerms terms, CancellationToken cancellationToken)
    {
        var open = db.Receivables.AsNoTracking().Where(row => row.Ended == null);
        if (payer is { } one) open = open.Where(row => row.CustomerId == one);
        var items = await OpenItem.Of(db, open).ToListAsync(cancellationToken);
        var sent = await ToldAsync(db, open, cancellationToken);
        var promised = await (from promise in db.Promises
                              where promise.State == PromiseState.Open
                              join item in db.PromiseItems on promise.Id equals item.PromiseId
                              group promise.Last by item.ReceivableId into days
                              select new { days.Key, Last = days.Max() }).ToDictionaryAsync(row => row.Key, row => row.Last, cancellationToken);
        var pauses = await db.DunningPauses.Where(row => row.From <= day && row.Until >= day).GroupBy(row => new { row.PayerId, row.ReceivableId })
            .Select(group => new { group.Key.PayerId, group.Key.ReceivableId, Until = group.Max(row => row.Until) }).ToListAsync(cancellationToken);
        var paused = pauses.Where(row => row.ReceivableId is null).ToDictionary(row => row.PayerId, row => row.Until);
        var broken = await BrokenAsync(db, day, terms, cancellationToken);
        var today = (await db.ReminderNotices.Where(row => row.Day == day).Select(row => row.PayerId).Distinct().ToListAsync(cancellationToken)).ToHashSet();
        var people = await PayerPeople.ReadAsync(db, cancellationToken);
        var facts = people.Payers.Keys.ToDictionary(
            id => id,
            id => new PayerFacts(paused.TryGetValue(id, out var until) ? until : null, money.Contains(id), broken.GetValueOrDefault(id) < terms.BrokenPromises, today.Contains(id)));
        return new(items, sent, promised, pauses.Where(row => row.ReceivableId is not null).ToDictionary(row => row.ReceivableId!.Value, row => row.Until), facts, await Dunning.Ladders.ReadAsync(db, day, cancellationToken), people);
    }

    /// <summary>The highest rank told of each of these items in its cycle; what was never reminded of is not there.</summary>
    internal static Task<Dictionary<Guid, int>> ToldAsync(ProcessSalesDb db, IQueryable<Receivable> items, CancellationToken cancellationToken) =>
        (from reminder in db.Reminders
         join item in items on new { Id = reminder.ReceivableId, reminder.Cycle } equals new { item.Id, item.Cycle }
         group reminder.Rank by reminder.ReceivableId into ranks
         select new { ranks.Key, Rank = ranks.Max() }).ToDictionaryAsync(row => row.Key, row => row.Rank, cancellationToken);

    /// <summary>Broken promises of payers that count yet (rule 7).</summary>
    internal static Task<Dictionary<Guid, int>> BrokenAsync(ProcessSalesDb db, DateOnly day, CollectionTerms terms, CancellationToken cancellationToken)
    {
        var since = day.AddMonths(-terms.BrokenMonths);
        return db.Promises.Where(row => row.State == PromiseState.Broken && row.EndedOn > since).GroupBy(row => row.PayerId)
            .Select(group => new { group.Key, Count = group.Count() }).ToDictionaryAsync(row => row.Key, row => row.Count, cancellationToken);
    }
}

/// <summary>Money that came in lately or is not yet claimed (domain.md 3.3 rule 8).</summary>
/// <param name="ReceiptId">The receipt.</param>
/// <param name="PayerId">Whose it is, or seems to be.</param>
/// <param name="Claimed">Whether it was allocated.</param>
public sealed record FreshMoney(Guid ReceiptId, Guid PayerId, bool Claimed);

/// <summary>Knows what money came in.</summary>
public interface IFreshMoney
{
    /// <summary>What was allocated since then (UTC), and all that waits to be claimed.</summary>
    Task<IReadOnlyList<FreshMoney>> SinceAsync(ProcessSalesDb db, DateTimeOffset since, CancellationToken cancellationToken);
}
