using Elsa.Workflows.Api.RealTime.Contracts;
using Elsa.Workflows.Api.RealTime.Messages;
using Elsa.Workflows.Management;
using Elsa.Workflows.Management.Filters;
using Elsa.Workflows.Runtime;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace Elsa.Workflows.Api.RealTime.Contracts
{
    /// <summary>What an open page is told.</summary>
    public interface IWorkflowInstanceClient
    {
        /// <summary>Executions were committed.</summary>
        Task ActivityExecutionLogUpdatedAsync(ActivityExecutionLogUpdatedMessage message, CancellationToken cancellationToken = default);

        /// <summary>Journal entries were committed.</summary>
        Task WorkflowExecutionLogUpdatedAsync(WorkflowExecutionLogUpdatedMessage message, CancellationToken cancellationToken = default);

        /// <summary>The instance was committed.</summary>
        Task WorkflowInstanceUpdatedAsync(WorkflowInstanceUpdatedMessage message, CancellationToken cancellationToken = default);
    }
}

namespace Elsa.Workflows.Api.RealTime.Messages
{
    /// <summary>How often the activities of the last burst were executed so far.</summary>
    public record ActivityExecutionLogUpdatedMessage(ICollection<ActivityExecutionStats> Stats);

    /// <summary>There are new journal entries.</summary>
    public record WorkflowExecutionLogUpdatedMessage;

    /// <summary>The instance changed.</summary>
    public record WorkflowInstanceUpdatedMessage(string WorkflowInstanceId);
}

namespace Elsa.Workflows.Api.RealTime.Hubs
{
    /// <summary>Lets a signed-in person watch an instance that the store shows to him.</summary>
    public class WorkflowInstanceHub(IWorkflowInstanceStore workflowInstanceStore) : Hub<IWorkflowInstanceClient>
    {
        /// <summary>Sends what becomes of the instance to this connection from now on.</summary>
        /// <exception cref="HubException">There is no such instance, or it is hidden from the caller.</exception>
        public async Task ObserveInstanceAsync(string instanceId)
        {
            if (await workflowInstanceStore.CountAsync(new WorkflowInstanceFilter { Id = instanceId }, Context.ConnectionAborted).ConfigureAwait(false) == 0)
                throw new HubException("There is no such workflow instance.");
            await Groups.AddToGroupAsync(Context.ConnectionId, instanceId, Context.ConnectionAborted).ConfigureAwait(false);
            if (Watched.Add(instanceId))
                All.Add(instanceId);
        }

        /// <inheritdoc />
        public override Task OnDisconnectedAsync(Exception? exception)
        {
            foreach (var instanceId in Watched)
                All.Remove(instanceId);
            return base.OnDisconnectedAsync(exception);
        }

        private Observers All => Context.GetHttpContext()!.RequestServices.GetRequiredService<Observers>();

        private HashSet<string> Watched
        {
            get
            {
                if (!Context.Items.TryGetValue(nameof(Watched), out var kept) || kept is not HashSet<string> watched)
                    Context.Items[nameof(Watched)] = watched = new HashSet<string>(StringComparer.Ordinal);
                return watched;
            }
        }
    }
}
