using Elsa.Mediator.Contracts;
using Elsa.Mediator.Services;
using Elsa.Scheduling;
using Elsa.Storage;
using Elsa.Workflows.Helpers;
using Elsa.Workflows.Management;
using Elsa.Workflows.Management.Entities;
using Elsa.Workflows.Management.Notifications;
using Elsa.Workflows.Models;
using Elsa.Workflows.Options;
using Elsa.Workflows.Runtime.Messages;
using Elsa.Workflows.Runtime.Notifications;
using Elsa.Workflows.State;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Elsa.Workflows.Runtime;

/// <summary>How an instance stands after a burst, and whether the burst did anything.</summary>
internal sealed record BurstOutcome(RunWorkflowInstanceResponse Response, bool HadEffect);

/// <summary>
/// The durable burst: take the instance, run it in memory until every branch is finished or waits, commit once. Whatever
/// goes wrong before the commit leaves no trace; a bookmark is gone with the same commit that continued it.
/// </summary>
internal sealed class InstanceRunner(
    EngineDatabase database,
    InstanceReader reader,
    IWorkflowDefinitionService definitions,
    KnownGraphs graphs,
    IWorkflowStateSerializer serializer,
    IWorkflowStateExtractor states,
    EngineServices engine,
    IServiceScopeFactory scopes,
    Turns turns,
    CurrentBurst current,
    TimerTable timers,
    QueueSignal queue,
    NotificationSender.Routes routes,
    ILogger<InstanceRunner> logger)
{
    private const int MostConflicts = 5;

    /// <summary>Starts an instance. When one of that id is there already, nothing happens and the answer shows it as it stands.</summary>
    public async Task<BurstOutcome> StartAsync(WorkflowGraph graph, RunWorkflowOptions options, string? name, bool withOutput, string? queueItem, CancellationToken cancellationToken)
    {
        var id = options.WorkflowInstanceId ??= engine.Identity.GenerateId();
        using var turn = await turns.TakeAsync(id, cancellationToken).ConfigureAwait(false);
        return await ReadAsync(id, cancellationToken).ConfigureAwait(false) is { } row
            ? new BurstOutcome(AsItStands(row, withOutput), false)
            : await BeginAsync(graph, options, name, withOutput, queueItem, read: null, commit: (write, token) => database.WriteAsync(write, token)).ConfigureAwait(false)
              ?? new BurstOutcome(AsItStands(await ReadAsync(id, cancellationToken).ConfigureAwait(false) ?? throw new StartWithdrawnException(id), withOutput), false);
    }

    /// <summary>Starts an instance under an id that nobody else can know yet.</summary>
    public async Task<BurstOutcome> StartNewAsync(WorkflowGraph graph, RunWorkflowOptions options, string? name, bool withOutput)
    {
        options.WorkflowInstanceId = engine.Identity.GenerateId();
        return (await BeginAsync(graph, options, name, withOutput, null, read: null, commit: (write, token) => database.WriteAsync(write, token)).ConfigureAwait(false))!;
    }

    /// <summary>Continues an instance. Without effect when the bookmark is gone or the instance is finished; null when there is no such instance.</summary>
    public async Task<BurstOutcome?> ContinueAsync(string instanceId, RunWorkflowInstanceRequest request, string? queueItem, CancellationToken cancellationToken)
    {
        if (current.Outbox?.InstanceId == instanceId)
            throw new InvalidOperationException("An instance cannot be continued from within its own burst: send a stimulus or dispatch the request instead.");

        using var turn = await turns.TakeAsync(instanceId, cancellationToken).ConfigureAwait(false);
        for (var conflicts = 0; ; conflicts++)
        {
            InstanceRow row;
            await using (var hold = await database.HoldAsync(instanceId, cancellationToken).ConfigureAwait(false))
            {
                if (hold is null)
                    return null;
                row = hold.Row;
                if (reader.State(row) is { } state)
                {
                    if (!CanContinue(state, request))
                        return new BurstOutcome(Respond(state, request.IncludeWorkflowOutput), false);
                    if (await RunAsync(hold, state, request, queueItem, cancellationToken).ConfigureAwait(false) is { } outcome)
                        return outcome;
                    if (conflicts >= MostConflicts)
                        throw new InvalidOperationException($"Workflow instance '{instanceId}' keeps changing elsewhere.");
                    continue;
                }
            }

            await reader.SetApartAsync(row, cancellationToken).ConfigureAwait(false);
            return new BurstOutcome(AsItStands(row, request.IncludeWorkflowOutput), false);
        }
    }

    /// <summary>False when there is no such instance or it was finished.</summary>
    public async Task<bool> CancelAsync(string instanceId, CancellationToken cancellationToken)
    {
        using var turn = await turns.TakeAsync(instanceId, cancellationToken).ConfigureAwait(false);
        await using var hold = await database.HoldAsync(instanceId, cancellationToken).ConfigureAwait(false);
        if (hold is null || reader.State(hold.Row) is not { Status: WorkflowStatus.Running } state)
            return false;

        var graph = await GraphAsync(hold.Row, cancellationToken).ConfigureAwait(false);
        var hasChildren = await HasChildrenAsync(instanceId, cancellationToken).ConfigureAwait(false);
        await using var scope = scopes.CreateAsyncScope();
        var notifications = scope.ServiceProvider.GetRequiredService<INotificationSender>();
        await notifications.SendAsync(new WorkflowCancelling(instanceId), cancellationToken).ConfigureAwait(false);
        var committed = await BurstAsync(scope.ServiceProvider, state, null, async (runner, services) =>
        {
            var context = new WorkflowExecutionContext(engine, services, graph, instanceId, CancellationToken.None);
            await states.ApplyAsync(context, state).ConfigureAwait(false);
            await context.CancelAsync().ConfigureAwait(false);
            if (hasChildren)
                current.Outbox!.Add(new QueueRow(Keys.Derive("cancel-children", instanceId), QueueKind.CancelChildren, engine.Clock.UtcNow) { InstanceId = instanceId });
            return await runner.RunAsync(context).ConfigureAwait(false);
        }, hold.Row, hold.CommitAsync, instanceId).ConfigureAwait(false);
        await notifications.SendAsync(new WorkflowCancelled(instanceId), cancellationToken).ConfigureAwait(false);
        return committed is not null;
    }

    /// <summary>
    /// Goes on with an instance as a person has decided, be it faulted. The check decides on the state alone whether there is anything to do; what
    /// is prepared runs in one burst. Null when there is no such instance or nothing to do.
    /// </summary>
    public async Task<RunWorkflowInstanceResponse?> ReviveAsync(string instanceId, Predicate<WorkflowState> check, Func<WorkflowExecutionContext, ValueTask> prepare, CancellationToken cancellationToken)
    {
        using var turn = await turns.TakeAsync(instanceId, cancellationToken).ConfigureAwait(false);
        for (var conflicts = 0; conflicts <= MostConflicts; conflicts++)
        {
            await using var hold = await database.HoldAsync(instanceId, cancellationToken).ConfigureAwait(false);
            if (hold is null || reader.State(hold.Row) is not { } state || !check(state))
                return null;
            var graph = await GraphAsync(hold.Row, cancellationToken).ConfigureAwait(false);
            var hasChildren = await HasChildrenAsync(instanceId, cancellationToken).ConfigureAwait(false);
            await using var scope = scopes.CreateAsyncScope();
            var record = await BurstAsync(scope.ServiceProvider, state, null, async (runner, services) =>
            {
                var context = new WorkflowExecutionContext(engine, services, graph, instanceId, CancellationToken.None);
                await states.ApplyAsync(context, state).ConfigureAwait(false);
                await prepare(context).ConfigureAwait(false);
                if (hasChildren && context.SubStatus == WorkflowSubStatus.Cancelled)
                    current.Outbox!.Add(new QueueRow(Keys.Derive("cancel-children", instanceId), QueueKind.CancelChildren, engine.Clock.UtcNow) { InstanceId = instanceId });
                return await runner.RunAsync(context).ConfigureAwait(false);
            }, hold.Row, hold.CommitAsync, instanceId).ConfigureAwait(false);
            if (record is not null)
                return Respond(record.State, true);
        }

        throw new InvalidOperationException($"Workflow instance '{instanceId}' keeps changing elsewhere.");
    }

    /// <summary>Whether there is something that the instance has started and that is not over, be it only a start in the queue.</summary>
    private Task<bool> HasChildrenAsync(string instanceId, CancellationToken cancellationToken) => database.ReadAsync(async session =>
        await session.CountAsync("SELECT count(*) FROM ElsaInstances WHERE ParentId = $1 AND Status = $2", instanceId, (int)WorkflowStatus.Running).ConfigureAwait(false) > 0
        || await session.CountAsync("SELECT count(*) FROM ElsaQueue WHERE InstanceId = $1 AND Kind = $2", instanceId, (int)QueueKind.Start).ConfigureAwait(false) > 0, cancellationToken);

    /// <summary>The state as last committed; null when there is no such instance.</summary>
    public async Task<WorkflowState?> StateAsync(string instanceId, CancellationToken cancellationToken) =>
        await ReadAsync(instanceId, cancellationToken).ConfigureAwait(false) is { } row
            ? (await reader.InstanceAsync(row, cancellationToken).ConfigureAwait(false)).WorkflowState
            : null;

    private Task<InstanceRow?> ReadAsync(string instanceId, CancellationToken cancellationToken) =>
        database.ReadAsync(session => InstanceRow.ReadAsync(session, instanceId, forUpdate: false), cancellationToken);

    private static bool CanContinue(WorkflowState state, RunWorkflowInstanceRequest request) =>
        state.Status == WorkflowStatus.Running && (request.BookmarkId is null || state.Bookmarks.Any(bookmark => bookmark.Id == request.BookmarkId));

    private async Task<BurstOutcome?> RunAsync(InstanceHold hold, WorkflowState state, RunWorkflowInstanceRequest request, string? queueItem, CancellationToken cancellationToken)
    {
        var graph = await GraphAsync(hold.Row, cancellationToken).ConfigureAwait(false);
        var options = new RunWorkflowOptions
        {
            WorkflowInstanceId = state.Id,
            CorrelationId = state.CorrelationId,
            ParentWorkflowInstanceId = state.ParentWorkflowInstanceId,
            BookmarkId = request.BookmarkId,
            ActivityHandle = request.ActivityHandle,
            Input = request.Input,
            Variables = request.Variables,
            Properties = request.Properties,
            TriggerActivityId = request.TriggerActivityId,
            SchedulingActivityExecutionId = request.SchedulingActivityExecutionId,
            SchedulingWorkflowInstanceId = request.SchedulingWorkflowInstanceId,
            SchedulingCallStackDepth = request.SchedulingCallStackDepth,
        };
        if (state.SubStatus == WorkflowSubStatus.Pending && state.ActivityExecutionContexts.Count == 0)
        {
            options.Input = Join(state.Input, request.Input);
            options.Properties = Join(state.Properties, request.Properties);
            return await BeginAsync(graph, options, state.Name, request.IncludeWorkflowOutput, queueItem, hold.Row, hold.CommitAsync).ConfigureAwait(false);
        }

        await using var scope = scopes.CreateAsyncScope();
        var record = await BurstAsync(scope.ServiceProvider, state, queueItem, (runner, _) => runner.RunAsync(graph, state, options), hold.Row, hold.CommitAsync, state.Id).ConfigureAwait(false);
        return record is null ? null : new BurstOutcome(Respond(record.State, request.IncludeWorkflowOutput), true);
    }

    /// <summary>The first burst of an instance; null when its id is taken or its row has changed.</summary>
    private async Task<BurstOutcome?> BeginAsync(WorkflowGraph graph, RunWorkflowOptions options, string? name, bool withOutput, string? queueItem, InstanceRow? read, Func<Func<Session, ValueTask<bool>>, CancellationToken, Task<bool>> commit)
    {
        await using var scope = scopes.CreateAsyncScope();
        var record = await BurstAsync(scope.ServiceProvider, null, queueItem, async (runner, _) =>
        {
            var result = await runner.RunAsync(graph, options).ConfigureAwait(false);
            result.WorkflowExecutionContext.Name ??= name;
            result.WorkflowState.Name ??= name;
            if (read is not null)
                result.WorkflowState.CreatedAt = read.CreatedAt;
            return result;
        }, read, commit, options.WorkflowInstanceId!).ConfigureAwait(false);
        return record is null ? null : new BurstOutcome(Respond(record.State, withOutput), true);
    }

    private async Task<BurstRecord?> BurstAsync(
        IServiceProvider services,
        WorkflowState? before,
        string? queueItem,
        Func<IWorkflowRunner, IServiceProvider, Task<RunWorkflowResult>> run,
        InstanceRow? read,
        Func<Func<Session, ValueTask<bool>>, CancellationToken, Task<bool>> commit,
        string instanceId)
    {
        // What waited before is noted before the run, which may work on the same lists.
        IReadOnlyCollection<Bookmark> bookmarks = before is null ? [] : [.. before.Bookmarks];
        var executions = before?.ActivityExecutionContexts.Select(execution => execution.Id).ToHashSet(StringComparer.Ordinal) ?? [];
        var outbox = current.Begin(instanceId);
        RunWorkflowResult result;
        IReadOnlyList<QueueRow> sent;
        try
        {
            result = await run(services.GetRequiredService<IWorkflowRunner>(), services).ConfigureAwait(false);
        }
        finally
        {
            sent = outbox.Close();
        }

        if (ParentNotice.ResumeOf(result.WorkflowState, before is null, engine.Clock.UtcNow) is { } resume)
            sent = [.. sent, resume];
        var record = new BurstRecord(result, bookmarks, executions, sent, queueItem, serializer, engine.Clock.UtcNow);
        await SayAsync(services, record, saved: false).ConfigureAwait(false);
        if (!await commit(session => record.WriteAsync(session, read), CancellationToken.None).ConfigureAwait(false))
            return null;

        if (record.Sent)
            queue.Raise();
        if (record.FirstDue is { } due)
            timers.Announce(due);
        await AnnounceAsync(services, result, record).ConfigureAwait(false);
        return record;
    }

    /// <summary>The commit stands whatever the handlers do; what they miss they must make up for themselves.</summary>
    private async Task AnnounceAsync(IServiceProvider services, RunWorkflowResult result, BurstRecord record)
    {
        var sender = services.GetRequiredService<INotificationSender>();
        var context = result.WorkflowExecutionContext;
        var instance = Instance(record.State);
        await TellAsync(new WorkflowBookmarksIndexed(new IndexedWorkflowBookmarks(context, record.Added, record.Removed, record.Unchanged))).ConfigureAwait(false);
        await SayAsync(services, record, saved: true).ConfigureAwait(false);
        await TellAsync(new WorkflowBookmarksPersisted(Diff.For<Bookmark>([.. record.Unchanged, .. record.Removed], [.. record.Unchanged, .. record.Added]))).ConfigureAwait(false);
        await TellAsync(new WorkflowExecutionLogUpdated(context)).ConfigureAwait(false);
        await TellAsync(new ActivityExecutionLogUpdated(context, record.Executions)).ConfigureAwait(false);
        await TellAsync(new WorkflowInstanceSaved(instance)).ConfigureAwait(false);
        await TellAsync(new WorkflowStateCommitted(context, record.State, instance)).ConfigureAwait(false);

        Task TellAsync(INotification notification) => this.TellAsync(sender, notification, record.State.Id);
    }

    /// <summary>Before the commit and after it: which bookmarks come and go.</summary>
    private async Task SayAsync(IServiceProvider services, BurstRecord record, bool saved)
    {
        if (!routes.IsHeard<BookmarkSaving>() && !routes.IsHeard<BookmarkSaved>() && !routes.IsHeard<BookmarksDeleting>() && !routes.IsHeard<BookmarksDeleted>())
            return;
        var sender = services.GetRequiredService<INotificationSender>();
        foreach (var bookmark in record.Added)
            await TellAsync(sender, saved ? new BookmarkSaved(BurstRecord.Store(record.State, bookmark)) : new BookmarkSaving(BurstRecord.Store(record.State, bookmark)), record.State.Id).ConfigureAwait(false);
        if (record.Removed.ConvertAll(bookmark => BurstRecord.Store(record.State, bookmark)) is { Count: > 0 } removed)
            await TellAsync(sender, saved ? new BookmarksDeleted(removed) : new BookmarksDeleting(removed), record.State.Id).ConfigureAwait(false);
    }

    private async Task TellAsync(INotificationSender sender, INotification notification, string instanceId)
    {
        try
        {
            await sender.SendAsync(notification).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            logger.LogError(e, "A handler of {Notification} failed around the commit of workflow instance {InstanceId}", notification.GetType().Name, instanceId);
        }
    }

    private async Task<WorkflowGraph> GraphAsync(InstanceRow row, CancellationToken cancellationToken) =>
        (row.DefinitionStamp is { } stamp ? graphs.Find(row.DefinitionVersionId, stamp)?.WorkflowGraph : null)
        ?? await definitions.FindWorkflowGraphAsync(row.DefinitionVersionId, cancellationToken).ConfigureAwait(false)
        ?? throw new InvalidOperationException($"Version {row.Version} of workflow definition '{row.DefinitionId}', on which instance '{row.Id}' runs, is missing or cannot be read.");

    private static Dictionary<string, object> Join(IDictionary<string, object> first, IDictionary<string, object>? second)
    {
        var joined = new Dictionary<string, object>(first);
        foreach (var (key, value) in second ?? new Dictionary<string, object>())
            joined[key] = value;
        return joined;
    }

    private RunWorkflowInstanceResponse AsItStands(InstanceRow row, bool withOutput) => reader.State(row) is { } state
        ? Respond(state, withOutput)
        : new RunWorkflowInstanceResponse { WorkflowInstanceId = row.Id, Status = WorkflowStatus.Finished, SubStatus = WorkflowSubStatus.Faulted };

    private static RunWorkflowInstanceResponse Respond(WorkflowState state, bool withOutput) => new()
    {
        WorkflowInstanceId = state.Id,
        Status = state.Status,
        SubStatus = state.SubStatus,
        Bookmarks = state.Bookmarks,
        Incidents = state.Incidents,
        Output = withOutput ? new Dictionary<string, object>(state.Output) : null,
    };

    private static WorkflowInstance Instance(WorkflowState state)
    {
        var instance = InstanceReader.Header(InstanceRow.From(state, []));
        instance.WorkflowState = state;
        return instance;
    }
}

/// <summary>A start was cancelled before it was committed.</summary>
internal sealed class StartWithdrawnException(string instanceId) : Exception($"The start of workflow instance '{instanceId}' was withdrawn.");
