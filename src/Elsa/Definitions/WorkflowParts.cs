using Elsa.Common.Models;

namespace Elsa.Workflows.Models;

/// <summary>Which definition, which version.</summary>
public record WorkflowIdentity(string DefinitionId, int Version, string Id, string? TenantId = null)
{
    /// <summary>The first version of a definition without a name.</summary>
    public static WorkflowIdentity VersionOne => new("1", 1, "1");
}

/// <summary>Whether a version is the newest, and whether it is published.</summary>
public record WorkflowPublication(bool IsLatest, bool IsPublished)
{
    /// <summary>Newest and published.</summary>
    public static WorkflowPublication LatestAndPublished => new(true, true);

    /// <summary>Newest, not published.</summary>
    public static WorkflowPublication LatestDraft => new(true, false);

    /// <summary>Neither.</summary>
    public static WorkflowPublication Draft => new(false, false);
}

/// <summary>What people read about a version; the tool version is that of the designer's format.</summary>
public record WorkflowMetadata(string? Name = null, string? Description = null, DateTimeOffset CreatedAt = default, Version? ToolVersion = null);

/// <summary>How a workflow runs.</summary>
public class WorkflowOptions
{
    /// <summary>Decides whether an instance may start; null allows it always.</summary>
    public Type? ActivationStrategyType { get; set; }

    /// <summary>True when other workflows may use it as an activity.</summary>
    public bool? UsableAsActivity { get; set; }

    /// <summary>True when workflows that use it shall take a new version at once.</summary>
    public bool AutoUpdateConsumingWorkflows { get; set; }

    /// <summary>The group in the palette when it is used as an activity.</summary>
    public string? ActivityCategory { get; set; }

    /// <summary>What becomes of an instance after an incident; null for the default.</summary>
    public Type? IncidentStrategyType { get; set; }

    /// <summary>Kept for the designer: this engine commits once a burst.</summary>
    public string? CommitStrategyName { get; set; }
}

/// <summary>What inputs and outputs of a workflow have in common.</summary>
public abstract class ArgumentDefinition
{
    /// <summary>The type of the value.</summary>
    public Type Type { get; set; } = typeof(object);

    /// <summary>The name that expressions use.</summary>
    public string Name { get; set; } = default!;

    /// <summary>The name that people see.</summary>
    public string DisplayName { get; set; } = "";

    /// <summary>A sentence for the person who designs.</summary>
    public string Description { get; set; } = "";

    /// <summary>The group in the designer.</summary>
    public string Category { get; set; } = "";
}

/// <summary>An input of a workflow.</summary>
public class InputDefinition : ArgumentDefinition
{
    /// <summary>The kind of editor; null leaves it to the type.</summary>
    public string UIHint { get; set; } = default!;

    /// <summary>Where the value is kept; null with the instance's state.</summary>
    public Type? StorageDriverType { get; set; }
}

/// <summary>An output of a workflow.</summary>
public class OutputDefinition : ArgumentDefinition;

/// <summary>Names a definition, or one version of it.</summary>
public class WorkflowDefinitionHandle
{
    /// <summary>The definition; null when a version is named by its own id.</summary>
    public string? DefinitionId { get; set; }

    /// <summary>Which version of the definition.</summary>
    public VersionOptions? VersionOptions { get; set; }

    /// <summary>The version's own id.</summary>
    public string? DefinitionVersionId { get; set; }

    /// <summary>A version of a definition; the published one unless said otherwise.</summary>
    public static WorkflowDefinitionHandle ByDefinitionId(string definitionId, VersionOptions? versionOptions = null) =>
        new() { DefinitionId = definitionId, VersionOptions = versionOptions };

    /// <summary>A version by its own id.</summary>
    public static WorkflowDefinitionHandle ByDefinitionVersionId(string definitionVersionId) => new() { DefinitionVersionId = definitionVersionId };

    /// <inheritdoc />
    public override string ToString() => DefinitionVersionId ?? $"{DefinitionId} ({VersionOptions?.ToString() ?? "Published"})";
}
