using Elsa.Workflows.Activities.Flowchart.Activities;
using Elsa.Workflows.Activities.Flowchart.Models;
using Elsa.Workflows.Management;
using Elsa.Workflows.Models;
using Elsa.Workflows.State;

namespace Elsa.Workflows.Runtime;

/// <summary>Goes on with instances from where an activity has failed.</summary>
internal sealed class IncidentResolver(InstanceRunner runner, IWorkflowDefinitionService definitions) : IIncidentResolver
{
    public async Task<IReadOnlyList<OpenFault>> ListAsync(string workflowInstanceId, CancellationToken cancellationToken = default)
    {
        if (await runner.StateAsync(workflowInstanceId, cancellationToken).ConfigureAwait(false) is not { SubStatus: not (WorkflowSubStatus.Cancelled or WorkflowSubStatus.Finished) } state
            || await definitions.FindWorkflowGraphAsync(state.DefinitionVersionId, cancellationToken).ConfigureAwait(false) is not { } graph)
            return [];
        var faults = new List<OpenFault>();
        foreach (var execution in state.ActivityExecutionContexts)
            if (execution.Status == ActivityStatus.Faulted && graph.FindNodeById(execution.ScheduledActivityNodeId) is { } node)
            {
                var incident = state.Incidents.LastOrDefault(x => x.ActivityNodeId == node.NodeId);
                faults.Add(new OpenFault(execution.Id, node.Activity.Id, node.NodeId, node.Activity.Type, node.Activity.Name, incident?.Message ?? "", incident?.Timestamp, OutcomesOf(node)));
            }

        return faults;
    }

    public async Task<ResolveIncidentResult> ResolveAsync(ResolveIncidentRequest request, CancellationToken cancellationToken = default)
    {
        var status = ResolveIncidentStatus.InstanceNotFound;
        try
        {
            var response = await runner.ReviveAsync(
                request.WorkflowInstanceId,
                state => (status = Check(state, request)) == ResolveIncidentStatus.Resolved,
                context => PrepareAsync(context, request),
                cancellationToken).ConfigureAwait(false);
            return new ResolveIncidentResult(status, response);
        }
        catch (UnknownOutcomeException)
        {
            return new ResolveIncidentResult(ResolveIncidentStatus.UnknownOutcome);
        }
    }

    private static ResolveIncidentStatus Check(WorkflowState state, ResolveIncidentRequest request)
    {
        if (state.SubStatus is WorkflowSubStatus.Cancelled or WorkflowSubStatus.Finished)
            return ResolveIncidentStatus.NothingToResolve;
        if (request.Resolution == IncidentResolution.Cancel)
            return ResolveIncidentStatus.Resolved;
        var faults = state.ActivityExecutionContexts.Where(x => x.Status == ActivityStatus.Faulted && (request.ActivityInstanceId is null || x.Id == request.ActivityInstanceId)).Take(2).Count();
        return faults switch
        {
            0 => ResolveIncidentStatus.NothingToResolve,
            1 => ResolveIncidentStatus.Resolved,
            _ => ResolveIncidentStatus.Ambiguous,
        };
    }

    private static async ValueTask PrepareAsync(WorkflowExecutionContext context, ResolveIncidentRequest request)
    {
        var note = new Dictionary<string, object> { ["by"] = request.By };
        if (request.Reason is not null)
            note["reason"] = request.Reason;
        var tail = request.Reason is null ? $"by {request.By}" : $"by {request.By}: {request.Reason}";
        if (request.Resolution == IncidentResolution.Cancel)
        {
            context.Revive();
            context.AddExecutionLogEntry("Canceled", "Canceled " + tail, note);
            await context.CancelAsync().ConfigureAwait(false);
            return;
        }

        var fault = context.Active.First(x => x.Status == ActivityStatus.Faulted && (request.ActivityInstanceId is null || x.Id == request.ActivityInstanceId));
        var outcome = string.IsNullOrEmpty(request.Outcome) ? "Done" : request.Outcome;
        if (request.Resolution == IncidentResolution.Skip && request.Outcome is not null && !OutcomesOf(fault.ActivityNode).Contains(outcome))
            throw new UnknownOutcomeException();
        context.Revive();
        Forget(context, fault);
        if (request.Resolution == IncidentResolution.Skip)
        {
            note["outcome"] = outcome;
            fault.AddExecutionLogEntry("Skipped", $"Skipped with '{outcome}' {tail}", payload: note);
            Go(context, fault, x => x.CompleteActivityAsync(new Outcomes(outcome)));
        }
        else
        {
            fault.AddExecutionLogEntry("Retried", "Retried " + tail, payload: note);
            await RetryAsync(context, fault).ConfigureAwait(false);
        }
    }

    /// <summary>The incident is dealt with: it no longer counts, but the journal keeps it.</summary>
    private static void Forget(WorkflowExecutionContext context, ActivityExecutionContext fault)
    {
        if (context.Incidents.LastOrDefault(x => x.ActivityNodeId == fault.NodeId) is { } incident)
            context.Incidents.Remove(incident);
        for (var execution = fault; execution is not null; execution = execution.ParentActivityExecutionContext)
            execution.AggregateFaultCount = Math.Max(0, execution.AggregateFaultCount - 1);
    }

    private static async ValueTask RetryAsync(WorkflowExecutionContext context, ActivityExecutionContext fault)
    {
        var step = context.FailedSteps.TryGetValue(fault.Id, out var kept) ? FailedStep.Read(kept) : null;
        context.FailedSteps.Remove(fault.Id);
        if (step is { BookmarkId: { } bookmarkId } && context.Bookmarks.FirstOrDefault(x => x.Id == bookmarkId) is { } bookmark)
        {
            fault.TransitionTo(ActivityStatus.Running);
            foreach (var (name, value) in step.Input ?? new Dictionary<string, object>())
                context.Input[name] = value;
            context.ResumedBookmarkContext = new ResumedBookmarkContext(bookmark);
            context.Scheduler.Schedule(new ActivityWorkItem(fault.Activity, fault.ParentActivityExecutionContext, existingActivityExecutionContext: fault, input: step.Input) { Resumes = bookmark });
            return;
        }

        if (step is { ChildNodeId: { } childNodeId, Method: { } method }
            && context.FindNodeById(childNodeId) is { } child
            && Callbacks.Bind<ActivityCompletionCallback>(fault.Activity, method) is { } callback)
        {
            // The child is long complete: what it left is its place and its outcomes.
            var ended = new ActivityExecutionContext(step.ChildId ?? context.IdentityGenerator.GenerateId(), context, fault, child, context.SystemClock.UtcNow, step.ChildTag);
            ended.TransitionTo(ActivityStatus.Completed);
            Go(context, fault, x => callback(new ActivityCompletedContext(x, ended, step.Outcomes is null ? null : new Outcomes(step.Outcomes))));
            return;
        }

        // From the beginning, as a new execution: what the failed one holds is dropped.
        await fault.CancelInsideAsync().ConfigureAwait(false);
        fault.ClearBookmarks();
        context.End(fault);
        if (context.RootExecution == fault)
            context.RootExecution = null;
        context.Scheduler.Schedule(new ActivityWorkItem(fault.Activity, fault.ParentActivityExecutionContext, fault.Tag, fault.DynamicVariables.Count == 0 ? null : fault.DynamicVariables));
    }

    private static void Go(WorkflowExecutionContext context, ActivityExecutionContext fault, ExecuteActivityDelegate what)
    {
        fault.TransitionTo(ActivityStatus.Running);
        context.FailedSteps.Remove(fault.Id);
        context.Scheduler.Schedule(new ActivityWorkItem(fault.Activity, fault.ParentActivityExecutionContext, existingActivityExecutionContext: fault) { Instead = what });
    }

    // In a flowchart only an outcome that leads somewhere is of use.
    private static string[] OutcomesOf(ActivityNode node)
    {
        var names = new List<string> { "Done" };
        if (node.Parents.FirstOrDefault()?.Activity is Flowchart flowchart)
            names.AddRange(flowchart.Connections.Where(x => x.Source.Activity == node.Activity).Select(x => x.Source.Port ?? "Done"));
        names.AddRange(node.Descriptor?.Ports.Where(x => x.Type == PortType.Flow).Select(x => x.Name) ?? []);
        return [.. names.Distinct()];
    }

    // Ends the burst before anything of it is stored.
    private sealed class UnknownOutcomeException : Exception;
}
