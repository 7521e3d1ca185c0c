using Elsa.Expressions.Models;
using Elsa.Workflows.Memory;
using Elsa.Workflows.Models;

namespace Elsa.Workflows;

/// <summary>One execution of an activity in an instance. Not thread safe: a burst is one thread of work.</summary>
public partial class ActivityExecutionContext : IExecutionContext
{
    private IDictionary<string, object>? _properties;
    private IDictionary<string, object>? _metadata;
    private IDictionary<string, object>? _journalData;
    private IDictionary<string, object>? _activityState;
    private IDictionary<string, object>? _activityInput;
    private IDictionary<object, object>? _transientProperties;
    private HashSet<ActivityExecutionContext>? _children;

    internal ActivityExecutionContext(
        string id,
        WorkflowExecutionContext workflowExecutionContext,
        ActivityExecutionContext? parentActivityExecutionContext,
        ActivityNode node,
        DateTimeOffset startedAt,
        object? tag)
    {
        Id = id;
        WorkflowExecutionContext = workflowExecutionContext;
        ParentActivityExecutionContext = parentActivityExecutionContext;
        ActivityNode = node;
        Activity = node.Activity;
        StartedAt = startedAt;
        Tag = tag;
        Depth = parentActivityExecutionContext is null ? 0 : parentActivityExecutionContext.Depth + 1;
        ExpressionExecutionContext = new ExpressionExecutionContext(
            workflowExecutionContext.ServiceProvider,
            new MemoryRegister(),
            parentActivityExecutionContext?.ExpressionExecutionContext ?? workflowExecutionContext.ExpressionExecutionContext,
            cancellationToken: workflowExecutionContext.CancellationToken)
        {
            Activity = this,
            Workflow = workflowExecutionContext,
        };
    }

    /// <summary>The id of the execution.</summary>
    public string Id { get; set; }

    /// <summary>When it started, UTC.</summary>
    public DateTimeOffset StartedAt { get; set; }

    /// <summary>What the one who scheduled it attached.</summary>
    public object? Tag { get; set; }

    /// <summary>When it ended, UTC; null while it is under way.</summary>
    public DateTimeOffset? CompletedAt { get; set; }

    /// <summary>True when it is complete or cancelled.</summary>
    public bool IsCompleted => Status is ActivityStatus.Completed or ActivityStatus.Canceled;

    /// <summary>True while its code runs.</summary>
    public bool IsExecuting { get; set; }

    /// <summary>How often it or something in it failed.</summary>
    public int AggregateFaultCount { get; set; }

    /// <summary>The instance.</summary>
    public WorkflowExecutionContext WorkflowExecutionContext { get; }

    /// <summary>The execution that holds this one; null for the workflow.</summary>
    public ActivityExecutionContext? ParentActivityExecutionContext { get; }

    /// <summary>The execution that led to this one; null in bursts after the first.</summary>
    public string? SchedulingActivityExecutionId { get; set; }

    /// <summary>The activity that led to this one; null in bursts after the first.</summary>
    public string? SchedulingActivityId { get; set; }

    /// <summary>The instance of the execution that led to this one when it is another one.</summary>
    public string? SchedulingWorkflowInstanceId { get; set; }

    /// <summary>How many executions led to this one.</summary>
    public int CallStackDepth { get; set; }

    /// <summary>Where expressions of this execution are evaluated.</summary>
    public ExpressionExecutionContext ExpressionExecutionContext { get; }

    /// <summary>The variables that the activity declares.</summary>
    public IEnumerable<Variable> Variables => (Activity as IVariableContainer)?.Variables ?? [];

    /// <summary>Variables declared while running.</summary>
    public ICollection<Variable> DynamicVariables { get; set; } = [];

    /// <summary>The activity.</summary>
    public IActivity Activity { get; set; }

    /// <summary>What is known about the type of activity.</summary>
    public ActivityDescriptor ActivityDescriptor => ActivityNode.Descriptor!;

    /// <summary>Cancelled when the burst must stop, or the activity takes too long.</summary>
    public CancellationToken CancellationToken => WorkflowExecutionContext.StepToken;

    /// <summary>How far it is.</summary>
    public ActivityStatus Status { get; private set; } = ActivityStatus.Pending;

    /// <summary>What made it fail; null in later bursts.</summary>
    public Exception? Exception { get; set; }

    /// <summary>Notes of the activity about this execution, kept with it.</summary>
    public IDictionary<string, object> Properties => _properties ??= new Dictionary<string, object>();

    /// <summary>Remembered for this burst only.</summary>
    public IDictionary<object, object> TransientProperties
    {
        get => _transientProperties ??= new Dictionary<object, object>();
        set => _transientProperties = value;
    }

    /// <summary>Notes for whoever reads the execution, kept with it.</summary>
    public IDictionary<string, object> Metadata => _metadata ??= new Dictionary<string, object>();

    /// <summary>The activity at its place in the definition.</summary>
    public ActivityNode ActivityNode { get; }

    /// <summary>The path of the activity.</summary>
    public string NodeId => ActivityNode.NodeId;

    /// <summary>Executions inside this one that are under way.</summary>
    public ISet<ActivityExecutionContext> Children => _children ??= [];

    /// <summary>Values given by whoever starts or resumes the instance.</summary>
    public IDictionary<string, object> WorkflowInput => WorkflowExecutionContext.Input;

    /// <summary>Values given by the one who scheduled it.</summary>
    public IDictionary<string, object> ActivityInput => _activityInput ??= new Dictionary<string, object>();

    /// <summary>What the journal shows about this execution.</summary>
    public IDictionary<string, object> JournalData => _journalData ??= new Dictionary<string, object>();

    /// <summary>The evaluated inputs by name.</summary>
    public IDictionary<string, object> ActivityState => _activityState ??= new Dictionary<string, object>();

    internal IDictionary<string, object>? PropertiesOrNull { get => _properties; set => _properties = value; }

    internal IDictionary<string, object>? MetadataOrNull { get => _metadata; set => _metadata = value; }

    internal IDictionary<string, object>? JournalDataOrNull => _journalData;

    internal IDictionary<string, object>? ActivityStateOrNull { get => _activityState; set => _activityState = value; }

    internal bool HasChildren => _children is { Count: > 0 };

    internal EngineServices Engine => WorkflowExecutionContext.Engine;

    /// <summary>How many executions lie around this one.</summary>
    internal int Depth { get; }

    /// <summary>True when the code of the activity goes on although the engine no longer waits for it.</summary>
    internal bool IsAbandoned { get; private set; }

    /// <summary>True once the inputs have been evaluated in this execution.</summary>
    internal bool InputsEvaluated { get; set; }

    /// <summary>Whatever the code of the activity still does has no effect any more.</summary>
    internal void Abandon() => IsAbandoned = true;

    internal void ThrowIfAbandoned()
    {
        if (IsAbandoned)
            throw new InvalidOperationException($"Activity '{Activity.Id}' took too long and was stopped.");
    }

    internal void TakeInput(IDictionary<string, object>? input) => _activityInput = input ?? _activityInput;

    /// <summary>Sets the status.</summary>
    public void TransitionTo(ActivityStatus status) => Status = status;

    /// <summary>A note about this execution.</summary>
    public T? GetProperty<T>(string key) => PropertyBag.Get<T>(_properties, key);

    /// <summary>A note about this execution, made when it is not there.</summary>
    public T? GetProperty<T>(string key, Func<T?> defaultValue)
    {
        if (_properties?.ContainsKey(key) == true)
            return GetProperty<T>(key);
        var value = defaultValue();
        SetProperty(key, value);
        return value;
    }

    /// <summary>Keeps a note about this execution.</summary>
    public void SetProperty<T>(string key, T? value) => Properties[key] = value!;

    /// <summary>Changes a note about this execution.</summary>
    public T UpdateProperty<T>(string key, Func<T?, T> updater)
    {
        var value = updater(GetProperty<T>(key));
        Properties[key] = value!;
        return value;
    }

    /// <summary>Forgets a note about this execution.</summary>
    public void RemoveProperty(string key) => _properties?.Remove(key);

    /// <summary>A note for whoever reads the execution.</summary>
    public T? GetMetadata<T>(string key) => PropertyBag.Get<T>(_metadata, key);

    /// <summary>Keeps a note for whoever reads the execution.</summary>
    public void SetMetadata<T>(string key, T? value) => Metadata[key] = value!;

    /// <summary>Forgets a note for whoever reads the execution.</summary>
    public void RemoveMetadata(string key) => _metadata?.Remove(key);

    /// <summary>A service of the burst's scope.</summary>
    public T GetRequiredService<T>() where T : notnull => WorkflowExecutionContext.GetRequiredService<T>();

    /// <summary>A service of the burst's scope.</summary>
    public object GetRequiredService(Type serviceType) => WorkflowExecutionContext.GetRequiredService(serviceType);

    /// <summary>A service of the burst's scope, made when it is not registered.</summary>
    public T GetOrCreateService<T>() where T : notnull => WorkflowExecutionContext.GetOrCreateService<T>();

    /// <summary>A service of the burst's scope, made when it is not registered.</summary>
    public object GetOrCreateService(Type serviceType) => WorkflowExecutionContext.GetOrCreateService(serviceType);

    /// <summary>A service of the burst's scope, or null.</summary>
    public T? GetService<T>() => WorkflowExecutionContext.GetService<T>();

    /// <summary>A service of the burst's scope, or null.</summary>
    public object? GetService(Type serviceType) => WorkflowExecutionContext.GetService(serviceType);

    /// <summary>All services of that type.</summary>
    public IEnumerable<T> GetServices<T>() => WorkflowExecutionContext.GetServices<T>();

    /// <summary>Writes a line about this execution into the journal.</summary>
    public WorkflowExecutionLogEntry AddExecutionLogEntry(string eventName, string? message = null, string? source = null, object? payload = null) =>
        WorkflowExecutionContext.Log(Id, ParentActivityExecutionContext?.Id, Activity, NodeId, eventName, message, source, payload);
}
