using Elsa.Workflows.Models;

namespace Elsa.Workflows.Activities.StateMachine.Models;

/// <summary>A state of a state machine.</summary>
public class StateMachineState
{
    /// <summary>Unique within the machine.</summary>
    public string Name { get; set; } = default!;

    /// <summary>Runs when the state is entered; null for nothing.</summary>
    public IActivity? Entry { get; set; }

    /// <summary>Runs when the state is left; null for nothing.</summary>
    public IActivity? Exit { get; set; }
}

/// <summary>A way from one state to another.</summary>
public class Transition
{
    /// <summary>Tells transitions apart; null is allowed.</summary>
    public string? Name { get; set; }

    /// <summary>The name that people see.</summary>
    public string? DisplayName { get; set; }

    /// <summary>The name of the state that is left.</summary>
    public string From { get; set; } = default!;

    /// <summary>The name of the state that is entered.</summary>
    public string To { get; set; } = default!;

    /// <summary>Runs while the machine is in the state; the transition is tried when it completes. Null tries it as soon as the state is entered.</summary>
    public IActivity? Trigger { get; set; }

    /// <summary>The transition is taken when it is true; null is true.</summary>
    public Input<bool>? Condition { get; set; }

    /// <summary>Runs between the two states; null for nothing.</summary>
    public IActivity? Action { get; set; }
}
