using System.Reflection;
using Elsa.Features.Services;
using Elsa.Workflows;
using Elsa.Workflows.Runtime.Features;

namespace Elsa.Extensions;

public static partial class ModuleExtensions
{
    /// <summary>Adds durable runs.</summary>
    public static IModule UseWorkflowRuntime(this IModule module, Action<WorkflowRuntimeFeature>? configure = null) => module.Use(configure);

    /// <summary>Brings the workflow in code into the store at start.</summary>
    public static IModule AddWorkflow<T>(this IModule module) where T : IWorkflow => module.UseWorkflowRuntime(static runtime => runtime.AddWorkflow<T>());

    /// <summary>Brings every public workflow in code of the marker's assembly into the store at start.</summary>
    public static IModule AddWorkflowsFrom<TMarker>(this IModule module) => module.AddWorkflowsFrom(typeof(TMarker).Assembly);

    /// <summary>Brings every public workflow in code of the assembly into the store at start.</summary>
    public static IModule AddWorkflowsFrom(this IModule module, Assembly assembly) => module.UseWorkflowRuntime(runtime => runtime.AddWorkflowsFrom(assembly));
}
