using Elsa.Extensions;
using Elsa.Features.Services;
using Elsa.Persistence.EFCore;
using Elsa.Persistence.EFCore.Extensions;
using Elsa.Persistence.EFCore.Modules.Management;
using Elsa.Persistence.EFCore.Modules.Runtime;
using Elsa.Workflows.Management;
using Elsa.Workflows.Runtime;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ProcessSales.Activities;
using ProcessSales.Activities.Engine;
using ProcessSales.Workflows;

namespace ProcessSales.Host.Engine;

/// <summary>Puts the engine into the application: in the business's database, its timers on Hangfire, its instances hidden from strangers.</summary>
public static class EngineComposition
{
    /// <summary>Adds the engine. What else it shall have, such as its web API, is added by the caller.</summary>
    public static IServiceCollection AddProcessEngine(this IServiceCollection services, WorkflowsOptions options, Action<IModule>? more = null)
    {
        services.AddHttpContextAccessor();
        services.AddSingleton<ICurrentPerson, SignedInPerson>();
        services.AddSingleton<InstanceScope>();
        services.AddElsa(module =>
        {
            module
                .UseWorkflowManagement(management => management.UseEntityFrameworkCore(storage => Keep(storage, options)))
                .UseWorkflowRuntime(runtime => runtime.UseEntityFrameworkCore(storage => Keep(storage, options)))
                .UseScheduling(scheduling => scheduling.UseHangfireScheduler())
                .UseJavaScript()
                .UseLiquid()
                .UseProcessSales();
            more?.Invoke(module);
        });
        services.AddNotificationHandler<RememberStarter>();
        services.Configure<HubOptions>(hubs => hubs.AddFilter<WatchVisibleOnly>());
        Restrict<IWorkflowInstanceStore>(services, (all, scope) => new VisibleInstances(all, scope));
        Restrict<IWorkflowExecutionLogStore>(services, (all, scope) => new VisibleJournal(all, scope));
        Restrict<IActivityExecutionStore>(services, (all, scope) => new VisibleExecutions(all, scope));
        return services;
    }

    /// <summary>Publishes the definitions of the workflows folder; once at start, after the engine.</summary>
    public static async Task PrepareProcessesAsync(this IServiceProvider services, CancellationToken stop = default)
    {
        await using var scope = services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<DefinitionSeeder>().SeedAsync(stop);
    }

    private static void Keep<T>(PersistenceFeatureBase<T> storage, WorkflowsOptions options) where T : PersistenceFeatureBase<T>
    {
        if (options.UsesPostgreSql)
            storage.UsePostgreSql(options.ConnectionString);
        else
            storage.UseSqlite(options.ConnectionString);
    }

    /// <summary>Lays a store that hides what the current person may not see over the engine's own.</summary>
    private static void Restrict<T>(IServiceCollection services, Func<T, InstanceScope, T> visible) where T : class
    {
        var own = services.Last(x => x.ServiceType == typeof(T));
        services.Replace(ServiceDescriptor.Describe(
            typeof(T),
            provider => visible((T)(own.ImplementationInstance ?? own.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, own.ImplementationType!)), provider.GetRequiredService<InstanceScope>()),
            own.Lifetime));
    }
}
