using ProcessSales.Workflows.Receivables;

namespace ProcessSales.Workflows.Dunning;

/// <summary>An open item as the rules see it.</summary>
/// <param name="Id">The receivable.</param>
/// <param name="PayerId">The chain.</param>
/// <param name="BaseDate">What the ladder counts from 催收基准日.</param>
/// <param name="Amount">CNY originally; negative for a credit note.</param>
/// <param name="Open">CNY that is not settled.</param>
/// <param name="Disputed">CNY of it in dispute.</param>
/// <param name="Cycle">From 1; one more when the due date is extended by law or a paid item is open again (rule 2).</param>
/// <param name="Sent">The highest rung sent or left out in this cycle; null for none.</param>
/// <param name="PromisedUntil">The last day on which an open promise can still be kept; null without one.</param>
/// <param name="Stopped">Whether it is with the lawyers or ended (rule 5).</param>
/// <param name="PausedUntil">The last day of a pause of this item alone; null without one (rule 5).</param>
public sealed record DueItem(
    Guid Id, Guid PayerId, DateOnly BaseDate, decimal Amount, decimal Open, decimal Disputed, int Cycle, Rung? Sent, DateOnly? PromisedUntil = null, bool Stopped = false, DateOnly? PausedUntil = null)
{
    /// <summary>CNY that may be asked for now: what is in dispute is not (rule 6).</summary>
    public decimal Undisputed => Open - Disputed;
}

/// <summary>What of a payer holds reminders back.</summary>
/// <param name="PausedUntil">The last day of a pause 暂停催收; null without one (rule 5).</param>
/// <param name="MoneyArrived">Whether money came in that is too fresh or not yet claimed (rule 8).</param>
/// <param name="PromisesPause">False once too many were broken (rule 7).</param>
/// <param name="RemindedToday">Whether a batch went out today already (rule 11).</param>
public sealed record PayerFacts(DateOnly? PausedUntil = null, bool MoneyArrived = false, bool PromisesPause = true, bool RemindedToday = false);

/// <summary>Why an item was not reminded of.</summary>
public enum LeftOut
{
    /// <summary>Nothing is open, or it is a credit note, which is only netted (rule 10).</summary>
    NothingOpen,

    /// <summary>No level is reached.</summary>
    NotYet,

    /// <summary>The level went out before.</summary>
    AlreadySent,

    /// <summary>With the lawyers or ended (rule 5).</summary>
    Stopped,

    /// <summary>The payer or the item is paused (rule 5).</summary>
    Paused,

    /// <summary>All of it is in dispute (rule 6).</summary>
    Disputed,

    /// <summary>Too small to ask for (rule 9).</summary>
    SmallRest,

    /// <summary>A promise is open (rule 7).</summary>
    Promised,

    /// <summary>Money came in (rule 8).</summary>
    MoneyArrived,

    /// <summary>The payer's batch of today has gone (rule 11).</summary>
    RemindedToday,

    /// <summary>People do not work today (rule 4).</summary>
    NoWorkday,
}

/// <summary>What becomes of an item in a run.</summary>
/// <param name="Send">The rung to send; null for none.</param>
/// <param name="Skipped">Rungs that are passed over for good.</param>
/// <param name="Why">Why nothing is sent.</param>
public sealed record Verdict(Rung? Send, IReadOnlyList<Rung> Skipped, LeftOut? Why)
{
    internal static Verdict Not(LeftOut why) => new(null, [], why);
}

/// <summary>The rules of domain.md 3.3 for one item on one day; pure.</summary>
public static class DunningRules
{
    /// <summary>What becomes of an item.</summary>
    public static Verdict Decide(DueItem item, PayerFacts payer, Ladder ladder, RunDay day, CollectionTerms terms)
    {
        if (!day.IsWorkday) return Verdict.Not(LeftOut.NoWorkday);
        if (item.Open <= 0) return Verdict.Not(LeftOut.NothingOpen);
        if (ladder.Reached(day.Day.DayNumber - item.BaseDate.DayNumber, day.Ahead.DayNumber - item.BaseDate.DayNumber) is not { } target) return Verdict.Not(LeftOut.NotYet);
        if (item.Sent is { } sent && sent >= target) return Verdict.Not(LeftOut.AlreadySent);
        if (Withheld(item, payer, day.Day, terms) is { } why) return Verdict.Not(why);
        return new(target, [.. ladder.Between(item.Sent, target)], null);
    }

    /// <summary>Late interest, CNY: information only (rule 15), on what is undisputed.</summary>
    public static decimal Interest(decimal undisputed, int daysLate, decimal dailyRate) =>
        daysLate <= 0 || undisputed <= 0 ? 0 : Math.Round(undisputed * dailyRate * daysLate, 2, MidpointRounding.AwayFromZero);

    /// <summary>What holds an item back whatever its level; null when nothing does.</summary>
    internal static LeftOut? Withheld(DueItem item, PayerFacts payer, DateOnly day, CollectionTerms terms)
    {
        if (item.Stopped) return LeftOut.Stopped;
        if (payer.PausedUntil >= day || item.PausedUntil >= day) return LeftOut.Paused;
        if (item.Undisputed <= 0) return LeftOut.Disputed;
        if (terms.IsSmallRest(item.Amount, item.Open)) return LeftOut.SmallRest;
        if (payer.PromisesPause && item.PromisedUntil >= day) return LeftOut.Promised;
        if (payer.MoneyArrived) return LeftOut.MoneyArrived;
        return payer.RemindedToday ? LeftOut.RemindedToday : null;
    }
}
