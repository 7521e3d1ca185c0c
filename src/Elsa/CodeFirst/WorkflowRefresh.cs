using Elsa.Common.Models;
using Elsa.Mediator.Contracts;
using Elsa.Workflows.Management;
using Elsa.Workflows.Management.Entities;
using Elsa.Workflows.Management.Filters;
using Elsa.Workflows.Runtime.Models;
using Elsa.Workflows.Runtime.Notifications;
using Elsa.Workflows.Runtime.Requests;
using Elsa.Workflows.Runtime.Responses;

namespace Elsa.Workflows.Runtime
{
    /// <summary>How a refresh ended.</summary>
    public enum RefreshWorkflowDefinitionsStatus
    {
        /// <summary>Done.</summary>
        Completed = 0,

        /// <summary>Another one was under way; nothing was done.</summary>
        AlreadyInProgress = 1,
    }

    /// <summary>Makes the triggers of published definitions anew.</summary>
    public interface IWorkflowDefinitionsRefresher
    {
        /// <summary>Every published definition, or those that the request names.</summary>
        Task<RefreshWorkflowDefinitionsResponse> RefreshWorkflowDefinitionsAsync(RefreshWorkflowDefinitionsRequest request, CancellationToken cancellationToken = default);
    }

    /// <summary>Reads the workflows of all providers again.</summary>
    public interface IWorkflowDefinitionsReloader
    {
        /// <summary>Stores them with their triggers.</summary>
        Task ReloadWorkflowDefinitionsAsync(CancellationToken cancellationToken = default);
    }

    internal sealed class WorkflowDefinitionsRefresher(
        IWorkflowDefinitionStore store,
        IWorkflowDefinitionService definitions,
        ITriggerIndexer triggers,
        INotificationSender notifications) : IWorkflowDefinitionsRefresher
    {
        public async Task<RefreshWorkflowDefinitionsResponse> RefreshWorkflowDefinitionsAsync(RefreshWorkflowDefinitionsRequest request, CancellationToken cancellationToken = default)
        {
            var wanted = request.DefinitionIds is { Count: > 0 } ids ? ids.Distinct().ToList() : null;
            var published = (await store.FindSummariesAsync(new WorkflowDefinitionFilter { DefinitionIds = wanted, VersionOptions = VersionOptions.Published }, cancellationToken).ConfigureAwait(false)).ToList();
            var refreshed = new List<string>();
            foreach (var summary in published)
                if (await definitions.FindWorkflowGraphAsync(summary.Id, cancellationToken).ConfigureAwait(false) is { } graph)
                {
                    await triggers.IndexTriggersAsync(graph.Workflow, cancellationToken).ConfigureAwait(false);
                    refreshed.Add(summary.DefinitionId);
                }

            await notifications.SendAsync(new WorkflowDefinitionsRefreshed(refreshed), cancellationToken).ConfigureAwait(false);
            return new RefreshWorkflowDefinitionsResponse(refreshed, wanted?.Except(refreshed).ToList() ?? []);
        }
    }

    internal sealed class WorkflowDefinitionsReloader(IWorkflowDefinitionStorePopulator populator, IActivityRegistryPopulator activities, INotificationSender notifications) : IWorkflowDefinitionsReloader
    {
        public async Task ReloadWorkflowDefinitionsAsync(CancellationToken cancellationToken = default)
        {
            var stored = await populator.PopulateStoreAsync(cancellationToken).ConfigureAwait(false);
            await activities.PopulateRegistryAsync(cancellationToken).ConfigureAwait(false);
            await notifications.SendAsync(new WorkflowDefinitionsReloaded(stored.Select(ReloadedWorkflowDefinition.FromDefinition).ToList()), cancellationToken).ConfigureAwait(false);
        }
    }
}

namespace Elsa.Workflows.Runtime.Requests
{
    /// <summary>Which definitions to refresh.</summary>
    public class RefreshWorkflowDefinitionsRequest
    {
        /// <summary>All of them.</summary>
        public RefreshWorkflowDefinitionsRequest()
        {
        }

        /// <summary>Some of them.</summary>
        public RefreshWorkflowDefinitionsRequest(IEnumerable<string>? definitionIds, int batchSize)
        {
            DefinitionIds = definitionIds?.ToList();
            BatchSize = batchSize;
        }

        /// <summary>Null or empty means all.</summary>
        public ICollection<string>? DefinitionIds { get; set; }

        /// <summary>Kept for callers: each definition is indexed in a transaction of its own.</summary>
        public int BatchSize { get; set; } = 10;
    }
}

namespace Elsa.Workflows.Runtime.Responses
{
    /// <summary>What was refreshed, and which of the wanted definitions has no published version.</summary>
    public record RefreshWorkflowDefinitionsResponse(ICollection<string> Refreshed, ICollection<string> NotFound, RefreshWorkflowDefinitionsStatus Status = RefreshWorkflowDefinitionsStatus.Completed);
}

namespace Elsa.Workflows.Runtime.Models
{
    /// <summary>A definition that was read again.</summary>
    public record ReloadedWorkflowDefinition(string DefinitionId, string DefinitionVersionId, int Version, bool UsableAsActivity)
    {
        /// <summary>Of a stored version.</summary>
        public static ReloadedWorkflowDefinition FromDefinition(WorkflowDefinition workflowDefinition) =>
            new(workflowDefinition.DefinitionId, workflowDefinition.Id, workflowDefinition.Version, workflowDefinition.Options.UsableAsActivity ?? false);
    }
}

namespace Elsa.Workflows.Runtime.Notifications
{
    /// <summary>The triggers of definitions were made anew.</summary>
    /// <param name="WorkflowDefinitionIds">Which.</param>
    public record WorkflowDefinitionsRefreshed(ICollection<string> WorkflowDefinitionIds) : INotification;

    /// <summary>The workflows of all providers were read again.</summary>
    /// <param name="ReloadedWorkflowDefinitions">Which.</param>
    public record WorkflowDefinitionsReloaded(ICollection<ReloadedWorkflowDefinition> ReloadedWorkflowDefinitions) : INotification;
}
