using Elsa.Mediator.Contracts;
using Elsa.Storage;
using Elsa.Workflows.Management.Entities;
using Elsa.Workflows.Management.Filters;
using Elsa.Workflows.Management.Notifications;
using Elsa.Workflows.Management.Stores;

namespace Elsa.Workflows.Management;

/// <summary>Deletes versions with their triggers, timers and instances, in one transaction.</summary>
internal sealed class WorkflowDefinitionManager(
    EngineDatabase database,
    WorkflowDefinitionStore store,
    IWorkflowDefinitionPublisher publisher,
    INotificationSender notifications) : IWorkflowDefinitionManager
{
    public Task<long> DeleteByDefinitionIdAsync(string definitionId, CancellationToken cancellationToken = default) => BulkDeleteByDefinitionIdsAsync([definitionId], cancellationToken);

    public async Task<bool> DeleteByIdAsync(string id, CancellationToken cancellationToken = default) => await BulkDeleteByIdsAsync([id], cancellationToken).ConfigureAwait(false) > 0;

    public async Task<bool> DeleteVersionAsync(string definitionId, int version, CancellationToken cancellationToken = default)
    {
        var filter = new WorkflowDefinitionFilter { DefinitionId = definitionId, VersionOptions = Elsa.Common.Models.VersionOptions.SpecificVersion(version) };
        return await store.FindAsync(filter, cancellationToken).ConfigureAwait(false) is { } definition && await DeleteVersionAsync(definition, cancellationToken).ConfigureAwait(false);
    }

    public async Task<bool> DeleteVersionAsync(WorkflowDefinition definitionToDelete, CancellationToken cancellationToken)
    {
        await notifications.SendAsync(new WorkflowDefinitionVersionDeleting(definitionToDelete), cancellationToken).ConfigureAwait(false);
        var deleted = await DeleteAsync([definitionToDelete.Id], cancellationToken).ConfigureAwait(false) > 0;
        await notifications.SendAsync(new WorkflowDefinitionVersionDeleted(definitionToDelete), cancellationToken).ConfigureAwait(false);
        return deleted;
    }

    public async Task<long> BulkDeleteByDefinitionIdsAsync(IEnumerable<string> definitionIds, CancellationToken cancellationToken = default)
    {
        var list = definitionIds.ToList();
        var versions = await store.FindSummariesAsync(new WorkflowDefinitionFilter { DefinitionIds = list }, cancellationToken).ConfigureAwait(false);
        await notifications.SendAsync(list.Count == 1 ? new WorkflowDefinitionDeleting(list[0]) : new WorkflowDefinitionsDeleting(list), cancellationToken).ConfigureAwait(false);
        var deleted = await DeleteAsync(versions.Select(version => version.Id).ToList(), cancellationToken).ConfigureAwait(false);
        await notifications.SendAsync(list.Count == 1 ? new WorkflowDefinitionDeleted(list[0]) : new WorkflowDefinitionsDeleted(list), cancellationToken).ConfigureAwait(false);
        return deleted;
    }

    public async Task<long> BulkDeleteByIdsAsync(IEnumerable<string> ids, CancellationToken cancellationToken = default)
    {
        var deleted = 0L;
        foreach (var id in ids)
            if (await store.FindAsync(new WorkflowDefinitionFilter { Id = id }, cancellationToken).ConfigureAwait(false) is { } definition
                && await DeleteVersionAsync(definition, cancellationToken).ConfigureAwait(false))
                deleted++;
        return deleted;
    }

    public Task<WorkflowDefinition> RevertVersionAsync(string definitionId, int version, CancellationToken cancellationToken = default) =>
        publisher.RevertVersionAsync(definitionId, version, cancellationToken);

    private Task<long> DeleteAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken) => database.WriteAsync(async session =>
    {
        var list = database.List(ids);
        var definitions = await session.QueryAsync("SELECT DISTINCT DefinitionId FROM ElsaDefinitions WHERE " + database.OneOf("Id", 1), static row => row.GetString(0), list).ConfigureAwait(false);
        var instances = await session.QueryAsync("SELECT Id FROM ElsaInstances WHERE " + database.OneOf("DefinitionVersionId", 1), static row => row.GetString(0), list).ConfigureAwait(false);
        await InstanceRemoval.RemoveAsync(database, session, instances).ConfigureAwait(false);
        await session.ExecuteAsync("DELETE FROM ElsaTimers WHERE Id IN (SELECT Id FROM ElsaTriggers WHERE " + database.OneOf("DefinitionVersionId", 1) + ")", list).ConfigureAwait(false);
        await session.ExecuteAsync("DELETE FROM ElsaTriggers WHERE " + database.OneOf("DefinitionVersionId", 1), list).ConfigureAwait(false);
        var deleted = await session.ExecuteAsync("DELETE FROM ElsaDefinitions WHERE " + database.OneOf("Id", 1), list).ConfigureAwait(false);

        // Where the newest version is gone, the one before it is the newest again.
        foreach (var definition in definitions)
            await session.ExecuteAsync(
                "UPDATE ElsaDefinitions SET IsLatest = 1 WHERE DefinitionId = $1 AND Version = (SELECT max(Version) FROM ElsaDefinitions WHERE DefinitionId = $1)", definition).ConfigureAwait(false);
        return (long)deleted;
    }, cancellationToken);
}
