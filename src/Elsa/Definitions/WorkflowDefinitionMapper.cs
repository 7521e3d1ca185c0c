using Elsa.Workflows.Activities;
using Elsa.Workflows.Management.Entities;
using Elsa.Workflows.Management.Models;
using Elsa.Workflows.Models;

namespace Elsa.Workflows.Management.Mappers;

/// <summary>Turns stored definitions into workflows and into what the designer reads, and back.</summary>
public class WorkflowDefinitionMapper
{
    private readonly IActivitySerializer _activities;
    private readonly VariableDefinitionMapper _variables;

    internal WorkflowDefinitionMapper(IActivitySerializer activities, VariableDefinitionMapper variables)
    {
        _activities = activities;
        _variables = variables;
    }

    /// <summary>The workflow of the stored text.</summary>
    /// <exception cref="System.Text.Json.JsonException">The text cannot be read.</exception>
    public Workflow Map(WorkflowDefinition source) => new(
        new WorkflowIdentity(source.DefinitionId, source.Version, source.Id, source.TenantId),
        new WorkflowPublication(source.IsLatest, source.IsPublished),
        new WorkflowMetadata(source.Name, source.Description, source.CreatedAt, source.ToolVersion),
        source.Options,
        Root(source),
        source.Variables,
        source.Inputs,
        source.Outputs,
        source.Outcomes,
        source.CustomProperties,
        source.IsReadonly,
        source.IsSystem) { Id = "Workflow1", Name = source.Name };

    /// <summary>The workflow that the designer wrote.</summary>
    public Workflow Map(WorkflowDefinitionModel source) => Map(MapToWorkflowDefinition(source));

    /// <summary>The definition to store for what the designer wrote.</summary>
    public WorkflowDefinition MapToWorkflowDefinition(WorkflowDefinitionModel source)
    {
        var definition = new WorkflowDefinition
        {
            Id = source.Id,
            DefinitionId = source.DefinitionId,
            TenantId = source.TenantId,
            CreatedAt = source.CreatedAt,
            Version = source.Version,
            IsLatest = source.IsLatest,
            IsPublished = source.IsPublished,
            IsSystem = source.IsSystem,
            MaterializerName = MaterializerNames.Json,
        };
        Take(source, definition);
        return definition;
    }

    /// <summary>What the designer reads.</summary>
    public Task<WorkflowDefinitionModel> MapAsync(WorkflowDefinition workflowDefinition, CancellationToken cancellationToken = default) => Task.FromResult(new WorkflowDefinitionModel
    {
        Id = workflowDefinition.Id,
        DefinitionId = workflowDefinition.DefinitionId,
        TenantId = workflowDefinition.TenantId,
        Name = workflowDefinition.Name,
        Description = workflowDefinition.Description,
        CreatedAt = workflowDefinition.CreatedAt,
        Version = workflowDefinition.Version,
        ToolVersion = workflowDefinition.ToolVersion,
        Variables = _variables.Map(workflowDefinition.Variables).ToList(),
        Inputs = workflowDefinition.Inputs,
        Outputs = workflowDefinition.Outputs,
        Outcomes = workflowDefinition.Outcomes,
        CustomProperties = workflowDefinition.CustomProperties,
        IsReadonly = workflowDefinition.IsReadonly,
        IsSystem = workflowDefinition.IsSystem,
        IsLatest = workflowDefinition.IsLatest,
        IsPublished = workflowDefinition.IsPublished,
        Options = workflowDefinition.Options,
        Root = RootOrNull(workflowDefinition),
    });

    /// <summary>What the designer reads.</summary>
    public async Task<IEnumerable<WorkflowDefinitionModel>> MapAsync(IEnumerable<WorkflowDefinition> source, CancellationToken cancellationToken = default)
    {
        var models = new List<WorkflowDefinitionModel>();
        foreach (var definition in source)
            models.Add(await MapAsync(definition, cancellationToken).ConfigureAwait(false));
        return models;
    }

    internal void Take(WorkflowDefinitionModel source, WorkflowDefinition definition)
    {
        // What a person saves is his own from then on, even where code brought the version before.
        definition.MaterializerName = MaterializerNames.Json;
        definition.MaterializerContext = null;
        definition.ProviderName = null;
        definition.Name = source.Name?.Trim();
        definition.Description = source.Description?.Trim();
        definition.ToolVersion = source.ToolVersion;
        definition.Variables = _variables.Map(source.Variables).ToList();
        definition.Inputs = source.Inputs ?? [];
        definition.Outputs = source.Outputs ?? [];
        definition.Outcomes = source.Outcomes ?? [];
        definition.CustomProperties = source.CustomProperties ?? new Dictionary<string, object>();
        definition.Options = source.Options ?? new WorkflowOptions();
        definition.IsReadonly = source.IsReadonly;
        definition.StringData = source.Root is null ? null : _activities.Serialize(source.Root);
    }

    private IActivity Root(WorkflowDefinition source) =>
        string.IsNullOrWhiteSpace(source.StringData) ? new Sequence() : _activities.Deserialize(source.StringData);

    /// <summary>A definition that cannot be read is still shown, without its activities.</summary>
    private IActivity? RootOrNull(WorkflowDefinition source)
    {
        try
        {
            return Root(source);
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }
}

/// <summary>What turns stored definitions into workflows.</summary>
internal static class MaterializerNames
{
    /// <summary>The stored text is JSON.</summary>
    public const string Json = "Json";
}
