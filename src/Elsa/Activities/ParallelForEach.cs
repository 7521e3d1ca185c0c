using System.Runtime.CompilerServices;
using Elsa.Expressions.Models;
using Elsa.Extensions;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Models;
using Elsa.Workflows.Signals;

namespace Elsa.Workflows.Activities;

/// <summary>Runs its body once for each item, all at a time; each body sees its own variables CurrentValue and CurrentIndex. Complete when all are.</summary>
[Activity("Elsa", "Looping", "Schedule an activity for each item in parallel.")]
public class ParallelForEach<T> : Activity
{
    /// <summary>Without items.</summary>
    public ParallelForEach([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line)
    {
        OnSignalReceived<BreakSignal>(BreakBehaviorActivityExecutionContextExtensions.NoteBreak);
        OnSignalReceived<CancelSignal>(OnChildCanceledAsync);
    }

    /// <summary>With items in code.</summary>
    public ParallelForEach(Func<ExpressionExecutionContext, ICollection<T?>> @delegate, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : this(new Input<object>(x => @delegate(x)), source, line)
    {
    }

    /// <summary>With items in code.</summary>
    public ParallelForEach(Func<ICollection<T?>> @delegate, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : this(new Input<object>(() => (object?)@delegate()), source, line)
    {
    }

    /// <summary>With constant items.</summary>
    public ParallelForEach(ICollection<T?> items, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : this(new Input<object>(items), source, line)
    {
    }

    /// <summary>With items.</summary>
    public ParallelForEach(Input<object> items, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : this(source, line) => Items = items;

    /// <summary>What is gone through: a list, or a list as JSON.</summary>
    [Input(Description = "The items to iterate through.")]
    public Input<object> Items { get; set; } = new(Array.Empty<T>());

    /// <summary>Runs for each item.</summary>
    [Port]
    public IActivity Body { get; set; } = default!;

    /// <inheritdoc />
    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        var items = LoopExtensions.Listed<T>(context.Get(Items), nameof(ParallelForEach));
        if (items.Count == 0 || Body is null)
        {
            await context.CompleteActivityAsync().ConfigureAwait(false);
            return;
        }

        for (var index = 0; index < items.Count; index++)
            await context.ScheduleActivityAsync(
                Body,
                OnChildCompleted,
                variables: [LoopExtensions.RoundVariable("CurrentValue", items[index]), LoopExtensions.RoundVariable("CurrentIndex", index)]).ConfigureAwait(false);
    }

    private ValueTask OnChildCompleted(ActivityCompletedContext context) => CompleteWhenDoneAsync(context.TargetContext);

    private ValueTask OnChildCanceledAsync(CancelSignal? signal, SignalContext context) =>
        context.IsCanceledChild() ? CompleteWhenDoneAsync(context.ReceiverActivityExecutionContext) : ValueTask.CompletedTask;

    private static ValueTask CompleteWhenDoneAsync(ActivityExecutionContext context) =>
        context.GetIsBreaking() || !context.HasPendingChildren() ? context.CompleteActivityAsync() : ValueTask.CompletedTask;
}

/// <summary>Runs its body once for each item, all at a time.</summary>
[Activity("Elsa", "Looping", "Schedule an activity for each item in parallel.")]
public class ParallelForEach : ParallelForEach<object>
{
    /// <summary>Without items.</summary>
    public ParallelForEach([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line)
    {
    }
}
