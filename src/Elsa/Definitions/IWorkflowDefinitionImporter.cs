using Elsa.Workflows.Management.Models;

namespace Elsa.Workflows.Management;

/// <summary>Takes definitions from outside.</summary>
public interface IWorkflowDefinitionImporter
{
    /// <summary>Saves, and publishes where asked.</summary>
    Task<ImportWorkflowResult> ImportAsync(SaveWorkflowDefinitionRequest request, CancellationToken cancellationToken = default);
}
