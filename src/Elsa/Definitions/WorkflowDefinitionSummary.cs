using Elsa.Workflows.Management.Entities;

namespace Elsa.Workflows.Management.Models;

/// <summary>A version of a definition without its activities.</summary>
public class WorkflowDefinitionSummary
{
    /// <summary>Unique within its kind.</summary>
    public string Id { get; set; } = default!;

    /// <summary>The id shared by all versions of a definition.</summary>
    public string DefinitionId { get; set; } = default!;

    /// <summary>The name; null where none was given.</summary>
    public string? Name { get; set; }

    /// <summary>For people; null where none was given.</summary>
    public string? Description { get; set; }

    /// <summary>The version of the definition.</summary>
    public int? Version { get; set; }

    /// <summary>The version of the designer that wrote it; null when unknown.</summary>
    public Version? ToolVersion { get; set; }

    /// <summary>True for the newest version.</summary>
    public bool IsLatest { get; set; }

    /// <summary>True for the version that new instances take.</summary>
    public bool IsPublished { get; set; }

    /// <summary>What brought it into the store; null for one that a person saved.</summary>
    public string? ProviderName { get; set; }

    /// <summary>The name of what turns the stored text into a workflow.</summary>
    public string MaterializerName { get; set; } = default!;

    /// <summary>When it was made, UTC.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Cannot be changed by people.</summary>
    public bool IsReadonly { get; set; }

    /// <summary>The light part of the definition.</summary>
    public static WorkflowDefinitionSummary FromDefinition(WorkflowDefinition workflowDefinition) => new()
    {
        Id = workflowDefinition.Id,
        DefinitionId = workflowDefinition.DefinitionId,
        Name = workflowDefinition.Name,
        Description = workflowDefinition.Description,
        Version = workflowDefinition.Version,
        ToolVersion = workflowDefinition.ToolVersion,
        IsLatest = workflowDefinition.IsLatest,
        IsPublished = workflowDefinition.IsPublished,
        ProviderName = workflowDefinition.ProviderName,
        MaterializerName = workflowDefinition.MaterializerName,
        CreatedAt = workflowDefinition.CreatedAt,
        IsReadonly = workflowDefinition.IsReadonly,
    };
}
