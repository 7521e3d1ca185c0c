using System.Runtime.CompilerServices;
using Elsa.Expressions.Models;
using Elsa.Workflows.Activities.Flowchart.Attributes;
using Elsa.Workflows.Activities.Flowchart.Models;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Models;
using Elsa.Workflows.UIHints;

namespace Elsa.Workflows.Activities.Flowchart.Activities
{
    /// <summary>Goes on with True or False.</summary>
    [FlowNode("True", "False")]
    [Activity("Elsa", "Branching", "Evaluate a Boolean condition to determine which path to execute next.", DisplayName = "Decision")]
    public class FlowDecision : Activity
    {
        /// <summary>Without a condition: False.</summary>
        public FlowDecision([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line)
        {
        }

        /// <summary>With a condition in code.</summary>
        public FlowDecision(Func<ExpressionExecutionContext, bool> condition, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : this(source, line) =>
            Condition = new Input<bool>(condition);

        /// <summary>With a condition in code.</summary>
        public FlowDecision(Func<ExpressionExecutionContext, ValueTask<bool>> condition, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : this(source, line) =>
            Condition = new Input<bool>(condition);

        /// <summary>What is decided.</summary>
        [Input(UIHint = InputUIHints.SingleLine)]
        public Input<bool> Condition { get; set; } = new(new Literal<bool>(false));

        /// <inheritdoc />
        protected override ValueTask ExecuteAsync(ActivityExecutionContext context) =>
            context.CompleteActivityWithOutcomesAsync(context.Get(Condition) ? "True" : "False");
    }

    /// <summary>Goes on with the label of the first case, or of every case, whose condition is true; Default when there is none.</summary>
    [FlowNode("Default")]
    [Activity("Elsa", "Branching", "Evaluate a set of case conditions and schedule the activity for a matching case.", DisplayName = "Switch (flow)")]
    public class FlowSwitch : Activity
    {
        /// <summary>Without cases.</summary>
        public FlowSwitch([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line)
        {
        }

        /// <summary>The cases in the order in which they are tried.</summary>
        [Input(UIHint = "flow-switch-editor")]
        public ICollection<FlowSwitchCase> Cases { get; set; } = new List<FlowSwitchCase>();

        /// <summary>Whether the first match counts, or every match.</summary>
        [Input(Description = "The switch mode determines whether the first match should be scheduled, or all matches.", UIHint = InputUIHints.DropDown)]
        public Input<SwitchMode> Mode { get; set; } = new(SwitchMode.MatchFirst);

        /// <inheritdoc />
        protected override async ValueTask ExecuteAsync(ActivityExecutionContext context)
        {
            var all = context.Get(Mode) == SwitchMode.MatchAny;
            var outcomes = new List<string>();
            foreach (var @case in Cases)
            {
                if (!await context.Engine.Evaluator.EvaluateAsync<bool>(@case.Condition, context.ExpressionExecutionContext).ConfigureAwait(false))
                    continue;
                outcomes.Add(@case.Label);
                if (!all)
                    break;
            }

            if (outcomes.Count == 0)
                outcomes.Add("Default");
            await context.CompleteActivityWithOutcomesAsync([.. outcomes]).ConfigureAwait(false);
        }
    }

    /// <summary>Goes on with all its branches.</summary>
    [Activity("Elsa", "Branching", "Branch execution into multiple branches that will be executed in parallel.", DisplayName = "Fork (flow)")]
    public class FlowFork : Activity
    {
        /// <summary>Without branches.</summary>
        public FlowFork([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line)
        {
        }

        /// <summary>The outcomes.</summary>
        [Input(Description = "A list of expected outcomes to handle.", UIHint = InputUIHints.DynamicOutcomes)]
        public Input<ICollection<string>> Branches { get; set; } = default!;

        /// <inheritdoc />
        protected override ValueTask ExecuteAsync(ActivityExecutionContext context) =>
            context.Get(Branches) is { Count: > 0 } branches
                ? context.CompleteActivityWithOutcomesAsync([.. branches])
                : context.CompleteActivityAsync();
    }

    /// <summary>Where branches meet; the flowchart applies the mode.</summary>
    [Activity("Elsa", "Branching", "Explicitly merge multiple branches into a single branch of execution.", DisplayName = "Join")]
    public class FlowJoin : Activity
    {
        /// <summary>A join that waits for any branch.</summary>
        public FlowJoin([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line)
        {
        }

        /// <summary>For which branches it waits.</summary>
        [Input(
            Description = "The join mode determines whether this activity should continue as soon as one inbound path comes in (WaitAny), or once all inbound paths have executed (WaitAll). To wait for all activated inbound paths, set the mode to WaitAllActive.",
            DefaultValue = FlowJoinMode.WaitAny,
            UIHint = InputUIHints.DropDown)]
        public Input<FlowJoinMode> Mode { get; set; } = new(FlowJoinMode.WaitAny);

        /// <inheritdoc />
        protected override ValueTask ExecuteAsync(ActivityExecutionContext context) => context.CompleteActivityAsync();
    }

    /// <summary>Makes an activity that is not made for flowcharts a part of one.</summary>
    [Activity("Elsa", "Flow", "A simple container that executes the specified activity.", DisplayName = "Container")]
    public class FlowNode : Activity
    {
        /// <summary>An empty container.</summary>
        public FlowNode([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line)
        {
        }

        /// <summary>What is run; null completes at once.</summary>
        [Port]
        public IActivity? Body { get; set; }

        /// <inheritdoc />
        protected override ValueTask ExecuteAsync(ActivityExecutionContext context) => context.ScheduleActivityAsync(Body, OnBodyCompletedAsync);

        private ValueTask OnBodyCompletedAsync(ActivityCompletedContext context) => context.TargetContext.CompleteActivityAsync(context.Result);
    }
}

namespace Elsa.Workflows.Activities.Flowchart.Models
{
    /// <summary>A case of a flow switch.</summary>
    public class FlowSwitchCase
    {
        /// <summary>For a serializer.</summary>
        public FlowSwitchCase()
        {
        }

        /// <summary>A case with its condition.</summary>
        public FlowSwitchCase(string label, Expression condition)
        {
            Label = label;
            Condition = condition;
        }

        /// <summary>A case with its condition in code.</summary>
        public FlowSwitchCase(string label, Func<ExpressionExecutionContext, bool> condition) : this(label, Expression.DelegateExpression(condition))
        {
        }

        /// <summary>A case with its condition in code.</summary>
        public FlowSwitchCase(string label, Func<bool> condition) : this(label, Expression.DelegateExpression(condition))
        {
        }

        /// <summary>The outcome.</summary>
        public string Label { get; set; } = default!;

        /// <summary>The case matches when it is true.</summary>
        public Expression Condition { get; set; } = Expression.LiteralExpression(false);
    }
}
