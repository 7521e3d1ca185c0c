using Elsa.Mediator.Contracts;
using Elsa.Workflows.Api.RealTime.Contracts;
using Elsa.Workflows.Api.RealTime.Hubs;
using Elsa.Workflows.Api.RealTime.Messages;
using Elsa.Workflows.Runtime;
using Elsa.Workflows.Runtime.Notifications;
using Elsa.Workflows.Runtime.Stores;
using Microsoft.AspNetCore.SignalR;

namespace Elsa.Workflows.Api.RealTime;

/// <summary>Passes on what was committed, to nobody's cost where nobody watches. A page that misses a message makes up for it when it polls.</summary>
internal sealed class TellObservers(IHubContext<WorkflowInstanceHub, IWorkflowInstanceClient> hub, Observers observers, ActivityExecutionStore executions) :
    INotificationHandler<ActivityExecutionLogUpdated>,
    INotificationHandler<WorkflowExecutionLogUpdated>,
    INotificationHandler<WorkflowStateCommitted>,
    INotificationHandler<WorkflowCancelled>
{
    public async Task HandleAsync(ActivityExecutionLogUpdated notification, CancellationToken cancellationToken)
    {
        var id = notification.WorkflowExecutionContext.Id;
        if (!observers.Any(id))
            return;

        // The counts are taken past the store of pages: the hub has checked already who may watch.
        var nodes = notification.Records.Select(static record => record.ActivityNodeId).Distinct().ToList();
        var stats = await new ActivityExecutionStatsService(executions).GetStatsAsync(id, nodes, cancellationToken).ConfigureAwait(false);
        await Tell(id, client => client.ActivityExecutionLogUpdatedAsync(new ActivityExecutionLogUpdatedMessage(stats.ToList()), CancellationToken.None)).ConfigureAwait(false);
    }

    public Task HandleAsync(WorkflowExecutionLogUpdated notification, CancellationToken cancellationToken) =>
        Tell(notification.WorkflowExecutionContext.Id, static client => client.WorkflowExecutionLogUpdatedAsync(new WorkflowExecutionLogUpdatedMessage(), CancellationToken.None));

    public Task HandleAsync(WorkflowStateCommitted notification, CancellationToken cancellationToken) => ChangedAsync(notification.WorkflowState.Id);

    public Task HandleAsync(WorkflowCancelled notification, CancellationToken cancellationToken) => ChangedAsync(notification.WorkflowInstanceId);

    private Task ChangedAsync(string id) => Tell(id, client => client.WorkflowInstanceUpdatedAsync(new WorkflowInstanceUpdatedMessage(id), CancellationToken.None));

    /// <summary>A slow page must not hold up the burst that tells it, so nobody waits for the message to go out.</summary>
    private Task Tell(string id, Func<IWorkflowInstanceClient, Task> message)
    {
        if (observers.Any(id))
            _ = message(hub.Clients.Group(id)).ContinueWith(static sent => _ = sent.Exception, TaskScheduler.Default);
        return Task.CompletedTask;
    }
}
