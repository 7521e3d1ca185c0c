using Microsoft.Extensions.Logging;

namespace Elsa.Scheduling;

/// <summary>Says when to look for due timers. It may forget everything: the database is the record.</summary>
internal interface ITimerClock
{
    /// <summary>Looks now and from then on.</summary>
    void Start(Func<CancellationToken, Task> fire);

    /// <summary>Something falls due at that moment.</summary>
    void WakeAt(DateTimeOffset dueAt);

    /// <summary>Looks no more; what is being fired comes to its end first.</summary>
    Task StopAsync();
}

/// <summary>The clock of an application without a job system: one loop that sleeps until the next due time, and never longer than a minute.</summary>
internal sealed class LoopClock(TimeProvider time, ILogger<LoopClock> logger) : ITimerClock, IDisposable
{
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private CancellationTokenSource _sleep = new();
    private DateTimeOffset _next = DateTimeOffset.MaxValue;
    private Task? _loop;

    public void Start(Func<CancellationToken, Task> fire)
    {
        lock (_gate)
            _loop ??= Task.Run(() => LoopAsync(fire));
    }

    public void WakeAt(DateTimeOffset dueAt)
    {
        lock (_gate)
        {
            if (dueAt >= _next)
                return;
            _next = dueAt;
            _sleep.Cancel();
        }
    }

    public async Task StopAsync()
    {
        Task? loop;
        lock (_gate)
        {
            loop = _loop;
            _stop.Cancel();
            _sleep.Cancel();
        }

        if (loop is not null)
            await loop.ConfigureAwait(false);
    }

    public void Dispose()
    {
        _stop.Cancel();
        lock (_gate)
            _sleep.Cancel();
    }

    private async Task LoopAsync(Func<CancellationToken, Task> fire)
    {
        while (!_stop.IsCancellationRequested)
        {
            lock (_gate)
                _next = DateTimeOffset.MaxValue;
            try
            {
                await fire(_stop.Token).ConfigureAwait(false);
            }
            catch (Exception) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                logger.LogError(e, "Looking for due timers failed and is tried again");
            }

            await SleepAsync().ConfigureAwait(false);
        }
    }

    private async Task SleepAsync()
    {
        TimeSpan length;
        CancellationToken awake;
        lock (_gate)
        {
            if (_stop.IsCancellationRequested)
                return;
            if (_sleep.IsCancellationRequested)
            {
                _sleep.Dispose();
                _sleep = new CancellationTokenSource();
            }

            var left = _next - time.GetUtcNow();
            length = left < LongestSleep ? left : LongestSleep;
            awake = _sleep.Token;
        }

        if (length <= TimeSpan.Zero)
            return;
        try
        {
            await Task.Delay(length, time, awake).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Something earlier was scheduled, or the program ends.
        }
    }
}
