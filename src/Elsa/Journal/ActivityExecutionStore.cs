using Elsa.Common.Entities;
using Elsa.Workflows.Runtime.Entities;
using Elsa.Workflows.Runtime.Filters;
using Elsa.Workflows.Runtime.OrderDefinitions;

namespace Elsa.Workflows.Runtime.Stores;

/// <summary>Executions of activities, read from the packs of the instances that the filter names.</summary>
internal sealed class ActivityExecutionStore(JournalReader journal, TimeProvider time) : IActivityExecutionStore
{
    public Task SaveAsync(ActivityExecutionRecord record, CancellationToken cancellationToken = default) => SaveManyAsync([record], cancellationToken);

    // A later pack replaces what an earlier one says about the same execution, so adding is saving.
    public Task AddManyAsync(IEnumerable<ActivityExecutionRecord> records, CancellationToken cancellationToken = default) => SaveManyAsync(records, cancellationToken);

    public Task SaveManyAsync(IEnumerable<ActivityExecutionRecord> records, CancellationToken cancellationToken = default) =>
        journal.AddAsync([], records, time.GetUtcNow(), cancellationToken);

    public async Task<ActivityExecutionRecord?> FindAsync(ActivityExecutionRecordFilter filter, CancellationToken cancellationToken = default) =>
        (await AllAsync(filter, cancellationToken).ConfigureAwait(false)).FirstOrDefault();

    public async Task<IEnumerable<ActivityExecutionRecord>> FindManyAsync<TOrderBy>(ActivityExecutionRecordFilter filter, ActivityExecutionRecordOrder<TOrderBy?> order, CancellationToken cancellationToken = default) =>
        Sorted(await AllAsync(filter, cancellationToken).ConfigureAwait(false), order);

    public async Task<IEnumerable<ActivityExecutionRecord>> FindManyAsync(ActivityExecutionRecordFilter filter, CancellationToken cancellationToken = default) =>
        await AllAsync(filter, cancellationToken).ConfigureAwait(false);

    public async Task<IEnumerable<ActivityExecutionRecordSummary>> FindManySummariesAsync<TOrderBy>(ActivityExecutionRecordFilter filter, ActivityExecutionRecordOrder<TOrderBy?> order, CancellationToken cancellationToken = default) =>
        Sorted(await AllAsync(filter, cancellationToken).ConfigureAwait(false), order).Select(ActivityExecutionRecordSummary.FromRecord).ToList();

    public async Task<IEnumerable<ActivityExecutionRecordSummary>> FindManySummariesAsync(ActivityExecutionRecordFilter filter, CancellationToken cancellationToken = default) =>
        (await AllAsync(filter, cancellationToken).ConfigureAwait(false)).ConvertAll(ActivityExecutionRecordSummary.FromRecord);

    public async Task<long> CountAsync(ActivityExecutionRecordFilter filter, CancellationToken cancellationToken = default) =>
        (await AllAsync(filter, cancellationToken).ConfigureAwait(false)).Count;

    public async Task<long> DeleteManyAsync(ActivityExecutionRecordFilter filter, CancellationToken cancellationToken = default)
    {
        // What fits is judged by the latest record of each execution; the earlier ones go with it.
        var ids = (await AllAsync(filter, cancellationToken).ConfigureAwait(false)).ToDictionary(record => record.Id, record => record.WorkflowInstanceId);
        if (ids.Count > 0)
            await journal.RemoveAsync(ids.Values.Distinct().ToList(), static _ => false, record => ids.ContainsKey(record.Id), cancellationToken).ConfigureAwait(false);
        return ids.Count;
    }

    private async Task<List<ActivityExecutionRecord>> AllAsync(ActivityExecutionRecordFilter filter, CancellationToken cancellationToken)
    {
        var instances = await InstancesOfAsync(filter, cancellationToken).ConfigureAwait(false);
        return (await journal.ExecutionsAsync(instances, cancellationToken).ConfigureAwait(false)).Where(record => Fits(filter, record)).OrderBy(record => record.StartedAt).ToList();
    }

    private async Task<ICollection<string>?> InstancesOfAsync(ActivityExecutionRecordFilter filter, CancellationToken cancellationToken)
    {
        if (filter.WorkflowInstanceId is not null)
            return filter.WorkflowInstanceIds is null || filter.WorkflowInstanceIds.Contains(filter.WorkflowInstanceId) ? [filter.WorkflowInstanceId] : [];
        ICollection<string>? ids = filter.Id is not null ? [filter.Id] : filter.Ids;
        if (ids is null)
            return filter.WorkflowInstanceIds;
        var instances = await journal.InstancesOfAsync(ids, cancellationToken).ConfigureAwait(false);
        if (filter.WorkflowInstanceIds is not null)
            instances.IntersectWith(filter.WorkflowInstanceIds);
        return instances;
    }

    private static bool Fits(ActivityExecutionRecordFilter filter, ActivityExecutionRecord record) =>
        (filter.Id is null || filter.Id == record.Id)
        && (filter.Ids is null || filter.Ids.Contains(record.Id))
        && (filter.ActivityId is null || filter.ActivityId == record.ActivityId)
        && (filter.ActivityIds is null || filter.ActivityIds.Contains(record.ActivityId))
        && (filter.ActivityNodeId is null || filter.ActivityNodeId == record.ActivityNodeId)
        && (filter.ActivityNodeIds is null || filter.ActivityNodeIds.Contains(record.ActivityNodeId))
        && (filter.Name is null || filter.Name == record.ActivityName)
        && (filter.Names is null || (record.ActivityName is not null && filter.Names.Contains(record.ActivityName)))
        && (filter.Status is null || filter.Status == record.Status)
        && (filter.Statuses is null || filter.Statuses.Contains(record.Status))
        && (filter.Completed is null || filter.Completed == record.CompletedAt is not null)
        && Among(filter.SchedulingActivityExecutionId, filter.SchedulingActivityExecutionIds, record.SchedulingActivityExecutionId)
        && Among(filter.SchedulingActivityId, filter.SchedulingActivityIds, record.SchedulingActivityId)
        && Among(filter.SchedulingWorkflowInstanceId, filter.SchedulingWorkflowInstanceIds, record.SchedulingWorkflowInstanceId)
        && (filter.CallStackDepth is null || filter.CallStackDepth == record.CallStackDepth);

    private static bool Among(string? one, ICollection<string>? many, string? value) =>
        (one is null || one == value) && (many is null || (value is not null && many.Contains(value)));

    private static IEnumerable<ActivityExecutionRecord> Sorted<T>(List<ActivityExecutionRecord> records, ActivityExecutionRecordOrder<T?> order)
    {
        var key = order.KeySelector.Compile();
        return order.Direction == OrderDirection.Descending ? records.OrderByDescending(key) : records.OrderBy(key);
    }
}
