using System.Runtime.CompilerServices;
using Elsa.Expressions.Models;
using Elsa.Extensions;
using Elsa.Workflows.Activities;
using Elsa.Workflows.Models;

namespace Elsa.Workflows;

/// <summary>An activity that can start a workflow.</summary>
public abstract class Trigger : Activity, ITrigger
{
    /// <summary>Takes the type name from the class.</summary>
    protected Trigger([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line)
    {
    }

    /// <summary>With a type name of its own.</summary>
    protected Trigger(string activityType, int version = 1, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(activityType, version, source, line)
    {
    }

    ValueTask<IEnumerable<object>> ITrigger.GetTriggerPayloadsAsync(TriggerIndexingContext context) => GetTriggerPayloadsAsync(context);

    /// <summary>See <see cref="GetTriggerPayloads"/>, for answers that take time.</summary>
    protected virtual ValueTask<IEnumerable<object>> GetTriggerPayloadsAsync(TriggerIndexingContext context) => ValueTask.FromResult(GetTriggerPayloads(context));

    /// <summary>One stimulus for each thing that shall start the workflow.</summary>
    protected virtual IEnumerable<object> GetTriggerPayloads(TriggerIndexingContext context) => [GetTriggerPayload(context)];

    /// <summary>The stimulus that shall start the workflow.</summary>
    protected virtual object GetTriggerPayload(TriggerIndexingContext context) => new();
}

/// <summary>An activity with one main output that can start a workflow.</summary>
public abstract class Trigger<TResult> : Activity<TResult>, ITrigger
{
    /// <summary>Takes the type name from the class.</summary>
    protected Trigger([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line)
    {
    }

    /// <summary>With a type name of its own.</summary>
    protected Trigger(string activityType, int version = 1, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(activityType, version, source, line)
    {
    }

    ValueTask<IEnumerable<object>> ITrigger.GetTriggerPayloadsAsync(TriggerIndexingContext context) => GetTriggerPayloadsAsync(context);

    /// <summary>See <see cref="GetTriggerPayloads"/>, for answers that take time.</summary>
    protected virtual ValueTask<IEnumerable<object>> GetTriggerPayloadsAsync(TriggerIndexingContext context) => ValueTask.FromResult(GetTriggerPayloads(context));

    /// <summary>One stimulus for each thing that shall start the workflow.</summary>
    protected virtual IEnumerable<object> GetTriggerPayloads(TriggerIndexingContext context) => [GetTriggerPayload(context)];

    /// <summary>The stimulus that shall start the workflow.</summary>
    protected virtual object GetTriggerPayload(TriggerIndexingContext context) => new();
}

/// <summary>A trigger that the system itself fires.</summary>
public abstract class EventGenerator : Trigger, IEventGenerator
{
    /// <summary>Takes the type name from the class.</summary>
    protected EventGenerator([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line)
    {
    }

    /// <summary>With a type name of its own.</summary>
    protected EventGenerator(string triggerType, int version = 1, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(triggerType, version, source, line)
    {
    }
}

/// <summary>The indexing of all triggers of one workflow.</summary>
public class WorkflowIndexingContext
{
    /// <summary>For one workflow.</summary>
    public WorkflowIndexingContext(Workflow workflow, CancellationToken cancellationToken)
    {
        Workflow = workflow;
        CancellationToken = cancellationToken;
    }

    /// <summary>The workflow whose triggers are indexed.</summary>
    public Workflow Workflow { get; }

    /// <summary>Cancelled when indexing must stop.</summary>
    public CancellationToken CancellationToken { get; }
}

/// <summary>Where a trigger's inputs are read while there is no instance yet.</summary>
public class TriggerIndexingContext
{
    /// <summary>For one trigger whose inputs have been evaluated into the given context.</summary>
    public TriggerIndexingContext(WorkflowIndexingContext workflowIndexingContext, ExpressionExecutionContext expressionExecutionContext, ITrigger trigger, CancellationToken cancellationToken)
    {
        WorkflowIndexingContext = workflowIndexingContext;
        ExpressionExecutionContext = expressionExecutionContext;
        Trigger = trigger;
        CancellationToken = cancellationToken;
        TriggerName = trigger.Type;
    }

    /// <summary>The indexing of which this is a part.</summary>
    public WorkflowIndexingContext WorkflowIndexingContext { get; }

    /// <summary>Where the trigger's inputs are found.</summary>
    public ExpressionExecutionContext ExpressionExecutionContext { get; }

    /// <summary>The trigger.</summary>
    public ITrigger Trigger { get; }

    /// <summary>Cancelled when indexing must stop.</summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>The stimulus name under which the trigger is found; its type name unless the trigger sets another.</summary>
    public string TriggerName { get; set; }

    /// <summary>The value of an input.</summary>
    public T? Get<T>(Input<T>? input) => ExpressionExecutionContext.Get(input);
}
