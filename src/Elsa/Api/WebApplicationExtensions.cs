using Elsa.Workflows.Api;
using Elsa.Workflows.Api.RealTime.Hubs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Elsa.Extensions;

/// <summary>Maps the REST contract.</summary>
public static class WebApplicationExtensions
{
    /// <summary>Maps the routes below the prefix; sign-in and authorization must come before in the pipeline.</summary>
    public static IApplicationBuilder UseWorkflowsApi(this IApplicationBuilder app, string routePrefix = "elsa/api")
    {
        if (app is IEndpointRouteBuilder routes)
            routes.MapWorkflowsApi(routePrefix);
        else
            app.UseEndpoints(endpoints => endpoints.MapWorkflowsApi(routePrefix));
        return app;
    }

    /// <summary>Maps the routes below the prefix.</summary>
    public static IEndpointRouteBuilder MapWorkflowsApi(this IEndpointRouteBuilder routes, string routePrefix = "elsa/api")
    {
        var api = new ApiRoutes(routes.MapGroup("/" + routePrefix.Trim('/')));
        DefinitionRoutes.Map(api);
        DefinitionSaving.Map(api);
        DefinitionFiles.Map(api);
        DefinitionBulk.Map(api);
        RefreshRoutes.Map(api);
        RunRoutes.Map(api);
        InstanceRoutes.Map(api);
        IncidentRoutes.Map(api);
        StuckWorkRoutes.Map(api);
        InstanceVariables.Map(api);
        InstanceFiles.Map(api);
        InstanceImport.Map(api);
        JournalRoutes.Map(api);
        ResumeRoutes.Map(api);
        ExecutionRoutes.Map(api);
        DescriptorRoutes.Map(api);
        ScriptingRoutes.Map(api);
        return routes;
    }
}

/// <summary>Maps the hub.</summary>
public static class RealTimeApplicationBuilderExtensions
{
    /// <summary>Maps the hub that Studio watches instances with; only signed-in users with the right to read instances may connect.</summary>
    public static IApplicationBuilder UseWorkflowsSignalRHubs(this IApplicationBuilder app)
    {
        if (app is IEndpointRouteBuilder routes)
            Map(routes);
        else
            app.UseEndpoints(Map);
        return app;
    }

    private static void Map(IEndpointRouteBuilder routes) => routes
        .MapHub<WorkflowInstanceHub>("/elsa/hubs/workflow-instance")
        .RequireAuthorization(policy => policy.RequireAuthenticatedUser().RequireAssertion(context => ApiRoutes.Has(context.User, InstanceRoutes.Read)));
}
