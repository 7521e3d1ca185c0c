using Elsa.Workflows;
using Elsa.Workflows.Activities.Flowchart.Models;

namespace Elsa.Tests.Flowchart;

public class JoinRule : FlowTests
{
    [Fact]
    public async Task A_connection_is_followed_only_for_a_named_outcome()
    {
        Choose("a", "Yes");
        await RunAsync("a:Yes -> yes", "a:No -> no");
        Assert.Equal(["a", "yes"], Ran);
    }

    [Fact]
    public async Task Without_a_named_outcome_Done_is_followed()
    {
        await RunAsync("a:Done -> b", "a:Other -> c");
        Assert.Equal(["a", "b"], Ran);
    }

    [Fact]
    public async Task An_activity_runs_once_when_two_branches_meet_in_it()
    {
        await RunAsync("a -> b", "a -> c", "b -> d", "c -> d");
        Assert.Equal(["a", "b", "c", "d"], Ran);
    }

    [Fact]
    public async Task An_activity_waits_for_the_slower_branch()
    {
        Wait("slow");
        var instance = await RunAsync("a -> slow", "a -> fast", "slow -> d", "fast -> d");
        Assert.Equal(["a", "fast"], Ran);
        await instance.ResumeAsync("slow");
        Assert.Equal(["a", "fast", "slow", "d"], Ran);
        Assert.Equal(WorkflowSubStatus.Finished, instance.SubStatus);
    }

    [Fact]
    public async Task An_activity_runs_when_one_of_its_inbound_connections_was_followed_and_the_others_were_not()
    {
        Choose("a", "Left");
        await RunAsync("a:Left -> b", "a:Right -> c", "b -> d", "c -> d");
        Assert.Equal(["a", "b", "d"], Ran);
    }

    [Fact]
    public async Task A_dead_path_runs_through_several_activities_to_the_place_where_paths_meet()
    {
        Choose("a", "Left");
        await RunAsync("a:Left -> b", "a:Right -> c", "c -> c2", "c2 -> c3", "b -> d", "c3 -> d", "d -> e");
        Assert.Equal(["a", "b", "d", "e"], Ran);
    }

    [Fact]
    public async Task An_activity_none_of_whose_inbound_connections_was_followed_is_skipped()
    {
        Choose("a", "Neither");
        var instance = await RunAsync("a:Left -> b", "a:Right -> c", "b -> d", "c -> d");
        Assert.Equal(["a"], Ran);
        Assert.Equal(WorkflowSubStatus.Finished, instance.SubStatus);
    }

    [Fact]
    public async Task WaitAll_goes_on_when_every_branch_has_arrived()
    {
        Wait("b");
        Wait("c");
        Join("j", FlowJoinMode.WaitAll);
        var instance = await RunAsync("a -> b", "a -> c", "b -> j", "c -> j", "j -> d");
        await instance.ResumeAsync("b");
        Assert.DoesNotContain("d", Ran);
        await instance.ResumeAsync("c");
        Assert.Equal(["a", "b", "c", "d"], Ran);
    }

    [Fact]
    public async Task WaitAll_is_skipped_when_a_branch_was_not_taken()
    {
        Choose("a", "Left");
        Join("j", FlowJoinMode.WaitAll);
        var instance = await RunAsync("a:Left -> b", "a:Right -> c", "b -> j", "c -> j", "j -> d");
        Assert.Equal(["a", "b"], Ran);
        Assert.Equal(WorkflowSubStatus.Finished, instance.SubStatus);
    }

    [Fact]
    public async Task WaitAllActive_does_not_wait_for_a_branch_that_was_not_taken()
    {
        Choose("a", "Left");
        Join("j", FlowJoinMode.WaitAllActive);
        await RunAsync("a:Left -> b", "a:Right -> c", "b -> j", "c -> j", "j -> d");
        Assert.Equal(["a", "b", "d"], Ran);
    }

    [Fact]
    public async Task WaitAny_goes_on_with_the_first_branch_and_cancels_what_waits_in_the_others()
    {
        Wait("b");
        Wait("c");
        Join("j", FlowJoinMode.WaitAny);
        var instance = await RunAsync("a -> b", "a -> c", "b -> j", "c -> j", "j -> d");
        await instance.ResumeAsync("c");
        Assert.Equal(["a", "c", "d"], Ran);
        Assert.Empty(instance.Waiting);
        Assert.Contains("b Canceled", instance.Events);
        Assert.Equal(WorkflowSubStatus.Finished, instance.SubStatus);
    }

    [Fact]
    public async Task WaitAny_runs_once_when_two_branches_arrive_in_the_same_burst()
    {
        Join("j", FlowJoinMode.WaitAny);
        await RunAsync("a -> b", "a -> c", "b -> j", "c -> j", "j -> d");
        Assert.Single(Ran, "d");
    }

    [Fact]
    public async Task WaitAny_drops_what_was_due_in_the_other_branches_but_had_not_begun()
    {
        Join("j", FlowJoinMode.WaitAny);
        var instance = await RunAsync("a -> c", "a -> j", "c -> c2", "c2 -> j", "j -> d");
        Assert.Equal(["a", "d"], Ran);
        Assert.Equal(WorkflowSubStatus.Finished, instance.SubStatus);
    }

    [Fact]
    public async Task WaitAny_is_skipped_when_no_branch_was_taken()
    {
        Choose("a", "Neither");
        Join("j", FlowJoinMode.WaitAny);
        var instance = await RunAsync("a:Left -> b", "a:Right -> c", "b -> j", "c -> j", "j -> d");
        Assert.Equal(["a"], Ran);
        Assert.Equal(WorkflowSubStatus.Finished, instance.SubStatus);
    }

    [Fact]
    public async Task A_join_without_a_mode_waits_for_any_branch()
    {
        Wait("b");
        Declare("j", new Elsa.Workflows.Activities.Flowchart.Activities.FlowJoin());
        await RunAsync("a -> b", "a -> c", "b -> j", "c -> j", "j -> d");
        Assert.Equal(["a", "c", "d"], Ran);
    }

    [Fact]
    public async Task Two_connections_from_one_activity_to_another_run_it_once()
    {
        Choose("a", "x", "y");
        await RunAsync("a:x -> b", "a:y -> b");
        Assert.Equal(["a", "b"], Ran);
    }

    [Fact]
    public async Task An_activity_that_waits_runs_a_second_time_when_its_connection_is_followed_again()
    {
        Step("a");
        Wait("b");
        ChooseInTurn("c", ["Again"], ["Stop"]);
        var instance = await RunAsync("a -> b", "a -> c", "c:Again -> a");
        Assert.Equal(["b", "b"], instance.Waiting);
        await instance.ResumeAsync("b");
        await instance.ResumeAsync("b");
        Assert.Equal(WorkflowSubStatus.Finished, instance.SubStatus);
    }

    [Fact]
    public async Task Visits_are_counted_over_bursts_as_the_recordings_show()
    {
        Wait("ask");
        var instance = await RunAsync("say -> ask", "ask -> out");
        var flowchart = instance.State.ActivityExecutionContexts.Single(x => x.ScheduledActivityNodeId == "Workflow1:Flowchart1");
        var json = System.Text.Json.JsonDocument.Parse(Workflows.Serialization.PlainData.WriteText(flowchart.Properties)).RootElement.GetProperty("FlowScope");
        Assert.Equal(1, json.GetProperty("activitiesVisitCount").GetProperty("say").GetInt32());
        Assert.Equal(1, json.GetProperty("connectionVisitCount").GetProperty("say:Done->ask:In").GetInt32());
        Assert.True(json.GetProperty("connectionLastVisitFollowed").GetProperty("say:Done->ask:In").GetBoolean());
    }
}
