using Elsa.Workflows.Activities;
using Elsa.Workflows.Models;
using Elsa.Workflows.Options;
using Elsa.Workflows.State;

namespace Elsa.Workflows;

/// <summary>Prepares bursts and reports how they ended.</summary>
internal sealed partial class WorkflowRunner(
    EngineServices engine,
    IWorkflowBuilderFactory builders,
    IServiceProvider services,
    IWorkflowGraphBuilder graphs,
    IWorkflowStateExtractor states) : IWorkflowRunner
{
    public Task<RunWorkflowResult> RunAsync(IActivity activity, RunWorkflowOptions? options = null, CancellationToken cancellationToken = default) =>
        RunAsync(Workflow.FromActivity(activity), options, cancellationToken);

    public async Task<RunWorkflowResult> RunAsync(Workflow workflow, RunWorkflowOptions? options = null, CancellationToken cancellationToken = default) =>
        await RunAsync(await graphs.BuildAsync(workflow, cancellationToken).ConfigureAwait(false), options, cancellationToken).ConfigureAwait(false);

    public async Task<RunWorkflowResult> RunAsync(Workflow workflow, WorkflowState workflowState, RunWorkflowOptions? options = null, CancellationToken cancellationToken = default) =>
        await RunAsync(await graphs.BuildAsync(workflow, cancellationToken).ConfigureAwait(false), workflowState, options, cancellationToken).ConfigureAwait(false);

    public Task<RunWorkflowResult> RunAsync(WorkflowGraph workflowGraph, RunWorkflowOptions? options = null, CancellationToken cancellationToken = default)
    {
        var context = new WorkflowExecutionContext(engine, services, workflowGraph, options?.WorkflowInstanceId ?? engine.Identity.GenerateId(), cancellationToken)
        {
            CorrelationId = options?.CorrelationId,
            ParentWorkflowInstanceId = options?.ParentWorkflowInstanceId,
            TriggerActivityId = options?.TriggerActivityId,
        };
        Take(context, options);
        context.Scheduler.Schedule(new ActivityWorkItem(
            workflowGraph.Workflow,
            variables: null,
            schedulingActivityExecutionId: options?.SchedulingActivityExecutionId,
            schedulingWorkflowInstanceId: options?.SchedulingWorkflowInstanceId,
            schedulingCallStackDepth: options?.SchedulingCallStackDepth));
        context.InitialVariables = options?.Variables;
        return RunAsync(context);
    }

    public async Task<RunWorkflowResult> RunAsync(WorkflowGraph workflowGraph, WorkflowState workflowState, RunWorkflowOptions? options = null, CancellationToken cancellationToken = default)
    {
        var context = new WorkflowExecutionContext(engine, services, workflowGraph, workflowState.Id, cancellationToken);
        await states.ApplyAsync(context, workflowState).ConfigureAwait(false);
        Take(context, options);
        if (context.Status == WorkflowStatus.Running)
            await ScheduleAsync(context, options).ConfigureAwait(false);
        return await RunAsync(context).ConfigureAwait(false);
    }

    public async Task<RunWorkflowResult> RunAsync(WorkflowExecutionContext workflowExecutionContext)
    {
        var context = workflowExecutionContext;
        await engine.Notices.BeganAsync(context).ConfigureAwait(false);
        if (context.Scheduler.HasAny)
            await Burst.RunAsync(context, context.CancellationToken).ConfigureAwait(false);
        foreach (var execution in context.Active)
            await Memory.VariableScope.SaveAsync(execution).ConfigureAwait(false);
        var state = states.Extract(context);
        await engine.Notices.EndedAsync(context, state).ConfigureAwait(false);
        var workflow = context.Workflow;
        var result = workflow.ResultVariable is { } variable && context.RootExecution is { } root ? root.Get(variable) : null;
        return new RunWorkflowResult(context, state, workflow, result, new Journal(context.ExecutionLog, [.. context.ActivityExecutionContexts]));
    }

    private static void Take(WorkflowExecutionContext context, RunWorkflowOptions? options)
    {
        if (options?.Input is { Count: > 0 } input)
            foreach (var (name, value) in input)
                context.Input[name] = value;
        if (options?.Properties is { Count: > 0 } properties)
            foreach (var (name, value) in properties)
                context.Properties[name] = value;
    }

    private static async ValueTask ScheduleAsync(WorkflowExecutionContext context, RunWorkflowOptions? options)
    {
        if (options?.BookmarkId is { } bookmarkId)
        {
            // A bookmark that is gone was burned by an earlier burst: there is nothing to do.
            if (context.Bookmarks.FirstOrDefault(x => x.Id == bookmarkId) is not { } bookmark)
                return;
            var execution = bookmark.ActivityInstanceId is null ? null : context.FindExecution(bookmark.ActivityInstanceId);
            if (execution is null)
                throw new InvalidOperationException($"Bookmark '{bookmarkId}' belongs to an execution that instance '{context.Id}' does not have.");
            context.ResumedBookmarkContext = new ResumedBookmarkContext(bookmark);
            context.Scheduler.Schedule(new ActivityWorkItem(execution.Activity, execution.ParentActivityExecutionContext, existingActivityExecutionContext: execution, input: options.Input)
            {
                Resumes = bookmark,
            });
        }
        else if (options?.ActivityHandle is { } handle)
        {
            await ScheduleActivityAsync(context, handle).ConfigureAwait(false);
        }
    }

    private static async ValueTask ScheduleActivityAsync(WorkflowExecutionContext context, ActivityHandle handle)
    {
        if (handle.ActivityInstanceId is { } executionId)
        {
            var execution = context.FindExecution(executionId) ?? throw new InvalidOperationException($"Instance '{context.Id}' has no execution '{executionId}'.");
            context.Scheduler.Schedule(new ActivityWorkItem(execution.Activity, execution.ParentActivityExecutionContext, existingActivityExecutionContext: execution));
            return;
        }

        var activity = context.FindActivity(handle) ?? throw new InvalidOperationException("The workflow has no such activity.");
        var parent = context.FindNodeByActivity(activity)!.Parents.FirstOrDefault();
        var owner = context.Active.Find(x => x.ActivityNode == parent) ?? context.RootExecution;
        if (owner?.Activity is Activities.Flowchart.Activities.Flowchart flowchart)
            await flowchart.RunAsync(owner, activity).ConfigureAwait(false);
        else
            context.Scheduler.Schedule(new ActivityWorkItem(activity, owner));
    }
}
