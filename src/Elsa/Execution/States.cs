using Elsa.Workflows.Memory;
using Elsa.Workflows.Models;

namespace Elsa.Workflows.State;

/// <summary>An instance as it is kept between bursts.</summary>
public class WorkflowState
{
    /// <summary>The id of the instance.</summary>
    public string Id { get; set; } = default!;

    /// <summary>The definition.</summary>
    public string DefinitionId { get; set; } = default!;

    /// <summary>The id of the version with which the instance started and stays.</summary>
    public string DefinitionVersionId { get; set; } = default!;

    /// <summary>The number of that version.</summary>
    public int DefinitionVersion { get; set; }

    /// <summary>Joins the instance to something of the application.</summary>
    public string? CorrelationId { get; set; }

    /// <summary>The instance that started this one; null for none.</summary>
    public string? ParentWorkflowInstanceId { get; set; }

    /// <summary>The name that people see.</summary>
    public string? Name { get; set; }

    /// <summary>Whether it is over.</summary>
    public WorkflowStatus Status { get; set; }

    /// <summary>How far it is, or how it ended.</summary>
    public WorkflowSubStatus SubStatus { get; set; }

    /// <summary>True during a burst.</summary>
    public bool IsExecuting { get; set; }

    /// <summary>What it waits for.</summary>
    public ICollection<Bookmark> Bookmarks { get => field ??= new List<Bookmark>(); set; }

    /// <summary>What went wrong, oldest first.</summary>
    public ICollection<ActivityIncident> Incidents { get => field ??= new List<ActivityIncident>(); set; }

    /// <summary>True hides it from people.</summary>
    public bool IsSystem { get; set; }

    /// <summary>What is called when a child completes.</summary>
    public ICollection<CompletionCallbackState> CompletionCallbacks { get => field ??= new List<CompletionCallbackState>(); set; }

    /// <summary>The activities that are under way.</summary>
    public ICollection<ActivityExecutionContextState> ActivityExecutionContexts { get => field ??= new List<ActivityExecutionContextState>(); set; }

    /// <summary>The activities that are due to run in the next burst.</summary>
    public ICollection<ActivityWorkItemState> ScheduledActivities { get => field ??= new List<ActivityWorkItemState>(); set; }

    /// <summary>What it waited for when it faulted, to be waited for again when somebody deals with the fault.</summary>
    internal ICollection<Bookmark> HeldBookmarks { get => field ??= new List<Bookmark>(); set; }

    /// <summary>What failed executions were doing, by the execution's id.</summary>
    internal IDictionary<string, object> FailedSteps { get => field ??= new Dictionary<string, object>(); set; }

    /// <summary>The number of the next entry in the journal.</summary>
    public long ExecutionLogSequence { get; set; }

    /// <summary>What the starter gave, as far as the workflow declares it.</summary>
    public IDictionary<string, object> Input { get => field ??= new Dictionary<string, object>(); set; }

    /// <summary>What the workflow has given.</summary>
    public IDictionary<string, object> Output { get => field ??= new Dictionary<string, object>(); set; }

    /// <summary>Notes of activities about the instance.</summary>
    public IDictionary<string, object> Properties { get => field ??= new Dictionary<string, object>(); set; }

    /// <summary>When it started, UTC.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>When its last burst ended, UTC.</summary>
    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>When it was over, UTC; null while it runs.</summary>
    public DateTimeOffset? FinishedAt { get; set; }
}

/// <summary>An execution of an activity as it is kept between bursts.</summary>
public class ActivityExecutionContextState
{
    /// <summary>The id of the execution.</summary>
    public string Id { get; set; } = default!;

    /// <summary>How many executions led to this one.</summary>
    public int CallStackDepth { get; set; }

    /// <summary>The execution that holds this one; null for the workflow.</summary>
    public string? ParentContextId { get; set; }

    /// <summary>The path of the activity.</summary>
    public string ScheduledActivityNodeId { get; set; } = default!;

    /// <summary>The path of the activity that holds it.</summary>
    public string? OwnerActivityNodeId { get; set; }

    /// <summary>Notes of the activity about this execution.</summary>
    public IDictionary<string, object> Properties { get => field ??= new Dictionary<string, object>(); set; }

    /// <summary>Notes for whoever reads the execution.</summary>
    public IDictionary<string, object> Metadata { get => field ??= new Dictionary<string, object>(); set; }

    /// <summary>The evaluated inputs.</summary>
    public IDictionary<string, object>? ActivityState { get; set; }

    /// <summary>Variables declared while running.</summary>
    public ICollection<Variable> DynamicVariables { get => field ??= new List<Variable>(); set; }

    /// <summary>How far it is.</summary>
    public ActivityStatus Status { get; set; }

    /// <summary>True during a burst.</summary>
    public bool IsExecuting { get; set; }

    /// <summary>How often it or something in it failed.</summary>
    public int FaultCount { get; set; }

    /// <summary>When it started, UTC.</summary>
    public DateTimeOffset StartedAt { get; set; }

    /// <summary>When it ended, UTC; null while it is under way.</summary>
    public DateTimeOffset? CompletedAt { get; set; }

    /// <summary>What the one who scheduled it attached.</summary>
    public object? Tag { get; set; }
}

/// <summary>What is called when a child completes, as it is kept between bursts.</summary>
public class CompletionCallbackState
{
    /// <summary>For a serializer.</summary>
    public CompletionCallbackState()
    {
    }

    /// <summary>A method of the owner for one child.</summary>
    public CompletionCallbackState(string ownerInstanceId, string childNodeId, string? methodName, object? tag = null)
    {
        OwnerInstanceId = ownerInstanceId;
        ChildNodeId = childNodeId;
        MethodName = methodName;
        Tag = tag;
    }

    /// <summary>The execution that is told.</summary>
    public string OwnerInstanceId { get; init; } = default!;

    /// <summary>The path of the child.</summary>
    public string ChildNodeId { get; init; } = default!;

    /// <summary>The method of the owner's activity; null when there is nothing to call.</summary>
    public string? MethodName { get; init; }

    /// <summary>What the one who scheduled the child attached.</summary>
    public object? Tag { get; set; }
}

/// <summary>An activity that is due, as it is kept between bursts.</summary>
public class ActivityWorkItemState
{
    /// <summary>The path of the activity.</summary>
    public string ActivityNodeId { get; set; } = default!;

    /// <summary>The execution that holds it.</summary>
    public string? OwnerContextId { get; set; }

    /// <summary>What the one who scheduled it attached.</summary>
    public object? Tag { get; set; }

    /// <summary>Variables declared for it.</summary>
    public ICollection<Variable>? Variables { get; set; }

    /// <summary>The execution that goes on; null for a new one.</summary>
    public string? ExistingActivityExecutionContextId { get; set; }

    /// <summary>Values for it alone.</summary>
    public IDictionary<string, object>? Input { get; set; }
}
