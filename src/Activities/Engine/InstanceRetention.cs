using Elsa.Common.Models;
using Elsa.Workflows;
using Elsa.Workflows.Management;
using Elsa.Workflows.Management.Enums;
using Elsa.Workflows.Management.Filters;
using Elsa.Workflows.Management.Models;
using ProcessSales.Workflows;
using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Activities.Engine;

/// <summary>
/// Removes what the engine keeps of instances that finished long ago: state, bookmarks, timers, queue, journal. Cases, their forms, files and
/// audit stay. Page by page, so that a stop in the middle loses nothing: the next run goes on.
/// </summary>
public sealed class InstanceRetention(IWorkflowInstanceStore store, IWorkflowInstanceManager instances, ClosedTasks tasks, WorkflowsOptions options, TimeProvider time)
{
    private const int PageSize = 200;

    /// <summary>Removes what is older than the settings say; nothing when they say to keep it for good. Returns how many instances were removed.</summary>
    public async Task<long> RunAsync(CancellationToken stop)
    {
        if (options.KeepFinished is not { } kept) return 0;
        var filter = new WorkflowInstanceFilter
        {
            WorkflowStatus = WorkflowStatus.Finished,
            TimestampFilters = [new TimestampFilter { Column = "FinishedAt", Operator = TimestampFilterOperator.LessThan, Timestamp = time.GetUtcNow() - kept }],
        };
        var removed = 0L;
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            var ids = (await store.FindManyIdsAsync(filter, PageArgs.FromRange(0, PageSize), stop)).Items.ToList();
            if (ids.Count == 0) return removed;
            if (options.RemoveTasksOfFinished) await tasks.RemoveAsync(ids, stop);
            removed += await instances.BulkDeleteAsync(new WorkflowInstanceFilter { Ids = ids }, stop);
        }
    }
}
