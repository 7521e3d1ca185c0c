using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Demo;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Workflows.Plans;

/// <summary>This week's confirmed plans of the demo company: they hold the visits of the week that <see cref="Visits.DemoVisits"/> tells of. Next week's are made by the timetable.</summary>
internal sealed class DemoPlans(IDbContextFactory<ProcessSalesDb> databases, DemoStage stage, PlanMaker maker, CompanyClock clock) : IDemoStory
{
    private const string Told = "demo/plans";

    public int Order => 45;

    public string Name => "weekly plans";

    public async Task<bool> IsToldAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Audit.AnyAsync(row => row.Key == Told, cancellationToken) || !await db.Users.AnyAsync(row => row.UserName == "lin.zhiyuan", cancellationToken);
    }

    public async Task TellAsync(CancellationToken cancellationToken)
    {
        var week = WeekDays.MondayOf(clock.Today);
        List<Guid> people;
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
            people = await db.Visits.Where(visit => visit.PlannedVisitId != null && visit.Day >= week && visit.Day <= week.AddDays(6)).Select(visit => visit.PersonId).Distinct().ToListAsync(cancellationToken);
        foreach (var person in people)
        {
            if (await OpenAsync(person, week, cancellationToken) is not { State: not PlanState.Confirmed } plan) continue;
            await stage.GoOnAsync(plan.CaseId, cancellationToken);
            if (await StateAsync(plan, cancellationToken) == PlanState.Draft) await stage.AnswerAsync(plan.CaseId, "Submit", cancellationToken);
            if (await StateAsync(plan, cancellationToken) == PlanState.Submitted) await stage.AnswerAsync(plan.CaseId, TaskActions.Approve, cancellationToken, "同意");
        }

        await stage.ChangeAsync(async db =>
        {
            if (!await db.Audit.AnyAsync(row => row.Key == Told, cancellationToken)) db.Record(clock.Now, new() { Subject = "demo", Action = "Told", Comment = Name, Key = Told });
        }, cancellationToken);
    }

    private async Task<PlanState> StateAsync(WeeklyPlan plan, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.WeeklyPlans.Where(row => row.Id == plan.Id).Select(row => row.State).SingleAsync(cancellationToken);
    }

    // Null for a plan of the week that somebody else made. One of ours may stand anywhere, when an earlier start was broken off.
    private async Task<WeeklyPlan?> OpenAsync(Guid person, DateOnly week, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.ChangeAsync(async () =>
        {
            var key = $"{Told}/{person:N}/{week:yyyyMMdd}";
            if (await db.WeeklyPlans.AsNoTracking().SingleOrDefaultAsync(row => row.PersonId == person && row.Week == week, cancellationToken) is { } known)
                return await db.Audit.AnyAsync(row => row.Key == key, cancellationToken) ? known : null;
            var owner = await db.Users.AsNoTracking().SingleAsync(row => row.Id == person, cancellationToken);
            var told = await (from visit in db.Visits.AsNoTracking()
                              where visit.PersonId == person && visit.PlannedVisitId != null && visit.Day >= week && visit.Day <= week.AddDays(6)
                              join store in db.Stores on visit.StoreId equals store.Id
                              orderby visit.Day, visit.Order
                              select new DraftVisit(visit.StoreId, store.Name, visit.Day, visit.Order ?? 1, null, null, visit.PlannedVisitId)).ToListAsync(cancellationToken);
            // Who has few stores comes to one of them twice a day; a plan names it once.
            return await maker.OpenAsync(db, owner, week, [.. told.DistinctBy(visit => (visit.StoreId, visit.Day))], key, cancellationToken);
        }, cancellationToken);
    }
}
