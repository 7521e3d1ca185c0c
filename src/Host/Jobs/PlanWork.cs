using Hangfire;
using ProcessSales.Workflows.Issues;

namespace ProcessSales.Host.Jobs;

/// <summary>What the timetable calls for issues and weekly plans. Each may run at any time and any number of times.</summary>
public sealed class PlanWork(IssueLadder issues)
{
    /// <summary>Reminds of open issues and tells superiors as their time runs out.</summary>
    [DisableConcurrentExecution(60), AutomaticRetry(Attempts = 0)]
    public Task WatchIssuesAsync(CancellationToken stop) => issues.SweepAsync(stop);
}

/// <summary>Enters that work when the host starts.</summary>
internal sealed class PlanTimetable(IRecurringJobManager jobs) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        jobs.AddOrUpdate<PlanWork>("watch-issues", work => work.WatchIssuesAsync(CancellationToken.None), "* * * * *");
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
