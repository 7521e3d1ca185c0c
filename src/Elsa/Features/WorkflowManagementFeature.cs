using Elsa.Expressions.Contracts;
using Elsa.Features.Abstractions;
using Elsa.Features.Attributes;
using Elsa.Features.Services;
using Elsa.Workflows.Features;
using Elsa.Workflows.Management.Activities.WorkflowDefinitionActivity;
using Elsa.Workflows.Management.Mappers;
using Elsa.Workflows.Management.Materializers;
using Elsa.Workflows.Management.Models;
using Elsa.Workflows.Management.Options;
using Elsa.Workflows.Management.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace Elsa.Workflows.Management.Features;

/// <summary>Definitions, instances and what the designer may use.</summary>
[DependsOn(typeof(WorkflowsFeature))]
[DependsOn(typeof(WorkflowDefinitionsFeature))]
[DependsOn(typeof(WorkflowInstancesFeature))]
public class WorkflowManagementFeature(IModule module) : FeatureBase(module)
{
    /// <summary>The classes that the designer offers.</summary>
    public HashSet<Type> ActivityTypes { get; } = [];

    /// <summary>The types that a variable may have.</summary>
    public HashSet<VariableDescriptor> VariableDescriptors { get; } = [.. VariableTypes.Defaults];

    /// <summary>Offers the class in the designer.</summary>
    public WorkflowManagementFeature AddActivity<T>() where T : IActivity => AddActivity(typeof(T));

    /// <summary>Offers the class in the designer.</summary>
    public WorkflowManagementFeature AddActivity(Type activityType) => AddActivities([activityType]);

    /// <summary>Offers every activity of the marker's assembly in the designer.</summary>
    public WorkflowManagementFeature AddActivitiesFrom<TMarker>() =>
        AddActivities(typeof(TMarker).Assembly.GetExportedTypes().Where(static type =>
            typeof(IActivity).IsAssignableFrom(type) && type is { IsClass: true, IsAbstract: false, IsGenericTypeDefinition: false }));

    /// <summary>Offers the classes in the designer.</summary>
    public WorkflowManagementFeature AddActivities(IEnumerable<Type> activityTypes)
    {
        ActivityTypes.UnionWith(activityTypes);
        return this;
    }

    /// <summary>Hides the class from the designer.</summary>
    public WorkflowManagementFeature RemoveActivity<T>() where T : IActivity => RemoveActivity(typeof(T));

    /// <summary>Hides the class from the designer.</summary>
    public WorkflowManagementFeature RemoveActivity(Type activityType)
    {
        ActivityTypes.Remove(activityType);
        return this;
    }

    /// <summary>Lets a variable have the type.</summary>
    public WorkflowManagementFeature AddVariableType<T>(string category) => AddVariableType(typeof(T), category);

    /// <summary>Lets a variable have the type.</summary>
    public WorkflowManagementFeature AddVariableType(Type type, string category) => AddVariableTypes([type], category);

    /// <summary>Lets a variable have the types.</summary>
    public WorkflowManagementFeature AddVariableTypes(IEnumerable<Type> types, string category) =>
        AddVariableTypes(types.Select(type => new VariableDescriptor(type, category, null)));

    /// <summary>Lets a variable have the types.</summary>
    public WorkflowManagementFeature AddVariableTypes(IEnumerable<VariableDescriptor> descriptors)
    {
        VariableDescriptors.UnionWith(descriptors);
        return this;
    }

    /// <inheritdoc />
    public override void Apply()
    {
        Services.Configure<ManagementOptions>(options =>
        {
            options.ActivityTypes.UnionWith(ActivityTypes);
            options.VariableDescriptors.UnionWith(VariableDescriptors);
        });
        Services.AddSingleton(static services => new VariableDefinitionMapper(services.GetRequiredService<IWellKnownTypeRegistry>(), services.GetRequiredService<IStorageDriverManager>()));
        Services.AddSingleton(static services => new WorkflowDefinitionMapper(services.GetRequiredService<IActivitySerializer>(), services.GetRequiredService<VariableDefinitionMapper>()));
        Services.AddSingleton<IActivityRegistryPopulator, ActivityRegistryPopulator>();
        Services.AddSingleton<IWorkflowMaterializer, JsonWorkflowMaterializer>();
        Services.AddSingleton<DefinitionCheck>();
        Services.AddSingleton<IWorkflowValidator, WorkflowValidator>();
        Services.AddSingleton<WorkflowDefinitionActivityDescriptorFactory>();
        Services.AddSingleton<WorkflowDefinitionActivityProvider>();
        Services.AddSingleton<IActivityProvider>(static services => services.GetRequiredService<WorkflowDefinitionActivityProvider>());
        Services.AddSingleton<NestedWorkflows>();
        Services.AddSingleton<ConsumingWorkflows>();
        Services.AddNotificationHandler<RefreshWorkflowActivities>();
        Services.AddSingleton<KnownGraphs>();
        Services.AddSingleton<WorkflowDefinitionService>();
        Services.AddSingleton<IWorkflowDefinitionService>(static services => services.GetRequiredService<WorkflowDefinitionService>());
        Services.AddScoped<IWorkflowDefinitionPublisher, WorkflowDefinitionPublisher>();
        Services.AddScoped<IWorkflowDefinitionManager, WorkflowDefinitionManager>();
        Services.AddScoped<IWorkflowDefinitionImporter, WorkflowDefinitionImporter>();
        Services.AddScoped<IWorkflowInstanceManager, WorkflowInstanceManager>();
    }
}

/// <summary>Where definitions are kept.</summary>
public class WorkflowDefinitionsFeature(IModule module) : FeatureBase(module)
{
    /// <summary>Makes the store.</summary>
    public Func<IServiceProvider, IWorkflowDefinitionStore> WorkflowDefinitionStore { get; set; } = static services => services.GetRequiredService<WorkflowDefinitionStore>();

    /// <inheritdoc />
    public override void Apply()
    {
        Services.AddSingleton<DefinitionRow>();
        Services.AddSingleton<WorkflowDefinitionStore>();
        Services.AddScoped(WorkflowDefinitionStore);
    }
}

/// <summary>Where instances are kept.</summary>
public class WorkflowInstancesFeature(IModule module) : FeatureBase(module)
{
    /// <summary>Makes the store that lists and pages read. The runtime itself commits past it.</summary>
    public Func<IServiceProvider, IWorkflowInstanceStore> WorkflowInstanceStore { get; set; } = static services => services.GetRequiredService<WorkflowInstanceStore>();

    /// <inheritdoc />
    public override void Apply()
    {
        Services.AddSingleton<InstanceReader>();
        Services.AddSingleton<WorkflowInstanceStore>();
        Services.AddScoped(WorkflowInstanceStore);
    }
}
