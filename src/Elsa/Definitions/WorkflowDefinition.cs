using Elsa.Common.Entities;
using Elsa.Workflows.Memory;
using Elsa.Workflows.Models;

namespace Elsa.Workflows.Management.Entities;

/// <summary>One version of a workflow definition as it is stored.</summary>
public class WorkflowDefinition : VersionedEntity
{
    /// <summary>The id shared by all versions of a definition.</summary>
    public string DefinitionId { get; set; } = default!;

    /// <summary>The name; null where none was given.</summary>
    public string? Name { get; set; }

    /// <summary>For people; null where none was given.</summary>
    public string? Description { get; set; }

    /// <summary>The version of the designer that wrote it; null when unknown.</summary>
    public Version? ToolVersion { get; set; }

    /// <summary>What is handed over on resume.</summary>
    public WorkflowOptions Options { get; set; } = default!;

    /// <summary>Values by variable name that override the defaults; null means none.</summary>
    public ICollection<Variable> Variables { get; set; } = new List<Variable>();

    /// <summary>What a caller may hand in.</summary>
    public ICollection<InputDefinition> Inputs { get; set; } = new List<InputDefinition>();

    /// <summary>What the workflow hands out.</summary>
    public ICollection<OutputDefinition> Outputs { get; set; } = new List<OutputDefinition>();

    /// <summary>The names of its ends, where it is used as an activity.</summary>
    public ICollection<string> Outcomes { get; set; } = new List<string>();

    /// <summary>Anything the designer or the application keeps with it.</summary>
    public IDictionary<string, object> CustomProperties { get; set; } = new Dictionary<string, object>();

    /// <summary>What brought it into the store; null for one that a person saved.</summary>
    public string? ProviderName { get; set; }

    /// <summary>The name of what turns the stored text into a workflow.</summary>
    public string MaterializerName { get; set; } = default!;

    /// <summary>What the materializer needs besides the text.</summary>
    public string? MaterializerContext { get; set; }

    /// <summary>The root activity as JSON.</summary>
    public string? StringData { get; set; }

    /// <summary>The text it was imported from; null when it was not.</summary>
    public string? OriginalSource { get; set; }

    /// <summary>The compiled form; null where there is none.</summary>
    public byte[]? BinaryData { get; set; }

    /// <summary>Cannot be changed by people.</summary>
    public bool IsReadonly { get; set; }

    /// <summary>Hidden from people by default.</summary>
    public bool IsSystem { get; set; }

    /// <summary>A copy that shares the parts.</summary>
    public WorkflowDefinition ShallowClone() => (WorkflowDefinition)MemberwiseClone();
}
