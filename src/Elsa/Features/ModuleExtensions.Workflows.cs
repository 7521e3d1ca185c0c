using Elsa.Features.Services;
using Elsa.Workflows.Features;

namespace Elsa.Extensions;

public static partial class ModuleExtensions
{
    /// <summary>Adds runs in memory.</summary>
    public static IModule UseWorkflows(this IModule configuration, Action<WorkflowsFeature>? configure = null) => configuration.Use(configure);
}
