using Elsa.Common.Models;
using Elsa.Tests.Storage;
using Elsa.Workflows;
using Elsa.Workflows.Runtime;
using Elsa.Workflows.Runtime.Requests;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Elsa.Tests.Runtime;

/// <summary>Accepted work is done once, or waits where a person sees it.</summary>
public sealed class QueueTrials
{
    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task R_12_of_a_thousand_rows_none_is_skipped_while_others_are_removed(string kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var engine = await EngineHost.StartAsync(database);
        var definition = await engine.PublishAsync("quick", Flows.Sequence(Flows.Step("Test.Effect", "done")));
        var now = engine.Time.GetUtcNow();
        await engine.Database.WriteAsync(async session =>
        {
            for (var i = 0; i < 1_000; i++)
                await new QueueRow($"q{i:0000}", QueueKind.Start, now) { InstanceId = null, Data = QueueRow.Write(new DispatchWorkflowDefinitionRequest(definition.Id) { InstanceId = $"i{i:0000}" }) }.SaveAsync(session);
            return 0;
        }, TestContext.Current.CancellationToken);

        // A row is either taken by the worker or by this remover, never by both and never by none.
        var removed = 0;
        var remover = Task.Run(async () =>
        {
            for (var i = 999; i >= 700; i -= 3)
                removed += await engine.Database.WriteAsync(session => session.ExecuteAsync("DELETE FROM ElsaQueue WHERE Id = $1 AND Attempts = 0", $"q{i:0000}"));
        }, TestContext.Current.CancellationToken);
        var worker = engine.Services.GetRequiredService<QueueWorker>();
        await worker.DrainAsync(TestContext.Current.CancellationToken);
        await remover;
        await EngineHost.SoonAsync(async () => await engine.CountAsync("ElsaQueue") == 0, "the queue is empty", 60);

        Assert.Equal(1_000 - removed, await engine.CountAsync("ElsaInstances"));
        Assert.Equal(1_000 - removed, engine.Effects.Attempts);
    }

    [Fact]
    public async Task R_22_twenty_dispatched_instances_survive_a_database_that_goes_away_and_comes_back()
    {
        await using var database = await TestDatabase.CreateAsync(TestDatabase.PostgreSql);
        await using var engine = await EngineHost.StartAsync(database, new Microsoft.Extensions.Time.Testing.FakeTimeProvider(DateTimeOffset.UtcNow) { AutoAdvanceAmount = TimeSpan.FromMilliseconds(100) });
        var definition = await engine.PublishAsync("steps", Flows.Sequence(Flows.Step("Test.Effect", "one"), Flows.Delay("pause", TimeSpan.FromSeconds(5)), Flows.Step("Test.Effect", "two")));
        for (var i = 0; i < 20; i++)
            await engine.Services.GetRequiredService<IWorkflowDispatcher>().DispatchAsync(new DispatchWorkflowDefinitionRequest(definition.Id) { InstanceId = "i" + i }, null, TestContext.Current.CancellationToken);

        await GateAsync(database, open: false);
        for (var i = 0; i < 30; i++)
        {
            engine.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        await GateAsync(database, open: true);
        await EngineHost.SoonAsync(async () =>
        {
            engine.Time.Advance(TimeSpan.FromSeconds(20));
            try
            {
                return await engine.CountAsync("ElsaQueue") == 0 && await engine.CountAsync($"ElsaInstances WHERE SubStatus = {(int)WorkflowSubStatus.Finished}") == 20;
            }
            catch (NpgsqlException)
            {
                // A connection of before; the pool opens others.
                return false;
            }
        }, "all twenty end", 60);
        Assert.Equal(40, engine.Effects.Total);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Work_that_keeps_failing_is_seen_and_a_person_tries_it_again_or_gives_it_up(string kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var engine = await EngineHost.StartAsync(database);
        var desk = engine.Services.GetRequiredService<StuckWorkDesk>();
        foreach (var id in new[] { "later", "never" })
            await engine.Services.GetRequiredService<IWorkflowDispatcher>().DispatchAsync(new DispatchWorkflowDefinitionRequest("missing") { InstanceId = id }, null, TestContext.Current.CancellationToken);
        await engine.PassAsync(TimeSpan.FromMinutes(1), async () => (await desk.ListAsync(PageArgs.All, TestContext.Current.CancellationToken)).TotalCount == 2, "both are given up");

        var stuck = await desk.ListAsync(PageArgs.FromPage(0, 1), TestContext.Current.CancellationToken);
        Assert.Equal(2, stuck.TotalCount);
        Assert.Contains("missing", Assert.Single(stuck.Items).Reason, StringComparison.Ordinal);
        var all = (await desk.ListAsync(PageArgs.All, TestContext.Current.CancellationToken)).Items;
        Assert.All(all, work => Assert.Equal("Start", work.Kind));

        Assert.True(await desk.DiscardAsync(all.First().Id, "mei", TestContext.Current.CancellationToken));
        Assert.False(await desk.DiscardAsync(all.First().Id, "mei", TestContext.Current.CancellationToken));
        Assert.False(await desk.RetryAsync(all.First().Id, "mei", TestContext.Current.CancellationToken));
        Assert.True(await desk.RetryAsync(all.Last().Id, "mei", TestContext.Current.CancellationToken));
        Assert.Equal(0, (await desk.ListAsync(PageArgs.All, TestContext.Current.CancellationToken)).TotalCount);
        await engine.PassAsync(TimeSpan.FromMinutes(1), async () => (await desk.ListAsync(PageArgs.All, TestContext.Current.CancellationToken)).TotalCount == 1, "it fails again");
    }

    private static async Task GateAsync(TestDatabase database, bool open)
    {
        var target = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        var name = target.Database;
        target.Database = "postgres";
        await using var connection = new NpgsqlConnection(target.ConnectionString + ";Pooling=False");
        await connection.OpenAsync();
        foreach (var sql in new[] { $"ALTER DATABASE \"{name}\" WITH ALLOW_CONNECTIONS {(open ? "true" : "false")}", $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'" })
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
        }
    }
}
