using Elsa.Workflows.Activities;
using Elsa.Workflows.Management.Models;

namespace Elsa.Workflows.Management;

/// <summary>Says whether a workflow can be published.</summary>
public interface IWorkflowValidator
{
    /// <summary>Empty when it can be published.</summary>
    Task<IEnumerable<WorkflowValidationError>> ValidateAsync(Workflow workflow, CancellationToken cancellationToken = default);
}
