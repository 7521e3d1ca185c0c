using Elsa.Workflows.Activities;
using Elsa.Workflows.Management.Entities;

namespace Elsa.Workflows.Runtime;

/// <summary>Makes workflows known that do not come from the store.</summary>
public interface IWorkflowRegistry
{
    /// <summary>Makes the workflow known.</summary>
    Task RegisterAsync(Workflow workflow, CancellationToken cancellationToken = default);
}

/// <summary>Brings the workflows of all providers into the store.</summary>
public interface IWorkflowDefinitionStorePopulator
{
    /// <summary>Writes the workflows of all providers into the store.</summary>
    Task<IEnumerable<WorkflowDefinition>> PopulateStoreAsync(CancellationToken cancellationToken = default);

    /// <summary>Writes the workflows of all providers into the store.</summary>
    Task<IEnumerable<WorkflowDefinition>> PopulateStoreAsync(bool indexTriggers, CancellationToken cancellationToken = default);
}

/// <summary>Brings workflows from code or files.</summary>
public interface IWorkflowsProvider
{
    /// <summary>Tells providers apart; stored with what they bring.</summary>
    string Name { get; }

    /// <summary>All workflows that it knows.</summary>
    ValueTask<IEnumerable<MaterializedWorkflow>> GetWorkflowsAsync(CancellationToken cancellationToken = default);
}

/// <summary>A workflow together with how to make it again.</summary>
/// <param name="Workflow">The workflow.</param>
/// <param name="ProviderName">The provider that brings it.</param>
/// <param name="MaterializerName">What makes it again from the store.</param>
/// <param name="MaterializerContext">What the materializer needs; null for nothing.</param>
/// <param name="OriginalSource">The text it was made from; null when it was not.</param>
public record MaterializedWorkflow(Workflow Workflow, string ProviderName, string MaterializerName, object? MaterializerContext = null, string? OriginalSource = null);
