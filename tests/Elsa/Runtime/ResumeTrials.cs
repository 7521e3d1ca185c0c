using Elsa.Tests.Storage;
using Elsa.Workflows;
using Elsa.Workflows.Management.Filters;
using Elsa.Workflows.Runtime;
using Elsa.Workflows.Runtime.Messages;
using Elsa.Workflows.Models;
using Microsoft.Extensions.DependencyInjection;

namespace Elsa.Tests.Runtime;

public sealed class ResumeTrials
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task R_01_two_hundred_waiting_instances_are_all_resumed_by_sixteen_callers(string kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var engine = await EngineHost.StartAsync(database);
        await engine.PublishAsync("approval", Flows.Approval);
        await Parallel.ForAsync(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) => await engine.StartAsync("approval", "i" + i));
        var bookmarks = await engine.BookmarksAsync();
        Assert.Equal(200, bookmarks.Count);

        var resumed = 0;
        await Parallel.ForEachAsync(bookmarks, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (bookmark, _) =>
        {
            if (await engine.ResumeAsync(bookmark.Id) is { Status: WorkflowStatus.Finished })
                Interlocked.Increment(ref resumed);
        });

        Assert.Equal(200, resumed);
        Assert.Equal(0, await engine.CountAsync("ElsaBookmarks"));
        Assert.Equal(0, await engine.CountAsync("ElsaQueue"));
        Assert.Equal(200, await engine.Instances.CountAsync(new WorkflowInstanceFilter { WorkflowSubStatus = WorkflowSubStatus.Finished }));
        Assert.Equal(400, engine.Effects.Total);
        Assert.Equal(400, engine.Effects.Attempts);
    }

    /// <summary>Elsa's issue 7223: of many completions in quick succession some stayed behind.</summary>
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Two_thousand_tasks_completed_in_quick_succession_leave_none_stuck(string kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var engine = await EngineHost.StartAsync(database);
        await engine.PublishAsync("approval", Flows.Approval);
        await Parallel.ForAsync(0, 2_000, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (i, _) => await engine.StartAsync("approval", "i" + i));

        await Parallel.ForEachAsync(await engine.BookmarksAsync(), new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (bookmark, _) =>
            Assert.Equal(WorkflowStatus.Finished, (await engine.ResumeAsync(bookmark.Id))!.Status));

        Assert.Equal((0, 0), (await engine.CountAsync("ElsaBookmarks"), await engine.CountAsync("ElsaQueue")));
        Assert.Equal(2_000, await engine.Instances.CountAsync(new WorkflowInstanceFilter { WorkflowSubStatus = WorkflowSubStatus.Finished }));
        Assert.Equal((4_000, 4_000), (engine.Effects.Total, engine.Effects.Attempts));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Eight_tasks_of_one_instance_completed_at_once_are_all_taken_in(string kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var engine = await EngineHost.StartAsync(database);
        var asks = Enumerable.Range(1, 8).Select(i => Flows.Step("Test.Ask", "ask" + i)).ToArray();
        await engine.PublishAsync("eight", $$"""{"id":"root","type":"Elsa.Parallel","version":1,"activities":[{{string.Join(",", asks)}}]}""");
        for (var round = 0; round < 25; round++)
        {
            var id = "one" + round;
            await engine.StartAsync("eight", id);
            var bookmarks = await engine.BookmarksAsync(id);
            Assert.Equal(8, bookmarks.Count);

            var answers = await Task.WhenAll(bookmarks.Select(bookmark => Task.Run(() => engine.ResumeAsync(bookmark.Id))));

            Assert.All(answers, Assert.NotNull);
            Assert.Equal(WorkflowSubStatus.Finished, (await engine.InstanceAsync(id)).SubStatus);
        }
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task R_02_fifty_parallel_resumes_have_one_effect(string kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var engine = await EngineHost.StartAsync(database);
        await engine.PublishAsync("approval", Flows.Approval);
        await engine.StartAsync("approval", "one");
        var bookmark = Assert.Single(await engine.BookmarksAsync("one"));

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => engine.ResumeAsync(bookmark.Id))));

        Assert.Single(answers, answer => answer is not null);
        Assert.Equal(1, engine.Effects.Of("one:after"));
        Assert.Equal(WorkflowSubStatus.Finished, (await engine.InstanceAsync("one")).SubStatus);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task R_02_two_nodes_that_resume_one_bookmark_have_one_effect(string kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var ledger = new EffectLedger();
        await using var first = await EngineHost.StartAsync(database, services: services => services.AddSingleton(ledger));
        await using var second = await EngineHost.StartAsync(database, services: services => services.AddSingleton(ledger));
        await first.PublishAsync("approval", Flows.Approval);
        for (var i = 0; i < 20; i++)
        {
            var id = "shared" + i;
            await first.StartAsync("approval", id);
            var bookmark = Assert.Single(await first.BookmarksAsync(id));
            var answers = await Task.WhenAll(Task.Run(() => first.ResumeAsync(bookmark.Id)), Task.Run(() => second.ResumeAsync(bookmark.Id)));
            Assert.Single(answers, answer => answer is not null);
        }
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Creating_the_same_instance_again_changes_nothing_and_shows_it_as_it_stands(string kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var engine = await EngineHost.StartAsync(database);
        await engine.PublishAsync("approval", Flows.Approval);

        var first = await engine.StartAsync("approval", "same");
        var again = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => engine.StartAsync("approval", "same"))));

        Assert.All(again, answer => Assert.Equal(first.Bookmarks.Single().Id, answer.Bookmarks.Single().Id));
        Assert.Equal(1, engine.Effects.Of("same:before"));
        Assert.Equal(1, await engine.CountAsync("ElsaInstances"));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_cancelled_instance_waits_for_nothing_and_cannot_be_resumed(string kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var engine = await EngineHost.StartAsync(database);
        await engine.PublishAsync("approval", Flows.Approval);
        await engine.StartAsync("approval", "gone");
        var bookmark = Assert.Single(await engine.BookmarksAsync("gone"));

        Assert.True(await engine.Services.GetRequiredService<IWorkflowCancellationService>().CancelWorkflowAsync("gone"));

        Assert.Equal(WorkflowSubStatus.Cancelled, (await engine.InstanceAsync("gone")).SubStatus);
        Assert.Empty(await engine.BookmarksAsync("gone"));
        Assert.Null(await engine.ResumeAsync(bookmark.Id));
        Assert.Equal(0, engine.Effects.Of("gone:after"));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_dispatched_start_runs_in_the_background_once(string kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var engine = await EngineHost.StartAsync(database);
        var definition = await engine.PublishAsync("approval", Flows.Approval);

        var answer = await engine.Services.GetRequiredService<IWorkflowDispatcher>().DispatchAsync(
            new Elsa.Workflows.Runtime.Requests.DispatchWorkflowDefinitionRequest(definition.Id) { InstanceId = "later" }, null, TestContext.Current.CancellationToken);

        Assert.True(answer.Succeeded);
        await EngineHost.SoonAsync(async () => (await engine.BookmarksAsync("later")).Count == 1, "the instance waits");
        await EngineHost.SoonAsync(async () => await engine.CountAsync("ElsaQueue") == 0, "the queue is empty");
        Assert.Equal(1, engine.Effects.Of("later:before"));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task R_07_an_event_published_before_its_bookmark_is_saved_is_not_lost(string kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var engine = await EngineHost.StartAsync(database);
        await engine.PublishAsync("early", Flows.Sequence(Flows.Publish("publish", "Ready"), Flows.Event("wait", "Ready"), Flows.Step("Test.Effect", "after")));

        await engine.StartAsync("early", "e1");

        await EngineHost.SoonAsync(async () => (await engine.InstanceAsync("e1")).SubStatus == WorkflowSubStatus.Finished, "the event arrives");
        Assert.Equal(1, engine.Effects.Of("e1:after"));
        await EngineHost.SoonAsync(async () => await engine.CountAsync("ElsaQueue") == 0, "the queue is empty");
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task R_07_an_event_for_an_instance_that_does_not_wait_yet_is_kept_for_it(string kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var engine = await EngineHost.StartAsync(database);
        await engine.PublishAsync("later", Flows.Sequence(Flows.Step("Test.Ask", "ask"), Flows.Event("wait", "Ready")));
        await engine.StartAsync("later", "e2");
        var bookmark = Assert.Single(await engine.BookmarksAsync("e2"));

        await engine.Services.GetRequiredService<IEventPublisher>().PublishAsync("Ready", workflowInstanceId: "e2", cancellationToken: TestContext.Current.CancellationToken);

        // Looking for it in vain, many times, is no failure.
        var late = engine.Time.GetUtcNow().AddSeconds(40).UtcTicks;
        await EngineHost.SoonAsync(async () =>
        {
            engine.Time.Advance(TimeSpan.FromSeconds(2));
            return await engine.CountAsync($"ElsaQueue WHERE LastAttemptedAt > {late}") == 1;
        }, "it is looked for again and again", 60);
        await engine.ResumeAsync(bookmark.Id);

        await EngineHost.SoonAsync(async () =>
        {
            engine.Time.Advance(TimeSpan.FromSeconds(1));
            return (await engine.InstanceAsync("e2")).SubStatus == WorkflowSubStatus.Finished;
        }, "the kept event is delivered");
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task R_08_a_workflow_that_sends_an_event_to_itself_does_not_wait_for_itself(string kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var engine = await EngineHost.StartAsync(database);
        await engine.PublishAsync("self", Flows.Flowchart(
            [Flows.Step("Elsa.Start", "start"), Flows.Event("wait", "Self"), Flows.Step("Test.Ask", "ask"), Flows.Publish("publish", "Self"), Flows.Step("Test.Effect", "after")],
            ("start", "wait"), ("start", "ask"), ("ask", "publish"), ("wait", "after")));
        await engine.StartAsync("self", "s1");
        var ask = (await engine.BookmarksAsync("s1")).Single(bookmark => bookmark.Name == "Test.Ask");

        var clock = System.Diagnostics.Stopwatch.StartNew();
        await engine.ResumeAsync(ask.Id);
        await EngineHost.SoonAsync(async () => (await engine.InstanceAsync("s1")).SubStatus == WorkflowSubStatus.Finished, "the event reaches its sender");

        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), $"It took {clock.Elapsed}.");
        Assert.Equal(1, engine.Effects.Of("s1:after"));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task An_event_starts_the_published_definition_that_waits_for_it(string kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var engine = await EngineHost.StartAsync(database);
        await engine.PublishAsync("starts", Flows.Sequence(Flows.Event("begin", "Go", starts: true), Flows.Step("Test.Effect", "after")));
        var events = engine.Services.GetRequiredService<IEventPublisher>();

        await events.PublishAsync("Go", cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(1, await engine.CountAsync("ElsaInstances"));

        await engine.Publisher.RetractAsync("starts", TestContext.Current.CancellationToken);
        await events.PublishAsync("Go", cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(1, await engine.CountAsync("ElsaInstances"));
        Assert.Equal(0, await engine.CountAsync("ElsaTriggers"));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task An_instance_that_was_created_but_not_run_is_continued_after_a_restart(string kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using (var engine = await EngineHost.StartAsync(database))
        {
            await engine.PublishAsync("approval", Flows.Approval);
            var client = await engine.Runtime.CreateClientAsync("pending", TestContext.Current.CancellationToken);
            await client.CreateInstanceAsync(new CreateWorkflowInstanceRequest { WorkflowDefinitionHandle = WorkflowDefinitionHandle.ByDefinitionId("approval") }, TestContext.Current.CancellationToken);
        }

        await using var restarted = await EngineHost.StartAsync(database);
        await EngineHost.SoonAsync(async () => (await restarted.BookmarksAsync("pending")).Count == 1, "the instance is continued");
        Assert.Equal(1, restarted.Effects.Of("pending:before"));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task R_17_an_instance_that_ended_the_process_again_and_again_needs_attention(string kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using (var engine = await EngineHost.StartAsync(database))
        {
            await engine.PublishAsync("approval", Flows.Approval);
            var client = await engine.Runtime.CreateClientAsync("poison", TestContext.Current.CancellationToken);
            await client.CreateInstanceAsync(new CreateWorkflowInstanceRequest { WorkflowDefinitionHandle = WorkflowDefinitionHandle.ByDefinitionId("approval") }, TestContext.Current.CancellationToken);
            await engine.SqlAsync("UPDATE ElsaInstances SET Attempts = 3");
        }

        await using var restarted = await EngineHost.StartAsync(database);
        await EngineHost.SoonAsync(async () => (await restarted.InstanceAsync("poison")).SubStatus == WorkflowSubStatus.Faulted, "the instance is set aside");
        Assert.Contains("needs attention", (await restarted.InstanceAsync("poison")).WorkflowState.Incidents.Single().Message, StringComparison.Ordinal);
        Assert.Equal(0, restarted.Effects.Total);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task R_06_an_answer_and_the_timeout_at_the_same_moment_have_one_outcome_a_thousand_times(string kind)
    {
        const int races = 1000;
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var engine = await EngineHost.StartAsync(database);
        await engine.PublishAsync("race", Flows.Sequence(Flows.Step("Test.Deadline", "race"), Flows.Step("Test.Effect", "after")));
        var ids = Enumerable.Range(0, races).Select(race => $"race{race}").ToList();
        await Parallel.ForEachAsync(ids, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (id, _) => await engine.StartAsync("race", id));
        var answers = (await engine.BookmarksAsync()).Where(bookmark => bookmark.Name == "Test.Deadline").ToList();
        Assert.Equal(races, answers.Count);

        // The timeouts fall due while the answers are on their way.
        var clicks = Task.Run(() => Parallel.ForEachAsync(answers, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (answer, _) => await engine.ResumeAsync(answer.Id)));
        await engine.PassAsync(TimeSpan.FromHours(1), async () => await engine.CountAsync("ElsaBookmarks") == 0, "all races end", 120);
        await clicks;

        Assert.All(ids, id => Assert.Equal(1, engine.Effects.Of(id + ":after")));
        Assert.All(ids, id => Assert.Equal(1, engine.Effects.InOrder.Count(key => key == id + ":answered") + engine.Effects.InOrder.Count(key => key == id + ":late")));
        Assert.Equal(0, await engine.CountAsync("ElsaTimers"));
        Assert.Equal(races, await engine.Instances.CountAsync(new WorkflowInstanceFilter { WorkflowSubStatus = WorkflowSubStatus.Finished }));
    }
}
