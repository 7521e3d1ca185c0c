using Elsa.Tests.Runtime;
using Elsa.Tests.Storage;
using Elsa.Workflows;
using Elsa.Workflows.Management.Filters;
using Microsoft.Extensions.Time.Testing;

namespace Elsa.Tests.Scheduling;

public sealed class TimerTrials
{
    private static readonly DateTimeOffset Monday = new(2026, 11, 23, 1, 0, 0, TimeSpan.Zero);

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task T_07_waits_longer_than_a_timer_can_count_fire_on_time_and_survive_a_restart(string kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var time = new FakeTimeProvider(Monday);
        var waits = new[] { new TimeSpan(24, 20, 31, 24), TimeSpan.FromDays(25), TimeSpan.FromDays(45), TimeSpan.FromDays(90), TimeSpan.FromDays(400) };
        await using (var engine = await EngineHost.StartAsync(database, time))
        {
            for (var i = 0; i < waits.Length; i++)
            {
                await engine.PublishAsync("wait" + i, Flows.Sequence(Flows.Delay("delay", waits[i]), Flows.Step("Test.Effect", "after")));
                await engine.StartAsync("wait" + i, "w" + i);
            }
        }

        await using var restarted = await EngineHost.StartAsync(database, time);
        for (var i = 0; i < waits.Length; i++)
        {
            var id = "w" + i;
            time.SetUtcNow(Monday + waits[i] - TimeSpan.FromMinutes(2));
            await Task.Delay(150);
            Assert.Equal(WorkflowSubStatus.Suspended, (await restarted.InstanceAsync(id)).SubStatus);
            await EngineHost.SoonAsync(async () =>
            {
                time.Advance(TimeSpan.FromMinutes(1));
                return (await restarted.InstanceAsync(id)).SubStatus == WorkflowSubStatus.Finished;
            }, $"the wait of {waits[i]} ends");
            Assert.Equal(1, restarted.Effects.Of(id + ":after"));
        }

        Assert.Equal(0, await restarted.CountAsync("ElsaTimers"));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task T_04_forty_waits_that_ended_in_three_days_down_fire_once_each_oldest_first(string kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var time = new FakeTimeProvider(Monday);
        await using (var engine = await EngineHost.StartAsync(database, time))
            for (var i = 39; i >= 0; i--)
            {
                await engine.PublishAsync("due" + i, Flows.Sequence(Flows.Delay("delay", TimeSpan.FromHours(1 + i)), Flows.Step("Test.Effect", "after")));
                await engine.StartAsync("due" + i, $"d{i:00}");
            }

        time.Advance(TimeSpan.FromDays(3));
        await using var restarted = await EngineHost.StartAsync(database, time);
        await EngineHost.SoonAsync(async () => await restarted.Instances.CountAsync(new WorkflowInstanceFilter { WorkflowStatus = WorkflowStatus.Finished }) == 40, "all forty fire");

        Assert.Equal(40, restarted.Effects.Attempts);
        Assert.Equal(Enumerable.Range(0, 40).Select(i => $"d{i:00}:after"), restarted.Effects.InOrder);
        Assert.Equal(0, await restarted.CountAsync("ElsaTimers"));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task R_11_five_hundred_delays_due_in_the_same_second_fire_once_each(string kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var engine = await EngineHost.StartAsync(database);
        await engine.PublishAsync("short", Flows.Sequence(Flows.Delay("delay", TimeSpan.FromSeconds(30)), Flows.Step("Test.Effect", "after"), Flows.Delay("again", TimeSpan.FromDays(30))));
        await Parallel.ForAsync(0, 500, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) => await engine.StartAsync("short", "s" + i));

        await engine.PassAsync(TimeSpan.FromSeconds(31), () => Task.FromResult(engine.Effects.Total == 500), "all fire", 30);
        await EngineHost.SoonAsync(async () => await engine.CountAsync("ElsaTimers") == 500, "all wait again");

        Assert.Equal(500, engine.Effects.Attempts);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task R_37_taking_a_definition_out_of_use_or_deleting_it_removes_its_schedule(string kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var engine = await EngineHost.StartAsync(database);
        await engine.PublishAsync("daily", Flows.Sequence(Flows.Cron("nine", "0 9 * * *"), Flows.Step("Test.Effect", "tick")));
        Assert.Equal(1, await engine.CountAsync("ElsaTimers"));

        await engine.Publisher.RetractAsync("daily");
        Assert.Equal(0, await engine.CountAsync("ElsaTimers"));

        await engine.Publisher.PublishAsync("daily");
        Assert.Equal(1, await engine.CountAsync("ElsaTimers"));
        await engine.Definitions.DeleteByDefinitionIdAsync("daily");
        Assert.Equal(0, await engine.CountAsync("ElsaTimers"));
        Assert.Equal(0, await engine.CountAsync("ElsaDefinitions"));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task R_38_a_changed_cron_expression_replaces_the_old_one(string kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var engine = await EngineHost.StartAsync(database);
        await engine.PublishAsync("daily", Flows.Sequence(Flows.Cron("at", "0 9 * * *"), Flows.Step("Test.Effect", "tick")));
        await engine.PublishAsync("daily", Flows.Sequence(Flows.Cron("at", "0 18 * * *"), Flows.Step("Test.Effect", "tick")));
        Assert.Equal(1, await engine.CountAsync("ElsaTimers"));
        Assert.Equal(1, await engine.CountAsync("ElsaTriggers"));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Reminders_of_a_waiting_step_fire_once_each_and_go_with_it(string kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var engine = await EngineHost.StartAsync(database);
        await engine.PublishAsync("remind", Flows.Sequence(Flows.Step("Test.Remind", "step"), Flows.Step("Test.Effect", "after")));
        await engine.StartAsync("remind", "r1");
        await engine.StartAsync("remind", "r2");
        Assert.Equal(4, await engine.CountAsync("ElsaTimers"));

        var answer = (await engine.BookmarksAsync("r2")).Single(bookmark => bookmark.Name == "Test.Remind");
        await engine.ResumeAsync(answer.Id);
        Assert.Equal(2, await engine.CountAsync("ElsaTimers"));

        await engine.PassAsync(TimeSpan.FromHours(10), async () => await engine.CountAsync("ElsaTimers") == 1, "the first reminder");
        Assert.Equal(WorkflowSubStatus.Suspended, (await engine.InstanceAsync("r1")).SubStatus);
        await engine.PassAsync(TimeSpan.FromHours(4), async () => await engine.CountAsync("ElsaTimers") == 0, "the second reminder");
        Assert.Equal(2, engine.Effects.InOrder.Count(key => key.StartsWith("r1:reminder", StringComparison.Ordinal)));
        Assert.Equal(0, engine.Effects.InOrder.Count(key => key.StartsWith("r2:reminder", StringComparison.Ordinal)));
        Assert.Single(await engine.BookmarksAsync("r1"));
    }

    [Theory]
    [InlineData("0 0 30 2 *")]
    [InlineData("* * *")]
    [InlineData("nonsense")]
    public async Task T_08_a_cron_expression_that_never_comes_true_is_refused_at_publish(string expression)
    {
        await using var database = await TestDatabase.CreateAsync(TestDatabase.Sqlite);
        await using var engine = await EngineHost.StartAsync(database);

        var result = await engine.TryPublishAsync("never", Flows.Sequence(Flows.Cron("impossible", expression), Flows.Step("Test.Effect", "tick")));

        Assert.False(result.Succeeded);
        var error = Assert.Single(result.ValidationErrors);
        Assert.Equal("impossible", error.ActivityId);
        Assert.Contains("$.activities[0].cronExpression", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, await engine.CountAsync("ElsaDefinitions"));
    }
}
