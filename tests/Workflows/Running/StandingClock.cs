using Microsoft.Extensions.Time.Testing;

namespace ProcessSales.Workflows.Tests.Running;

/// <summary>A clock that stands still until a test moves it, and knows how many waits were begun on it: a wait that is begun only after the clock was moved would never end.</summary>
public sealed class StandingClock(DateTimeOffset start) : FakeTimeProvider(start)
{
    private int begun;

    /// <summary>Waits begun so far, ended ones included.</summary>
    public int Begun => Volatile.Read(ref begun);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        Interlocked.Increment(ref begun);
        return timer;
    }
}
