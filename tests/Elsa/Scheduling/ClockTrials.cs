using Elsa.Scheduling;
using Elsa.Tests.Runtime;
using Elsa.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Elsa.Tests.Scheduling;

/// <summary>Clocks that are wrong: nothing fires twice, nothing is lost.</summary>
public sealed class ClockTrials
{
    /// <summary>Nine in Shanghai.</summary>
    private static readonly DateTimeOffset Monday = new(2026, 11, 23, 1, 0, 0, TimeSpan.Zero);

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task T_03_a_clock_that_is_put_back_after_a_tick_does_not_bring_it_again(string kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var engine = await EngineHost.StartAsync(database, new SettableTime(Monday));
        await engine.PublishAsync("often", Flows.Sequence(Flows.Cron("five", "*/5 * * * *"), Flows.Step("Test.Effect", "tick")));
        var pump = engine.Services.GetRequiredService<TimerPump>();
        var time = (SettableTime)engine.Time;

        time.Set(Monday.AddMinutes(5));
        await pump.FireDueAsync(TestContext.Current.CancellationToken);
        await EngineHost.SoonAsync(() => Task.FromResult(engine.Effects.Total == 1), "the first tick");
        foreach (var minutes in new[] { 3, 4, 5, 9 })
        {
            time.Set(Monday.AddMinutes(minutes));
            await pump.FireDueAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(1, engine.Effects.Attempts);
        time.Set(Monday.AddMinutes(10));
        await pump.FireDueAsync(TestContext.Current.CancellationToken);
        await EngineHost.SoonAsync(() => Task.FromResult(engine.Effects.Total == 2), "the second tick");
        Assert.Equal(2, engine.Effects.Attempts);
    }

    [Fact]
    public async Task T_03_the_next_moment_is_counted_from_the_one_that_came_when_the_clock_goes_back_in_between()
    {
        await using var database = await TestDatabase.CreateAsync(TestDatabase.Sqlite);
        await using var engine = await EngineHost.StartAsync(database, new SettableTime(Monday));
        var timers = engine.Services.GetRequiredService<TimerTable>();
        var timer = new TimerRow("tick", TimerKind.Trigger, Monday.AddMinutes(5)) { Cron = "*/5 * * * *" };
        await timers.SaveAsync(timer, TestContext.Current.CancellationToken);

        ((SettableTime)engine.Time).Set(Monday.AddHours(-2));
        await timers.AdvanceAsync(timer, ran: true, TestContext.Current.CancellationToken);

        Assert.Equal(Monday.AddMinutes(10), await timers.NextDueAsync(engine.Time.GetUtcNow(), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(7200)]
    [InlineData(30)]
    public async Task T_03_two_nodes_whose_clocks_differ_fire_each_wait_once(int seconds)
    {
        await using var database = await TestDatabase.CreateAsync(TestDatabase.PostgreSql);
        await using var slow = await EngineHost.StartAsync(database, new FakeTimeProvider(Monday));
        await using var fast = await EngineHost.StartAsync(database, new FakeTimeProvider(Monday.AddSeconds(seconds)));
        await slow.PublishAsync("short", Flows.Sequence(Flows.Delay("delay", TimeSpan.FromMinutes(1)), Flows.Step("Test.Effect", "after")));
        for (var i = 0; i < 40; i++) await (i % 2 == 0 ? slow : fast).StartAsync("short", "w" + i);

        for (var round = 0; round < 4; round++)
        {
            slow.Time.Advance(TimeSpan.FromSeconds(30));
            fast.Time.Advance(TimeSpan.FromSeconds(30));
            await Task.WhenAll(new[] { slow, fast }.Select(node => node.Services.GetRequiredService<TimerPump>().FireDueAsync(TestContext.Current.CancellationToken)));
        }

        await EngineHost.SoonAsync(async () => await slow.CountAsync("ElsaTimers") == 0, "all have fired");
        for (var i = 0; i < 40; i++) Assert.Equal(1, slow.Effects.Of($"w{i}:after") + fast.Effects.Of($"w{i}:after"));
    }

    [Theory]
    [InlineData("Elsa.Delay", "timeSpan", "-00:00:05", false)]
    [InlineData("Elsa.Delay", "timeSpan", "00:00:00", true)]
    [InlineData("Elsa.Timer", "interval", "-00:01:00", false)]
    [InlineData("Elsa.Timer", "interval", "00:00:00", false)]
    [InlineData("Elsa.Timer", "interval", "00:01:00", true)]
    public async Task T_03_a_negative_time_is_refused_when_it_is_published(string type, string input, string length, bool good)
    {
        await using var database = await TestDatabase.CreateAsync(TestDatabase.Sqlite);
        await using var engine = await EngineHost.StartAsync(database);
        var wait = Flows.Step(type, "wait", $$$""" "{{{input}}}":{"typeName":"TimeSpan","expression":{"type":"Literal","value":"{{{length}}}"}} """);

        var result = await engine.TryPublishAsync("waits", Flows.Sequence(wait));

        Assert.Equal(good, result.Succeeded);
        if (!good) Assert.Contains($"$.activities[0].{input}", Assert.Single(result.ValidationErrors).Message, StringComparison.Ordinal);
    }

    /// <summary>One that can also be put back; waits that are under way are not told.</summary>
    [Fact]
    public async Task What_falls_due_while_the_pump_looks_for_the_next_moment_is_not_left_to_the_minute()
    {
        await using var database = await TestDatabase.CreateAsync(TestDatabase.Sqlite);
        var time = new FakeTimeProvider(Monday);
        await using var engine = await EngineHost.StartAsync(database, time);
        // A table and a pump of their own: the engine's clock hears nothing of this timer.
        var timers = ActivatorUtilities.CreateInstance<TimerTable>(engine.Services);
        var clock = new NotedClock();
        var pump = ActivatorUtilities.CreateInstance<TimerPump>(engine.Services, timers, clock);
        var due = time.GetUtcNow().AddSeconds(0.5);
        await timers.SaveAsync(new("late", TimerKind.Trigger, due), TestContext.Current.CancellationToken);

        time.AutoAdvanceAmount = TimeSpan.FromSeconds(1);
        await pump.FireDueAsync(TestContext.Current.CancellationToken);

        Assert.Equal([due], clock.Wakes);
    }

    private sealed class NotedClock : ITimerClock
    {
        public List<DateTimeOffset> Wakes { get; } = [];

        public void Start(Func<CancellationToken, Task> fire) => throw new NotSupportedException();

        public void WakeAt(DateTimeOffset dueAt) => Wakes.Add(dueAt);

        public Task StopAsync() => Task.CompletedTask;
    }

    private sealed class SettableTime(DateTimeOffset start) : FakeTimeProvider(start)
    {
        private TimeSpan shift;

        public void Set(DateTimeOffset now) => shift += now - GetUtcNow();

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + shift;
    }
}
