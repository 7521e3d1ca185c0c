namespace Elsa.Workflows.Runtime;

/// <summary>The way in: hands out clients of instances.</summary>
public interface IWorkflowRuntime
{
    /// <summary>A client of one instance; without an id a new id is chosen.</summary>
    ValueTask<IWorkflowClient> CreateClientAsync(CancellationToken cancellationToken = default);

    /// <summary>A client of one instance; without an id a new id is chosen.</summary>
    ValueTask<IWorkflowClient> CreateClientAsync(string? workflowInstanceId, CancellationToken cancellationToken = default);
}
