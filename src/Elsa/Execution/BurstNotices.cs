using Elsa.Mediator.Contracts;
using Elsa.Mediator.Services;
using Elsa.Workflows.Activities;
using Elsa.Workflows.Notifications;
using Elsa.Workflows.State;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Elsa.Workflows
{
    /// <summary>
    /// Tells listeners how a burst goes on, while it is in memory and nothing of it is stored yet: after a crash they hear it again. What nobody
    /// hears costs nothing. A listener that fails is logged and changes nothing.
    /// </summary>
    internal sealed class BurstNotices(NotificationSender.Routes routes, ILogger<BurstNotices> logger)
    {
        private readonly bool _executing = routes.IsHeard<ActivityExecuting>();
        private readonly bool _executed = routes.IsHeard<ActivityExecuted>();
        private readonly bool _cancelled = routes.IsHeard<ActivityCancelled>();
        private readonly bool _workflow = routes.IsHeard<WorkflowExecuting>() || routes.IsHeard<WorkflowStarted>() || routes.IsHeard<WorkflowExecuted>() || routes.IsHeard<WorkflowFinished>();

        public ValueTask ExecutingAsync(ActivityExecutionContext context) => _executing ? TellAsync(context.WorkflowExecutionContext, new ActivityExecuting(context)) : default;

        public ValueTask ExecutedAsync(ActivityExecutionContext context) => _executed ? TellAsync(context.WorkflowExecutionContext, new ActivityExecuted(context)) : default;

        public ValueTask CancelledAsync(ActivityExecutionContext context) => _cancelled ? TellAsync(context.WorkflowExecutionContext, new ActivityCancelled(context)) : default;

        public async ValueTask BeganAsync(WorkflowExecutionContext workflow)
        {
            if (!_workflow)
                return;
            await TellAsync(workflow, new WorkflowExecuting(workflow.Workflow, workflow)).ConfigureAwait(false);
            if (workflow.SubStatus == WorkflowSubStatus.Pending)
                await TellAsync(workflow, new WorkflowStarted(workflow.Workflow, workflow)).ConfigureAwait(false);
        }

        public async ValueTask EndedAsync(WorkflowExecutionContext workflow, WorkflowState state)
        {
            if (!_workflow)
                return;
            await TellAsync(workflow, new WorkflowExecuted(workflow.Workflow, state, workflow)).ConfigureAwait(false);
            if (workflow.Status == WorkflowStatus.Finished)
                await TellAsync(workflow, new WorkflowFinished(workflow.Workflow, state, workflow)).ConfigureAwait(false);
        }

        private async ValueTask TellAsync<T>(WorkflowExecutionContext workflow, T notification) where T : INotification
        {
            if (!routes.IsHeard<T>())
                return;
            try
            {
                await workflow.ServiceProvider.GetRequiredService<INotificationSender>().SendAsync(notification, workflow.CancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not OperationCanceledException || !workflow.CancellationToken.IsCancellationRequested)
            {
                logger.LogError(e, "A handler of {Notification} failed in workflow instance {InstanceId}", typeof(T).Name, workflow.Id);
            }
        }
    }
}

namespace Elsa.Workflows.Notifications
{
    /// <summary>An activity is about to run, or to go on.</summary>
    /// <param name="ActivityExecutionContext">The execution.</param>
    public record ActivityExecuting(ActivityExecutionContext ActivityExecutionContext) : INotification;

    /// <summary>An activity has run, and is complete or waits.</summary>
    /// <param name="ActivityExecutionContext">The execution.</param>
    public record ActivityExecuted(ActivityExecutionContext ActivityExecutionContext) : INotification;

    /// <summary>An activity was cancelled.</summary>
    /// <param name="ActivityExecutionContext">The execution.</param>
    public record ActivityCancelled(ActivityExecutionContext ActivityExecutionContext) : INotification;

    /// <summary>A burst begins.</summary>
    /// <param name="Workflow">The workflow.</param>
    /// <param name="WorkflowExecutionContext">The run.</param>
    public record WorkflowExecuting(Workflow Workflow, WorkflowExecutionContext WorkflowExecutionContext) : INotification;

    /// <summary>The first burst of an instance begins.</summary>
    /// <param name="Workflow">The workflow.</param>
    /// <param name="WorkflowExecutionContext">The run.</param>
    public record WorkflowStarted(Workflow Workflow, WorkflowExecutionContext WorkflowExecutionContext) : INotification;

    /// <summary>A burst is over; it is not stored yet.</summary>
    /// <param name="Workflow">The workflow.</param>
    /// <param name="WorkflowState">The state that will be stored.</param>
    /// <param name="WorkflowExecutionContext">The run.</param>
    public record WorkflowExecuted(Workflow Workflow, WorkflowState WorkflowState, WorkflowExecutionContext WorkflowExecutionContext) : INotification;

    /// <summary>An instance has come to its end; this is not stored yet.</summary>
    /// <param name="Workflow">The workflow.</param>
    /// <param name="WorkflowState">The state that will be stored.</param>
    /// <param name="WorkflowExecutionContext">The run.</param>
    public record WorkflowFinished(Workflow Workflow, WorkflowState WorkflowState, WorkflowExecutionContext WorkflowExecutionContext) : INotification;
}
