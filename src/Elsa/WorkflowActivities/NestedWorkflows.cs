using Elsa.Common.Models;
using Elsa.Mediator.Contracts;
using Elsa.Workflows.Activities;
using Elsa.Workflows.Management.Activities.WorkflowDefinitionActivity;
using Elsa.Workflows.Management.Entities;
using Elsa.Workflows.Management.Filters;
using Elsa.Workflows.Management.Mappers;
using Elsa.Workflows.Management.Notifications;
using Elsa.Workflows.Management.Stores;

namespace Elsa.Workflows.Management;

/// <summary>Loads what the workflows that a definition uses as activities hold, and keeps the registry's picture of them true.</summary>
internal sealed class NestedWorkflows(WorkflowDefinitionStore store, WorkflowDefinitionMapper mapper, IActivityRegistry registry, WorkflowDefinitionActivityProvider provider)
{
    private const int MostActivities = 5_000;

    /// <summary>The workflow of a definition, complete with everything that it holds.</summary>
    /// <exception cref="InvalidOperationException">The definition contains itself, or is too large with everything in it.</exception>
    public async Task<Workflow> MapAsync(WorkflowDefinition definition, CancellationToken cancellationToken)
    {
        var workflow = mapper.Map(definition);
        if (Everything(workflow).Any(static x => x is NotFoundActivity))
        {
            // Another node may have published what is missing here.
            await RefreshAsync(cancellationToken).ConfigureAwait(false);
            workflow = mapper.Map(definition);
        }

        var left = MostActivities;
        return await LoadAsync(workflow, [definition.DefinitionId], () => --left > 0, cancellationToken).ConfigureAwait(false);
    }

    public Task RefreshAsync(CancellationToken cancellationToken) => registry.RefreshDescriptorsAsync(provider, cancellationToken);

    private async Task<Workflow> LoadAsync(Workflow workflow, List<string> path, Func<bool> isRoomLeft, CancellationToken cancellationToken)
    {
        foreach (var activity in Everything(workflow).ToList())
        {
            if (!isRoomLeft())
                throw new InvalidOperationException($"The workflow holds more than {MostActivities} activities, counting those of the workflows in it.");
            if (activity is not WorkflowDefinitionActivity nested)
                continue;
            List<string> inner = [.. path, nested.WorkflowDefinitionId];
            if (path.Contains(nested.WorkflowDefinitionId))
                throw new InvalidOperationException($"The workflow contains itself: {string.Join(" > ", inner)}.");
            if (await store.FindAsync(new WorkflowDefinitionFilter { Id = nested.WorkflowDefinitionVersionId }, cancellationToken).ConfigureAwait(false) is { } version)
                nested.Loaded = await LoadAsync(mapper.Map(version), inner, isRoomLeft, cancellationToken).ConfigureAwait(false);
        }

        return workflow;
    }

    /// <summary>The activities of the definition itself: what workflows in it hold is not loaded yet.</summary>
    private static IEnumerable<IActivity> Everything(IActivity activity)
    {
        var waiting = new Stack<IActivity>([activity]);
        while (waiting.TryPop(out var next))
        {
            yield return next;
            foreach (var (child, _) in Children.Of(next))
                waiting.Push(child);
        }
    }
}

/// <summary>Whatever happens to a definition, the registry knows which ones can be used as activities.</summary>
internal sealed class RefreshWorkflowActivities(NestedWorkflows workflows, IActivityRegistry registry) :
    INotificationHandler<WorkflowDefinitionPublished>,
    INotificationHandler<WorkflowDefinitionRetracted>,
    INotificationHandler<WorkflowDefinitionDeleted>,
    INotificationHandler<WorkflowDefinitionsDeleted>,
    INotificationHandler<WorkflowDefinitionVersionDeleted>
{
    public Task HandleAsync(WorkflowDefinitionPublished notification, CancellationToken cancellationToken) =>
        notification.WorkflowDefinition.Options?.UsableAsActivity == true || IsKnown(notification.WorkflowDefinition.DefinitionId) ? workflows.RefreshAsync(cancellationToken) : Task.CompletedTask;

    public Task HandleAsync(WorkflowDefinitionRetracted notification, CancellationToken cancellationToken) => AfterAsync(notification.WorkflowDefinition.DefinitionId, cancellationToken);

    public Task HandleAsync(WorkflowDefinitionDeleted notification, CancellationToken cancellationToken) => AfterAsync(notification.DefinitionId, cancellationToken);

    public Task HandleAsync(WorkflowDefinitionsDeleted notification, CancellationToken cancellationToken) => workflows.RefreshAsync(cancellationToken);

    public Task HandleAsync(WorkflowDefinitionVersionDeleted notification, CancellationToken cancellationToken) => AfterAsync(notification.WorkflowDefinition.DefinitionId, cancellationToken);

    private Task AfterAsync(string definitionId, CancellationToken cancellationToken) => IsKnown(definitionId) ? workflows.RefreshAsync(cancellationToken) : Task.CompletedTask;

    private bool IsKnown(string definitionId) => registry.ListByProvider(typeof(WorkflowDefinitionActivityProvider))
        .Any(x => x.CustomProperties.TryGetValue("WorkflowDefinitionId", out var id) && id as string == definitionId);
}
