using Elsa.Workflows;
using Elsa.Workflows.Activities.Flowchart.Models;

namespace Elsa.Tests.Flowchart;

public class LoopRule : FlowTests
{
    [Fact]
    public async Task A_connection_back_runs_its_target_again_at_once()
    {
        ChooseInTurn("check", ["Again"], ["Again"], ["Good"]);
        await RunAsync("start -> work", "work -> check", "check:Again -> work", "check:Good -> end");
        Assert.Equal(["start", "work", "check", "work", "check", "work", "check", "end"], Ran);
    }

    [Fact]
    public async Task A_loop_that_waits_in_every_round_ends_where_it_should()
    {
        Wait("approve");
        var instance = await RunAsync("apply -> approve", "approve:Return -> correct", "correct -> approve", "approve:Ok -> end");
        await instance.ResumeAsync("approve", "Return");
        await instance.ResumeAsync("approve", "Return");
        Assert.Equal(["approve"], instance.Waiting);
        await instance.ResumeAsync("approve", "Ok");
        Assert.Equal(["apply", "approve", "correct", "approve", "correct", "approve", "end"], Ran);
        Assert.Equal(WorkflowSubStatus.Finished, instance.SubStatus);
    }

    [Fact]
    public async Task An_activity_that_leads_back_to_itself_runs_again()
    {
        ChooseInTurn("a", ["Again"], ["Good"]);
        await RunAsync("a:Again -> a", "a:Good -> b");
        Assert.Equal(["a", "a", "b"], Ran);
    }

    [Fact]
    public async Task A_loop_inside_a_loop_runs_in_every_round_of_the_outer_one()
    {
        Step("head");
        ChooseInTurn("inner", ["Again"], ["Out"], ["Again"], ["Out"]);
        ChooseInTurn("outer", ["Again"], ["Good"]);
        await RunAsync("head -> body", "body -> inner", "inner:Again -> body", "inner:Out -> outer", "outer:Again -> head", "outer:Good -> end");
        Assert.Equal(
            ["head", "body", "inner", "body", "inner", "outer", "head", "body", "inner", "body", "inner", "outer", "end"],
            Ran);
    }

    [Fact]
    public async Task Branches_inside_a_loop_meet_in_every_round()
    {
        Step("head");
        ChooseInTurn("check", ["Again"], ["Good"]);
        Join("j", FlowJoinMode.WaitAll);
        await RunAsync("head -> b", "head -> c", "b -> j", "c -> j", "j -> check", "check:Again -> head", "check:Good -> end");
        Assert.Equal(["head", "b", "c", "check", "head", "b", "c", "check", "end"], Ran);
    }

    [Fact]
    public async Task A_race_inside_a_loop_is_run_in_every_round()
    {
        Step("head");
        Wait("decide");
        Wait("remind");
        Join("j", FlowJoinMode.WaitAny);
        ChooseInTurn("check", ["Again"], ["Good"]);
        var instance = await RunAsync("head -> decide", "head -> remind", "decide -> j", "remind -> j", "j -> check", "check:Again -> head", "check:Good -> end");
        await instance.ResumeAsync("remind");
        Assert.Equal(["decide", "remind"], instance.Waiting);
        await instance.ResumeAsync("decide");
        Assert.Equal(["head", "remind", "check", "head", "decide", "check", "end"], Ran);
        Assert.Equal(WorkflowSubStatus.Finished, instance.SubStatus);
    }

    [Fact]
    public async Task A_connection_back_into_the_middle_of_a_path_that_can_be_entered_elsewhere_is_a_fault()
    {
        Choose("a", "Left", "Right");
        Step("b");
        var instance = await RunAsync("a:Left -> b", "a:Right -> c", "b -> c", "c -> b");
        Assert.Equal(WorkflowSubStatus.Faulted, instance.SubStatus);
        Assert.Contains("does not close a loop", instance.Incident);
    }
}
