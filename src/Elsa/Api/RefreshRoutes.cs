using Elsa.Workflows.Runtime;
using Elsa.Workflows.Runtime.Requests;
using Microsoft.AspNetCore.Http;

namespace Elsa.Workflows.Api;

/// <summary>Makes the triggers of definitions anew, and reads the workflows in code again.</summary>
internal static class RefreshRoutes
{
    public static void Map(ApiRoutes routes)
    {
        routes.Post("actions/workflow-definitions/refresh", ["actions:workflow-definitions:refresh"], RefreshAsync);
        routes.Post("actions/workflow-definitions/reload", ["actions:workflow-definitions:reload"], ReloadAsync);
    }

    private static async Task<IResult> RefreshAsync(ApiCall call)
    {
        var wanted = (await call.BodyAsync().ConfigureAwait(false)).Texts("definitionIds");
        var done = await call.Service<IWorkflowDefinitionsRefresher>().RefreshWorkflowDefinitionsAsync(new RefreshWorkflowDefinitionsRequest(wanted, 10), call.Stop).ConfigureAwait(false);
        return call.Answer(new { done.Refreshed, done.NotFound });
    }

    private static async Task<IResult> ReloadAsync(ApiCall call)
    {
        await call.BodyAsync().ConfigureAwait(false);
        await call.Service<IWorkflowDefinitionsReloader>().ReloadWorkflowDefinitionsAsync(call.Stop).ConfigureAwait(false);
        return ApiCall.Done();
    }
}
