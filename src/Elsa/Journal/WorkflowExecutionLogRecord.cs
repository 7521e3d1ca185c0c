using Elsa.Common;
using Elsa.Common.Entities;

namespace Elsa.Workflows.Runtime.Entities;

/// <summary>An entry of the journal of an instance.</summary>
public class WorkflowExecutionLogRecord : Entity, ILogRecord
{
    /// <summary>The id shared by all versions of a definition.</summary>
    public string WorkflowDefinitionId { get; set; } = default!;

    /// <summary>The id of one version of a definition.</summary>
    public string WorkflowDefinitionVersionId { get; set; } = default!;

    /// <summary>The instance meant.</summary>
    public string WorkflowInstanceId { get; set; } = default!;

    /// <summary>The version of the definition.</summary>
    public int WorkflowVersion { get; set; }

    /// <summary>The activity execution that waits.</summary>
    public string ActivityInstanceId { get; set; } = default!;

    /// <summary>The execution of the activity that contains it; null at the root.</summary>
    public string? ParentActivityInstanceId { get; set; }

    /// <summary>The id of the activity within its definition.</summary>
    public string ActivityId { get; set; } = default!;

    /// <summary>The type name of the activity.</summary>
    public string ActivityType { get; set; } = default!;

    /// <summary>The version of the activity type.</summary>
    public int ActivityTypeVersion { get; set; }

    /// <summary>The name given in the designer; null for none.</summary>
    public string? ActivityName { get; set; }

    /// <summary>The path of ids from the root, joined by a colon.</summary>
    public string ActivityNodeId { get; set; } = default!;

    /// <summary>When it happened, UTC.</summary>
    public DateTimeOffset Timestamp { get; set; }

    /// <summary>Counts the entries of an instance.</summary>
    public long Sequence { get; set; }

    /// <summary>What happened.</summary>
    public string? EventName { get; set; }

    /// <summary>Text for people.</summary>
    public string? Message { get; set; }

    /// <summary>Where in the engine it was written.</summary>
    public string? Source { get; set; }

    /// <summary>The inputs as they were evaluated.</summary>
    public IDictionary<string, object>? ActivityState { get; set; }

    /// <summary>What the waiting side keeps with it.</summary>
    public object? Payload { get; set; }
}
