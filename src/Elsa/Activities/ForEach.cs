using System.Runtime.CompilerServices;
using Elsa.Expressions.Models;
using Elsa.Extensions;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Models;
using Elsa.Workflows.Signals;

namespace Elsa.Workflows.Activities;

/// <summary>Runs its body once for each item, one after the other; the body sees the variables CurrentValue and CurrentIndex. The items are taken when the loop begins.</summary>
[Activity("Elsa", "Looping", "Iterate over a set of values.")]
public class ForEach<T> : Activity
{
    private const string NextProperty = "CurrentIndex";

    /// <summary>Without items.</summary>
    public ForEach([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line) =>
        OnSignalReceived<BreakSignal>(BreakBehaviorActivityExecutionContextExtensions.NoteBreak);

    /// <summary>With items in code.</summary>
    public ForEach(Func<ExpressionExecutionContext, ICollection<T>> @delegate, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : this(new Input<ICollection<T>>(@delegate!), source, line)
    {
    }

    /// <summary>With items in code.</summary>
    public ForEach(Func<ICollection<T>> @delegate, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : this(new Input<ICollection<T>>(@delegate!), source, line)
    {
    }

    /// <summary>With constant items.</summary>
    public ForEach(ICollection<T> items, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : this(new Input<ICollection<T>>(items), source, line)
    {
    }

    /// <summary>With items.</summary>
    public ForEach(Input<ICollection<T>> items, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : this(source, line) => Items = items;

    /// <summary>What is gone through; null is no item.</summary>
    [Input(Description = "The set of values to iterate.")]
    public Input<ICollection<T>> Items { get; set; } = new(Array.Empty<T>());

    /// <summary>Runs in each round; without it there is no round.</summary>
    [Port]
    public IActivity? Body { get; set; }

    /// <summary>The item of the round.</summary>
    [Output(Description = "Assign the current value to the specified variable.")]
    public Output<T>? CurrentValue { get; set; }

    /// <inheritdoc />
    protected override ValueTask ExecuteAsync(ActivityExecutionContext context) => NextAsync(context);

    private ValueTask OnChildCompleted(ActivityCompletedContext context) => NextAsync(context.TargetContext);

    private async ValueTask NextAsync(ActivityExecutionContext context)
    {
        var index = context.GetProperty<int>(NextProperty);
        var items = context.Get(Items);
        if (Body is null || items is null || index >= items.Count || context.GetIsBreaking())
        {
            await context.CompleteActivityAsync().ConfigureAwait(false);
            return;
        }

        var item = items is IList<T> list ? list[index] : items.ElementAt(index);
        context.SetProperty(NextProperty, index + 1);
        context.Set(CurrentValue, item, nameof(CurrentValue));
        await context.ScheduleActivityAsync(
            Body,
            OnChildCompleted,
            variables: [LoopExtensions.RoundVariable("CurrentValue", item), LoopExtensions.RoundVariable("CurrentIndex", index)]).ConfigureAwait(false);
    }
}

/// <summary>Runs its body once for each item, one after the other.</summary>
[Activity("Elsa", "Looping", "Iterate over a set of values.")]
public class ForEach : ForEach<object>;
