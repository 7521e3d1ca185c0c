using Elsa.Workflows.Models;

namespace Elsa.Workflows.Management.Models;

/// <summary>A version of a definition as the designer reads and writes it.</summary>
public class WorkflowDefinitionModel
{
    /// <summary>Unique within its kind.</summary>
    public string Id { get; set; } = default!;

    /// <summary>The id shared by all versions of a definition.</summary>
    public string DefinitionId { get; set; } = default!;

    /// <summary>Null where there is one tenant only.</summary>
    public string? TenantId { get; set; }

    /// <summary>The name; null where none was given.</summary>
    public string? Name { get; set; }

    /// <summary>For people; null where none was given.</summary>
    public string? Description { get; set; }

    /// <summary>When it was made, UTC.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>The version of the definition.</summary>
    public int Version { get; set; }

    /// <summary>The version of the designer that wrote it; null when unknown.</summary>
    public Version? ToolVersion { get; set; }

    /// <summary>Values by variable name that override the defaults; null means none.</summary>
    public ICollection<VariableDefinition>? Variables { get; set; }

    /// <summary>What a caller may hand in.</summary>
    public ICollection<InputDefinition>? Inputs { get; set; }

    /// <summary>What the workflow hands out.</summary>
    public ICollection<OutputDefinition>? Outputs { get; set; }

    /// <summary>The names of its ends, where it is used as an activity.</summary>
    public ICollection<string>? Outcomes { get; set; }

    /// <summary>Anything the designer or the application keeps with it.</summary>
    public IDictionary<string, object>? CustomProperties { get; set; }

    /// <summary>Cannot be changed by people.</summary>
    public bool IsReadonly { get; set; }

    /// <summary>Hidden from people by default.</summary>
    public bool IsSystem { get; set; }

    /// <summary>True for the newest version.</summary>
    public bool IsLatest { get; set; }

    /// <summary>True for the version that new instances take.</summary>
    public bool IsPublished { get; set; }

    /// <summary>What is handed over on resume.</summary>
    public WorkflowOptions? Options { get; set; }

    /// <summary>The root activity.</summary>
    public IActivity? Root { get; set; }
}

/// <summary>A request to save a definition.</summary>
public class SaveWorkflowDefinitionRequest
{
    /// <summary>What to save.</summary>
    public WorkflowDefinitionModel Model { get; set; } = default!;

    /// <summary>Whether to publish it at once.</summary>
    public bool? Publish { get; set; }
}
