using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using Elsa.Workflows.Activities.StateMachine.Models;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Models;

namespace Elsa.Workflows.Activities.StateMachine.Activities;

/// <summary>
/// Is in one state at a time. Entering a state runs its entry, then waits for the triggers of the transitions that leave it; the first whose
/// condition holds runs the state's exit and its own action and enters the next state. Complete in a state that no transition leaves.
/// </summary>
[Activity("Elsa", "Flow", "Executes a state machine made of named states and trigger-driven transitions.")]
public class StateMachine : Activity
{
    private const string StateProperty = "CurrentState";
    private const string TransitionProperty = "Transition";
    private const int MostStatesAtOnce = 1_000;

    /// <summary>Without states.</summary>
    public StateMachine([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line)
    {
    }

    private enum Phase
    {
        Enter,
        Listen,
        Exit,
        Act,
    }

    /// <summary>The states; the first is the initial one unless another is named.</summary>
    public ICollection<StateMachineState> States { get; set; } = new List<StateMachineState>();

    /// <summary>The ways between them; of several that can be taken the first is.</summary>
    public ICollection<Transition> Transitions { get; set; } = new List<Transition>();

    /// <summary>The name of the state in which it begins; null for the first.</summary>
    public string? InitialState { get; set; }

    /// <summary>Kept for the designer: the state of an instance is a property of its execution.</summary>
    public string? CurrentState { get; set; }

    /// <summary>Everything that may run.</summary>
    [JsonIgnore]
    [Browsable(false)]
    public IEnumerable<IActivity> Activities => States.SelectMany(x => new[] { x.Entry, x.Exit })
        .Concat(Transitions.SelectMany(x => new[] { x.Trigger, x.Action }))
        .OfType<IActivity>();

    /// <inheritdoc />
    protected override ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        var initial = string.IsNullOrEmpty(InitialState) ? States.FirstOrDefault()?.Name : InitialState;
        if (initial is null)
            return context.CompleteActivityAsync();
        context.SetProperty(StateProperty, initial);
        return GoOnAsync(context, Phase.Enter);
    }

    private ValueTask OnEnteredAsync(ActivityCompletedContext context) => GoOnAsync(context.TargetContext, Phase.Listen);

    private ValueTask OnExitedAsync(ActivityCompletedContext context) => GoOnAsync(context.TargetContext, Phase.Act);

    private ValueTask OnActedAsync(ActivityCompletedContext context)
    {
        context.TargetContext.SetProperty(StateProperty, Taken(context.TargetContext).To);
        return GoOnAsync(context.TargetContext, Phase.Enter);
    }

    private async ValueTask OnTriggeredAsync(ActivityCompletedContext context)
    {
        var machine = context.TargetContext;
        var index = IndexOf(x => ReferenceEquals(x.Trigger, context.ChildContext.Activity));
        var transition = Transitions.ElementAt(index);
        if (!await HoldsAsync(machine, transition).ConfigureAwait(false))
        {
            // Not now: the same thing may happen again.
            await machine.ScheduleActivityAsync(transition.Trigger, OnTriggeredAsync).ConfigureAwait(false);
            return;
        }

        machine.SetProperty(TransitionProperty, index);
        await machine.CancelInsideAsync().ConfigureAwait(false);
        await GoOnAsync(machine, Phase.Exit).ConfigureAwait(false);
    }

    /// <summary>Goes from phase to phase until an activity has to run first. A loop and not a recursion: states may follow each other without one.</summary>
    private async ValueTask GoOnAsync(ActivityExecutionContext context, Phase phase)
    {
        for (var count = 0; ; count++)
        {
            if (count > MostStatesAtOnce)
                throw new InvalidOperationException($"State machine '{Id}' went through its states {MostStatesAtOnce} times without a pause: its transitions seem to go round in circles.");
            switch (phase)
            {
                case Phase.Enter:
                    phase = Phase.Listen;
                    if (StateOf(context).Entry is { } entry)
                    {
                        await context.ScheduleActivityAsync(entry, OnEnteredAsync).ConfigureAwait(false);
                        return;
                    }

                    break;
                case Phase.Listen:
                    if (await ListenAsync(context).ConfigureAwait(false))
                        return;
                    phase = Phase.Exit;
                    break;
                case Phase.Exit:
                    phase = Phase.Act;
                    if (StateOf(context).Exit is { } exit)
                    {
                        await context.ScheduleActivityAsync(exit, OnExitedAsync).ConfigureAwait(false);
                        return;
                    }

                    break;
                default:
                    var transition = Taken(context);
                    if (transition.Action is { } action)
                    {
                        await context.ScheduleActivityAsync(action, OnActedAsync).ConfigureAwait(false);
                        return;
                    }

                    context.SetProperty(StateProperty, transition.To);
                    phase = Phase.Enter;
                    break;
            }
        }
    }

    /// <summary>False when a transition without a trigger is taken at once; true when triggers are waited for or the machine is complete.</summary>
    private async ValueTask<bool> ListenAsync(ActivityExecutionContext context)
    {
        var state = StateOf(context).Name;
        var leaving = Transitions.Where(x => x.From == state).ToList();
        if (leaving.Count == 0)
        {
            await context.CompleteActivityAsync().ConfigureAwait(false);
            return true;
        }

        foreach (var transition in leaving)
            if (transition.Trigger is null && await HoldsAsync(context, transition).ConfigureAwait(false))
            {
                context.SetProperty(TransitionProperty, IndexOf(x => ReferenceEquals(x, transition)));
                return false;
            }

        if (leaving.TrueForAll(x => x.Trigger is null))
            throw new InvalidOperationException($"State machine '{Id}' cannot leave the state '{state}': no condition of its transitions holds, and none has a trigger.");
        foreach (var transition in leaving)
            if (transition.Trigger is not null)
                await context.ScheduleActivityAsync(transition.Trigger, OnTriggeredAsync).ConfigureAwait(false);
        return true;
    }

    private static async ValueTask<bool> HoldsAsync(ActivityExecutionContext context, Transition transition)
    {
        if (transition.Condition is not { } condition)
            return true;
        return condition.Expression is { } expression
            ? await context.Engine.Evaluator.EvaluateAsync<bool>(expression, context.ExpressionExecutionContext).ConfigureAwait(false)
            : context.Get(condition);
    }

    private StateMachineState StateOf(ActivityExecutionContext context)
    {
        var name = context.GetProperty<string>(StateProperty);
        return States.FirstOrDefault(x => x.Name == name) ?? throw new InvalidOperationException($"State machine '{Id}' has no state '{name}'.");
    }

    private Transition Taken(ActivityExecutionContext context) => Transitions.ElementAt(context.GetProperty<int>(TransitionProperty));

    private int IndexOf(Predicate<Transition> predicate) => Transitions.ToList().FindIndex(predicate);
}
