using System.Runtime.CompilerServices;
using Elsa.Expressions.Models;
using Elsa.Extensions;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Models;
using Elsa.Workflows.Signals;

namespace Elsa.Workflows.Activities;

/// <summary>Runs its body once for each number from a start to an end; the body sees the number as the variable CurrentValue.</summary>
[Activity("Elsa", "Looping", "Iterate over a sequence of steps between a start and an end number.")]
public class For : Activity
{
    private const string NextProperty = "CurrentStep";

    /// <summary>From 0 to 0.</summary>
    public For([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line) =>
        OnSignalReceived<BreakSignal>(BreakBehaviorActivityExecutionContextExtensions.NoteBreak);

    /// <summary>With constants.</summary>
    public For(int start, int end, int step, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : this(source, line)
    {
        Start = new Input<int>(start);
        End = new Input<int>(end);
        Step = new Input<int>(step);
    }

    /// <summary>The first number.</summary>
    [Input(Description = "The start step.")]
    public Input<int> Start { get; set; } = new(0);

    /// <summary>The last number.</summary>
    [Input(Description = "The end step.")]
    public Input<int> End { get; set; } = new(0);

    /// <summary>Added after each round; counts down when negative.</summary>
    [Input(Description = "The step size. To count down, enter a negative number.")]
    public Input<int> Step { get; set; } = new(1);

    /// <summary>Whether there is a round for the end itself.</summary>
    [Input(Description = "Controls whether the end step is upper/lowerbound inclusive or exclusive. True (inclusive) by default.", DefaultValue = true)]
    public Input<bool> OuterBoundInclusive { get; set; } = new(true);

    /// <summary>Runs in each round; without it there is no round.</summary>
    [Port]
    public IActivity? Body { get; set; }

    /// <summary>The number of the round.</summary>
    [Output]
    public Output<object?> CurrentValue { get; set; } = new(new MemoryBlockReference());

    /// <inheritdoc />
    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        if (context.Get(Step) == 0)
            throw new InvalidOperationException("The step of a For loop must not be 0: it would never end.");
        context.SetProperty<long>(NextProperty, context.Get(Start));
        await NextAsync(context).ConfigureAwait(false);
    }

    private ValueTask OnChildCompletedAsync(ActivityCompletedContext context) => NextAsync(context.TargetContext);

    private async ValueTask NextAsync(ActivityExecutionContext context)
    {
        var value = context.GetProperty<long>(NextProperty);
        long end = context.Get(End);
        var step = context.Get(Step);
        var isWithin = context.Get(OuterBoundInclusive) ? (step > 0 ? value <= end : value >= end) : step > 0 ? value < end : value > end;
        if (Body is null || !isWithin || context.GetIsBreaking())
        {
            await context.CompleteActivityAsync().ConfigureAwait(false);
            return;
        }

        var number = (int)value;
        context.SetProperty(NextProperty, value + step);
        context.Set(CurrentValue, (object)number, nameof(CurrentValue));
        await context.ScheduleActivityAsync(Body, OnChildCompletedAsync, variables: [LoopExtensions.RoundVariable("CurrentValue", number)]).ConfigureAwait(false);
    }
}
