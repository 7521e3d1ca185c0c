using Elsa.Common.Models;
using Elsa.Mediator.Contracts;
using Elsa.Storage;
using Elsa.Workflows.Activities;
using Elsa.Workflows.Management.Entities;
using Elsa.Workflows.Management.Filters;
using Elsa.Workflows.Management.Mappers;
using Elsa.Workflows.Management.Models;
using Elsa.Workflows.Management.Notifications;
using Elsa.Workflows.Management.Stores;
using Elsa.Workflows.Models;
using Elsa.Workflows.Runtime;

namespace Elsa.Workflows.Management;

/// <summary>
/// The life of a definition: one draft at most, one published version at most, every version kept. What is published is
/// never changed in place, nor is a draft on which instances still run: they stay on what they started with.
/// </summary>
internal sealed class WorkflowDefinitionPublisher(
    EngineDatabase database,
    WorkflowDefinitionStore store,
    DefinitionRow rows,
    DefinitionCheck check,
    IWorkflowValidator validator,
    WorkflowDefinitionMapper mapper,
    NestedWorkflows nested,
    ConsumingWorkflows consumers,
    TriggerPublication triggers,
    IActivitySerializer activities,
    IIdentityGenerator ids,
    INotificationSender notifications,
    TimeProvider time) : IWorkflowDefinitionPublisher
{
    public Task<WorkflowDefinition> NewAsync(IActivity? root = null, CancellationToken cancellationToken = default) => Task.FromResult(new WorkflowDefinition
    {
        Id = ids.GenerateId(),
        DefinitionId = ids.GenerateId(),
        Version = 1,
        IsLatest = true,
        CreatedAt = time.GetUtcNow(),
        StringData = activities.Serialize(root ?? new Sequence()),
        MaterializerName = MaterializerNames.Json,
        Options = new WorkflowOptions(),
    });

    public async Task<PublishWorkflowDefinitionResult> PublishAsync(string definitionId, CancellationToken cancellationToken = default)
    {
        var definition = await store.FindAsync(new WorkflowDefinitionFilter { DefinitionId = definitionId, VersionOptions = VersionOptions.Latest }, cancellationToken).ConfigureAwait(false);
        return definition is null
            ? Refused(new WorkflowValidationError("Workflow definition not found"))
            : await PublishAsync(definition, cancellationToken).ConfigureAwait(false);
    }

    public async Task<PublishWorkflowDefinitionResult> PublishAsync(WorkflowDefinition definition, CancellationToken cancellationToken = default)
    {
        var errors = check.Check(definition);
        if (errors.Count > 0)
        {
            // Another node may have published a workflow that is used here as an activity.
            await nested.RefreshAsync(cancellationToken).ConfigureAwait(false);
            errors = check.Check(definition);
        }

        if (errors.Count > 0)
            return Refused([.. errors]);

        Workflow workflow;
        try
        {
            workflow = await nested.MapAsync(definition, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or InvalidOperationException)
        {
            return Refused(new WorkflowValidationError(e.Message));
        }

        errors = [.. await validator.ValidateAsync(workflow, cancellationToken).ConfigureAwait(false)];
        if (errors.Count > 0)
            return Refused([.. errors]);

        await notifications.SendAsync(new WorkflowDefinitionPublishing(definition), cancellationToken).ConfigureAwait(false);
        definition = await NumberAsync(definition, cancellationToken).ConfigureAwait(false);
        definition.IsPublished = true;
        var indexed = await triggers.PrepareAsync(mapper.Map(definition), cancellationToken).ConfigureAwait(false);
        await database.WriteAsync(async session =>
        {
            await session.ExecuteAsync("UPDATE ElsaDefinitions SET IsPublished = 0, IsLatest = 0 WHERE DefinitionId = $1 AND Id <> $2 AND (IsPublished = 1 OR IsLatest = 1)", definition.DefinitionId, definition.Id).ConfigureAwait(false);
            await rows.SaveAsync(session, definition).ConfigureAwait(false);
            return await triggers.ReplaceAsync(session, definition.DefinitionId, indexed).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);

        await triggers.AnnounceAsync(indexed, cancellationToken).ConfigureAwait(false);
        var affected = new AffectedWorkflows(await MoveConsumersAsync(definition, cancellationToken).ConfigureAwait(false));
        await notifications.SendAsync(new WorkflowDefinitionPublished(definition, affected), cancellationToken).ConfigureAwait(false);
        return new PublishWorkflowDefinitionResult(true, [], affected);
    }

    public async Task<WorkflowDefinition?> RetractAsync(string definitionId, CancellationToken cancellationToken = default)
    {
        var definition = await store.FindAsync(new WorkflowDefinitionFilter { DefinitionId = definitionId, VersionOptions = VersionOptions.Published }, cancellationToken).ConfigureAwait(false);
        return definition is null ? null : await RetractAsync(definition, cancellationToken).ConfigureAwait(false);
    }

    /// <exception cref="InvalidOperationException">The version is not published.</exception>
    public async Task<WorkflowDefinition> RetractAsync(WorkflowDefinition definition, CancellationToken cancellationToken = default)
    {
        if (!definition.IsPublished)
            throw new InvalidOperationException("Cannot retract an unpublished workflow definition.");

        await notifications.SendAsync(new WorkflowDefinitionRetracting(definition), cancellationToken).ConfigureAwait(false);
        definition.IsPublished = false;
        await database.WriteAsync(async session =>
        {
            await rows.SaveAsync(session, definition).ConfigureAwait(false);
            return await triggers.ReplaceAsync(session, definition.DefinitionId, TriggerPublication.None).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);
        await notifications.SendAsync(new WorkflowDefinitionRetracted(definition), cancellationToken).ConfigureAwait(false);
        return definition;
    }

    /// <exception cref="InvalidOperationException">There is no such version.</exception>
    public async Task<WorkflowDefinition> RevertVersionAsync(string definitionId, int version, CancellationToken cancellationToken = default)
    {
        var old = await store.FindAsync(new WorkflowDefinitionFilter { DefinitionId = definitionId, VersionOptions = VersionOptions.SpecificVersion(version) }, cancellationToken).ConfigureAwait(false)
            ?? throw new InvalidOperationException($"Workflow definition '{definitionId}' has no version {version}.");
        var last = await LastAsync(definitionId, cancellationToken).ConfigureAwait(false);
        var draft = AsJson(old.ShallowClone());
        draft.Id = ids.GenerateId();
        draft.Version = last!.Version + 1;
        draft.IsLatest = true;
        draft.IsPublished = false;
        await SaveAsLatestAsync(draft, cancellationToken).ConfigureAwait(false);
        return draft;
    }

    public async Task<WorkflowDefinition?> GetDraftAsync(string definitionId, VersionOptions versionOptions, CancellationToken cancellationToken = default)
    {
        var definition = await store.FindAsync(new WorkflowDefinitionFilter { DefinitionId = definitionId, VersionOptions = versionOptions }, cancellationToken).ConfigureAwait(false);
        if (definition is null || !definition.IsPublished)
            return definition;

        var last = await LastAsync(definitionId, cancellationToken).ConfigureAwait(false);
        var draft = AsJson(definition.ShallowClone());
        draft.Id = ids.GenerateId();
        draft.Version = (last ?? definition).Version + 1;
        draft.CreatedAt = time.GetUtcNow();
        draft.IsLatest = true;
        draft.IsPublished = false;
        return draft;
    }

    public async Task<WorkflowDefinition> SaveDraftAsync(WorkflowDefinition definition, CancellationToken cancellationToken = default)
    {
        var draft = await NumberAsync(definition, cancellationToken).ConfigureAwait(false);
        draft.IsPublished = false;
        await notifications.SendAsync(new WorkflowDefinitionDraftSaving(draft), cancellationToken).ConfigureAwait(false);
        await SaveAsLatestAsync(draft, cancellationToken).ConfigureAwait(false);
        await notifications.SendAsync(new WorkflowDefinitionDraftSaved(draft), cancellationToken).ConfigureAwait(false);
        return draft;
    }

    /// <summary>Moves the definitions that use this one to the new version, where it asks for that. One that has a draft is moved in its draft only.</summary>
    private async Task<List<WorkflowDefinition>> MoveConsumersAsync(WorkflowDefinition used, CancellationToken cancellationToken)
    {
        if (used.Options is not { UsableAsActivity: true, AutoUpdateConsumingWorkflows: true })
            return [];
        await nested.RefreshAsync(cancellationToken).ConfigureAwait(false);
        var moved = await consumers.MovedToAsync(used, cancellationToken).ConfigureAwait(false);
        foreach (var definition in moved)
            if (!definition.IsPublished || !(await PublishAsync(definition, cancellationToken).ConfigureAwait(false)).Succeeded)
                await SaveDraftAsync(definition, cancellationToken).ConfigureAwait(false);
        return moved;
    }

    private static WorkflowDefinition AsJson(WorkflowDefinition copy)
    {
        copy.MaterializerName = MaterializerNames.Json;
        copy.MaterializerContext = null;
        copy.ProviderName = null;
        return copy;
    }

    /// <summary>Gives the definition the place of the draft that it replaces, or the next version.</summary>
    private async Task<WorkflowDefinition> NumberAsync(WorkflowDefinition definition, CancellationToken cancellationToken)
    {
        definition.IsLatest = true;
        if (string.IsNullOrWhiteSpace(definition.DefinitionId))
            definition.DefinitionId = ids.GenerateId();
        if (definition.CreatedAt == default)
            definition.CreatedAt = time.GetUtcNow();
        if (string.IsNullOrWhiteSpace(definition.MaterializerName))
            definition.MaterializerName = MaterializerNames.Json;

        var last = await LastAsync(definition.DefinitionId, cancellationToken).ConfigureAwait(false);
        if (last is null)
        {
            definition.Id = string.IsNullOrWhiteSpace(definition.Id) ? ids.GenerateId() : definition.Id;
            definition.Version = 1;
        }
        else if (definition.Id == last.Id && !await IsFixedAsync(last, definition, cancellationToken).ConfigureAwait(false))
        {
            definition.Version = last.Version;
        }
        else
        {
            definition = definition.ShallowClone();
            definition.Version = last.Version + 1;
            if (string.IsNullOrWhiteSpace(definition.Id) || await store.AnyAsync(new WorkflowDefinitionFilter { Id = definition.Id }, cancellationToken).ConfigureAwait(false))
                definition.Id = ids.GenerateId();
        }

        return definition;
    }

    /// <summary>Whether the stored version must stay as it is although the draft differs from it.</summary>
    private async Task<bool> IsFixedAsync(WorkflowDefinition stored, WorkflowDefinition draft, CancellationToken cancellationToken)
    {
        if (stored.IsPublished)
            return true;
        if (stored.StringData == draft.StringData)
            return false;
        return await database.ReadAsync(session => session.CountAsync("SELECT count(*) FROM ElsaInstances WHERE DefinitionVersionId = $1 AND Status = $2", stored.Id, (int)WorkflowStatus.Running), cancellationToken).ConfigureAwait(false) > 0;
    }

    private Task SaveAsLatestAsync(WorkflowDefinition draft, CancellationToken cancellationToken) => database.WriteAsync(async session =>
    {
        await session.ExecuteAsync("UPDATE ElsaDefinitions SET IsLatest = 0 WHERE DefinitionId = $1 AND Id <> $2 AND IsLatest = 1", draft.DefinitionId, draft.Id).ConfigureAwait(false);
        return await rows.SaveAsync(session, draft).ConfigureAwait(false);
    }, cancellationToken);

    private Task<WorkflowDefinition?> LastAsync(string definitionId, CancellationToken cancellationToken) =>
        store.FindLastVersionAsync(new WorkflowDefinitionFilter { DefinitionId = definitionId }, cancellationToken);

    private static PublishWorkflowDefinitionResult Refused(params WorkflowValidationError[] errors) => new(false, errors, new AffectedWorkflows([]));
}
