using Elsa.Workflows.Runtime;
using Microsoft.AspNetCore.Http;

namespace Elsa.Workflows.Api;

/// <summary>What has failed in an instance, and what a person decides about it. These routes are this engine's own.</summary>
internal static class IncidentRoutes
{
    public static void Map(ApiRoutes routes)
    {
        routes.Get("workflow-instances/{id}/faults", InstanceRoutes.Read, ListAsync);
        routes.Post("workflow-instances/{id}/faults/resolve", InstanceRoutes.Write, ResolveAsync);
    }

    private static async Task<IResult> ListAsync(ApiCall call)
    {
        var id = call.Route("id");
        await call.Service<VisibleInstance>().RequireAsync(id, call.Stop).ConfigureAwait(false);
        return call.Answer(new { items = await call.Service<IIncidentResolver>().ListAsync(id, call.Stop).ConfigureAwait(false) });
    }

    private static async Task<IResult> ResolveAsync(ApiCall call)
    {
        var id = call.Route("id");
        await call.Service<VisibleInstance>().RequireAsync(id, call.Stop).ConfigureAwait(false);
        var body = await call.BodyAsync().ConfigureAwait(false);
        var resolution = body.Named<IncidentResolution>("resolution") ?? throw RefusedCall.Invalid("resolution", $"'resolution' must be one of {string.Join(", ", Enum.GetNames<IncidentResolution>())}.");
        var result = await call.Service<IIncidentResolver>().ResolveAsync(
            new ResolveIncidentRequest(id, resolution, call.Http.User.Identity?.Name ?? "")
            {
                ActivityInstanceId = body.Text("activityInstanceId"),
                Outcome = body.Text("outcome"),
                Reason = body.Text("reason"),
            },
            call.Stop).ConfigureAwait(false);
        return result.Status switch
        {
            ResolveIncidentStatus.Resolved => call.Answer(new { result.Instance!.WorkflowInstanceId, result.Instance.Status, result.Instance.SubStatus, incidents = result.Instance.Incidents.Count }),
            ResolveIncidentStatus.InstanceNotFound => throw RefusedCall.NotFound(),
            ResolveIncidentStatus.Ambiguous => throw RefusedCall.Invalid("activityInstanceId", "Several activities have failed: name one."),
            ResolveIncidentStatus.UnknownOutcome => throw RefusedCall.Invalid("outcome", "The activity has no such outcome."),
            _ => throw RefusedCall.Invalid(RefusedCall.General, "Nothing has failed here, or somebody else has dealt with it."),
        };
    }
}
