using Elsa.Workflows.Models;
using Elsa.Workflows;

namespace Elsa.Workflows.Runtime.Requests;

/// <summary>Start an instance in the background.</summary>
public class DispatchWorkflowDefinitionRequest
{
    /// <summary>Empty.</summary>
    public DispatchWorkflowDefinitionRequest()
    {
    }

    /// <summary>By id.</summary>
    public DispatchWorkflowDefinitionRequest(string definitionVersionId) => DefinitionVersionId = definitionVersionId;

    /// <summary>The id of one version of a definition.</summary>
    public string DefinitionVersionId { get; set; } = default!;

    /// <summary>The instance that started this one; null for a root.</summary>
    public string? ParentWorkflowInstanceId { get; set; }

    /// <summary>Values by input name; null means none.</summary>
    public IDictionary<string, object>? Input { get; set; }

    /// <summary>Values kept with the instance; null means none.</summary>
    public IDictionary<string, object>? Properties { get; set; }

    /// <summary>The business key that ties instances, events and tasks together.</summary>
    public string? CorrelationId { get; set; }

    /// <summary>The instance meant; null lets the engine choose an id.</summary>
    public string? InstanceId { get; set; }

    /// <summary>The activity that starts the instance; null for the default start.</summary>
    public string? TriggerActivityId { get; set; }

    /// <summary>The activity execution that caused this; null when a person or a timer did.</summary>
    public string? SchedulingActivityExecutionId { get; set; }

    /// <summary>The instance that caused this; null when a person or a timer did.</summary>
    public string? SchedulingWorkflowInstanceId { get; set; }

    /// <summary>How many causes deep this call is; null at the root.</summary>
    public int? SchedulingCallStackDepth { get; set; }

    /// <summary>Where the work came from; null when inside.</summary>
    public string? IngressSourceName { get; set; }
}

/// <summary>Continue an instance in the background.</summary>
public class DispatchWorkflowInstanceRequest
{
    /// <summary>Empty.</summary>
    public DispatchWorkflowInstanceRequest()
    {
    }

    /// <summary>By id.</summary>
    public DispatchWorkflowInstanceRequest(string instanceId) => InstanceId = instanceId;

    /// <summary>The instance meant; null lets the engine choose an id.</summary>
    public string InstanceId { get; init; } = default!;

    /// <summary>The bookmark meant; null for any.</summary>
    public string? BookmarkId { get; set; }

    /// <summary>The activity to run; null for the whole workflow.</summary>
    public ActivityHandle? ActivityHandle { get; init; }

    /// <summary>Values by input name; null means none.</summary>
    public IDictionary<string, object>? Input { get; init; }

    /// <summary>Values kept with the instance; null means none.</summary>
    public IDictionary<string, object>? Properties { get; init; }

    /// <summary>The business key that ties instances, events and tasks together.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>Where the work came from; null when inside.</summary>
    public string? IngressSourceName { get; set; }
}

/// <summary>Start and resume in the background whatever waits for the stimulus.</summary>
public class DispatchTriggerWorkflowsRequest
{
    /// <summary>By the type name and the stimulus.</summary>
    public DispatchTriggerWorkflowsRequest(string activityTypeName, object bookmarkPayload)
    {
        ActivityTypeName = activityTypeName;
        BookmarkPayload = bookmarkPayload;
    }

    /// <summary>The type name of the activity, or the name of the stimulus.</summary>
    public string ActivityTypeName { get; init; } = default!;

    /// <summary>The stimulus; its hash is matched.</summary>
    public object BookmarkPayload { get; init; } = default!;

    /// <summary>The business key that ties instances, events and tasks together.</summary>
    public string? CorrelationId { get; set; }

    /// <summary>The instance meant.</summary>
    public string? WorkflowInstanceId { get; set; }

    /// <summary>The activity execution that waits.</summary>
    public string? ActivityInstanceId { get; set; }

    /// <summary>Values by input name; null means none.</summary>
    public IDictionary<string, object>? Input { get; set; }

    /// <summary>Values kept with the instance; null means none.</summary>
    public IDictionary<string, object>? Properties { get; set; }
}

/// <summary>Resume in the background whatever waits for the stimulus.</summary>
/// <param name="ActivityTypeName">The type name of the activity, or the name of the stimulus.</param>
/// <param name="BookmarkPayload">The stimulus; its hash is matched.</param>
/// <param name="CorrelationId">The business key that ties instances, events and tasks together.</param>
/// <param name="WorkflowInstanceId">The instance meant.</param>
/// <param name="ActivityInstanceId">The activity execution that waits.</param>
/// <param name="Input">Values by input name; null means none.</param>
public record DispatchResumeWorkflowsRequest(string ActivityTypeName, object BookmarkPayload, string? CorrelationId = null, string? WorkflowInstanceId = null, string? ActivityInstanceId = null, IDictionary<string, object>? Input = null);

/// <summary>Send a stimulus in the background.</summary>
public class DispatchStimulusRequest
{
    /// <summary>The type name of the activity, or the name of the stimulus.</summary>
    public string? ActivityTypeName { get; set; }

    /// <summary>The stimulus; its hash is matched.</summary>
    public object? Stimulus { get; set; }

    /// <summary>The hash of the stimulus.</summary>
    public string? StimulusHash { get; set; }

    /// <summary>Notes kept with it; null for none.</summary>
    public StimulusMetadata? Metadata { get; set; }

    /// <summary>Where the work came from; null when inside.</summary>
    public string? IngressSourceName { get; set; }
}
