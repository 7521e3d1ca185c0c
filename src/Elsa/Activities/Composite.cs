using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using Elsa.Workflows.Activities.Flowchart.Models;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Memory;
using Elsa.Workflows.Models;
using Elsa.Workflows.Signals;

namespace Elsa.Workflows.Activities;

/// <summary>An activity that runs one other activity, its root.</summary>
public abstract class Composite : Activity, IVariableContainer, IComposite
{
    /// <summary>Takes the type name from the class.</summary>
    protected Composite([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line) =>
        OnSignalReceived<CompleteCompositeSignal>(OnCompleteCompositeSignalAsync);

    /// <inheritdoc />
    [JsonIgnore]
    public ICollection<Variable> Variables { get; init; } = new List<Variable>();

    /// <summary>The variable whose value becomes the result; null for none.</summary>
    [JsonIgnore]
    public Variable? ResultVariable { get; set; }

    /// <summary>The activity that is run.</summary>
    [Port("Root")]
    [Browsable(false)]
    public IActivity Root { get; set; } = new Sequence();

    /// <inheritdoc />
    public virtual void Setup()
    {
    }

    /// <inheritdoc />
    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        ConfigureActivities(context);
        await context.ScheduleActivityAsync(Root, OnRootCompletedAsync).ConfigureAwait(false);
    }

    /// <summary>A chance to set inputs of the root before it runs.</summary>
    protected virtual void ConfigureActivities(ActivityExecutionContext context)
    {
    }

    /// <summary>Completes the composite from within.</summary>
    protected async Task CompleteAsync(ActivityExecutionContext context, object? result = null) =>
        await context.CompleteActivityAsync(result).ConfigureAwait(false);

    /// <summary>Completes the composite from within, with outcomes.</summary>
    protected async Task CompleteAsync(ActivityExecutionContext context, params string[] outcomes) =>
        await context.CompleteActivityWithOutcomesAsync(outcomes).ConfigureAwait(false);

    /// <summary>Called when the root is complete, before the composite completes.</summary>
    protected virtual ValueTask OnCompletedAsync(ActivityCompletedContext context)
    {
        OnCompleted(context);
        return ValueTask.CompletedTask;
    }

    /// <summary>Called when the root is complete, before the composite completes.</summary>
    protected virtual void OnCompleted(ActivityCompletedContext context)
    {
    }

    private async ValueTask OnRootCompletedAsync(ActivityCompletedContext context)
    {
        await OnCompletedAsync(context).ConfigureAwait(false);
        if (!context.TargetContext.IsCompleted)
            await context.TargetContext.CompleteActivityAsync(context.Result).ConfigureAwait(false);
    }

    private async ValueTask OnCompleteCompositeSignalAsync(CompleteCompositeSignal? signal, SignalContext context)
    {
        if (context.IsSelf)
            return;
        context.StopPropagation();
        var composite = context.ReceiverActivityExecutionContext;
        if (signal?.Value is ActivityCompletedContext completed)
            await OnCompletedAsync(completed).ConfigureAwait(false);
        await composite.CompleteActivityAsync(signal?.Value is string[] outcomes ? new Outcomes(outcomes) : signal?.Value as Outcomes).ConfigureAwait(false);
    }
}

/// <summary>A composite with one main output.</summary>
public abstract class Composite<T> : Composite, IActivityWithResult<T>
{
    /// <summary>Takes the type name from the class.</summary>
    protected Composite()
    {
    }

    /// <summary>The main output.</summary>
    [Output]
    public Output<T?>? Result { get; set; }

    Output? IActivityWithResult.Result
    {
        get => Result;
        set => Result = (Output<T?>?)value;
    }
}
