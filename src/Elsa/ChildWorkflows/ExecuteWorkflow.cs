using System.Runtime.CompilerServices;
using Elsa.Extensions;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Models;
using Elsa.Workflows.Runtime.Stimuli;
using Elsa.Workflows.Signals;
using Elsa.Workflows.UIHints;

namespace Elsa.Workflows.Runtime.Activities;

/// <summary>
/// Runs an instance of another workflow until it pauses for the first time, or until it is over; the result tells how it stands. The other
/// instance has its own commits: this activity waits for them on a bookmark, so that a crash in between loses and repeats nothing.
/// </summary>
[Activity("Elsa", "Composition", "Create a new workflow instance of the specified workflow and execute it.", Kind = ActivityKind.Task)]
public class ExecuteWorkflow : Activity<ExecuteWorkflowResult>
{
    /// <summary>Without a workflow.</summary>
    public ExecuteWorkflow([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line) =>
        OnSignalReceived<CancelSignal>(OnCanceledAsync);

    /// <summary>The definition; its published version is run.</summary>
    [Input(DisplayName = "Workflow Definition", Description = "The definition ID of the workflow to execute.", UIHint = InputUIHints.WorkflowDefinitionPicker)]
    public Input<string> WorkflowDefinitionId { get; set; } = default!;

    /// <summary>Joins the instance to something of the application; null for nothing.</summary>
    [Input(DisplayName = "Correlation ID", Description = "The correlation ID to associate the workflow with.")]
    public Input<string?> CorrelationId { get; set; } = default!;

    /// <summary>Values by input name.</summary>
    [Input(Description = "The input to send to the workflow.")]
    public Input<IDictionary<string, object>?> Input { get; set; } = default!;

    /// <summary>Whether to go on only when the instance is over.</summary>
    [Input(Description = "Wait for the child workflow to complete before completing this activity.")]
    public Input<bool> WaitForCompletion { get; set; } = default!;

    /// <inheritdoc />
    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        var children = context.GetRequiredService<ChildWorkflows>();
        var version = await children.PublishedVersionAsync(context.Get(WorkflowDefinitionId), context.CancellationToken).ConfigureAwait(false);
        var childId = ChildWorkflows.IdOf(context);
        var bookmark = context.CreateBookmark(new CreateBookmarkArgs { Stimulus = new ExecuteWorkflowStimulus(childId), Callback = OnChildReportedAsync, IncludeActivityInstanceId = false });
        context.JournalData["ChildInstanceId"] = childId;
        await children.StartAsync(context, childId, version, context.Get(CorrelationId), context.Get(Input), new ParentNotice(bookmark.Id, context.Get(WaitForCompletion)), context.CancellationToken).ConfigureAwait(false);
    }

    private async ValueTask OnChildReportedAsync(ActivityExecutionContext context)
    {
        var report = ChildReport.From(context);
        context.SetResult(new ExecuteWorkflowResult
        {
            WorkflowInstanceId = report.InstanceId,
            WorkflowDefinitionVersionId = report.VersionId,
            CorrelationId = report.CorrelationId,
            Status = report.Status,
            SubStatus = report.SubStatus,
            Output = report.Output,
        });
        await context.CompleteActivityAsync().ConfigureAwait(false);
    }

    private async ValueTask OnCanceledAsync(CancelSignal? signal, SignalContext context)
    {
        if (context.IsSelf && context.SenderActivityExecutionContext.WorkflowExecutionContext.Status == WorkflowStatus.Running)
            await context.SenderActivityExecutionContext.GetRequiredService<ChildWorkflows>()
                .CancelAsync(ChildWorkflows.IdOf(context.SenderActivityExecutionContext), context.CancellationToken).ConfigureAwait(false);
    }
}
