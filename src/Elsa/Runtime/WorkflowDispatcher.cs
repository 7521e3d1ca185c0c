using Elsa.Storage;
using Microsoft.Extensions.DependencyInjection;
using Elsa.Workflows.Runtime.Notifications;
using Elsa.Workflows.Runtime.Requests;
using Elsa.Workflows.Runtime.Responses;

namespace Elsa.Workflows.Runtime;

/// <summary>Stores requests; from within a burst they join its commit. The queue's worker does them.</summary>
internal sealed class WorkflowDispatcher(EngineDatabase database, StimulusSender stimuli, CurrentBurst current, QueueSignal queue, IIdentityGenerator ids, TimeProvider time, IServiceScopeFactory scopes) : IWorkflowDispatcher
{
    public async Task<DispatchWorkflowResponse> DispatchAsync(DispatchWorkflowDefinitionRequest request, DispatchWorkflowOptions? options, CancellationToken cancellationToken = default)
    {
        if (options?.Channel is not null)
            return DispatchWorkflowResponse.UnknownChannel();

        // The id is fixed now: however often the request is tried, it is the same instance.
        request.InstanceId ??= ids.GenerateId();
        await TellAsync(new WorkflowDefinitionDispatching(request), cancellationToken).ConfigureAwait(false);
        await StoreAsync(new QueueRow(ids.GenerateId(), QueueKind.Start, time.GetUtcNow()) { CorrelationId = request.CorrelationId, Data = QueueRow.Write(request) }, cancellationToken).ConfigureAwait(false);
        var response = DispatchWorkflowResponse.Success();
        await TellAsync(new WorkflowDefinitionDispatched(request, response), cancellationToken).ConfigureAwait(false);
        return response;
    }

    public async Task<DispatchWorkflowResponse> DispatchAsync(DispatchWorkflowInstanceRequest request, DispatchWorkflowOptions? options, CancellationToken cancellationToken = default)
    {
        if (options?.Channel is not null)
            return DispatchWorkflowResponse.UnknownChannel();
        await TellAsync(new WorkflowInstanceDispatching(request), cancellationToken).ConfigureAwait(false);
        await StoreAsync(new QueueRow(ids.GenerateId(), QueueKind.Run, time.GetUtcNow()) { InstanceId = request.InstanceId, BookmarkId = request.BookmarkId, Data = QueueRow.Write(request) }, cancellationToken).ConfigureAwait(false);
        var response = DispatchWorkflowResponse.Success();
        await TellAsync(new WorkflowInstanceDispatched(request, response), cancellationToken).ConfigureAwait(false);
        return response;
    }

    public async Task<DispatchWorkflowResponse> DispatchAsync(DispatchTriggerWorkflowsRequest request, DispatchWorkflowOptions? options, CancellationToken cancellationToken = default)
    {
        if (options?.Channel is not null)
            return DispatchWorkflowResponse.UnknownChannel();
        var metadata = new StimulusMetadata
        {
            CorrelationId = request.CorrelationId,
            WorkflowInstanceId = request.WorkflowInstanceId,
            ActivityInstanceId = request.ActivityInstanceId,
            Input = request.Input,
            Properties = request.Properties,
        };
        await stimuli.EnqueueAsync(new StimulusDelivery { Name = request.ActivityTypeName, Hashes = [stimuli.HashOf(request.ActivityTypeName, request.BookmarkPayload)], Metadata = metadata }, cancellationToken).ConfigureAwait(false);
        return DispatchWorkflowResponse.Success();
    }

    public async Task<DispatchWorkflowResponse> DispatchAsync(DispatchResumeWorkflowsRequest request, DispatchWorkflowOptions? options, CancellationToken cancellationToken = default)
    {
        if (options?.Channel is not null)
            return DispatchWorkflowResponse.UnknownChannel();
        var metadata = new StimulusMetadata
        {
            CorrelationId = request.CorrelationId,
            WorkflowInstanceId = request.WorkflowInstanceId,
            ActivityInstanceId = request.ActivityInstanceId,
            Input = request.Input,
        };
        await stimuli.EnqueueAsync(new StimulusDelivery { Name = request.ActivityTypeName, Hashes = [stimuli.HashOf(request.ActivityTypeName, request.BookmarkPayload)], Metadata = metadata, ResumeOnly = true }, cancellationToken).ConfigureAwait(false);
        return DispatchWorkflowResponse.Success();
    }

    private async Task TellAsync(Mediator.Contracts.INotification notification, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<Mediator.Contracts.INotificationSender>().SendAsync(notification, cancellationToken).ConfigureAwait(false);
    }

    private async Task StoreAsync(QueueRow row, CancellationToken cancellationToken)
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
