using System.Globalization;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Plans;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Visits;

namespace ProcessSales.Workflows.Reports;

/// <summary>
/// Makes the reports and meeting packs of the field (domain.md 1.5, 2.2 V-18) out of what visits, issues, complaints and receipts say, so that nobody types anything
/// twice. Within a person's scope. Safe for concurrent use.
/// </summary>
public sealed class FieldReports(
    IDbContextFactory<ProcessSalesDb> databases, VisitFigures figures, IEnumerable<IStoreMatterSource> matters, WorkingCalendars calendars, CompanyClock clock)
{
    /// <summary>Whose reports the person may read, himself first.</summary>
    public async Task<IReadOnlyList<ReportPerson>> PeopleAsync(Guid viewer, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return [.. (await ReportPeople.OfAsync(db, viewer, cancellationToken)).OrderByDescending(person => person.Id == viewer)];
    }

    /// <summary>A report.</summary>
    /// <param name="day">Any day of the period; of a monthly pack a day of the month that is looked back at.</param>
    /// <param name="who">Null for all whose reports the viewer may read.</param>
    /// <exception cref="RefusedException">The person is not one of them.</exception>
    public async Task<ReportSheet> OfAsync(Guid viewer, ReportKind kind, DateOnly day, Guid? who, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var people = await ReportPeople.OfAsync(db, viewer, cancellationToken);
        if (who is { } wanted)
        {
            people = [.. people.Where(person => person.Id == wanted)];
            if (people.Count == 0) throw new RefusedException(RefusalKind.NotFound, "report.unknown");
        }

        var (from, until) = Period(kind, day);
        var parts = new ReportParts(db, people, from, until, clock, cancellationToken);
        var whose = people.Count == 1 ? people[0].Name : null;
        IReadOnlyList<ReportPart> made = kind switch
        {
            ReportKind.Morning => await MorningAsync(db, viewer, people, parts, day, cancellationToken),
            ReportKind.Weekly => await WeeklyAsync(viewer, who, people, parts, from, until, cancellationToken),
            ReportKind.Monthly => await MonthlyAsync(viewer, who, people, parts, from, until, cancellationToken),
            _ => await DayAsync(kind, people, parts, day, cancellationToken),
        };
        return new(kind, from, until, whose, made);
    }

    /// <summary>The days that a report is about.</summary>
    public static (DateOnly From, DateOnly Until) Period(ReportKind kind, DateOnly day) => kind switch
    {
        ReportKind.Weekly => (WeekDays.MondayOf(day), WeekDays.MondayOf(day).AddDays(6)),
        ReportKind.Monthly => (new(day.Year, day.Month, 1), new DateOnly(day.Year, day.Month, 1).AddMonths(1).AddDays(-1)),
        _ => (day, day),
    };

    private async Task<IReadOnlyList<ReportPart>> MorningAsync(ProcessSalesDb db, Guid viewer, IReadOnlyList<ReportPerson> people, ReportParts parts, DateOnly day, CancellationToken cancellationToken)
    {
        // Yesterday is the last day on which anybody worked, so that Monday's meeting hears of Friday.
        var ids = people.Select(person => person.Id).ToList();
        var yesterday = await db.Visits.Where(visit => ids.Contains(visit.PersonId) && visit.Day < day).MaxAsync(visit => (DateOnly?)visit.Day, cancellationToken) ?? day.AddDays(-1);
        var before = new ReportParts(db, people, yesterday, yesterday, clock, cancellationToken);
        var made = new List<ReportPart> { await parts.NoticesAsync(viewer, day), await before.WorkAsync("Yesterday") };
        if (people.Count > 1) made.Add(await before.PeopleAsync());
        made.Add(await before.MissedAsync());
        made.Add(await parts.PlanAsync("Today", day));
        made.AddRange(await parts.MattersAsync(matters, day));
        return made;
    }

    private async Task<IReadOnlyList<ReportPart>> DayAsync(ReportKind kind, IReadOnlyList<ReportPerson> people, ReportParts parts, DateOnly day, CancellationToken cancellationToken)
    {
        var tomorrow = (await calendars.CurrentAsync(cancellationToken)).AddWorkingDays(day, 1);
        var made = new List<ReportPart> { await parts.WorkAsync() };
        if (people.Count > 1) made.Add(await parts.PeopleAsync());
        if (kind == ReportKind.Evening) made.Add(await parts.MissedAsync());
        made.AddRange([await parts.OrdersAsync(), await parts.OutOfStockAsync(), await parts.NearExpiryAsync()]);
        made.AddRange(await parts.SaidAsync());
        made.AddRange([await parts.ComplaintsAsync(), await parts.CompetitorsAsync()]);
        if (kind == ReportKind.Evening) made.Add(await parts.IssuesAsync());
        made.AddRange([await parts.PlanAsync("Tomorrow", tomorrow), await parts.WordsAsync(ReportKind.Daily)]);
        return made;
    }

    private async Task<IReadOnlyList<ReportPart>> WeeklyAsync(Guid viewer, Guid? who, IReadOnlyList<ReportPerson> people, ReportParts parts, DateOnly from, DateOnly until, CancellationToken cancellationToken)
    {
        var made = new List<ReportPart> { await parts.WorkAsync(), await FiguresAsync(viewer, who, from, until, from.AddDays(-7), until.AddDays(-7), cancellationToken) };
        if (people.Count > 1) made.Add(await parts.PeopleAsync());
        made.AddRange([await parts.MissedAsync(), await parts.IssuesAsync(), await parts.OutOfStockAsync(), await parts.NearExpiryAsync(), await parts.ComplaintsAsync(), await parts.CompetitorsAsync()]);
        made.Add(await NextWeekAsync(people, until.AddDays(1), cancellationToken));
        made.Add(await parts.WordsAsync(ReportKind.Weekly));
        return made;
    }

    private async Task<IReadOnlyList<ReportPart>> MonthlyAsync(Guid viewer, Guid? who, IReadOnlyList<ReportPerson> people, ReportParts parts, DateOnly from, DateOnly until, CancellationToken cancellationToken)
    {
        var made = new List<ReportPart> { await parts.WorkAsync(), await FiguresAsync(viewer, who, from, until, from.AddMonths(-1), from.AddDays(-1), cancellationToken) };
        var filter = new FigureFilter(from, until, who);
        foreach (var by in new[] { FigureBy.Area, FigureBy.Chain })
        {
            var hit = await figures.GroupsAsync(viewer, VisitFigure.HitRate, by, filter, cancellationToken);
            var spread = (await figures.GroupsAsync(viewer, VisitFigure.Distribution, by, filter, cancellationToken)).ToDictionary(group => group.Key);
            var empty = (await figures.GroupsAsync(viewer, VisitFigure.OutOfStock, by, filter, cancellationToken)).ToDictionary(group => group.Key);
            made.Add(new($"By.{by}", [], ["Name", "HitRate", "Distribution", "OutOfStockRate"], [.. hit.Select(group => new ReportRow(
                $"/visits/figures?figure={VisitFigure.HitRate}&by={by}&{by.ToString().ToLowerInvariant()}={group.Key}&from={Iso(from)}&until={Iso(until)}",
                group.Name, Of(group.Value), spread.TryGetValue(group.Key, out var points) ? Of(points.Value) : null, empty.TryGetValue(group.Key, out var missing) ? Of(missing.Value) : null))]));
        }

        if (people.Count > 1) made.Add(await parts.PeopleAsync());
        made.AddRange([await parts.IssuesAsync(), await parts.ComplaintsAsync(), await parts.CompetitorsAsync()]);
        return made;
    }

    private async Task<ReportPart> FiguresAsync(Guid viewer, Guid? who, DateOnly from, DateOnly until, DateOnly beforeFrom, DateOnly beforeUntil, CancellationToken cancellationToken)
    {
        var now = await figures.OfAsync(viewer, new(from, until, who), cancellationToken);
        var before = (await figures.OfAsync(viewer, new(beforeFrom, beforeUntil, who), cancellationToken)).ToDictionary(value => value.Figure);
        return new("Figures", [], ["Figure", "Value", "Of", "Before"], [.. now.Select(value => new ReportRow(
            $"/visits/figures/list?figure={value.Figure}&from={Iso(from)}&until={Iso(until)}{(who is { } one ? $"&person={one}" : "")}",
            new Named($"VisitFigure.{value.Figure}"), Shown(value), value.IsRatio ? $"{value.Part}/{value.Whole}" : value.Whole, Shown(before[value.Figure])))]);
    }

    private async Task<ReportPart> NextWeekAsync(IReadOnlyList<ReportPerson> people, DateOnly week, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var ids = people.Select(person => person.Id).ToList();
        var plans = await db.WeeklyPlans.AsNoTracking().Where(plan => ids.Contains(plan.PersonId) && plan.Week == week)
            .Select(plan => new { plan.PersonId, plan.State, Visits = db.PlanVisits.Count(visit => visit.PlanId == plan.Id), Stores = db.PlanVisits.Where(visit => visit.PlanId == plan.Id).Select(visit => visit.StoreId).Distinct().Count() }).ToListAsync(cancellationToken);
        return new("NextWeek", [new("Week", week)], ["Person", "State", "Visits", "Stores"], [.. people.Select(person => (person, plan: plans.Find(plan => plan.PersonId == person.Id))).Where(row => row.plan is not null)
            .Select(row => new ReportRow($"/plan?week={Iso(week)}&person={row.person.Id}", row.person.Name, new Named($"PlanState.{row.plan!.State}"), row.plan.Visits, row.plan.Stores))]);
    }

    private static object? Shown(FigureValue value) => value.IsRatio ? Of(value) : value.Figure == VisitFigure.NearExpiry ? new Cny(value.Amount ?? 0m) : value.Value;

    private static Share Of(FigureValue value) => new(value.Part, value.Whole);

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
