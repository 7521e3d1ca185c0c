using System.Text;
using Elsa.Common.Models;
using Elsa.Tests.Runtime;
using Elsa.Tests.Storage;
using Elsa.Workflows;
using Elsa.Workflows.Management;
using Elsa.Workflows.Management.Entities;
using Elsa.Workflows.Management.Filters;
using Elsa.Workflows.Management.Models;
using Elsa.Workflows.Models;
using Elsa.Workflows.Runtime;
using Microsoft.Extensions.DependencyInjection;

namespace Elsa.Tests.Definitions;

public sealed class DefinitionTrials
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task R_18_running_instances_stay_on_their_version_and_new_ones_take_the_next(string kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var engine = await EngineHost.StartAsync(database);
        var first = await engine.PublishAsync("approval", Flows.Approval);
        for (var i = 0; i < 100; i++)
            await engine.StartAsync("approval", "old" + i);

        var second = await engine.PublishAsync("approval", Flows.Sequence(Flows.Step("Test.Effect", "quite-different")));
        Assert.Equal(2, second.Version);
        Assert.NotEqual(first.Id, second.Id);
        await engine.StartAsync("approval", "new");

        Assert.Equal(100, await engine.Instances.CountAsync(new WorkflowInstanceFilter { DefinitionVersionId = first.Id, WorkflowStatus = WorkflowStatus.Running }));
        foreach (var bookmark in await engine.BookmarksAsync())
            Assert.Equal(WorkflowStatus.Finished, (await engine.ResumeAsync(bookmark.Id))!.Status);
        Assert.Equal(1, engine.Effects.Of("old7:after"));
        Assert.Equal(1, engine.Effects.Of("new:quite-different"));
        Assert.Equal(2, (await engine.InstanceAsync("new")).Version);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task R_18_a_thousand_instances_stay_on_their_versions_while_a_hundred_are_published(string kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var engine = await EngineHost.StartAsync(database);
        await engine.PublishAsync("approval", Version(1));
        var published = 1;
        var publishing = Task.Run(async () =>
        {
            for (var version = 2; version <= 101; version++)
            {
                await engine.PublishAsync("approval", Version(version));
                Volatile.Write(ref published, version);
            }
        });
        await Parallel.ForAsync(0, 1_000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) =>
        {
            var before = Volatile.Read(ref published);
            await engine.StartAsync("approval", "i" + i);
            Assert.InRange((await engine.InstanceAsync("i" + i)).Version, before, 101);
        });
        await publishing;

        var versions = (await engine.Instances.FindManyAsync(new WorkflowInstanceFilter())).ToDictionary(instance => instance.Id, instance => instance.Version);
        Assert.Equal(1_000, versions.Count);
        Assert.True(versions.Values.Distinct().Count() > 5, $"Only {versions.Values.Distinct().Count()} versions were in use at once.");
        await Parallel.ForEachAsync(await engine.BookmarksAsync(), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (bookmark, _) => await engine.ResumeAsync(bookmark.Id));
        Assert.All(versions, one => Assert.Equal(1, engine.Effects.Of($"{one.Key}:after{one.Value}")));
        Assert.Equal(2_000, engine.Effects.Total);

        static string Version(int number) => Flows.Sequence(Flows.Step("Test.Effect", "before" + number), Flows.Step("Test.Ask", "ask"), Flows.Step("Test.Effect", "after" + number));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_step_whose_class_has_vanished_is_shown_as_not_found_and_faults_only_when_it_is_reached(string kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using (var before = await EngineHost.StartAsync(database))
        {
            await before.PublishAsync("approval", Flows.Approval);
            await before.StartAsync("approval", "one");
            await before.SqlAsync("""UPDATE ElsaDefinitions SET StringData = replace(StringData, '"id":"after","type":"Test.Effect"', '"id":"after","type":"Test.Gone"')""");
        }

        await using var engine = await EngineHost.StartAsync(database);
        var graph = await engine.Services.GetRequiredService<IWorkflowDefinitionService>().FindWorkflowGraphAsync("approval", VersionOptions.Latest);
        Assert.Equal("Test.Gone", Assert.IsType<Elsa.Workflows.Activities.NotFoundActivity>(graph!.Nodes.Single(node => node.Activity.Id == "after").Activity).MissingTypeName);

        await engine.StartAsync("approval", "two");
        Assert.Equal(1, engine.Effects.Of("two:before"));
        foreach (var id in new[] { "one", "two" })
        {
            await engine.ResumeAsync(Assert.Single(await engine.BookmarksAsync(id)).Id);
            var instance = await engine.InstanceAsync(id);
            Assert.Equal(WorkflowSubStatus.Faulted, instance.SubStatus);
            Assert.Contains("Test.Gone", Assert.Single(instance.WorkflowState.Incidents).Message);
        }
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task R_20_looking_at_a_published_definition_makes_no_draft(string kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var engine = await EngineHost.StartAsync(database);
        await engine.PublishAsync("approval", Flows.Approval);

        var draft = await engine.Publisher.GetDraftAsync("approval", VersionOptions.Latest);
        await engine.Services.GetRequiredService<IWorkflowDefinitionService>().FindWorkflowGraphAsync("approval", VersionOptions.Latest);

        Assert.Equal(2, draft!.Version);
        Assert.Equal(1, await engine.CountAsync("ElsaDefinitions"));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Every_version_is_kept_and_one_is_published_and_one_the_latest(string kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var engine = await EngineHost.StartAsync(database);
        var published = await engine.PublishAsync("life", Flows.Approval);
        var draft = (await engine.Publisher.GetDraftAsync("life", VersionOptions.Latest))!;
        draft.StringData = Flows.Sequence(Flows.Step("Test.Effect", "new"));
        await engine.Publisher.SaveDraftAsync(draft);
        draft = (await engine.Publisher.GetDraftAsync("life", VersionOptions.Latest))!;
        draft.Description = "saved again in place";
        await engine.Publisher.SaveDraftAsync(draft);
        Assert.Equal([(1, false, true), (2, true, false)], await VersionsAsync(engine));
        Assert.Equal(published.Id, (await engine.Services.GetRequiredService<IWorkflowDefinitionService>().FindWorkflowGraphAsync("life", VersionOptions.Published))!.Workflow.Identity.Id);

        Assert.True((await engine.Publisher.PublishAsync("life")).Succeeded);
        Assert.Equal([(1, false, false), (2, true, true)], await VersionsAsync(engine));

        var reverted = await engine.Publisher.RevertVersionAsync("life", 1);
        Assert.Equal((3, true, false), (reverted.Version, reverted.IsLatest, reverted.IsPublished));
        Assert.Equal([(1, false, false), (2, false, true), (3, true, false)], await VersionsAsync(engine));

        Assert.True(await engine.Definitions.DeleteVersionAsync("life", 3));
        Assert.Equal([(1, false, false), (2, true, true)], await VersionsAsync(engine));
        Assert.False((await engine.Publisher.RetractAsync("life"))!.IsPublished);
        Assert.Null(await engine.Publisher.RetractAsync("life"));
        Assert.Equal(2, await engine.Definitions.DeleteByDefinitionIdAsync("life"));
        Assert.Equal(0, await engine.Definitions.DeleteByDefinitionIdAsync("life"));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_draft_on_which_an_instance_runs_is_not_changed_in_place(string kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var engine = await EngineHost.StartAsync(database);
        await engine.PublishAsync("test", Flows.Approval);
        await engine.StartAsync("test", "running");
        await engine.Publisher.RetractAsync("test");
        var draft = (await engine.Publisher.GetDraftAsync("test", VersionOptions.Latest))!;
        draft.StringData = Flows.Sequence(Flows.Step("Test.Effect", "other"));

        Assert.Equal(2, (await engine.Publisher.SaveDraftAsync(draft)).Version);

        await engine.ResumeAsync(Assert.Single(await engine.BookmarksAsync("running")).Id);
        Assert.Equal(1, engine.Effects.Of("running:after"));
    }

    public static TheoryData<string, string, string> Unfit => new()
    {
        { Flows.Sequence(Flows.Step("Nobody.Knows", "x")), "Nobody.Knows", "x" },
        { """{"id":"root","type":"Elsa.Flowchart","version":1,"activities":[{"id":"a","type":"Test.Effect","version":1}],"connections":[{"source":{"activity":"a","port":"Done"},"target":{"activity":"ghost","port":"In"}}]}""", "$.connections[0].target", "ghost" },
        { Flows.Sequence(Flows.Step("Elsa.WriteLine", "w", """ "text":{"typeName":"String","expression":{"type":"JavaScript","value":"1 +* 2"}} """)), "$.activities[0].text.expression", "w" },
        { Flows.Sequence(Flows.Step("Elsa.WriteLine", "w", """ "text":{"typeName":"String","expression":{"type":"Liquid","value":"{{ unclosed"}} """)), "$.activities[0].text.expression", "w" },
        { Flows.Sequence(Flows.Step("Test.Effect", "same"), Flows.Step("Test.Effect", "same")), "$.activities[1]", "same" },
        { Flows.Sequence(Flows.Step("Test.Effect", "typed", """ "customProperties":{"$type":"System.IO.FileInfo, System"} """)), "$type", "typed" },
    };

    [Theory]
    [MemberData(nameof(Unfit))]
    public async Task R_15_a_definition_that_cannot_run_is_refused_with_the_path_to_the_fault(string json, string told, string activityId)
    {
        await using var database = await TestDatabase.CreateAsync(TestDatabase.Sqlite);
        await using var engine = await EngineHost.StartAsync(database);

        var result = await engine.TryPublishAsync("unfit", json);

        Assert.False(result.Succeeded);
        var error = Assert.Single(result.ValidationErrors);
        Assert.Contains(told, error.Message, StringComparison.Ordinal);
        Assert.Equal(activityId, error.ActivityId);
        Assert.Equal(0, await engine.CountAsync("ElsaDefinitions"));
    }

    [Fact]
    public async Task R_15_nesting_and_size_are_limited_and_checked_in_bounded_time()
    {
        await using var database = await TestDatabase.CreateAsync(TestDatabase.Sqlite);
        await using var engine = await EngineHost.StartAsync(database);
        var deep = new StringBuilder();
        for (var i = 0; i < 200; i++)
            deep.Append($$"""{"id":"s{{i}}","type":"Elsa.Sequence","version":1,"activities":[""");
        for (var i = 0; i < 200; i++)
            deep.Append("]}");
        var wide = Flows.Sequence(Enumerable.Range(0, 2000).Select(i => Flows.Step("Elsa.WriteLine", "w" + i, """ "text":{"typeName":"String","expression":{"type":"JavaScript","value":"a(b(c(1)))"}} """)).ToArray());
        var large = Flows.Sequence(Flows.Step("Test.Effect", "big", $"\"customProperties\":{{\"x\":\"{new string('x', 20_000_000)}\"}}"));

        var clock = System.Diagnostics.Stopwatch.StartNew();
        var nested = Assert.Single((await engine.TryPublishAsync("deep", deep.ToString())).ValidationErrors);
        Assert.Contains("nested deeper", nested.Message, StringComparison.Ordinal);
        Assert.Contains("larger than 5 MB", Assert.Single((await engine.TryPublishAsync("large", large)).ValidationErrors).Message, StringComparison.Ordinal);
        Assert.True((await engine.TryPublishAsync("wide", wide)).Succeeded);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), $"It took {clock.Elapsed}.");
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task R_15_a_stored_definition_that_cannot_be_read_is_set_apart_and_others_run(string kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using (var engine = await EngineHost.StartAsync(database))
        {
            foreach (var id in new[] { "good", "cut", "parts", "typed" })
                await engine.PublishAsync(id, Flows.Approval);
            await engine.SqlAsync("UPDATE ElsaDefinitions SET StringData = $1 WHERE DefinitionId = 'cut'", "{\"id\":\"root\",\"ty");
            await engine.SqlAsync("UPDATE ElsaDefinitions SET Parts = $1 WHERE DefinitionId = 'parts'", "nonsense");
            await engine.SqlAsync("UPDATE ElsaDefinitions SET StringData = $1 WHERE DefinitionId = 'typed'", "{\"id\":\"root\",\"type\":\"Elsa.Sequence\",\"activities\":[],\"customProperties\":{\"$type\":\"System.IO.FileInfo, System\"}}");
        }

        await using var restarted = await EngineHost.StartAsync(database);
        var store = restarted.Services.GetRequiredService<IWorkflowDefinitionStore>();
        Assert.Equal(4, (await store.FindSummariesAsync(new WorkflowDefinitionFilter())).Count());
        Assert.Equal(4, (await store.FindManyAsync(new WorkflowDefinitionFilter())).Count());
        foreach (var id in new[] { "cut", "parts", "typed" })
        {
            var found = await restarted.Services.GetRequiredService<IWorkflowDefinitionService>().TryFindWorkflowGraphAsync(id, VersionOptions.Published);
            Assert.True(found is { WorkflowDefinitionExists: true, WorkflowGraphExists: false }, id);
            await Assert.ThrowsAsync<InvalidOperationException>(() => restarted.StartAsync(id));
        }

        Assert.Single((await restarted.StartAsync("good")).Bookmarks);
    }

    [Fact]
    public async Task S_01_a_type_of_the_program_named_in_a_draft_is_refused_and_nothing_stored()
    {
        await using var database = await TestDatabase.CreateAsync(TestDatabase.Sqlite);
        await using var engine = await EngineHost.StartAsync(database);
        var model = new WorkflowDefinitionModel
        {
            DefinitionId = "evil",
            Name = "evil",
            Root = engine.Services.GetRequiredService<IActivitySerializer>().Deserialize(Flows.Sequence(Flows.Step("Test.Effect", "x"))),
        };
        model.Root!.CustomProperties["$type"] = "System.Diagnostics.Process, System.Diagnostics.Process";

        var result = await engine.Services.GetRequiredService<IWorkflowDefinitionImporter>().ImportAsync(new SaveWorkflowDefinitionRequest { Model = model });

        Assert.False(result.Succeeded);
        Assert.Contains("$type", Assert.Single(result.ValidationErrors).Message, StringComparison.Ordinal);
        Assert.Equal(0, await engine.CountAsync("ElsaDefinitions"));
    }

    [Fact]
    public async Task An_unfinished_draft_may_be_saved_and_keeps_its_parts()
    {
        await using var database = await TestDatabase.CreateAsync(TestDatabase.Sqlite);
        await using var engine = await EngineHost.StartAsync(database);
        var model = new WorkflowDefinitionModel
        {
            DefinitionId = "draft",
            Name = " Draft ",
            Variables = [new VariableDefinition("v1", "Amount", "Decimal", false, "50", "Elsa.Workflows.WorkflowInstanceStorageDriver, Elsa.Workflows.Core"), new VariableDefinition("v2", "Tags", "String", true, "[\"a\",\"b\"]", null)],
            Inputs = [new InputDefinition { Name = "Budget", Type = typeof(decimal), DisplayName = "Budget", UIHint = "single-line" }],
            Outputs = [new OutputDefinition { Name = "Decision", Type = typeof(string) }],
            Outcomes = ["Yes", "No"],
            CustomProperties = new Dictionary<string, object> { ["process"] = new Dictionary<string, object> { ["number"] = "PA" } },
            Root = engine.Services.GetRequiredService<IActivitySerializer>().Deserialize(Flows.Sequence(Flows.Step("Nobody.Knows", "later"))),
        };
        var importer = engine.Services.GetRequiredService<IWorkflowDefinitionImporter>();

        Assert.True((await importer.ImportAsync(new SaveWorkflowDefinitionRequest { Model = model })).Succeeded);
        Assert.False((await importer.ImportAsync(new SaveWorkflowDefinitionRequest { Model = model, Publish = true })).Succeeded);

        var stored = (await engine.Services.GetRequiredService<IWorkflowDefinitionStore>().FindAsync(new WorkflowDefinitionFilter { DefinitionId = "draft" }))!;
        Assert.Equal((1, true, false, "Draft"), (stored.Version, stored.IsLatest, stored.IsPublished, stored.Name));
        var read = await engine.Services.GetRequiredService<Elsa.Workflows.Management.Mappers.WorkflowDefinitionMapper>().MapAsync(stored);
        Assert.Equal([("Amount", "Decimal", "50", "WorkflowInstanceStorageDriver"), ("Tags", "String[]", "[\"a\",\"b\"]", null)], read.Variables!.Select(v => (v.Name, v.TypeName, v.Value!, v.StorageDriverTypeName)));
        Assert.Equal((typeof(decimal), "single-line"), (read.Inputs!.Single().Type, read.Inputs!.Single().UIHint));
        Assert.Equal(["Yes", "No"], read.Outcomes);
        Assert.Contains("Nobody.Knows", stored.StringData, StringComparison.Ordinal);
        Assert.Equal("PA", ((IDictionary<string, object>)read.CustomProperties!["process"])["number"]);
    }

    private static async Task<List<(int, bool, bool)>> VersionsAsync(EngineHost engine) =>
        (await engine.Services.GetRequiredService<IWorkflowDefinitionStore>().FindManyAsync(new WorkflowDefinitionFilter { DefinitionId = "life" }))
        .Select(version => (version.Version, version.IsLatest, version.IsPublished)).Order().ToList();
}
