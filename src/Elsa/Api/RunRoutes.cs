using System.Text.Json;
using Elsa.Common.Models;
using Elsa.Workflows.Management;
using Elsa.Workflows.Models;
using Elsa.Workflows.Runtime;
using Elsa.Workflows.Runtime.Messages;
using Elsa.Workflows.Runtime.Requests;
using Elsa.Workflows.Serialization;
using Microsoft.AspNetCore.Http;

namespace Elsa.Workflows.Api;

/// <summary>Starts instances: at once with the state as answer, or in the background.</summary>
internal static class RunRoutes
{
    private static readonly string[] Execute = ["exec:workflow-definitions"];
    private const int MostAtOnce = 1000;

    public static void Map(ApiRoutes routes)
    {
        routes.Get("workflow-definitions/{definitionId}/execute", Execute, ExecuteByQueryAsync);
        routes.Post("workflow-definitions/{definitionId}/execute", Execute, ExecuteAsync);
        routes.Post("workflow-definitions/{definitionId}/dispatch", Execute, DispatchAsync);
        routes.Post("workflow-definitions/{definitionId}/bulk-dispatch", Execute, DispatchManyAsync);
    }

    private static async Task<IResult> ExecuteAsync(ApiCall call)
    {
        var body = await call.BodyAsync().ConfigureAwait(false);
        var handle = body.Field("activityHandle") is { } element ? call.Read<ActivityHandle>(element, "activityHandle") : null;
        return await RunAsync(call, body.Version(), new StartWorkflowRequest
        {
            CorrelationId = body.Text("correlationId"),
            Name = body.Text("name"),
            TriggerActivityId = body.Text("triggerActivityId"),
            ActivityHandle = handle,
            Input = body.Values("input"),
            Variables = body.Values("variables"),
        }).ConfigureAwait(false);
    }

    private static Task<IResult> ExecuteByQueryAsync(ApiCall call) => RunAsync(call, call.QueryVersion(), new StartWorkflowRequest
    {
        CorrelationId = call.Query("correlationId"),
        Name = call.Query("name"),
        TriggerActivityId = call.Query("triggerActivityId"),
        Input = call.QueryValues("input"),
        Variables = call.QueryValues("variables"),
    });

    private static async Task<IResult> RunAsync(ApiCall call, VersionOptions? version, StartWorkflowRequest request)
    {
        var definition = await DefinitionRoutes.FindAsync(call, call.Route("definitionId"), version ?? VersionOptions.Published).ConfigureAwait(false);
        var found = await call.Service<IWorkflowDefinitionService>().TryFindWorkflowGraphAsync(definition.Id, call.Stop).ConfigureAwait(false);
        if (found.WorkflowGraph is null)
            throw RefusedCall.Invalid(RefusedCall.General, $"The definition '{definition.DefinitionId}' cannot be read, so it cannot run.");

        request.WorkflowDefinitionHandle = WorkflowDefinitionHandle.ByDefinitionVersionId(definition.Id);
        var started = await call.Service<IWorkflowStarter>().StartWorkflowAsync(request, call.Stop).ConfigureAwait(false);

        var headers = call.Http.Response.Headers;
        headers["x-elsa-workflow-instance-id"] = started.WorkflowInstanceId;
        headers["x-elsa-workflow-cannot-start"] = started.CannotStart ? "True" : "False";
        headers["x-elsa-response"] = "true";
        headers.AccessControlExposeHeaders = "x-elsa-workflow-instance-id, x-elsa-workflow-cannot-start, x-elsa-response";
        if (started.CannotStart)
            return call.Answer(new { });
        var client = await call.Service<IWorkflowRuntime>().CreateClientAsync(started.WorkflowInstanceId, call.Stop).ConfigureAwait(false);
        return call.Answer(new { workflowState = await client.ExportStateAsync(call.Stop).ConfigureAwait(false) });
    }

    private static async Task<IResult> DispatchAsync(ApiCall call)
    {
        var body = await call.BodyAsync().ConfigureAwait(false);
        var definition = await DefinitionRoutes.FindAsync(call, call.Route("definitionId"), body.Version() ?? VersionOptions.Published).ConfigureAwait(false);
        var id = body.Text("instanceId") ?? call.Service<IIdentityGenerator>().GenerateId();
        await SendAsync(call, new DispatchWorkflowDefinitionRequest(definition.Id)
        {
            InstanceId = id,
            CorrelationId = body.Text("correlationId"),
            TriggerActivityId = body.Text("triggerActivityId"),
            Input = body.Values("input"),
        }, body.Text("channel")).ConfigureAwait(false);
        return call.Answer(new { workflowInstanceId = id });
    }

    private static async Task<IResult> DispatchManyAsync(ApiCall call)
    {
        var body = await call.BodyAsync().ConfigureAwait(false);
        var definition = await DefinitionRoutes.FindAsync(call, call.Route("definitionId"), body.Version() ?? VersionOptions.Published).ConfigureAwait(false);
        var count = body.Number("count") ?? 1;
        if (count > MostAtOnce)
            throw RefusedCall.Invalid("count", $"'count' must not be larger than {MostAtOnce}.");
        var input = body.Values("input");
        var ids = new List<string>(count);
        for (var i = 0; i < count; i++)
        {
            ids.Add(call.Service<IIdentityGenerator>().GenerateId());
            await SendAsync(call, new DispatchWorkflowDefinitionRequest(definition.Id) { InstanceId = ids[^1], TriggerActivityId = body.Text("triggerActivityId"), Input = input }, null).ConfigureAwait(false);
        }

        return call.Answer(new { workflowInstanceIds = ids });
    }

    private static async Task SendAsync(ApiCall call, DispatchWorkflowDefinitionRequest request, string? channel)
    {
        var response = await call.Service<IWorkflowDispatcher>().DispatchAsync(request, channel is null ? null : new DispatchWorkflowOptions { Channel = channel }, call.Stop).ConfigureAwait(false);
        if (response.Fault is { } fault)
            throw RefusedCall.Invalid(RefusedCall.General, fault.Message);
    }
}
