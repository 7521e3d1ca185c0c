using Elsa.Workflows.Management.Entities;

namespace Elsa.Workflows.Management;

/// <summary>Deletes and reverts definitions.</summary>
public interface IWorkflowDefinitionManager
{
    /// <summary>Removes all versions with their instances; how many versions.</summary>
    Task<long> DeleteByDefinitionIdAsync(string definitionId, CancellationToken cancellationToken = default);

    /// <summary>False when there is none.</summary>
    Task<bool> DeleteByIdAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>False when there is none.</summary>
    Task<bool> DeleteVersionAsync(string definitionId, int version, CancellationToken cancellationToken = default);

    /// <summary>False when there is none.</summary>
    Task<bool> DeleteVersionAsync(WorkflowDefinition definitionToDelete, CancellationToken cancellationToken);

    /// <summary>How many versions were removed.</summary>
    Task<long> BulkDeleteByDefinitionIdsAsync(IEnumerable<string> definitionIds, CancellationToken cancellationToken = default);

    /// <summary>How many versions were removed.</summary>
    Task<long> BulkDeleteByIdsAsync(IEnumerable<string> ids, CancellationToken cancellationToken = default);

    /// <summary>Makes a new draft that equals the old version.</summary>
    Task<WorkflowDefinition> RevertVersionAsync(string definitionId, int version, CancellationToken cancellationToken = default);
}
