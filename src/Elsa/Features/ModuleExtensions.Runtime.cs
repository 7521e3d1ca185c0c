using Elsa.Features.Services;
using Elsa.Workflows.Runtime.Features;

namespace Elsa.Extensions;

public static partial class ModuleExtensions
{
    /// <summary>Adds durable runs.</summary>
    public static IModule UseWorkflowRuntime(this IModule module, Action<WorkflowRuntimeFeature>? configure = null) => module.Use(configure);
}
