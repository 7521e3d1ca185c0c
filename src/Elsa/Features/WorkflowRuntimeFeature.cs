using System.Reflection;
using Elsa.Features.Abstractions;
using Elsa.Features.Attributes;
using Elsa.Features.Services;
using Elsa.Storage;
using Elsa.Workflows.Features;
using Elsa.Workflows.Management.Features;
using Elsa.Workflows.Runtime.Options;
using Elsa.Workflows.Runtime.Stores;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Elsa.Workflows.Runtime.Features;

/// <summary>Runs instances durably.</summary>
[DependsOn(typeof(WorkflowsFeature))]
[DependsOn(typeof(WorkflowManagementFeature))]
public class WorkflowRuntimeFeature(IModule module) : FeatureBase(module)
{
    /// <summary>Makes the store of bookmarks that pages read.</summary>
    public Func<IServiceProvider, IBookmarkStore> BookmarkStore { get; set; } = static services => services.GetRequiredService<BookmarkStore>();

    /// <summary>Makes the store of triggers that pages read.</summary>
    public Func<IServiceProvider, ITriggerStore> TriggerStore { get; set; } = static services => services.GetRequiredService<TriggerStore>();

    /// <summary>Makes the store of journal entries that pages read.</summary>
    public Func<IServiceProvider, IWorkflowExecutionLogStore> WorkflowExecutionLogStore { get; set; } = static services => services.GetRequiredService<WorkflowExecutionLogStore>();

    /// <summary>Makes the store of executions that pages read.</summary>
    public Func<IServiceProvider, IActivityExecutionStore> ActivityExecutionLogStore { get; set; } = static services => services.GetRequiredService<ActivityExecutionStore>();

    /// <summary>Makes what hands out tasks that workflows ask for.</summary>
    public Func<IServiceProvider, ITaskDispatcher> RunTaskDispatcher { get; set; } = static services => ActivatorUtilities.CreateInstance<NotifyingTaskDispatcher>(services);

    /// <summary>The workflows in code, by the full name of their class.</summary>
    public IDictionary<string, Func<IServiceProvider, ValueTask<IWorkflow>>> Workflows { get; set; } = new Dictionary<string, Func<IServiceProvider, ValueTask<IWorkflow>>>();

    /// <summary>Brings the workflow in code into the store at start.</summary>
    public WorkflowRuntimeFeature AddWorkflow<T>() where T : IWorkflow => AddWorkflow(typeof(T));

    /// <summary>Brings the workflow in code into the store at start.</summary>
    public WorkflowRuntimeFeature AddWorkflow(Type workflowType)
    {
        Workflows[workflowType.FullName!] = services => ValueTask.FromResult((IWorkflow)ActivatorUtilities.GetServiceOrCreateInstance(services, workflowType));
        return this;
    }

    /// <summary>Brings every public workflow in code of the assembly into the store at start.</summary>
    public WorkflowRuntimeFeature AddWorkflowsFrom(Assembly assembly)
    {
        foreach (var type in assembly.GetExportedTypes())
            if (typeof(IWorkflow).IsAssignableFrom(type) && type is { IsClass: true, IsAbstract: false, IsGenericTypeDefinition: false })
                AddWorkflow(type);
        return this;
    }

    /// <inheritdoc />
    public override void Apply()
    {
        Services.Configure<RuntimeOptions>(options =>
        {
            foreach (var (name, make) in Workflows)
                options.Workflows[name] = make;
        });
        // Without a database of its own an application gets one in memory, which ends with the process.
        Services.TryAddSingleton<EngineDatabase>(static _ => new SqliteDatabase("Data Source=:memory:"));
        Services.AddSingleton<JournalReader>();
        Services.AddSingleton<BookmarkStore>();
        Services.AddSingleton<TriggerStore>();
        Services.AddSingleton<WorkflowExecutionLogStore>();
        Services.AddSingleton<ActivityExecutionStore>();
        Services.AddScoped(BookmarkStore);
        Services.AddScoped(TriggerStore);
        Services.AddScoped(WorkflowExecutionLogStore);
        Services.AddScoped(ActivityExecutionLogStore);
        Services.AddScoped(RunTaskDispatcher);
        RuntimeRegistration.Add(Services);
    }
}
