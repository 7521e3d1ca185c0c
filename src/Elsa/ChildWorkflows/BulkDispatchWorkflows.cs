using System.Runtime.CompilerServices;
using Elsa.Expressions.Models;
using Elsa.Extensions;
using Elsa.Workflows.Activities.Flowchart.Attributes;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Models;
using Elsa.Workflows.Runtime.Stimuli;
using Elsa.Workflows.Signals;
using Elsa.Workflows.UIHints;

namespace Elsa.Workflows.Runtime.Activities;

/// <summary>Starts an instance of another workflow for each item, in the background; may wait for the end of all of them.</summary>
[Activity("Elsa", "Composition", "Create new workflow instances for each item in the data source and dispatch them for execution.", Kind = ActivityKind.Task)]
[FlowNode("Completed", "Canceled", "Done")]
public class BulkDispatchWorkflows : Activity
{
    private const string DispatchedProperty = "DispatchedInstancesCount";
    private const string EndedProperty = "CompletedInstancesCount";
    private const string CanceledProperty = "CanceledInstancesCount";

    /// <summary>Without a workflow.</summary>
    public BulkDispatchWorkflows([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line) =>
        OnSignalReceived<CancelSignal>(OnCanceledAsync);

    /// <summary>The definition; its published version is started.</summary>
    [Input(DisplayName = "Workflow Definition", Description = "The definition ID of the workflows to dispatch.", UIHint = InputUIHints.WorkflowDefinitionPicker)]
    public Input<string> WorkflowDefinitionId { get; set; } = default!;

    /// <summary>A list, or a list as JSON. An item that is a dictionary gives the inputs of its instance.</summary>
    [Input(Description = "The data source to use for dispatching the workflows.")]
    public Input<object> Items { get; set; } = default!;

    /// <summary>The input under which an item goes that is no dictionary.</summary>
    [Input(
        Description = "The default key to use for the input name when sending the current item to the dispatched workflow. Will not be used if the Items field contain a list of dictionaries",
        DefaultValue = "Item")]
    public Input<string> DefaultItemInputKey { get; set; } = new("Item");

    /// <summary>Evaluated for each item, which it sees as <c>item</c>; null correlates with nothing.</summary>
    [Input(DisplayName = "Correlation ID Function", Description = "A function to compute the correlation ID to associate a dispatched workflow with.", AutoEvaluate = false)]
    public Input<string?>? CorrelationIdFunction { get; set; }

    /// <summary>Inputs that every instance gets.</summary>
    [Input(Description = "Additional input to send to the workflows being dispatched.")]
    public Input<IDictionary<string, object>?> Input { get; set; } = default!;

    /// <summary>Whether to go on only when all instances are over; then cancelling this activity cancels the instances.</summary>
    [Input(Description = "Wait for the dispatched workflows to complete before completing this activity.", DefaultValue = true)]
    public Input<bool> WaitForCompletion { get; set; } = new(true);

    /// <summary>Kept for the designer: this engine writes no traces of its own.</summary>
    [Input(Description = "Start a new trace context when using Open Telemetry.", Category = "Open Telemetry")]
    public Input<bool> StartNewTrace { get; set; } = new(false);

    /// <summary>The queue; there is the default one only.</summary>
    [Input(DisplayName = "Channel", Description = "The channel to dispatch the workflow to.", UIHint = InputUIHints.DropDown, UIHandler = typeof(DispatcherChannelOptionsProvider))]
    public Input<string?> ChannelName { get; set; } = default!;

    /// <summary>Runs for each instance that has ended well; sees the variables ChildInstanceId and ChildOutput.</summary>
    [Port]
    public IActivity? ChildCompleted { get; set; }

    /// <summary>Runs for each instance that has faulted; sees the variables ChildInstanceId and ChildOutput.</summary>
    [Port]
    public IActivity? ChildFaulted { get; set; }

    /// <inheritdoc />
    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        DispatcherChannelOptionsProvider.Check(context.Get(ChannelName));
        var children = context.GetRequiredService<ChildWorkflows>();
        var version = await children.PublishedVersionAsync(context.Get(WorkflowDefinitionId), context.CancellationToken).ConfigureAwait(false);
        var items = LoopExtensions.Listed<object>(context.Get(Items), nameof(BulkDispatchWorkflows));
        var waits = context.Get(WaitForCompletion);
        context.SetProperty(DispatchedProperty, items.Count);
        if (items.Count == 0)
        {
            await CompleteAsync(context, waits).ConfigureAwait(false);
            return;
        }

        var notice = waits
            ? new ParentNotice(context.CreateBookmark(new CreateBookmarkArgs
            {
                Stimulus = new BulkDispatchWorkflowsStimulus(context.WorkflowExecutionContext.Id) { ScheduledInstanceIdsCount = items.Count },
                Callback = OnChildFinishedAsync,
                IncludeActivityInstanceId = true,
                AutoBurn = false,
            }).Id, true)
            : null;
        for (var index = 0; index < items.Count; index++)
            await children.StartAsync(
                context,
                ChildWorkflows.IdOf(context, index),
                version,
                await CorrelationIdAsync(context, items[index]).ConfigureAwait(false),
                InputFor(context, items[index]),
                notice,
                context.CancellationToken).ConfigureAwait(false);
        if (!waits)
            await CompleteAsync(context, false).ConfigureAwait(false);
    }

    private async ValueTask OnChildFinishedAsync(ActivityExecutionContext context)
    {
        // One that could not be started must not hold up or repeat the others: it counts as faulted.
        var report = ChildReport.FromAny(context);
        context.UpdateProperty<int>(EndedProperty, x => x + 1);
        if (report.SubStatus == WorkflowSubStatus.Cancelled)
            context.UpdateProperty<int>(CanceledProperty, x => x + 1);
        var next = report.SubStatus switch
        {
            WorkflowSubStatus.Finished => ChildCompleted,
            WorkflowSubStatus.Faulted => ChildFaulted,
            _ => null,
        };
        if (next is not null)
            await context.ScheduleActivityAsync(
                next,
                OnChildHandledAsync,
                variables: [LoopExtensions.RoundVariable("ChildInstanceId", report.InstanceId), LoopExtensions.RoundVariable("ChildOutput", report.Output)]).ConfigureAwait(false);
        await CompleteWhenDoneAsync(context).ConfigureAwait(false);
    }

    private ValueTask OnChildHandledAsync(ActivityCompletedContext context) => CompleteWhenDoneAsync(context.TargetContext);

    private static ValueTask CompleteWhenDoneAsync(ActivityExecutionContext context) =>
        context.GetProperty<int>(EndedProperty) < context.GetProperty<int>(DispatchedProperty) || context.HasPendingChildren()
            ? ValueTask.CompletedTask
            : CompleteAsync(context, true);

    private static ValueTask CompleteAsync(ActivityExecutionContext context, bool waited) => !waited
        ? context.CompleteActivityWithOutcomesAsync("Done")
        : context.CompleteActivityWithOutcomesAsync(context.GetProperty<int>(CanceledProperty) > 0 ? "Canceled" : "Completed", "Done");

    private Dictionary<string, object> InputFor(ActivityExecutionContext context, object? item)
    {
        var input = new Dictionary<string, object>(context.Get(Input) ?? new Dictionary<string, object>());
        if (item is IDictionary<string, object> values)
            foreach (var (name, value) in values)
                input[name] = value;
        else
            input[context.Get(DefaultItemInputKey) is { Length: > 0 } key ? key : "Item"] = item!;
        return input;
    }

    private async ValueTask<string?> CorrelationIdAsync(ActivityExecutionContext context, object? item)
    {
        if (CorrelationIdFunction is not { } function)
            return null;
        if (function.Expression is not { } expression)
            return context.Get(function);
        var options = new ExpressionEvaluatorOptions { Arguments = new Dictionary<string, object> { ["item"] = item! } };
        return (string?)await context.Engine.Evaluator.EvaluateAsync(expression, typeof(string), context.ExpressionExecutionContext, options).ConfigureAwait(false);
    }

    private async ValueTask OnCanceledAsync(CancelSignal? signal, SignalContext context)
    {
        var execution = context.SenderActivityExecutionContext;
        if (!context.IsSelf)
        {
            if (context.IsCanceledChild())
                await CompleteWhenDoneAsync(context.ReceiverActivityExecutionContext).ConfigureAwait(false);
            return;
        }

        // Where the whole instance is cancelled, so is everything that it has started.
        if (execution.WorkflowExecutionContext.Status == WorkflowStatus.Finished)
            return;
        var children = execution.GetRequiredService<ChildWorkflows>();
        for (var index = 0; index < execution.GetProperty<int>(DispatchedProperty); index++)
            await children.CancelAsync(ChildWorkflows.IdOf(execution, index), context.CancellationToken).ConfigureAwait(false);
    }
}
