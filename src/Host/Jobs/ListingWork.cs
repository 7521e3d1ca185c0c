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
