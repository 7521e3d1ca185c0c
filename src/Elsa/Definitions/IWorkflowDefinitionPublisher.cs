using Elsa.Common.Models;
using Elsa.Workflows.Management.Entities;
using Elsa.Workflows.Management.Models;

namespace Elsa.Workflows.Management;

/// <summary>Saves drafts, publishes and retracts.</summary>
public interface IWorkflowDefinitionPublisher
{
    /// <summary>An unsaved draft of version 1.</summary>
    Task<WorkflowDefinition> NewAsync(IActivity? root = null, CancellationToken cancellationToken = default);

    /// <summary>Makes it known to everything that waits for it.</summary>
    Task<PublishWorkflowDefinitionResult> PublishAsync(string definitionId, CancellationToken cancellationToken = default);

    /// <summary>Makes it known to everything that waits for it.</summary>
    Task<PublishWorkflowDefinitionResult> PublishAsync(WorkflowDefinition definition, CancellationToken cancellationToken = default);

    /// <summary>Takes it out of use; null when none is published. Running instances go on.</summary>
    Task<WorkflowDefinition?> RetractAsync(string definitionId, CancellationToken cancellationToken = default);

    /// <summary>Takes it out of use; null when none is published. Running instances go on.</summary>
    Task<WorkflowDefinition> RetractAsync(WorkflowDefinition definition, CancellationToken cancellationToken = default);

    /// <summary>Makes a new draft that equals the old version.</summary>
    Task<WorkflowDefinition> RevertVersionAsync(string definitionId, int version, CancellationToken cancellationToken = default);

    /// <summary>The draft, or an unsaved copy of the version as the next draft; null when there is neither.</summary>
    Task<WorkflowDefinition?> GetDraftAsync(string definitionId, VersionOptions versionOptions, CancellationToken cancellationToken = default);

    /// <summary>Saves without publishing; a published version is left as it is and a new draft made.</summary>
    Task<WorkflowDefinition> SaveDraftAsync(WorkflowDefinition definition, CancellationToken cancellationToken = default);
}
