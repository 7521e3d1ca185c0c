using Elsa.Workflows.Runtime.Entities;
using Elsa.Workflows.Runtime.Filters;

namespace Elsa.Workflows.Runtime;

/// <summary>Counts what the store shows, and so only what the caller may see.</summary>
internal sealed class ActivityExecutionStatsService(IActivityExecutionStore store) : IActivityExecutionStatsService
{
    public async Task<IEnumerable<ActivityExecutionStats>> GetStatsAsync(string workflowInstanceId, IEnumerable<string> activityNodeIds, CancellationToken cancellationToken = default) =>
        await CountAsync(new ActivityExecutionRecordFilter { WorkflowInstanceId = workflowInstanceId, ActivityNodeIds = activityNodeIds.ToList() }, cancellationToken).ConfigureAwait(false);

    /// <summary>Of every node that the instance has executed.</summary>
    public Task<List<ActivityExecutionStats>> GetStatsAsync(string workflowInstanceId, CancellationToken cancellationToken) =>
        CountAsync(new ActivityExecutionRecordFilter { WorkflowInstanceId = workflowInstanceId }, cancellationToken);

    private async Task<List<ActivityExecutionStats>> CountAsync(ActivityExecutionRecordFilter filter, CancellationToken cancellationToken)
    {
        var records = await store.FindManyAsync(filter, cancellationToken).ConfigureAwait(false);
        return records.GroupBy(record => record.ActivityNodeId).Select(Count).ToList();
    }

    public async Task<ActivityExecutionStats> GetStatsAsync(string workflowInstanceId, string activityNodeId, CancellationToken cancellationToken = default) =>
        (await GetStatsAsync(workflowInstanceId, [activityNodeId], cancellationToken).ConfigureAwait(false)).FirstOrDefault()
        ?? new ActivityExecutionStats { ActivityNodeId = activityNodeId, ActivityId = activityNodeId.Split(':')[^1] };

    private static ActivityExecutionStats Count(IGrouping<string, ActivityExecutionRecord> records) => new()
    {
        ActivityNodeId = records.Key,
        ActivityId = records.First().ActivityId,
        StartedCount = records.LongCount(),
        CompletedCount = records.LongCount(static record => record.CompletedAt is not null),
        UncompletedCount = records.LongCount(static record => record.CompletedAt is null),
        IsBlocked = records.Any(static record => record.HasBookmarks),
        IsFaulted = records.Any(static record => record.Status == ActivityStatus.Faulted),
        AggregateFaultCount = records.Max(static record => record.AggregateFaultCount),
        Metadata = records.Last().Metadata,
    };
}
