using Elsa.Mediator.Contracts;
using Elsa.Workflows.Activities;
using Elsa.Workflows.Management.Entities;
using Elsa.Workflows.Management.Filters;
using Elsa.Workflows.Management.Notifications;
using Elsa.Workflows.Management.Options;
using Elsa.Workflows.State;

namespace Elsa.Workflows.Management;

/// <summary>Works through the store, and so through whatever the application wraps around it.</summary>
internal sealed class WorkflowInstanceManager(
    IWorkflowInstanceStore store,
    IWorkflowStateSerializer serializer,
    IIdentityGenerator ids,
    INotificationSender notifications,
    TimeProvider time) : IWorkflowInstanceManager
{
    public async Task<WorkflowInstance?> FindByIdAsync(string instanceId, CancellationToken cancellationToken = default) =>
        await store.FindAsync(new WorkflowInstanceFilter { Id = instanceId }, cancellationToken).ConfigureAwait(false);

    public async Task<WorkflowInstance?> FindAsync(WorkflowInstanceFilter filter, CancellationToken cancellationToken = default) => await store.FindAsync(filter, cancellationToken).ConfigureAwait(false);

    public async Task<bool> ExistsAsync(string instanceId, CancellationToken cancellationToken = default) =>
        await store.CountAsync(new WorkflowInstanceFilter { Id = instanceId }, cancellationToken).ConfigureAwait(false) > 0;

    public async Task SaveAsync(WorkflowInstance workflowInstance, CancellationToken cancellationToken = default)
    {
        await store.SaveAsync(workflowInstance, cancellationToken).ConfigureAwait(false);
        await notifications.SendAsync(new WorkflowInstanceSaved(workflowInstance), cancellationToken).ConfigureAwait(false);
    }

    public async Task<bool> DeleteAsync(WorkflowInstanceFilter filter, CancellationToken cancellationToken = default) => await BulkDeleteAsync(filter, cancellationToken).ConfigureAwait(false) > 0;

    public async Task<long> BulkDeleteAsync(WorkflowInstanceFilter filter, CancellationToken cancellationToken = default)
    {
        var list = (await store.FindManyIdsAsync(filter, cancellationToken).ConfigureAwait(false)).ToList();
        if (list.Count == 0)
            return 0;
        await notifications.SendAsync(new WorkflowInstancesDeleting(list), cancellationToken).ConfigureAwait(false);
        var deleted = await store.DeleteAsync(new WorkflowInstanceFilter { Ids = list }, cancellationToken).ConfigureAwait(false);
        await notifications.SendAsync(new WorkflowInstancesDeleted(list), cancellationToken).ConfigureAwait(false);
        return deleted;
    }

    public string SerializeWorkflowState(WorkflowState workflowState) => serializer.Serialize(workflowState);

    public async Task<WorkflowInstance> CreateAndCommitWorkflowInstanceAsync(Workflow workflow, WorkflowInstanceOptions? options = null, CancellationToken cancellationToken = default)
    {
        var instance = CreateWorkflowInstance(workflow, options);
        await store.AddAsync(instance, cancellationToken).ConfigureAwait(false);
        return instance;
    }

    public WorkflowInstance CreateWorkflowInstance(Workflow workflow, WorkflowInstanceOptions? options = null)
    {
        var state = PendingInstance.State(workflow, options ?? new WorkflowInstanceOptions(), ids, time);
        return new WorkflowInstance
        {
            Id = state.Id,
            DefinitionId = state.DefinitionId,
            DefinitionVersionId = state.DefinitionVersionId,
            Version = state.DefinitionVersion,
            ParentWorkflowInstanceId = state.ParentWorkflowInstanceId,
            WorkflowState = state,
            Status = state.Status,
            SubStatus = state.SubStatus,
            CorrelationId = state.CorrelationId,
            Name = state.Name,
            IsSystem = state.IsSystem,
            CreatedAt = state.CreatedAt,
            UpdatedAt = state.UpdatedAt,
        };
    }
}

/// <summary>An instance that is stored and has not run yet.</summary>
internal static class PendingInstance
{
    public static WorkflowState State(Workflow workflow, WorkflowInstanceOptions options, IIdentityGenerator ids, TimeProvider time)
    {
        var now = time.GetUtcNow();
        return new WorkflowState
        {
            Id = options.WorkflowInstanceId ?? ids.GenerateId(),
            DefinitionId = workflow.Identity.DefinitionId,
            DefinitionVersionId = workflow.Identity.Id,
            DefinitionVersion = workflow.Identity.Version,
            ParentWorkflowInstanceId = options.ParentWorkflowInstanceId,
            CorrelationId = options.CorrelationId,
            Name = options.Name,
            IsSystem = workflow.IsSystem,
            Input = options.Input is null ? new Dictionary<string, object>() : new Dictionary<string, object>(options.Input),
            Properties = options.Properties is null ? new Dictionary<string, object>() : new Dictionary<string, object>(options.Properties),
            Status = WorkflowStatus.Running,
            SubStatus = WorkflowSubStatus.Pending,
            CreatedAt = now,
            UpdatedAt = now,
        };
    }
}
