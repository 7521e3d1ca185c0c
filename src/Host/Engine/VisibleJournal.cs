using Elsa.Common.Models;
using Elsa.Workflows.Runtime;
using Elsa.Workflows.Runtime.Entities;
using Elsa.Workflows.Runtime.Filters;
using Elsa.Workflows.Runtime.OrderDefinitions;

namespace ProcessSales.Host.Engine;

/// <summary>The journal entries of instances that the current person may see.</summary>
internal sealed class VisibleJournal(IWorkflowExecutionLogStore all, InstanceScope scope) : IWorkflowExecutionLogStore
{
    public Task AddAsync(WorkflowExecutionLogRecord record, CancellationToken cancellationToken = default) => all.AddAsync(record, cancellationToken);

    public Task AddManyAsync(IEnumerable<WorkflowExecutionLogRecord> records, CancellationToken cancellationToken = default) => all.AddManyAsync(records, cancellationToken);

    public Task SaveAsync(WorkflowExecutionLogRecord record, CancellationToken cancellationToken = default) => all.SaveAsync(record, cancellationToken);

    public Task SaveManyAsync(IEnumerable<WorkflowExecutionLogRecord> records, CancellationToken cancellationToken = default) => all.SaveManyAsync(records, cancellationToken);

    public async Task<WorkflowExecutionLogRecord?> FindAsync(WorkflowExecutionLogRecordFilter filter, CancellationToken cancellationToken = default) =>
        await all.FindAsync(await NarrowAsync(filter, cancellationToken), cancellationToken);

    public async Task<WorkflowExecutionLogRecord?> FindAsync<TOrderBy>(WorkflowExecutionLogRecordFilter filter, WorkflowExecutionLogRecordOrder<TOrderBy?> order, CancellationToken cancellationToken = default) =>
        await all.FindAsync(await NarrowAsync(filter, cancellationToken), order, cancellationToken);

    public async Task<Page<WorkflowExecutionLogRecord>> FindManyAsync(WorkflowExecutionLogRecordFilter filter, PageArgs pageArgs, CancellationToken cancellationToken = default) =>
        await all.FindManyAsync(await NarrowAsync(filter, cancellationToken), pageArgs, cancellationToken);

    public async Task<Page<WorkflowExecutionLogRecord>> FindManyAsync<TOrderBy>(WorkflowExecutionLogRecordFilter filter, PageArgs pageArgs, WorkflowExecutionLogRecordOrder<TOrderBy?> order, CancellationToken cancellationToken = default) =>
        await all.FindManyAsync(await NarrowAsync(filter, cancellationToken), pageArgs, order, cancellationToken);

    public async Task<long> DeleteManyAsync(WorkflowExecutionLogRecordFilter filter, CancellationToken cancellationToken = default) =>
        await all.DeleteManyAsync(await NarrowAsync(filter, cancellationToken), cancellationToken);

    private async ValueTask<WorkflowExecutionLogRecordFilter> NarrowAsync(WorkflowExecutionLogRecordFilter filter, CancellationToken stop)
    {
        IReadOnlyCollection<string>? among = filter.WorkflowInstanceId is { } id ? [id] : filter.WorkflowInstanceIds is { } ids ? [.. ids] : null;
        if (await scope.VisibleAsync(among, stop) is { } visible)
            filter.WorkflowInstanceIds = visible;
        return filter;
    }
}

/// <summary>The activity executions of instances that the current person may see.</summary>
internal sealed class VisibleExecutions(IActivityExecutionStore all, InstanceScope scope) : IActivityExecutionStore
{
    public Task SaveAsync(ActivityExecutionRecord record, CancellationToken cancellationToken = default) => all.SaveAsync(record, cancellationToken);

    public Task AddManyAsync(IEnumerable<ActivityExecutionRecord> records, CancellationToken cancellationToken = default) => all.AddManyAsync(records, cancellationToken);

    public Task SaveManyAsync(IEnumerable<ActivityExecutionRecord> records, CancellationToken cancellationToken = default) => all.SaveManyAsync(records, cancellationToken);

    public async Task<ActivityExecutionRecord?> FindAsync(ActivityExecutionRecordFilter filter, CancellationToken cancellationToken = default)
    {
        // Found by its own id, a record tells only then to which instance it belongs.
        var record = await all.FindAsync(filter, cancellationToken);
        return record is null || await scope.MaySeeAsync(record.WorkflowInstanceId, cancellationToken) ? record : null;
    }

    public async Task<IEnumerable<ActivityExecutionRecord>> FindManyAsync<TOrderBy>(ActivityExecutionRecordFilter filter, ActivityExecutionRecordOrder<TOrderBy?> order, CancellationToken cancellationToken = default) =>
        await all.FindManyAsync(await NarrowAsync(filter, cancellationToken), order, cancellationToken);

    public async Task<IEnumerable<ActivityExecutionRecord>> FindManyAsync(ActivityExecutionRecordFilter filter, CancellationToken cancellationToken = default) =>
        await all.FindManyAsync(await NarrowAsync(filter, cancellationToken), cancellationToken);

    public async Task<IEnumerable<ActivityExecutionRecordSummary>> FindManySummariesAsync<TOrderBy>(ActivityExecutionRecordFilter filter, ActivityExecutionRecordOrder<TOrderBy?> order, CancellationToken cancellationToken = default) =>
        await all.FindManySummariesAsync(await NarrowAsync(filter, cancellationToken), order, cancellationToken);

    public async Task<IEnumerable<ActivityExecutionRecordSummary>> FindManySummariesAsync(ActivityExecutionRecordFilter filter, CancellationToken cancellationToken = default) =>
        await all.FindManySummariesAsync(await NarrowAsync(filter, cancellationToken), cancellationToken);

    public async Task<long> CountAsync(ActivityExecutionRecordFilter filter, CancellationToken cancellationToken = default) =>
        await all.CountAsync(await NarrowAsync(filter, cancellationToken), cancellationToken);

    public async Task<long> DeleteManyAsync(ActivityExecutionRecordFilter filter, CancellationToken cancellationToken = default) =>
        await all.DeleteManyAsync(await NarrowAsync(filter, cancellationToken), cancellationToken);

    private async ValueTask<ActivityExecutionRecordFilter> NarrowAsync(ActivityExecutionRecordFilter filter, CancellationToken stop)
    {
        IReadOnlyCollection<string>? among = filter.WorkflowInstanceId is { } id ? [id] : filter.WorkflowInstanceIds is { } ids ? [.. ids] : null;
        if (await scope.VisibleAsync(among, stop) is { } visible)
            filter.WorkflowInstanceIds = visible;
        return filter;
    }
}
