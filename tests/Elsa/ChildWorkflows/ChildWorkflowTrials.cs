using Elsa.Expressions.Helpers;
using Elsa.Tests.Runtime;
using Elsa.Tests.Storage;
using Elsa.Workflows;
using Elsa.Workflows.Runtime;
using Microsoft.Extensions.DependencyInjection;

namespace Elsa.Tests.ChildWorkflows;

public sealed class ChildWorkflowTrials
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_parent_waits_for_its_child_and_gets_its_output(string kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var engine = await EngineHost.StartAsync(database);
        await engine.PublishAsync("child", ChildFlows.Doubling());
        await engine.PublishAsync("parent", ChildFlows.Parent("Elsa.DispatchWorkflow", "child", true));
        await engine.StartAsync("parent", "p");
        var child = await engine.ChildOfAsync("p");
        Assert.Equal(0, engine.Effects.Of("p:after"));
        await engine.AnswerAsync(child);
        await engine.EndsAsync("p");
        var seen = (await engine.InstanceAsync("p")).WorkflowState.Output["Seen"].ConvertTo<IDictionary<string, object>>()!;
        Assert.Equal(42L, seen["Twice"]);
        Assert.Equal((1, 1), (engine.Effects.Of("p:before"), engine.Effects.Of("p:after")));
        Assert.Equal("p", (await engine.InstanceAsync(child)).ParentWorkflowInstanceId);
        Assert.Equal(0, await engine.CountAsync("ElsaBookmarks"));
        await engine.IdleAsync();
    }

    [Fact]
    public async Task A_parent_that_does_not_wait_goes_on_at_once()
    {
        await using var database = await TestDatabase.CreateAsync(TestDatabase.Sqlite);
        await using var engine = await EngineHost.StartAsync(database);
        await engine.PublishAsync("child", ChildFlows.Doubling());
        await engine.PublishAsync("parent", ChildFlows.Parent("Elsa.DispatchWorkflow", "child", false));
        Assert.Equal(WorkflowSubStatus.Finished, (await engine.StartAsync("parent", "p")).SubStatus);
        await engine.AnswerAsync(await engine.ChildOfAsync("p"));
        Assert.Equal(1, engine.Effects.Of("p:after"));
    }

    [Theory]
    [InlineData(true, WorkflowStatus.Finished)]
    [InlineData(false, WorkflowStatus.Running)]
    public async Task Execute_tells_how_the_child_stands_at_its_end_or_at_its_first_pause(bool waits, WorkflowStatus status)
    {
        await using var database = await TestDatabase.CreateAsync(TestDatabase.Sqlite);
        await using var engine = await EngineHost.StartAsync(database);
        await engine.PublishAsync("child", ChildFlows.Doubling());
        await engine.PublishAsync("parent", ChildFlows.Parent("Elsa.ExecuteWorkflow", "child", waits));
        await engine.StartAsync("parent", "p");
        var child = await engine.ChildOfAsync("p");
        if (waits)
            await engine.AnswerAsync(child);
        await engine.EndsAsync("p");
        var result = (await engine.InstanceAsync("p")).WorkflowState.Output["Seen"].ConvertTo<IDictionary<string, object>>()!;
        Assert.Equal((child, status.ToString()), (result["workflowInstanceId"], result["status"]));
        if (!waits)
            await engine.AnswerAsync(child);
        await engine.IdleAsync();
        Assert.Equal(1, engine.Effects.Of("p:after"));
    }

    [Theory]
    [InlineData("Elsa.DispatchWorkflow")]
    [InlineData("Elsa.ExecuteWorkflow")]
    public async Task A_child_that_faults_or_is_cancelled_does_not_leave_its_parent_waiting(string type)
    {
        await using var database = await TestDatabase.CreateAsync(TestDatabase.Sqlite);
        await using var engine = await EngineHost.StartAsync(database);
        await engine.PublishAsync("faulting", ChildFlows.Faulting);
        await engine.PublishAsync("child", ChildFlows.Doubling());
        await engine.PublishAsync("parent", ChildFlows.Parent(type, "faulting", true));
        await engine.PublishAsync("other", ChildFlows.Parent(type, "child", true));
        await engine.StartAsync("parent", "p");
        await engine.EndsAsync("p");
        await engine.StartAsync("other", "q");
        await engine.Services.GetRequiredService<IWorkflowCancellationService>().CancelWorkflowAsync(await engine.ChildOfAsync("q"));
        await engine.EndsAsync("q");
    }

    [Fact]
    public async Task A_definition_that_is_not_published_is_an_incident_that_names_it()
    {
        await using var database = await TestDatabase.CreateAsync(TestDatabase.Sqlite);
        await using var engine = await EngineHost.StartAsync(database);
        foreach (var type in new[] { "Elsa.DispatchWorkflow", "Elsa.ExecuteWorkflow", "Elsa.BulkDispatchWorkflows" })
        {
            var id = type[5..];
            await engine.PublishAsync(id, ChildFlows.Parent(type, "nobody", true));
            var answer = await engine.StartAsync(id, id);
            Assert.Equal(WorkflowSubStatus.Faulted, answer.SubStatus);
            Assert.Contains("'nobody'", answer.Incidents.Single().Message);
        }
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Cancelling_a_parent_cancels_its_children_and_theirs(string kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var engine = await EngineHost.StartAsync(database);
        await engine.PublishAsync("child", ChildFlows.Doubling());
        await engine.PublishAsync("middle", ChildFlows.Parent("Elsa.DispatchWorkflow", "child", true));
        await engine.PublishAsync("parent", Flows.Sequence(ChildFlows.Call("Elsa.DispatchWorkflow", "middle", false, id: "free"), ChildFlows.Call("Elsa.ExecuteWorkflow", "middle", true)));
        await engine.StartAsync("parent", "p");
        await EngineHost.SoonAsync(async () => (await engine.ChildrenAsync("p")).Count == 2, "both children begin");
        var children = await engine.ChildrenAsync("p");
        var all = new List<string>(children) { await engine.ChildOfAsync(children[0]), await engine.ChildOfAsync(children[1]) };
        Assert.True(await engine.Services.GetRequiredService<IWorkflowCancellationService>().CancelWorkflowAsync("p"));
        foreach (var id in all)
            await engine.EndsAsync(id, WorkflowSubStatus.Cancelled);
        await engine.IdleAsync();
        Assert.Equal(0, await engine.CountAsync("ElsaBookmarks"));
        Assert.Equal(0, engine.Effects.Of("p:after"));
    }

    [Fact]
    public async Task Cancelling_the_branch_that_waits_cancels_its_child_and_no_other()
    {
        await using var database = await TestDatabase.CreateAsync(TestDatabase.Sqlite);
        await using var engine = await EngineHost.StartAsync(database);
        await engine.PublishAsync("child", ChildFlows.Doubling());
        await engine.PublishAsync("parent", $$$"""{"id":"root","type":"Elsa.Fork","version":1,"joinMode":"WaitAny","branches":[{{{ChildFlows.Call("Elsa.DispatchWorkflow", "child", true, id: "a")}}},{{{ChildFlows.Call("Elsa.DispatchWorkflow", "child", true, id: "b")}}}]}""");
        await engine.StartAsync("parent", "p");
        await EngineHost.SoonAsync(async () => (await engine.ChildrenAsync("p")).Count == 2, "both children begin");
        var children = await engine.ChildrenAsync("p");
        await engine.AnswerAsync(children[0]);
        await engine.EndsAsync("p");
        await engine.EndsAsync(children[1], WorkflowSubStatus.Cancelled);
        Assert.Equal(WorkflowSubStatus.Finished, (await engine.InstanceAsync(children[0])).SubStatus);
    }

    [Fact]
    public async Task A_workflow_that_waits_for_itself_ends_with_an_incident()
    {
        await using var database = await TestDatabase.CreateAsync(TestDatabase.Sqlite);
        await using var engine = await EngineHost.StartAsync(database);
        await engine.PublishAsync("self", Flows.Sequence(ChildFlows.Call("Elsa.ExecuteWorkflow", "self", true)));
        await engine.StartAsync("self", "p");
        await engine.EndsAsync("p");
        var deepest = await engine.Database.ReadAsync(session => session.QueryAsync("SELECT Id FROM ElsaInstances WHERE SubStatus = $1", static row => row.GetString(0), (int)WorkflowSubStatus.Faulted));
        Assert.Contains("wait for each other", (await engine.InstanceAsync(Assert.Single(deepest))).WorkflowState.Incidents.Single().Message);
    }
}
