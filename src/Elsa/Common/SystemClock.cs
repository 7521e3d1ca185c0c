namespace Elsa.Common.Services;

/// <summary>The clock behind which the host's <see cref="TimeProvider"/> stands, so that tests can move time.</summary>
public class SystemClock : ISystemClock
{
    private readonly TimeProvider _time;

    internal SystemClock(TimeProvider time) => _time = time;

    /// <inheritdoc />
    public DateTimeOffset UtcNow => _time.GetUtcNow();
}
