using Elsa.Tests.ChildWorkflows;
using Elsa.Tests.Runtime;
using Elsa.Tests.Storage;
using Elsa.Workflows;
using Elsa.Workflows.Runtime;
using Microsoft.Extensions.DependencyInjection;

namespace Elsa.Tests.Activities;

/// <summary>Loops and branches whose state goes through the database, with another host for every step.</summary>
public sealed class DurableLoopTrials
{
    private static string Body(string more = "") => Inner(Flows.Step("Test.Effect", "in"), Flows.Event("ev", "go"), Note("note"), more.Length > 0 ? more : Flows.Step("Test.Effect", "out"));

    private static string Inner(params string[] steps) => Flows.Sequence(steps).Replace("\"root\"", "\"body\"");

    private static string Note(string id) => Flows.Step("Elsa.SetVariable", id, """ "variable":{"id":"v","name":"Seen","typeName":"Object"},"value":{"typeName":"Object","expression":{"type":"JavaScript","value":"(getSeen() || '') + getCurrentValue() + ';'"}} """);

    private static string Js(string type, string script) => $$$"""{"typeName":"{{{type}}}","expression":{"type":"JavaScript","value":"{{{script}}}"} }""";

    public static readonly TheoryData<string, string, int, string> Loops = new()
    {
        { TestDatabase.Sqlite, Flows.Step("Elsa.For", "loop", $$$""" "start":{{{Js("Int32", "1")}}},"end":{{{Js("Int32", "3")}}},"body":{{{Body()}}} """), 3, "1;2;3;" },
        { TestDatabase.Sqlite, Flows.Step("Elsa.ForEach", "loop", $$$""" "items":{{{Js("List<Object>", "['a','b','c']")}}},"body":{{{Body()}}} """), 3, "a;b;c;" },
        { TestDatabase.PostgreSql, Flows.Step("Elsa.ForEach", "loop", $$$""" "items":{{{Js("List<Object>", "['a','b','c']")}}},"body":{{{Body()}}} """), 3, "a;b;c;" },
        { TestDatabase.Sqlite, Flows.Step("Elsa.ForEach", "loop", $$$""" "items":{{{Js("List<Object>", "['a','b','c']")}}},"body":{{{Body(Flows.Step("Elsa.If", "if", $$$""" "condition":{{{Js("Boolean", "getCurrentIndex() == 1")}}},"then":{{{Flows.Step("Elsa.Break", "break")}}} """))}}} """), 2, "a;b;" },
        { TestDatabase.Sqlite, Flows.Step("Elsa.ParallelForEach", "loop", $$$""" "items":{{{Js("Object", "['a','b','c']")}}},"body":{{{Body()}}} """), 3, "a;b;c;" },
        { TestDatabase.PostgreSql, Flows.Step("Elsa.ParallelForEach", "loop", $$$""" "items":{{{Js("Object", "['a','b','c']")}}},"body":{{{Body()}}} """), 3, "a;b;c;" },
        { TestDatabase.Sqlite, Flows.Step("Elsa.While", "loop", $$$""" "condition":{{{Js("Boolean", "(getSeen() || '').length < 20")}}},"body":{{{Body().Replace("getCurrentValue()", "'rounds'")}}} """), 3, "rounds;rounds;rounds;" },
    };

    [Theory]
    [MemberData(nameof(Loops), DisableDiscoveryEnumeration = true)]
    public async Task A_loop_goes_on_after_each_wait_on_another_host(string kind, string loop, int rounds, string seen)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using (var engine = await EngineHost.StartAsync(database))
        {
            var definition = new Workflows.Management.Entities.WorkflowDefinition
            {
                DefinitionId = "w",
                Name = "w",
                StringData = Flows.Sequence(loop, ChildFlows.SetOutput("Seen", "getSeen()", "result"), Flows.Step("Test.Effect", "end")),
                Variables = [new Workflows.Memory.Variable("Seen", null, "v") { StorageDriverType = typeof(WorkflowInstanceStorageDriver) }],
                Options = new Workflows.Models.WorkflowOptions(),
            };
            var result = await engine.Publisher.PublishAsync(definition);
            Assert.True(result.Succeeded, string.Join("; ", result.ValidationErrors.Select(x => x.Message)));
            await engine.StartAsync("w", "i");
        }

        for (var round = 0; round < rounds; round++)
        {
            await using var engine = await EngineHost.StartAsync(database);
            Assert.Equal(WorkflowSubStatus.Suspended, (await engine.InstanceAsync("i")).SubStatus);
            await engine.ResumeAsync((await engine.BookmarksAsync("i")).OrderBy(x => x.CreatedAt).ThenBy(x => x.Id).First().Id);
        }

        await using var last = await EngineHost.StartAsync(database);
        var instance = await last.InstanceAsync("i");
        Assert.Equal((WorkflowSubStatus.Finished, 0), (instance.SubStatus, instance.IncidentCount));
        Assert.Equal(seen.Split(';').Order(), instance.WorkflowState.Output["Seen"].ToString()!.Split(';').Order());
        Assert.Equal(0, await last.CountAsync("ElsaBookmarks"));
        Assert.Empty(instance.WorkflowState.ActivityExecutionContexts);
    }

    [Fact]
    public async Task Eight_answers_at_a_time_to_one_instance_are_all_taken()
    {
        await using var database = await TestDatabase.CreateAsync(TestDatabase.Sqlite);
        await using var engine = await EngineHost.StartAsync(database);
        await engine.PublishAsync("w", Flows.Sequence(Flows.Step("Elsa.ParallelForEach", "loop", $$$""" "items":{{{Js("Object", "Array.from({length: 80}, (_, i) => i)")}}},"body":{{{Inner(Flows.Event("ev", "go"), Flows.Step("Test.Effect", "out"))}}} """), Flows.Step("Test.Effect", "end")));
        await engine.StartAsync("w", "i");
        var bookmarks = await engine.BookmarksAsync("i");
        Assert.Equal(80, bookmarks.Count);
        await Parallel.ForEachAsync(bookmarks, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (bookmark, _) => await engine.ResumeAsync(bookmark.Id));
        Assert.Equal(WorkflowSubStatus.Finished, (await engine.InstanceAsync("i")).SubStatus);
        Assert.Equal((80, 1), (engine.Effects.InOrder.Count(x => x == "i:out"), engine.Effects.Of("i:end")));
    }

    [Fact]
    public async Task Cancelling_an_instance_within_a_loop_leaves_neither_bookmarks_nor_timers()
    {
        await using var database = await TestDatabase.CreateAsync(TestDatabase.Sqlite);
        await using var engine = await EngineHost.StartAsync(database);
        await engine.PublishAsync("w", Flows.Sequence(Flows.Step("Elsa.ParallelForEach", "loop", $$$""" "items":{{{Js("Object", "[1,2,3]")}}},"body":{{{Inner(Flows.Delay("delay", TimeSpan.FromDays(90)), Flows.Step("Test.Effect", "never"))}}} """)));
        await engine.StartAsync("w", "i");
        Assert.Equal((3, 3), (await engine.CountAsync("ElsaBookmarks"), await engine.CountAsync("ElsaTimers")));
        await engine.Services.GetRequiredService<IWorkflowCancellationService>().CancelWorkflowAsync("i");
        Assert.Equal((0, 0), (await engine.CountAsync("ElsaBookmarks"), await engine.CountAsync("ElsaTimers")));
        Assert.Equal(WorkflowSubStatus.Cancelled, (await engine.InstanceAsync("i")).SubStatus);
    }
}
