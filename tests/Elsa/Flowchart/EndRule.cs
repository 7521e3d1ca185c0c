using Elsa.Workflows;
using Elsa.Workflows.Activities;
using Elsa.Workflows.Activities.Flowchart.Activities;
using Elsa.Workflows.Models;
using Elsa.Workflows.Options;

namespace Elsa.Tests.Flowchart;

public class EndRule : FlowTests
{
    [Fact]
    public async Task A_flowchart_is_complete_when_nothing_runs_or_waits_in_it()
    {
        Wait("b");
        Wait("c");
        var instance = await RunAsync("a -> b", "a -> c");
        await instance.ResumeAsync("b");
        Assert.Equal(WorkflowSubStatus.Suspended, instance.SubStatus);
        await instance.ResumeAsync("c");
        Assert.Equal(WorkflowSubStatus.Finished, instance.SubStatus);
    }

    [Fact]
    public async Task End_ends_it_at_once_whatever_else_waits()
    {
        Wait("b");
        Declare("end", new End());
        var instance = await RunAsync("a -> b", "a -> end");
        Assert.Equal(WorkflowSubStatus.Finished, instance.SubStatus);
        Assert.Empty(instance.State.Bookmarks);
    }

    [Fact]
    public async Task Finish_ends_the_whole_instance_from_an_inner_flowchart()
    {
        Declare("stop", new Finish());
        var inner = Draw("x -> stop", "stop -> y");
        inner.Id = "inner";
        Activities.Clear();
        var instance = await Engine.StartAsync(new Sequence { Activities = [inner, Step("after")] });
        Assert.Equal(["x"], Ran);
        Assert.Equal(WorkflowSubStatus.Finished, instance.SubStatus);
    }

    [Fact]
    public async Task End_of_an_inner_flowchart_lets_the_outer_one_go_on()
    {
        Declare("stop", new End());
        var inner = Draw("x -> stop", "stop -> y");
        Activities.Clear();
        Declare("inner", inner);
        await Engine.StartAsync(Draw("inner -> after"));
        Assert.Equal(["x", "after"], Ran);
    }

    [Fact]
    public async Task The_connections_of_a_cancelled_activity_count_as_visited_and_not_followed()
    {
        Wait("b");
        Declare("cancel", new Cancels("b"));
        var instance = await RunAsync("a -> b", "a -> c", "c -> cancel", "b -> d", "cancel -> d", "b -> only");
        Assert.Equal(["a", "c", "d"], Ran);
        Assert.Equal(WorkflowSubStatus.Finished, instance.SubStatus);
    }

    [Fact]
    public async Task An_activity_that_cannot_be_reached_from_the_start_is_a_fault_when_it_runs()
    {
        Wait("a");
        Step("island");
        var flowchart = Draw("a -> b", "island -> b");
        flowchart.Start = Activities["a"];
        var instance = await Engine.StartAsync(flowchart);
        var result = await Engine.Runner.RunAsync(instance.Last.WorkflowExecutionContext.WorkflowGraph, instance.State, new RunWorkflowOptions { ActivityHandle = ActivityHandle.FromActivityId("island") }, TestContext.Current.CancellationToken);
        Assert.Equal(WorkflowSubStatus.Faulted, result.WorkflowState.SubStatus);
        Assert.Contains("cannot be reached", result.WorkflowState.Incidents.Single().Message);
    }

    [Fact]
    public async Task A_connection_from_an_activity_that_cannot_be_reached_is_not_waited_for()
    {
        Step("a");
        await RunAsync("a -> b", "island -> b");
        Assert.Equal(["a", "b"], Ran);
    }

    [Fact]
    public async Task A_deep_flowchart_does_not_need_a_deep_stack()
    {
        const int length = 3_000;
        Choose("0", "Nowhere");
        var arrows = Enumerable.Range(0, length).Select(x => $"{x} -> {x + 1}").ToArray();
        var instance = await RunAsync(arrows);
        Assert.Equal(WorkflowSubStatus.Finished, instance.SubStatus);
    }

    private sealed class Cancels(string activityId) : CodeActivity
    {
        protected override async ValueTask ExecuteAsync(ActivityExecutionContext context)
        {
            var target = context.ParentActivityExecutionContext!.Children.Single(x => x.Activity.Id == activityId);
            await Elsa.Extensions.ActivityExecutionContextExtensions.CancelActivityAsync(target);
        }
    }
}
