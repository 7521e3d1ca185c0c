using Elsa.Tests.Runtime;
using Elsa.Tests.Storage;
using Elsa.Workflows;
using Elsa.Workflows.Management.Filters;

namespace Elsa.Tests.ChildWorkflows;

public sealed class BulkDispatchTrials
{
    private static string Bulk(string child, string items, bool waits, string more = "") => Flows.Sequence(
        Flows.Step("Elsa.BulkDispatchWorkflows", "bulk", $$$""" "workflowDefinitionId":{{{ChildFlows.Literal("String", child)}}},"waitForCompletion":{{{ChildFlows.Literal("Boolean", waits ? "true" : "false")}}},"defaultItemInputKey":{{{ChildFlows.Literal("String", "X")}}},"items":{"typeName":"Object","expression":{"type":"JavaScript","value":"{{{items}}}"}}{{{more}}} """),
        Flows.Step("Test.Effect", "after"));

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Every_item_gets_its_instance_and_the_parent_goes_on_after_the_last(string kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var engine = await EngineHost.StartAsync(database);
        await engine.PublishAsync("child", ChildFlows.Doubling(waits: false));
        await engine.PublishAsync("parent", Bulk("child", "Array.from({length: 40}, (_, i) => i)", true,
            $$$""","correlationIdFunction":{"typeName":"String","expression":{"type":"JavaScript","value":"'c' + item"}},"childCompleted":{{{Flows.Step("Test.Effect", "each")}}}"""));
        await engine.StartAsync("parent", "p");
        await engine.EndsAsync("p");
        await engine.IdleAsync();
        var children = (await engine.Instances.FindManyAsync(new WorkflowInstanceFilter { DefinitionId = "child" })).ToList();
        Assert.Equal(Enumerable.Range(0, 40).Select(i => "c" + i).Order(), children.Select(x => x.CorrelationId).Order());
        Assert.All(children, x => Assert.Equal(int.Parse(x.CorrelationId![1..]) * 2, Convert.ToInt32(x.WorkflowState.Output["Twice"])));
        Assert.Equal(1, engine.Effects.Of("p:after"));
        Assert.Equal(40, engine.Effects.InOrder.Count(x => x == "p:each"));
    }

    [Fact]
    public async Task Items_that_are_dictionaries_give_the_inputs()
    {
        await using var database = await TestDatabase.CreateAsync(TestDatabase.Sqlite);
        await using var engine = await EngineHost.StartAsync(database);
        await engine.PublishAsync("child", ChildFlows.Doubling(waits: false));
        await engine.PublishAsync("parent", Bulk("child", "[{X: 4}]", true));
        await engine.StartAsync("parent", "p");
        await engine.EndsAsync("p");
        Assert.Equal(8, Convert.ToInt32((await engine.InstanceAsync(await engine.ChildOfAsync("p"))).WorkflowState.Output["Twice"]));
    }

    [Theory]
    [InlineData("[]", true)]
    [InlineData("[]", false)]
    [InlineData("[1,2]", false)]
    public async Task Without_items_or_without_waiting_the_parent_goes_on_at_once(string items, bool waits)
    {
        await using var database = await TestDatabase.CreateAsync(TestDatabase.Sqlite);
        await using var engine = await EngineHost.StartAsync(database);
        await engine.PublishAsync("child", ChildFlows.Doubling());
        await engine.PublishAsync("parent", Bulk("child", items, waits));
        Assert.Equal(WorkflowSubStatus.Finished, (await engine.StartAsync("parent", "p")).SubStatus);
    }

    [Fact]
    public async Task A_child_that_faults_runs_its_own_activity_and_counts_as_ended()
    {
        await using var database = await TestDatabase.CreateAsync(TestDatabase.Sqlite);
        await using var engine = await EngineHost.StartAsync(database);
        await engine.PublishAsync("child", ChildFlows.Faulting);
        await engine.PublishAsync("parent", Bulk("child", "[1,2,3]", true, $$$""","childFaulted":{{{Flows.Step("Test.Effect", "each")}}}"""));
        await engine.StartAsync("parent", "p");
        await engine.EndsAsync("p");
        Assert.Equal(3, engine.Effects.InOrder.Count(x => x == "p:each"));
    }

    [Fact]
    public async Task Cancelling_the_parent_cancels_children_that_wait_and_those_that_have_not_begun()
    {
        await using var database = await TestDatabase.CreateAsync(TestDatabase.Sqlite);
        await using var engine = await EngineHost.StartAsync(database);
        await engine.PublishAsync("child", ChildFlows.Doubling());
        await engine.PublishAsync("parent", Bulk("child", "Array.from({length: 200}, (_, i) => i)", true));
        await engine.StartAsync("parent", "p");
        await (await engine.Runtime.CreateClientAsync("p")).CancelAsync();
        await engine.IdleAsync();
        Assert.Equal(0, await engine.Instances.CountAsync(new WorkflowInstanceFilter { WorkflowStatus = WorkflowStatus.Running }));
        Assert.Equal(0, await engine.CountAsync("ElsaBookmarks"));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task R_09_parents_resume_although_the_nodes_of_parent_and_child_are_ended_in_turn(string kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var first = await EngineHost.StartAsync(database);
        await first.PublishAsync("child", ChildFlows.Doubling());
        await first.PublishAsync("parent", ChildFlows.Parent("Elsa.DispatchWorkflow", "child", true));
        for (var i = 0; i < 10; i++)
            await first.StartAsync("parent", "p" + i);
        await first.DisposeAsync();

        // What the first node left in the queue, another one does; the answer comes on a third.
        var second = await EngineHost.StartAsync(database, first.Time);
        await EngineHost.SoonAsync(async () =>
        {
            second.Time.Advance(TimeSpan.FromSeconds(20));
            return await second.Instances.CountAsync(new WorkflowInstanceFilter { DefinitionId = "child" }) == 10;
        }, "the children begin");
        await second.DisposeAsync();
        await using var third = await EngineHost.StartAsync(database, first.Time);
        for (var i = 0; i < 10; i++)
        {
            await third.AnswerAsync((await third.ChildrenAsync("p" + i)).Single());
            await third.EndsAsync("p" + i);
        }
    }
}
