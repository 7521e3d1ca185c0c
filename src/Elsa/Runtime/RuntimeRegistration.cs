using Elsa.Scheduling;
using Elsa.Workflows.Management.Stores;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Elsa.Workflows.Runtime;

/// <summary>Registers the durable runtime. All of it is shared: each burst makes a scope of its own for its activities.</summary>
internal static class RuntimeRegistration
{
    public static void Add(IServiceCollection services)
    {
        services.AddWorkflowsInCode();
        services.AddSingleton<Turns>();
        services.AddSingleton<CurrentBurst>();
        services.AddSingleton<QueueSignal>();
        services.AddSingleton<InstanceRunner>();
        services.AddSingleton<IWorkflowRuntime, WorkflowRuntime>();

        // Whether something runs is asked of all instances, not only of those that the present person may see.
        services.AddSingleton<IWorkflowActivationStrategy, Elsa.Workflows.ActivationValidators.AllowAlwaysStrategy>();
        services.AddSingleton<IWorkflowActivationStrategy>(static provider => new ActivationValidators.SingletonStrategy(provider.GetRequiredService<WorkflowInstanceStore>()));
        services.AddSingleton<IWorkflowActivationStrategy>(static provider => new ActivationValidators.CorrelatedSingletonStrategy(provider.GetRequiredService<WorkflowInstanceStore>()));
        services.AddSingleton<IWorkflowActivationStrategy>(static provider => new ActivationValidators.CorrelationStrategy(provider.GetRequiredService<WorkflowInstanceStore>()));
        services.AddSingleton<IWorkflowActivationStrategyEvaluator, DefaultWorkflowActivationStrategyEvaluator>();
        services.AddSingleton<GuardedStarts>();
        services.AddSingleton<IWorkflowStarter, WorkflowStarter>();
        services.AddSingleton<StimulusSender>();
        services.AddSingleton<IStimulusSender>(static provider => provider.GetRequiredService<StimulusSender>());
        services.AddSingleton<IWorkflowResumer, WorkflowResumer>();
        services.AddSingleton<IWorkflowDispatcher, WorkflowDispatcher>();
        services.AddSingleton<IBookmarkQueue, BookmarkQueue>();
        services.AddSingleton<IBookmarkQueueStore, BookmarkQueueStore>();
        services.AddSingleton<IEventPublisher, EventPublisher>();
        services.AddSingleton<ITaskReporter, TaskReporter>();
        services.AddSingleton<IWorkflowMatcher, WorkflowMatcher>();
        services.AddSingleton<IWorkflowCancellationService, WorkflowCancellationService>();
        services.AddSingleton<ChildWorkflows>();
        services.AddSingleton<IIncidentResolver, IncidentResolver>();
        services.AddSingleton<TriggerPublication>();
        services.AddSingleton<ITriggerIndexer, TriggerIndexer>();
        services.AddScoped<IActivityExecutionStatsService, ActivityExecutionStatsService>();
        services.AddSingleton<QueueWorker>();
        services.AddSingleton<Recovery>();
        services.AddSingleton<MissedTickLog>();
        services.AddSingleton<StuckWorkDesk>();
        services.AddSingleton<TimerTable>();
        services.AddSingleton<TimerPump>();
        services.TryAddSingleton<ITimerClock, LoopClock>();
        services.AddSingleton<IHostedService, EngineStart>();
    }
}
