using System.Text.Json;
using Elsa.Common.Entities;
using Elsa.Common.Models;
using Elsa.Workflows.Management;
using Elsa.Workflows.Management.Entities;
using Elsa.Workflows.Management.Enums;
using Elsa.Workflows.Management.Filters;
using Elsa.Workflows.Management.Models;
using Elsa.Workflows.Runtime;
using Microsoft.AspNetCore.Http;

namespace Elsa.Workflows.Api;

/// <summary>Lists and reads instances, cancels and deletes them.</summary>
internal static class InstanceRoutes
{
    public static readonly string[] Read = ["read:workflow-instances"];
    public static readonly string[] Write = ["write:workflow-instances"];
    private static readonly string[] Delete = ["delete:workflow-instances"];
    private static readonly string[] Cancel = ["cancel:workflow-instances"];

    private const int LargestPage = 1000;
    private static readonly string[] TimestampColumns = [nameof(WorkflowInstance.CreatedAt), nameof(WorkflowInstance.UpdatedAt), nameof(WorkflowInstance.FinishedAt)];

    public static void Map(ApiRoutes routes)
    {
        routes.Get("workflow-instances", Read, ListByQueryAsync);
        routes.Post("workflow-instances", Read, ListAsync);
        routes.Get("workflow-instances/{id}", Read, GetAsync);
        routes.Get("workflow-instances/{id}/execution-state", Read, StateAsync);
        routes.Delete("workflow-instances/{id}", Delete, DeleteAsync);
        routes.Post("cancel/workflow-instances/{id}", Cancel, CancelAsync);
        routes.Post("bulk-actions/cancel/workflow-instances", Cancel, CancelManyAsync);
        routes.Post("bulk-actions/delete/workflow-instances", Delete, DeleteManyAsync);
        routes.Post("bulk-actions/delete/workflow-instances/by-id", Delete, DeleteManyAsync);
    }

    private static async Task<IResult> ListAsync(ApiCall call)
    {
        var body = await call.BodyAsync().ConfigureAwait(false);
        var filter = new WorkflowInstanceFilter
        {
            SearchTerm = body.Text("searchTerm")?.Trim(),
            DefinitionId = body.Text("definitionId"),
            DefinitionIds = Some(body.Texts("definitionIds")),
            CorrelationId = body.Text("correlationId"),
            Name = body.Text("name"),
            Version = body.Number("version"),
            HasIncidents = body.Flag("hasIncidents"),
            IsSystem = body.Flag("isSystem"),
            WorkflowStatus = body.Named<WorkflowStatus>("status"),
            WorkflowStatuses = All<WorkflowStatus>("statuses", body.Texts("statuses")),
            WorkflowSubStatus = body.Named<WorkflowSubStatus>("subStatus"),
            WorkflowSubStatuses = All<WorkflowSubStatus>("subStatuses", body.Texts("subStatuses")),
            TimestampFilters = Timestamps(call, body),
        };
        return await AnswerAsync(call, filter, body.Number("page"), body.Number("pageSize"), body.Text("orderBy"), body.Named<OrderDirection>("orderDirection")).ConfigureAwait(false);
    }

    private static Task<IResult> ListByQueryAsync(ApiCall call) => AnswerAsync(call, new WorkflowInstanceFilter
    {
        SearchTerm = call.Query("searchTerm")?.Trim(),
        DefinitionId = call.Query("definitionId"),
        DefinitionIds = call.QueryList("definitionIds"),
        CorrelationId = call.Query("correlationId"),
        Name = call.Query("name"),
        Version = call.QueryNumber("version"),
        HasIncidents = call.QueryFlag("hasIncidents"),
        IsSystem = call.QueryFlag("isSystem"),
        WorkflowStatus = call.QueryOf<WorkflowStatus>("status"),
        WorkflowStatuses = All<WorkflowStatus>("statuses", call.QueryList("statuses")),
        WorkflowSubStatus = call.QueryOf<WorkflowSubStatus>("subStatus"),
        WorkflowSubStatuses = All<WorkflowSubStatus>("subStatuses", call.QueryList("subStatuses")),
    }, call.QueryNumber("page"), call.QueryNumber("pageSize"), call.Query("orderBy"), call.QueryOf<OrderDirection>("orderDirection"));

    private static async Task<IResult> AnswerAsync(ApiCall call, WorkflowInstanceFilter filter, int? page, int? pageSize, string? orderBy, OrderDirection? direction)
    {
        var store = call.Service<IWorkflowInstanceStore>();
        var slice = PageArgs.FromPage(page ?? 0, Math.Min(pageSize ?? LargestPage, LargestPage));
        var towards = direction ?? OrderDirection.Descending;
        var found = orderBy?.ToUpperInvariant() switch
        {
            null or "CREATED" => await store.SummarizeManyAsync(filter, slice, new WorkflowInstanceOrder<DateTimeOffset>(static x => x.CreatedAt, towards), call.Stop).ConfigureAwait(false),
            "UPDATEDAT" => await store.SummarizeManyAsync(filter, slice, new WorkflowInstanceOrder<DateTimeOffset>(static x => x.UpdatedAt, towards), call.Stop).ConfigureAwait(false),
            "FINISHED" => await store.SummarizeManyAsync(filter, slice, new WorkflowInstanceOrder<DateTimeOffset?>(static x => x.FinishedAt, towards), call.Stop).ConfigureAwait(false),
            "NAME" => await store.SummarizeManyAsync(filter, slice, new WorkflowInstanceOrder<string?>(static x => x.Name, towards), call.Stop).ConfigureAwait(false),
            _ => throw RefusedCall.Invalid("orderBy", "'orderBy' must be one of Created, UpdatedAt, Finished, Name."),
        };
        return call.Answer(new PageAnswer<WorkflowInstanceSummary>(found.Items, found.TotalCount));
    }

    private static async Task<IResult> GetAsync(ApiCall call)
    {
        var instance = await call.Service<VisibleInstance>().ReadAsync(call.Route("id"), call.Stop).ConfigureAwait(false);
        return call.Answer(new
        {
            instance.Id,
            instance.DefinitionId,
            instance.DefinitionVersionId,
            instance.Version,
            instance.ParentWorkflowInstanceId,
            instance.WorkflowState,
            instance.Status,
            instance.SubStatus,
            instance.IsExecuting,
            instance.CorrelationId,
            instance.Name,
            instance.IncidentCount,
            instance.IsSystem,
            instance.CreatedAt,
            instance.UpdatedAt,
            instance.FinishedAt,
        });
    }

    private static async Task<IResult> StateAsync(ApiCall call)
    {
        var found = await call.Service<IWorkflowInstanceStore>().SummarizeManyAsync(new WorkflowInstanceFilter { Id = call.Route("id") }, call.Stop).ConfigureAwait(false);
        var instance = found.FirstOrDefault() ?? throw RefusedCall.NotFound();
        return call.Answer(new { instance.Status, instance.SubStatus, instance.UpdatedAt });
    }

    private static async Task<IResult> DeleteAsync(ApiCall call) =>
        await call.Service<IWorkflowInstanceManager>().DeleteAsync(new WorkflowInstanceFilter { Id = call.Route("id") }, call.Stop).ConfigureAwait(false)
            ? ApiCall.Done(StatusCodes.Status204NoContent)
            : throw RefusedCall.NotFound();

    private static async Task<IResult> CancelAsync(ApiCall call)
    {
        var id = call.Route("id");
        await call.Service<VisibleInstance>().RequireAsync(id, call.Stop).ConfigureAwait(false);
        await CancelAllAsync(call, [id]).ConfigureAwait(false);
        return ApiCall.Done();
    }

    /// <summary>An instance that its definition no longer fits hinders no other; when there was nothing else to cancel, the caller hears of it.</summary>
    private static async Task<int> CancelAllAsync(ApiCall call, List<string> ids)
    {
        var cancelled = 0;
        string? problem = null;
        foreach (var id in ids)
            try
            {
                if (await call.Service<IWorkflowCancellationService>().CancelWorkflowAsync(id, call.Stop).ConfigureAwait(false))
                    cancelled++;
            }
            catch (InvalidOperationException e)
            {
                problem = e.Message;
            }

        return cancelled == 0 && problem is not null ? throw RefusedCall.Invalid(RefusedCall.General, problem) : cancelled;
    }

    private static async Task<IResult> CancelManyAsync(ApiCall call)
    {
        var body = await call.BodyAsync().ConfigureAwait(false);
        var ids = Some(body.Texts("ids"));
        var versionId = body.Text("definitionVersionId");
        var definitionId = body.Text("definitionId");
        if (ids is null && versionId is null && definitionId is null)
            throw RefusedCall.Invalid("ids", "One of 'ids', 'definitionVersionId' and 'definitionId' is needed.");

        var filter = new WorkflowInstanceFilter { Ids = ids, DefinitionVersionId = versionId, WorkflowStatus = WorkflowStatus.Running };
        if (definitionId is not null)
            filter.DefinitionVersionIds = await VersionsAsync(call, definitionId, body.Version() ?? VersionOptions.All).ConfigureAwait(false);
        var visible = await call.Service<VisibleInstance>().AmongAsync(filter, call.Stop).ConfigureAwait(false);
        return call.Answer(new { cancelled = await CancelAllAsync(call, visible).ConfigureAwait(false) });
    }

    private static async Task<IResult> DeleteManyAsync(ApiCall call)
    {
        var body = await call.BodyAsync().ConfigureAwait(false);
        var filter = new WorkflowInstanceFilter { Ids = Some(body.Texts("ids")), DefinitionId = body.Text("workflowDefinitionId"), DefinitionIds = Some(body.Texts("workflowDefinitionIds")) };
        if (filter is { Ids: null, DefinitionId: null, DefinitionIds: null })
            throw RefusedCall.Invalid("ids", "One of 'ids', 'workflowDefinitionId' and 'workflowDefinitionIds' is needed.");
        return call.Answer(new { deleted = await call.Service<IWorkflowInstanceManager>().BulkDeleteAsync(filter, call.Stop).ConfigureAwait(false) });
    }

    private static async Task<List<string>> VersionsAsync(ApiCall call, string definitionId, VersionOptions version)
    {
        var versions = await call.Service<IWorkflowDefinitionStore>().FindSummariesAsync(new WorkflowDefinitionFilter { DefinitionId = definitionId, VersionOptions = version }, call.Stop).ConfigureAwait(false);
        return versions.Select(static found => found.Id).ToList();
    }

    /// <summary>Studio sends an empty list where it means any.</summary>
    private static List<string>? Some(List<string>? list) => list is { Count: > 0 } ? list : null;

    private static List<T>? All<T>(string field, List<string>? names) where T : struct, Enum => Some(names)?.ConvertAll(name => ApiCall.Named<T>(field, name));

    private static List<TimestampFilter>? Timestamps(ApiCall call, JsonBody body)
    {
        if (body.Field("timestampFilters") is not { } element)
            return null;
        if (element.ValueKind != JsonValueKind.Array)
            throw RefusedCall.Invalid("timestampFilters", "'timestampFilters' must be a list.");
        var filters = call.Read<List<TimestampFilter>>(element, "timestampFilters");
        foreach (var filter in filters)
            filter.Column = Array.Find(TimestampColumns, column => string.Equals(column, filter.Column, StringComparison.OrdinalIgnoreCase))
                ?? throw RefusedCall.Invalid("timestampFilters", $"A column must be one of {string.Join(", ", TimestampColumns)}.");
        return filters.Count == 0 ? null : filters;
    }
}
