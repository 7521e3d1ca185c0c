using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using Elsa.Expressions.Models;
using Elsa.Extensions;
using Elsa.Workflows.Helpers;
using Elsa.Workflows.Models;

namespace Elsa.Workflows;

/// <summary>An activity that says itself when it is complete.</summary>
public abstract class Activity : IActivity, ISignalHandler
{
    private List<(Type Signal, Func<object, SignalContext, ValueTask> Handler)>? _signalHandlers;
    private IDictionary<string, object>? _syntheticProperties;
    private IDictionary<string, object>? _metadata;

    /// <summary>Takes the type name from the class.</summary>
    protected Activity([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null)
    {
        Type = ActivityTypeNameHelper.GenerateTypeName(GetType());
        Version = ActivityTypeNameHelper.VersionOf(GetType());
    }

    /// <summary>With a type name of its own.</summary>
    protected Activity(string activityType, int version = 1, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null)
    {
        Type = activityType;
        Version = version;
    }

    /// <inheritdoc />
    public string Id { get; set; } = null!;

    /// <inheritdoc />
    public string NodeId { get; set; } = null!;

    /// <inheritdoc />
    public string? Name { get; set; }

    /// <inheritdoc />
    public string Type { get; set; }

    /// <inheritdoc />
    public int Version { get; set; }

    /// <summary>True for a trigger that starts the workflow.</summary>
    [JsonIgnore]
    public bool CanStartWorkflow
    {
        get => this.GetCanStartWorkflow();
        set => this.SetCanStartWorkflow(value);
    }

    /// <summary>True asks for execution in the background; null leaves it to the activity's type.</summary>
    [JsonIgnore]
    public bool? RunAsynchronously
    {
        get => this.GetRunAsynchronously();
        set => this.SetRunAsynchronously(value);
    }

    /// <inheritdoc />
    public IDictionary<string, object> CustomProperties { get; set; } = new Dictionary<string, object>();

    /// <inheritdoc />
    [JsonIgnore]
    public IDictionary<string, object> SyntheticProperties
    {
        get => _syntheticProperties ??= new Dictionary<string, object>();
        set => _syntheticProperties = value;
    }

    /// <inheritdoc />
    public IDictionary<string, object> Metadata
    {
        get => _metadata ??= new Dictionary<string, object>();
        set => _metadata = value;
    }

    /// <summary>True when the engine completes the activity as soon as it has run.</summary>
    internal virtual bool CompletesAfterRun => false;

    /// <summary>See <see cref="CanExecute"/>, for answers that take time.</summary>
    protected virtual ValueTask<bool> CanExecuteAsync(ActivityExecutionContext context) => ValueTask.FromResult(CanExecute(context));

    /// <summary>False skips the activity for now.</summary>
    protected virtual bool CanExecute(ActivityExecutionContext context) => true;

    /// <summary>See <see cref="Execute"/>, for work that takes time.</summary>
    protected virtual ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        Execute(context);
        return ValueTask.CompletedTask;
    }

    /// <summary>The work; an exception becomes an incident.</summary>
    protected virtual void Execute(ActivityExecutionContext context)
    {
    }

    /// <summary>Hears signals of this activity and of its descendants.</summary>
    protected virtual ValueTask OnSignalReceivedAsync(object signal, SignalContext context)
    {
        OnSignalReceived(signal, context);
        return ValueTask.CompletedTask;
    }

    /// <summary>Hears signals of this activity and of its descendants.</summary>
    protected virtual void OnSignalReceived(object signal, SignalContext context)
    {
    }

    /// <summary>Registers a handler for one type of signal; call it in the constructor.</summary>
    protected void OnSignalReceived(Type signalType, Func<object, SignalContext, ValueTask> handler) =>
        (_signalHandlers ??= []).Add((signalType, handler));

    /// <summary>Registers a handler for one type of signal; call it in the constructor.</summary>
    protected void OnSignalReceived<T>(Func<T?, SignalContext, ValueTask> handler) =>
        OnSignalReceived(typeof(T), (signal, context) => handler((T?)signal, context));

    /// <summary>Registers a handler for one type of signal; call it in the constructor.</summary>
    protected void OnSignalReceived<T>(Action<T?, SignalContext> handler) =>
        OnSignalReceived(typeof(T), (signal, context) =>
        {
            handler((T?)signal, context);
            return ValueTask.CompletedTask;
        });

    /// <summary>Completes the activity with the outcome Done.</summary>
    protected ValueTask CompleteAsync(ActivityExecutionContext context) => context.CompleteActivityAsync();

    ValueTask<bool> IActivity.CanExecuteAsync(ActivityExecutionContext context) => CanExecuteAsync(context);

    ValueTask IActivity.ExecuteAsync(ActivityExecutionContext context) => ExecuteAsync(context);

    async ValueTask ISignalHandler.ReceiveSignalAsync(object signal, SignalContext context)
    {
        if (_signalHandlers is not null)
            foreach (var (type, handler) in _signalHandlers)
                if (type.IsInstanceOfType(signal))
                    await handler(signal, context).ConfigureAwait(false);
        await OnSignalReceivedAsync(signal, context).ConfigureAwait(false);
    }
}

/// <summary>An activity with one main output that says itself when it is complete.</summary>
public abstract class Activity<T> : Activity, IActivityWithResult<T>
{
    /// <summary>Takes the type name from the class.</summary>
    protected Activity([CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line)
    {
    }

    /// <summary>With a type name of its own.</summary>
    protected Activity(string activityType, int version = 1, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(activityType, version, source, line)
    {
    }

    /// <summary>With a place for the result.</summary>
    protected Activity(MemoryBlockReference? output, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line)
    {
        if (output is not null)
            Result = new Output<T?>(output);
    }

    /// <summary>With a place for the result.</summary>
    protected Activity(Output<T?>? output, [CallerFilePath] string? source = null, [CallerLineNumber] int? line = null) : base(source, line) => Result = output;

    /// <summary>The main output.</summary>
    public Output<T?>? Result { get; set; }

    Output? IActivityWithResult.Result
    {
        get => Result;
        set => Result = (Output<T?>?)value;
    }
}
