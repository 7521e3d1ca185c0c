using Elsa.Mediator.Contracts;
using Elsa.Workflows.Helpers;
using Elsa.Workflows.Runtime.Activities;
using Elsa.Workflows.Runtime.Filters;
using Elsa.Workflows.Runtime.Notifications;
using Elsa.Workflows.Runtime.Options;
using Elsa.Workflows.Runtime.Stimuli;

namespace Elsa.Workflows.Runtime;

/// <summary>Publishes an event as the stimulus for which Event activities wait.</summary>
internal sealed class EventPublisher(StimulusSender stimuli, IStimulusHasher hasher) : IEventPublisher
{
    public async Task PublishAsync(string eventName, string? correlationId = null, string? workflowInstanceId = null, string? activityInstanceId = null, object? payload = null, bool asynchronous = false, CancellationToken cancellationToken = default)
    {
        var stimulus = new EventStimulus(eventName);
        var metadata = new StimulusMetadata
        {
            CorrelationId = correlationId,
            WorkflowInstanceId = workflowInstanceId,
            ActivityInstanceId = activityInstanceId,
            Input = payload is null ? null : new Dictionary<string, object> { [Event.EventInputWorkflowInputKey] = payload },
        };
        var name = ActivityTypeNameHelper.GenerateTypeName<Event>();
        if (asynchronous)
            await stimuli.EnqueueAsync(new StimulusDelivery { Name = name, Hashes = [hasher.Hash(name, stimulus)], Metadata = metadata }, cancellationToken).ConfigureAwait(false);
        else
            await stimuli.SendAsync(name, stimulus, metadata, cancellationToken).ConfigureAwait(false);
    }
}

/// <summary>Continues the workflow that waits for a task: the id of the task is that of the bookmark.</summary>
internal sealed class TaskReporter(IBookmarkQueue queue, IWorkflowResumer resumer, CurrentBurst current) : ITaskReporter
{
    public async Task ReportCompletionAsync(string taskId, object? result = null, CancellationToken cancellationToken = default)
    {
        var name = ActivityTypeNameHelper.GenerateTypeName<RunTask>();
        var options = new ResumeBookmarkOptions { Input = result is null ? null : new Dictionary<string, object> { [RunTask.InputKey] = result } };
        var resumed = current.Outbox is null ? await resumer.ResumeAsync(new BookmarkFilter { BookmarkId = taskId, Name = name }, options, cancellationToken).ConfigureAwait(false) : [];

        // A report that is quicker than the commit of the workflow that asked is kept until the workflow waits for it.
        if (!resumed.Any())
            await queue.EnqueueAsync(new NewBookmarkQueueItem { BookmarkId = taskId, ActivityTypeName = name, Options = options }, cancellationToken).ConfigureAwait(false);
    }
}

/// <summary>Tells the application's handlers that a task is asked for.</summary>
internal sealed class NotifyingTaskDispatcher(INotificationSender notifications) : ITaskDispatcher
{
    public Task DispatchAsync(RunTaskRequest request, CancellationToken cancellationToken = default) => notifications.SendAsync(request, cancellationToken);
}
