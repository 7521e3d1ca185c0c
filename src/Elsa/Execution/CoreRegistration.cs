using Elsa.Common;
using Elsa.Common.Services;
using Elsa.Expressions;
using Elsa.Expressions.Contracts;
using Elsa.Expressions.JavaScript;
using Elsa.Expressions.JavaScript.Activities;
using Elsa.Expressions.JavaScript.Contracts;
using Elsa.Expressions.Liquid;
using Elsa.Expressions.Liquid.Contracts;
using Elsa.Expressions.Services;
using Elsa.Mediator.Contracts;
using Elsa.Mediator.Services;
using Elsa.Scheduling;
using Elsa.Scheduling.Services;
using Elsa.Scheduling.Activities;
using Elsa.Workflows.Builders;
using Elsa.Workflows.Activities;
using Elsa.Workflows.Activities.Flowchart.Activities;
using Elsa.Workflows.Activities.StateMachine.Activities;
using Elsa.Workflows.Management.Activities.SetOutput;
using Elsa.Workflows.Runtime.Activities;
using Elsa.Workflows.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Timer = Elsa.Scheduling.Activities.Timer;

namespace Elsa.Workflows;

/// <summary>Registers what is needed to run workflows in memory; storage and timers are added by the runtime.</summary>
internal static class CoreRegistration
{
    public static IServiceCollection AddWorkflowCore(this IServiceCollection services)
    {
        services.AddOptions();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ISystemClock>(x => new SystemClock(x.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<NotificationSender.Routes>();
        services.TryAddScoped<INotificationSender, NotificationSender>();
        services.TryAddSingleton<DefaultMediator.Routes>();
        services.TryAddScoped<IMediator, DefaultMediator>();
        services.TryAddScoped<ICommandSender>(x => x.GetRequiredService<IMediator>());
        services.TryAddScoped<IRequestSender>(x => x.GetRequiredService<IMediator>());
        services.TryAddSingleton<BurstNotices>();
        services.TryAddSingleton<IIdentityGenerator, RandomLongIdentityGenerator>();
        services.TryAddSingleton<IStimulusHasher, StimulusHasher>();
        services.AddSingleton<IStorageDriver, WorkflowInstanceStorageDriver>();
        services.AddSingleton<IStorageDriver, MemoryStorageDriver>();
        services.TryAddSingleton<IStorageDriverManager, StorageDriverManager>();
        services.AddSingleton<IExpressionDescriptorProvider, BasicExpressionDescriptorProvider>();
        services.TryAddSingleton<ScriptCache>();
        services.TryAddSingleton<JavaScriptEvaluator>();
        services.TryAddSingleton<IJavaScriptEvaluator>(x => x.GetRequiredService<JavaScriptEvaluator>());
        services.AddSingleton<IExpressionDescriptorProvider>(x => x.GetRequiredService<JavaScriptEvaluator>());
        services.TryAddSingleton<LiquidTemplates>();
        services.TryAddSingleton<ILiquidTemplateManager>(x => x.GetRequiredService<LiquidTemplates>());
        services.AddSingleton<IExpressionDescriptorProvider>(x => x.GetRequiredService<LiquidTemplates>());
        services.TryAddSingleton<IExpressionDescriptorRegistry, ExpressionDescriptorRegistry>();
        services.TryAddSingleton<IWellKnownTypeRegistry, WellKnownTypeRegistry>();
        services.TryAddSingleton<WorkflowStateJson>();
        services.TryAddSingleton<IWorkflowStateSerializer>(x => x.GetRequiredService<WorkflowStateJson>());
        services.TryAddSingleton<DefinitionJson>();
        services.TryAddSingleton<IActivitySerializer, ActivitySerializer>();
        services.TryAddSingleton<IApiSerializer, ApiSerializer>();
        services.TryAddSingleton<IPayloadSerializer, PayloadSerializer>();
        services.TryAddSingleton<IExpressionEvaluator, ExpressionEvaluator>();
        services.TryAddSingleton<ICronParser, CronosCronParser>();
        services.TryAddScoped<EditorChoices>();
        services.TryAddScoped<IPropertyUIHandlerResolver>(x => x.GetRequiredService<EditorChoices>());
        services.TryAddSingleton<IActivityDescriber, ActivityDescriber>();
        services.TryAddSingleton<IActivityRegistry, ActivityRegistry>();
        services.TryAddSingleton<IWorkflowGraphBuilder, WorkflowGraphBuilder>();
        services.TryAddSingleton<IWorkflowBuilderFactory, WorkflowBuilderFactory>();
        services.TryAddTransient<IWorkflowBuilder>(static provider => provider.GetRequiredService<IWorkflowBuilderFactory>().CreateBuilder());
        services.TryAddSingleton<IWorkflowStateExtractor, WorkflowStateExtractor>();
        services.TryAddSingleton<EngineServices>();
        services.TryAddScoped<IWorkflowRunner, WorkflowRunner>();
        return services;
    }

    /// <summary>The activities that every application has.</summary>
    public static readonly Type[] BuiltInActivities =
    [
        typeof(Workflow), typeof(Activities.Flowchart.Activities.Flowchart), typeof(Sequence), typeof(If), typeof(Switch),
        typeof(While), typeof(For), typeof(ForEach), typeof(ParallelForEach), typeof(Activities.Parallel), typeof(Fork), typeof(Break), typeof(Complete),
        typeof(StateMachine), typeof(RunJavaScript), typeof(DispatchWorkflow), typeof(ExecuteWorkflow), typeof(BulkDispatchWorkflows),
        typeof(FlowDecision), typeof(FlowSwitch), typeof(FlowFork), typeof(FlowJoin), typeof(FlowNode),
        typeof(Start), typeof(End), typeof(Finish), typeof(Fault), typeof(NotFoundActivity),
        typeof(SetVariable), typeof(SetOutput), typeof(Correlate), typeof(SetName), typeof(WriteLine),
        typeof(Event), typeof(PublishEvent), typeof(RunTask), typeof(Delay), typeof(Timer), typeof(Cron), typeof(StartAt),
    ];

    /// <summary>Must be called once at start, before anything is read or run.</summary>
    public static Task RegisterBuiltInActivitiesAsync(this IServiceProvider services, CancellationToken cancellationToken = default) =>
        services.GetRequiredService<IActivityRegistry>().RegisterAsync(BuiltInActivities, cancellationToken);
}
