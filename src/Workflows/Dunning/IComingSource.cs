using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Dunning;

/// <summary>Knows what of one thing of the business comes up, by the very rules that will act then. Must be safe for concurrent use.</summary>
internal interface IComingSource
{
    /// <summary>What comes up within the scene.</summary>
    Task<IReadOnlyList<ComingEvent>> OfAsync(ProcessSalesDb db, ComingScene scene, CancellationToken cancellationToken);
}

/// <summary>A moment at which a process goes on, or starts, by itself.</summary>
/// <param name="DueAt">UTC.</param>
/// <param name="Process">Definition id; null when only the instance is known.</param>
/// <param name="InstanceId">The instance that goes on; null when one is started.</param>
/// <param name="Rule">How it repeats, such as a cron expression; null for once.</param>
public sealed record ProcessTimer(DateTimeOffset DueAt, string? Process, string? InstanceId, string? Rule);

/// <summary>The timers of the engine as the business sees them.</summary>
public interface IProcessTimers
{
    /// <summary>Every moment until then; of one that repeats within a day only the first of each day.</summary>
    Task<IReadOnlyList<ProcessTimer>> UntilAsync(DateTimeOffset until, CancellationToken cancellationToken);
}
