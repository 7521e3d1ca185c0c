using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using Elsa.Common.Models;
using Elsa.Workflows.Management.Entities;
using Elsa.Workflows.Management.Filters;
using Elsa.Workflows.Runtime;
using Elsa.Workflows.Runtime.Filters;
using Elsa.Workflows.Serialization;
using Microsoft.AspNetCore.Http;

namespace Elsa.Workflows.Api;

/// <summary>Hands instances out as files.</summary>
internal static class InstanceFiles
{
    private const int MostAtOnce = 500;

    public static void Map(ApiRoutes routes)
    {
        routes.GetOrPost("workflow-instances/{id}/export", InstanceRoutes.Read, ExportAsync);
        routes.GetOrPost("bulk-actions/export/workflow-instances", InstanceRoutes.Read, ExportManyAsync);
    }

    private sealed record Parts(bool Bookmarks, bool Executions, bool Journal);

    private static async Task<(JsonBody? Body, Parts Parts)> WantedAsync(ApiCall call)
    {
        var body = HttpMethods.IsPost(call.Http.Request.Method) ? await call.BodyAsync().ConfigureAwait(false) : null;
        bool Wanted(string name) => body?.Flag(name) ?? call.QueryFlag(name) ?? false;
        return (body, new Parts(Wanted("includeBookmarks"), Wanted("includeActivityExecutionLog"), Wanted("includeWorkflowExecutionLog")));
    }

    private static async Task<IResult> ExportAsync(ApiCall call)
    {
        var (_, parts) = await WantedAsync(call).ConfigureAwait(false);
        var instance = await call.Service<VisibleInstance>().ReadAsync(call.Route("id"), call.Stop).ConfigureAwait(false);
        return Results.File(await TextAsync(call, instance, parts).ConfigureAwait(false), "application/octet-stream", NameOf(instance));
    }

    private static async Task<IResult> ExportManyAsync(ApiCall call)
    {
        var (body, parts) = await WantedAsync(call).ConfigureAwait(false);
        var ids = body?.Texts("ids") ?? call.QueryList("ids");
        if (ids is not { Count: > 0 })
            throw RefusedCall.Invalid("ids", "'ids' is missing.");
        if (ids.Count > MostAtOnce)
            throw RefusedCall.Invalid("ids", $"At most {MostAtOnce} instances can be exported at once.");
        var visible = await call.Service<VisibleInstance>().AmongAsync(new WorkflowInstanceFilter { Ids = ids }, call.Stop).ConfigureAwait(false);
        if (visible.Count == 0)
            throw RefusedCall.NotFound();

        using var archive = new MemoryStream();
        await using (var zip = new ZipArchive(archive, ZipArchiveMode.Create, true))
            foreach (var id in visible)
            {
                var instance = await call.Service<VisibleInstance>().ReadAsync(id, call.Stop).ConfigureAwait(false);
                await using var entry = await zip.CreateEntry(NameOf(instance)).OpenAsync(call.Stop).ConfigureAwait(false);
                await entry.WriteAsync(await TextAsync(call, instance, parts).ConfigureAwait(false), call.Stop).ConfigureAwait(false);
            }

        return Results.File(archive.ToArray(), "application/octet-stream", "workflow-instances.zip");
    }

    private static async Task<byte[]> TextAsync(ApiCall call, WorkflowInstance instance, Parts parts)
    {
        var json = call.Service<IApiSerializer>().GetOptions();
        var file = new JsonObject
        {
            ["WorkflowState"] = JsonNode.Parse(call.Service<IWorkflowStateSerializer>().SerializeToUtfBytes(instance.WorkflowState), documentOptions: EngineJson.DocumentOptions),
        };
        if (parts.Bookmarks)
            file["Bookmarks"] = Node(await call.Service<IBookmarkStore>().FindManyAsync(new BookmarkFilter { WorkflowInstanceId = instance.Id }, call.Stop).ConfigureAwait(false));
        if (parts.Executions)
            file["ActivityExecutionRecords"] = Node((await call.Service<IActivityExecutionStore>().FindManyAsync(new ActivityExecutionRecordFilter { WorkflowInstanceId = instance.Id }, call.Stop).ConfigureAwait(false)).Select(ExecutionRoutes.Whole));
        if (parts.Journal)
            file["WorkflowExecutionLogRecords"] = Node((await call.Service<IWorkflowExecutionLogStore>().FindManyAsync(new WorkflowExecutionLogRecordFilter { WorkflowInstanceId = instance.Id }, PageArgs.All, call.Stop).ConfigureAwait(false)).Items);
        return JsonSerializer.SerializeToUtf8Bytes(file, EngineJson.Values);

        JsonNode? Node<T>(IEnumerable<T> records) => JsonSerializer.SerializeToNode(records.ToList(), json);
    }

    private static string NameOf(WorkflowInstance instance) => $"workflow-instance-{instance.Id}.json";
}
