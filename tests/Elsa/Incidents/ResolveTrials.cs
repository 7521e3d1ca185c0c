using Elsa.Extensions;
using Elsa.Tests.ChildWorkflows;
using Elsa.Tests.Runtime;
using Elsa.Tests.Storage;
using Elsa.Workflows;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Management.Filters;
using Elsa.Workflows.Models;
using Elsa.Workflows.Runtime;
using Elsa.Workflows.Runtime.Filters;
using Microsoft.Extensions.DependencyInjection;

namespace Elsa.Tests.Incidents;

public sealed class ResolveTrials
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_failed_activity_is_retried_after_its_cause_is_mended(string kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var engine = await StartAsync(database);
        await engine.PublishAsync("w", Flows.Sequence(Flows.Step("Test.Effect", "before"), Flows.Step("Test.Fragile", "fragile"), Flows.Step("Test.Effect", "after")));
        Assert.Equal(WorkflowSubStatus.Faulted, (await engine.StartAsync("w", "i")).SubStatus);
        var fault = Assert.Single(await Resolver(engine).ListAsync("i"));
        Assert.Equal(("fragile", "out of order"), (fault.ActivityId, fault.Message));

        // Not mended: it fails again, with one incident and not two.
        var again = await ResolveAsync(engine, IncidentResolution.Retry);
        Assert.Equal((ResolveIncidentStatus.Resolved, WorkflowSubStatus.Faulted, 1), (again.Status, again.Instance!.SubStatus, again.Instance.Incidents.Count));

        Mending(engine).IsMended = true;
        var result = await ResolveAsync(engine, IncidentResolution.Retry, x => x with { Reason = "the budget is there" });
        Assert.Equal((ResolveIncidentStatus.Resolved, WorkflowSubStatus.Finished), (result.Status, result.Instance!.SubStatus));
        Assert.Equal((1, 1), (engine.Effects.Of("i:before"), engine.Effects.Of("i:after")));
        var instance = await engine.InstanceAsync("i");
        Assert.Equal((0, WorkflowStatus.Finished), (instance.IncidentCount, instance.Status));
        var lines = await LinesAsync(engine, "Retried");
        Assert.Equal(["Retried by Li Wei", "Retried by Li Wei: the budget is there"], lines.Select(x => x.Message));
        Assert.All(lines, x => Assert.Equal("fragile", x.ActivityId));
        Assert.Equal(ResolveIncidentStatus.NothingToResolve, (await ResolveAsync(engine, IncidentResolution.Retry)).Status);
    }

    [Fact]
    public async Task A_resume_that_failed_is_retried_with_the_same_event()
    {
        await using var database = await TestDatabase.CreateAsync(TestDatabase.Sqlite);
        await using var engine = await StartAsync(database);
        await engine.PublishAsync("w", Flows.Sequence(Flows.Step("Test.AskFragile", "ask"), Flows.Step("Test.Effect", "after")));
        await engine.StartAsync("w", "i");
        var bookmark = (await engine.BookmarksAsync("i")).Single();
        var answer = await engine.Services.GetRequiredService<IWorkflowResumer>().ResumeAsync(bookmark.Id, new Dictionary<string, object> { ["Answer"] = "yes" });
        Assert.Equal(WorkflowSubStatus.Faulted, answer!.SubStatus);
        Assert.Equal(0, await engine.CountAsync("ElsaBookmarks"));
        Mending(engine).IsMended = true;
        var result = await ResolveAsync(engine, IncidentResolution.Retry);
        Assert.Equal(WorkflowSubStatus.Finished, result.Instance!.SubStatus);
        Assert.Equal("yes", result.Instance.Output!["Answer"]);
        Assert.Equal(1, engine.Effects.Of("i:after"));
    }

    [Fact]
    public async Task What_the_other_branches_waited_for_is_waited_for_again()
    {
        await using var database = await TestDatabase.CreateAsync(TestDatabase.Sqlite);
        await using var engine = await StartAsync(database);
        await engine.PublishAsync("w", $$$"""{"id":"root","type":"Elsa.Parallel","version":1,"activities":[{{{Flows.Step("Test.Remind", "remind")}}},{{{Flows.Step("Test.Fragile", "fragile")}}},{{{Flows.Step("Test.Effect", "third")}}}]}""");
        await engine.StartAsync("w", "i");
        Assert.Equal((0, 0, 0), (await engine.CountAsync("ElsaBookmarks"), await engine.CountAsync("ElsaTimers"), engine.Effects.Of("i:third")));
        Mending(engine).IsMended = true;
        Assert.Equal(WorkflowSubStatus.Suspended, (await ResolveAsync(engine, IncidentResolution.Retry)).Instance!.SubStatus);
        Assert.Equal((3, 2), (await engine.CountAsync("ElsaBookmarks"), await engine.CountAsync("ElsaTimers")));
        Assert.Equal(1, engine.Effects.Of("i:third"));
        await engine.ResumeAsync((await engine.BookmarksAsync("i")).Single(x => x.Name == "Test.Remind").Id);
        Assert.Equal(WorkflowSubStatus.Finished, (await engine.InstanceAsync("i")).SubStatus);
        Assert.Equal(0, await engine.CountAsync("ElsaTimers"));
    }

    [Fact]
    public async Task A_failed_activity_is_skipped_with_an_outcome_that_it_has()
    {
        await using var database = await TestDatabase.CreateAsync(TestDatabase.Sqlite);
        await using var engine = await StartAsync(database);
        await engine.PublishAsync("w", Flows.Flowchart([Flows.Step("Test.Fragile", "fragile"), Flows.Step("Test.Effect", "yes"), Flows.Step("Test.Effect", "no")]).Replace(
            "\"connections\":[]",
            """ "connections":[{"source":{"activity":"fragile","port":"Approve"},"target":{"activity":"yes","port":"In"}},{"source":{"activity":"fragile","port":"Reject"},"target":{"activity":"no","port":"In"}}] """));
        await engine.StartAsync("w", "i");
        Assert.Equal(["Done", "Approve", "Reject"], Assert.Single(await Resolver(engine).ListAsync("i")).Outcomes);
        Assert.Equal(ResolveIncidentStatus.UnknownOutcome, (await ResolveAsync(engine, IncidentResolution.Skip, x => x with { Outcome = "Maybe" })).Status);
        Assert.Single(await Resolver(engine).ListAsync("i"));
        Assert.Equal(WorkflowSubStatus.Finished, (await ResolveAsync(engine, IncidentResolution.Skip, x => x with { Outcome = "Reject" })).Instance!.SubStatus);
        Assert.Equal((0, 1), (engine.Effects.Of("i:yes"), engine.Effects.Of("i:no")));
        Assert.Equal("Skipped with 'Reject' by Li Wei", Assert.Single(await LinesAsync(engine, "Skipped")).Message);
    }

    [Fact]
    public async Task A_loop_whose_condition_failed_goes_on_with_its_next_round()
    {
        await using var database = await TestDatabase.CreateAsync(TestDatabase.Sqlite);
        await using var engine = await StartAsync(database);
        var loop = Flows.Step("Elsa.While", "loop", $$$""" "condition":{"typeName":"Boolean","expression":{"type":"JavaScript","value":"getCorrelationId() == null || (getCorrelationId() == 'go' ? (setCorrelationId('stop'), true) : getCorrelationId() == 'stop' ? false : fail())"}},"body":{{{Flows.Sequence(Flows.Step("Test.Effect", "round"), Flows.Step("Elsa.Correlate", "c", """ "correlationId":{"typeName":"String","expression":{"type":"Literal","value":"broken"}} """), Flows.Step("Test.Ask", "ask"))}}} """);
        await engine.PublishAsync("w", loop);
        await engine.StartAsync("w", "i");
        await engine.AnswerAsync("i");
        Assert.Equal("loop", Assert.Single(await Resolver(engine).ListAsync("i")).ActivityId);
        Assert.Equal(WorkflowSubStatus.Faulted, (await ResolveAsync(engine, IncidentResolution.Retry)).Instance!.SubStatus);
        Assert.Equal(WorkflowSubStatus.Finished, (await ResolveAsync(engine, IncidentResolution.Skip)).Instance!.SubStatus);
        Assert.Equal(1, engine.Effects.InOrder.Count(x => x == "i:round"));
    }

    [Fact]
    public async Task A_failed_instance_can_be_cancelled_with_what_it_has_started()
    {
        await using var database = await TestDatabase.CreateAsync(TestDatabase.Sqlite);
        await using var engine = await StartAsync(database);
        await engine.PublishAsync("child", ChildFlows.Doubling());
        await engine.PublishAsync("w", Flows.Sequence(ChildFlows.Call("Elsa.DispatchWorkflow", "child", false), Flows.Step("Test.Fragile", "fragile")));
        await engine.StartAsync("w", "i");
        var child = await engine.ChildOfAsync("i");
        Assert.Equal(WorkflowSubStatus.Cancelled, (await ResolveAsync(engine, IncidentResolution.Cancel)).Instance!.SubStatus);
        await engine.EndsAsync(child, WorkflowSubStatus.Cancelled);
        Assert.Equal(ResolveIncidentStatus.NothingToResolve, (await ResolveAsync(engine, IncidentResolution.Retry)).Status);
        Assert.Contains(await LinesAsync(engine, "Canceled"), x => x.Message == "Canceled by Li Wei");
        Assert.Empty(await Resolver(engine).ListAsync("i"));
    }

    [Fact]
    public async Task Of_several_failed_activities_one_must_be_named_and_each_is_dealt_with_once()
    {
        await using var database = await TestDatabase.CreateAsync(TestDatabase.Sqlite);
        await using var engine = await StartAsync(database);
        var definition = new Workflows.Management.Entities.WorkflowDefinition
        {
            DefinitionId = "w",
            Name = "w",
            StringData = $$$"""{"id":"root","type":"Elsa.Parallel","version":1,"activities":[{{{Flows.Step("Test.Fragile", "a")}}},{{{Flows.Step("Test.Fragile", "b")}}}]}""",
            Options = new WorkflowOptions { IncidentStrategyType = typeof(Workflows.IncidentStrategies.ContinueWithIncidentsStrategy) },
        };
        Assert.True((await engine.Publisher.PublishAsync(definition)).Succeeded);
        await engine.StartAsync("w", "i");
        Assert.Equal(ResolveIncidentStatus.Ambiguous, (await ResolveAsync(engine, IncidentResolution.Retry)).Status);
        Mending(engine).IsMended = true;
        foreach (var fault in await Resolver(engine).ListAsync("i"))
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => ResolveAsync(engine, IncidentResolution.Retry, x => x with { ActivityInstanceId = fault.ActivityInstanceId }))));
            Assert.Single(answers, x => x.Status == ResolveIncidentStatus.Resolved);
        }

        Assert.Equal(WorkflowSubStatus.Finished, (await engine.InstanceAsync("i")).SubStatus);
        Assert.Equal(ResolveIncidentStatus.InstanceNotFound, (await Resolver(engine).ResolveAsync(new ResolveIncidentRequest("nobody", IncidentResolution.Retry, "Li Wei"))).Status);
    }

    private static Task<EngineHost> StartAsync(TestDatabase database) => EngineHost.StartAsync(
        database,
        configure: elsa => elsa.UseWorkflowManagement(management => management.AddActivity<Fragile>().AddActivity<AskFragile>()),
        services: services => services.AddSingleton<Mending>());

    private static IIncidentResolver Resolver(EngineHost engine) => engine.Services.GetRequiredService<IIncidentResolver>();

    private static Mending Mending(EngineHost engine) => engine.Services.GetRequiredService<Mending>();

    private static Task<ResolveIncidentResult> ResolveAsync(EngineHost engine, IncidentResolution resolution, Func<ResolveIncidentRequest, ResolveIncidentRequest>? configure = null)
    {
        var request = new ResolveIncidentRequest("i", resolution, "Li Wei");
        return Resolver(engine).ResolveAsync(configure?.Invoke(request) ?? request);
    }

    private static async Task<List<Workflows.Runtime.Entities.WorkflowExecutionLogRecord>> LinesAsync(EngineHost engine, string eventName) =>
        (await engine.Services.GetRequiredService<IWorkflowExecutionLogStore>().FindManyAsync(new WorkflowExecutionLogRecordFilter { WorkflowInstanceId = "i", EventName = eventName }, Elsa.Common.Models.PageArgs.All)).Items.OrderBy(x => x.Sequence).ToList();
}

/// <summary>Whether the world outside is in order again.</summary>
public sealed class Mending
{
    public bool IsMended { get; set; }
}

[Activity("Test", "Test")]
public class Fragile : CodeActivity
{
    protected override void Execute(ActivityExecutionContext context)
    {
        if (!context.GetRequiredService<Mending>().IsMended)
            throw new InvalidOperationException("out of order");
    }
}

[Activity("Test", "Test")]
public class AskFragile : Activity
{
    protected override void Execute(ActivityExecutionContext context) => context.CreateBookmark(new { Question = "?" }, AnsweredAsync);

    private ValueTask AnsweredAsync(ActivityExecutionContext context)
    {
        if (!context.GetRequiredService<Mending>().IsMended)
            throw new InvalidOperationException("out of order");
        context.WorkflowExecutionContext.Output["Answer"] = context.GetWorkflowInput<string>("Answer");
        return context.CompleteActivityAsync();
    }
}
