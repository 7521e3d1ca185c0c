using Elsa.Common.Models;
using Elsa.Workflows.Management;
using Elsa.Workflows.Management.Entities;
using Elsa.Workflows.Management.Filters;
using Microsoft.AspNetCore.Http;

namespace Elsa.Workflows.Api;

/// <summary>The same done to several definitions; the answer tells each one's fate.</summary>
internal static class DefinitionBulk
{
    public static void Map(ApiRoutes routes)
    {
        routes.Post("bulk-actions/publish/workflow-definitions/by-definition-ids", DefinitionRoutes.Publish, PublishAsync);
        routes.Post("bulk-actions/retract/workflow-definitions/by-definition-ids", DefinitionRoutes.Retract, RetractAsync);
        routes.Post("bulk-actions/delete/workflow-definitions/by-definition-id", DefinitionRoutes.Delete, DeleteAsync);
        routes.Post("bulk-actions/delete/workflow-definitions/by-id", DefinitionRoutes.Delete, DeleteVersionsAsync);
    }

    private static async Task<IResult> PublishAsync(ApiCall call)
    {
        var publisher = call.Service<IWorkflowDefinitionPublisher>();
        List<string> published = [], already = [], notFound = [], skipped = [], failed = [];
        var warnings = new Dictionary<string, string[]>();
        foreach (var (id, definition) in await EachAsync(call).ConfigureAwait(false))
            if (definition is null)
                notFound.Add(id);
            else if (definition.IsPublished)
                already.Add(id);
            else if (definition.IsReadonly || definition.IsSystem)
                skipped.Add(id);
            else
            {
                var result = await publisher.PublishAsync(definition, call.Stop).ConfigureAwait(false);
                (result.Succeeded ? published : failed).Add(id);
                if (!result.Succeeded)
                    warnings[id] = [.. result.ValidationErrors.Select(static error => error.Message)];
            }

        return call.Answer(new { published, alreadyPublished = already, notFound, skipped, updatedConsumers = Array.Empty<string>(), failed, warnings });
    }

    private static async Task<IResult> RetractAsync(ApiCall call)
    {
        var publisher = call.Service<IWorkflowDefinitionPublisher>();
        List<string> retracted = [], notPublished = [], notFound = [], skipped = [];
        foreach (var (id, definition) in await EachAsync(call).ConfigureAwait(false))
            if (definition is null)
                notFound.Add(id);
            else if (definition.IsReadonly || definition.IsSystem)
                skipped.Add(id);
            else
                (await publisher.RetractAsync(id, call.Stop).ConfigureAwait(false) is null ? notPublished : retracted).Add(id);
        return call.Answer(new { retracted, alreadyRetracted = notPublished, skipped, notPublished, notFound });
    }

    private static async Task<IResult> DeleteAsync(ApiCall call)
    {
        var ids = (await EachAsync(call).ConfigureAwait(false)).Where(static one => one.Definition is { IsReadonly: false, IsSystem: false }).Select(static one => one.Id).ToList();
        return call.Answer(new { deleted = ids.Count == 0 ? 0 : await call.Service<IWorkflowDefinitionManager>().BulkDeleteByDefinitionIdsAsync(ids, call.Stop).ConfigureAwait(false) });
    }

    private static async Task<IResult> DeleteVersionsAsync(ApiCall call)
    {
        var ids = (await call.BodyAsync().ConfigureAwait(false)).RequiredTexts("ids");
        var versions = await call.Service<IWorkflowDefinitionStore>().FindManyAsync(new WorkflowDefinitionFilter { Ids = ids }, call.Stop).ConfigureAwait(false);
        var mayGo = versions.Where(static version => version is { IsReadonly: false, IsSystem: false }).Select(static version => version.Id).ToList();
        return call.Answer(new { deleted = await call.Service<IWorkflowDefinitionManager>().BulkDeleteByIdsAsync(mayGo, call.Stop).ConfigureAwait(false) });
    }

    private static async Task<List<(string Id, WorkflowDefinition? Definition)>> EachAsync(ApiCall call)
    {
        var ids = (await call.BodyAsync().ConfigureAwait(false)).RequiredTexts("definitionIds");
        var found = await call.Service<IWorkflowDefinitionStore>()
            .FindManyAsync(new WorkflowDefinitionFilter { DefinitionIds = ids, VersionOptions = VersionOptions.Latest }, call.Stop).ConfigureAwait(false);
        var byId = found.ToDictionary(static definition => definition.DefinitionId);
        return ids.Distinct().Select(id => (id, byId.GetValueOrDefault(id))).ToList();
    }
}
