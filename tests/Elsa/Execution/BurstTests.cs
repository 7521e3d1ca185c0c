using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Activities;
using Elsa.Workflows.Activities.Flowchart.Activities;
using Elsa.Workflows.Activities.Flowchart.Models;
using Elsa.Workflows.IncidentStrategies;
using Elsa.Workflows.Memory;
using Elsa.Workflows.Models;
using Elsa.Workflows.Options;
using Microsoft.Extensions.DependencyInjection;

namespace Elsa.Tests.Execution;

public class BurstTests : IDisposable
{
    private readonly InMemoryEngine _engine = new(services => services.Configure<BurstLimits>(x => x.Steps = 500));

    public void Dispose() => _engine.Dispose();

    [Fact]
    public async Task The_journal_tells_starts_suspensions_resumes_and_completions_in_order()
    {
        var instance = await _engine.StartAsync(new Sequence { Activities = [new Step { Id = "say" }, new Waits { Id = "ask" }, new Step { Id = "out" }] });
        Assert.Equal(["Workflow1 Started", "Sequence1 Started", "say Started", "say Completed", "ask Started", "ask Suspended"], instance.Events);
        Assert.Equal(6, instance.State.ExecutionLogSequence);
        await instance.ResumeAsync("ask");
        Assert.Equal(["ask Resumed", "ask Completed", "out Started", "out Completed", "Sequence1 Completed", "Workflow1 Completed"], instance.Events);
        Assert.Equal(6, instance.Last.Journal.WorkflowExecutionLogEntries.First().Sequence);
        Assert.Equal((WorkflowStatus.Finished, WorkflowSubStatus.Finished), (instance.State.Status, instance.State.SubStatus));
        Assert.NotNull(instance.State.FinishedAt);
        Assert.Empty(instance.State.ActivityExecutionContexts);
    }

    [Fact]
    public async Task A_bookmark_resumes_once()
    {
        var instance = await _engine.StartAsync(new Sequence { Activities = [new Waits { Id = "ask" }, new Waits { Id = "again" }] });
        var before = instance.Stored();
        var bookmark = before.Bookmarks.Single().Id;
        await instance.ResumeAsync("ask");
        var repeated = await _engine.Runner.RunAsync(instance.Last.WorkflowExecutionContext.WorkflowGraph, instance.Stored(), new RunWorkflowOptions { BookmarkId = bookmark }, TestContext.Current.CancellationToken);
        Assert.Empty(repeated.Journal.WorkflowExecutionLogEntries);
        Assert.Equal("again", repeated.WorkflowState.Bookmarks.Single().ActivityId);
    }

    [Fact]
    public async Task A_bookmark_that_is_not_burned_resumes_again()
    {
        var instance = await _engine.StartAsync(new Listens { Id = "bell" });
        await instance.ResumeAsync("bell");
        await instance.ResumeAsync("bell");
        Assert.Equal(["bell"], instance.Waiting);
        Assert.Equal(2, System.Text.Json.JsonSerializer.SerializeToElement(instance.Stored().ActivityExecutionContexts.First(x => x.ScheduledActivityNodeId.EndsWith("bell")).Properties["Rings"]).GetInt32());
    }

    [Fact]
    public async Task What_an_activity_waits_for_does_not_change_while_it_waits()
    {
        var count = 0;
        var instance = await _engine.StartAsync(new WaitsWithInput { Id = "ask", Question = new Input<string>(() => $"question {++count}") });
        await instance.ResumeAsync("ask");
        Assert.Equal("question 1", instance.State.Output["Asked"]);
        Assert.Equal(1, count);
    }

    [Fact]
    public async Task S_26_a_secret_input_is_not_kept_and_is_there_again_after_the_wait()
    {
        var instance = await _engine.StartAsync(new WaitsWithSecret { Id = "ask", Password = new Input<string>("hunter2") });
        Assert.DoesNotContain("hunter2", _engine.Services.GetRequiredService<IWorkflowStateSerializer>().Serialize(instance.State));
        await instance.ResumeAsync("ask");
        Assert.Equal(7, instance.State.Output["Length"]);
    }

    [Fact]
    public async Task An_exception_is_an_incident_and_ends_the_instance_as_faulted()
    {
        var instance = await _engine.StartAsync(new Sequence { Activities = [new Fails { Id = "boom" }, new Step { Id = "never" }] });
        Assert.Equal((WorkflowStatus.Finished, WorkflowSubStatus.Faulted), (instance.State.Status, instance.State.SubStatus));
        var incident = Assert.Single(instance.State.Incidents);
        Assert.Equal(("boom", "Workflow1:Sequence1:boom", "no luck"), (incident.ActivityId, incident.ActivityNodeId, incident.Message));
        Assert.Equal(["Workflow1 Started", "Sequence1 Started", "boom Started", "boom Faulted"], instance.Events);
        Assert.All(instance.State.ActivityExecutionContexts, x => Assert.Equal(1, x.FaultCount));
        Assert.Empty(instance.State.Bookmarks);
        Assert.Equal("InvalidOperationException", instance.Stored().Incidents.Single().Exception!.TypeName);
    }

    [Fact]
    public async Task With_the_strategy_to_continue_the_other_branches_go_on()
    {
        IActivity a = new Step { Id = "a" }, boom = new Fails { Id = "boom" }, ask = new Waits { Id = "ask" }, end = new Step { Id = "after" };
        var flowchart = new Elsa.Workflows.Activities.Flowchart.Activities.Flowchart { Activities = [a, boom, ask, end], Connections = [new Connection(a, boom), new Connection(a, ask), new Connection(ask, end)] };
        var instance = await _engine.StartAsync(new Workflow(flowchart) { Options = new WorkflowOptions { IncidentStrategyType = typeof(ContinueWithIncidentsStrategy) } });
        Assert.Equal(WorkflowSubStatus.Suspended, instance.SubStatus);
        await instance.ResumeAsync("ask");
        Assert.Contains("after Completed", instance.Events);
        Assert.Equal(WorkflowSubStatus.Suspended, instance.SubStatus);
        Assert.Single(instance.State.Incidents);
    }

    [Fact]
    public async Task R_30_an_endless_loop_is_stopped_and_marked_without_growing_memory()
    {
        IActivity a = new Step { Id = "a" }, b = new Step { Id = "b" };
        var instance = await _engine.StartAsync(new Elsa.Workflows.Activities.Flowchart.Activities.Flowchart { Activities = [a, b], Connections = [new Connection(a, b), new Connection(b, a)] });
        Assert.Equal(WorkflowSubStatus.Faulted, instance.SubStatus);
        Assert.Contains("500 steps", instance.Incident);
        Assert.True(instance.Last.Journal.ActivityExecutionContexts.Count <= 502);
        Assert.True(instance.State.ActivityExecutionContexts.Count <= 4);
    }

    [Fact]
    public async Task R_30_a_burst_that_takes_too_long_is_stopped_and_marked()
    {
        var instance = await _engine.StartAsync(new Sequence { Activities = [new Inlined(() => _engine.Time.Advance(TimeSpan.FromMinutes(1))), new Step { Id = "late" }] });
        Assert.Equal(WorkflowSubStatus.Faulted, instance.SubStatus);
        Assert.Contains("30 s", instance.Incident);
    }

    [Fact]
    public async Task A_burst_that_the_host_stops_leaves_nothing()
    {
        using var stop = new CancellationTokenSource();
        var graph = await _engine.BuildAsync(new Workflow(new Sequence { Activities = [new Inlined(stop.Cancel), new Step()] }));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _engine.Runner.RunAsync(graph, cancellationToken: stop.Token));
    }

    [Fact]
    public async Task Variables_are_kept_by_their_storage_and_begin_anew_without_one()
    {
        var kept = new Variable<decimal>("Kept", 50m, "v-kept").WithWorkflowStorage();
        var memory = new Variable<string?>("Memory", "first", "v-memory");
        var list = new Variable<string[]?>("List", ["a"], "v-list").WithWorkflowStorage();
        var seen = new List<object?>();
        var workflow = new Workflow(new Sequence
        {
            Activities =
            [
                new SetVariable<decimal>(kept, 12.5m), new SetVariable<string?>(memory, "second"), new Waits { Id = "ask" },
                new Reads(x => seen.AddRange([kept.Get(x), memory.Get(x), string.Join(",", list.Get(x)!)])),
            ],
        })
        {
            Variables = { kept, memory, list },
        };
        var instance = await _engine.StartAsync(workflow);
        await instance.ResumeAsync("ask");
        Assert.Equal(new object?[] { 12.5m, "first", "a" }, seen);
    }

    [Fact]
    public async Task An_instance_begins_with_the_variables_that_the_starter_gives()
    {
        var amount = new Variable<decimal>("Amount", 1m);
        object? seen = null;
        await _engine.StartAsync(new Workflow(new Reads(x => seen = amount.Get(x))) { Variables = { amount } }, new RunWorkflowOptions { Variables = new Dictionary<string, object> { ["Amount"] = "7.5" } });
        Assert.Equal(7.5m, seen);
    }

    [Fact]
    public async Task Two_instances_of_one_definition_do_not_see_each_other()
    {
        var counter = new Variable<int>("Counter", 0).WithWorkflowStorage();
        var graph = await _engine.BuildAsync(new Workflow(new Sequence { Activities = [new SetVariable<int>(counter, x => counter.Get(x) + 1), new SetOutputs("Count", x => counter.Get(x))] })
        {
            Variables = { counter },
            Outputs = { new OutputDefinition { Name = "Count", Type = typeof(int) } },
        });
        var results = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => _engine.Services.GetRequiredService<IServiceScopeFactory>().CreateScope().ServiceProvider.GetRequiredService<IWorkflowRunner>().RunAsync(graph))));
        Assert.All(results, x => Assert.Equal(1, x.WorkflowState.Output["Count"]));
    }

    [Fact]
    public async Task The_depth_of_an_execution_counts_what_led_to_it()
    {
        var instance = await _engine.StartAsync(new Sequence { Activities = [new Step { Id = "a" }, new Step { Id = "b" }, new Waits { Id = "ask" }] });
        var depths = instance.State.ActivityExecutionContexts.ToDictionary(x => x.ScheduledActivityNodeId, x => x.CallStackDepth);
        Assert.Equal(4, depths["Workflow1:Sequence1:ask"]);
        Assert.Equal(1, depths["Workflow1:Sequence1"]);
        Assert.Equal(0, depths["Workflow1"]);
    }

    [Fact]
    public async Task A_callback_that_no_later_burst_could_find_is_refused()
    {
        var instance = await _engine.StartAsync(new WaitsWithLambda());
        Assert.Equal(WorkflowSubStatus.Faulted, instance.SubStatus);
        Assert.Contains("named method", instance.Incident);
    }

    private sealed class Step : CodeActivity;

    private sealed class Fails : CodeActivity
    {
        protected override void Execute(ActivityExecutionContext context) => throw new InvalidOperationException("no luck");
    }

    private sealed class Inlined(Action action) : CodeActivity
    {
        protected override void Execute(ActivityExecutionContext context) => action();
    }

    private sealed class Reads(Action<ActivityExecutionContext> read) : CodeActivity
    {
        protected override void Execute(ActivityExecutionContext context) => read(context);
    }

    private sealed class SetOutputs(string name, Func<ActivityExecutionContext, object> value) : CodeActivity
    {
        protected override void Execute(ActivityExecutionContext context) => context.WorkflowExecutionContext.Output[name] = value(context);
    }

    private sealed class Waits : Activity
    {
        protected override void Execute(ActivityExecutionContext context) => context.CreateBookmark(new { Id }, OnResumeAsync);

        private ValueTask OnResumeAsync(ActivityExecutionContext context) => context.CompleteActivityAsync();
    }

    private sealed class WaitsWithLambda : Activity
    {
        protected override void Execute(ActivityExecutionContext context) => context.CreateBookmark(x => x.CompleteActivityAsync());
    }

    private sealed class WaitsWithInput : Activity
    {
        public Input<string> Question { get; set; } = default!;

        protected override void Execute(ActivityExecutionContext context) => context.CreateBookmark(OnResumeAsync);

        private ValueTask OnResumeAsync(ActivityExecutionContext context)
        {
            context.WorkflowExecutionContext.Output["Asked"] = context.Get(Question)!;
            return context.CompleteActivityAsync();
        }
    }

    private sealed class WaitsWithSecret : Activity
    {
        [Elsa.Workflows.Attributes.Input(CanContainSecrets = true)]
        public Input<string> Password { get; set; } = default!;

        protected override void Execute(ActivityExecutionContext context) => context.CreateBookmark(OnResumeAsync);

        private ValueTask OnResumeAsync(ActivityExecutionContext context)
        {
            context.WorkflowExecutionContext.Output["Length"] = context.Get(Password)!.Length;
            return context.CompleteActivityAsync();
        }
    }

    private sealed class Listens : Activity
    {
        protected override void Execute(ActivityExecutionContext context) =>
            context.CreateBookmark(new CreateBookmarkArgs { AutoBurn = false, Callback = OnRing });

        private ValueTask OnRing(ActivityExecutionContext context)
        {
            context.UpdateProperty<int>("Rings", x => x + 1);
            return ValueTask.CompletedTask;
        }
    }
}
