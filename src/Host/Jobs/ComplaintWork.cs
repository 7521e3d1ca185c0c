using Hangfire;
using ProcessSales.Workflows.Complaints;

namespace ProcessSales.Host.Jobs;

/// <summary>What the timetable does for complaints. Each may run at any time and any number of times.</summary>
public sealed class ComplaintWork(ComplaintClock clock)
{
    /// <summary>Repeats alarms until somebody takes a critical complaint, reminds and escalates.</summary>
    [DisableConcurrentExecution(60), AutomaticRetry(Attempts = 0)]
    public Task WatchAsync(CancellationToken stop) => clock.SweepAsync(stop);

    /// <summary>Forgets names and phone numbers a year after the end, however many there are.</summary>
    [DisableConcurrentExecution(60), AutomaticRetry(Attempts = 0)]
    public async Task ForgetAsync(CancellationToken stop)
    {
        while (await clock.ForgetAsync(stop) > 0)
        {
        }
    }
}
