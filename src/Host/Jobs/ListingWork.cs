using Hangfire;
using ProcessSales.Workflows.Listings;

namespace ProcessSales.Host.Jobs;

/// <summary>Looks at listings as days pass. May run at any time and any number of times.</summary>
public sealed class ListingWork(ListingClock clock)
{
    /// <summary>Reminds of silent retailers, goods off the shelf, trials, papers and refusals.</summary>
    [DisableConcurrentExecution(60), AutomaticRetry(Attempts = 0)]
    public Task WatchAsync(CancellationToken stop) => clock.SweepAsync(stop);
}

/// <summary>Enters that work when the host starts.</summary>
internal sealed class ListingTimetable(IRecurringJobManager jobs) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        jobs.AddOrUpdate<ListingWork>("watch-listings", work => work.WatchAsync(CancellationToken.None), "*/2 * * * *");
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
