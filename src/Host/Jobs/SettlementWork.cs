using Hangfire;
using ProcessSales.Workflows.Continuations;
using ProcessSales.Workflows.Deductions;
using ProcessSales.Workflows.Disputes;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Statements;

namespace ProcessSales.Host.Jobs;

/// <summary>What the timetable calls for settlement. Each may run at any time and any number of times.</summary>
public sealed class SettlementWork(ReceiptDesk receipts, StatementDesk statements, StatementCourse course, DeductionDesk deductions, DisputeDesk disputes, ContinuationPump pump)
{
    /// <summary>Brings money that nobody claims to those who may know it.</summary>
    [DisableConcurrentExecution(60), AutomaticRetry(Attempts = 0)]
    public Task WatchSuspenseAsync(CancellationToken stop) => receipts.TellOfSuspenseAsync(stop);

    /// <summary>Builds last month's statements once the month is over.</summary>
    [DisableConcurrentExecution(60), AutomaticRetry(Attempts = 0)]
    public async Task BuildStatementsAsync(CancellationToken stop)
    {
        foreach (var file in await statements.BuildDueAsync(stop)) await pump.RunAsync(file, stop);
    }

    /// <summary>Builds the statements of deliveries and batches as soon as their goods are in.</summary>
    [DisableConcurrentExecution(60), AutomaticRetry(Attempts = 0)]
    public async Task BuildDeliveriesAsync(CancellationToken stop)
    {
        foreach (var file in await statements.BuildDeliveriesAsync(stop)) await pump.RunAsync(file, stop);
    }

    /// <summary>Reminds of invoice windows, and of differences, deductions and disputes that are late; moves what missed its window, and batches that the next one has made due.</summary>
    [DisableConcurrentExecution(60), AutomaticRetry(Attempts = 0)]
    public async Task WatchStatementsAsync(CancellationToken stop)
    {
        await course.WatchWindowsAsync(stop);
        await course.WatchDifferencesAsync(stop);
        await course.WatchBatchesAsync(stop);
        await deductions.WatchAsync(stop);
        await disputes.WatchAsync(stop);
    }
}
