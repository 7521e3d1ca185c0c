using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using Elsa.Common.Models;
using Elsa.Workflows.Management;
using Elsa.Workflows.Management.Entities;
using Elsa.Workflows.Management.Filters;
using Elsa.Workflows.Management.Models;
using Elsa.Workflows.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Elsa.Workflows.Api;

/// <summary>Hands definitions out as files and takes them back.</summary>
internal static class DefinitionFiles
{
    private const int MostFiles = 200;

    /// <summary>What all files of a zip may come to when unpacked.</summary>
    private const long LargestZip = 32 * 1024 * 1024;

    public static void Map(ApiRoutes routes)
    {
        routes.GetOrPost("workflow-definitions/{definitionId}/export", DefinitionRoutes.Read, ExportAsync);
        routes.GetOrPost("bulk-actions/export/workflow-definitions", DefinitionRoutes.Read, ExportManyAsync);
    }

    private static async Task<IResult> ExportAsync(ApiCall call)
    {
        var version = HttpMethods.IsPost(call.Http.Request.Method) ? (await call.BodyAsync().ConfigureAwait(false)).Version() : call.QueryVersion();
        var definition = await DefinitionRoutes.FindAsync(call, call.Route("definitionId"), version ?? call.QueryVersion() ?? VersionOptions.Latest).ConfigureAwait(false);
        return Results.File(await TextAsync(call, definition).ConfigureAwait(false), "application/octet-stream", NameOf(definition));
    }

    private static async Task<IResult> ExportManyAsync(ApiCall call)
    {
        var ids = HttpMethods.IsPost(call.Http.Request.Method) ? (await call.BodyAsync().ConfigureAwait(false)).Texts("ids") : call.QueryList("ids");
        if (ids is not { Count: > 0 })
            throw RefusedCall.Invalid("ids", "'ids' is missing.");
        var definitions = (await call.Service<IWorkflowDefinitionStore>().FindManyAsync(new WorkflowDefinitionFilter { Ids = ids }, call.Stop).ConfigureAwait(false)).ToList();
        if (definitions.Count == 0)
            throw RefusedCall.NotFound();

        using var archive = new MemoryStream();
        await using (var zip = new ZipArchive(archive, ZipArchiveMode.Create, true))
            foreach (var definition in definitions)
            {
                await using var entry = await zip.CreateEntry(NameOf(definition)).OpenAsync(call.Stop).ConfigureAwait(false);
                await entry.WriteAsync(await TextAsync(call, definition).ConfigureAwait(false), call.Stop).ConfigureAwait(false);
            }

        return Results.File(archive.ToArray(), "application/octet-stream", "workflow-definitions.zip");
    }

    /// <summary>All files of the form are read before any is stored; one at fault refuses all.</summary>
    public static async Task<IResult> ImportAsync(ApiCall call)
    {
        var models = new List<WorkflowDefinitionModel>();
        foreach (var file in await FilesAsync(call).ConfigureAwait(false))
            foreach (var (name, text) in await TextsAsync(call, file, MostFiles - models.Count).ConfigureAwait(false))
                models.Add(Model(call, name, text));
        if (models.Count == 0)
            throw RefusedCall.Invalid("files", "There is no .json or .zip file in the form.");
        foreach (var model in models)
            await DefinitionSaving.RefuseReadonlyAsync(call, model).ConfigureAwait(false);
        foreach (var model in models)
            await DefinitionSaving.StoreAsync(call, model, false).ConfigureAwait(false);
        return call.Answer(new { count = models.Count });
    }

    /// <summary>The files of the form.</summary>
    public static async Task<IFormFileCollection> FilesAsync(ApiCall call)
    {
        var request = call.Http.Request;
        if (!request.HasFormContentType || request.ContentType?.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase) is not true)
            throw new RefusedCall(StatusCodes.Status415UnsupportedMediaType, RefusedCall.General, "The content type must be multipart/form-data.");
        if (request.ContentLength > ApiCall.LargestBody)
            throw ApiCall.TooLarge(ApiCall.LargestBody);
        if (call.Http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = ApiCall.LargestBody;
        try
        {
            return (await request.ReadFormAsync(new FormOptions { MultipartBodyLengthLimit = ApiCall.LargestBody }, call.Stop).ConfigureAwait(false)).Files;
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw RefusedCall.Invalid("files", e.Message);
        }
    }

    /// <summary>The text of a file, or of the JSON files within a zip, by name.</summary>
    public static async Task<List<(string Name, ReadOnlyMemory<byte> Text)>> TextsAsync(ApiCall call, IFormFile file, int most)
    {
        await using var stream = file.OpenReadStream();
        var texts = new List<(string, ReadOnlyMemory<byte>)>();
        if (!file.FileName.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
        {
            texts.Add((file.FileName, await ReadAsync(call, stream, ApiCall.LargestBody).ConfigureAwait(false)));
            return texts;
        }

        try
        {
            var left = LargestZip;
            using var zip = new ZipArchive(stream, ZipArchiveMode.Read);
            foreach (var entry in zip.Entries.Where(static entry => entry.Name.EndsWith(".json", StringComparison.OrdinalIgnoreCase)))
            {
                if (texts.Count >= most)
                    throw RefusedCall.Invalid("files", $"More than {most} files cannot be imported at once.");
                await using var content = await entry.OpenAsync(call.Stop).ConfigureAwait(false);
                var text = await ReadAsync(call, content, Math.Min(left, ApiCall.LargestBody)).ConfigureAwait(false);
                left -= text.Length;
                texts.Add((entry.Name, text));
            }

            return texts;
        }
        catch (Exception e) when (e is InvalidDataException or NotSupportedException or ArgumentException or IOException)
        {
            throw RefusedCall.Invalid(file.FileName, e.Message);
        }
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(ApiCall call, Stream stream, long most)
    {
        // A zip says what it likes about the size of its content, so the limit is kept while reading.
        using var copy = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await stream.ReadAsync(buffer, call.Stop).ConfigureAwait(false)) > 0)
        {
            if (copy.Length + read > most)
                throw ApiCall.TooLarge(most);
            copy.Write(buffer, 0, read);
        }

        return copy.GetBuffer().AsMemory(0, (int)copy.Length);
    }

    private static WorkflowDefinitionModel Model(ApiCall call, string name, ReadOnlyMemory<byte> text)
    {
        try
        {
            return DefinitionSaving.Model(call, JsonText.Parse(text.Span), name);
        }
        catch (JsonException e)
        {
            throw RefusedCall.Invalid(name, e.Message);
        }
    }

    private static async Task<byte[]> TextAsync(ApiCall call, WorkflowDefinition definition)
    {
        var model = await call.Service<DefinitionAnswers>().ModelAsync(definition, call.Stop).ConfigureAwait(false);
        var json = JsonSerializer.SerializeToNode(model, call.Service<IApiSerializer>().GetOptions())!.AsObject();
        json.Remove("links");
        json.Insert(0, "$schema", JsonValue.Create("https://elsaworkflows.io/schemas/workflow-definition/v3.0.0/schema.json"));
        return JsonSerializer.SerializeToUtf8Bytes(json, EngineJson.Values);
    }

    private static string NameOf(WorkflowDefinition definition)
    {
        var text = string.Join('-', new[] { "workflow-definition", definition.DefinitionId, definition.Name, definition.Id }.Where(static part => !string.IsNullOrWhiteSpace(part)));
        return string.Concat(text.ToLowerInvariant().Select(static c => char.IsLetterOrDigit(c) || c is '.' ? c : '-')) + ".json";
    }
}
