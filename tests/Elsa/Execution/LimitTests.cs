using Elsa.Expressions.Models;
using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Activities;
using Elsa.Workflows.IncidentStrategies;
using Elsa.Workflows.Memory;
using Elsa.Workflows.Models;
using Microsoft.Extensions.DependencyInjection;

namespace Elsa.Tests.Execution;

public class LimitTests : IDisposable
{
    private readonly InMemoryEngine _engine = new(services => services.Configure<BurstLimits>(x => x.Grace = TimeSpan.FromMilliseconds(200)));

    public void Dispose() => _engine.Dispose();

    [Fact]
    public async Task An_activity_that_hangs_is_cancelled_after_the_limit_and_becomes_an_incident()
    {
        var hangs = new Does(x => Task.Delay(Timeout.Infinite, x.CancellationToken)) { Id = "hangs" };
        var instance = await RunAsync(hangs);
        Assert.Equal(WorkflowSubStatus.Faulted, instance.SubStatus);
        Assert.Equal(("hangs", "Stopped after 20 s: the activity 'hangs' did not end."), (instance.State.Incidents.Single().ActivityId, instance.Incident));
    }

    [Fact]
    public async Task An_activity_that_does_not_listen_is_left_behind_and_has_no_effect_any_more()
    {
        var gate = new TaskCompletionSource();
        Exception? late = null;
        var deaf = new Does(async x =>
        {
            await gate.Task;
            try
            {
                x.CreateBookmark(new { late = true }, true);
            }
            catch (Exception exception)
            {
                late = exception;
            }
        }) { Id = "deaf" };
        var instance = await RunAsync(new Workflow(new Elsa.Workflows.Activities.Parallel(deaf, new Does(_ => Task.CompletedTask) { Id = "fine" })) { Options = new WorkflowOptions { IncidentStrategyType = typeof(ContinueWithIncidentsStrategy) } });
        Assert.Contains("fine Completed", instance.Events);
        Assert.Contains("'deaf' did not end", instance.Incident);
        gate.SetResult();
        await Runtime.EngineHost.SoonAsync(() => Task.FromResult(late is not null), "the late code runs");
        Assert.Contains("took too long", late!.Message);
        Assert.Empty(instance.Last.WorkflowExecutionContext.Bookmarks);
    }

    [Fact]
    public async Task An_activity_that_waits_a_little_is_left_in_peace()
    {
        var instance = await _engine.StartAsync(new Does(async x => await Task.Delay(50, x.CancellationToken)));
        Assert.Equal(WorkflowSubStatus.Finished, instance.SubStatus);
    }

    [Fact]
    public async Task A_host_that_stops_does_not_wait_for_an_activity_that_hangs()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        var graph = await _engine.BuildAsync(new Workflow(new Does(_ => Task.Delay(Timeout.Infinite, CancellationToken.None))));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _engine.Runner.RunAsync(graph, cancellationToken: stop.Token));
    }

    public static readonly TheoryData<string, Func<object>> TooMuch = new()
    {
        { "text", () => new string('x', 5 * 1024 * 1024) },
        { "list", () => Enumerable.Repeat(new string('y', 1000), 5_000).ToList() },
        { "bytes", () => new byte[5 * 1024 * 1024] },
        { "object", () => new { Text = new string('z', 5 * 1024 * 1024) } },
        { "endless", Endless },
        { "deep", Deep },
        { "itself", Circle },
        { "broken", () => new Broken() },
    };

    [Theory]
    [MemberData(nameof(TooMuch), DisableDiscoveryEnumeration = true)]
    public async Task An_activity_that_returns_too_much_or_too_deep_becomes_an_incident_that_says_so(string name, Func<object> value)
    {
        var kept = new Variable<object>("Kept", name) { StorageDriverType = typeof(WorkflowInstanceStorageDriver) };
        foreach (var activity in new IActivity[] { new Gives(value) { Id = "gives", Result = new Output<object?>(kept) }, new SetVariable { Id = "gives", Variable = kept, Value = new Input<object?>(() => value()) } })
        {
            var instance = await _engine.StartAsync(new Workflow(activity) { Variables = { kept } });
            Assert.Equal((WorkflowSubStatus.Faulted, "gives"), (instance.SubStatus, instance.State.Incidents.Single().ActivityId));
            Assert.Matches("too large: at most 2 MB|deeper than 60 levels|cannot be kept", instance.Incident);
            Assert.True(_engine.Services.GetRequiredService<IWorkflowStateSerializer>().Serialize(instance.State).Length < 50_000);
        }
    }

    [Fact]
    public async Task A_value_within_the_limit_is_kept()
    {
        var kept = new Variable<object>("Kept", 0) { StorageDriverType = typeof(WorkflowInstanceStorageDriver) };
        Assert.Equal(WorkflowSubStatus.Finished, (await _engine.StartAsync(new Workflow(new Gives(() => new string('值', 600_000)) { Result = new Output<object?>(kept) }) { Variables = { kept } })).SubStatus);
    }

    [Fact]
    public async Task An_activity_that_runs_itself_inside_itself_ends_with_an_incident()
    {
        var inside = new RunsItself { Id = "again" };
        var instance = await _engine.StartAsync(inside);
        Assert.Equal(WorkflowSubStatus.Faulted, instance.SubStatus);
        Assert.Contains("deeper than 200 levels", instance.Incident);
    }

    [Fact]
    public async Task Activities_nested_ten_thousand_deep_are_refused_and_a_hundred_deep_run()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => _engine.StartAsync(Nested(10_000)));
        Assert.Equal(WorkflowSubStatus.Finished, (await _engine.StartAsync(Nested(150))).SubStatus);
    }

    [Fact]
    public async Task Code_that_calls_itself_ten_thousand_times_and_then_fails_is_an_incident_of_readable_length()
    {
        var instance = await _engine.StartAsync(new Does(_ => Dive(10_000)));
        Assert.Equal(WorkflowSubStatus.Faulted, instance.SubStatus);
        Assert.StartsWith("level 0", instance.Incident);
        Assert.True(instance.Incident!.Length < 5_000);
        Assert.True(_engine.Services.GetRequiredService<IWorkflowStateSerializer>().Serialize(instance.State).Length < 400_000);
    }

    /// <summary>The engine's clock stands still: it is moved past the limit of the activity, not past that of the burst.</summary>
    private async Task<Instance> RunAsync(IActivity activity)
    {
        var run = activity is Workflow workflow ? _engine.StartAsync(workflow) : _engine.StartAsync(activity);
        Assert.False(run.IsCompleted);
        _engine.Time.Advance(TimeSpan.FromSeconds(19));
        Assert.False(run.IsCompleted);
        _engine.Time.Advance(TimeSpan.FromSeconds(2));
        return await run;
    }

    private static Sequence Nested(int levels)
    {
        var inner = new Sequence();
        for (var i = 0; i < levels; i++)
            inner = new Sequence { Activities = [inner] };
        return inner;
    }

    private static Task Dive(int level) => level == 0
        ? throw new InvalidOperationException("level 0 " + new string('!', 1_000_000))
        : Wrap(level);

    private static Task Wrap(int level)
    {
        try
        {
            return Dive(level - 1);
        }
        finally
        {
            GC.KeepAlive(level);
        }
    }

    private static IEnumerable<object> Endless()
    {
        while (true)
            yield return "more";
    }

    private static object Deep()
    {
        object value = "end";
        for (var i = 0; i < 10_000; i++)
            value = new Dictionary<string, object> { ["next"] = value };
        return value;
    }

    private static object Circle()
    {
        var list = new List<object>();
        list.Add(list);
        return list;
    }

    public sealed class Broken
    {
        public string Text => throw new InvalidOperationException("no text");
    }

    private sealed class Does(Func<ActivityExecutionContext, Task> work) : CodeActivity
    {
        protected override async ValueTask ExecuteAsync(ActivityExecutionContext context) => await work(context);
    }

    private sealed class Gives(Func<object> value) : CodeActivity<object>
    {
        protected override void Execute(ActivityExecutionContext context) => context.SetResult(value());
    }

    private sealed class RunsItself : Activity
    {
        protected override ValueTask ExecuteAsync(ActivityExecutionContext context) => context.ScheduleActivityAsync(this, OnInnerCompleted);

        private ValueTask OnInnerCompleted(ActivityCompletedContext context) => context.TargetContext.CompleteActivityAsync();
    }
}
