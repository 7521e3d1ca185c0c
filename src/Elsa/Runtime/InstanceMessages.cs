using Elsa.Workflows;
using Elsa.Workflows.Models;

namespace Elsa.Workflows.Runtime.Messages;

/// <summary>A wish for a new instance.</summary>
public class CreateWorkflowInstanceRequest
{
    /// <summary>Which definition, and which version of it.</summary>
    public WorkflowDefinitionHandle WorkflowDefinitionHandle { get; set; } = default!;

    /// <summary>The business key that ties instances, events and tasks together.</summary>
    public string? CorrelationId { get; set; }

    /// <summary>The name; null where none was given.</summary>
    public string? Name { get; set; }

    /// <summary>Values by input name; null means none.</summary>
    public IDictionary<string, object>? Input { get; set; }

    /// <summary>Values kept with the instance; null means none.</summary>
    public IDictionary<string, object>? Properties { get; set; }

    /// <summary>The instance that started this one; null for a root.</summary>
    public string? ParentId { get; set; }
}

/// <summary>The instance is stored.</summary>
public record CreateWorkflowInstanceResponse;

/// <summary>A wish for a new instance and its first burst.</summary>
public class CreateAndRunWorkflowInstanceRequest
{
    /// <summary>Which definition, and which version of it.</summary>
    public WorkflowDefinitionHandle WorkflowDefinitionHandle { get; set; } = default!;

    /// <summary>The business key that ties instances, events and tasks together.</summary>
    public string? CorrelationId { get; set; }

    /// <summary>The name; null where none was given.</summary>
    public string? Name { get; set; }

    /// <summary>Values by input name; null means none.</summary>
    public IDictionary<string, object>? Input { get; set; }

    /// <summary>Values by variable name that override the defaults; null means none.</summary>
    public IDictionary<string, object>? Variables { get; set; }

    /// <summary>Values kept with the instance; null means none.</summary>
    public IDictionary<string, object>? Properties { get; set; }

    /// <summary>The instance that started this one; null for a root.</summary>
    public string? ParentId { get; set; }

    /// <summary>The activity that starts the instance; null for the default start.</summary>
    public string? TriggerActivityId { get; set; }

    /// <summary>The activity to run; null for the whole workflow.</summary>
    public ActivityHandle? ActivityHandle { get; set; }

    /// <summary>Whether the answer carries the output values.</summary>
    public bool IncludeWorkflowOutput { get; set; }

    /// <summary>The activity execution that caused this; null when a person or a timer did.</summary>
    public string? SchedulingActivityExecutionId { get; set; }

    /// <summary>The instance that caused this; null when a person or a timer did.</summary>
    public string? SchedulingWorkflowInstanceId { get; set; }

    /// <summary>How many causes deep this call is; null at the root.</summary>
    public int? SchedulingCallStackDepth { get; set; }
}

/// <summary>A wish for a burst.</summary>
public class RunWorkflowInstanceRequest
{
    /// <summary>The activity that starts the instance; null for the default start.</summary>
    public string? TriggerActivityId { get; set; }

    /// <summary>The bookmark meant; null for any.</summary>
    public string? BookmarkId { get; set; }

    /// <summary>The activity to run; null for the whole workflow.</summary>
    public ActivityHandle? ActivityHandle { get; set; }

    /// <summary>Values kept with the instance; null means none.</summary>
    public IDictionary<string, object>? Properties { get; set; }

    /// <summary>Values by input name; null means none.</summary>
    public IDictionary<string, object>? Input { get; set; }

    /// <summary>Values by variable name that override the defaults; null means none.</summary>
    public IDictionary<string, object>? Variables { get; set; }

    /// <summary>Whether the answer carries the output values.</summary>
    public bool IncludeWorkflowOutput { get; set; }

    /// <summary>The activity execution that caused this; null when a person or a timer did.</summary>
    public string? SchedulingActivityExecutionId { get; set; }

    /// <summary>The instance that caused this; null when a person or a timer did.</summary>
    public string? SchedulingWorkflowInstanceId { get; set; }

    /// <summary>How many causes deep this call is; null at the root.</summary>
    public int? SchedulingCallStackDepth { get; set; }

    /// <summary>Continues the instance without handing anything over.</summary>
    public static RunWorkflowInstanceRequest Empty => new();
}

/// <summary>How the instance stands after a burst.</summary>
public record RunWorkflowInstanceResponse
{
    /// <summary>The instance meant.</summary>
    public string WorkflowInstanceId { get; set; } = default!;

    /// <summary>Running or finished.</summary>
    public WorkflowStatus Status { get; set; }

    /// <summary>What exactly the instance is doing.</summary>
    public WorkflowSubStatus SubStatus { get; set; }

    /// <summary>What the instance waits for.</summary>
    public ICollection<Bookmark> Bookmarks { get; set; } = new List<Bookmark>();

    /// <summary>What went wrong so far.</summary>
    public ICollection<ActivityIncident> Incidents { get; set; } = new List<ActivityIncident>();

    /// <summary>Values by output name; null unless asked for.</summary>
    public IDictionary<string, object>? Output { get; set; }
}
