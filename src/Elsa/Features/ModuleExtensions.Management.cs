using Elsa.Features.Services;
using Elsa.Workflows;
using Elsa.Workflows.Management.Features;

namespace Elsa.Extensions;

public static partial class ModuleExtensions
{
    /// <summary>Adds definitions and instances.</summary>
    public static IModule UseWorkflowManagement(this IModule module, Action<WorkflowManagementFeature>? configure = null) => module.Use(configure);

    /// <summary>Configures where definitions are kept.</summary>
    public static WorkflowManagementFeature UseWorkflowDefinitions(this WorkflowManagementFeature feature, Action<WorkflowDefinitionsFeature>? configure = null)
    {
        feature.Module.Configure(configure);
        return feature;
    }

    /// <summary>Configures where instances are kept.</summary>
    public static WorkflowManagementFeature UseWorkflowInstances(this WorkflowManagementFeature feature, Action<WorkflowInstancesFeature>? configure = null)
    {
        feature.Module.Configure(configure);
        return feature;
    }

    /// <summary>Offers every activity of the marker's assembly in the designer.</summary>
    public static IModule AddActivitiesFrom<TMarkerType>(this IModule module) => module.UseWorkflowManagement(management => management.AddActivitiesFrom<TMarkerType>());

    /// <summary>Offers the class in the designer.</summary>
    public static IModule AddActivity<T>(this IModule module) where T : IActivity => module.UseWorkflowManagement(management => management.AddActivity<T>());

    /// <summary>Hides the class from the designer.</summary>
    public static IModule RemoveActivity<T>(this IModule module) where T : IActivity => module.UseWorkflowManagement(management => management.RemoveActivity<T>());

    /// <summary>Lets a variable have the type.</summary>
    public static IModule AddVariableType<T>(this IModule module, string category) => module.UseWorkflowManagement(management => management.AddVariableType<T>(category));
}
