using System.Runtime.CompilerServices;
using Elsa.Expressions.Helpers;
using Elsa.Expressions.Models;
using Elsa.Extensions;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Models;
using Elsa.Workflows.Signals;
using Elsa.Workflows.UIHints;

namespace Elsa.Workflows.Activities;

/// <summary>Runs its body again and again while the condition, evaluated before each round, is true.</summary>
[Activity("Elsa", "Looping", "Execute an activity while a given condition evaluates to true.")]
public class While : Activity
{
    /// <summary>Without a condition: no round.</summary>
    public While([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line) =>
        OnSignalReceived<BreakSignal>(BreakBehaviorActivityExecutionContextExtensions.NoteBreak);

    /// <summary>With a body.</summary>
    public While(IActivity? body = null, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : this(source, line) => Body = body;

    /// <summary>With a condition.</summary>
    public While(Input<bool> condition, IActivity? body = null, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : this(body, source, line) => Condition = condition;

    /// <summary>With a condition in code.</summary>
    public While(Func<ExpressionExecutionContext, ValueTask<bool>> condition, IActivity? body = null, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : this(new Input<bool>(condition), body, source, line)
    {
    }

    /// <summary>With a condition in code.</summary>
    public While(Func<ExpressionExecutionContext, bool> condition, IActivity? body = null, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : this(new Input<bool>(condition), body, source, line)
    {
    }

    /// <summary>With a condition in code.</summary>
    public While(Func<ValueTask<bool>> condition, IActivity? body = null, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : this(new Input<bool>(condition), body, source, line)
    {
    }

    /// <summary>With a condition in code.</summary>
    public While(Func<bool> condition, IActivity? body = null, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : this(new Input<bool>(condition), body, source, line)
    {
    }

    /// <summary>Asked before each round.</summary>
    [Input(AutoEvaluate = false, UIHint = InputUIHints.SingleLine)]
    public Input<bool> Condition { get; set; } = new(false);

    /// <summary>Runs in each round; without it there is no round.</summary>
    [Port]
    public IActivity? Body { get; set; }

    /// <summary>A loop that only a break ends.</summary>
    public static While True(IActivity body) => new(body) { Condition = new Input<bool>(true) };

    /// <inheritdoc />
    protected override ValueTask ExecuteAsync(ActivityExecutionContext context) => NextAsync(context);

    private ValueTask OnBodyCompletedAsync(ActivityCompletedContext context) => NextAsync(context.TargetContext);

    private async ValueTask NextAsync(ActivityExecutionContext context)
    {
        if (Body is null || context.GetIsBreaking() || !(await context.EvaluateInputPropertyAsync(nameof(Condition)).ConfigureAwait(false)).ConvertTo<bool>())
            await context.CompleteActivityAsync().ConfigureAwait(false);
        else
            await context.ScheduleActivityAsync(Body, OnBodyCompletedAsync).ConfigureAwait(false);
    }
}
