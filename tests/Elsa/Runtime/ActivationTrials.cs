using Elsa.Common.Models;
using Elsa.Tests.Storage;
using Elsa.Workflows;
using Elsa.Workflows.Management;
using Elsa.Workflows.Management.Entities;
using Elsa.Workflows.Models;
using Elsa.Workflows.Runtime;
using Elsa.Workflows.Runtime.ActivationValidators;
using Elsa.Workflows.Runtime.Stimuli;
using Microsoft.Extensions.DependencyInjection;

namespace Elsa.Tests.Runtime;

public sealed class ActivationTrials
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Of_sixteen_starts_of_a_singleton_one_begins_and_the_next_after_its_end(string kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var engine = await EngineHost.StartAsync(database);
        await PublishAsync(engine, "single", Flows.Approval, typeof(SingletonStrategy));
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => BeginAsync(engine, "single"))));

        var begun = Assert.Single(answers, answer => !answer.CannotStart);
        Assert.Equal(1, await engine.CountAsync("ElsaInstances"));
        await engine.ResumeAsync(begun.Bookmarks!.Single().Id);
        Assert.False((await BeginAsync(engine, "single")).CannotStart);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_correlation_id_is_looked_for_in_its_definition_or_in_all_and_its_absence_allows_all(string kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var engine = await EngineHost.StartAsync(database);
        await PublishAsync(engine, "own", Flows.Approval, typeof(CorrelatedSingletonStrategy));
        await PublishAsync(engine, "any", Flows.Approval, typeof(CorrelationStrategy));

        Assert.False((await BeginAsync(engine, "own", "order-1")).CannotStart);
        Assert.True((await BeginAsync(engine, "own", "order-1")).CannotStart);
        Assert.False((await BeginAsync(engine, "own", "order-2")).CannotStart);
        Assert.True((await BeginAsync(engine, "any", "order-1")).CannotStart);
        Assert.False((await BeginAsync(engine, "any", "order-3")).CannotStart);
        Assert.False((await BeginAsync(engine, "any")).CannotStart);
        Assert.False((await BeginAsync(engine, "any")).CannotStart);
    }

    [Fact]
    public async Task An_event_does_not_start_a_singleton_that_runs()
    {
        await using var database = await TestDatabase.CreateAsync(TestDatabase.Sqlite);
        await using var engine = await EngineHost.StartAsync(database);
        await PublishAsync(engine, "listens", Flows.Sequence(Flows.Event("go", "Go", starts: true), Flows.Step("Test.Ask", "ask")), typeof(SingletonStrategy));
        var events = engine.Services.GetRequiredService<IStimulusSender>();
        for (var times = 0; times < 3; times++)
            await events.SendAsync("Elsa.Event", new EventStimulus("Go"));
        Assert.Equal(1, await engine.CountAsync("ElsaInstances"));
    }

    [Fact]
    public async Task What_the_designer_chose_is_kept_with_the_version()
    {
        await using var database = await TestDatabase.CreateAsync(TestDatabase.Sqlite);
        await using (var engine = await EngineHost.StartAsync(database))
            await PublishAsync(engine, "single", Flows.Approval, typeof(SingletonStrategy));
        await using var again = await EngineHost.StartAsync(database);
        var found = await again.Services.GetRequiredService<IWorkflowDefinitionService>().FindWorkflowDefinitionAsync("single", VersionOptions.Published);
        Assert.Equal(typeof(SingletonStrategy), found!.Options.ActivationStrategyType);
    }

    private static async Task PublishAsync(EngineHost engine, string id, string json, Type strategy)
    {
        var result = await engine.Publisher.PublishAsync(new WorkflowDefinition { DefinitionId = id, Name = id, StringData = json, Options = new WorkflowOptions { ActivationStrategyType = strategy } });
        Assert.True(result.Succeeded);
    }

    private static Task<StartWorkflowResponse> BeginAsync(EngineHost engine, string id, string? correlationId = null) => engine.Services.GetRequiredService<IWorkflowStarter>()
        .StartWorkflowAsync(new StartWorkflowRequest { WorkflowDefinitionHandle = WorkflowDefinitionHandle.ByDefinitionId(id), CorrelationId = correlationId });
}
