using Elsa.Common;
using Elsa.Expressions.Models;
using Elsa.Workflows.Activities;
using Elsa.Workflows.Helpers;
using Elsa.Workflows.Memory;
using Elsa.Workflows.Models;
using Microsoft.Extensions.DependencyInjection;

namespace Elsa.Workflows;

/// <summary>An instance in memory during one burst. Not thread safe: a burst is one thread of work.</summary>
public partial class WorkflowExecutionContext : IExecutionContext
{
    private readonly EngineServices _engine;
    private IDictionary<object, object>? _transientProperties;
    private ActivityOutputRegister? _outputs;
    private CancellationTokenSource? _step;

    internal WorkflowExecutionContext(EngineServices engine, IServiceProvider serviceProvider, WorkflowGraph graph, string id, CancellationToken cancellationToken)
    {
        _engine = engine;
        ServiceProvider = serviceProvider;
        WorkflowGraph = graph;
        Id = id;
        CancellationToken = cancellationToken;
        CreatedAt = UpdatedAt = engine.Clock.UtcNow;
        ExpressionExecutionContext = new ExpressionExecutionContext(serviceProvider, new MemoryRegister(), cancellationToken: cancellationToken) { Workflow = this };
    }

    internal EngineServices Engine => _engine;

    /// <summary>Services of the scope in which the burst runs.</summary>
    public IServiceProvider ServiceProvider { get; }

    /// <summary>The types of activities that are known.</summary>
    public IActivityRegistry ActivityRegistry => _engine.ActivityRegistry;

    /// <summary>The version of the definition, shared with other instances.</summary>
    public WorkflowGraph WorkflowGraph { get; }

    /// <summary>The version of the definition, shared with other instances.</summary>
    public Workflow Workflow => WorkflowGraph.Workflow;

    /// <summary>The workflow's own node.</summary>
    public ActivityNode Graph => WorkflowGraph.Root;

    /// <summary>Whether it is over.</summary>
    public WorkflowStatus Status => SubStatus is WorkflowSubStatus.Finished or WorkflowSubStatus.Cancelled or WorkflowSubStatus.Faulted
        ? WorkflowStatus.Finished
        : WorkflowStatus.Running;

    /// <summary>How far it is, or how it ended.</summary>
    public WorkflowSubStatus SubStatus { get; internal set; } = WorkflowSubStatus.Pending;

    /// <summary>True during a burst.</summary>
    public bool IsExecuting { get; set; }

    /// <summary>The outermost places, which belong to no activity.</summary>
    public MemoryRegister MemoryRegister => ExpressionExecutionContext.Memory;

    /// <summary>The id of the instance.</summary>
    public string Id { get; set; }

    /// <summary>The workflow as an activity.</summary>
    public IActivity Activity => Workflow;

    /// <summary>Joins the instance to something of the application.</summary>
    public string? CorrelationId { get; set; }

    /// <summary>The name that people see.</summary>
    public string? Name { get; set; }

    /// <summary>The instance that started this one; null for none.</summary>
    public string? ParentWorkflowInstanceId { get; set; }

    /// <summary>When it started, UTC.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>When its last burst ended, UTC.</summary>
    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>When it was over, UTC; null while it runs.</summary>
    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>The clock of the engine.</summary>
    public ISystemClock SystemClock => _engine.Clock;

    /// <summary>Every activity of the definition.</summary>
    public IReadOnlyCollection<ActivityNode> Nodes => (IReadOnlyCollection<ActivityNode>)WorkflowGraph.Nodes;

    /// <summary>What is due.</summary>
    public IActivityScheduler Scheduler { get; } = new QueueBasedActivityScheduler();

    /// <summary>Makes ids.</summary>
    public IIdentityGenerator IdentityGenerator => _engine.Identity;

    /// <summary>What the instance waited for before the burst.</summary>
    public ICollection<Bookmark> OriginalBookmarks { get; set; } = new List<Bookmark>();

    /// <summary>What the instance waits for.</summary>
    public ICollection<Bookmark> Bookmarks { get; set; } = new List<Bookmark>();

    /// <summary>What the burst added to and took from the bookmarks.</summary>
    public Diff<Bookmark> BookmarksDiff => Diff.For(OriginalBookmarks, Bookmarks);

    /// <summary>Values of this burst and, as far as the workflow keeps them, of the start.</summary>
    public IDictionary<string, object> Input { get; set; } = new Dictionary<string, object>();

    /// <summary>What the workflow has given.</summary>
    public IDictionary<string, object> Output { get; set; } = new Dictionary<string, object>();

    /// <summary>Notes of activities about the instance, kept with it.</summary>
    public IDictionary<string, object> Properties { get; set; } = new Dictionary<string, object>();

    /// <summary>Remembered for this burst only.</summary>
    public IDictionary<object, object> TransientProperties
    {
        get => _transientProperties ??= new Dictionary<object, object>();
        set => _transientProperties = value;
    }

    /// <summary>What went wrong, oldest first.</summary>
    public ICollection<ActivityIncident> Incidents { get; set; } = new List<ActivityIncident>();

    /// <summary>The bookmark that this burst resumes; null for a start.</summary>
    public ResumedBookmarkContext? ResumedBookmarkContext { get; set; }

    /// <summary>The trigger that started the instance; null for none.</summary>
    public string? TriggerActivityId { get; set; }

    /// <summary>Cancelled when the burst must stop.</summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>Cancelled when the burst must stop, or the activity that runs takes too long.</summary>
    internal CancellationToken StepToken => (_step ??= CancellationTokenSource.CreateLinkedTokenSource(CancellationToken)).Token;

    /// <summary>The number of the next entry in the journal.</summary>
    public long ExecutionLogSequence { get; set; }

    /// <summary>The journal of this burst.</summary>
    public ICollection<WorkflowExecutionLogEntry> ExecutionLog { get; } = new List<WorkflowExecutionLogEntry>();

    /// <summary>Where expressions of the workflow itself are evaluated.</summary>
    public ExpressionExecutionContext ExpressionExecutionContext { get; }

    /// <summary>The workflow's variables.</summary>
    public IEnumerable<Variable> Variables => Workflow.Variables;

    /// <summary>The outputs of activities in this burst.</summary>
    public ActivityOutputRegister GetActivityOutputRegister() => _outputs ??= new ActivityOutputRegister();

    /// <summary>The result of the activity that completed last in this burst.</summary>
    public object? GetLastActivityResult() => LastActivityResult;

    internal object? LastActivityResult { get; set; }

    /// <summary>Cancels the activity that runs; the next one gets a token of its own.</summary>
    internal void CancelStep()
    {
        var step = _step;
        _step = null;
        step?.Cancel();
    }

    internal void EndSteps()
    {
        _step?.Dispose();
        _step = null;
    }

    /// <summary>A service of the burst's scope.</summary>
    public T GetRequiredService<T>() where T : notnull => ServiceProvider.GetRequiredService<T>();

    /// <summary>A service of the burst's scope.</summary>
    public object GetRequiredService(Type serviceType) => ServiceProvider.GetRequiredService(serviceType);

    /// <summary>A service of the burst's scope, made when it is not registered.</summary>
    public T GetOrCreateService<T>() where T : notnull => ActivatorUtilities.GetServiceOrCreateInstance<T>(ServiceProvider);

    /// <summary>A service of the burst's scope, made when it is not registered.</summary>
    public object GetOrCreateService(Type serviceType) => ActivatorUtilities.GetServiceOrCreateInstance(ServiceProvider, serviceType);

    /// <summary>A service of the burst's scope, or null.</summary>
    public T? GetService<T>() => ServiceProvider.GetService<T>();

    /// <summary>A service of the burst's scope, or null.</summary>
    public object? GetService(Type serviceType) => ServiceProvider.GetService(serviceType);

    /// <summary>All services of that type.</summary>
    public IEnumerable<T> GetServices<T>() => ServiceProvider.GetServices<T>();

    /// <summary>The activity that the handle names, or null.</summary>
    public IActivity? FindActivity(ActivityHandle handle) =>
        handle.ActivityInstanceId is not null ? FindActivityByInstanceId(handle.ActivityInstanceId) : WorkflowGraph.FindActivity(handle);

    /// <summary>The node at that path, or null.</summary>
    public ActivityNode? FindNodeById(string nodeId) => WorkflowGraph.FindNodeById(nodeId);

    /// <summary>The node of that activity, or null.</summary>
    public ActivityNode? FindNodeByActivity(IActivity activity) => WorkflowGraph.FindNodeByActivity(activity);

    /// <summary>The node of the activity with that id, or null.</summary>
    public ActivityNode? FindNodeByActivityId(string activityId) => WorkflowGraph.FindNodeByActivityId(activityId);

    /// <summary>The activity at that path, or null.</summary>
    public IActivity? FindActivityByNodeId(string nodeId) => WorkflowGraph.FindActivityByNodeId(nodeId);

    /// <summary>The activity with that id, or null.</summary>
    public IActivity? FindActivityById(string activityId) => WorkflowGraph.FindActivityById(activityId);

    /// <summary>The activity of that execution, or null.</summary>
    public IActivity? FindActivityByInstanceId(string activityInstanceId) => FindExecution(activityInstanceId)?.Activity;

    /// <summary>A note about the instance.</summary>
    public T? GetProperty<T>(string key) => PropertyBag.Get<T>(Properties, key);

    /// <summary>Keeps a note about the instance.</summary>
    public void SetProperty<T>(string key, T? value) => Properties[key] = value!;

    /// <summary>Changes a note about the instance.</summary>
    public T? UpdateProperty<T>(string key, Func<T?, T?> updater)
    {
        var value = updater(GetProperty<T>(key));
        SetProperty(key, value);
        return value;
    }

    /// <summary>True when there is such a note.</summary>
    public bool HasProperty(string name) => Properties.ContainsKey(name);

    /// <summary>Writes a line about the workflow itself into the journal.</summary>
    public WorkflowExecutionLogEntry AddExecutionLogEntry(string eventName, string? message = null, object? payload = null) =>
        Log(Id, null, Workflow, Graph.NodeId, eventName, message, null, payload);

    internal WorkflowExecutionLogEntry Log(string executionId, string? parentExecutionId, IActivity activity, string nodeId, string eventName, string? message, string? source, object? payload)
    {
        var entry = new WorkflowExecutionLogEntry(
            executionId, parentExecutionId, activity.Id, activity.Type, activity.Version, activity.Name, nodeId,
            null, _engine.Clock.UtcNow, ExecutionLogSequence++, eventName, message, source, payload);
        ExecutionLog.Add(entry);
        return entry;
    }
}
