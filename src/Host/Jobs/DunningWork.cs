using Hangfire;
using ProcessSales.Workflows.Dunning;

namespace ProcessSales.Host.Jobs;

/// <summary>The run of the reminders (domain.md 3.3): at nine, and every ten minutes after it for what was missed; a day that was done is left alone.</summary>
public sealed class DunningWork(DunningRunner runner)
{
    /// <summary>Runs when today's run is due and was not done.</summary>
    [DisableConcurrentExecution(600), AutomaticRetry(Attempts = 0)]
    public Task RemindAsync(CancellationToken stop) => runner.RunIfDueAsync(stop);
}
