using Elsa.Extensions;
using Elsa.Tests.Runtime;
using Elsa.Tests.Storage;
using Elsa.Workflows;
using Hangfire;
using Hangfire.InMemory;
using Hangfire.Logging;
using Microsoft.Extensions.DependencyInjection;

namespace Elsa.Tests.Scheduling;

public sealed class HangfireTrials
{
    [Fact]
    public async Task Hangfire_fires_what_is_due_and_what_fell_due_before_its_jobs_were_lost()
    {
        await using var database = await TestDatabase.CreateAsync(TestDatabase.Sqlite);
        await using (var engine = await StartAsync(database))
        {
            await engine.PublishAsync("short", Flows.Sequence(Flows.Delay("delay", TimeSpan.FromSeconds(2)), Flows.Step("Test.Effect", "after")));
            await engine.StartAsync("short", "h1");
            await EngineHost.SoonAsync(async () => (await engine.InstanceAsync("h1")).SubStatus == WorkflowSubStatus.Finished, "the delay ends", 40);
            await engine.PublishAsync("long", Flows.Sequence(Flows.Delay("delay", TimeSpan.FromSeconds(4)), Flows.Step("Test.Effect", "after")));
            await engine.StartAsync("long", "h2");
        }

        await Task.Delay(TimeSpan.FromSeconds(4));

        // Hangfire keeps the logger of the host that was stopped in a static place.
        LogProvider.SetCurrentLogProvider(null);
        await using var restarted = await StartAsync(database);
        await EngineHost.SoonAsync(async () => (await restarted.InstanceAsync("h2")).SubStatus == WorkflowSubStatus.Finished, "the overdue delay ends", 40);
        Assert.Equal(1, restarted.Effects.Of("h2:after"));
        Assert.Equal(0, await restarted.CountAsync("ElsaTimers"));
    }

    private static Task<EngineHost> StartAsync(TestDatabase database) => EngineHost.StartAsync(
        database,
        configure: elsa => elsa
            .UseHangfire(hangfire => hangfire
                .UseJobStorage(new InMemoryStorage())
                .ConfigureBackgroundServerOptions((_, options) =>
                {
                    options.WorkerCount = 2;
                    options.SchedulePollingInterval = TimeSpan.FromMilliseconds(500);
                    options.ShutdownTimeout = TimeSpan.FromSeconds(1);
                }))
            .UseScheduling(scheduling => scheduling.UseHangfireScheduler()),
        services: services => services.AddSingleton(TimeProvider.System));
}
