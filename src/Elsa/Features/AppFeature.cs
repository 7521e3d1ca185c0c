using Elsa.Extensions;
using Elsa.Features.Abstractions;
using Elsa.Features.Attributes;
using Elsa.Features.Services;
using Elsa.Workflows;
using Elsa.Workflows.Features;
using Elsa.Workflows.Management.Features;
using Elsa.Workflows.Runtime.Features;

namespace Elsa.Features;

/// <summary>The engine with its own activities.</summary>
[DependsOn(typeof(WorkflowsFeature))]
[DependsOn(typeof(WorkflowManagementFeature))]
[DependsOn(typeof(WorkflowRuntimeFeature))]
public class ElsaFeature(IModule module) : FeatureBase(module)
{
    /// <summary>True leaves the engine's own activities out of the designer.</summary>
    public bool DisableAutomaticActivityRegistration { get; set; }

    /// <inheritdoc />
    public override void Configure()
    {
        if (!DisableAutomaticActivityRegistration)
            Module.UseWorkflowManagement(management => management.AddActivities(CoreRegistration.BuiltInActivities));
    }
}

/// <summary>What the application configures on top of the engine.</summary>
[DependsOn(typeof(ElsaFeature))]
public class AppFeature(IModule module) : FeatureBase(module)
{
    /// <summary>The application's own configuration; null for none.</summary>
    public Action<IModule>? Configurator { get; set; }

    /// <inheritdoc />
    public override void Configure() => Configurator?.Invoke(Module);
}
