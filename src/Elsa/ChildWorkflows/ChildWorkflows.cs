using Elsa.Common.Models;
using Elsa.Storage;
using Elsa.Workflows.Management;
using Elsa.Workflows.Runtime.Requests;

namespace Elsa.Workflows.Runtime;

/// <summary>
/// Starts and cancels instances on behalf of an activity. Both are rows of the queue that join the commit of the activity's burst: a child
/// exists exactly when its parent knows of it, and a child that was withdrawn before it began never begins.
/// </summary>
internal sealed class ChildWorkflows(IWorkflowDefinitionService definitions, EngineDatabase database, CurrentBurst current, QueueSignal queue, TimeProvider time)
{
    /// <summary>How deep workflows may wait for each other, so that one that starts itself ends.</summary>
    private const int MostLevels = 50;

    /// <summary>The same activity execution always gives its children the same ids.</summary>
    public static string IdOf(ActivityExecutionContext parent, long number = 0) => Keys.Derive(parent.WorkflowExecutionContext.Id, parent.Id, number.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>The id of the published version.</summary>
    /// <exception cref="InvalidOperationException">There is no published version.</exception>
    public async Task<string> PublishedVersionAsync(string? definitionId, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(definitionId))
            throw new InvalidOperationException("No workflow definition is chosen.");
        var graph = await definitions.FindWorkflowGraphAsync(definitionId, VersionOptions.Published, cancellationToken).ConfigureAwait(false);
        return graph?.Workflow.Identity.Id ?? throw new InvalidOperationException($"There is no published workflow definition '{definitionId}'.");
    }

    /// <summary>Sends the start of a child; with a notice, the parent hears of it.</summary>
    public Task StartAsync(ActivityExecutionContext parent, string childId, string versionId, string? correlationId, IDictionary<string, object>? input, ParentNotice? notice, CancellationToken cancellationToken)
    {
        var workflow = parent.WorkflowExecutionContext;
        var properties = new Dictionary<string, object>();
        if (notice is not null)
        {
            var level = ParentNotice.LevelOf(workflow.Properties) + 1;
            if (level > MostLevels)
                throw new InvalidOperationException($"More than {MostLevels} workflows wait for each other: the workflow seems to start itself for ever.");
            notice.WriteTo(properties, level);
        }

        var request = new DispatchWorkflowDefinitionRequest(versionId)
        {
            InstanceId = childId,
            ParentWorkflowInstanceId = workflow.Id,
            CorrelationId = correlationId,
            Input = new Dictionary<string, object>(input ?? new Dictionary<string, object>()) { ["ParentInstanceId"] = workflow.Id },
            Properties = properties,
            SchedulingActivityExecutionId = parent.Id,
            SchedulingWorkflowInstanceId = workflow.Id,
            SchedulingCallStackDepth = parent.CallStackDepth,
        };
        return SendAsync(new QueueRow(childId, QueueKind.Start, time.GetUtcNow()) { InstanceId = workflow.Id, CorrelationId = correlationId, Data = QueueRow.Write(request) }, cancellationToken);
    }

    /// <summary>Sends the cancellation of a child, whether it has begun or not.</summary>
    public Task CancelAsync(string childId, CancellationToken cancellationToken) =>
        SendAsync(new QueueRow(Keys.Derive("cancel", childId), QueueKind.Cancel, time.GetUtcNow()) { InstanceId = childId }, cancellationToken);

    private async Task SendAsync(QueueRow row, CancellationToken cancellationToken)
    {
        if (current.Outbox is { } outbox)
        {
            outbox.Add(row);
            return;
        }

        await database.WriteAsync(session => row.SaveAsync(session), cancellationToken).ConfigureAwait(false);
        queue.Raise();
    }
}
