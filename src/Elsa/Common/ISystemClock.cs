namespace Elsa.Common;

/// <summary>The engine's only source of the current time.</summary>
public interface ISystemClock
{
    /// <summary>Now, in UTC.</summary>
    DateTimeOffset UtcNow { get; }
}
