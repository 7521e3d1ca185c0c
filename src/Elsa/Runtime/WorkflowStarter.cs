using Elsa.Workflows.Management;
using Elsa.Workflows.Models;
using Elsa.Workflows.Options;

namespace Elsa.Workflows.Runtime;

/// <summary>Starts instances of stored definitions, or of a workflow at hand whose definition is stored.</summary>
internal sealed class WorkflowStarter(InstanceRunner runner, GuardedStarts guarded, IWorkflowDefinitionService definitions) : IWorkflowStarter
{
    public async Task<StartWorkflowResponse> StartWorkflowAsync(StartWorkflowRequest request, CancellationToken cancellationToken = default)
    {
        var handle = request.WorkflowDefinitionHandle ?? request.Workflow?.DefinitionHandle;
        if (handle is null || await definitions.FindWorkflowGraphAsync(handle, cancellationToken).ConfigureAwait(false) is not { } graph)
            return new StartWorkflowResponse { CannotStart = true };

        var options = new RunWorkflowOptions
        {
            CorrelationId = request.CorrelationId,
            Input = request.Input,
            Variables = request.Variables,
            Properties = request.Properties,
            ParentWorkflowInstanceId = request.ParentId,
            TriggerActivityId = request.TriggerActivityId,
            ActivityHandle = request.ActivityHandle,
        };
        var outcome = await guarded.StartAsync(graph.Workflow, request.CorrelationId, () => runner.StartNewAsync(graph, options, request.Name, false), cancellationToken).ConfigureAwait(false);
        if (outcome is null)
            return new StartWorkflowResponse { CannotStart = true };
        var answer = outcome.Response;
        return new StartWorkflowResponse
        {
            WorkflowInstanceId = answer.WorkflowInstanceId,
            Status = answer.Status,
            SubStatus = answer.SubStatus,
            Bookmarks = answer.Bookmarks,
            Incidents = answer.Incidents,
        };
    }
}
