using Elsa.Common.Models;

namespace Elsa.Workflows.Runtime;

/// <summary>Cancels instances.</summary>
public interface IWorkflowCancellationService
{
    /// <summary>False when there is no such running instance.</summary>
    Task<bool> CancelWorkflowAsync(string workflowInstanceId, CancellationToken cancellationToken = default);

    /// <summary>How many were cancelled.</summary>
    Task<int> CancelWorkflowsAsync(IEnumerable<string> workflowInstanceIds, CancellationToken cancellationToken = default);

    /// <summary>How many were cancelled.</summary>
    Task<int> CancelWorkflowByDefinitionVersionAsync(string definitionVersionId, CancellationToken cancellationToken = default);

    /// <summary>How many were cancelled.</summary>
    Task<int> CancelWorkflowByDefinitionAsync(string definitionId, VersionOptions versionOptions, CancellationToken cancellationToken = default);
}
