using Elsa.Common;
using Elsa.Common.Entities;
using Elsa.Workflows.State;

namespace Elsa.Workflows.Runtime.Entities;

/// <summary>One execution of an activity.</summary>
public class ActivityExecutionRecord : Entity, ILogRecord
{
    /// <summary>The instance meant.</summary>
    public string WorkflowInstanceId { get; set; } = default!;

    /// <summary>The id of the activity within its definition.</summary>
    public string ActivityId { get; set; } = default!;

    /// <summary>The path of ids from the root, joined by a colon.</summary>
    public string ActivityNodeId { get; set; } = default!;

    /// <summary>The type name of the activity.</summary>
    public string ActivityType { get; set; } = default!;

    /// <summary>The version of the activity type.</summary>
    public int ActivityTypeVersion { get; set; }

    /// <summary>The name given in the designer; null for none.</summary>
    public string? ActivityName { get; set; }

    /// <summary>The inputs as they were evaluated.</summary>
    public IDictionary<string, object?>? ActivityState { get; set; }

    /// <summary>What the waiting side keeps with it.</summary>
    public IDictionary<string, object>? Payload { get; set; }

    /// <summary>What the workflow hands out.</summary>
    public IDictionary<string, object?>? Outputs { get; set; }

    /// <summary>Values kept with the instance; null means none.</summary>
    public IDictionary<string, object>? Properties { get; set; }

    /// <summary>Notes kept with it; null for none.</summary>
    public IDictionary<string, object>? Metadata { get; set; }

    /// <summary>What went wrong; null when nothing did.</summary>
    public ExceptionState? Exception { get; set; }

    /// <summary>When it began, UTC.</summary>
    public DateTimeOffset StartedAt { get; set; }

    /// <summary>Whether it waits for something.</summary>
    public bool HasBookmarks { get; set; }

    /// <summary>Running or finished.</summary>
    public ActivityStatus Status { get; set; }

    /// <summary>How many faults it and its descendants had.</summary>
    public int AggregateFaultCount { get; set; }

    /// <summary>When it ended, UTC; null while it runs.</summary>
    public DateTimeOffset? CompletedAt { get; set; }

    /// <summary>The activity execution that caused this; null when a person or a timer did.</summary>
    public string? SchedulingActivityExecutionId { get; set; }

    /// <summary>The activity that caused it.</summary>
    public string? SchedulingActivityId { get; set; }

    /// <summary>The instance that caused this; null when a person or a timer did.</summary>
    public string? SchedulingWorkflowInstanceId { get; set; }

    /// <summary>How many causes deep it is.</summary>
    public int? CallStackDepth { get; set; }
}

/// <summary>One execution of an activity without its values.</summary>
public class ActivityExecutionRecordSummary : Entity
{
    /// <summary>The instance meant.</summary>
    public string WorkflowInstanceId { get; set; } = default!;

    /// <summary>The id of the activity within its definition.</summary>
    public string ActivityId { get; set; } = default!;

    /// <summary>The path of ids from the root, joined by a colon.</summary>
    public string ActivityNodeId { get; set; } = default!;

    /// <summary>The type name of the activity.</summary>
    public string ActivityType { get; set; } = default!;

    /// <summary>The version of the activity type.</summary>
    public int ActivityTypeVersion { get; set; }

    /// <summary>The name given in the designer; null for none.</summary>
    public string? ActivityName { get; set; }

    /// <summary>When it began, UTC.</summary>
    public DateTimeOffset StartedAt { get; set; }

    /// <summary>Whether it waits for something.</summary>
    public bool HasBookmarks { get; set; }

    /// <summary>Running or finished.</summary>
    public ActivityStatus Status { get; set; }

    /// <summary>Notes kept with it; null for none.</summary>
    public IDictionary<string, object>? Metadata { get; set; }

    /// <summary>How many faults it and its descendants had.</summary>
    public int AggregateFaultCount { get; set; }

    /// <summary>When it ended, UTC; null while it runs.</summary>
    public DateTimeOffset? CompletedAt { get; set; }

    /// <summary>The light part of the record.</summary>
    public static ActivityExecutionRecordSummary FromRecord(ActivityExecutionRecord record) => new()
    {
        Id = record.Id,
        TenantId = record.TenantId,
        WorkflowInstanceId = record.WorkflowInstanceId,
        ActivityId = record.ActivityId,
        ActivityNodeId = record.ActivityNodeId,
        ActivityType = record.ActivityType,
        ActivityTypeVersion = record.ActivityTypeVersion,
        ActivityName = record.ActivityName,
        StartedAt = record.StartedAt,
        HasBookmarks = record.HasBookmarks,
        Status = record.Status,
        Metadata = record.Metadata,
        AggregateFaultCount = record.AggregateFaultCount,
        CompletedAt = record.CompletedAt,
    };
}
