using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Visits;

namespace ProcessSales.Workflows.Plans;

/// <summary>Changes weekly plans, and makes visits of what was confirmed. Safe for concurrent use.</summary>
public sealed class WeeklyPlans(IDbContextFactory<ProcessSalesDb> databases, CompanyClock clock)
{
    /// <summary>Longest reason.</summary>
    public const int LongestReason = 200;

    private const int MostADay = 30;

    /// <summary>Adds a visit. Without a reason as long as the plan is a draft; once it is confirmed only with one, and then its visit is planned at once.</summary>
    /// <exception cref="RefusedException">The plan is unknown to the person or with the manager, the store is not theirs, closed or planned that day, or the day is over or in another week.</exception>
    public Task AddAsync(Guid person, Guid planId, Guid storeId, DateOnly day, PlanOrigin origin, string? reason, Guid? subject = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(person, planId, "Add", async (db, plan, scope) =>
        {
            var text = reason?.Trim() is { Length: > 0 } given ? given : null;
            if (text is { Length: > LongestReason }) throw new RefusedException(RefusalKind.Invalid, [new("Reason", "tooLong", LongestReason)]);
            if (text is null && (plan.State == PlanState.Confirmed || origin != PlanOrigin.AdHoc)) throw new RefusedException(RefusalKind.Invalid, [new("Reason", "required")]);
            RefuseDay(plan, day);
            var store = await scope.Stores(db).AsNoTracking().SingleOrDefaultAsync(row => row.Id == storeId, cancellationToken) ?? throw new RefusedException(RefusalKind.Invalid, [new("StoreId", "store.unknown")]);
            if (!store.Active) throw new RefusedException(RefusalKind.Invalid, [new("StoreId", "plan.storeClosed", store.Name)]);
            var sameDay = await db.PlanVisits.Where(row => row.PlanId == plan.Id && row.Day == day).ToListAsync(cancellationToken);
            if (sameDay.Exists(row => row.StoreId == storeId)) throw new RefusedException(RefusalKind.Invalid, [new("StoreId", "plan.twice", store.Name)]);
            if (sameDay.Count >= MostADay) throw new RefusedException(RefusalKind.Invalid, [new("Day", "plan.full", MostADay)]);
            var visit = new PlanVisit
            {
                Id = Guid.CreateVersion7(clock.Now), PlanId = plan.Id, StoreId = storeId, Day = day, Order = sameDay.Select(row => row.Order).DefaultIfEmpty().Max() + 1, Origin = origin, Reason = text, SubjectId = subject,
            };
            db.PlanVisits.Add(visit);
            if (plan.State == PlanState.Confirmed) db.Visits.Add(VisitOf(plan, visit, 0, text));
            return $"{day:yyyy-MM-dd} {store.Name}";
        }, cancellationToken, alsoConfirmed: true);

    /// <summary>Takes a visit out of a draft.</summary>
    /// <exception cref="RefusedException">The plan is unknown to the person or no draft, or the visit is not in it.</exception>
    public Task RemoveAsync(Guid person, Guid planId, Guid planVisitId, CancellationToken cancellationToken = default) =>
        ChangeAsync(person, planId, "Remove", async (db, plan, _) =>
        {
            var visit = await FindAsync(db, plan, planVisitId, cancellationToken);
            db.PlanVisits.Remove(visit);
            return $"{visit.Day:yyyy-MM-dd} {await StoreNameAsync(db, visit, cancellationToken)}";
        }, cancellationToken);

    /// <summary>Puts a visit of a draft on another day or at another place of its day.</summary>
    /// <param name="place">From 1; null for the last.</param>
    /// <exception cref="RefusedException">The plan is unknown to the person or no draft, the visit is not in it, the day is over or in another week, or the store is planned there.</exception>
    public Task MoveAsync(Guid person, Guid planId, Guid planVisitId, DateOnly day, int? place, CancellationToken cancellationToken = default) =>
        ChangeAsync(person, planId, "Move", async (db, plan, _) =>
        {
            var visit = await FindAsync(db, plan, planVisitId, cancellationToken);
            RefuseDay(plan, day);
            var others = await db.PlanVisits.Where(row => row.PlanId == plan.Id && row.Day == day && row.Id != visit.Id).OrderBy(row => row.Order).ThenBy(row => row.Id).ToListAsync(cancellationToken);
            if (others.Exists(row => row.StoreId == visit.StoreId)) throw new RefusedException(RefusalKind.Invalid, [new("Day", "plan.twice", await StoreNameAsync(db, visit, cancellationToken))]);
            var from = visit.Day;
            visit.Day = day;
            others.Insert(Math.Clamp((place ?? others.Count + 1) - 1, 0, others.Count), visit);
            for (var i = 0; i < others.Count; i++) others[i].Order = i + 1;
            return $"{from:yyyy-MM-dd} → {day:yyyy-MM-dd} {await StoreNameAsync(db, visit, cancellationToken)}";
        }, cancellationToken);

    /// <summary>Moves the plan of a case on, as its process says; the same state again changes nothing. Confirming plans its visits from today on, each once.</summary>
    /// <param name="checklist">Version of the checklist that planned visits begin with; they take the current one when they start.</param>
    /// <exception cref="RefusedException">The case has no plan, or the state cannot follow.</exception>
    public async Task MoveOnAsync(Guid caseId, PlanState to, string key, int checklist = 0, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            if (await db.Audit.AnyAsync(entry => entry.Key == key, cancellationToken)) return;
            var plan = await db.WeeklyPlans.SingleOrDefaultAsync(row => row.CaseId == caseId, cancellationToken) ?? throw new RefusedException(RefusalKind.NotFound, "plan.unknown");
            if (plan.State == to) return;
            if (!plan.State.Allows(to)) throw new RefusedException(RefusalKind.Conflict, "plan.state", plan.State, to);
            db.Record(clock.Now, new() { CaseId = caseId, Subject = "plan", Action = to.ToString(), From = plan.State.ToString(), To = to.ToString(), Key = key });
            plan.State = to;
            plan.Version++;
            if (to == PlanState.Submitted) plan.SubmittedAt = clock.Now;
            if (to != PlanState.Confirmed) return;
            plan.ConfirmedAt = clock.Now;
            var today = clock.Today;
            var visits = await db.PlanVisits.AsNoTracking().Where(row => row.PlanId == plan.Id && row.Day >= today && !db.Visits.Any(visit => visit.PlannedVisitId == row.Id)).ToListAsync(cancellationToken);
            db.Visits.AddRange(visits.Select(visit => VisitOf(plan, visit, checklist)));
        }, cancellationToken);
    }

    private Visit VisitOf(WeeklyPlan plan, PlanVisit visit, int checklist, string? adHocReason = null) => new()
    {
        Id = Guid.CreateVersion7(clock.Now), ClientId = visit.Id, StoreId = visit.StoreId, PersonId = plan.PersonId, AreaId = plan.AreaId, PlannedVisitId = visit.Id, Day = visit.Day, Order = visit.Order,
        AdHocReason = adHocReason, State = VisitState.Planned, ChecklistVersion = checklist, CreatedAt = clock.Now,
    };

    private async Task ChangeAsync(
        Guid person, Guid planId, string action, Func<ProcessSalesDb, WeeklyPlan, DataScope, Task<string>> change, CancellationToken cancellationToken, bool alsoConfirmed = false)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            var scope = await DataScope.OfAsync(db, person, cancellationToken);
            var plan = await scope.Plans(db).SingleOrDefaultAsync(row => row.Id == planId, cancellationToken) ?? throw new RefusedException(RefusalKind.NotFound, "plan.unknown");
            if (!scope.Owners.Contains(plan.PersonId)) throw new RefusedException(RefusalKind.Forbidden, "notAllowed");
            if (plan.State == PlanState.Submitted) throw new RefusedException(RefusalKind.Conflict, "plan.withManager");
            if (plan.State == PlanState.Confirmed && !alsoConfirmed) throw new RefusedException(RefusalKind.Conflict, "plan.confirmed");
            var text = await change(db, plan, scope);
            plan.Version++;
            db.Record(clock.Now, new() { PersonId = person, CaseId = plan.CaseId, Subject = "plan", Action = action, Comment = text });
            if (plan.State != PlanState.Draft) return;
            await db.SaveChangesAsync(cancellationToken);
            await SnapshotAsync(db, plan, cancellationToken);
        }, cancellationToken);
    }

    // The form that is handed in shows what stands here.
    private static async Task SnapshotAsync(ProcessSalesDb db, WeeklyPlan plan, CancellationToken cancellationToken)
    {
        var visits = await (from visit in db.PlanVisits.AsNoTracking()
                            join store in db.Stores on visit.StoreId equals store.Id
                            where visit.PlanId == plan.Id
                            select new { visit.Day, visit.Order, store.Name, visit.Reason }).ToListAsync(cancellationToken);
        var file = await db.Cases.SingleAsync(row => row.Id == plan.CaseId, cancellationToken);
        var focus = file.DataJson is { Length: > 0 } json && JsonNode.Parse(json) is JsonObject known ? known["focus"]?.ToString() : null;
        file.DataJson = PlanSnapshot.Of(plan.Week, visits.Select(visit => (visit.Day, visit.Order, visit.Name, (string?)visit.Reason)), focus).ToJsonString();
        file.Version++;
    }

    private void RefuseDay(WeeklyPlan plan, DateOnly day)
    {
        if (day < plan.Week || day > plan.Week.AddDays(6)) throw new RefusedException(RefusalKind.Invalid, [new("Day", "plan.otherWeek")]);
        if (day < clock.Today) throw new RefusedException(RefusalKind.Invalid, [new("Day", "plan.dayOver")]);
    }

    private static async Task<PlanVisit> FindAsync(ProcessSalesDb db, WeeklyPlan plan, Guid id, CancellationToken cancellationToken) =>
        await db.PlanVisits.SingleOrDefaultAsync(row => row.Id == id && row.PlanId == plan.Id, cancellationToken) ?? throw new RefusedException(RefusalKind.NotFound, "plan.unknownVisit");

    private static Task<string> StoreNameAsync(ProcessSalesDb db, PlanVisit visit, CancellationToken cancellationToken) =>
        db.Stores.Where(row => row.Id == visit.StoreId).Select(row => row.Name).SingleAsync(cancellationToken);
}
