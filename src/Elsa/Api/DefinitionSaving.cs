using System.Text.Json;
using Elsa.Common.Models;
using Elsa.Workflows.Management;
using Elsa.Workflows.Management.Entities;
using Elsa.Workflows.Management.Filters;
using Elsa.Workflows.Management.Mappers;
using Elsa.Workflows.Management.Models;
using Elsa.Workflows.Serialization;
using Microsoft.AspNetCore.Http;

namespace Elsa.Workflows.Api;

/// <summary>Takes definitions from Studio: saving, importing.</summary>
internal static class DefinitionSaving
{
    public static void Map(ApiRoutes routes)
    {
        routes.Post("workflow-definitions", DefinitionRoutes.Write, SaveAsync);
        routes.PostOrPut("workflow-definitions/import", DefinitionRoutes.Write, call => ImportAsync(call, null));
        routes.PostOrPut("workflow-definitions/{definitionId}/import", DefinitionRoutes.Write, call => ImportAsync(call, call.Route("definitionId")));
        routes.Post("workflow-definitions/import-files", DefinitionRoutes.Write, DefinitionFiles.ImportAsync);
    }

    /// <summary>The answer to a save or publication.</summary>
    public static async Task<object> SavedAsync(ApiCall call, WorkflowDefinition definition, bool alreadyPublished) => new
    {
        workflowDefinition = await call.Service<DefinitionAnswers>().ModelAsync(definition, call.Stop).ConfigureAwait(false),
        alreadyPublished,
        consumingWorkflowCount = 0,
        validationErrors = Array.Empty<string>(),
    };

    /// <summary>Names the activity at fault in each message.</summary>
    public static RefusedCall Refused(ICollection<WorkflowValidationError> errors) => new(StatusCodes.Status400BadRequest, RefusedCall.General,
        [.. errors.Select(static error => error.ActivityId is { } id && !error.Message.Contains(id, StringComparison.Ordinal) ? $"{id}: {error.Message}" : error.Message)]);

    private static readonly string[] Lists = ["variables", "inputs", "outputs", "outcomes"];

    /// <summary>Reads a definition; text that is damaged, or that names a type of the program, is refused before anything is stored.</summary>
    public static WorkflowDefinitionModel Model(ApiCall call, JsonElement element, string path)
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw RefusedCall.Invalid(path.Length == 0 ? RefusedCall.General : path, "A workflow definition must be a JSON object.");
        RefuseTypes(element, path);
        foreach (var list in Lists)
            if (element.TryGetProperty(list, out var items) && items.ValueKind == JsonValueKind.Array && items.EnumerateArray().Any(static item => item.ValueKind == JsonValueKind.Null))
                throw RefusedCall.Invalid(path.Length == 0 ? list : $"{path}.{list}", $"'{list}' must not hold null.");
        return call.Read<WorkflowDefinitionModel>(element, path);
    }

    /// <summary>What came with the program is not replaced by a file.</summary>
    public static async Task RefuseReadonlyAsync(ApiCall call, WorkflowDefinitionModel model)
    {
        if (!string.IsNullOrWhiteSpace(model.DefinitionId))
            DefinitionRoutes.RefuseReadonly(await call.Service<IWorkflowDefinitionStore>().FindAsync(new WorkflowDefinitionFilter { DefinitionId = model.DefinitionId, VersionOptions = VersionOptions.Latest }, call.Stop).ConfigureAwait(false));
    }

    /// <summary>Stores a definition as a draft, or publishes it.</summary>
    public static async Task<WorkflowDefinition> StoreAsync(ApiCall call, WorkflowDefinitionModel model, bool publish)
    {
        var store = call.Service<IWorkflowDefinitionStore>();
        var latest = string.IsNullOrWhiteSpace(model.DefinitionId) ? null
            : await store.FindAsync(new WorkflowDefinitionFilter { DefinitionId = model.DefinitionId, VersionOptions = VersionOptions.Latest }, call.Stop).ConfigureAwait(false);
        DefinitionRoutes.RefuseReadonly(latest);
        if (latest is { IsPublished: true } && Same(call, latest, model))
            return latest;

        var result = await call.Service<IWorkflowDefinitionImporter>().ImportAsync(new SaveWorkflowDefinitionRequest { Model = model, Publish = publish }, call.Stop).ConfigureAwait(false);
        if (!result.Succeeded)
            throw Refused(result.ValidationErrors);
        return result.WorkflowDefinition.IsPublished == publish
            ? result.WorkflowDefinition
            : await DefinitionRoutes.FindAsync(call, result.WorkflowDefinition.DefinitionId, VersionOptions.Latest).ConfigureAwait(false);
    }

    private static async Task<IResult> SaveAsync(ApiCall call)
    {
        var body = await call.BodyAsync().ConfigureAwait(false);
        var publish = body.Flag("publish") is true;
        var model = Model(call, body.Required("model"), "model");
        return call.Answer(await SavedAsync(call, await StoreAsync(call, model, publish).ConfigureAwait(false), false).ConfigureAwait(false));
    }

    private static async Task<IResult> ImportAsync(ApiCall call, string? definitionId)
    {
        var body = await call.BodyAsync().ConfigureAwait(false);
        var model = Model(call, body.Root, "");
        if (definitionId is not null)
            model.DefinitionId = definitionId;
        return call.Answer(await call.Service<DefinitionAnswers>().ModelAsync(await StoreAsync(call, model, false).ConfigureAwait(false), call.Stop).ConfigureAwait(false));
    }

    /// <summary>Looking at a published definition and saving it as it is makes no draft.</summary>
    private static bool Same(ApiCall call, WorkflowDefinition stored, WorkflowDefinitionModel model)
    {
        var mapper = call.Service<WorkflowDefinitionMapper>();
        var json = call.Service<IApiSerializer>();
        var sent = mapper.MapToWorkflowDefinition(model);
        try
        {
            return Parts(stored, stored.StringData is { } text ? json.Serialize(call.Service<IActivitySerializer>().Deserialize(text)) : null) == Parts(sent, sent.StringData);
        }
        catch (JsonException)
        {
            return false;
        }

        string Parts(WorkflowDefinition definition, string? root) => json.Serialize(new
        {
            definition.Name,
            definition.Description,
            definition.Variables,
            definition.Inputs,
            definition.Outputs,
            definition.Outcomes,
            definition.CustomProperties,
            definition.Options,
            root,
        });
    }

    public static void RefuseTypes(JsonElement element, string path)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    var here = path.Length == 0 ? property.Name : $"{path}.{property.Name}";
                    try
                    {
                        EngineJson.RefuseTypeNames(property);
                    }
                    catch (JsonException e)
                    {
                        throw RefusedCall.Invalid(here, e.Message);
                    }

                    RefuseTypes(property.Value, here);
                }

                break;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var item in element.EnumerateArray())
                    RefuseTypes(item, $"{path}[{index++}]");
                break;
        }
    }
}
