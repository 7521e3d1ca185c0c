using System.Reflection;
using System.Runtime.CompilerServices;
using Elsa.Extensions;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Models;
using Elsa.Workflows.Runtime.Stimuli;
using Elsa.Workflows.Signals;
using Elsa.Workflows.UIHints;
using Elsa.Workflows.UIHints.Dropdown;

namespace Elsa.Workflows.Runtime.Activities;

/// <summary>Starts an instance of another workflow in the background; may wait for its end, however that comes. The result is the output of the other one.</summary>
[Activity("Elsa", "Composition", "Create a new workflow instance of the specified workflow and dispatch it for execution.")]
public class DispatchWorkflow : Activity<object>
{
    /// <summary>Without a workflow.</summary>
    public DispatchWorkflow([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line) =>
        OnSignalReceived<CancelSignal>(OnCanceledAsync);

    /// <summary>The definition; its published version is started.</summary>
    [Input(DisplayName = "Workflow Definition", Description = "The definition ID of the workflow to dispatch.", UIHint = InputUIHints.WorkflowDefinitionPicker)]
    public Input<string> WorkflowDefinitionId { get; set; } = default!;

    /// <summary>Joins the instance to something of the application; null for nothing.</summary>
    [Input(DisplayName = "Correlation ID", Description = "The correlation ID to associate the workflow with.")]
    public Input<string?> CorrelationId { get; set; } = default!;

    /// <summary>Values by input name.</summary>
    [Input(Description = "The input to send to the workflow.")]
    public Input<IDictionary<string, object>?> Input { get; set; } = default!;

    /// <summary>Whether to go on only when the instance is over; then cancelling this activity cancels the instance.</summary>
    [Input(Description = "Wait for the child workflow to complete before completing this activity.")]
    public Input<bool> WaitForCompletion { get; set; } = default!;

    /// <summary>Kept for the designer: this engine writes no traces of its own.</summary>
    [Input(Description = "Start a new trace context when using Open Telemetry.", Category = "Open Telemetry")]
    public Input<bool> StartNewTrace { get; set; } = default!;

    /// <summary>The queue; there is the default one only.</summary>
    [Input(DisplayName = "Channel", Description = "The channel to dispatch the workflow to.", UIHint = InputUIHints.DropDown, UIHandler = typeof(DispatcherChannelOptionsProvider))]
    public Input<string?> ChannelName { get; set; } = default!;

    /// <inheritdoc />
    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        DispatcherChannelOptionsProvider.Check(context.Get(ChannelName));
        var children = context.GetRequiredService<ChildWorkflows>();
        var version = await children.PublishedVersionAsync(context.Get(WorkflowDefinitionId), context.CancellationToken).ConfigureAwait(false);
        var childId = ChildWorkflows.IdOf(context);
        var notice = context.Get(WaitForCompletion)
            ? new ParentNotice(context.CreateBookmark(new CreateBookmarkArgs { Stimulus = new DispatchWorkflowStimulus(childId), Callback = OnChildWorkflowCompletedAsync, IncludeActivityInstanceId = false }).Id, true)
            : null;
        context.JournalData["ChildInstanceId"] = childId;
        await children.StartAsync(context, childId, version, context.Get(CorrelationId), context.Get(Input), notice, context.CancellationToken).ConfigureAwait(false);
        if (notice is null)
            await context.CompleteActivityAsync().ConfigureAwait(false);
    }

    private async ValueTask OnChildWorkflowCompletedAsync(ActivityExecutionContext context)
    {
        var report = ChildReport.From(context);
        context.JournalData["ChildSubStatus"] = report.SubStatus.ToString();
        context.SetResult(report.Output);
        await context.CompleteActivityAsync().ConfigureAwait(false);
    }

    private async ValueTask OnCanceledAsync(CancelSignal? signal, SignalContext context)
    {
        if (context.IsSelf && context.SenderActivityExecutionContext.WorkflowExecutionContext.Status == WorkflowStatus.Running)
            await context.SenderActivityExecutionContext.GetRequiredService<ChildWorkflows>()
                .CancelAsync(ChildWorkflows.IdOf(context.SenderActivityExecutionContext), context.CancellationToken).ConfigureAwait(false);
    }
}

/// <summary>The queues that a workflow can be dispatched to.</summary>
public class DispatcherChannelOptionsProvider : DropDownOptionsProviderBase
{
    /// <inheritdoc />
    protected override ValueTask<ICollection<SelectListItem>> GetItemsAsync(PropertyInfo propertyInfo, object? context, CancellationToken cancellationToken) =>
        ValueTask.FromResult<ICollection<SelectListItem>>([new SelectListItem("Default", "")]);

    internal static void Check(string? channel)
    {
        if (!string.IsNullOrEmpty(channel))
            throw new InvalidOperationException($"There is no channel '{channel}'.");
    }
}
