using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Elsa.Common.Models;
using Elsa.Workflows;
using Elsa.Workflows.Management;
using Elsa.Workflows.Management.Filters;
using Elsa.Workflows.Management.Models;
using Microsoft.Extensions.Logging;
using ProcessSales.Workflows;

namespace ProcessSales.Activities.Engine;

/// <summary>
/// Publishes the definitions that lie in the workflows folder. A file that has changed becomes a new version only while nobody has published
/// a version of his own since.
/// </summary>
public sealed class DefinitionSeeder(
    WorkflowsOptions options,
    IWorkflowDefinitionStore definitions,
    IWorkflowDefinitionImporter importer,
    IApiSerializer serializer,
    ILogger<DefinitionSeeder> log)
{
    /// <summary>The custom property that says from which file a version was made: its hash, an at sign and the version it became.</summary>
    private const string Origin = "importedFrom";

    /// <summary>Imports and publishes what is missing or newer; returns the ids of what was published.</summary>
    /// <exception cref="InvalidOperationException">A file in the folder cannot run.</exception>
    public async Task<IReadOnlyList<string>> SeedAsync(CancellationToken stop)
    {
        var published = new List<string>();
        if (!Directory.Exists(options.WorkflowsDirectory))
            return published;
        foreach (var file in Directory.EnumerateFiles(options.WorkflowsDirectory, "definition.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            if (await SeedAsync(file, stop) is { } id)
                published.Add(id);
        return published;
    }

    private async Task<string?> SeedAsync(string file, CancellationToken stop)
    {
        var text = await File.ReadAllTextAsync(file, stop);
        var hash = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        // Most starts find nothing new: only the name is read then, not the activities.
        var name = NameOf(text, file);
        var latest = await definitions.FindAsync(new WorkflowDefinitionFilter { DefinitionId = name, VersionOptions = VersionOptions.Latest }, stop);
        if (latest is not null)
        {
            var origin = latest.CustomProperties.TryGetValue(Origin, out var value) ? value.ToString() ?? "" : "";
            if (origin == $"{hash}@{latest.Version}")
                return null;
            if (!latest.IsPublished || !origin.EndsWith($"@{latest.Version}", StringComparison.Ordinal))
            {
                log.LogInformation("{Definition} was changed in the designer; {File} is left alone.", name, file);
                return null;
            }
        }

        var model = serializer.Deserialize<WorkflowDefinitionModel>(text);
        model.CustomProperties = new Dictionary<string, object>(model.CustomProperties ?? new Dictionary<string, object>())
        {
            [Origin] = $"{hash}@{(latest?.Version ?? 0) + 1}",
        };
        var result = await importer.ImportAsync(new SaveWorkflowDefinitionRequest { Model = model, Publish = true }, stop);
        if (!result.Succeeded)
            throw new InvalidOperationException($"{file} cannot run: {string.Join("; ", result.ValidationErrors.Select(x => $"{x.ActivityId}: {x.Message}"))}");
        log.LogInformation("Published {Definition} version {Version} from {File}.", model.DefinitionId, result.WorkflowDefinition.Version, file);
        return model.DefinitionId;
    }

    private static string NameOf(string text, string file)
    {
        try
        {
            using var definition = JsonDocument.Parse(text);
            if (definition.RootElement.ValueKind == JsonValueKind.Object && definition.RootElement.TryGetProperty("definitionId", out var id) && id.ValueKind == JsonValueKind.String)
                return id.GetString()!;
        }
        catch (JsonException failure)
        {
            throw new InvalidOperationException($"{file} cannot run: {failure.Message}", failure);
        }

        throw new InvalidOperationException($"{file} cannot run: definitionId is missing");
    }
}
