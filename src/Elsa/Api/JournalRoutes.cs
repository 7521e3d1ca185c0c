using Elsa.Common.Entities;
using Elsa.Common.Models;
using Elsa.Workflows.Runtime;
using Elsa.Workflows.Runtime.Entities;
using Elsa.Workflows.Runtime.Filters;
using Elsa.Workflows.Runtime.OrderDefinitions;
using Microsoft.AspNetCore.Http;

namespace Elsa.Workflows.Api;

/// <summary>Reads what happened in an instance, entry by entry.</summary>
internal static class JournalRoutes
{
    private const int LargestPage = 10_000;

    public static void Map(ApiRoutes routes)
    {
        routes.Get("workflow-instances/{id}/journal", InstanceRoutes.Read, call =>
            AnswerAsync(call, new WorkflowExecutionLogRecordFilter(), PageArgs.From(call.QueryNumber("page"), Limit(call.QueryNumber("pageSize")), call.QueryNumber("skip"), Limit(call.QueryNumber("take")))));
        routes.Post("workflow-instances/{id}/journal", InstanceRoutes.Read, FilteredAsync);
        routes.Get("workflow-instances/{id}/journal/{activityId}", InstanceRoutes.Read, LastEntryAsync);
    }

    private static async Task<IResult> FilteredAsync(ApiCall call)
    {
        var body = await call.BodyAsync().ConfigureAwait(false);
        var wanted = body.Field("filter") is { } element ? new JsonBody(element.ValueKind == System.Text.Json.JsonValueKind.Object ? element : throw RefusedCall.Invalid("filter", "'filter' must be an object.")) : null;
        var filter = new WorkflowExecutionLogRecordFilter
        {
            ActivityIds = wanted?.Texts("activityIds"),
            ActivityNodeIds = wanted?.Texts("activityNodeIds"),
            ExcludeActivityTypes = wanted?.Texts("excludedActivityTypes"),
            EventNames = wanted?.Texts("eventNames"),
        };
        var slice = PageArgs.From(
            body.Number("page") ?? call.QueryNumber("page"), Limit(body.Number("pageSize") ?? call.QueryNumber("pageSize")),
            body.Number("skip") ?? call.QueryNumber("skip"), Limit(body.Number("take") ?? call.QueryNumber("take")));
        return await AnswerAsync(call, filter, slice).ConfigureAwait(false);
    }

    private static async Task<IResult> AnswerAsync(ApiCall call, WorkflowExecutionLogRecordFilter filter, PageArgs slice)
    {
        filter.WorkflowInstanceId = call.Route("id");
        await call.Service<VisibleInstance>().RequireAsync(filter.WorkflowInstanceId, call.Stop).ConfigureAwait(false);
        var page = await call.Service<IWorkflowExecutionLogStore>()
            .FindManyAsync(filter, slice, new WorkflowExecutionLogRecordOrder<long>(static x => x.Sequence, OrderDirection.Ascending), call.Stop).ConfigureAwait(false);
        return call.Answer(new { items = page.Items.Select(Entry).ToList(), page.TotalCount });
    }

    private static async Task<IResult> LastEntryAsync(ApiCall call)
    {
        var id = call.Route("id");
        await call.Service<VisibleInstance>().RequireAsync(id, call.Stop).ConfigureAwait(false);
        var entry = await call.Service<IWorkflowExecutionLogStore>().FindAsync(
            new WorkflowExecutionLogRecordFilter { WorkflowInstanceId = id, ActivityId = call.Route("activityId") },
            new WorkflowExecutionLogRecordOrder<long>(static x => x.Sequence, OrderDirection.Descending), call.Stop).ConfigureAwait(false);
        return call.Answer(entry ?? throw RefusedCall.NotFound());
    }

    private static object Entry(WorkflowExecutionLogRecord record) => new
    {
        record.Id,
        record.ActivityInstanceId,
        record.ParentActivityInstanceId,
        record.ActivityId,
        record.ActivityType,
        record.ActivityTypeVersion,
        record.ActivityName,
        NodeId = record.ActivityNodeId,
        record.Timestamp,
        record.Sequence,
        record.EventName,
        record.Message,
        record.Source,
        record.ActivityState,
        record.Payload,
    };

    private static int? Limit(int? wanted) => wanted is null ? null : Math.Min(wanted.Value, LargestPage);
}
