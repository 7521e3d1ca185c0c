using System.Data.Common;
using System.Text.Json;
using Elsa.Expressions.Contracts;
using Elsa.Storage;
using Elsa.Workflows.IncidentStrategies;
using Elsa.Workflows.Management.Entities;
using Elsa.Workflows.Management.Mappers;
using Elsa.Workflows.Models;
using Elsa.Workflows.Serialization;

namespace Elsa.Workflows.Management.Stores;

/// <summary>Reads and writes the rows of definitions. A row that cannot be read is shown with the reason and never runs.</summary>
internal sealed class DefinitionRow(VariableDefinitionMapper variables, IWellKnownTypeRegistry types)
{
    /// <summary>The custom property that says why a stored definition cannot be read.</summary>
    public const string Unreadable = "unreadable";

    public const string Light = "Id, DefinitionId, Version, IsLatest, IsPublished, Name, Description, ToolVersion, ProviderName, MaterializerName, IsReadonly, CreatedAt";
    public const string Heavy = Light + ", MaterializerContext, IsSystem, TenantId, Parts, StringData, OriginalSource, BinaryData";

    private static readonly Type[] IncidentStrategies = [typeof(FaultStrategy), typeof(ContinueWithIncidentsStrategy)];

    public static WorkflowDefinition ReadLight(DbDataReader row) => new()
    {
        Id = row.GetString(0),
        DefinitionId = row.GetString(1),
        Version = row.GetInt32(2),
        IsLatest = row.Flag(3),
        IsPublished = row.Flag(4),
        Name = row.Text(5),
        Description = row.Text(6),
        ToolVersion = Version.TryParse(row.Text(7), out var version) ? version : null,
        ProviderName = row.Text(8),
        MaterializerName = row.GetString(9),
        IsReadonly = row.Flag(10),
        CreatedAt = row.Moment(11),
    };

    public WorkflowDefinition ReadHeavy(DbDataReader row)
    {
        var definition = ReadLight(row);
        definition.MaterializerContext = row.Text(12);
        definition.IsSystem = row.Flag(13);
        definition.TenantId = row.Text(14);
        definition.StringData = row.Text(16);
        definition.OriginalSource = row.Text(17);
        definition.BinaryData = row.Bytes(18);
        try
        {
            var parts = JsonSerializer.Deserialize<Parts>(row.GetString(15), EngineJson.Values) ?? new Parts();
            definition.Variables = variables.Map(parts.Variables).ToList();
            definition.Inputs = parts.Inputs.Select(Input).ToList();
            definition.Outputs = parts.Outputs.Select(Output).ToList();
            definition.Outcomes = parts.Outcomes;
            definition.CustomProperties = parts.CustomProperties;
            definition.Options = Options(parts.Options);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or ArgumentException or InvalidOperationException)
        {
            definition.CustomProperties = new Dictionary<string, object> { [Unreadable] = e.Message };
            definition.Options = new WorkflowOptions();
        }

        return definition;
    }

    public ValueTask<int> SaveAsync(Session session, WorkflowDefinition definition) => session.ExecuteAsync(
        """
        INSERT INTO ElsaDefinitions (Id, DefinitionId, Version, IsLatest, IsPublished, Name, Description, ToolVersion, ProviderName, MaterializerName, MaterializerContext,
            IsReadonly, IsSystem, UsableAsActivity, TenantId, CreatedAt, Parts, StringData, OriginalSource, BinaryData, Stamp)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
        ON CONFLICT (Id) DO UPDATE SET DefinitionId = excluded.DefinitionId, Version = excluded.Version, IsLatest = excluded.IsLatest, IsPublished = excluded.IsPublished,
            Name = excluded.Name, Description = excluded.Description, ToolVersion = excluded.ToolVersion, ProviderName = excluded.ProviderName, MaterializerName = excluded.MaterializerName,
            MaterializerContext = excluded.MaterializerContext, IsReadonly = excluded.IsReadonly, IsSystem = excluded.IsSystem, UsableAsActivity = excluded.UsableAsActivity,
            TenantId = excluded.TenantId, CreatedAt = excluded.CreatedAt, Parts = excluded.Parts, StringData = excluded.StringData, OriginalSource = excluded.OriginalSource,
            BinaryData = excluded.BinaryData, Stamp = excluded.Stamp
        """,
        definition.Id, definition.DefinitionId, definition.Version, definition.IsLatest.Flag(), definition.IsPublished.Flag(), definition.Name, definition.Description, definition.ToolVersion?.ToString(),
        definition.ProviderName, definition.MaterializerName ?? MaterializerNames.Json, definition.MaterializerContext, definition.IsReadonly.Flag(), definition.IsSystem.Flag(),
        definition.Options?.UsableAsActivity?.Flag(), definition.TenantId, definition.CreatedAt.Ticks(), Write(definition), definition.StringData, definition.OriginalSource,
        definition.BinaryData, Guid.NewGuid().ToString("n"));

    private string Write(WorkflowDefinition definition) => JsonSerializer.Serialize(new Parts
    {
        Variables = variables.Map(definition.Variables).ToList(),
        Inputs = definition.Inputs.Select(Argument).ToList(),
        Outputs = definition.Outputs.Select(Argument).ToList(),
        Outcomes = definition.Outcomes.ToList(),
        CustomProperties = definition.CustomProperties.ToDictionary(),
        Options = Options(definition.Options ?? new WorkflowOptions()),
    }, EngineJson.Values);

    private ArgumentPart Argument(ArgumentDefinition argument)
    {
        var input = argument as InputDefinition;
        return new ArgumentPart(types.NameOf(argument.Type), argument.Name, argument.DisplayName, argument.Description, argument.Category, input?.UIHint, input?.StorageDriverType is { } driver ? types.NameOf(driver) : null);
    }

    private InputDefinition Input(ArgumentPart part) => new()
    {
        Type = types.TypeOf(part.Type) ?? typeof(object),
        Name = part.Name,
        DisplayName = part.DisplayName ?? "",
        Description = part.Description ?? "",
        Category = part.Category ?? "",
        UIHint = part.UIHint!,
        StorageDriverType = part.StorageDriver is { Length: > 0 } driver ? types.TypeOf(driver) : null,
    };

    private OutputDefinition Output(ArgumentPart part) => new()
    {
        Type = types.TypeOf(part.Type) ?? typeof(object),
        Name = part.Name,
        DisplayName = part.DisplayName ?? "",
        Description = part.Description ?? "",
        Category = part.Category ?? "",
    };

    private OptionsPart Options(WorkflowOptions options) => new(
        options.UsableAsActivity, options.AutoUpdateConsumingWorkflows, options.ActivityCategory, options.IncidentStrategyType?.Name, options.CommitStrategyName,
        options.ActivationStrategyType is { } activation ? types.NameOf(activation) : null);

    private WorkflowOptions Options(OptionsPart? part) => new()
    {
        UsableAsActivity = part?.UsableAsActivity,
        AutoUpdateConsumingWorkflows = part?.AutoUpdate ?? false,
        ActivityCategory = part?.Category,
        IncidentStrategyType = Array.Find(IncidentStrategies, type => type.Name == part?.IncidentStrategy),
        CommitStrategyName = part?.CommitStrategy,
        ActivationStrategyType = types.TypeOf(part?.ActivationStrategy),
    };

    private sealed class Parts
    {
        public List<VariableDefinition> Variables { get; init; } = [];
        public List<ArgumentPart> Inputs { get; init; } = [];
        public List<ArgumentPart> Outputs { get; init; } = [];
        public List<string> Outcomes { get; init; } = [];
        public IDictionary<string, object> CustomProperties { get; init; } = new Dictionary<string, object>();
        public OptionsPart? Options { get; init; }
    }

    private sealed record ArgumentPart(string Type, string Name, string? DisplayName, string? Description, string? Category, string? UIHint, string? StorageDriver);

    private sealed record OptionsPart(bool? UsableAsActivity, bool AutoUpdate, string? Category, string? IncidentStrategy, string? CommitStrategy, string? ActivationStrategy = null);
}
