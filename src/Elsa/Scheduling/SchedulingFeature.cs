using Elsa.Features.Abstractions;
using Elsa.Features.Attributes;
using Elsa.Features.Services;
using Elsa.Scheduling.Features;
using Elsa.Scheduling.Services;
using Elsa.Workflows.Runtime.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Elsa.Scheduling.Features
{
    /// <summary>Starts and continues workflows by the clock.</summary>
    [DependsOn(typeof(WorkflowRuntimeFeature))]
    public class SchedulingFeature(IModule module) : FeatureBase(module)
    {
        /// <summary>Makes what keeps tasks with due times.</summary>
        public Func<IServiceProvider, IWorkflowScheduler> WorkflowScheduler { get; set; } = static services => ActivatorUtilities.CreateInstance<WorkflowScheduler>(services);

        /// <summary>Makes what reads cron expressions.</summary>
        public Func<IServiceProvider, ICronParser> CronParser { get; set; } = static services => ActivatorUtilities.CreateInstance<CronosCronParser>(services);

        /// <inheritdoc />
        public override void Apply()
        {
            Services.AddSingleton(WorkflowScheduler);
            Services.RemoveAll<ICronParser>();
            Services.AddSingleton(CronParser);
        }
    }
}

namespace Elsa.Extensions
{
    public static partial class ModuleExtensions
    {
        /// <summary>Adds the clock.</summary>
        public static IModule UseScheduling(this IModule module, Action<SchedulingFeature>? configure = null) => module.Use(configure);
    }
}
