using Elsa.Common.Models;
using Elsa.Workflows.Management;
using Elsa.Workflows.Management.Entities;
using Elsa.Workflows.Management.Filters;
using Elsa.Workflows.Management.Models;

namespace ProcessSales.Host.Engine;

/// <summary>The instances that the current person may see; the others do not exist for him.</summary>
internal sealed class VisibleInstances(IWorkflowInstanceStore all, InstanceScope scope) : IWorkflowInstanceStore
{
    public async ValueTask<WorkflowInstance?> FindAsync(WorkflowInstanceFilter filter, CancellationToken cancellationToken = default) =>
        await all.FindAsync(await NarrowAsync(filter, cancellationToken), cancellationToken);

    public async ValueTask<Page<WorkflowInstance>> FindManyAsync(WorkflowInstanceFilter filter, PageArgs pageArgs, CancellationToken cancellationToken = default) =>
        await all.FindManyAsync(await NarrowAsync(filter, cancellationToken), pageArgs, cancellationToken);

    public async ValueTask<Page<WorkflowInstance>> FindManyAsync<TOrderBy>(WorkflowInstanceFilter filter, PageArgs pageArgs, WorkflowInstanceOrder<TOrderBy?> order, CancellationToken cancellationToken = default) =>
        await all.FindManyAsync(await NarrowAsync(filter, cancellationToken), pageArgs, order, cancellationToken);

    public async ValueTask<IEnumerable<WorkflowInstance>> FindManyAsync(WorkflowInstanceFilter filter, CancellationToken cancellationToken = default) =>
        await all.FindManyAsync(await NarrowAsync(filter, cancellationToken), cancellationToken);

    public async ValueTask<IEnumerable<WorkflowInstance>> FindManyAsync<TOrderBy>(WorkflowInstanceFilter filter, WorkflowInstanceOrder<TOrderBy?> order, CancellationToken cancellationToken = default) =>
        await all.FindManyAsync(await NarrowAsync(filter, cancellationToken), order, cancellationToken);

    public async ValueTask<long> CountAsync(WorkflowInstanceFilter filter, CancellationToken cancellationToken = default) =>
        await all.CountAsync(await NarrowAsync(filter, cancellationToken), cancellationToken);

    public async ValueTask<Page<WorkflowInstanceSummary>> SummarizeManyAsync(WorkflowInstanceFilter filter, PageArgs pageArgs, CancellationToken cancellationToken = default) =>
        await all.SummarizeManyAsync(await NarrowAsync(filter, cancellationToken), pageArgs, cancellationToken);

    public async ValueTask<Page<WorkflowInstanceSummary>> SummarizeManyAsync<TOrderBy>(WorkflowInstanceFilter filter, PageArgs pageArgs, WorkflowInstanceOrder<TOrderBy?> order, CancellationToken cancellationToken = default) =>
        await all.SummarizeManyAsync(await NarrowAsync(filter, cancellationToken), pageArgs, order, cancellationToken);

    public async ValueTask<IEnumerable<string>> FindManyIdsAsync(WorkflowInstanceFilter filter, CancellationToken cancellationToken = default) =>
        await all.FindManyIdsAsync(await NarrowAsync(filter, cancellationToken), cancellationToken);

    public async ValueTask<Page<string>> FindManyIdsAsync(WorkflowInstanceFilter filter, PageArgs pageArgs, CancellationToken cancellationToken = default) =>
        await all.FindManyIdsAsync(await NarrowAsync(filter, cancellationToken), pageArgs, cancellationToken);

    public async ValueTask<Page<string>> FindManyIdsAsync<TOrderBy>(WorkflowInstanceFilter filter, PageArgs pageArgs, WorkflowInstanceOrder<TOrderBy?> order, CancellationToken cancellationToken = default) =>
        await all.FindManyIdsAsync(await NarrowAsync(filter, cancellationToken), pageArgs, order, cancellationToken);

    public async ValueTask<IEnumerable<WorkflowInstanceSummary>> SummarizeManyAsync(WorkflowInstanceFilter filter, CancellationToken cancellationToken = default) =>
        await all.SummarizeManyAsync(await NarrowAsync(filter, cancellationToken), cancellationToken);

    public async ValueTask<IEnumerable<WorkflowInstanceSummary>> SummarizeManyAsync<TOrder>(WorkflowInstanceFilter filter, WorkflowInstanceOrder<TOrder?> order, CancellationToken cancellationToken = default) =>
        await all.SummarizeManyAsync(await NarrowAsync(filter, cancellationToken), order, cancellationToken);

    public ValueTask SaveAsync(WorkflowInstance instance, CancellationToken cancellationToken = default) => all.SaveAsync(instance, cancellationToken);

    public ValueTask AddAsync(WorkflowInstance instance, CancellationToken cancellationToken = default) => all.AddAsync(instance, cancellationToken);

    public ValueTask UpdateAsync(WorkflowInstance instance, CancellationToken cancellationToken = default) => all.UpdateAsync(instance, cancellationToken);

    public ValueTask SaveManyAsync(IEnumerable<WorkflowInstance> instances, CancellationToken cancellationToken = default) => all.SaveManyAsync(instances, cancellationToken);

    public async ValueTask<long> DeleteAsync(WorkflowInstanceFilter filter, CancellationToken cancellationToken = default) =>
        await all.DeleteAsync(await NarrowAsync(filter, cancellationToken), cancellationToken);

    public Task UpdateUpdatedTimestampAsync(string workflowInstanceId, DateTimeOffset value, CancellationToken cancellationToken = default) =>
        all.UpdateUpdatedTimestampAsync(workflowInstanceId, value, cancellationToken);

    /// <summary>Leaves only visible ids in the filter; narrowing twice is the same as once, so the caller's filter is changed in place.</summary>
    private async ValueTask<WorkflowInstanceFilter> NarrowAsync(WorkflowInstanceFilter filter, CancellationToken stop)
    {
        IReadOnlyCollection<string>? among = filter.Id is { } id ? [id] : filter.Ids is { } ids ? [.. ids] : null;
        if (await scope.VisibleAsync(among, stop) is { } visible)
            filter.Ids = visible;
        return filter;
    }
}
