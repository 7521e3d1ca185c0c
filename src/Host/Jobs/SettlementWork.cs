using Hangfire;
using ProcessSales.Workflows.Receivables;

namespace ProcessSales.Host.Jobs;

/// <summary>What the timetable calls for settlement. Each may run at any time and any number of times.</summary>
public sealed class SettlementWork(ReceiptDesk receipts)
{
    /// <summary>Brings money that nobody claims to those who may know it.</summary>
    [DisableConcurrentExecution(60), AutomaticRetry(Attempts = 0)]
    public Task WatchSuspenseAsync(CancellationToken stop) => receipts.TellOfSuspenseAsync(stop);
}

/// <summary>Enters that work when the host starts.</summary>
internal sealed class SettlementTimetable(IRecurringJobManager jobs) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        jobs.AddOrUpdate<SettlementWork>("watch-suspense", work => work.WatchSuspenseAsync(CancellationToken.None), "7 * * * *");
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
