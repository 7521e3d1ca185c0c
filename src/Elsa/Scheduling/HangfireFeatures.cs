using Elsa.Features.Abstractions;
using Elsa.Features.Attributes;
using Elsa.Features.Services;
using Elsa.Scheduling.Features;
using Elsa.Scheduling.Hangfire.Features;
using Hangfire;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Elsa.Scheduling.Hangfire.Features
{
    /// <summary>Configures Hangfire. What is not configured here is the application's own: its storage and its server.</summary>
    public class HangfireFeature(IModule module) : FeatureBase(module)
    {
        private Action<IServiceProvider, IGlobalConfiguration>? _configure;
        private Action<IServiceProvider, BackgroundJobServerOptions>? _server;

        /// <summary>Adds to Hangfire's configuration.</summary>
        public HangfireFeature ConfigureHangfire(Action<IServiceProvider, IGlobalConfiguration> configure)
        {
            _configure += configure;
            return this;
        }

        /// <summary>Configures the server that this feature runs.</summary>
        public HangfireFeature ConfigureBackgroundServerOptions(Action<IServiceProvider, BackgroundJobServerOptions> configure)
        {
            _server += configure;
            return this;
        }

        /// <summary>Keeps jobs in the given storage.</summary>
        public HangfireFeature UseJobStorage(JobStorage storage) => ConfigureHangfire((_, configuration) => configuration.UseStorage(storage));

        /// <inheritdoc />
        public override void Apply()
        {
            if (_configure is { } configure)
                Services.AddHangfire(configure);
            if (_server is { } server)
                Services.AddHangfireServer(server);
        }
    }

    /// <summary>Lets Hangfire fire timers.</summary>
    [DependsOn(typeof(SchedulingFeature))]
    public class HangfireSchedulerFeature(IModule module) : FeatureBase(module)
    {
        /// <inheritdoc />
        public override void Apply()
        {
            Services.RemoveAll<ITimerClock>();
            Services.AddSingleton<ITimerClock, HangfireClock>();
            Services.AddTransient(static services => new FireDueTimersJob(services.GetRequiredService<TimerPump>()));
        }
    }
}

namespace Elsa.Extensions
{
    public static partial class ModuleExtensions
    {
        /// <summary>Adds Hangfire's configuration.</summary>
        public static IModule UseHangfire(this IModule module, Action<HangfireFeature>? configure = null) => module.Use(configure);

        /// <summary>Lets Hangfire fire timers.</summary>
        public static SchedulingFeature UseHangfireScheduler(this SchedulingFeature feature, Action<HangfireSchedulerFeature>? configure = null)
        {
            feature.Module.Configure(configure);
            return feature;
        }
    }
}
