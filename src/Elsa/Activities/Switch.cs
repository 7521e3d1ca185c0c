using System.Runtime.CompilerServices;
using Elsa.Expressions.Models;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Models;

namespace Elsa.Workflows.Activities;

/// <summary>Runs the activity of the first case, or of every case, whose condition is true.</summary>
[Activity("Elsa", "Branching", "Evaluate a set of case conditions and schedule the activity for a matching case.")]
public class Switch : Activity
{
    /// <summary>Without cases.</summary>
    public Switch([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line)
    {
    }

    /// <summary>Not set by this engine; kept for definitions that name it.</summary>
    public Output<object>? Output { get; set; }

    /// <summary>The cases in the order in which they are tried.</summary>
    [Input(Description = "The cases to evaluate.", UIHint = "switch-editor")]
    public ICollection<SwitchCase> Cases { get; set; } = new List<SwitchCase>();

    /// <summary>Whether the first match counts, or every match.</summary>
    [Input(Description = "The switch mode determines whether the first match should be scheduled, or all matches.", UIHint = "dropdown")]
    public Input<SwitchMode> Mode { get; set; } = new(SwitchMode.MatchFirst);

    /// <summary>Runs when no case matches.</summary>
    [Port("Default")]
    public IActivity? Default { get; set; }

    /// <inheritdoc />
    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        var all = context.Get(Mode) == SwitchMode.MatchAny;
        var matches = new List<IActivity?>();
        foreach (var @case in Cases)
        {
            if (!await context.Engine.Evaluator.EvaluateAsync<bool>(@case.Condition, context.ExpressionExecutionContext).ConfigureAwait(false))
                continue;
            matches.Add(@case.Activity);
            if (!all)
                break;
        }

        if (matches.Count == 0)
            matches.Add(Default);
        if (matches.TrueForAll(x => x is null))
        {
            await context.CompleteActivityAsync().ConfigureAwait(false);
            return;
        }

        foreach (var match in matches)
            if (match is not null)
                await context.ScheduleActivityAsync(match, OnChildActivityCompletedAsync).ConfigureAwait(false);
    }

    private async ValueTask OnChildActivityCompletedAsync(ActivityCompletedContext context)
    {
        if (!context.TargetContext.HasChildren && !context.WorkflowExecutionContext.Scheduler.Any(x => x.Owner == context.TargetContext))
            await context.TargetContext.CompleteActivityAsync().ConfigureAwait(false);
    }
}

/// <summary>A case of a <see cref="Switch"/>.</summary>
public class SwitchCase
{
    /// <summary>For a serializer.</summary>
    public SwitchCase()
    {
    }

    /// <summary>A case with its condition.</summary>
    public SwitchCase(string label, Expression condition, IActivity activity)
    {
        Label = label;
        Condition = condition;
        Activity = activity;
    }

    /// <summary>A case with its condition in code.</summary>
    public SwitchCase(string label, Func<ExpressionExecutionContext, bool> condition, IActivity activity) : this(label, Expression.DelegateExpression(condition), activity)
    {
    }

    /// <summary>A case with its condition in code.</summary>
    public SwitchCase(string label, Func<bool> condition, IActivity activity) : this(label, Expression.DelegateExpression(condition), activity)
    {
    }

    /// <summary>The name that people see.</summary>
    public string Label { get; set; } = default!;

    /// <summary>The case matches when it is true.</summary>
    public Expression Condition { get; set; } = Expression.LiteralExpression(false);

    /// <summary>What is run; null runs nothing.</summary>
    public IActivity? Activity { get; set; }
}
