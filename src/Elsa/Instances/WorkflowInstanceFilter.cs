using Elsa.Common.Entities;
using Elsa.Workflows.Management.Entities;
using Elsa.Workflows.Management.Models;
using System.Linq.Expressions;

namespace Elsa.Workflows.Management.Filters;

/// <summary>Which instances are wanted; all conditions that are set must hold.</summary>
public class WorkflowInstanceFilter
{
    /// <summary>Unique within its kind.</summary>
    public string? Id { get; set; }

    /// <summary>Any of these ids; null means all. Thousands are fine.</summary>
    public ICollection<string>? Ids { get; set; }

    /// <summary>Text to find in names, ids and descriptions.</summary>
    public string? SearchTerm { get; set; }

    /// <summary>The name; null where none was given.</summary>
    public string? Name { get; set; }

    /// <summary>The id shared by all versions of a definition.</summary>
    public string? DefinitionId { get; set; }

    /// <summary>The id of one version of a definition.</summary>
    public string? DefinitionVersionId { get; set; }

    /// <summary>Any of these definition ids; null means all.</summary>
    public ICollection<string>? DefinitionIds { get; set; }

    /// <summary>Any of these version ids; null means all.</summary>
    public ICollection<string>? DefinitionVersionIds { get; set; }

    /// <summary>The version of the definition.</summary>
    public int? Version { get; set; }

    /// <summary>The parent workflow instance ids.</summary>
    public ICollection<string>? ParentWorkflowInstanceIds { get; set; }

    /// <summary>The business key that ties instances, events and tasks together.</summary>
    public string? CorrelationId { get; set; }

    /// <summary>The correlation ids.</summary>
    public ICollection<string>? CorrelationIds { get; set; }

    /// <summary>Running or finished; null means both.</summary>
    public WorkflowStatus? WorkflowStatus { get; set; }

    /// <summary>Any of these; null means all.</summary>
    public ICollection<WorkflowStatus>? WorkflowStatuses { get; set; }

    /// <summary>This sub-status; null means all.</summary>
    public WorkflowSubStatus? WorkflowSubStatus { get; set; }

    /// <summary>Any of these; null means all.</summary>
    public ICollection<WorkflowSubStatus>? WorkflowSubStatuses { get; set; }

    /// <summary>Whether a burst had not reached its end when it was last committed.</summary>
    public bool? IsExecuting { get; set; }

    /// <summary>Whether anything went wrong.</summary>
    public bool? HasIncidents { get; set; }

    /// <summary>Hidden from people by default.</summary>
    public bool? IsSystem { get; set; }

    /// <summary>Last committed before this moment, UTC.</summary>
    public DateTimeOffset? BeforeLastUpdated { get; set; }

    /// <summary>Conditions on moments, all of which must hold.</summary>
    public ICollection<TimestampFilter>? TimestampFilters { get; set; }

    /// <summary>Any of these names; null means all.</summary>
    public List<string>? Names { get; set; }
}

/// <summary>How instances are sorted.</summary>
public class WorkflowInstanceOrder<TProp> : OrderDefinition<WorkflowInstance, TProp?>
{
    /// <summary>Unsorted until the parts are set.</summary>
    public WorkflowInstanceOrder()
    {
    }

    /// <summary>By the given property.</summary>
    public WorkflowInstanceOrder(Expression<Func<WorkflowInstance, TProp?>> keySelector, OrderDirection direction) : base(keySelector, direction)
    {
    }
}
