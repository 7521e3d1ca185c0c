using Elsa.Mediator.Contracts;
using Elsa.Workflows.Activities;
using Elsa.Workflows.Management.Entities;
using Elsa.Workflows.Management.Models;

namespace Elsa.Workflows.Management.Notifications;

/// <summary>A definition was made.</summary>
/// <param name="WorkflowDefinition">The definition.</param>
public record WorkflowDefinitionCreated(WorkflowDefinition WorkflowDefinition) : INotification;

/// <summary>A definition was removed with all versions.</summary>
/// <param name="DefinitionId">The id shared by all versions of a definition.</param>
public record WorkflowDefinitionDeleted(string DefinitionId) : INotification;

/// <summary>A definition is about to be removed with all versions.</summary>
/// <param name="DefinitionId">The id shared by all versions of a definition.</param>
public record WorkflowDefinitionDeleting(string DefinitionId) : INotification;

/// <summary>A draft was saved.</summary>
/// <param name="WorkflowDefinition">The definition.</param>
public record WorkflowDefinitionDraftSaved(WorkflowDefinition WorkflowDefinition) : INotification;

/// <summary>A draft is about to be saved.</summary>
/// <param name="WorkflowDefinition">The definition.</param>
public record WorkflowDefinitionDraftSaving(WorkflowDefinition WorkflowDefinition) : INotification;

/// <summary>A version was published.</summary>
/// <param name="WorkflowDefinition">The definition.</param>
/// <param name="AffectedWorkflows">Other definitions that were changed with it.</param>
public record WorkflowDefinitionPublished(WorkflowDefinition WorkflowDefinition, AffectedWorkflows AffectedWorkflows) : INotification;

/// <summary>A version is about to be published.</summary>
/// <param name="WorkflowDefinition">The definition.</param>
public record WorkflowDefinitionPublishing(WorkflowDefinition WorkflowDefinition) : INotification;

/// <summary>A version was taken out of use.</summary>
/// <param name="WorkflowDefinition">The definition.</param>
public record WorkflowDefinitionRetracted(WorkflowDefinition WorkflowDefinition) : INotification;

/// <summary>A version is about to be taken out of use.</summary>
/// <param name="WorkflowDefinition">The definition.</param>
public record WorkflowDefinitionRetracting(WorkflowDefinition WorkflowDefinition) : INotification;

/// <summary>Definitions were removed with all versions.</summary>
/// <param name="DefinitionIds">Any of these definition ids; null means all.</param>
public record WorkflowDefinitionsDeleted(ICollection<string> DefinitionIds) : INotification;

/// <summary>Definitions are about to be removed with all versions.</summary>
/// <param name="DefinitionIds">Any of these definition ids; null means all.</param>
public record WorkflowDefinitionsDeleting(ICollection<string> DefinitionIds) : INotification;

/// <summary>A workflow is being checked: handlers add what they find.</summary>
/// <param name="Workflow">The workflow itself, when it is at hand.</param>
/// <param name="ValidationErrors">What must be put right before it can be published.</param>
public record WorkflowDefinitionValidating(Workflow Workflow, ICollection<WorkflowValidationError> ValidationErrors) : INotification;

/// <summary>A version was removed.</summary>
/// <param name="WorkflowDefinition">The definition.</param>
public record WorkflowDefinitionVersionDeleted(WorkflowDefinition WorkflowDefinition) : INotification;

/// <summary>A version is about to be removed.</summary>
/// <param name="WorkflowDefinition">The definition.</param>
public record WorkflowDefinitionVersionDeleting(WorkflowDefinition WorkflowDefinition) : INotification;
