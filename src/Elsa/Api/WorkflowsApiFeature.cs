using Elsa.Features.Abstractions;
using Elsa.Features.Attributes;
using Elsa.Features.Services;
using Elsa.Workflows.Api.RealTime;
using Elsa.Workflows.Management.Features;
using Elsa.Workflows.Runtime.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Elsa.Workflows.Api.Features
{
    /// <summary>The REST contract that Studio calls.</summary>
    [DependsOn(typeof(WorkflowManagementFeature))]
    [DependsOn(typeof(WorkflowRuntimeFeature))]
    [DependsOn(typeof(SasTokens.Features.SasTokensFeature))]
    public class WorkflowsApiFeature(IModule module) : FeatureBase(module)
    {
        /// <inheritdoc />
        public override void Apply()
        {
            Services.AddRouting();
            Services.AddAuthorization();
            Services.TryAddScoped<DefinitionAnswers>();
            Services.TryAddScoped<VisibleInstance>();
        }
    }

    /// <summary>Tells open pages what became of the instance they show.</summary>
    [DependsOn(typeof(WorkflowRuntimeFeature))]
    public class RealTimeWorkflowUpdatesFeature(IModule module) : FeatureBase(module)
    {
        /// <inheritdoc />
        public override void Apply()
        {
            Services.AddSignalR().AddJsonProtocol(protocol => protocol.PayloadSerializerOptions.DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull);
            Services.TryAddSingleton<Observers>();
            Services.AddNotificationHandler<TellObservers>();
        }

        /// <inheritdoc />
        public override void ConfigureHostedServices() => Module.ConfigureHostedService<WatchOtherNodes>();
    }
}

namespace Elsa.Extensions
{
    using Elsa.Workflows.Api.Features;

    public static partial class ModuleExtensions
    {
        /// <summary>Adds the REST contract; the routes are mapped with <c>UseWorkflowsApi</c> on the application.</summary>
        public static IModule UseWorkflowsApi(this IModule module, Action<WorkflowsApiFeature>? configure = null) => module.Use(configure);

        /// <summary>Adds the hub; it is mapped with <c>UseWorkflowsSignalRHubs</c>.</summary>
        public static IModule UseRealTimeWorkflows(this IModule module, Action<RealTimeWorkflowUpdatesFeature>? configure = null) => module.Use(configure);
    }
}
