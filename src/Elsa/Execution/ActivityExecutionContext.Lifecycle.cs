using Elsa.Workflows.Activities.Flowchart.Models;
using Elsa.Workflows.Memory;
using Elsa.Workflows.Models;
using Elsa.Workflows.Options;
using Elsa.Workflows.Signals;

namespace Elsa.Workflows;

public partial class ActivityExecutionContext
{
    /// <summary>Completes the activity; the result is its outcomes or a value for the one who scheduled it. Does nothing when it is over.</summary>
    public async ValueTask CompleteActivityAsync(object? result = null)
    {
        ThrowIfAbandoned();
        if (IsCompleted)
            return;
        if (result is Outcomes outcomes)
            JournalData["Outcomes"] = outcomes.Names;

        // First the status, so that what is cancelled inside is not taken for progress.
        Status = ActivityStatus.Completed;
        CompletedAt = Engine.Clock.UtcNow;
        await CancelChildrenAsync().ConfigureAwait(false);
        ClearBookmarks();
        ClearCompletionCallbacks();
        AddExecutionLogEntry("Completed");
        await Burst.TellOwnerAsync(this, result).ConfigureAwait(false);
    }

    /// <summary>Completes the activity with outcomes.</summary>
    public ValueTask CompleteActivityWithOutcomesAsync(params string[] outcomes) => CompleteActivityAsync(new Outcomes(outcomes));

    /// <summary>Completes the nearest composite around this activity with outcomes.</summary>
    public async ValueTask CompleteCompositeAsync(params string[] outcomes)
    {
        if (IsCompleted)
            return;

        // Complete, but without a word to the owner: what lies between here and the composite is cancelled, not continued.
        JournalData["Outcomes"] = outcomes;
        Status = ActivityStatus.Completed;
        CompletedAt = Engine.Clock.UtcNow;
        await CancelChildrenAsync().ConfigureAwait(false);
        ClearBookmarks();
        ClearCompletionCallbacks();
        AddExecutionLogEntry("Completed");
        WorkflowExecutionContext.End(this);
        await Burst.SignalAsync(this, new CompleteCompositeSignal(new Outcomes(outcomes))).ConfigureAwait(false);
    }

    /// <summary>Schedules a child; a null child is complete at once.</summary>
    public ValueTask ScheduleActivityAsync(IActivity? activity, ActivityCompletionCallback? completionCallback, object? tag = null, IEnumerable<Variable>? variables = null) =>
        ScheduleAsync(activity, this, completionCallback, tag, variables, null);

    /// <summary>Schedules a child; a null child is complete at once.</summary>
    public ValueTask ScheduleActivityAsync(IActivity? activity, ScheduleWorkOptions? options = null) => ScheduleActivityAsync(activity, this, options);

    /// <summary>Schedules a child of another owner; a null child is complete at once.</summary>
    public ValueTask ScheduleActivityAsync(IActivity? activity, ActivityExecutionContext? owner, ScheduleWorkOptions? options = null) =>
        ScheduleAsync(activity, owner ?? this, options?.CompletionCallback, options?.Tag, options?.Variables, options);

    /// <summary>Schedules children.</summary>
    public async ValueTask ScheduleActivitiesAsync(params IActivity?[] activities)
    {
        foreach (var activity in activities)
            await ScheduleActivityAsync(activity).ConfigureAwait(false);
    }

    /// <summary>Schedules children.</summary>
    public async ValueTask ScheduleActivities(IEnumerable<IActivity?> activities, ActivityCompletionCallback? completionCallback, object? tag = null, IEnumerable<Variable>? variables = null)
    {
        foreach (var activity in activities)
            await ScheduleActivityAsync(activity, completionCallback, tag, variables).ConfigureAwait(false);
    }

    /// <summary>Schedules children.</summary>
    public async ValueTask ScheduleActivities(IEnumerable<IActivity?> activities, ScheduleWorkOptions? options = null)
    {
        foreach (var activity in activities)
            await ScheduleActivityAsync(activity, options).ConfigureAwait(false);
    }

    /// <summary>Tells nobody when children complete.</summary>
    public void ClearCompletionCallbacks()
    {
        var callbacks = (List<ActivityCompletionCallbackEntry>)WorkflowExecutionContext.CompletionCallbacks;
        for (var i = callbacks.Count - 1; i >= 0; i--)
            if (callbacks[i].Owner == this)
                callbacks.RemoveAt(i);
    }

    internal async ValueTask CancelAsync()
    {
        if (Status is not (ActivityStatus.Running or ActivityStatus.Pending))
            return;
        Status = ActivityStatus.Canceled;
        CompletedAt = Engine.Clock.UtcNow;
        await CancelChildrenAsync().ConfigureAwait(false);
        ClearBookmarks();
        ClearCompletionCallbacks();
        AddExecutionLogEntry("Canceled");
        WorkflowExecutionContext.End(this);
        if (ParentActivityExecutionContext is { } parent)
            WorkflowExecutionContext.PopCompletionCallback(parent, ActivityNode);
        await Burst.SignalAsync(this, new CancelSignal()).ConfigureAwait(false);
        await Engine.Notices.CancelledAsync(this).ConfigureAwait(false);
    }

    /// <summary>Cancels what runs, waits or is due inside this execution, which itself goes on.</summary>
    internal async ValueTask CancelInsideAsync()
    {
        await CancelChildrenAsync().ConfigureAwait(false);
        ClearCompletionCallbacks();
    }

    private async ValueTask CancelChildrenAsync()
    {
        // A child that is due but has not begun has no execution yet: it is dropped from the queue.
        Burst.Unschedule(this);
        if (!HasChildren)
            return;
        foreach (var child in _children!.ToArray())
        {
            await child.CancelAsync().ConfigureAwait(false);
            if (child.Status == ActivityStatus.Faulted)
                WorkflowExecutionContext.End(child);
        }
    }

    private async ValueTask ScheduleAsync(
        IActivity? activity,
        ActivityExecutionContext owner,
        ActivityCompletionCallback? callback,
        object? tag,
        IEnumerable<Variable>? variables,
        ScheduleWorkOptions? options)
    {
        ThrowIfAbandoned();
        if (activity is null)
        {
            if (callback is not null)
                await callback(new ActivityCompletedContext(owner, this)).ConfigureAwait(false);
            return;
        }

        var workflow = WorkflowExecutionContext;
        var node = workflow.WorkflowGraph.FindNodeByActivity(activity)
            ?? throw new InvalidOperationException($"Activity '{activity.Id}' is not part of the workflow.");
        if (options?.PreventDuplicateScheduling == true && workflow.Scheduler.Any(x => x.Activity == activity && x.Owner == owner))
            return;
        workflow.AddCompletionCallback(owner, node, callback, tag);
        workflow.Scheduler.Schedule(new ActivityWorkItem(
            activity,
            owner,
            tag,
            variables,
            options?.ExistingActivityExecutionContext,
            options?.Input,
            options?.SchedulingActivityExecutionId,
            options?.SchedulingWorkflowInstanceId)
        {
            ScheduledBy = workflow.Cause ?? this,
        });
    }
}
