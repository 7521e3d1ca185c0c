using Elsa.Common.Entities;
using Elsa.Workflows.Runtime.Entities;
using System.Linq.Expressions;

namespace Elsa.Workflows.Runtime.Filters;

/// <summary>Which journal entries are wanted; all conditions that are set must hold.</summary>
public class WorkflowExecutionLogRecordFilter
{
    /// <summary>Unique within its kind.</summary>
    public string? Id { get; set; }

    /// <summary>Any of these ids; null means all. Thousands are fine.</summary>
    public ICollection<string>? Ids { get; set; }

    /// <summary>The instance meant.</summary>
    public string? WorkflowInstanceId { get; set; }

    /// <summary>Any of these instances; null means all.</summary>
    public ICollection<string>? WorkflowInstanceIds { get; set; }

    /// <summary>The execution of the activity that contains it; null at the root.</summary>
    public string? ParentActivityInstanceId { get; set; }

    /// <summary>The id of the activity within its definition.</summary>
    public string? ActivityId { get; set; }

    /// <summary>The activity ids.</summary>
    public ICollection<string>? ActivityIds { get; set; }

    /// <summary>The path of ids from the root, joined by a colon.</summary>
    public string? ActivityNodeId { get; set; }

    /// <summary>The activity node ids.</summary>
    public ICollection<string>? ActivityNodeIds { get; set; }

    /// <summary>The exclude activity type.</summary>
    public string? ExcludeActivityType { get; set; }

    /// <summary>The exclude activity types.</summary>
    public ICollection<string>? ExcludeActivityTypes { get; set; }

    /// <summary>What happened.</summary>
    public string? EventName { get; set; }

    /// <summary>The event names.</summary>
    public ICollection<string>? EventNames { get; set; }
}

/// <summary>Which executions are wanted; all conditions that are set must hold.</summary>
public class ActivityExecutionRecordFilter
{
    /// <summary>Unique within its kind.</summary>
    public string? Id { get; set; }

    /// <summary>Any of these ids; null means all. Thousands are fine.</summary>
    public ICollection<string>? Ids { get; set; }

    /// <summary>The instance meant.</summary>
    public string? WorkflowInstanceId { get; set; }

    /// <summary>Any of these instances; null means all.</summary>
    public ICollection<string>? WorkflowInstanceIds { get; set; }

    /// <summary>The id of the activity within its definition.</summary>
    public string? ActivityId { get; set; }

    /// <summary>The activity ids.</summary>
    public ICollection<string>? ActivityIds { get; set; }

    /// <summary>The path of ids from the root, joined by a colon.</summary>
    public string? ActivityNodeId { get; set; }

    /// <summary>The activity node ids.</summary>
    public ICollection<string>? ActivityNodeIds { get; set; }

    /// <summary>The name; null where none was given.</summary>
    public string? Name { get; set; }

    /// <summary>Any of these names; null means all.</summary>
    public ICollection<string>? Names { get; set; }

    /// <summary>Running or finished.</summary>
    public ActivityStatus? Status { get; set; }

    /// <summary>The statuses.</summary>
    public ICollection<ActivityStatus>? Statuses { get; set; }

    /// <summary>The completed.</summary>
    public bool? Completed { get; set; }

    /// <summary>The activity execution that caused this; null when a person or a timer did.</summary>
    public string? SchedulingActivityExecutionId { get; set; }

    /// <summary>The scheduling activity execution ids.</summary>
    public ICollection<string>? SchedulingActivityExecutionIds { get; set; }

    /// <summary>The activity that caused it.</summary>
    public string? SchedulingActivityId { get; set; }

    /// <summary>The scheduling activity ids.</summary>
    public ICollection<string>? SchedulingActivityIds { get; set; }

    /// <summary>The instance that caused this; null when a person or a timer did.</summary>
    public string? SchedulingWorkflowInstanceId { get; set; }

    /// <summary>The scheduling workflow instance ids.</summary>
    public ICollection<string>? SchedulingWorkflowInstanceIds { get; set; }

    /// <summary>How many causes deep it is.</summary>
    public int? CallStackDepth { get; set; }
}
