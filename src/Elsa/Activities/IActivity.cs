using Elsa.Workflows.Memory;
using Elsa.Workflows.Models;

namespace Elsa.Workflows;

/// <summary>A step of a definition. One object serves every instance at once: what an instance knows stands in its context.</summary>
public interface IActivity
{
    /// <summary>Unique within the definition.</summary>
    string Id { get; set; }

    /// <summary>The path of ids from the workflow down, joined by colons.</summary>
    string NodeId { get; set; }

    /// <summary>The name by which expressions may find it.</summary>
    string? Name { get; set; }

    /// <summary>The name of its type, such as <c>Elsa.Sequence</c>.</summary>
    string Type { get; set; }

    /// <summary>The version of its type.</summary>
    int Version { get; set; }

    /// <summary>What the engine and the designer note about it.</summary>
    IDictionary<string, object> CustomProperties { get; set; }

    /// <summary>Inputs and outputs that are described but have no CLR property.</summary>
    IDictionary<string, object> SyntheticProperties { get; set; }

    /// <summary>Belongs to the designer.</summary>
    IDictionary<string, object> Metadata { get; set; }

    /// <summary>False skips the activity for now.</summary>
    ValueTask<bool> CanExecuteAsync(ActivityExecutionContext context);

    /// <summary>Runs it; an exception becomes an incident.</summary>
    ValueTask ExecuteAsync(ActivityExecutionContext context);
}

/// <summary>An activity that can start a workflow.</summary>
public interface ITrigger : IActivity
{
    /// <summary>One stimulus for each thing that shall start the workflow.</summary>
    ValueTask<IEnumerable<object>> GetTriggerPayloadsAsync(TriggerIndexingContext context);
}

/// <summary>A trigger that the system itself fires, such as a timer.</summary>
public interface IEventGenerator : ITrigger;

/// <summary>An activity with one main output.</summary>
public interface IActivityWithResult
{
    /// <summary>The main output.</summary>
    Output? Result { get; set; }
}

/// <summary>An activity with one main output of type <typeparamref name="T"/>.</summary>
public interface IActivityWithResult<T> : IActivityWithResult
{
    /// <summary>The main output.</summary>
    new Output<T?>? Result { get; set; }
}

/// <summary>An activity that declares variables.</summary>
public interface IVariableContainer : IActivity
{
    /// <summary>The variables; each instance gets its own places.</summary>
    ICollection<Variable> Variables { get; }
}

/// <summary>An activity that composes others in code.</summary>
public interface IComposite
{
    /// <summary>Called once when the activity is made.</summary>
    void Setup();
}

/// <summary>An activity at which a flowchart begins.</summary>
public interface IStartNode;

/// <summary>An activity at which a flowchart or composite ends.</summary>
public interface ITerminalNode;

/// <summary>An activity that hears signals of itself and of its descendants.</summary>
public interface ISignalHandler
{
    /// <summary>Called on the way from the sender outward.</summary>
    ValueTask ReceiveSignalAsync(object signal, SignalContext context);
}
