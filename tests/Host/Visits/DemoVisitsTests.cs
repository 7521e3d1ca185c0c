using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ProcessSales.Host.Tests.Running;
using ProcessSales.Workflows.Demo;
using ProcessSales.Workflows.Issues;
using ProcessSales.Workflows.Plans;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Visits;

namespace ProcessSales.Host.Tests.Visits;

/// <summary>The demo company's visits as domain.md 5 counts them. Each test has a company of its own, whose stories it tells.</summary>
public sealed class DemoVisitsTests : IDisposable
{
    private readonly TestHost host = new();

    public void Dispose() => host.Dispose();

    [Fact]
    public async Task Ten_days_of_visits_are_told_once_with_their_shares_findings_and_issues()
    {
        _ = await host.SignedInAsync("lin.zhiyuan"); // everything is loaded and the engine runs
        var stop = TestContext.Current.CancellationToken;
        var story = host.Services.GetServices<IDemoStory>().Single(each => each.Name == "visits");
        Assert.False(await story.IsToldAsync(stop));
        await story.TellAsync(stop);
        Assert.True(await story.IsToldAsync(stop));
        await using var db = await host.Services.GetRequiredService<IDbContextFactory<ProcessSalesDb>>().CreateDbContextAsync(stop);
        var today = DateOnly.FromDateTime(DateTime.UtcNow.AddHours(8));
        var before = await CountsAsync(db, today);
        await story.TellAsync(stop);
        Assert.Equal(before, await CountsAsync(db, today));

        var past = await db.Visits.AsNoTracking().Where(row => row.Day < today).ToListAsync(stop);
        Assert.Equal(240, past.Count);
        Assert.Equal((10, 7, 4), (past.Count(row => row.State == VisitState.Missed), past.Count(row => row.PositionIssue == PositionIssue.Outside), past.Count(row => row.Abandonment is not null)));
        Assert.InRange(past.Count(row => row.Effective == true) / 240.0, 0.86, 0.92);
        Assert.Equal(7, await db.Cases.CountAsync(row => row.Process == VisitRegister.Process && db.Visits.Any(visit => visit.CaseId == row.Id && visit.Day < today), stop));
        Assert.Equal(6 * 5 * 4, await db.Visits.CountAsync(row => row.Day > today && row.State == VisitState.Planned, stop));
        Assert.Equal(24, await db.Visits.CountAsync(row => row.Day == today, stop));
        Assert.Equal(9, await db.VisitLines.CountAsync(row => row.Status == ShelfStatus.OutOfStock, stop));
        Assert.Equal(6, await db.VisitLines.CountAsync(row => row.PriceReason != null, stop));
        Assert.Equal((4, 1), (await db.VisitBatches.CountAsync(row => row.Band == FreshnessBand.Orange, stop), await db.VisitBatches.CountAsync(row => row.Band == FreshnessBand.Red, stop)));
        Assert.Equal((3, 2), (await db.VisitAnswers.CountAsync(row => row.Result == CheckResult.No && row.Element == "posm", stop), await db.VisitAnswers.CountAsync(row => row.Result == CheckResult.No && row.Element == "promotion", stop)));
        Assert.Equal((12, 3), (await db.OpenIssues.CountAsync(row => row.State == IssueState.Open, stop), await db.OpenIssues.CountAsync(row => row.State == IssueState.Open && row.DueOn < today, stop)));
    }

    [Fact]
    public async Task The_weeks_visits_stand_in_confirmed_plans_and_are_planned_once()
    {
        _ = await host.SignedInAsync("lin.zhiyuan");
        var stop = TestContext.Current.CancellationToken;
        foreach (var name in new[] { "visits", "weekly plans" })
        {
            var story = host.Services.GetServices<IDemoStory>().Single(each => each.Name == name);
            if (!await story.IsToldAsync(stop)) await story.TellAsync(stop);
            Assert.True(await story.IsToldAsync(stop));
        }

        await using var db = await host.Services.GetRequiredService<IDbContextFactory<ProcessSalesDb>>().CreateDbContextAsync(stop);
        var week = WeekDays.MondayOf(DateOnly.FromDateTime(DateTime.UtcNow.AddHours(8)));
        var plans = await db.WeeklyPlans.AsNoTracking().Where(plan => plan.Week == week).ToListAsync(stop);
        Assert.Equal(6, plans.Count);
        Assert.All(plans, plan => Assert.Equal(PlanState.Confirmed, plan.State));
        var visits = await db.Visits.AsNoTracking().Where(visit => visit.PlannedVisitId != null && visit.Day >= week && visit.Day <= week.AddDays(6)).ToListAsync(stop);
        var planned = await db.PlanVisits.Where(visit => db.WeeklyPlans.Any(plan => plan.Id == visit.PlanId && plan.Week == week)).ToListAsync(stop);
        Assert.Equal(visits.Select(visit => (visit.PersonId, visit.StoreId, visit.Day)).Distinct().Count(), planned.Count);
        Assert.All(planned, visit => Assert.Single(visits, made => made.PlannedVisitId == visit.Id));
    }

    private static async Task<(int, int, int, int)> CountsAsync(ProcessSalesDb db, DateOnly today) =>
        (await db.Visits.CountAsync(row => row.Day < today), await db.VisitMoves.CountAsync(), await db.OpenIssues.CountAsync(), await db.WorkReports.CountAsync());
}
