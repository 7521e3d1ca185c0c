namespace ProcessSales.Workflows.Demo;

/// <summary>
/// The clock of demo mode: whoever plays a story of the past does so at the moment that it tells of; everybody else goes by the clock behind it at the same time.
/// Safe for concurrent use.
/// </summary>
internal sealed class StoryTime(TimeProvider inner) : TimeProvider
{
    private static readonly AsyncLocal<TimeSpan> Shift = new();

    public override TimeZoneInfo LocalTimeZone => inner.LocalTimeZone;

    public override long TimestampFrequency => inner.TimestampFrequency;

    /// <summary>From here on, and in everything that is called and awaited from here, it is so much earlier (negative) than for all others.</summary>
    public static void Go(TimeSpan shift) => Shift.Value = shift;

    public override DateTimeOffset GetUtcNow() => inner.GetUtcNow() + Shift.Value;

    public override long GetTimestamp() => inner.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => inner.CreateTimer(callback, state, dueTime, period);
}
