using System.ComponentModel;
using System.Runtime.CompilerServices;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Signals;
using Elsa.Workflows.UIHints;

namespace Elsa.Workflows.Activities;

/// <summary>Runs its branches all at a time; complete when all are, or when the first is, which cancels the others.</summary>
[Activity("Elsa", "Control Flow", "Branch execution into multiple branches.")]
[Browsable(false)]
public class Fork : Activity
{
    /// <summary>Without branches.</summary>
    public Fork([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line) =>
        OnSignalReceived<CancelSignal>(OnChildCanceledAsync);

    /// <summary>For which branches it waits.</summary>
    [Input(Description = "Controls when this activity yields control back to its parent activity.", UIHint = InputUIHints.DropDown)]
    public ForkJoinMode JoinMode { get; set; }

    /// <summary>What is run.</summary>
    public ICollection<IActivity> Branches { get; set; } = new List<IActivity>();

    /// <inheritdoc />
    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        if (Branches.Count == 0)
            await context.CompleteActivityAsync().ConfigureAwait(false);
        foreach (var branch in Branches)
            await context.ScheduleActivityAsync(branch, OnBranchCompleted).ConfigureAwait(false);
    }

    private ValueTask OnBranchCompleted(ActivityCompletedContext context) =>
        JoinMode == ForkJoinMode.WaitAny || !context.TargetContext.HasPendingChildren() ? context.TargetContext.CompleteActivityAsync() : ValueTask.CompletedTask;

    // A branch that somebody cancelled has not arrived: the others are still waited for.
    private ValueTask OnChildCanceledAsync(CancelSignal? signal, SignalContext context) =>
        context.IsCanceledChild() && !context.ReceiverActivityExecutionContext.HasPendingChildren()
            ? context.ReceiverActivityExecutionContext.CompleteActivityAsync()
            : ValueTask.CompletedTask;
}
