using System.ComponentModel;
using System.Runtime.CompilerServices;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Signals;

namespace Elsa.Workflows.Activities;

/// <summary>Runs its activities all at a time; complete when all are.</summary>
[Activity("Elsa", "Workflows", "Execute a set of activities in parallel.")]
[Browsable(false)]
public class Parallel : Container
{
    /// <summary>Without activities.</summary>
    public Parallel([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line) =>
        OnSignalReceived<CancelSignal>(OnChildCanceledAsync);

    /// <summary>With activities.</summary>
    public Parallel(params IActivity[] activities) : this(source: null) => Activities = [.. activities];

    /// <inheritdoc />
    protected override async ValueTask ScheduleChildrenAsync(ActivityExecutionContext context)
    {
        if (Activities.Count == 0)
            await context.CompleteActivityAsync().ConfigureAwait(false);
        foreach (var activity in Activities)
            await context.ScheduleActivityAsync(activity, OnChildCompleted).ConfigureAwait(false);
    }

    private ValueTask OnChildCompleted(ActivityCompletedContext context) => CompleteWhenDoneAsync(context.TargetContext);

    private ValueTask OnChildCanceledAsync(CancelSignal? signal, SignalContext context) =>
        context.IsCanceledChild() ? CompleteWhenDoneAsync(context.ReceiverActivityExecutionContext) : ValueTask.CompletedTask;

    private static ValueTask CompleteWhenDoneAsync(ActivityExecutionContext context) =>
        context.HasPendingChildren() ? ValueTask.CompletedTask : context.CompleteActivityAsync();
}
