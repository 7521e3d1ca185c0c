using Elsa.Workflows.Management.Enums;
using Elsa.Workflows.Management.Entities;

namespace Elsa.Workflows.Management.Models;

/// <summary>An instance without its state.</summary>
public class WorkflowInstanceSummary
{
    /// <summary>Unique within its kind.</summary>
    public string Id { get; set; } = default!;

    /// <summary>Null where there is one tenant only.</summary>
    public string? TenantId { get; set; }

    /// <summary>The id shared by all versions of a definition.</summary>
    public string DefinitionId { get; set; } = default!;

    /// <summary>The id of one version of a definition.</summary>
    public string DefinitionVersionId { get; set; } = default!;

    /// <summary>The version of the definition.</summary>
    public int Version { get; set; }

    /// <summary>Running or finished.</summary>
    public WorkflowStatus Status { get; set; }

    /// <summary>What exactly the instance is doing.</summary>
    public WorkflowSubStatus SubStatus { get; set; }

    /// <summary>The business key that ties instances, events and tasks together.</summary>
    public string? CorrelationId { get; set; }

    /// <summary>The name; null where none was given.</summary>
    public string? Name { get; set; }

    /// <summary>How many things went wrong.</summary>
    public int IncidentCount { get; set; }

    /// <summary>When it was made, UTC.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>When it was last committed, UTC.</summary>
    public DateTimeOffset? UpdatedAt { get; set; }

    /// <summary>When it ended, UTC; null while it runs.</summary>
    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>The light part of the instance.</summary>
    public static WorkflowInstanceSummary FromInstance(WorkflowInstance workflowInstance) => new()
    {
        Id = workflowInstance.Id,
        TenantId = workflowInstance.TenantId,
        DefinitionId = workflowInstance.DefinitionId,
        DefinitionVersionId = workflowInstance.DefinitionVersionId,
        Version = workflowInstance.Version,
        Status = workflowInstance.Status,
        SubStatus = workflowInstance.SubStatus,
        CorrelationId = workflowInstance.CorrelationId,
        Name = workflowInstance.Name,
        IncidentCount = workflowInstance.IncidentCount,
        CreatedAt = workflowInstance.CreatedAt,
        UpdatedAt = workflowInstance.UpdatedAt,
        FinishedAt = workflowInstance.FinishedAt,
    };
}

/// <summary>A condition on a moment of an instance.</summary>
public class TimestampFilter
{
    /// <summary>CreatedAt, UpdatedAt or FinishedAt.</summary>
    public string Column { get; set; } = default!;

    /// <summary>How the two moments are compared.</summary>
    public TimestampFilterOperator Operator { get; set; }

    /// <summary>What the moment is compared with.</summary>
    public DateTimeOffset Timestamp { get; set; }
}
