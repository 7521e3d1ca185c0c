using Elsa.Common.Models;
using Elsa.Workflows.Management.Entities;
using Elsa.Workflows.Management.Filters;
using Elsa.Workflows.Management.Models;

namespace Elsa.Workflows.Management;

/// <summary>Keeps every version of every definition.</summary>
public interface IWorkflowDefinitionStore
{
    /// <summary>The first that fits; null when none does.</summary>
    Task<WorkflowDefinition?> FindAsync(WorkflowDefinitionFilter filter, CancellationToken cancellationToken = default);

    /// <summary>Task.</summary>
    Task<WorkflowDefinition?> FindAsync<TOrderBy>(WorkflowDefinitionFilter filter, WorkflowDefinitionOrder<TOrderBy?> order, CancellationToken cancellationToken = default);

    /// <summary>All that fit.</summary>
    Task<Page<WorkflowDefinition>> FindManyAsync(WorkflowDefinitionFilter filter, PageArgs pageArgs, CancellationToken cancellationToken = default);

    /// <summary>Task.</summary>
    Task<Page<WorkflowDefinition>> FindManyAsync<TOrderBy>(WorkflowDefinitionFilter filter, WorkflowDefinitionOrder<TOrderBy?> order, PageArgs pageArgs, CancellationToken cancellationToken = default);

    /// <summary>All that fit.</summary>
    Task<IEnumerable<WorkflowDefinition>> FindManyAsync(WorkflowDefinitionFilter filter, CancellationToken cancellationToken = default);

    /// <summary>Task.</summary>
    Task<IEnumerable<WorkflowDefinition>> FindManyAsync<TOrderBy>(WorkflowDefinitionFilter filter, WorkflowDefinitionOrder<TOrderBy?> order, CancellationToken cancellationToken = default);

    /// <summary>All that fit, without the heavy parts.</summary>
    Task<Page<WorkflowDefinitionSummary>> FindSummariesAsync(WorkflowDefinitionFilter filter, PageArgs pageArgs, CancellationToken cancellationToken = default);

    /// <summary>Task.</summary>
    Task<Page<WorkflowDefinitionSummary>> FindSummariesAsync<TOrderBy>(WorkflowDefinitionFilter filter, WorkflowDefinitionOrder<TOrderBy?> order, PageArgs pageArgs, CancellationToken cancellationToken = default);

    /// <summary>All that fit, without the heavy parts.</summary>
    Task<IEnumerable<WorkflowDefinitionSummary>> FindSummariesAsync(WorkflowDefinitionFilter filter, CancellationToken cancellationToken = default);

    /// <summary>Task.</summary>
    Task<IEnumerable<WorkflowDefinitionSummary>> FindSummariesAsync<TOrderBy>(WorkflowDefinitionFilter filter, WorkflowDefinitionOrder<TOrderBy?> order, CancellationToken cancellationToken = default);

    /// <summary>The highest version that fits; null when none does.</summary>
    Task<WorkflowDefinition?> FindLastVersionAsync(WorkflowDefinitionFilter filter, CancellationToken cancellationToken);

    /// <summary>Stores it, new or changed.</summary>
    Task SaveAsync(WorkflowDefinition definition, CancellationToken cancellationToken = default);

    /// <summary>Stores them in one transaction.</summary>
    Task SaveManyAsync(IEnumerable<WorkflowDefinition> definitions, CancellationToken cancellationToken = default);

    /// <summary>Removes what fits.</summary>
    Task<long> DeleteAsync(WorkflowDefinitionFilter filter, CancellationToken cancellationToken = default);

    /// <summary>Whether anything fits.</summary>
    Task<bool> AnyAsync(WorkflowDefinitionFilter filter, CancellationToken cancellationToken = default);

    /// <summary>The number of definitions, not counting versions.</summary>
    Task<long> CountDistinctAsync(CancellationToken cancellationToken = default);

    /// <summary>Whether no other definition has the name.</summary>
    Task<bool> GetIsNameUnique(string name, string? definitionId = null, CancellationToken cancellationToken = default);
}
