using Hangfire;
using ProcessSales.Workflows.Issues;
using ProcessSales.Workflows.Plans;

namespace ProcessSales.Host.Jobs;

/// <summary>What the timetable calls for issues and weekly plans. Each may run at any time and any number of times.</summary>
public sealed class PlanWork(IssueLadder issues, PlanMaker plans)
{
    /// <summary>Reminds of open issues and tells superiors as their time runs out.</summary>
    [DisableConcurrentExecution(60), AutomaticRetry(Attempts = 0)]
    public Task WatchIssuesAsync(CancellationToken stop) => issues.SweepAsync(stop);

    /// <summary>Makes next week's plans from Thursday 16:00 on; asked again it makes what is missing, so that a host which was down then catches up.</summary>
    [DisableConcurrentExecution(300), AutomaticRetry(Attempts = 0)]
    public Task MakePlansAsync(CancellationToken stop) => plans.MakeDueAsync(stop);
}
