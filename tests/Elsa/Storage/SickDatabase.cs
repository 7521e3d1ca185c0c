using System.Data.Common;
using System.Diagnostics;
using Elsa.Tests.Runtime;
using Elsa.Workflows;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Elsa.Tests.Storage;

/// <summary>A database that is full, read-only or busy says so, keeps nothing half, and is used again when it is well, without a restart.</summary>
public sealed class SickDatabase
{
    [Fact]
    public async Task R_26_a_full_disk_is_an_error_nothing_is_half_and_the_engine_goes_on_when_there_is_room()
    {
        using var disk = TinyDisk.Mount(24);
        var database = TestDatabase.Open(TestDatabase.Sqlite, $"Data Source={Path.Combine(disk.Folder, "engine.db")}");
        await using var engine = await EngineHost.StartAsync(database);
        await engine.PublishAsync("approval", Flows.Approval);
        await engine.StartAsync("approval", "waits");
        disk.Fill();

        var (started, errors) = (new List<string>(), new List<SqliteException>());
        for (var number = 0; number < 5_000 && errors.Count < 20; number++)
        {
            try
            {
                await engine.StartAsync("approval", $"s{number}");
                started.Add($"s{number}");
            }
            catch (SqliteException error)
            {
                errors.Add(error);
            }
        }

        Assert.Equal(20, errors.Count);
        Assert.All(errors, error => Assert.Equal(13, error.SqliteErrorCode));
        Assert.Equal(started.Count + 1, await engine.CountAsync("ElsaInstances"));
        Assert.Equal(started.Count + 1, await engine.CountAsync("ElsaBookmarks"));
        Assert.Equal(started.Count + 1, await engine.CountAsync("ElsaJournal"));

        disk.MakeRoom();
        await EndsWellAsync(engine, "waits");
    }

    [Fact]
    public async Task R_26_a_read_only_database_is_an_error_and_is_used_again_when_it_may_be_written()
    {
        await using var database = await TestDatabase.CreateAsync(TestDatabase.PostgreSql);
        await using var engine = await EngineHost.StartAsync(database);
        await engine.PublishAsync("approval", Flows.Approval);
        await engine.StartAsync("approval", "waits");
        await SetReadOnlyAsync(database, true);

        await EngineHost.SoonAsync(async () => (await FailAsync(engine, "refused")).SqlState == PostgresErrorCodes.ReadOnlySqlTransaction, "writing is refused");
        Assert.Null(await engine.InstanceAsync("refused"));
        Assert.Equal(WorkflowSubStatus.Suspended, (await engine.InstanceAsync("waits")).SubStatus);

        await SetReadOnlyAsync(database, false);
        await EngineHost.SoonAsync(async () =>
        {
            try
            {
                await engine.StartAsync("approval", "accepted");
                return true;
            }
            catch (NpgsqlException)
            {
                // A connection of before; the pool opens others.
                return false;
            }
        }, "writing is possible again");
        await EndsWellAsync(engine, "waits");
    }

    [Fact]
    public async Task R_26_a_file_that_another_program_holds_is_waited_for_once_and_not_by_each_caller_in_turn()
    {
        await using var database = await TestDatabase.CreateAsync(TestDatabase.Sqlite);
        await using var engine = await EngineHost.StartAsync(TestDatabase.Open(TestDatabase.Sqlite, database.ConnectionString + ";Default Timeout=2"));
        await engine.PublishAsync("approval", Flows.Approval);
        await engine.StartAsync("approval", "waits");
        await using (var other = new SqliteConnection(database.ConnectionString + ";Pooling=False"))
        {
            await other.OpenAsync();
            await using var held = await other.BeginTransactionAsync();
            await ExecuteAsync(other, "CREATE TABLE Other (x INTEGER)", held);
            var watch = Stopwatch.StartNew();
            var errors = await Task.WhenAll(Enumerable.Range(0, 32).Select(number => Task.Run(() => Assert.ThrowsAsync<SqliteException>(() => engine.StartAsync("approval", $"s{number}")))));
            Assert.All(errors, error => Assert.Equal(5, error.SqliteErrorCode));
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(25), $"32 callers waited {watch.Elapsed} in all.");
            await held.RollbackAsync();
        }

        Assert.Equal(1, await engine.CountAsync("ElsaInstances"));
        await EndsWellAsync(engine, "waits");
    }

    private static async Task EndsWellAsync(EngineHost engine, string id)
    {
        await engine.ResumeAsync(Assert.Single(await engine.BookmarksAsync(id)).Id);
        Assert.Equal(WorkflowSubStatus.Finished, (await engine.InstanceAsync(id)).SubStatus);
    }

    private static async Task<PostgresException> FailAsync(EngineHost engine, string id)
    {
        var error = await Assert.ThrowsAnyAsync<NpgsqlException>(() => engine.StartAsync("approval", id));
        return error as PostgresException ?? new PostgresException("", "", "", "");
    }

    // New connections follow the setting; those that are open are ended, as a failover would.
    private static async Task SetReadOnlyAsync(TestDatabase database, bool on)
    {
        await using var connection = new NpgsqlConnection(database.ConnectionString + ";Pooling=False");
        await connection.OpenAsync();
        await ExecuteAsync(connection, "SET default_transaction_read_only = off");
        await ExecuteAsync(connection, $"ALTER DATABASE {connection.Database} SET default_transaction_read_only = {(on ? "on" : "off")}");
        await ExecuteAsync(connection, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
    }

    private static async Task ExecuteAsync(DbConnection connection, string sql, DbTransaction? transaction = null)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = transaction;
        await command.ExecuteNonQueryAsync();
    }
}
