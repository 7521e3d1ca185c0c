using Elsa.Common.Entities;
using Elsa.Common.Models;
using Elsa.Workflows.Management.Entities;
using Elsa.Workflows.Models;
using System.Linq.Expressions;

namespace Elsa.Workflows.Management.Filters;

/// <summary>Which definitions are wanted; all conditions that are set must hold.</summary>
public class WorkflowDefinitionFilter
{
    /// <summary>Unique within its kind.</summary>
    public string? Id { get; set; }

    /// <summary>Any of these ids; null means all. Thousands are fine.</summary>
    public ICollection<string>? Ids { get; set; }

    /// <summary>The id shared by all versions of a definition.</summary>
    public string? DefinitionId { get; set; }

    /// <summary>Any of these definition ids; null means all.</summary>
    public ICollection<string>? DefinitionIds { get; set; }

    /// <summary>Which version of the definition.</summary>
    public VersionOptions? VersionOptions { get; set; }

    /// <summary>Which definition, and which version of it.</summary>
    public WorkflowDefinitionHandle? DefinitionHandle { get; set; }

    /// <summary>The name; null where none was given.</summary>
    public string? Name { get; set; }

    /// <summary>Text to find in names, ids and descriptions.</summary>
    public string? SearchTerm { get; set; }

    /// <summary>Any of these names; null means all.</summary>
    public ICollection<string>? Names { get; set; }

    /// <summary>The name of what turns the stored text into a workflow.</summary>
    public string? MaterializerName { get; set; }

    /// <summary>Whether it can be dragged into other definitions.</summary>
    public bool? UsableAsActivity { get; set; }

    /// <summary>Hidden from people by default.</summary>
    public bool? IsSystem { get; set; }

    /// <summary>Cannot be changed by people.</summary>
    public bool? IsReadonly { get; set; }

    /// <summary>Looks at all tenants.</summary>
    public bool TenantAgnostic { get; set; }
}

/// <summary>How definitions are sorted.</summary>
public class WorkflowDefinitionOrder<TProp> : OrderDefinition<WorkflowDefinition, TProp?>
{
    /// <summary>Unsorted until the parts are set.</summary>
    public WorkflowDefinitionOrder()
    {
    }

    /// <summary>By the given property.</summary>
    public WorkflowDefinitionOrder(Expression<Func<WorkflowDefinition, TProp?>> keySelector, OrderDirection direction) : base(keySelector, direction)
    {
    }
}
