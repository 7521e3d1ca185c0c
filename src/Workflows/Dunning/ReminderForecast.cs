using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Terms;

namespace ProcessSales.Workflows.Dunning;

/// <summary>The run days of a stretch of time, worked out once for all items.</summary>
internal sealed class RunDays
{
    private readonly RunDay[] days;
    private readonly DateOnly first;

    public RunDays(WorkingCalendar calendar, DateOnly from, DateOnly until, TermsHistory<CollectionTerms> terms)
    {
        first = from;
        // A little longer, so that what falls behind the end still finds its working day.
        days = [.. Enumerable.Range(0, until.DayNumber - from.DayNumber + 40).Select(offset => from.AddDays(offset)).Select(day => RunDay.Of(calendar, day, terms.On(day).Gap))];
    }

    public RunDay Of(DateOnly day) => days[day.DayNumber - first.DayNumber];

    /// <summary>The working day on or after a day; the first day of the stretch for one before it.</summary>
    public DateOnly OnOrAfter(DateOnly day)
    {
        var at = Math.Max(0, day.DayNumber - first.DayNumber);
        while (at < days.Length - 1 && !days[at].IsWorkday) at++;
        return days[at].Day;
    }

    /// <summary>The working day on or before a day, within the stretch.</summary>
    public DateOnly OnOrBefore(DateOnly day)
    {
        var at = Math.Clamp(day.DayNumber - first.DayNumber, 0, days.Length - 1);
        while (at > 0 && !days[at].IsWorkday) at--;
        return days[at].IsWorkday ? days[at].Day : OnOrAfter(first);
    }
}

/// <summary>Ladders with those that begin to count later.</summary>
internal sealed class LadderTimeline(IReadOnlyList<(DateOnly From, LadderSet Set)> sets)
{
    /// <summary>The first days of those that count later.</summary>
    public IEnumerable<DateOnly> Changes => sets.Skip(1).Select(pair => pair.From);

    public IEnumerable<Ladder> Of(string customerClass) => sets.Select(pair => pair.Set.Of(customerClass)).Distinct();

    public Ladder On(DateOnly day, string customerClass) => sets.Last(pair => pair.From <= day || pair == sets[0]).Set.Of(customerClass);
}

/// <summary>
/// What the runs will do to an item that nobody pays. Asks the very rules of the runs on every day on which their answer can change, so it cannot say something else than
/// they will do; pure.
/// </summary>
internal static class ReminderForecast
{
    public static IEnumerable<(DateOnly Day, Rung Rung)> Of(
        DueItem item, PayerFacts payer, LadderTimeline ladders, string customerClass, RunDays days, DateOnly from, DateOnly until, TermsHistory<CollectionTerms> terms)
    {
        // Money that came in or a batch of today are of today: they say nothing about the days to come.
        payer = payer with { MoneyArrived = false, RemindedToday = false };
        var looks = new SortedSet<DateOnly> { days.OnOrAfter(from) };
        foreach (var ladder in ladders.Of(customerClass))
        {
            foreach (var (_, late) in ladder.Rungs(until.DayNumber - item.BaseDate.DayNumber + 10))
            {
                var reached = item.BaseDate.AddDays(late);
                if (reached < from) continue;
                looks.Add(days.OnOrAfter(reached));
                looks.Add(days.OnOrBefore(reached));
            }
        }

        foreach (var change in ladders.Changes.Concat(terms.Changes).Where(change => change > from && change <= until)) looks.Add(days.OnOrAfter(change));
        if (payer.PausedUntil is { } paused && paused >= from && paused < until) looks.Add(days.OnOrAfter(paused.AddDays(1)));
        if (item.PausedUntil is { } alone && alone >= from && alone < until) looks.Add(days.OnOrAfter(alone.AddDays(1)));
        if (item.PromisedUntil is { } promised && promised >= from && promised < until) looks.Add(days.OnOrAfter(promised.AddDays(1)));
        foreach (var day in looks)
        {
            if (day < from) continue;
            if (day > until) yield break;
            if (DunningRules.Decide(item, payer, ladders.On(day, customerClass), days.Of(day), terms.On(day)).Send is not { } rung) continue;
            yield return (day, rung);
            item = item with { Sent = rung };
        }
    }
}
