using Elsa.Common.Models;
using Elsa.Tests.ChildWorkflows;
using Elsa.Tests.Runtime;
using Elsa.Tests.Storage;
using Elsa.Workflows;
using Elsa.Workflows.Management;
using Elsa.Workflows.Management.Entities;
using Elsa.Workflows.Management.Filters;
using Elsa.Workflows.Models;
using Elsa.Workflows.Runtime.Messages;
using Microsoft.Extensions.DependencyInjection;

namespace Elsa.Tests.WorkflowActivities;

public sealed class WorkflowActivityTrials : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private EngineHost _engine = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(TestDatabase.Sqlite);
        _engine = await EngineHost.StartAsync(_database);
    }

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task A_definition_that_may_be_used_as_an_activity_is_described_with_its_inputs_outputs_and_outcomes()
    {
        var version = await ReusableAsync("reusable", ChildFlows.Doubling(false));
        var descriptor = Registry.Find("TwiceAsMuch")!;
        Assert.Equal((1, "Sums", "Twice as much", version.Id), (descriptor.Version, descriptor.Category, descriptor.DisplayName, descriptor.ConstructionProperties["WorkflowDefinitionVersionId"]));
        Assert.Equal(["X"], descriptor.Inputs.Select(x => x.Name));
        Assert.Equal(["Twice"], descriptor.Outputs.Select(x => x.Name));
        Assert.Equal(["Root", "Small", "Large"], descriptor.Ports.Select(x => x.Name));

        await _engine.Publisher.RetractAsync(version);
        Assert.False(Registry.Find("TwiceAsMuch")!.IsBrowsable);
        await _engine.Definitions.DeleteByDefinitionIdAsync("reusable");
        Assert.Null(Registry.Find("TwiceAsMuch"));
    }

    [Fact]
    public async Task What_waits_inside_goes_on_although_the_definition_was_changed_and_taken_out_of_use()
    {
        var version = await ReusableAsync("reusable", Flows.Sequence(Flows.Step("Test.Ask", "ask"), ChildFlows.SetOutput("Twice", "getX() * 2")), x => x.Options.AutoUpdateConsumingWorkflows = false);
        await PublishAsync("outer", Flows.Sequence(Use(version, "21", "v-sum"), ChildFlows.SetOutput("Sum", "getSum()")), x => x.Variables = [Sum()]);
        await _engine.StartAsync("outer", "o");
        var second = await ReusableAsync("reusable", Flows.Sequence(ChildFlows.SetOutput("Twice", "0")), x => x.Options.AutoUpdateConsumingWorkflows = false);
        await _engine.Publisher.RetractAsync(second);
        await using var other = await EngineHost.StartAsync(_database, _engine.Time);
        await other.AnswerAsync("o");
        Assert.Equal(42, Convert.ToInt32((await other.InstanceAsync("o")).WorkflowState.Output["Sum"]));
    }

    [Fact]
    public async Task It_runs_inside_the_instance_with_its_input_output_and_outcome()
    {
        var version = await ReusableAsync("reusable", Flows.Sequence(
            ChildFlows.SetOutput("Twice", "getX() * 2"),
            Flows.Step("Test.Ask", "ask"),
            Flows.Step("Elsa.Complete", "end", """ "outcomes":{"typeName":"Object","expression":{"type":"JavaScript","value":"getInput('X') > 10 ? 'Large' : 'Small'"}} """)));
        var body = Flows.Flowchart([Use(version, "21", "v-sum"), ChildFlows.SetOutput("Sum", "getSum()", "large"), Flows.Step("Test.Effect", "small")]).Replace(
            "\"connections\":[]",
            """ "connections":[{"source":{"activity":"use","port":"Large"},"target":{"activity":"large","port":"In"}},{"source":{"activity":"use","port":"Small"},"target":{"activity":"small","port":"In"}}] """);
        await PublishAsync("outer", body, x => x.Variables = [Sum()]);
        await _engine.StartAsync("outer", "o");
        Assert.Empty(await _engine.ChildrenAsync("o"));
        await _engine.AnswerAsync("o");
        var instance = await _engine.InstanceAsync("o");
        Assert.Equal(WorkflowSubStatus.Finished, instance.SubStatus);
        Assert.Equal(42, Convert.ToInt32(instance.WorkflowState.Output["Sum"]));
        Assert.Equal(0, _engine.Effects.Of("o:small"));
    }

    [Fact]
    public async Task Two_uses_do_not_see_each_other_nor_the_variables_of_the_same_name_outside()
    {
        var inner = Flows.Sequence(
            SetVariable("v-sum", "Sum", "getInput('X') * 10"),
            Flows.Step("Test.Ask", "ask"),
            ChildFlows.SetOutput("Twice", "getSum()"));
        var version = await ReusableAsync("reusable", inner, x => x.Variables = [Sum()]);
        var body = Flows.Sequence(
            SetVariable("v-sum", "Sum", "7"),
            $$$"""{"id":"both","type":"Elsa.Parallel","version":1,"activities":[{{{Use(version, "1", "v-a", "a")}}},{{{Use(version, "getSum()", "v-b", "b")}}}]}""",
            ChildFlows.SetOutput("All", "[getA(), getB(), getSum()].join()"));
        await PublishAsync("outer", body, x => x.Variables = [Sum(), Kept("v-a", "A"), Kept("v-b", "B")]);
        await _engine.StartAsync("outer", "o");
        foreach (var bookmark in await _engine.BookmarksAsync("o"))
            await _engine.ResumeAsync(bookmark.Id);
        Assert.Equal("10,70,7", (await _engine.InstanceAsync("o")).WorkflowState.Output["All"]);
    }

    [Fact]
    public async Task A_workflow_stays_on_the_version_of_its_activity_until_it_is_changed()
    {
        var first = await ReusableAsync("reusable", ChildFlows.Doubling(false), x => x.Options.AutoUpdateConsumingWorkflows = false);
        await PublishAsync("outer", Flows.Sequence(Use(first, "21", "v-sum"), ChildFlows.SetOutput("Sum", "getSum()")), x => x.Variables = [Sum()]);
        var second = await ReusableAsync("reusable", Flows.Sequence(ChildFlows.SetOutput("Twice", "1000")), x => x.Options.AutoUpdateConsumingWorkflows = false);
        Assert.Equal(2, second.Version);
        Assert.Equal(42, await SumOfAsync("one"));
        Assert.Equal([false, true], Registry.ListAll().Where(x => x.TypeName == "TwiceAsMuch").OrderBy(x => x.Version).Select(x => x.IsBrowsable));
    }

    [Fact]
    public async Task A_definition_that_asks_for_it_moves_the_workflows_that_use_it_and_leaves_their_instances_alone()
    {
        var first = await ReusableAsync("reusable", Flows.Sequence(Flows.Step("Test.Ask", "ask"), ChildFlows.SetOutput("Twice", "1")));
        await PublishAsync("outer", Flows.Sequence(Use(first, "21", "v-sum"), ChildFlows.SetOutput("Sum", "getSum()")), x => x.Variables = [Sum()]);
        await _engine.StartAsync("outer", "before");
        await ReusableAsync("reusable", Flows.Sequence(ChildFlows.SetOutput("Twice", "1000")));
        Assert.Equal(1000, await SumOfAsync("after"));
        await _engine.AnswerAsync("before");
        Assert.Equal(1, Convert.ToInt32((await _engine.InstanceAsync("before")).WorkflowState.Output["Sum"]));
        var versions = await _engine.Services.GetRequiredService<IWorkflowDefinitionStore>().FindManyAsync(new WorkflowDefinitionFilter { DefinitionId = "outer" });
        Assert.Equal([(1, false), (2, true)], versions.Select(x => (x.Version, x.IsPublished)).Order());
    }

    [Fact]
    public async Task A_definition_that_contains_itself_is_refused_however_it_does()
    {
        var a = await ReusableAsync("a", ChildFlows.Doubling(false), x => x.Name = "A");
        var b = await ReusableAsync("b", Flows.Sequence(Use(a, "1", "v")), x => x.Name = "B");
        foreach (var (id, used) in new[] { ("a", a), ("a", b) })
        {
            var result = await TryPublishAsync(id, Flows.Sequence(Use(used, "1", "v")), x => x.Name = "A");
            Assert.False(result.Succeeded);
            Assert.Contains("contains itself: a > ", Assert.Single(result.ValidationErrors).Message);
        }
    }

    [Fact]
    public async Task A_version_that_is_gone_is_an_incident_of_the_activity_that_runs_it()
    {
        var version = await ReusableAsync("reusable", ChildFlows.Doubling(false));
        await ReusableAsync("reusable", ChildFlows.Doubling(), x => x.Options.AutoUpdateConsumingWorkflows = false);
        await PublishAsync("outer", Flows.Sequence(Flows.Step("Test.Effect", "before"), Use(version, "21", "v-sum")), x => x.Variables = [Sum()]);
        await _engine.Definitions.DeleteByIdAsync(version.Id);
        var answer = await _engine.StartAsync("outer", "o");
        Assert.Equal((WorkflowSubStatus.Faulted, 1), (answer.SubStatus, _engine.Effects.Of("o:before")));
        Assert.Contains("is not there", answer.Incidents.Single().Message);
    }

    [Fact]
    public async Task Another_node_knows_what_was_published_here()
    {
        await using var other = await EngineHost.StartAsync(_database, _engine.Time);
        var version = await ReusableAsync("reusable", ChildFlows.Doubling(false));
        await PublishAsync("outer", Flows.Sequence(Use(version, "21", "v-sum"), ChildFlows.SetOutput("Sum", "getSum()")), x => x.Variables = [Sum()]);
        Assert.Equal(WorkflowSubStatus.Finished, (await other.StartAsync("outer", "o")).SubStatus);
    }

    [Fact]
    public async Task What_the_designer_writes_comes_back_as_it_was()
    {
        var version = await ReusableAsync("reusable", ChildFlows.Doubling(false));
        var serializer = _engine.Services.GetRequiredService<IActivitySerializer>();
        var written = System.Text.Json.Nodes.JsonNode.Parse(serializer.Serialize(serializer.Deserialize(Use(version, "21", "v-sum"))))!;
        Assert.Equal("""{"typeName":"Int32","expression":{"type":"JavaScript","value":"21"}}""", written["x"]!.ToJsonString());
        Assert.Equal("""{"typeName":"Int32","memoryReference":{"id":"v-sum"}}""", written["twice"]!.ToJsonString());
        Assert.Equal((version.Id, 1), ((string?)written["workflowDefinitionVersionId"], (int)written["latestAvailablePublishedVersion"]!));
        Assert.Null(written["root"]);
    }

    private IActivityRegistry Registry => _engine.Services.GetRequiredService<IActivityRegistry>();

    private async Task<int> SumOfAsync(string instance)
    {
        Assert.Equal(WorkflowSubStatus.Finished, (await _engine.StartAsync("outer", instance)).SubStatus);
        return Convert.ToInt32((await _engine.InstanceAsync(instance)).WorkflowState.Output["Sum"]);
    }

    private Task<WorkflowDefinition> ReusableAsync(string id, string json, Action<WorkflowDefinition>? configure = null) => PublishAsync(id, json, x =>
    {
        x.Name = "Twice as much";
        x.Inputs = [new InputDefinition { Name = "X", Type = typeof(int) }];
        x.Outputs = [new OutputDefinition { Name = "Twice", Type = typeof(int) }];
        x.Outcomes = ["Small", "Large"];
        x.Options = new WorkflowOptions { UsableAsActivity = true, ActivityCategory = "Sums", AutoUpdateConsumingWorkflows = true };
        configure?.Invoke(x);
    });

    private async Task<WorkflowDefinition> PublishAsync(string id, string json, Action<WorkflowDefinition> configure)
    {
        var result = await TryPublishAsync(id, json, configure);
        Assert.True(result.Succeeded, string.Join("; ", result.ValidationErrors.Select(x => x.Message)));
        return (await _engine.Services.GetRequiredService<IWorkflowDefinitionService>().FindWorkflowDefinitionAsync(id, VersionOptions.Published))!;
    }

    private Task<Workflows.Management.Models.PublishWorkflowDefinitionResult> TryPublishAsync(string id, string json, Action<WorkflowDefinition> configure)
    {
        var definition = new WorkflowDefinition { DefinitionId = id, Name = id, StringData = json, Options = new WorkflowOptions() };
        configure(definition);
        return _engine.Publisher.PublishAsync(definition);
    }

    private static Workflows.Memory.Variable Sum() => Kept("v-sum", "Sum");

    private static Workflows.Memory.Variable Kept(string id, string name) => new Workflows.Memory.Variable<int>(name, 0, id) { StorageDriverType = typeof(WorkflowInstanceStorageDriver) };

    private static string SetVariable(string id, string name, string script) => Flows.Step("Elsa.SetVariable", "set", $$$""" "variable":{"id":"{{{id}}}","name":"{{{name}}}","typeName":"Int32"},"value":{"typeName":"Object","expression":{"type":"JavaScript","value":"{{{script}}}"}} """);

    private static string Use(WorkflowDefinition version, string x, string variable, string id = "use") => $$$"""
        {"id":"{{{id}}}","type":"{{{(version.Name == "Twice as much" ? "TwiceAsMuch" : version.Name)}}}","version":{{{version.Version}}},"workflowDefinitionId":"{{{version.DefinitionId}}}","workflowDefinitionVersionId":"{{{version.Id}}}",
        "x":{"typeName":"Int32","expression":{"type":"JavaScript","value":"{{{x}}}"}},"twice":{"typeName":"Int32","memoryReference":{"id":"{{{variable}}}"} } }
        """;
}
