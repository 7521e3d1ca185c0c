using Elsa.Workflows.Activities;
using Elsa.Workflows.Management.Entities;
using Elsa.Workflows.Management.Filters;
using Elsa.Workflows.Management.Options;
using Elsa.Workflows.State;

namespace Elsa.Workflows.Management;

/// <summary>Creates, finds and deletes instances.</summary>
public interface IWorkflowInstanceManager
{
    /// <summary>Null when there is none.</summary>
    Task<WorkflowInstance?> FindByIdAsync(string instanceId, CancellationToken cancellationToken = default);

    /// <summary>The first that fits; null when none does.</summary>
    Task<WorkflowInstance?> FindAsync(WorkflowInstanceFilter filter, CancellationToken cancellationToken = default);

    /// <summary>Whether the instance is stored.</summary>
    Task<bool> ExistsAsync(string instanceId, CancellationToken cancellationToken = default);

    /// <summary>Stores it, new or changed.</summary>
    Task SaveAsync(WorkflowInstance workflowInstance, CancellationToken cancellationToken = default);

    /// <summary>Removes what fits.</summary>
    Task<bool> DeleteAsync(WorkflowInstanceFilter filter, CancellationToken cancellationToken = default);

    /// <summary>How many were removed.</summary>
    Task<long> BulkDeleteAsync(WorkflowInstanceFilter filter, CancellationToken cancellationToken = default);

    /// <summary>The state as JSON.</summary>
    string SerializeWorkflowState(WorkflowState workflowState);

    /// <summary>Stores a new instance that has not run yet.</summary>
    Task<WorkflowInstance> CreateAndCommitWorkflowInstanceAsync(Workflow workflow, WorkflowInstanceOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>A new instance, not stored.</summary>
    WorkflowInstance CreateWorkflowInstance(Workflow workflow, WorkflowInstanceOptions? options = null);
}
