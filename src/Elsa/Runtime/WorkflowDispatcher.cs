using Elsa.Storage;
using Elsa.Workflows.Runtime.Requests;
using Elsa.Workflows.Runtime.Responses;

namespace Elsa.Workflows.Runtime;

/// <summary>Stores requests; from within a burst they join its commit. The queue's worker does them.</summary>
internal sealed class WorkflowDispatcher(EngineDatabase database, StimulusSender stimuli, CurrentBurst current, QueueSignal queue, IIdentityGenerator ids, TimeProvider time) : IWorkflowDispatcher
{
    public async Task<DispatchWorkflowResponse> DispatchAsync(DispatchWorkflowDefinitionRequest request, DispatchWorkflowOptions? options, CancellationToken cancellationToken = default)
    {
        if (options?.Channel is not null)
            return DispatchWorkflowResponse.UnknownChannel();

        // The id is fixed now: however often the request is tried, it is the same instance.
        request.InstanceId ??= ids.GenerateId();
        await StoreAsync(new QueueRow(ids.GenerateId(), QueueKind.Start, time.GetUtcNow()) { CorrelationId = request.CorrelationId, Data = QueueRow.Write(request) }, cancellationToken).ConfigureAwait(false);
        return DispatchWorkflowResponse.Success();
    }

    public async Task<DispatchWorkflowResponse> DispatchAsync(DispatchWorkflowInstanceRequest request, DispatchWorkflowOptions? options, CancellationToken cancellationToken = default)
    {
        if (options?.Channel is not null)
            return DispatchWorkflowResponse.UnknownChannel();
        await StoreAsync(new QueueRow(ids.GenerateId(), QueueKind.Run, time.GetUtcNow()) { InstanceId = request.InstanceId, BookmarkId = request.BookmarkId, Data = QueueRow.Write(request) }, cancellationToken).ConfigureAwait(false);
        return DispatchWorkflowResponse.Success();
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
