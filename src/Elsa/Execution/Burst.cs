using Elsa.Extensions;
using Elsa.Workflows.Memory;
using Elsa.Workflows.Models;

namespace Elsa.Workflows;

/// <summary>
/// One start or resume: runs what is due, in turn, until nothing is due any more. What then waits, waits for a bookmark. Nothing leaves memory
/// here: whoever started the burst stores its outcome in one transaction, or forgets it.
/// </summary>
internal static class Burst
{
    public static async Task RunAsync(WorkflowExecutionContext workflow, CancellationToken stop)
    {
        var engine = workflow.Engine;
        var limits = engine.Limits;
        var began = engine.Time.GetTimestamp();
        var steps = 0;
        workflow.IsExecuting = true;
        workflow.TransitionTo(WorkflowSubStatus.Executing);
        while (workflow.Status == WorkflowStatus.Running && workflow.Scheduler.HasAny)
        {
            stop.ThrowIfCancellationRequested();
            var item = workflow.Scheduler.Take();
            if (++steps > limits.Steps)
                Fail(Enter(workflow, item), new BurstLimitException($"Stopped after {limits.Steps} steps without a pause: the workflow seems to loop for ever."));
            else if (engine.Time.GetElapsedTime(began) > limits.Duration)
                Fail(Enter(workflow, item), new BurstLimitException($"Stopped after {limits.Duration.TotalSeconds:0.#} s without a pause."));
            else if (item.Owner?.Depth >= limits.Depth && item.ExistingActivityExecutionContext is null)
                Fail(Enter(workflow, item), new BurstLimitException($"Stopped: activities lie within each other deeper than {limits.Depth} levels."));
            else
                await StepAsync(workflow, item, stop).ConfigureAwait(false);
        }

        if (workflow.Status == WorkflowStatus.Running)
            workflow.TransitionTo(WorkflowSubStatus.Suspended);
        else
            Settle(workflow);
        workflow.EndSteps();
        workflow.IsExecuting = false;
    }

    /// <summary>Runs one activity, or goes on with one; whatever it throws becomes an incident of it.</summary>
    private static async ValueTask StepAsync(WorkflowExecutionContext workflow, ActivityWorkItem item, CancellationToken stop)
    {
        var context = Enter(workflow, item);
        context.IsExecuting = true;
        await workflow.Engine.Notices.ExecutingAsync(context).ConfigureAwait(false);
        try
        {
            var work = item.Instead is { } instead ? instead(context) : item.Resumes is { } bookmark ? ResumeAsync(context, bookmark) : StartAsync(context);
            if (work.IsCompleted)
                await work.ConfigureAwait(false);
            else
                await LimitAsync(context, work.AsTask(), stop).ConfigureAwait(false);
        }
        catch (ActivityTimeoutException exception)
        {
            NoteResume(exception.Culprit, item);
            Fail(exception.Culprit, exception);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The host stops: the burst is forgotten and repeated from what is stored.
            throw;
        }
        catch (Exception exception)
        {
            if (exception is not StartAgainException)
                NoteResume(context, item);
            Fail(context, exception);
        }
        finally
        {
            context.IsExecuting = false;
        }

        await workflow.Engine.Notices.ExecutedAsync(context).ConfigureAwait(false);
    }

    /// <summary>Waits for an activity that has not ended at once, but not for ever.</summary>
    private static async ValueTask LimitAsync(ActivityExecutionContext context, Task work, CancellationToken stop)
    {
        var engine = context.Engine;
        try
        {
            await work.WaitAsync(engine.Limits.Activity, engine.Time, stop).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!work.IsCompleted)
        {
            context.WorkflowExecutionContext.CancelStep();
            await Task.WhenAny(work, Task.Delay(engine.Limits.Grace, CancellationToken.None)).ConfigureAwait(false);
            if (work.IsCompletedSuccessfully)
                return;

            // An activity that is complete itself was held up by the one around it.
            var culprit = context;
            while (culprit.IsCompleted && culprit.ParentActivityExecutionContext is { } parent)
                culprit = parent;
            if (!work.IsCompleted)
            {
                culprit.Abandon();
                _ = work.ContinueWith(static x => x.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }

            throw new ActivityTimeoutException(culprit, $"Stopped after {engine.Limits.Activity.TotalSeconds:0.#} s: the activity '{culprit.Activity.Id}' did not end.");
        }
    }

    private static async ValueTask StartAsync(ActivityExecutionContext context)
    {
        context.TransitionTo(ActivityStatus.Running);
        context.AddExecutionLogEntry("Started");
        await Inputs.EvaluateAsync(context).ConfigureAwait(false);
        var activity = context.Activity;
        if (!await activity.CanExecuteAsync(context).ConfigureAwait(false))
        {
            context.TransitionTo(ActivityStatus.Pending);
            context.AddExecutionLogEntry("Precondition Failed", "Cannot execute at this time");
            return;
        }

        await activity.ExecuteAsync(context).ConfigureAwait(false);
        await SettleAsync(context, 0).ConfigureAwait(false);
    }

    private static async ValueTask ResumeAsync(ActivityExecutionContext context, Bookmark bookmark)
    {
        var workflow = context.WorkflowExecutionContext;
        var before = context.NewBookmarkCount;
        context.AddExecutionLogEntry("Resumed");
        await Inputs.EvaluateSecretsAsync(context).ConfigureAwait(false);
        if (bookmark.CallbackMethodName is { } method)
        {
            var callback = Callbacks.Bind<ExecuteActivityDelegate>(context.Activity, method)
                ?? throw new InvalidOperationException($"Activity type '{context.Activity.Type}' has no method '{method}' to go on with.");
            await callback(context).ConfigureAwait(false);
        }

        // Burned only now: when the callback fails and the instance goes on with the incident, the same event may try again.
        if (bookmark.AutoBurn)
            workflow.Bookmarks.Remove(bookmark);
        if (bookmark is { CallbackMethodName: null, AutoComplete: true })
            await context.CompleteActivityAsync().ConfigureAwait(false);
        await SettleAsync(context, before).ConfigureAwait(false);
    }

    /// <summary>After its code has run, an activity is over, or waits, or has children that run.</summary>
    private static async ValueTask SettleAsync(ActivityExecutionContext context, int bookmarksBefore)
    {
        if (context.Status != ActivityStatus.Running)
            return;
        if (context.NewBookmarkCount > bookmarksBefore)
            context.AddExecutionLogEntry("Suspended");
        else if (context.Activity is Activity { CompletesAfterRun: true } && !context.Bookmarks.Any())
            await context.CompleteActivityAsync().ConfigureAwait(false);
    }

    private static ActivityExecutionContext Enter(WorkflowExecutionContext workflow, ActivityWorkItem item)
    {
        if (item.ExistingActivityExecutionContext is { } existing)
        {
            existing.TakeInput(item.InputOrNull);
            return existing;
        }

        var engine = workflow.Engine;
        var node = workflow.WorkflowGraph.FindNodeByActivity(item.Activity)!;
        var context = new ActivityExecutionContext(engine.Identity.GenerateId(), workflow, item.Owner, node, engine.Clock.UtcNow, item.Tag)
        {
            SchedulingActivityExecutionId = item.SchedulingActivityExecutionId ?? item.ScheduledBy?.Id,
            SchedulingActivityId = item.ScheduledBy?.Activity.Id,
            SchedulingWorkflowInstanceId = item.SchedulingWorkflowInstanceId,
            CallStackDepth = item.SchedulingCallStackDepth + 1 ?? item.ScheduledBy?.CallStackDepth + 1 ?? 0,
        };
        context.TakeInput(item.InputOrNull);
        VariableScope.Declare(context, item.Variables);
        workflow.AddActivityExecutionContext(context);
        return context;
    }

    /// <summary>Takes a completed execution out of the instance and tells the one who scheduled it.</summary>
    public static async ValueTask TellOwnerAsync(ActivityExecutionContext context, object? result)
    {
        var workflow = context.WorkflowExecutionContext;
        workflow.End(context);
        var owner = context.ParentActivityExecutionContext;
        if (owner is null)
        {
            workflow.TransitionTo(WorkflowSubStatus.Finished);
            return;
        }

        var callback = workflow.PopCompletionCallback(owner, context.ActivityNode)?.CompletionCallback;
        if (callback is null || owner.IsCompleted)
            return;
        var cause = workflow.Cause;
        workflow.Cause = context;
        try
        {
            await callback(new ActivityCompletedContext(owner, context, result)).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The child did its part: what fails here is the owner.
            workflow.FailedSteps[owner.Id] = FailedStep.Of(context, callback, result).Write();
            Fail(owner, exception);
        }
        finally
        {
            workflow.Cause = cause;
        }
    }

    /// <summary>Lets the sender and everyone around it, nearest first, hear a signal.</summary>
    public static async ValueTask SignalAsync(ActivityExecutionContext sender, object signal)
    {
        for (var receiver = sender; receiver is not null; receiver = receiver.ParentActivityExecutionContext)
        {
            if (receiver.Activity is not ISignalHandler handler)
                continue;
            var context = new SignalContext(receiver, sender, sender.CancellationToken);
            await handler.ReceiveSignalAsync(signal, context).ConfigureAwait(false);
            if (context.StopPropagationRequested)
                return;
        }
    }

    /// <summary>Drops what is due on behalf of an owner that ends.</summary>
    public static void Unschedule(ActivityExecutionContext owner)
    {
        if (owner.WorkflowExecutionContext.Scheduler is QueueBasedActivityScheduler { HasAny: true } queue)
            queue.RemoveOwnedBy(owner);
    }

    // Whoever retries the resume must not need the event a second time.
    private static void NoteResume(ActivityExecutionContext context, ActivityWorkItem item)
    {
        if (item.Resumes is { } bookmark && context == item.ExistingActivityExecutionContext)
            context.WorkflowExecutionContext.FailedSteps[context.Id] = new FailedStep { BookmarkId = bookmark.Id, Input = item.InputOrNull }.Write();
    }

    private static void Fail(ActivityExecutionContext context, Exception exception)
    {
        context.Fault(exception);
        var message = State.ExceptionState.Shorten(exception.Message, State.ExceptionState.LongestMessage);
        context.AddExecutionLogEntry("Faulted", message, payload: new Dictionary<string, object>
        {
            ["exception"] = exception.GetType().FullName ?? exception.GetType().Name,
            ["message"] = message,
            ["source"] = exception.Source ?? "",
            ["data"] = new Dictionary<string, object>(),
            ["stackTrace"] = State.ExceptionState.Shorten(exception.StackTrace ?? "", State.ExceptionState.LongestTrace),
        });
        IncidentStrategyOf(context).HandleIncident(context);
    }

    private static IIncidentStrategy IncidentStrategyOf(ActivityExecutionContext context)
    {
        var type = context.WorkflowExecutionContext.Workflow.Options.IncidentStrategyType
            ?? context.Engine.Incidents.DefaultIncidentStrategy
            ?? typeof(IncidentStrategies.FaultStrategy);
        return (IIncidentStrategy)context.GetOrCreateService(type);
    }

    /// <summary>An instance that is over waits for nothing and has nothing due. One that has faulted remembers both, for whoever deals with the fault.</summary>
    private static void Settle(WorkflowExecutionContext workflow)
    {
        if (workflow.SubStatus == WorkflowSubStatus.Faulted)
            workflow.HeldBookmarks = [.. workflow.Bookmarks];
        else
            workflow.Scheduler.Clear();
        workflow.Bookmarks.Clear();
    }
}

/// <summary>A burst was stopped because it went on for too long.</summary>
internal sealed class BurstLimitException(string message) : Exception(message);

/// <summary>What an activity waited for did not come about: to retry it means to begin it anew.</summary>
internal sealed class StartAgainException(string message) : Exception(message);

/// <summary>An activity was cancelled because it did not end.</summary>
internal sealed class ActivityTimeoutException(ActivityExecutionContext culprit, string message) : Exception(message)
{
    public ActivityExecutionContext Culprit { get; } = culprit;
}
