using Elsa.Tests.Runtime;
using Elsa.Workflows;
using Npgsql;

namespace Elsa.Tests.Storage;

/// <summary>The lock of an instance is its row in the database; without the database nothing runs.</summary>
public sealed class UnreachableLock
{
    [Fact]
    public async Task R_40_nothing_continues_while_the_lock_cannot_be_had_and_all_does_once_when_it_can()
    {
        await using var database = await TestDatabase.CreateAsync(TestDatabase.PostgreSql);
        await using var engine = await EngineHost.StartAsync(database);
        await engine.PublishAsync("approval", Flows.Approval);
        for (var i = 0; i < 8; i++) await engine.StartAsync("approval", "i" + i);
        var bookmarks = await engine.BookmarksAsync();

        await AllowAsync(database, false);
        foreach (var bookmark in bookmarks) await Assert.ThrowsAnyAsync<NpgsqlException>(() => engine.ResumeAsync(bookmark.Id));
        for (var i = 0; i < 8; i++) Assert.Equal(0, engine.Effects.Of($"i{i}:after"));

        await AllowAsync(database, true);
        foreach (var bookmark in bookmarks) await EngineHost.SoonAsync(() => ResumedAsync(engine, bookmark.Id), "the bookmark is resumed");
        for (var i = 0; i < 8; i++)
        {
            Assert.Equal(WorkflowSubStatus.Finished, (await engine.InstanceAsync("i" + i)).SubStatus);
            Assert.Equal(1, engine.Effects.Of($"i{i}:after"));
        }
    }

    [Fact]
    public async Task R_40_who_finds_an_instance_locked_waits_and_then_sees_what_became_of_it()
    {
        await using var database = await TestDatabase.CreateAsync(TestDatabase.PostgreSql);
        await using var engine = await EngineHost.StartAsync(database);
        await engine.PublishAsync("approval", Flows.Approval);
        await engine.StartAsync("approval", "held");
        var bookmark = Assert.Single(await engine.BookmarksAsync("held"));

        await using var holder = new NpgsqlConnection(database.ConnectionString + ";Pooling=False");
        await holder.OpenAsync();
        await using var transaction = await holder.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("SELECT 1 FROM ElsaInstances WHERE Id = 'held' FOR UPDATE", holder, transaction)) await hold.ExecuteScalarAsync();
        var resumed = Task.Run(() => engine.ResumeAsync(bookmark.Id));
        Assert.NotSame(resumed, await Task.WhenAny(resumed, Task.Delay(500)));
        Assert.Equal(0, engine.Effects.Of("held:after"));

        await transaction.RollbackAsync();
        Assert.Equal(WorkflowStatus.Finished, (await resumed)!.Status);
        Assert.Equal(1, engine.Effects.Of("held:after"));
    }

    private static async Task<bool> ResumedAsync(EngineHost engine, string bookmarkId)
    {
        try
        {
            return await engine.ResumeAsync(bookmarkId) is not null;
        }
        catch (NpgsqlException)
        {
            // A connection of before; the pool opens others.
            return false;
        }
    }

    private static async Task AllowAsync(TestDatabase database, bool yes)
    {
        var server = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = false };
        var name = server.Database!;
        server.Database = "postgres";
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"ALTER DATABASE {name} ALLOW_CONNECTIONS {(yes ? "true" : "false")}", connection);
        await command.ExecuteNonQueryAsync();
        command.CommandText = $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'";
        if (!yes) await command.ExecuteNonQueryAsync();
    }
}
