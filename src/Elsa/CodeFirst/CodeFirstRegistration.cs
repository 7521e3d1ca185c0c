using System.Reflection;
using Elsa.Workflows;
using Elsa.Workflows.Builders;
using Elsa.Workflows.Management;
using Elsa.Workflows.Management.Materializers;
using Elsa.Workflows.Runtime;
using Elsa.Workflows.Runtime.Options;
using Elsa.Workflows.Runtime.Providers;

namespace Microsoft.Extensions.DependencyInjection;

public static partial class DependencyInjectionExtensions
{
    /// <summary>Brings the workflow in code into the store at start.</summary>
    public static IServiceCollection AddWorkflow<T>(this IServiceCollection services) where T : IWorkflow => services.AddWorkflow(typeof(T));

    /// <summary>Brings the workflow in code into the store at start.</summary>
    public static IServiceCollection AddWorkflow(this IServiceCollection services, Type workflowType) => services.Configure<RuntimeOptions>(options =>
        options.Workflows[workflowType.FullName!] = provider => ValueTask.FromResult((IWorkflow)ActivatorUtilities.GetServiceOrCreateInstance(provider, workflowType)));

    /// <summary>Brings every public workflow in code of the marker's assembly into the store at start.</summary>
    public static IServiceCollection AddWorkflowsFrom<TMarker>(this IServiceCollection services) => services.AddWorkflowsFrom(typeof(TMarker).Assembly);

    /// <summary>Brings every public workflow in code of the assembly into the store at start.</summary>
    public static IServiceCollection AddWorkflowsFrom(this IServiceCollection services, Assembly assembly)
    {
        foreach (var type in assembly.GetExportedTypes())
            if (typeof(IWorkflow).IsAssignableFrom(type) && type is { IsClass: true, IsAbstract: false, IsGenericTypeDefinition: false })
                services.AddWorkflow(type);
        return services;
    }

    /// <summary>Lets another source bring workflows into the store at start.</summary>
    public static IServiceCollection AddWorkflowsProvider<T>(this IServiceCollection services) where T : class, IWorkflowsProvider => services.AddScoped<IWorkflowsProvider, T>();

    internal static void AddWorkflowsInCode(this IServiceCollection services)
    {
        services.AddSingleton<IWorkflowMaterializer, ClrWorkflowMaterializer>();
        services.AddSingleton<IWorkflowsProvider, ClrWorkflowsProvider>();
        services.AddSingleton<IWorkflowDefinitionStorePopulator, WorkflowDefinitionStorePopulator>();
        services.AddScoped<IWorkflowDefinitionsRefresher, WorkflowDefinitionsRefresher>();
        services.AddScoped<IWorkflowDefinitionsReloader, WorkflowDefinitionsReloader>();
    }
}
