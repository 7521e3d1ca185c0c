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

/// <summary>Enters the work of complaints when the host starts.</summary>
internal sealed class ComplaintTimetable(IRecurringJobManager jobs) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        jobs.AddOrUpdate<ComplaintWork>("watch-complaints", work => work.WatchAsync(CancellationToken.None), "*/20 * * * * *");
        jobs.AddOrUpdate<ComplaintWork>("forget-complaints", work => work.ForgetAsync(CancellationToken.None), "30 19 * * *");
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
