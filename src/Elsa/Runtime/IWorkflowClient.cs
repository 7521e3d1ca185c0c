using Elsa.Workflows.Runtime.Messages;
using Elsa.Workflows.State;

namespace Elsa.Workflows.Runtime;

/// <summary>Works on one instance. Bursts of one instance are serial, of different instances parallel.</summary>
public interface IWorkflowClient
{
    /// <summary>The instance meant.</summary>
    string WorkflowInstanceId { get; }

    /// <summary>Stores a new instance without running it. Does nothing when the instance is there already.</summary>
    Task<CreateWorkflowInstanceResponse> CreateInstanceAsync(CreateWorkflowInstanceRequest request, CancellationToken cancellationToken = default);

    /// <summary>Runs a burst: starts the instance or continues it. A bookmark that is gone has no effect.</summary>
    Task<RunWorkflowInstanceResponse> RunInstanceAsync(RunWorkflowInstanceRequest request, CancellationToken cancellationToken = default);

    /// <summary>Creates the instance and runs its first burst in one commit. Does nothing when the instance is there already: the answer then shows it as it stands.</summary>
    Task<RunWorkflowInstanceResponse> CreateAndRunInstanceAsync(CreateAndRunWorkflowInstanceRequest request, CancellationToken cancellationToken = default);

    /// <summary>Ends the instance and everything it waits for.</summary>
    Task CancelAsync(CancellationToken cancellationToken = default);

    /// <summary>The state as last committed.</summary>
    Task<WorkflowState> ExportStateAsync(CancellationToken cancellationToken = default);

    /// <summary>Replaces the state.</summary>
    Task ImportStateAsync(WorkflowState workflowState, CancellationToken cancellationToken = default);

    /// <summary>Whether the instance is stored.</summary>
    Task<bool> InstanceExistsAsync(CancellationToken cancellationToken = default);

    /// <summary>Removes what fits.</summary>
    Task<bool> DeleteAsync(CancellationToken cancellationToken = default);
}
