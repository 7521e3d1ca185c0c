using Elsa.Common.Entities;
using Elsa.Workflows.Runtime;
using Elsa.Workflows.Runtime.Entities;
using Elsa.Workflows.Runtime.Filters;
using Elsa.Workflows.Runtime.OrderDefinitions;
using Microsoft.AspNetCore.Http;

namespace Elsa.Workflows.Api;

/// <summary>Reads how often and how activities of an instance were executed. An open viewer polls these.</summary>
internal static class ExecutionRoutes
{
    private static readonly string[] Read = ["read:activity-execution"];
    private const int DeepestCallStack = 1000;

    public static void Map(ApiRoutes routes)
    {
        routes.Get("activity-executions/list", Read, ListAsync);
        routes.Get("activity-execution-summaries/list", Read, SummariesAsync);
        routes.Get("activity-executions/count", Read, CountAsync);
        routes.Post("activity-executions/report", Read, ReportAsync);
        routes.Get("activity-executions/by-id", Read, async call => call.Answer(await FindAsync(call, call.RequiredQuery("id")).ConfigureAwait(false)));
        routes.Get("activity-executions/{id}", Read, async call => call.Answer(await FindAsync(call, call.Route("id")).ConfigureAwait(false)));
        routes.Get("activity-executions/{id}/call-stack", Read, CallStackAsync);
    }

    private static async Task<ActivityExecutionRecordFilter> FilterAsync(ApiCall call)
    {
        var filter = new ActivityExecutionRecordFilter
        {
            WorkflowInstanceId = call.RequiredQuery("workflowInstanceId"),
            ActivityNodeId = call.Query("activityNodeId"),
            ActivityId = call.Query("activityId"),
            Completed = call.QueryFlag("completed"),
        };
        await call.Service<VisibleInstance>().RequireAsync(filter.WorkflowInstanceId, call.Stop).ConfigureAwait(false);
        return filter;
    }

    private static async Task<IResult> ListAsync(ApiCall call)
    {
        var filter = await FilterAsync(call).ConfigureAwait(false);
        var records = await call.Service<IActivityExecutionStore>().FindManyAsync(filter, new ActivityExecutionRecordOrder<DateTimeOffset>(static x => x.StartedAt, OrderDirection.Ascending), call.Stop).ConfigureAwait(false);
        return call.Answer(new Listed<ActivityExecutionRecord>(records.Select(Whole).ToList()));
    }

    private static async Task<IResult> SummariesAsync(ApiCall call)
    {
        var filter = await FilterAsync(call).ConfigureAwait(false);
        var records = await call.Service<IActivityExecutionStore>().FindManySummariesAsync(filter, new ActivityExecutionRecordOrder<DateTimeOffset>(static x => x.StartedAt, OrderDirection.Ascending), call.Stop).ConfigureAwait(false);
        return call.Answer(new Listed<ActivityExecutionRecordSummary>(records.Select(Whole).ToList()));
    }

    private static async Task<IResult> CountAsync(ApiCall call) =>
        call.Answer(new { count = await call.Service<IActivityExecutionStore>().CountAsync(await FilterAsync(call).ConfigureAwait(false), call.Stop).ConfigureAwait(false) });

    private static async Task<IResult> ReportAsync(ApiCall call)
    {
        var body = await call.BodyAsync().ConfigureAwait(false);
        var instanceId = body.RequiredText("workflowInstanceId");
        var nodes = body.RequiredTexts("activityNodeIds");
        await call.Service<VisibleInstance>().RequireAsync(instanceId, call.Stop).ConfigureAwait(false);
        var stats = await call.Service<IActivityExecutionStatsService>().GetStatsAsync(instanceId, nodes, call.Stop).ConfigureAwait(false);
        return call.Answer(new { stats = stats.Select(Whole).ToList() });
    }

    private static async Task<ActivityExecutionRecord> FindAsync(ApiCall call, string id)
    {
        var record = await call.Service<IActivityExecutionStore>().FindAsync(new ActivityExecutionRecordFilter { Id = id }, call.Stop).ConfigureAwait(false) ?? throw RefusedCall.NotFound();
        await call.Service<VisibleInstance>().RequireAsync(record.WorkflowInstanceId, call.Stop).ConfigureAwait(false);
        return Whole(record);
    }

    // Studio expects these to be there even when they are empty.
    internal static ActivityExecutionRecord Whole(ActivityExecutionRecord record)
    {
        record.Properties ??= new Dictionary<string, object>();
        record.Metadata ??= new Dictionary<string, object>();
        record.TenantId ??= "";
        return record;
    }

    private static ActivityExecutionRecordSummary Whole(ActivityExecutionRecordSummary record)
    {
        record.Metadata ??= new Dictionary<string, object>();
        return record;
    }

    private static ActivityExecutionStats Whole(ActivityExecutionStats stats)
    {
        stats.Metadata ??= new Dictionary<string, object>();
        return stats;
    }

    /// <summary>The executions that caused this one, the outermost first.</summary>
    private static async Task<IResult> CallStackAsync(ApiCall call)
    {
        var record = await FindAsync(call, call.Route("id")).ConfigureAwait(false);
        var instances = new Dictionary<string, Dictionary<string, ActivityExecutionRecord>>();
        var stack = new List<ActivityExecutionRecord>();
        for (var current = record; current is not null && stack.Count < DeepestCallStack; current = await CauseAsync(current).ConfigureAwait(false))
            stack.Insert(0, current);
        var page = stack.Skip(call.QueryNumber("skip") ?? 0).Take(call.QueryNumber("take") ?? stack.Count).ToList();
        return call.Answer(new { activityExecutionId = record.Id, items = page, totalCount = stack.Count });

        async Task<ActivityExecutionRecord?> CauseAsync(ActivityExecutionRecord of)
        {
            if (of.SchedulingActivityExecutionId is not { } cause)
                return null;
            var instance = of.SchedulingWorkflowInstanceId ?? of.WorkflowInstanceId;
            if (instance != record.WorkflowInstanceId
                && (call.QueryFlag("includeCrossWorkflowChain") is false || !await call.Service<VisibleInstance>().ExistsAsync(instance, call.Stop).ConfigureAwait(false)))
                return null;
            if (!instances.TryGetValue(instance, out var records))
                instances[instance] = records = (await call.Service<IActivityExecutionStore>().FindManyAsync(new ActivityExecutionRecordFilter { WorkflowInstanceId = instance }, call.Stop).ConfigureAwait(false)).Select(Whole).ToDictionary(static x => x.Id);
            return records.GetValueOrDefault(cause);
        }
    }
}
