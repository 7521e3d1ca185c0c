using Elsa.Workflows.Activities;
using Elsa.Workflows.Options;

namespace Elsa.Tests.Flowchart;

public class StartRule : FlowTests
{
    [Fact]
    public async Task The_trigger_that_started_the_instance_comes_before_everything_else()
    {
        Declare("marked", new Start());
        Step("trigger");
        await Engine.StartAsync(Draw("marked -> x", "trigger -> y"), new RunWorkflowOptions { TriggerActivityId = "trigger" });
        Assert.Equal(["trigger", "y"], Ran);
    }

    [Fact]
    public async Task The_start_property_comes_before_a_start_activity()
    {
        Declare("marked", new Start());
        var flowchart = Draw("marked -> x", "a -> y");
        flowchart.Start = Activities["a"];
        await Engine.StartAsync(flowchart);
        Assert.Equal(["a", "y"], Ran);
    }

    [Fact]
    public async Task A_start_activity_comes_before_an_activity_that_can_start_the_workflow()
    {
        ((Note)Step("able")).CanStartWorkflow = true;
        Declare("marked", new Start());
        await RunAsync("able -> x", "marked -> y");
        Assert.Equal(["y"], Ran);
    }

    [Fact]
    public async Task An_activity_that_can_start_the_workflow_comes_before_one_without_inbound_connections()
    {
        Step("first");
        ((Note)Step("able")).CanStartWorkflow = true;
        await RunAsync("first -> x", "able -> y");
        Assert.Equal(["able", "y"], Ran);
    }

    [Fact]
    public async Task The_first_activity_without_inbound_connections_comes_before_the_first_in_the_list()
    {
        Step("b");
        Step("a");
        await RunAsync("a -> b");
        Assert.Equal(["a", "b"], Ran);
    }

    [Fact]
    public async Task Where_every_activity_has_inbound_connections_the_first_in_the_list_starts()
    {
        ChooseInTurn("a", ["Go"], ["Stop"]);
        Step("b");
        await RunAsync("a:Go -> b", "b -> a");
        Assert.Equal(["a", "b", "a"], Ran);
    }

    [Fact]
    public async Task An_empty_flowchart_is_complete_at_once() =>
        Assert.Equal(Workflows.WorkflowSubStatus.Finished, (await RunAsync()).SubStatus);

    [Fact]
    public async Task After_a_wait_the_flow_still_knows_which_trigger_began_it()
    {
        Step("other");
        Step("trigger");
        Wait("ask");
        var instance = await Engine.StartAsync(Draw("other -> ask", "trigger -> ask", "ask -> end"), new RunWorkflowOptions { TriggerActivityId = "trigger" });
        await instance.ResumeAsync("ask");
        Assert.Equal(["trigger", "ask", "end"], Ran);
        Assert.Equal(Workflows.WorkflowSubStatus.Finished, instance.SubStatus);
    }
}
