using Elsa.Common.Entities;
using Elsa.Common.Models;
using Elsa.Workflows.Api.Models;
using Elsa.Workflows.Management;
using Elsa.Workflows.Management.Entities;
using Elsa.Workflows.Management.Filters;
using Elsa.Workflows.Management.Models;
using Microsoft.AspNetCore.Http;

namespace Elsa.Workflows.Api;

/// <summary>Lists and reads definitions, publishes, retracts, reverts and deletes them.</summary>
internal static class DefinitionRoutes
{
    public static readonly string[] Read = ["read:workflow-definitions"];
    public static readonly string[] Write = ["write:workflow-definitions"];
    public static readonly string[] Publish = ["publish:workflow-definitions"];
    public static readonly string[] Retract = ["retract:workflow-definitions"];
    public static readonly string[] Delete = ["delete:workflow-definitions"];

    private const int LargestPage = 1000;

    public static void Map(ApiRoutes routes)
    {
        routes.Get("workflow-definitions", Read, ListAsync);
        routes.Get("workflow-definitions/by-definition-id/{definitionId}", Read, GetAsync);
        routes.Get("workflow-definitions/{definitionId}", Read, GetAsync);
        routes.Get("workflow-definitions/by-id/{id}", Read, GetByIdAsync);
        routes.Get("workflow-definitions/many-by-id", Read, GetManyAsync);
        routes.Get("workflow-definitions/query/count", Read, async call =>
            call.Answer(new { count = await call.Service<IWorkflowDefinitionStore>().CountDistinctAsync(call.Stop).ConfigureAwait(false) }));
        routes.Get("workflow-definitions/validation/is-name-unique", Read, async call =>
            call.Answer(new { isUnique = await call.Service<IWorkflowDefinitionStore>().GetIsNameUnique(call.RequiredQuery("name").Trim(), call.Query("definitionId"), call.Stop).ConfigureAwait(false) }));
        routes.Get("workflow-definitions/{definitionId}/versions", Read, VersionsAsync);
        routes.Get("workflow-definitions/subgraph/{id}", Read, SubgraphAsync);
        routes.Get("workflow-definitions/subgraph/segments/{id}", Read, SegmentsAsync);
        routes.Post("workflow-definitions/{definitionId}/publish", Publish, PublishAsync);
        routes.Post("workflow-definitions/{definitionId}/retract", Retract, RetractAsync);
        routes.Post("workflow-definitions/{definitionId}/revert/{version}", Publish, RevertAsync);
        routes.Delete("workflow-definitions/{definitionId}", Delete, DeleteAsync);
        routes.Delete("workflow-definitions/{definitionId}/version/{version}", Delete, DeleteVersionAsync);
        routes.Delete("workflow-definition-versions/{id}", Delete, DeleteByIdAsync);
    }

    public static async Task<WorkflowDefinition> FindAsync(ApiCall call, string definitionId, VersionOptions version) =>
        await call.Service<IWorkflowDefinitionStore>().FindAsync(new WorkflowDefinitionFilter { DefinitionId = definitionId, VersionOptions = version }, call.Stop).ConfigureAwait(false)
        ?? throw RefusedCall.NotFound();

    /// <summary>What came with the program is not changed by people.</summary>
    public static void RefuseReadonly(WorkflowDefinition? definition)
    {
        if (definition is { IsReadonly: true } or { IsSystem: true })
            throw new RefusedCall(StatusCodes.Status403Forbidden, RefusedCall.General, $"The definition '{definition.DefinitionId}' is read-only.");
    }

    private static async Task<IResult> ListAsync(ApiCall call)
    {
        var filter = new WorkflowDefinitionFilter
        {
            VersionOptions = call.QueryVersion(),
            DefinitionIds = call.QueryList("definitionIds"),
            Ids = call.QueryList("ids"),
            MaterializerName = call.Query("materializerName"),
            SearchTerm = call.Query("searchTerm")?.Trim(),
            IsSystem = call.QueryFlag("isSystem"),
        };
        var page = PageArgs.FromPage(call.QueryNumber("page") ?? 0, Math.Min(call.QueryNumber("pageSize") ?? LargestPage, LargestPage));
        var store = call.Service<IWorkflowDefinitionStore>();
        var direction = call.QueryOf<OrderDirection>("orderDirection");
        var found = call.Query("orderBy") switch
        {
            { } by when by.Equals("Name", StringComparison.OrdinalIgnoreCase) => await store.FindSummariesAsync(filter, new WorkflowDefinitionOrder<string?>(static x => x.Name, direction ?? OrderDirection.Ascending), page, call.Stop).ConfigureAwait(false),
            { } by when by.Equals("Version", StringComparison.OrdinalIgnoreCase) => await store.FindSummariesAsync(filter, new WorkflowDefinitionOrder<int>(static x => x.Version, direction ?? OrderDirection.Ascending), page, call.Stop).ConfigureAwait(false),
            _ => await store.FindSummariesAsync(filter, new WorkflowDefinitionOrder<DateTimeOffset>(static x => x.CreatedAt, direction ?? OrderDirection.Descending), page, call.Stop).ConfigureAwait(false),
        };
        return call.Answer(new { items = found.Items.Select(Linked), totalCount = found.TotalCount, links = DefinitionLinks.OfAll });
    }

    private static LinkedWorkflowDefinitionSummary Linked(WorkflowDefinitionSummary summary) => new()
    {
        Links = DefinitionLinks.Of(summary.DefinitionId),
        IsMaterializerAvailable = true,
        Id = summary.Id,
        DefinitionId = summary.DefinitionId,
        Name = summary.Name,
        Description = summary.Description,
        Version = summary.Version,
        ToolVersion = summary.ToolVersion,
        IsLatest = summary.IsLatest,
        IsPublished = summary.IsPublished,
        ProviderName = summary.ProviderName,
        MaterializerName = summary.MaterializerName,
        CreatedAt = summary.CreatedAt,
        IsReadonly = summary.IsReadonly,
    };

    private static async Task<IResult> GetAsync(ApiCall call)
    {
        var definition = await FindAsync(call, call.Route("definitionId"), call.QueryVersion() ?? VersionOptions.Latest).ConfigureAwait(false);
        return call.Answer(await call.Service<DefinitionAnswers>().ModelAsync(definition, call.Stop).ConfigureAwait(false));
    }

    private static async Task<WorkflowDefinition> ByIdAsync(ApiCall call) =>
        await call.Service<IWorkflowDefinitionStore>().FindAsync(new WorkflowDefinitionFilter { Id = call.Route("id") }, call.Stop).ConfigureAwait(false) ?? throw RefusedCall.NotFound();

    private static async Task<IResult> GetByIdAsync(ApiCall call) =>
        call.Answer(await call.Service<DefinitionAnswers>().ModelAsync(await ByIdAsync(call).ConfigureAwait(false), call.Stop).ConfigureAwait(false));

    private static async Task<IResult> GetManyAsync(ApiCall call)
    {
        var ids = call.QueryList("ids") ?? throw RefusedCall.Invalid("ids", "'ids' is missing.");
        var definitions = await call.Service<IWorkflowDefinitionStore>().FindManyAsync(new WorkflowDefinitionFilter { Ids = ids }, call.Stop).ConfigureAwait(false);
        var answers = call.Service<DefinitionAnswers>();
        var models = new List<LinkedWorkflowDefinitionModel>();
        foreach (var definition in definitions)
            models.Add(await answers.ModelAsync(definition, call.Stop).ConfigureAwait(false));
        return call.Answer(new Listed<LinkedWorkflowDefinitionModel>(models));
    }

    private static async Task<IResult> VersionsAsync(ApiCall call)
    {
        var filter = new WorkflowDefinitionFilter { DefinitionId = call.Route("definitionId") };
        var versions = await call.Service<IWorkflowDefinitionStore>().FindManyAsync(filter, new WorkflowDefinitionOrder<int>(static x => x.Version, OrderDirection.Descending), call.Stop).ConfigureAwait(false);
        return call.Answer(versions.Select(version => new
        {
            version.DefinitionId,
            version.Name,
            version.Description,
            version.ToolVersion,
            version.Options,
            version.Variables,
            version.Inputs,
            version.Outputs,
            version.Outcomes,
            version.CustomProperties,
            version.ProviderName,
            version.MaterializerName,
            version.StringData,
            version.IsReadonly,
            version.IsSystem,
            version.CreatedAt,
            version.Version,
            version.IsLatest,
            version.IsPublished,
            version.Id,
        }).ToList());
    }

    private static async Task<IResult> SubgraphAsync(ApiCall call)
    {
        var graph = await call.Service<DefinitionAnswers>().GraphAsync(await ByIdAsync(call).ConfigureAwait(false), call.Stop).ConfigureAwait(false);
        var node = (call.Query("parentNodeId") is { } id ? graph?.FindNodeById(id) : graph?.Root) ?? throw RefusedCall.NotFound();
        return call.Answer(new { node.NodeId, node.Port, node.Activity });
    }

    /// <summary>The container in which an activity is drawn, and the containers on the way to it.</summary>
    private static async Task<IResult> SegmentsAsync(ApiCall call)
    {
        var graph = await call.Service<DefinitionAnswers>().GraphAsync(await ByIdAsync(call).ConfigureAwait(false), call.Stop).ConfigureAwait(false);
        var node = graph?.FindNodeById(call.RequiredQuery("childNodeId")) ?? throw RefusedCall.NotFound();
        var ancestors = node.Ancestors().ToList();
        var container = ancestors.Find(static ancestor => ancestor.Activity is Activities.Workflow) ?? node;
        var segments = ancestors.Where(ancestor => ancestor.Activity is not Activities.Workflow && ancestor != ancestors[0])
            .Reverse()
            .Select(ancestor => new { activityNodeId = ancestor.NodeId, activityId = ancestor.Activity.Id, activityType = ancestor.Activity.Type, portName = ancestor.Port, activityName = ancestor.Activity.Name })
            .ToList();
        return call.Answer(new
        {
            childNode = new { node.NodeId, node.Port, node.Activity },
            container = new { container.NodeId, container.Port, container.Activity },
            pathSegments = segments,
        });
    }

    private static async Task<IResult> PublishAsync(ApiCall call)
    {
        await call.BodyAsync().ConfigureAwait(false);
        var definitionId = call.Route("definitionId");
        var definition = await FindAsync(call, definitionId, VersionOptions.Latest).ConfigureAwait(false);
        var already = definition.IsPublished;
        if (!already)
        {
            RefuseReadonly(definition);
            var result = await call.Service<IWorkflowDefinitionPublisher>().PublishAsync(definition, call.Stop).ConfigureAwait(false);
            if (!result.Succeeded)
                throw DefinitionSaving.Refused(result.ValidationErrors);
            definition = await FindAsync(call, definitionId, VersionOptions.Published).ConfigureAwait(false);
        }

        return call.Answer(await DefinitionSaving.SavedAsync(call, definition, already).ConfigureAwait(false));
    }

    private static async Task<IResult> RetractAsync(ApiCall call)
    {
        await call.BodyAsync().ConfigureAwait(false);
        var definitionId = call.Route("definitionId");
        RefuseReadonly(await FindAsync(call, definitionId, VersionOptions.Latest).ConfigureAwait(false));
        var definition = await call.Service<IWorkflowDefinitionPublisher>().RetractAsync(definitionId, call.Stop).ConfigureAwait(false)
            ?? throw RefusedCall.Invalid(RefusedCall.General, $"Workflow with id {definitionId} is not published");
        return call.Answer(await call.Service<DefinitionAnswers>().ModelAsync(definition, call.Stop).ConfigureAwait(false));
    }

    private static async Task<IResult> RevertAsync(ApiCall call)
    {
        var old = await FindAsync(call, call.Route("definitionId"), VersionOptions.SpecificVersion(VersionOf(call))).ConfigureAwait(false);
        RefuseReadonly(old);
        var draft = await call.Service<IWorkflowDefinitionManager>().RevertVersionAsync(old.DefinitionId, old.Version, call.Stop).ConfigureAwait(false);
        var path = call.Http.Request.Path.Value!;
        call.Http.Response.Headers.Location = path[..path.IndexOf("/workflow-definitions/", StringComparison.OrdinalIgnoreCase)] + "/workflow-definitions/by-id/" + draft.Id;
        return call.Answer(WorkflowDefinitionSummary.FromDefinition(draft), StatusCodes.Status201Created);
    }

    private static async Task<IResult> DeleteAsync(ApiCall call)
    {
        var definition = await FindAsync(call, call.Route("definitionId"), VersionOptions.Latest).ConfigureAwait(false);
        RefuseReadonly(definition);
        await call.Service<IWorkflowDefinitionManager>().DeleteByDefinitionIdAsync(definition.DefinitionId, call.Stop).ConfigureAwait(false);
        return ApiCall.Done(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> DeleteVersionAsync(ApiCall call)
    {
        var version = await FindAsync(call, call.Route("definitionId"), VersionOptions.SpecificVersion(VersionOf(call))).ConfigureAwait(false);
        RefuseReadonly(version);
        await call.Service<IWorkflowDefinitionManager>().DeleteVersionAsync(version.DefinitionId, version.Version, call.Stop).ConfigureAwait(false);
        return ApiCall.Done();
    }

    private static async Task<IResult> DeleteByIdAsync(ApiCall call)
    {
        var version = await ByIdAsync(call).ConfigureAwait(false);
        RefuseReadonly(version);
        await call.Service<IWorkflowDefinitionManager>().DeleteByIdAsync(version.Id, call.Stop).ConfigureAwait(false);
        return ApiCall.Done(StatusCodes.Status204NoContent);
    }

    private static int VersionOf(ApiCall call) => int.TryParse(call.Route("version"), out var version) && version > 0 ? version : throw RefusedCall.NotFound();
}
