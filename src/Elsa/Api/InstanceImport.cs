using System.IO.Compression;
using System.Text.Json;
using Elsa.Storage;
using Elsa.Workflows.Management;
using Elsa.Workflows.Runtime;
using Elsa.Workflows.Runtime.Entities;
using Elsa.Workflows.Serialization;
using Elsa.Workflows.State;
using Microsoft.AspNetCore.Http;

namespace Elsa.Workflows.Api;

/// <summary>Takes instances back that were handed out as files. All files are read before any is stored; an instance that is there already is never overwritten.</summary>
internal static class InstanceImport
{
    private const int MostFiles = 500;

    public static void Map(ApiRoutes routes) => routes.Post("bulk-actions/import/workflow-instances", InstanceRoutes.Write, ImportAsync);

    private sealed record Imported(WorkflowState State, List<ActivityExecutionRecord> Executions, List<WorkflowExecutionLogRecord> Journal);

    private static async Task<IResult> ImportAsync(ApiCall call)
    {
        var instances = new List<Imported>();
        foreach (var file in await DefinitionFiles.FilesAsync(call).ConfigureAwait(false))
            foreach (var (name, text) in await DefinitionFiles.TextsAsync(call, file, MostFiles).ConfigureAwait(false))
                instances.Add(await ReadAsync(call, name, text).ConfigureAwait(false));
        if (instances.Count == 0)
            throw RefusedCall.Invalid("files", "There is no .json or .zip file in the form.");
        if (instances.Select(static instance => instance.State.Id).Distinct().Count() < instances.Count)
            throw RefusedCall.Invalid("files", "The same instance is there twice.");

        var serializer = call.Service<IWorkflowStateSerializer>();
        var now = call.Service<TimeProvider>().GetUtcNow();
        var stored = await call.Service<EngineDatabase>().WriteAsync(async session =>
        {
            foreach (var instance in instances)
                if (await InstanceRow.ReadAsync(session, instance.State.Id, false).ConfigureAwait(false) is not null)
                    return instance.State.Id;
            foreach (var instance in instances)
                await StoreAsync(session, instance, serializer, now).ConfigureAwait(false);
            return null;
        }, call.Stop).ConfigureAwait(false);
        if (stored is not null)
            throw RefusedCall.Invalid("files", $"The instance '{stored}' is there already.");
        return call.Answer(new { imported = instances.Count });
    }

    private static async ValueTask StoreAsync(Session session, Imported instance, IWorkflowStateSerializer serializer, DateTimeOffset now)
    {
        var state = instance.State;
        var num = await InstanceRow.From(state, serializer.SerializeToUtfBytes(state)).InsertAsync(session).ConfigureAwait(false);
        foreach (var bookmark in state.Bookmarks)
        {
            await Runtime.Stores.BookmarkStore.SaveAsync(session, BurstRecord.Store(state, bookmark)).ConfigureAwait(false);
            if (Scheduling.TimerTable.For(state.Id, bookmark) is { } timer)
                await Scheduling.TimerTable.SaveAsync(session, timer).ConfigureAwait(false);
        }

        await session.ExecuteAsync("INSERT INTO ElsaJournal (InstanceNum, CommittedAt, Data) VALUES ($1, $2, $3)", num, now.Ticks(), JournalPack.Write(instance.Journal, instance.Executions)).ConfigureAwait(false);
    }

    private static async Task<Imported> ReadAsync(ApiCall call, string name, ReadOnlyMemory<byte> text)
    {
        WorkflowState state;
        JsonBody file;
        try
        {
            var element = JsonText.Parse(text.Span);
            file = new JsonBody(element.ValueKind == JsonValueKind.Object ? element : throw RefusedCall.Invalid(name, "An instance must be a JSON object."));
            DefinitionSaving.RefuseTypes(element, name);
            state = call.Service<IWorkflowStateSerializer>().Deserialize(file.Required("workflowState"));
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or NotSupportedException or ArgumentException)
        {
            throw RefusedCall.Invalid(name, e.Message);
        }

        if (string.IsNullOrWhiteSpace(state.Id) || state.Id.Length > 100 || string.IsNullOrWhiteSpace(state.DefinitionVersionId))
            throw RefusedCall.Invalid(name, "The instance has no id or no definition.");
        var definition = await call.Service<IWorkflowDefinitionService>().FindWorkflowDefinitionAsync(state.DefinitionVersionId, call.Stop).ConfigureAwait(false)
            ?? throw RefusedCall.Invalid(name, $"The version '{state.DefinitionVersionId}' of definition '{state.DefinitionId}' is not here.");
        state.DefinitionId = definition.DefinitionId;
        state.DefinitionVersion = definition.Version;
        state.IsExecuting = false;
        return new Imported(state, Records<ActivityExecutionRecord>("activityExecutionRecords"), Records<WorkflowExecutionLogRecord>("workflowExecutionLogRecords"));

        List<T> Records<T>(string field) => file.Field(field) is { } list ? call.Read<List<T>>(list, $"{name}.{field}") : [];
    }
}
