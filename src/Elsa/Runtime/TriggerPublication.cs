using Elsa.Expressions.Contracts;
using Elsa.Expressions.Models;
using Elsa.Extensions;
using Elsa.Mediator.Contracts;
using Elsa.Scheduling;
using Elsa.Storage;
using Elsa.Workflows.Activities;
using Elsa.Workflows.Memory;
using Elsa.Workflows.Models;
using Elsa.Workflows.Runtime.Entities;
using Elsa.Workflows.Runtime.Filters;
using Elsa.Workflows.Runtime.Notifications;
using Elsa.Workflows.Runtime.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace Elsa.Workflows.Runtime;

/// <summary>Keeps the stored triggers of a definition, and their due times, those of its published version, in the transaction that publishes it.</summary>
internal sealed class TriggerPublication(
    EngineDatabase database,
    IServiceScopeFactory scopes,
    IWorkflowGraphBuilder graphs,
    IActivityRegistry activities,
    IStimulusHasher hasher,
    TimerTable timers,
    TriggerStore store)
{
    public static readonly IndexedWorkflowTriggers None = new(new Workflow(), [], [], []);

    /// <summary>What publishing the workflow would change. Nothing is stored.</summary>
    public async Task<IndexedWorkflowTriggers> PrepareAsync(Workflow workflow, CancellationToken cancellationToken)
    {
        var wanted = await TriggersOfAsync(workflow, cancellationToken).ConfigureAwait(false);
        var stored = (await store.FindManyAsync(new TriggerFilter { WorkflowDefinitionId = workflow.Identity.DefinitionId }, cancellationToken).ConfigureAwait(false)).ToList();
        var removed = stored.Where(old => wanted.All(trigger => trigger.Id != old.Id)).ToList();
        var added = wanted.Where(trigger => stored.All(old => old.Id != trigger.Id)).ToList();
        return new IndexedWorkflowTriggers(workflow, added, removed, wanted.Except(added).ToList());
    }

    /// <summary>Stores the triggers within a transaction.</summary>
    public async ValueTask<int> ReplaceAsync(Session session, string definitionId, IndexedWorkflowTriggers indexed)
    {
        var stored = await session.QueryAsync("SELECT Id FROM ElsaTriggers WHERE DefinitionId = $1", static row => row.GetString(0), definitionId).ConfigureAwait(false);
        var wanted = indexed.AddedTriggers.Concat(indexed.UnchangedTriggers).ToList();
        var removed = stored.Except(wanted.Select(trigger => trigger.Id)).ToList();
        await TriggerStore.ReplaceAsync(database, session, removed, wanted).ConfigureAwait(false);
        foreach (var trigger in indexed.AddedTriggers)
            if (timers.For(trigger) is { } timer)
                await TimerTable.SaveAsync(session, timer).ConfigureAwait(false);
        return removed.Count;
    }

    public async Task AnnounceAsync(IndexedWorkflowTriggers indexed, CancellationToken cancellationToken)
    {
        foreach (var trigger in indexed.AddedTriggers)
            if (timers.For(trigger) is { } timer)
                timers.Announce(timer.DueAt);
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<INotificationSender>().SendAsync(new WorkflowTriggersIndexed(indexed), cancellationToken).ConfigureAwait(false);
    }

    public async Task<List<StoredTrigger>> TriggersOfAsync(Workflow workflow, CancellationToken cancellationToken)
    {
        var graph = await graphs.BuildAsync(workflow, cancellationToken).ConfigureAwait(false);
        var indexing = new WorkflowIndexingContext(workflow, cancellationToken);
        var triggers = new List<StoredTrigger>();
        await using var scope = scopes.CreateAsyncScope();
        foreach (var node in graph.Nodes)
        {
            if (node.Activity is not ITrigger trigger || !node.Activity.GetCanStartWorkflow())
                continue;

            // A workflow that is used as an activity is started by the workflow around it only.
            if (node.Ancestors().Any(static x => x.Activity is Management.Activities.WorkflowDefinitionActivity.WorkflowDefinitionActivity))
                continue;
            var expressions = new ExpressionExecutionContext(scope.ServiceProvider, workflow.CreateRegister(), cancellationToken: cancellationToken);
            await EvaluateAsync(scope.ServiceProvider, trigger, expressions).ConfigureAwait(false);
            var context = new TriggerIndexingContext(indexing, expressions, trigger, cancellationToken);
            var payloads = await trigger.GetTriggerPayloadsAsync(context).ConfigureAwait(false);
            var number = 0;
            foreach (var payload in payloads)
            {
                var hash = hasher.Hash(context.TriggerName, payload);
                triggers.Add(new StoredTrigger
                {
                    // The same trigger of the next version keeps its id, and with it its due time.
                    Id = $"{workflow.Identity.DefinitionId}:{trigger.Id}:{number++}:{hash[..16]}",
                    WorkflowDefinitionId = workflow.Identity.DefinitionId,
                    WorkflowDefinitionVersionId = workflow.Identity.Id,
                    Name = context.TriggerName,
                    ActivityId = trigger.Id,
                    Hash = hash,
                    Payload = payload,
                });
            }
        }

        return triggers;
    }

    /// <summary>A trigger's inputs are evaluated without an instance: only what the definition itself holds is there.</summary>
    private async ValueTask EvaluateAsync(IServiceProvider services, ITrigger trigger, ExpressionExecutionContext expressions)
    {
        var evaluator = services.GetRequiredService<IExpressionEvaluator>();
        foreach (var descriptor in activities.Find(trigger.Type, trigger.Version)?.Inputs ?? activities.Find(trigger.Type)?.Inputs ?? [])
            if (descriptor.IsWrapped && descriptor.ValueGetter(trigger) is Input { Expression: { } expression, Reference: { Id: not null } reference } input)
                expressions.Memory.Blocks[reference.Id] = new MemoryBlock(await evaluator.EvaluateAsync(expression, input.Type, expressions).ConfigureAwait(false));
    }
}

/// <summary>Indexes triggers outside a publication.</summary>
internal sealed class TriggerIndexer(EngineDatabase database, TriggerPublication publication, TriggerStore store, Management.IWorkflowDefinitionService definitions) : ITriggerIndexer
{
    public async Task DeleteTriggersAsync(TriggerFilter filter, CancellationToken cancellationToken = default) => await store.DeleteManyAsync(filter, cancellationToken).ConfigureAwait(false);

    public async Task<IndexedWorkflowTriggers> IndexTriggersAsync(Management.Entities.WorkflowDefinition definition, CancellationToken cancellationToken = default) =>
        await IndexTriggersAsync((await definitions.MaterializeWorkflowAsync(definition, cancellationToken).ConfigureAwait(false)).Workflow, cancellationToken).ConfigureAwait(false);

    public async Task<IndexedWorkflowTriggers> IndexTriggersAsync(Workflow workflow, CancellationToken cancellationToken = default)
    {
        var indexed = await publication.PrepareAsync(workflow, cancellationToken).ConfigureAwait(false);
        await database.WriteAsync(session => publication.ReplaceAsync(session, workflow.Identity.DefinitionId, indexed), cancellationToken).ConfigureAwait(false);
        await publication.AnnounceAsync(indexed, cancellationToken).ConfigureAwait(false);
        return indexed;
    }

    public async Task<IEnumerable<StoredTrigger>> GetTriggersAsync(Workflow workflow, CancellationToken cancellationToken = default) =>
        await publication.TriggersOfAsync(workflow, cancellationToken).ConfigureAwait(false);
}
