using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Tasks;
using ProcessSales.Workflows.Visits;

namespace ProcessSales.Workflows.Plans;

/// <summary>A visit as the plan shows it.</summary>
/// <param name="Visit">Where its visit stands; null before the plan is confirmed.</param>
public sealed record PlanVisitRow(Guid Id, Guid StoreId, string StoreCode, string Store, string Address, string Customer, string CustomerEn, string StoreClass, DateOnly Day, int Order, PlanOrigin Origin, string? Reason, Guid? VisitId, VisitState? Visit, int OpenIssues);

/// <summary>A plan with its visits.</summary>
/// <param name="MayChange">Whether the person may add, move and take out.</param>
/// <param name="MayAdd">Whether a visit may be added with a reason.</param>
/// <param name="TaskId">The task in which the person hands it in or confirms it; null for none.</param>
/// <param name="Due">Until when it should be handed in or confirmed, UTC.</param>
/// <param name="Returned">What the manager wrote when it came back; null otherwise.</param>
/// <param name="Wishes">Visits that were agreed for the week or missed, and that are in no plan; none for whoever may not add them.</param>
public sealed record PlanView(WeeklyPlan Plan, string Person, IReadOnlyList<PlanVisitRow> Visits, bool MayChange, bool MayAdd, Guid? TaskId, DateTimeOffset? Due, string? Returned, IReadOnlyList<PlanWish> Wishes);

/// <summary>A plan in a manager's list.</summary>
public sealed record PlanRow(Guid Id, Guid PersonId, string Person, string? Area, PlanState State, int Visits, int Stores, int AdHoc);

/// <summary>A store that may be added.</summary>
public sealed record PlanStore(Guid Id, string Code, string Name, string Frequency);

/// <summary>Shows weekly plans within a person's scope. Safe for concurrent use.</summary>
public sealed class PlanBook(IDbContextFactory<ProcessSalesDb> databases, CompanyClock clock)
{
    private const int MostStores = 1000;
    private const int MostWishes = 50;

    /// <summary>The person's own plan of a week, or another one's when both are asked for; null when there is none or it may not be seen.</summary>
    public async Task<PlanView?> ReadAsync(Guid viewer, Guid person, DateOnly week, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var scope = await DataScope.OfAsync(db, viewer, cancellationToken);
        if (await scope.Plans(db).AsNoTracking().SingleOrDefaultAsync(row => row.PersonId == person && row.Week == week, cancellationToken) is not { } plan) return null;
        var rows = await (from visit in db.PlanVisits.AsNoTracking()
                          where visit.PlanId == plan.Id
                          join store in db.Stores on visit.StoreId equals store.Id
                          join customer in db.Customers on store.CustomerId equals customer.Id
                          join made in db.Visits on (Guid?)visit.Id equals made.PlannedVisitId into all
                          from made in all.DefaultIfEmpty()
                          orderby visit.Day, visit.Order, visit.Id
                          select new PlanVisitRow(visit.Id, store.Id, store.Code, store.Name, store.Address, customer.Name, customer.NameEn, store.Class, visit.Day, visit.Order, visit.Origin, visit.Reason,
                              made == null ? null : made.Id, made == null ? null : made.State,
                              db.OpenIssues.Count(issue => issue.StoreId == store.Id && issue.State != Issues.IssueState.Closed))).ToListAsync(cancellationToken);
        var name = await db.Users.Where(row => row.Id == plan.PersonId).Select(row => row.Name).SingleAsync(cancellationToken);
        var task = await db.Tasks.AsNoTracking().Where(row => row.CaseId == plan.CaseId && row.State == TaskState.Open && row.AssigneeId == viewer)
            .Select(row => new { row.Id, row.DueAt }).FirstOrDefaultAsync(cancellationToken);
        var due = task?.DueAt ?? await db.Tasks.Where(row => row.CaseId == plan.CaseId && row.State == TaskState.Open).Select(row => row.DueAt).FirstOrDefaultAsync(cancellationToken);
        var file = await db.Cases.AsNoTracking().Where(row => row.Id == plan.CaseId).Select(row => new { row.State, row.StateNote }).SingleAsync(cancellationToken);
        var own = scope.Owners.Contains(plan.PersonId);
        var over = week.AddDays(6) < clock.Today;
        var mayAdd = own && plan.State != PlanState.Submitted && !over;
        return new(plan, name, rows, own && plan.State == PlanState.Draft && !over, mayAdd, task?.Id, due, file.State == Cases.CaseState.Returned ? file.StateNote : null, mayAdd ? await WishesAsync(db, plan, cancellationToken) : []);
    }

    private async Task<IReadOnlyList<PlanWish>> WishesAsync(ProcessSalesDb db, WeeklyPlan plan, CancellationToken cancellationToken)
    {
        var today = clock.Today;
        var agreed = await PlanWishes.Agreed(db, plan.Week > today ? plan.Week : today, plan.Week.AddDays(6)).Where(wish => wish.PersonId == plan.PersonId).Take(MostWishes).ToListAsync(cancellationToken);
        var missed = await PlanWishes.Missed(db, today.AddDays(-PlanWishes.MissedDays)).Where(wish => wish.PersonId == plan.PersonId).Take(MostWishes).ToListAsync(cancellationToken);
        return [.. agreed, .. missed];
    }

    /// <summary>The plans of a week that the person may see, by name.</summary>
    public async Task<Page<PlanRow>> ListAsync(Guid viewer, DateOnly week, string? text, int number, int size, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var scope = await DataScope.OfAsync(db, viewer, cancellationToken);
        var rows = from plan in scope.Plans(db).AsNoTracking()
                   where plan.Week == week
                   join person in db.Users on plan.PersonId equals person.Id
                   join area in db.OrgUnits on plan.AreaId equals (Guid?)area.Id into areas
                   from area in areas.DefaultIfEmpty()
                   select new { plan, person, area };
        if (text?.Trim() is { Length: > 0 } part) rows = rows.Where(row => row.person.Name.Contains(part));
        var total = await rows.CountAsync(cancellationToken);
        var page = await rows.OrderBy(row => row.person.UserName).Skip((number - 1) * size).Take(size).Select(row => new PlanRow(
            row.plan.Id, row.person.Id, row.person.Name, row.area!.Name, row.plan.State, db.PlanVisits.Count(visit => visit.PlanId == row.plan.Id),
            db.PlanVisits.Where(visit => visit.PlanId == row.plan.Id).Select(visit => visit.StoreId).Distinct().Count(),
            db.PlanVisits.Count(visit => visit.PlanId == row.plan.Id && visit.Origin != PlanOrigin.Route))).ToListAsync(cancellationToken);
        return new(page, total, number, size);
    }

    /// <summary>The open stores that the person may add to a plan, by code.</summary>
    public async Task<IReadOnlyList<PlanStore>> StoresAsync(Guid person, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var scope = await DataScope.OfAsync(db, person, cancellationToken);
        return await scope.Stores(db).AsNoTracking().Where(row => row.Active).OrderBy(row => row.Code).Take(MostStores).Select(row => new PlanStore(row.Id, row.Code, row.Name, row.VisitFrequency)).ToListAsync(cancellationToken);
    }
}
