using Elsa.Workflows.Management.Entities;
using Elsa.Workflows.Models;

namespace Elsa.Workflows.Management.Models;

/// <summary>What came of a wish to publish.</summary>
/// <param name="Succeeded">True when nothing went wrong.</param>
/// <param name="ValidationErrors">What must be put right before it can be published.</param>
/// <param name="AffectedWorkflows">Other definitions that were changed with it.</param>
public record PublishWorkflowDefinitionResult(bool Succeeded, ICollection<WorkflowValidationError> ValidationErrors, AffectedWorkflows AffectedWorkflows);

/// <summary>What came of an import.</summary>
/// <param name="Succeeded">True when nothing went wrong.</param>
/// <param name="WorkflowDefinition">The definition.</param>
/// <param name="ValidationErrors">What must be put right before it can be published.</param>
public record ImportWorkflowResult(bool Succeeded, WorkflowDefinition WorkflowDefinition, ICollection<WorkflowValidationError> ValidationErrors);

/// <summary>Something that keeps a definition from being published.</summary>
/// <param name="Message">Text for people.</param>
/// <param name="ActivityId">The id of the activity within its definition.</param>
public record WorkflowValidationError(string Message, string? ActivityId = null);

/// <summary>Other definitions that were changed with one that was published.</summary>
/// <param name="WorkflowDefinitions">The changed definitions.</param>
public record AffectedWorkflows(ICollection<WorkflowDefinition> WorkflowDefinitions);

/// <summary>A definition and its workflow; a definition without one is there but cannot be read.</summary>
/// <param name="WorkflowDefinition">Null when there is none.</param>
/// <param name="WorkflowGraph">Null when there is none or it cannot be read.</param>
public record WorkflowGraphFindResult(WorkflowDefinition? WorkflowDefinition, WorkflowGraph? WorkflowGraph)
{
    /// <summary>Whether the definition is stored.</summary>
    public bool WorkflowDefinitionExists => WorkflowDefinition is not null;

    /// <summary>Whether the definition could be read.</summary>
    public bool WorkflowGraphExists => WorkflowGraph is not null;
}
