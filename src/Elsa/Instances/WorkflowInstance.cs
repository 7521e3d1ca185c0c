using Elsa.Common.Entities;
using Elsa.Workflows.State;

namespace Elsa.Workflows.Management.Entities;

/// <summary>An instance as it is stored.</summary>
public class WorkflowInstance : Entity
{
    /// <summary>The id shared by all versions of a definition.</summary>
    public string DefinitionId { get; set; } = default!;

    /// <summary>The id of one version of a definition.</summary>
    public string DefinitionVersionId { get; set; } = default!;

    /// <summary>The version of the definition.</summary>
    public int Version { get; set; }

    /// <summary>The instance that started this one; null for a root.</summary>
    public string? ParentWorkflowInstanceId { get; set; }

    /// <summary>The whole state.</summary>
    public WorkflowState WorkflowState { get; set; } = default!;

    /// <summary>Running or finished.</summary>
    public WorkflowStatus Status { get; set; }

    /// <summary>What exactly the instance is doing.</summary>
    public WorkflowSubStatus SubStatus { get; set; }

    /// <summary>Whether a burst had not reached its end when it was last committed.</summary>
    public bool IsExecuting { get; set; }

    /// <summary>The business key that ties instances, events and tasks together.</summary>
    public string? CorrelationId { get; set; }

    /// <summary>The name; null where none was given.</summary>
    public string? Name { get; set; }

    /// <summary>How many things went wrong.</summary>
    public int IncidentCount { get; set; }

    /// <summary>Hidden from people by default.</summary>
    public bool IsSystem { get; set; }

    /// <summary>When it was made, UTC.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>When it was last committed, UTC.</summary>
    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>When it ended, UTC; null while it runs.</summary>
    public DateTimeOffset? FinishedAt { get; set; }
}
