using Elsa.Workflows.Runtime.Requests;
using Elsa.Workflows.Runtime.Responses;

namespace Elsa.Workflows.Runtime;

/// <summary>Takes work to be done in the background.</summary>
public interface IWorkflowDispatcher
{
    /// <summary>Stores the request and answers; the work is done in the background and survives a restart.</summary>
    Task<DispatchWorkflowResponse> DispatchAsync(DispatchWorkflowDefinitionRequest request, DispatchWorkflowOptions? options, CancellationToken cancellationToken = default);

    /// <summary>Stores the request and answers; the work is done in the background and survives a restart.</summary>
    Task<DispatchWorkflowResponse> DispatchAsync(DispatchWorkflowInstanceRequest request, DispatchWorkflowOptions? options, CancellationToken cancellationToken = default);

    /// <summary>Stores the request and answers; the work is done in the background and survives a restart.</summary>
    Task<DispatchWorkflowResponse> DispatchAsync(DispatchTriggerWorkflowsRequest request, DispatchWorkflowOptions? options, CancellationToken cancellationToken = default);

    /// <summary>Stores the request and answers; the work is done in the background and survives a restart.</summary>
    Task<DispatchWorkflowResponse> DispatchAsync(DispatchResumeWorkflowsRequest request, DispatchWorkflowOptions? options, CancellationToken cancellationToken = default);
}

/// <summary>How background work is to be done.</summary>
public class DispatchWorkflowOptions
{
    /// <summary>The queue to use; null for the default one.</summary>
    public string? Channel { get; set; }
}
