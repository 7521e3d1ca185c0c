using Elsa.Common.Entities;
using Elsa.Common.Models;
using Elsa.Tests.Runtime;
using Elsa.Workflows;
using Elsa.Workflows.Management;
using Elsa.Workflows.Management.Entities;
using Elsa.Workflows.Management.Enums;
using Elsa.Workflows.Management.Filters;
using Elsa.Workflows.Management.Models;
using Elsa.Workflows.Runtime;
using Elsa.Workflows.Runtime.Filters;
using Elsa.Workflows.Runtime.OrderDefinitions;
using Microsoft.Extensions.DependencyInjection;

namespace Elsa.Tests.Storage;

public sealed class StorageTrials
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task R_05_a_commit_of_which_one_statement_fails_leaves_nothing_behind(string kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var engine = await EngineHost.StartAsync(database);
        await engine.PublishAsync("approval", Flows.Approval);
        await engine.StartAsync("approval", "before");
        var bookmark = Assert.Single(await engine.BookmarksAsync("before"));
        await BreakJournalAsync(engine, kind);

        await Assert.ThrowsAnyAsync<Exception>(() => engine.StartAsync("approval", "broken"));
        await Assert.ThrowsAnyAsync<Exception>(() => engine.ResumeAsync(bookmark.Id));

        Assert.Null(await engine.Instances.FindAsync(new WorkflowInstanceFilter { Id = "broken" }));
        Assert.Empty(await engine.BookmarksAsync("broken"));
        Assert.Equal(WorkflowSubStatus.Suspended, (await engine.InstanceAsync("before")).SubStatus);
        Assert.Equal(bookmark.Id, Assert.Single(await engine.BookmarksAsync("before")).Id);

        await MendJournalAsync(engine, kind);
        Assert.Equal(WorkflowStatus.Finished, (await engine.ResumeAsync(bookmark.Id))!.Status);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task R_05_a_commit_that_fails_does_not_harm_those_it_was_joined_with(string kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var engine = await EngineHost.StartAsync(database);
        var writes = Enumerable.Range(0, 40).Select(i => Task.Run(() => engine.Database.WriteAsync(async session =>
        {
            await session.ExecuteAsync("INSERT INTO ElsaQueue (Id, Kind, CreatedAt, DueAt, Attempts) VALUES ($1, 0, 0, $2, 0)", "q" + i, long.MaxValue);
            if (i % 10 == 0)
                throw new InvalidOperationException("This one fails.");
            return i;
        }))).ToList();
        var failed = 0;
        foreach (var write in writes)
            try
            {
                await write;
            }
            catch (InvalidOperationException)
            {
                failed++;
            }

        Assert.Equal(4, failed);
        Assert.Equal(36, await engine.CountAsync("ElsaQueue"));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task R_14_an_instance_with_a_damaged_state_is_shown_as_faulted_and_disturbs_no_other(string kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        string healthy;
        await using (var engine = await EngineHost.StartAsync(database))
        {
            await engine.PublishAsync("approval", Flows.Approval);
            foreach (var id in new[] { "healthy", "cut", "typed" })
                await engine.StartAsync("approval", id);
            healthy = Assert.Single(await engine.BookmarksAsync("healthy")).Id;
            await DamageAsync(engine, "cut", "{\"id\":\"cut\",\"boo");
            await DamageAsync(engine, "typed", "{\"id\":\"typed\",\"$type\":\"System.Diagnostics.Process, System\",\"input\":{\"$type\":\"System.Diagnostics.Process, System\"}}");
        }

        await using var restarted = await EngineHost.StartAsync(database);
        Assert.Equal(3, (await restarted.Instances.SummarizeManyAsync(new WorkflowInstanceFilter())).Count());
        var list = (await restarted.Instances.FindManyAsync(new WorkflowInstanceFilter())).ToDictionary(instance => instance.Id);
        foreach (var id in new[] { "cut", "typed" })
        {
            Assert.Equal(WorkflowSubStatus.Faulted, list[id].SubStatus);
            Assert.Contains("damaged", list[id].WorkflowState.Incidents.Single().Message, StringComparison.Ordinal);
            var waiting = Assert.Single(await restarted.BookmarksAsync(id));
            Assert.Null(await restarted.ResumeAsync(waiting.Id));
        }

        Assert.Equal(2, await restarted.Instances.CountAsync(new WorkflowInstanceFilter { WorkflowSubStatus = WorkflowSubStatus.Faulted, HasIncidents = true }));
        Assert.Equal(WorkflowStatus.Finished, (await restarted.ResumeAsync(healthy))!.Status);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Lists_filter_sort_search_and_page_in_the_database(string kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var engine = await EngineHost.StartAsync(database);
        await engine.PublishAsync("approval", Flows.Approval);
        await engine.PublishAsync("other", Flows.Sequence(Flows.Step("Test.Effect", "only")));
        for (var i = 0; i < 10; i++)
        {
            await engine.StartAsync("approval", "a" + i, "order-" + i % 3);
            await engine.StartAsync("other", "b" + i);
            engine.Time.Advance(TimeSpan.FromMilliseconds(5));
        }

        var store = engine.Instances;
        Assert.Equal(10, await store.CountAsync(new WorkflowInstanceFilter { DefinitionId = "approval" }));
        Assert.Equal(10, await store.CountAsync(new WorkflowInstanceFilter { WorkflowStatus = WorkflowStatus.Finished }));
        Assert.Equal(4, await store.CountAsync(new WorkflowInstanceFilter { CorrelationId = "order-0" }));
        Assert.Equal(4, await store.CountAsync(new WorkflowInstanceFilter { SearchTerm = "ORDER-0" }));
        Assert.Equal(0, await store.CountAsync(new WorkflowInstanceFilter { Ids = [] }));
        Assert.Equal(2, await store.CountAsync(new WorkflowInstanceFilter { Ids = ["a1", "b2", "none"] }));
        Assert.Equal(0, await store.CountAsync(new WorkflowInstanceFilter { SearchTerm = "'; DROP TABLE ElsaInstances; --" }));
        Assert.Equal(20, await store.CountAsync(new WorkflowInstanceFilter { TimestampFilters = [new TimestampFilter { Column = "CreatedAt", Operator = TimestampFilterOperator.GreaterThanOrEqual, Timestamp = new DateTimeOffset(2026, 11, 23, 1, 0, 0, TimeSpan.Zero) }] }));
        await Assert.ThrowsAsync<ArgumentException>(async () => await store.CountAsync(new WorkflowInstanceFilter { TimestampFilters = [new TimestampFilter { Column = "1; --", Timestamp = default }] }));

        var order = new WorkflowInstanceOrder<DateTimeOffset>(instance => instance.CreatedAt, OrderDirection.Descending);
        var seen = new List<string>();
        for (var page = 0; page < 4; page++)
        {
            var slice = await store.SummarizeManyAsync(new WorkflowInstanceFilter { DefinitionIds = ["approval"] }, PageArgs.FromPage(page, 3), order);
            Assert.Equal(10, slice.TotalCount);
            seen.AddRange(slice.Items.Select(item => item!.Id));
        }

        Assert.Equal(Enumerable.Range(0, 10).Reverse().Select(i => "a" + i), seen);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Thirty_thousand_ids_narrow_a_list_quickly(string kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var engine = await EngineHost.StartAsync(database);
        await engine.PublishAsync("approval", Flows.Approval);
        for (var i = 0; i < 50; i++)
            await engine.StartAsync("approval", "a" + i);
        var ids = Enumerable.Range(0, 30_000).Select(i => "a" + i * 2).ToList();

        var clock = System.Diagnostics.Stopwatch.StartNew();
        var page = await engine.Instances.SummarizeManyAsync(new WorkflowInstanceFilter { Ids = ids }, PageArgs.FromPage(0, 10));

        Assert.Equal(25, page.TotalCount);
        Assert.Equal(10, page.Items.Count);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(2), $"It took {clock.Elapsed}.");
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task The_journal_is_one_row_a_burst_and_reads_as_entries_and_executions(string kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var engine = await EngineHost.StartAsync(database);
        await engine.PublishAsync("approval", Flows.Approval);
        await engine.StartAsync("approval", "j1");
        await engine.StartAsync("approval", "j2");
        await engine.ResumeAsync(Assert.Single(await engine.BookmarksAsync("j1")).Id);
        Assert.Equal(3, await engine.CountAsync("ElsaJournal"));

        var journal = engine.Services.GetRequiredService<IWorkflowExecutionLogStore>();
        var entries = await journal.FindManyAsync(new WorkflowExecutionLogRecordFilter { WorkflowInstanceId = "j1" }, PageArgs.All, new WorkflowExecutionLogRecordOrder<long>(entry => entry.Sequence, OrderDirection.Ascending));
        Assert.Equal(Enumerable.Range(0, entries.Items.Count).Select(i => (long)i), entries.Items.Select(entry => entry!.Sequence));
        Assert.Contains(entries.Items, entry => entry is { ActivityId: "ask", EventName: "Suspended" or "Started" });
        Assert.Equal("after", (await journal.FindAsync(new WorkflowExecutionLogRecordFilter { WorkflowInstanceId = "j1", ActivityId = "after", EventName = "Completed" }))!.ActivityId);
        Assert.NotNull(await journal.FindAsync(new WorkflowExecutionLogRecordFilter { Id = entries.Items.First()!.Id }));

        var executions = engine.Services.GetRequiredService<IActivityExecutionStore>();
        var ask = Assert.Single(await executions.FindManyAsync(new ActivityExecutionRecordFilter { WorkflowInstanceId = "j1", ActivityId = "ask" }));
        Assert.Equal(ActivityStatus.Completed, ask.Status);
        Assert.False(ask.HasBookmarks);
        Assert.Equal("j1", (await executions.FindAsync(new ActivityExecutionRecordFilter { Id = ask.Id }))!.WorkflowInstanceId);
        var waiting = Assert.Single(await executions.FindManyAsync(new ActivityExecutionRecordFilter { WorkflowInstanceId = "j2", Completed = false, ActivityId = "ask" }));
        Assert.True(waiting.HasBookmarks);
        var stats = await engine.Services.GetRequiredService<IActivityExecutionStatsService>().GetStatsAsync("j2", waiting.ActivityNodeId);
        Assert.Equal((1, 0, 1, true), (stats.StartedCount, stats.CompletedCount, stats.UncompletedCount, stats.IsBlocked));

        Assert.Equal(1, await executions.DeleteManyAsync(new ActivityExecutionRecordFilter { Id = ask.Id }));
        Assert.Null(await executions.FindAsync(new ActivityExecutionRecordFilter { Id = ask.Id }));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_deleted_instance_takes_everything_with_it(string kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var engine = await EngineHost.StartAsync(database);
        await engine.PublishAsync("remind", Flows.Sequence(Flows.Step("Test.Remind", "step")));
        await engine.StartAsync("remind", "r1");

        Assert.Equal(1, await engine.Services.GetRequiredService<IWorkflowInstanceManager>().BulkDeleteAsync(new WorkflowInstanceFilter { Id = "r1" }));

        foreach (var table in new[] { "ElsaInstances", "ElsaInstanceStates", "ElsaBookmarks", "ElsaTimers", "ElsaJournal", "ElsaQueue" })
            Assert.Equal(0, await engine.CountAsync(table));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task R_33_an_old_program_does_not_start_on_the_tables_of_a_newer_one(string kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using (var engine = await EngineHost.StartAsync(database))
            await engine.SqlAsync("INSERT INTO ElsaSchema (Version) VALUES (99)");
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => EngineHost.StartAsync(database));
        Assert.Contains("99", error.Message, StringComparison.Ordinal);
    }

    internal static Task DamageAsync(EngineHost engine, string id, string state) =>
        engine.SqlAsync("UPDATE ElsaInstanceStates SET State = $2 WHERE Num = (SELECT Num FROM ElsaInstances WHERE Id = $1)", id, System.Text.Encoding.UTF8.GetBytes(state));

    private static async Task BreakJournalAsync(EngineHost engine, string kind)
    {
        if (kind == TestDatabase.Sqlite)
        {
            await engine.SqlAsync("CREATE TRIGGER break_journal BEFORE INSERT ON ElsaJournal BEGIN SELECT RAISE(ABORT, 'broken'); END");
            return;
        }

        await engine.SqlAsync("CREATE FUNCTION broken() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'broken'; END $$ LANGUAGE plpgsql");
        await engine.SqlAsync("CREATE TRIGGER break_journal BEFORE INSERT ON ElsaJournal FOR EACH ROW EXECUTE FUNCTION broken()");
    }

    private static Task MendJournalAsync(EngineHost engine, string kind) =>
        engine.SqlAsync(kind == TestDatabase.Sqlite ? "DROP TRIGGER break_journal" : "DROP TRIGGER break_journal ON ElsaJournal");
}
