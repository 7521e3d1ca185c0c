using Elsa.Common.Models;
using Elsa.Workflows.Management.Entities;
using Elsa.Workflows.Management.Filters;
using Elsa.Workflows.Management.Models;

namespace Elsa.Workflows.Management;

/// <summary>Reads and writes instances. Lists never read whole states.</summary>
public interface IWorkflowInstanceStore
{
    /// <summary>The first that fits; null when none does.</summary>
    ValueTask<WorkflowInstance?> FindAsync(WorkflowInstanceFilter filter, CancellationToken cancellationToken = default);

    /// <summary>All that fit.</summary>
    ValueTask<Page<WorkflowInstance>> FindManyAsync(WorkflowInstanceFilter filter, PageArgs pageArgs, CancellationToken cancellationToken = default);

    /// <summary>Value task.</summary>
    ValueTask<Page<WorkflowInstance>> FindManyAsync<TOrderBy>(WorkflowInstanceFilter filter, PageArgs pageArgs, WorkflowInstanceOrder<TOrderBy?> order, CancellationToken cancellationToken = default);

    /// <summary>All that fit.</summary>
    ValueTask<IEnumerable<WorkflowInstance>> FindManyAsync(WorkflowInstanceFilter filter, CancellationToken cancellationToken = default);

    /// <summary>Value task.</summary>
    ValueTask<IEnumerable<WorkflowInstance>> FindManyAsync<TOrderBy>(WorkflowInstanceFilter filter, WorkflowInstanceOrder<TOrderBy?> order, CancellationToken cancellationToken = default);

    /// <summary>How many fit.</summary>
    ValueTask<long> CountAsync(WorkflowInstanceFilter filter, CancellationToken cancellationToken = default);

    /// <summary>All that fit, without their states.</summary>
    ValueTask<Page<WorkflowInstanceSummary>> SummarizeManyAsync(WorkflowInstanceFilter filter, PageArgs pageArgs, CancellationToken cancellationToken = default);

    /// <summary>Value task.</summary>
    ValueTask<Page<WorkflowInstanceSummary>> SummarizeManyAsync<TOrderBy>(WorkflowInstanceFilter filter, PageArgs pageArgs, WorkflowInstanceOrder<TOrderBy?> order, CancellationToken cancellationToken = default);

    /// <summary>The ids of all that fit.</summary>
    ValueTask<IEnumerable<string>> FindManyIdsAsync(WorkflowInstanceFilter filter, CancellationToken cancellationToken = default);

    /// <summary>The ids of all that fit.</summary>
    ValueTask<Page<string>> FindManyIdsAsync(WorkflowInstanceFilter filter, PageArgs pageArgs, CancellationToken cancellationToken = default);

    /// <summary>Value task.</summary>
    ValueTask<Page<string>> FindManyIdsAsync<TOrderBy>(WorkflowInstanceFilter filter, PageArgs pageArgs, WorkflowInstanceOrder<TOrderBy?> order, CancellationToken cancellationToken = default);

    /// <summary>All that fit, without their states.</summary>
    ValueTask<IEnumerable<WorkflowInstanceSummary>> SummarizeManyAsync(WorkflowInstanceFilter filter, CancellationToken cancellationToken = default);

    /// <summary>Value task.</summary>
    ValueTask<IEnumerable<WorkflowInstanceSummary>> SummarizeManyAsync<TOrder>(WorkflowInstanceFilter filter, WorkflowInstanceOrder<TOrder?> order, CancellationToken cancellationToken = default);

    /// <summary>Stores it, new or changed.</summary>
    ValueTask SaveAsync(WorkflowInstance instance, CancellationToken cancellationToken = default);

    /// <summary>Stores it as new.</summary>
    ValueTask AddAsync(WorkflowInstance instance, CancellationToken cancellationToken = default);

    /// <summary>Stores the change; does nothing when it is gone.</summary>
    ValueTask UpdateAsync(WorkflowInstance instance, CancellationToken cancellationToken = default);

    /// <summary>Stores them in one transaction.</summary>
    ValueTask SaveManyAsync(IEnumerable<WorkflowInstance> instances, CancellationToken cancellationToken = default);

    /// <summary>Removes what fits.</summary>
    ValueTask<long> DeleteAsync(WorkflowInstanceFilter filter, CancellationToken cancellationToken = default);

    /// <summary>Marks it as still alive.</summary>
    Task UpdateUpdatedTimestampAsync(string workflowInstanceId, DateTimeOffset value, CancellationToken cancellationToken = default);
}
