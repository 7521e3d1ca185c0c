using Elsa.Extensions;
using Elsa.Features.Services;
using Elsa.Workflows;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ProcessSales.Activities.Designer;
using ProcessSales.Activities.Engine;
using ProcessSales.Activities.Notices;
using ProcessSales.Workflows.Continuations;
using ProcessSales.Workflows.Dunning;

namespace ProcessSales.Activities;

/// <summary>Joins the business to the engine.</summary>
public static class ProcessSalesModule
{
    /// <summary>Adds our steps and what they need. The host replaces <see cref="ICurrentPerson"/>.</summary>
    public static IModule UseProcessSales(this IModule module)
    {
        var services = module.Services;
        services.TryAddSingleton<ICurrentPerson, NobodyInParticular>();
        services.AddScoped<Addressees>();
        services.AddScoped<CaseNotices>();
        services.AddScoped<NamedSigners>();
        services.AddScoped<IProcessEngine, ProcessEngine>();
        services.AddScoped<IProcessTimers, ProcessTimers>();
        services.AddScoped<DefinitionSeeder>();
        services.AddScoped<InstanceRetention>();
        services.AddSingleton<TaskProjector>();
        services.AddNotificationHandler<ProjectTasks>();
        foreach (var options in new[]
                 {
                     typeof(AssigneeOptions), typeof(RoleOptions), typeof(PersonOptions), typeof(FormOptions),
                     typeof(TemplateOptions), typeof(ProcessOptions), typeof(CaseStateOptions), typeof(ListingStepOptions), typeof(ListingMilestoneOptions),
                     typeof(QueueOptions),
                 })
        {
            services.AddScoped(options);
            services.AddScoped(typeof(IPropertyUIHandler), options);
        }

        return module.AddActivitiesFrom<AssignTask>();
    }
}
