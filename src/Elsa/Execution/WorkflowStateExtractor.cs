using Elsa.Workflows.Memory;
using Elsa.Workflows.Models;
using Elsa.Workflows.State;

namespace Elsa.Workflows;

internal sealed class WorkflowStateExtractor : IWorkflowStateExtractor
{
    public WorkflowState Extract(WorkflowExecutionContext workflowExecutionContext)
    {
        var context = workflowExecutionContext;
        var identity = context.Workflow.Identity;
        return new WorkflowState
        {
            Id = context.Id,
            DefinitionId = identity.DefinitionId,
            DefinitionVersionId = identity.Id,
            DefinitionVersion = identity.Version,
            CorrelationId = context.CorrelationId,
            ParentWorkflowInstanceId = context.ParentWorkflowInstanceId,
            Name = context.Name,
            Status = context.Status,
            SubStatus = context.SubStatus,
            IsExecuting = context.IsExecuting,
            Bookmarks = [.. context.Bookmarks],
            Incidents = [.. context.Incidents],
            IsSystem = context.Workflow.IsSystem,
            CompletionCallbacks = ExtractCallbacks(context),
            ActivityExecutionContexts = ExtractExecutions(context),
            ScheduledActivities = ExtractDue(context),
            HeldBookmarks = context.HeldBookmarks,
            FailedSteps = context.FailedSteps.Count == 0 ? context.FailedSteps : ExtractFailedSteps(context),
            ExecutionLogSequence = context.ExecutionLogSequence,
            Input = ExtractInput(context),
            Output = context.Output,
            Properties = context.Properties,
            CreatedAt = context.CreatedAt,
            UpdatedAt = context.UpdatedAt,
            FinishedAt = context.FinishedAt,
        };
    }

    public async Task<WorkflowExecutionContext> ApplyAsync(WorkflowExecutionContext workflowExecutionContext, WorkflowState state)
    {
        var context = workflowExecutionContext;
        context.Id = state.Id;
        context.SubStatus = state.SubStatus;
        context.CorrelationId = state.CorrelationId;
        context.ParentWorkflowInstanceId = state.ParentWorkflowInstanceId;
        context.Name = state.Name;
        context.CreatedAt = state.CreatedAt;
        context.UpdatedAt = state.UpdatedAt;
        context.FinishedAt = state.FinishedAt;
        context.ExecutionLogSequence = state.ExecutionLogSequence;
        context.Bookmarks = new List<Bookmark>(state.Bookmarks);
        context.OriginalBookmarks = new List<Bookmark>(state.Bookmarks);
        context.Incidents = new List<ActivityIncident>(state.Incidents);
        context.Input = Copy(state.Input) ?? new Dictionary<string, object>();
        context.Output = Copy(state.Output) ?? new Dictionary<string, object>();
        context.Properties = Copy(state.Properties) ?? new Dictionary<string, object>();
        context.HeldBookmarks = new List<Bookmark>(state.HeldBookmarks);
        context.FailedSteps = Copy(state.FailedSteps) ?? new Dictionary<string, object>();
        await ApplyExecutionsAsync(context, state).ConfigureAwait(false);
        ApplyCallbacks(context, state);
        ApplyDue(context, state);
        return context;
    }

    // Only inputs that the workflow says shall be kept survive the burst in which they were given.
    private static IDictionary<string, object> ExtractInput(WorkflowExecutionContext context)
    {
        var kept = new Dictionary<string, object>();
        foreach (var definition in context.Workflow.Inputs)
            if (definition.StorageDriverType == typeof(WorkflowInstanceStorageDriver) && context.Input.TryGetValue(definition.Name, out var value))
                kept[definition.Name] = value;
        return kept;
    }

    // Of interest only as long as the execution stands there as failed.
    private static Dictionary<string, object> ExtractFailedSteps(WorkflowExecutionContext context) =>
        context.FailedSteps.Where(x => context.Active.Exists(y => y.Id == x.Key && y.Status == ActivityStatus.Faulted)).ToDictionary();

    private static List<CompletionCallbackState> ExtractCallbacks(WorkflowExecutionContext context)
    {
        var states = new List<CompletionCallbackState>(context.CompletionCallbacks.Count);
        foreach (var entry in context.CompletionCallbacks)
            states.Add(new CompletionCallbackState(
                entry.Owner.Id,
                entry.Child.NodeId,
                entry.CompletionCallback is { } callback ? Callbacks.NameOf(callback, entry.Owner.Activity) : null,
                entry.Tag));
        return states;
    }

    private static List<ActivityExecutionContextState> ExtractExecutions(WorkflowExecutionContext context)
    {
        // Innermost first.
        var states = new List<ActivityExecutionContextState>(context.Active.Count);
        for (var i = context.Active.Count - 1; i >= 0; i--)
            states.Add(Extract(context.Active[i]));
        return states;
    }

    private static ActivityExecutionContextState Extract(ActivityExecutionContext execution) => new()
    {
        Id = execution.Id,
        CallStackDepth = execution.CallStackDepth,
        ParentContextId = execution.ParentActivityExecutionContext?.Id,
        ScheduledActivityNodeId = execution.NodeId,
        OwnerActivityNodeId = execution.ParentActivityExecutionContext?.NodeId,
        Properties = execution.PropertiesOrNull ?? Nothing,
        Metadata = execution.MetadataOrNull ?? Nothing,
        ActivityState = execution.ActivityStateOrNull ?? Nothing,
        DynamicVariables = execution.DynamicVariables,
        Status = execution.Status,
        IsExecuting = execution.IsExecuting,
        FaultCount = execution.AggregateFaultCount,
        StartedAt = execution.StartedAt,
        CompletedAt = execution.CompletedAt,
        Tag = execution.Tag,
    };

    private static List<ActivityWorkItemState> ExtractDue(WorkflowExecutionContext context)
    {
        var states = new List<ActivityWorkItemState>();
        foreach (var item in context.Scheduler.List())
            states.Add(new ActivityWorkItemState
            {
                ActivityNodeId = context.FindNodeByActivity(item.Activity)!.NodeId,
                OwnerContextId = item.Owner?.Id,
                Tag = item.Tag,
                Variables = item.Variables?.ToList(),
                ExistingActivityExecutionContextId = item.ExistingActivityExecutionContext?.Id,
                Input = item.InputOrNull,
            });
        return states;
    }

    private static async ValueTask ApplyExecutionsAsync(WorkflowExecutionContext context, WorkflowState state)
    {
        var byId = new Dictionary<string, ActivityExecutionContextState>(StringComparer.Ordinal);
        foreach (var execution in state.ActivityExecutionContexts)
            byId[execution.Id] = execution;

        // A parent must be there before its children, in whatever order they were kept.
        foreach (var execution in state.ActivityExecutionContexts.Reverse())
            await ApplyAsync(context, execution, byId).ConfigureAwait(false);
    }

    private static async ValueTask<ActivityExecutionContext> ApplyAsync(WorkflowExecutionContext context, ActivityExecutionContextState state, Dictionary<string, ActivityExecutionContextState> byId)
    {
        if (context.FindExecution(state.Id) is { } existing)
            return existing;
        var parent = state.ParentContextId is { } parentId && byId.Remove(parentId, out var parentState)
            ? await ApplyAsync(context, parentState, byId).ConfigureAwait(false)
            : state.ParentContextId is null ? null : context.FindExecution(state.ParentContextId);
        var node = context.FindNodeById(state.ScheduledActivityNodeId)
            ?? throw new InvalidOperationException($"Version '{context.Workflow.Identity.Id}' of the workflow has no activity at '{state.ScheduledActivityNodeId}', where instance '{context.Id}' is.");
        var execution = new ActivityExecutionContext(state.Id, context, parent, node, state.StartedAt, state.Tag)
        {
            CallStackDepth = state.CallStackDepth,
            AggregateFaultCount = state.FaultCount,
            CompletedAt = state.CompletedAt,
            PropertiesOrNull = Copy(state.Properties),
            MetadataOrNull = Copy(state.Metadata),
            ActivityStateOrNull = Copy(state.ActivityState),
        };
        execution.TransitionTo(state.Status);
        VariableScope.Declare(execution, state.DynamicVariables.Count == 0 ? null : state.DynamicVariables);
        context.AddActivityExecutionContext(execution);
        Inputs.Restore(execution);
        await VariableScope.LoadAsync(execution).ConfigureAwait(false);
        return execution;
    }

    private static void ApplyCallbacks(WorkflowExecutionContext context, WorkflowState state)
    {
        foreach (var callback in state.CompletionCallbacks)
        {
            if (context.FindExecution(callback.OwnerInstanceId) is not { } owner || context.FindNodeById(callback.ChildNodeId) is not { } child)
                continue;
            var method = callback.MethodName is { } name
                ? Callbacks.Bind<ActivityCompletionCallback>(owner.Activity, name)
                    ?? throw new InvalidOperationException($"Activity type '{owner.Activity.Type}' has no method '{name}' to be told that a child is complete.")
                : null;
            context.AddCompletionCallback(owner, child, method, callback.Tag);
        }
    }

    private static void ApplyDue(WorkflowExecutionContext context, WorkflowState state)
    {
        foreach (var item in state.ScheduledActivities)
            if (context.FindActivityByNodeId(item.ActivityNodeId) is { } activity)
                context.Scheduler.Schedule(new ActivityWorkItem(
                    activity,
                    item.OwnerContextId is { } ownerId ? context.FindExecution(ownerId) : null,
                    item.Tag,
                    item.Variables,
                    item.ExistingActivityExecutionContextId is { } id ? context.FindExecution(id) : null,
                    item.Input));
    }

    // The state stays as it was read, because a caller may compare it with what the burst made of it.
    private static Dictionary<string, object>? Copy(IDictionary<string, object>? values) =>
        values is { Count: > 0 } ? new Dictionary<string, object>(values) : null;

    private static IDictionary<string, object> Nothing => System.Collections.Immutable.ImmutableDictionary<string, object>.Empty;
}
