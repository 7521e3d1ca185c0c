using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Plans;

/// <summary>
/// Makes the weekly plans from routes and frequencies and starts their confirmation (domain.md 2.2, trigger a): one plan a person and week, however often it is
/// asked. Safe for concurrent use.
/// </summary>
public sealed class PlanMaker(IDbContextFactory<ProcessSalesDb> databases, CaseRegister cases, ProcessCatalog processes, WorkingCalendars calendars, WorkflowsOptions options, CompanyClock clock)
{
    /// <summary>The process in which plans are confirmed.</summary>
    public const string Process = "visit-plan";

    // Few enough that nobody waits long for the writer, many enough that the disk is not asked for every person.
    private const int PeopleAtOnce = 25;

    /// <summary>Makes next week's plans when their hour has come. Returns how many are new.</summary>
    public async Task<int> MakeDueAsync(CancellationToken cancellationToken = default)
    {
        var week = WeekDays.MondayOf(clock.Today).AddDays(7);
        return clock.ToLocal(clock.Now).DateTime < options.Plans.MadeFrom(week) ? 0 : await MakeAsync(week, cancellationToken);
    }

    /// <summary>Makes the plans of a week for everybody who goes a route and has none yet. Returns how many are new.</summary>
    /// <param name="week">A Monday.</param>
    public async Task<int> MakeAsync(DateOnly week, CancellationToken cancellationToken = default)
    {
        if (processes.Find(Process) is null) return 0;
        var drafts = await DraftAsync(week, cancellationToken);
        var made = 0;
        foreach (var chunk in drafts.Chunk(PeopleAtOnce)) made += await KeepAsync(week, chunk, cancellationToken);
        return made;
    }

    /// <summary>What the routes say for a week, by person; nothing is kept.</summary>
    internal async Task<IReadOnlyList<PlanDraft>> DraftAsync(DateOnly week, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var stops = await (from stop in db.RouteStops.AsNoTracking()
                           join route in db.Routes on stop.RouteId equals route.Id
                           join store in db.Stores on stop.StoreId equals store.Id
                           join person in db.Users on route.OwnerId equals person.Id
                           where route.Active && store.Active && person.Active && !db.WeeklyPlans.Any(plan => plan.PersonId == route.OwnerId && plan.Week == week)
                           orderby route.Code, stop.Order, store.Code
                           select new PlannedStop(route.OwnerId, store.Id, store.CustomerId, store.Name, stop.Weekdays, stop.Frequency == "" ? store.VisitFrequency : stop.Frequency, stop.Order)).ToListAsync(cancellationToken);
        var last = week.AddDays(6);
        var closed = (await db.OwnDays.AsNoTracking().Where(day => day.CustomerId != null && day.Date >= week && day.Date <= last).ToListAsync(cancellationToken))
            .ToLookup(day => (day.CustomerId!.Value, day.Date), day => day.IsOffDay);
        var (from, until) = (clock.At(week, TimeOnly.MinValue), clock.At(last.AddDays(1), TimeOnly.MinValue));
        var away = (await db.Absences.AsNoTracking().Where(row => row.EndedAt == null && row.Process == null && row.From < until && row.Until > from).ToListAsync(cancellationToken)).ToLookup(row => row.PersonId);
        var agreed = (await PlanWishes.Agreed(db, week, last).ToListAsync(cancellationToken)).ToLookup(wish => wish.PersonId);
        var calendar = await calendars.CurrentAsync(cancellationToken);
        // Company days and those of people are asked for thousands of stores; seven answers are enough.
        var open = Enumerable.Range(0, 7).Select(week.AddDays).ToDictionary(day => day, calendar.IsWorkday);
        return [.. stops.GroupBy(stop => stop.PersonId).Select(group =>
        {
            var free = open.ToDictionary(day => day.Key, day => day.Value && !away[group.Key].Any(row => row.From <= clock.At(day.Key, new(9, 0)) && row.Until >= clock.At(day.Key, new(18, 0))));
            bool Goes(Guid customer, DateOnly day) => free[day] && !closed[(customer, day)].LastOrDefault();
            return new PlanDraft(group.Key, PlanDraft.WithAgreed(PlanDraft.Lay(week, group, Goes), agreed[group.Key].Where(wish => Goes(wish.CustomerId, wish.Day))));
        })];
    }

    private async Task<int> KeepAsync(DateOnly week, IReadOnlyList<PlanDraft> drafts, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.ChangeAsync(async () =>
        {
            var people = drafts.Select(draft => draft.PersonId).ToList();
            var known = await db.Users.AsNoTracking().Where(row => people.Contains(row.Id)).ToDictionaryAsync(row => row.Id, cancellationToken);
            var done = await db.WeeklyPlans.Where(row => row.Week == week && people.Contains(row.PersonId)).Select(row => row.PersonId).ToListAsync(cancellationToken);
            var made = 0;
            foreach (var draft in drafts.Where(draft => !done.Contains(draft.PersonId)))
            {
                await OpenAsync(db, known[draft.PersonId], week, draft.Visits, $"plan/{draft.PersonId:N}/{week:yyyyMMdd}", cancellationToken);
                made++;
            }

            return made;
        }, cancellationToken);
    }

    /// <summary>Opens a person's plan of a week and starts its case, within a transaction.</summary>
    /// <param name="key">Marks who made it, in the audit.</param>
    internal async Task<WeeklyPlan> OpenAsync(ProcessSalesDb db, Person person, DateOnly week, IReadOnlyList<DraftVisit> visits, string key, CancellationToken cancellationToken)
    {
        var form = PlanSnapshot.Of(week, visits.Select(visit => (visit.Day, visit.Order, visit.StoreName, visit.Reason))).ToJsonString();
        var file = await cases.StartAsync(db, new(Process, person.Id) { AreaId = person.OrgUnitId, Title = $"{person.Name} {week:yyyy-MM-dd} 周拜访计划", Fill = opened => opened.DataJson = form }, cancellationToken);
        var plan = new WeeklyPlan { Id = Guid.CreateVersion7(clock.Now), PersonId = person.Id, Week = week, AreaId = person.OrgUnitId, CaseId = file.Id, GeneratedAt = clock.Now };
        db.WeeklyPlans.Add(plan);
        db.PlanVisits.AddRange(visits.Select(visit => new PlanVisit { Id = visit.Id ?? Guid.CreateVersion7(clock.Now), PlanId = plan.Id, StoreId = visit.StoreId, Day = visit.Day, Order = visit.Order, Origin = visit.Asks is null ? PlanOrigin.Route : PlanOrigin.Task, Reason = visit.Reason, SubjectId = visit.Asks }));
        db.Record(clock.Now, new() { CaseId = file.Id, Subject = "plan", Action = "Make", Comment = $"{visits.Count}", Key = key });
        return plan;
    }
}

/// <summary>A store on a route, with what decides when it is visited.</summary>
internal sealed record PlannedStop(Guid PersonId, Guid StoreId, Guid CustomerId, string StoreName, string Weekdays, string Frequency, int Order);

/// <summary>A visit that the routes ask for, or that was agreed with the store.</summary>
/// <param name="Reason">In words; null for the route's own.</param>
/// <param name="Asks">The visit in which it was agreed; null for the route's own.</param>
/// <param name="Id">Of the line in the plan, where a visit already refers to it; null for a new one.</param>
internal sealed record DraftVisit(Guid StoreId, string StoreName, DateOnly Day, int Order, string? Reason = null, Guid? Asks = null, Guid? Id = null);

/// <summary>What the routes say for one person.</summary>
internal sealed record PlanDraft(Guid PersonId, IReadOnlyList<DraftVisit> Visits)
{
    private const string AgreedReason = "下次约定";

    /// <summary>Puts what was agreed with stores behind the others of its day, unless the route leads there anyway.</summary>
    public static IReadOnlyList<DraftVisit> WithAgreed(IReadOnlyList<DraftVisit> laid, IEnumerable<PlanWish> agreed)
    {
        var all = laid.ToList();
        foreach (var wish in agreed.Where(wish => !all.Exists(visit => visit.StoreId == wish.StoreId && visit.Day == wish.Day)))
            all.Add(new(wish.StoreId, wish.Store, wish.Day, all.Where(visit => visit.Day == wish.Day).Select(visit => visit.Order).DefaultIfEmpty().Max() + 1, AgreedReason, wish.VisitId));
        return all;
    }

    /// <summary>
    /// Lays the stops of one person on a week. A day on which nobody goes (holiday, leave, stocktaking of the chain) moves to the next day of the week on which
    /// somebody does and the store is not visited anyway, else to the one before; in a week without such a day the visit falls away.
    /// </summary>
    public static IReadOnlyList<DraftVisit> Lay(DateOnly week, IEnumerable<PlannedStop> stops, Func<Guid, DateOnly, bool> goes)
    {
        var laid = new List<(PlannedStop Stop, DateOnly Day, bool Moved, int Place)>();
        foreach (var (stop, place) in stops.Select((stop, index) => (stop, index)))
        {
            if (VisitFrequency.Parse(stop.Frequency) is not { } frequency || WeekDays.Parse(stop.Weekdays) is not { } days) continue;
            var due = frequency.Days(week, days, stop.Order).ToList();
            var taken = due.Where(day => goes(stop.CustomerId, day)).ToHashSet();
            laid.AddRange(taken.Select(day => (stop, day, false, place)));
            foreach (var day in due.Where(day => !taken.Contains(day)))
            {
                var others = Enumerable.Range(0, 7).Select(week.AddDays).Where(other => !taken.Contains(other) && goes(stop.CustomerId, other)).ToList();
                if (others.Count == 0) continue;
                var other = others.Find(candidate => candidate > day) is { } later && later > day ? later : others[^1];
                taken.Add(other);
                laid.Add((stop, other, true, place));
            }
        }

        return [.. laid.DistinctBy(visit => (visit.Stop.StoreId, visit.Day)).GroupBy(visit => visit.Day).OrderBy(day => day.Key)
            .SelectMany(day => day.OrderBy(visit => visit.Moved).ThenBy(visit => visit.Place).Select((visit, index) => new DraftVisit(visit.Stop.StoreId, visit.Stop.StoreName, day.Key, index + 1)))];
    }
}
