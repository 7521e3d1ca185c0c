using Elsa.Common.Models;
using Elsa.Scheduling;
using Elsa.Scheduling.Options;
using Elsa.Tests.Runtime;
using Elsa.Tests.Storage;
using Elsa.Workflows;
using Elsa.Workflows.ActivationValidators;
using Elsa.Workflows.Runtime.ActivationValidators;
using Elsa.Workflows.Management.Entities;
using Elsa.Workflows.Management.Filters;
using Elsa.Workflows.Models;
using Elsa.Workflows.Runtime.Messages;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Elsa.Tests.Scheduling;

/// <summary>Triggers that tick: none lost, none twice, and what was missed is seen.</summary>
public sealed class TickTrials
{
    /// <summary>Nine in Shanghai.</summary>
    private static readonly DateTimeOffset Monday = new(2026, 11, 23, 1, 0, 0, TimeSpan.Zero);

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task T_02_a_look_at_the_very_tick_never_stops_the_ticking(string kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var engine = await EngineHost.StartAsync(database, new FakeTimeProvider(Monday));
        await engine.PublishAsync("often", Flows.Sequence(Flows.Cron("five", "*/5 * * * *"), Flows.Step("Test.Effect", "tick")));
        for (var tick = 1; tick <= 24; tick++)
        {
            engine.Time.SetUtcNow(Monday.AddMinutes(5 * tick));
            await engine.Services.GetRequiredService<TimerPump>().FireDueAsync(TestContext.Current.CancellationToken);
            await EngineHost.SoonAsync(() => Task.FromResult(engine.Effects.Total == tick), $"tick {tick}");
        }

        Assert.Equal(24, engine.Effects.Attempts);
        Assert.Equal(1, await engine.CountAsync("ElsaTimers"));
        Assert.Equal(0, await engine.CountAsync("ElsaMissedTicks"));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task T_04_ticks_missed_in_three_days_down_run_once_with_their_number(string kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var time = new FakeTimeProvider(Monday.AddHours(2));
        await DailyAsync(database, time);

        time.SetUtcNow(Monday.AddDays(3).AddHours(1));
        await using var restarted = await EngineHost.StartAsync(database, time);
        await EngineHost.SoonAsync(async () => await restarted.CountAsync("ElsaMissedTicks") == 1, "the missed ticks are noted");

        var missed = (await restarted.Services.GetRequiredService<MissedTickLog>().ListAsync(PageArgs.All, TestContext.Current.CancellationToken)).Items.Single();
        Assert.Equal(("daily", 3, true), (missed.DefinitionId, missed.Count, missed.Ran));
        Assert.Equal((Monday.AddDays(1), Monday.AddDays(3)), (missed.First, missed.Last));
        var instance = Assert.Single(await restarted.Instances.FindManyAsync(new WorkflowInstanceFilter()));
        Assert.Equal(3, Convert.ToInt32(instance.WorkflowState.Properties["MissedTicks"]));
        Assert.Equal(1, restarted.Effects.Attempts);
        Assert.Equal(Monday.AddDays(4), await DueAsync(restarted));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task T_04_where_the_policy_is_to_skip_missed_ticks_leave_a_row_and_start_nothing(string kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var time = new FakeTimeProvider(Monday.AddHours(2));
        await DailyAsync(database, time);

        time.SetUtcNow(Monday.AddDays(3).AddHours(1));
        await using var restarted = await EngineHost.StartAsync(database, time, services: static services => services.Configure<SchedulingOptions>(static options => options.MissedTicks = MissedTickPolicy.Skip));
        await EngineHost.SoonAsync(async () => await restarted.CountAsync("ElsaMissedTicks") == 1, "the missed ticks are noted");

        var missed = (await restarted.Services.GetRequiredService<MissedTickLog>().ListAsync(PageArgs.All, TestContext.Current.CancellationToken)).Items.Single();
        Assert.Equal((3, false), (missed.Count, missed.Ran));
        Assert.Equal(0, await restarted.CountAsync("ElsaInstances"));
        Assert.Equal(Monday.AddDays(4), await DueAsync(restarted));
        await restarted.PassAsync(Monday.AddDays(4) - time.GetUtcNow(), () => Task.FromResult(restarted.Effects.Total == 1), "the next tick counts again");
        Assert.Equal(1, await restarted.CountAsync("ElsaMissedTicks"));
    }

    [Theory]
    [InlineData(typeof(AllowAlwaysStrategy), 3)]
    [InlineData(typeof(SingletonStrategy), 1)]
    public async Task T_06_a_tick_during_an_instance_that_still_runs_follows_the_definition_s_strategy(Type strategy, int instances)
    {
        await using var database = await TestDatabase.CreateAsync(TestDatabase.Sqlite);
        await using var engine = await EngineHost.StartAsync(database, new FakeTimeProvider(Monday));
        await engine.Publisher.PublishAsync(new WorkflowDefinition
        {
            DefinitionId = "long", Name = "long", StringData = Flows.Sequence(Flows.Cron("hourly", "0 * * * *"), Flows.Step("Test.Ask", "ask")), Options = new WorkflowOptions { ActivationStrategyType = strategy },
        }, TestContext.Current.CancellationToken);
        for (var tick = 1; tick <= 3; tick++)
        {
            engine.Time.SetUtcNow(Monday.AddHours(tick));
            await engine.Services.GetRequiredService<TimerPump>().FireDueAsync(TestContext.Current.CancellationToken);
            await EngineHost.SoonAsync(async () => await DueAsync(engine) == Monday.AddHours(tick + 1), "the timer goes on");
        }

        Assert.Equal(instances, await engine.CountAsync("ElsaInstances"));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task T_14_one_of_a_hundred_thousand_tasks_is_taken_off_at_once(string kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var engine = await EngineHost.StartAsync(database);
        var numbers = kind == TestDatabase.Sqlite ? "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) SELECT" : "SELECT";
        var source = kind == TestDatabase.Sqlite ? "n" : "generate_series(1, 100000) AS n(i)";
        await engine.SqlAsync($"INSERT INTO ElsaTimers (Id, Kind, DueAt, ClaimedUntil, Attempts, InstanceId) {numbers} 'task' || i, {(int)TimerKind.Resume}, $1 + i, 0, 0, 'i' || i FROM {source}", Monday.AddDays(30).UtcTicks);
        var scheduler = engine.Services.GetRequiredService<IWorkflowScheduler>();
        await scheduler.ScheduleAtAsync("mine", new ScheduleExistingWorkflowInstanceRequest { WorkflowInstanceId = "i1" }, Monday.AddDays(40), TestContext.Current.CancellationToken);

        // The quickest of several, because the machine has other work.
        var quickest = TimeSpan.MaxValue;
        foreach (var task in (string[])["mine", "task7", "task50000", "task99999", "task3"])
        {
            var watch = System.Diagnostics.Stopwatch.StartNew();
            await scheduler.UnscheduleAsync(task, TestContext.Current.CancellationToken);
            quickest = watch.Elapsed < quickest ? watch.Elapsed : quickest;
        }

        Assert.Equal(100_000 - 4, await engine.CountAsync("ElsaTimers"));
        Assert.True(quickest < TimeSpan.FromMilliseconds(50), $"It took {quickest}.");
    }

    private static async Task DailyAsync(TestDatabase database, FakeTimeProvider time)
    {
        await using var engine = await EngineHost.StartAsync(database, time);
        await engine.PublishAsync("daily", Flows.Sequence(Flows.Cron("nine", "0 9 * * *"), Flows.Step("Test.Effect", "tick")));
        Assert.Equal(Monday.AddDays(1), await DueAsync(engine));
    }

    private static Task<DateTimeOffset> DueAsync(EngineHost engine) =>
        engine.Database.ReadAsync(session => session.FirstAsync("SELECT DueAt FROM ElsaTimers", static row => new DateTimeOffset(row.GetInt64(0), TimeSpan.Zero)));
}
