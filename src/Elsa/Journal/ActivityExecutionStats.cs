namespace Elsa.Workflows.Runtime;

/// <summary>What happened to one activity in one instance.</summary>
public class ActivityExecutionStats
{
    /// <summary>The id of the activity within its definition.</summary>
    public string ActivityId { get; set; } = default!;

    /// <summary>The path of ids from the root, joined by a colon.</summary>
    public string ActivityNodeId { get; set; } = default!;

    /// <summary>How often it began.</summary>
    public long StartedCount { get; set; }

    /// <summary>How often it ended.</summary>
    public long CompletedCount { get; set; }

    /// <summary>How often it began and has not ended.</summary>
    public long UncompletedCount { get; set; }

    /// <summary>Whether it waits for something.</summary>
    public bool IsBlocked { get; set; }

    /// <summary>Whether something went wrong in it.</summary>
    public bool IsFaulted { get; set; }

    /// <summary>How many faults it and its descendants had.</summary>
    public int AggregateFaultCount { get; set; }

    /// <summary>Notes kept with it; null for none.</summary>
    public IDictionary<string, object>? Metadata { get; set; }
}

/// <summary>Counts executions.</summary>
public interface IActivityExecutionStatsService
{
    /// <summary>Counts per activity.</summary>
    Task<IEnumerable<ActivityExecutionStats>> GetStatsAsync(string workflowInstanceId, IEnumerable<string> activityNodeIds, CancellationToken cancellationToken = default);

    /// <summary>Counts per activity.</summary>
    Task<ActivityExecutionStats> GetStatsAsync(string workflowInstanceId, string activityNodeId, CancellationToken cancellationToken = default);
}
