using Hangfire;
using Microsoft.Extensions.DependencyInjection;

namespace Elsa.Scheduling.Hangfire;

/// <summary>
/// Lets Hangfire say when to look: a recurring job every minute, and a job at each due time within the next minutes. Hangfire
/// may lose its jobs, and jobs of timers that are gone find nothing.
/// </summary>
internal sealed class HangfireClock(IServiceProvider services, TimeProvider time) : ITimerClock
{
    private static readonly TimeSpan Horizon = TimeSpan.FromMinutes(2);

    private readonly Lock _gate = new();
    private DateTimeOffset _wake = DateTimeOffset.MinValue;

    public void Start(Func<CancellationToken, Task> fire)
    {
        services.GetRequiredService<IRecurringJobManager>().AddOrUpdate<FireDueTimersJob>("elsa-timers", job => job.ExecuteAsync(CancellationToken.None), Cron.Minutely());
        services.GetRequiredService<IBackgroundJobClient>().Enqueue<FireDueTimersJob>(job => job.ExecuteAsync(CancellationToken.None));
    }

    public Task StopAsync() => Task.CompletedTask;

    public void WakeAt(DateTimeOffset dueAt)
    {
        var now = time.GetUtcNow();
        var delay = dueAt - now;
        if (delay > Horizon)
            return;

        // One job is enough for everything that falls due within the same second.
        var wake = new DateTimeOffset(dueAt.UtcTicks - dueAt.UtcTicks % TimeSpan.TicksPerSecond, TimeSpan.Zero).AddSeconds(1);
        lock (_gate)
        {
            if (_wake > now && _wake == wake)
                return;
            _wake = wake;
        }

        services.GetRequiredService<IBackgroundJobClient>().Schedule<FireDueTimersJob>(job => job.ExecuteAsync(CancellationToken.None), delay > TimeSpan.Zero ? wake - now : TimeSpan.Zero);
    }
}

/// <summary>Looks for timers that are due and fires them.</summary>
public sealed class FireDueTimersJob
{
    private readonly TimerPump _pump;

    internal FireDueTimersJob(TimerPump pump) => _pump = pump;

    /// <summary>Safe to run at any time and on any node.</summary>
    [AutomaticRetry(Attempts = 0, OnAttemptsExceeded = AttemptsExceededAction.Delete)]
    [DisableConcurrentExecution(300)]
    public Task ExecuteAsync(CancellationToken cancellationToken) => _pump.FireDueAsync(cancellationToken);
}
