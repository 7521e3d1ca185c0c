using Elsa.Common.Entities;
using Elsa.Common.Models;
using Elsa.Workflows.Runtime.Entities;
using Elsa.Workflows.Runtime.Filters;
using Elsa.Workflows.Runtime.OrderDefinitions;

namespace Elsa.Workflows.Runtime.Stores;

/// <summary>Journal entries, read from the packs of the instances that the filter names.</summary>
internal sealed class WorkflowExecutionLogStore(JournalReader journal, TimeProvider time) : IWorkflowExecutionLogStore
{
    public Task AddAsync(WorkflowExecutionLogRecord record, CancellationToken cancellationToken = default) => AddManyAsync([record], cancellationToken);

    public Task SaveAsync(WorkflowExecutionLogRecord record, CancellationToken cancellationToken = default) => SaveManyAsync([record], cancellationToken);

    public Task AddManyAsync(IEnumerable<WorkflowExecutionLogRecord> records, CancellationToken cancellationToken = default) =>
        journal.AddAsync(records, [], time.GetUtcNow(), cancellationToken);

    public async Task SaveManyAsync(IEnumerable<WorkflowExecutionLogRecord> records, CancellationToken cancellationToken = default)
    {
        var list = records.ToList();
        var ids = list.Select(record => record.Id).ToHashSet(StringComparer.Ordinal);
        await journal.RemoveAsync(list.Select(record => record.WorkflowInstanceId).Distinct().ToList(), record => ids.Contains(record.Id), static _ => false, cancellationToken).ConfigureAwait(false);
        await AddManyAsync(list, cancellationToken).ConfigureAwait(false);
    }

    public async Task<WorkflowExecutionLogRecord?> FindAsync(WorkflowExecutionLogRecordFilter filter, CancellationToken cancellationToken = default) =>
        (await AllAsync(filter, cancellationToken).ConfigureAwait(false)).FirstOrDefault();

    public async Task<WorkflowExecutionLogRecord?> FindAsync<TOrderBy>(WorkflowExecutionLogRecordFilter filter, WorkflowExecutionLogRecordOrder<TOrderBy?> order, CancellationToken cancellationToken = default) =>
        Sorted(await AllAsync(filter, cancellationToken).ConfigureAwait(false), order).FirstOrDefault();

    public async Task<Page<WorkflowExecutionLogRecord>> FindManyAsync(WorkflowExecutionLogRecordFilter filter, PageArgs pageArgs, CancellationToken cancellationToken = default)
    {
        var all = await AllAsync(filter, cancellationToken).ConfigureAwait(false);
        return Page.Of<WorkflowExecutionLogRecord>(JournalReader.Slice(all, pageArgs), all.Count);
    }

    public async Task<Page<WorkflowExecutionLogRecord>> FindManyAsync<TOrderBy>(WorkflowExecutionLogRecordFilter filter, PageArgs pageArgs, WorkflowExecutionLogRecordOrder<TOrderBy?> order, CancellationToken cancellationToken = default)
    {
        var all = await AllAsync(filter, cancellationToken).ConfigureAwait(false);
        return Page.Of<WorkflowExecutionLogRecord>(JournalReader.Slice(Sorted(all, order), pageArgs), all.Count);
    }

    public Task<long> DeleteManyAsync(WorkflowExecutionLogRecordFilter filter, CancellationToken cancellationToken = default) =>
        journal.RemoveAsync(InstancesOf(filter), record => Fits(filter, record), static _ => false, cancellationToken);

    private async Task<List<WorkflowExecutionLogRecord>> AllAsync(WorkflowExecutionLogRecordFilter filter, CancellationToken cancellationToken)
    {
        var entries = await journal.EntriesAsync(InstancesOf(filter), cancellationToken).ConfigureAwait(false);
        return entries.FindAll(record => Fits(filter, record));
    }

    /// <summary>An entry's id begins with its instance's.</summary>
    private static ICollection<string>? InstancesOf(WorkflowExecutionLogRecordFilter filter)
    {
        if (filter.WorkflowInstanceId is not null)
            return filter.WorkflowInstanceIds is null || filter.WorkflowInstanceIds.Contains(filter.WorkflowInstanceId) ? [filter.WorkflowInstanceId] : [];
        if (filter.WorkflowInstanceIds is not null)
            return filter.WorkflowInstanceIds;
        ICollection<string>? ids = filter.Id is not null ? [filter.Id] : filter.Ids;
        return ids?.Select(id => id[..Math.Max(0, id.LastIndexOf('-'))]).Distinct().ToList();
    }

    private static bool Fits(WorkflowExecutionLogRecordFilter filter, WorkflowExecutionLogRecord record) =>
        (filter.Id is null || filter.Id == record.Id)
        && (filter.Ids is null || filter.Ids.Contains(record.Id))
        && (filter.ParentActivityInstanceId is null || filter.ParentActivityInstanceId == record.ParentActivityInstanceId)
        && (filter.ActivityId is null || filter.ActivityId == record.ActivityId)
        && (filter.ActivityIds is null || filter.ActivityIds.Contains(record.ActivityId))
        && (filter.ActivityNodeId is null || filter.ActivityNodeId == record.ActivityNodeId)
        && (filter.ActivityNodeIds is null || filter.ActivityNodeIds.Contains(record.ActivityNodeId))
        && (filter.ExcludeActivityType is null || filter.ExcludeActivityType != record.ActivityType)
        && (filter.ExcludeActivityTypes is null || !filter.ExcludeActivityTypes.Contains(record.ActivityType))
        && (filter.EventName is null || filter.EventName == record.EventName)
        && (filter.EventNames is null || (record.EventName is not null && filter.EventNames.Contains(record.EventName)));

    private static IEnumerable<WorkflowExecutionLogRecord> Sorted<T>(List<WorkflowExecutionLogRecord> records, WorkflowExecutionLogRecordOrder<T?> order)
    {
        var key = order.KeySelector.Compile();
        return order.Direction == OrderDirection.Descending ? records.OrderByDescending(key) : records.OrderBy(key);
    }
}
