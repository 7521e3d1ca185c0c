using Elsa.Expressions.Models;
using Elsa.Tests.Execution;
using Elsa.Workflows;
using Elsa.Workflows.Activities;
using Elsa.Workflows.Activities.Flowchart.Activities;
using Elsa.Workflows.Activities.Flowchart.Models;
using Elsa.Workflows.Memory;
using Elsa.Workflows.Models;
using static Elsa.Tests.Activities.Notes;

namespace Elsa.Tests.Activities;

public class LoopTests : IDisposable
{
    private readonly InMemoryEngine _engine = new();
    private readonly Notes _notes = new();

    public void Dispose() => _engine.Dispose();

    [Fact]
    public async Task While_asks_its_condition_before_each_round()
    {
        var count = Kept("Count", 1);
        var instance = await _engine.StartAsync(new Workflow(new While(Js<bool>("getCount() <= 3"))
        {
            Body = Steps(_notes.Write("round", "Count"), new SetVariable<int>(count, x => count.Get(x) + 1)),
        }) { Variables = { count } });
        Assert.Equal((WorkflowSubStatus.Finished, "round:1 round:2 round:3"), (instance.SubStatus, _notes.All));
    }

    [Fact]
    public async Task A_loop_without_a_body_or_a_round_is_complete_at_once()
    {
        foreach (var loop in new IActivity[] { new While(new Input<bool>(true)), new While(new Input<bool>(false), _notes.Write("x")), new For(1, 9, 1), new For(2, 1, 1) { Body = _notes.Write("x") }, new ForEach { Body = _notes.Write("x") }, new ParallelForEach { Body = _notes.Write("x") } })
            Assert.Equal(WorkflowSubStatus.Finished, (await _engine.StartAsync(loop)).SubStatus);
        Assert.Equal("", _notes.All);
    }

    [Theory]
    [InlineData(1, 3, 1, true, "1 2 3")]
    [InlineData(1, 3, 1, false, "1 2")]
    [InlineData(3, 1, -1, true, "3 2 1")]
    [InlineData(3, 1, -1, false, "3 2")]
    [InlineData(0, 10, 4, true, "0 4 8")]
    [InlineData(2_147_483_646, 2_147_483_647, 1, true, "2147483646 2147483647")]
    public async Task For_counts_from_start_to_end(int start, int end, int step, bool inclusive, string expected)
    {
        await _engine.StartAsync(new For(start, end, step) { OuterBoundInclusive = new Input<bool>(inclusive), Body = _notes.Write("", "CurrentValue") });
        Assert.Equal(expected, _notes.All.Replace(":", ""));
    }

    [Fact]
    public async Task For_with_a_step_of_nothing_is_an_incident() =>
        Assert.Contains("must not be 0", (await _engine.StartAsync(new For(1, 2, 0) { Body = _notes.Write("x") })).Incident);

    [Fact]
    public async Task Each_round_sees_its_value_after_a_wait()
    {
        var instance = await _engine.StartAsync(new For(1, 2, 1) { Body = Steps(_notes.Write("before", "CurrentValue"), Wait("ask"), _notes.Write("after", "CurrentValue")) });
        await instance.ResumeAsync("ask");
        Assert.Equal("before:1 after:1 before:2", _notes.All);
        await instance.ResumeAsync("ask");
        Assert.Equal((WorkflowSubStatus.Finished, "before:1 after:1 before:2 after:2"), (instance.SubStatus, _notes.All));
        Assert.Empty(instance.State.ActivityExecutionContexts);
    }

    [Fact]
    public async Task For_each_goes_through_the_items_in_order_and_gives_the_current_one()
    {
        var current = Kept<object?>("Current", null);
        var instance = await _engine.StartAsync(new Workflow(new ForEach
        {
            Items = Js<ICollection<object>>("['x', {a: 1}, 3]"),
            CurrentValue = new Output<object>(current),
            Body = Steps(Wait("ask"), _notes.Write("item", "CurrentIndex", "CurrentValue", "Current")),
        }) { Variables = { current } });
        for (var round = 0; round < 3; round++)
            await instance.ResumeAsync("ask");
        Assert.Equal(WorkflowSubStatus.Finished, instance.SubStatus);
        Assert.StartsWith("item:0:x:x item:1:", _notes.All);
        Assert.EndsWith("item:2:3:3", _notes.All);
    }

    [Fact]
    public async Task The_items_of_a_loop_are_taken_when_it_begins()
    {
        var items = Kept("Items", new List<string> { "a", "b" });
        var instance = await _engine.StartAsync(new Workflow(new ForEach<string>(new Input<ICollection<string>>(items))
        {
            Body = Steps(_notes.Write("", "CurrentValue"), new SetVariable<List<string>>(items!, new List<string>()), Wait("ask")),
        }) { Variables = { items } });
        await instance.ResumeAsync("ask");
        await instance.ResumeAsync("ask");
        Assert.Equal((WorkflowSubStatus.Finished, ":a :b"), (instance.SubStatus, _notes.All));
    }

    [Fact]
    public async Task Parallel_for_each_waits_in_every_body_at_a_time_and_ends_with_the_last()
    {
        var instance = await _engine.StartAsync(new ParallelForEach<string>(["p", "q", "r"]) { Body = Steps(_notes.Write("in", "CurrentValue"), Wait("ask"), _notes.Write("out", "CurrentValue", "CurrentIndex")) });
        Assert.Equal(["ask", "ask", "ask"], instance.Waiting);
        await instance.ResumeAsync("ask");
        await instance.ResumeAsync("ask");
        Assert.Equal(WorkflowSubStatus.Suspended, instance.SubStatus);
        await instance.ResumeAsync("ask");
        Assert.Equal((WorkflowSubStatus.Finished, "in:p in:q in:r out:p:0 out:q:1 out:r:2"), (instance.SubStatus, _notes.All));
    }

    [Theory]
    [InlineData("[1,2]")]
    [InlineData("[]")]
    public async Task Parallel_for_each_takes_a_list_as_json(string json) =>
        Assert.Equal(WorkflowSubStatus.Finished, (await _engine.StartAsync(new ParallelForEach { Items = new Input<object>(new Expression("Literal", json)), Body = _notes.Write("x") })).SubStatus);

    [Fact]
    public async Task Break_leaves_the_nearest_loop_only()
    {
        var instance = await _engine.StartAsync(new For(1, 2, 1)
        {
            Body = Steps(
                new While(new Input<bool>(true)) { Body = Steps(_notes.Write("inner"), new Break(), _notes.Write("never")) },
                _notes.Write("outer", "CurrentValue")),
        });
        Assert.Equal((WorkflowSubStatus.Finished, "inner outer:1 inner outer:2"), (instance.SubStatus, _notes.All));
    }

    [Fact]
    public async Task Break_after_a_wait_leaves_the_loop()
    {
        var instance = await _engine.StartAsync(Steps(While.True(Steps(Wait("ask"), new If(new Input<bool>(true)) { Then = new Break() }, _notes.Write("never"))), _notes.Write("behind")));
        await instance.ResumeAsync("ask");
        Assert.Equal((WorkflowSubStatus.Finished, "behind"), (instance.SubStatus, _notes.All));
    }

    [Fact]
    public async Task Break_in_a_flowchart_or_a_branch_cancels_what_else_waits_in_the_loop()
    {
        IActivity begin = _notes.Write("begin"), wait = Wait("other"), leave = new Break(), never = _notes.Write("never");
        var flowchart = new Workflows.Activities.Flowchart.Activities.Flowchart { Activities = [begin, wait, leave, never], Connections = [new Connection(begin, wait), new Connection(begin, leave), new Connection(leave, never)] };
        foreach (var body in new IActivity[] { flowchart, new Elsa.Workflows.Activities.Parallel(Wait("a"), new Break()), new Fork { Branches = [Wait("b"), Steps(new Break())] } })
        {
            var instance = await _engine.StartAsync(new ForEach<int>([1, 2]) { Body = body });
            Assert.Equal(WorkflowSubStatus.Finished, instance.SubStatus);
            Assert.Empty(instance.State.Bookmarks);
            Assert.Empty(instance.State.ActivityExecutionContexts);
        }

        Assert.Equal("begin", _notes.All);
    }

    [Fact]
    public async Task Break_ends_all_bodies_of_a_parallel_for_each()
    {
        var instance = await _engine.StartAsync(Steps(
            new ParallelForEach<int>([1, 2, 3]) { Body = new If(Js<bool>("getCurrentValue() == 2")) { Then = new Break(), Else = Wait("ask") } },
            _notes.Write("behind")));
        Assert.Equal((WorkflowSubStatus.Finished, "behind"), (instance.SubStatus, _notes.All));
        Assert.Empty(instance.State.Bookmarks);
    }

    [Fact]
    public async Task Break_without_a_loop_around_it_does_nothing() =>
        Assert.Equal(WorkflowSubStatus.Finished, (await _engine.StartAsync(Steps(new Break(), _notes.Write("never")))).SubStatus);

    [Fact]
    public async Task Cancelling_a_loop_cancels_everything_in_it_and_the_workflow_goes_on()
    {
        foreach (var loop in new Func<IActivity, IActivity>[] { x => While.True(x), x => new For(1, 3, 1) { Body = x }, x => new ForEach<int>([1, 2]) { Body = x }, x => new ParallelForEach<int>([1, 2]) { Body = x } })
        {
            var inside = loop(Steps(Wait("ask"), _notes.Write("never")));
            inside.Id = "loop";
            var instance = await _engine.StartAsync(new Fork { JoinMode = ForkJoinMode.WaitAny, Branches = [inside, Wait("other")] });
            await instance.ResumeAsync("other");
            Assert.Equal(WorkflowSubStatus.Finished, instance.SubStatus);
            Assert.Empty(instance.State.Bookmarks);
            Assert.Contains("loop Canceled", instance.Events);
            Assert.Contains("ask Canceled", instance.Events);
        }

        Assert.Equal("", _notes.All);
    }
}
