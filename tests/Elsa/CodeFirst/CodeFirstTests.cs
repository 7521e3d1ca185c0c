using Elsa.Common.Models;
using Elsa.Extensions;
using Elsa.Tests.Runtime;
using Elsa.Tests.Storage;
using Elsa.Workflows;
using Elsa.Workflows.Activities;
using Elsa.Workflows.Management;
using Elsa.Workflows.Management.Entities;
using Elsa.Workflows.Management.Filters;
using Elsa.Workflows.Models;
using Elsa.Workflows.Runtime;
using Elsa.Workflows.Runtime.Activities;
using Elsa.Workflows.Runtime.Entities;
using Elsa.Workflows.Runtime.Filters;
using Elsa.Workflows.Runtime.Messages;
using Elsa.Tests.Execution;
using Microsoft.Extensions.DependencyInjection;

namespace Elsa.Tests.CodeFirst;

/// <summary>Adds two numbers with code that cannot be written as JSON.</summary>
public class AddWorkflow : WorkflowBase<int>
{
    protected override void Build(IWorkflowBuilder builder)
    {
        var one = builder.WithVariable("One", 40);
        builder.Root = new SetVariable<int> { Variable = Result, Value = new Input<int>(context => one.Get(context) + 2) };
    }
}

/// <summary>Waits for an event; the version decides what it says before.</summary>
public class WaitInCode : WorkflowBase
{
    protected override void Build(IWorkflowBuilder builder)
    {
        builder.WithDefinitionId("wait-in-code");
        builder.Version = Services.GetValueOrDefault("version", 1);
        builder.Name = "In code";
        var steps = new Sequence();
        if (builder.Version == 2)
            steps.Activities.Add(new WriteLine("new"));
        steps.Activities.Add(new Event("go") { CanStartWorkflow = builder.Version == 2, Id = "go" });
        builder.Root = steps;
    }

    /// <summary>What the next start of a host finds in the code; tests of this class run one after the other.</summary>
    public static readonly Dictionary<string, int> Services = [];
}

public sealed class CodeFirstTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_workflow_in_code_runs_in_memory_and_gives_its_result()
    {
        using var engine = new InMemoryEngine();
        Assert.Equal(42, await engine.Runner.RunAsync<AddWorkflow, int>(cancellationToken: Stop));
        var run = await engine.Runner.RunAsync(new AddWorkflow(), cancellationToken: Stop);
        Assert.Equal(42, run.Result);
        Assert.Equal("AddWorkflow", run.Workflow.Identity.DefinitionId);
        Assert.Equal("AddWorkflow:v1", run.Workflow.Identity.Id);
    }

    [Fact]
    public async Task What_the_builder_is_told_stands_in_the_workflow()
    {
        using var engine = new InMemoryEngine();
        var builder = engine.Services.GetRequiredService<IWorkflowBuilderFactory>().CreateBuilder();
        builder.WithDefinitionId("d").WithId("v").WithTenantId("t").WithCustomProperty("owner", "demo").AsReadonly();
        builder.Version = 3;
        var input = builder.WithInput<decimal>("Budget", "how much");
        var output = builder.WithOutput("Decision", typeof(string), setup: x => x.DisplayName = "What was decided");
        var variable = builder.WithVariable("Amount", 5m);
        var workflow = await builder.BuildWorkflowAsync(Stop);
        Assert.Equal(new WorkflowIdentity("d", 3, "v", "t"), workflow.Identity);
        Assert.True(workflow.IsReadonly);
        Assert.Equal("demo", workflow.CustomProperties["owner"]);
        Assert.Equal("amountVariable", variable.Id);
        Assert.Same(input, Assert.Single(workflow.Inputs));
        Assert.Same(output, Assert.Single(workflow.Outputs));
        Assert.Equal(typeof(decimal), input.Type);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_workflow_in_code_is_published_at_start_and_its_code_runs_durably(string kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var host = await EngineHost.StartAsync(database, configure: static elsa => elsa.AddWorkflow<AddWorkflow>());
        var definition = await host.Services.GetRequiredService<IWorkflowDefinitionService>().FindWorkflowDefinitionAsync("AddWorkflow", VersionOptions.Published, Stop);
        Assert.Equal(("CLR", "CLR", true), (definition!.ProviderName, definition.MaterializerName, definition.IsLatest));
        var run = await host.StartAsync("AddWorkflow");
        Assert.Equal(WorkflowSubStatus.Finished, run.SubStatus);
        var executions = await host.Services.GetRequiredService<IActivityExecutionStore>().FindManyAsync(new ActivityExecutionRecordFilter { WorkflowInstanceId = run.WorkflowInstanceId }, Stop);
        Assert.Contains(executions, static execution => execution.ActivityType.StartsWith("Elsa.SetVariable", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Running_instances_stay_on_the_version_they_started_with_when_the_code_moves_on()
    {
        await using var database = await TestDatabase.CreateAsync(TestDatabase.Sqlite);
        string instance;
        WaitInCode.Services["version"] = 1;
        await using (var before = await EngineHost.StartAsync(database, configure: static elsa => elsa.AddWorkflow<WaitInCode>()))
            instance = (await before.StartAsync("wait-in-code")).WorkflowInstanceId;

        WaitInCode.Services["version"] = 2;
        await using var host = await EngineHost.StartAsync(database, configure: static elsa => elsa.AddWorkflow<WaitInCode>());
        var definitions = (await host.Services.GetRequiredService<IWorkflowDefinitionStore>().FindManyAsync(new WorkflowDefinitionFilter { DefinitionId = "wait-in-code" }, Stop)).OrderBy(static x => x.Version).ToList();
        Assert.Equal([(1, false, false), (2, true, true)], definitions.Select(static x => (x.Version, x.IsLatest, x.IsPublished)));
        Assert.Equal(2, (await host.Services.GetRequiredService<ITriggerStore>().FindManyAsync(new TriggerFilter { WorkflowDefinitionId = "wait-in-code" }, Stop)).Single().WorkflowDefinitionVersionId.Last() - '0');

        await host.Services.GetRequiredService<IEventPublisher>().PublishAsync("go", cancellationToken: Stop);
        var ended = await host.InstanceAsync(instance);
        Assert.Equal((WorkflowSubStatus.Finished, 1), (ended.SubStatus, ended.Version));
        var started = (await host.Instances.FindManyAsync(new WorkflowInstanceFilter { DefinitionId = "wait-in-code", Version = 2 }, Stop)).Single();
        Assert.Equal(WorkflowSubStatus.Finished, started.SubStatus);
    }

    [Fact]
    public async Task What_a_person_published_over_the_code_stays_in_use_after_a_restart()
    {
        await using var database = await TestDatabase.CreateAsync(TestDatabase.Sqlite);
        await using (var before = await EngineHost.StartAsync(database, configure: static elsa => elsa.AddWorkflow<AddWorkflow>()))
            await before.PublishAsync("AddWorkflow", """{"type":"Elsa.WriteLine","id":"mine","version":1}""");
        await using var host = await EngineHost.StartAsync(database, configure: static elsa => elsa.AddWorkflow<AddWorkflow>());
        var definition = await host.Services.GetRequiredService<IWorkflowDefinitionService>().FindWorkflowDefinitionAsync("AddWorkflow", VersionOptions.Published, Stop);
        Assert.Equal((2, "Json"), (definition!.Version, definition.MaterializerName));
    }

    [Fact]
    public async Task A_workflow_whose_class_is_gone_is_set_apart_and_disturbs_no_other()
    {
        await using var database = await TestDatabase.CreateAsync(TestDatabase.Sqlite);
        await using (await EngineHost.StartAsync(database, configure: static elsa => elsa.AddWorkflow<AddWorkflow>()))
        {
        }

        await using var host = await EngineHost.StartAsync(database);
        var definitions = host.Services.GetRequiredService<IWorkflowDefinitionService>();
        Assert.NotNull(await definitions.FindWorkflowDefinitionAsync("AddWorkflow", VersionOptions.Published, Stop));
        Assert.Null(await definitions.FindWorkflowGraphAsync("AddWorkflow", VersionOptions.Published, Stop));
        await host.PublishAsync("other", """{"type":"Elsa.WriteLine","id":"w","version":1}""");
        Assert.Equal(WorkflowSubStatus.Finished, (await host.StartAsync("other")).SubStatus);
    }
}
