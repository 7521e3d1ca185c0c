using Elsa.Common.Models;
using Elsa.Tests.Runtime;
using Elsa.Workflows.Management.Filters;
using Microsoft.Data.Sqlite;

namespace Elsa.Tests.Storage;

/// <summary>One SQLite file under many hands: the engine's writer, the business's own connections, and whoever reads.</summary>
public sealed class MixedLoad
{
    private const int Writers = 8;
    private const int Readers = 32;

    /// <summary>Ten minutes where somebody asks for them: PROCESSSALES_TRIAL_SECONDS=600.</summary>
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(int.TryParse(Environment.GetEnvironmentVariable("PROCESSSALES_TRIAL_SECONDS"), out var seconds) ? seconds : 8);

    [Fact]
    public async Task R_25_eight_writers_and_thirty_two_readers_are_never_told_that_the_database_is_locked()
    {
        await using var database = await TestDatabase.CreateAsync(TestDatabase.Sqlite);
        await using var engine = await EngineHost.StartAsync(database);
        await engine.PublishAsync("approval", Flows.Approval);
        await engine.SqlAsync("CREATE TABLE Business (Id INTEGER PRIMARY KEY, Text TEXT NOT NULL)");
        using var end = new CancellationTokenSource(Long);
        var (finished, written, read) = (0, 0, 0);

        var engineWriters = Enumerable.Range(0, Writers / 2).Select(_ => WhileAsync(end.Token, async () =>
        {
            var started = await engine.StartAsync("approval");
            await engine.ResumeAsync(started.Bookmarks.Single().Id);
            Interlocked.Increment(ref finished);
        }));
        var ownWriters = Enumerable.Range(0, Writers / 2).Select(_ => WhileAsync(end.Token, async () =>
        {
            await using var connection = new SqliteConnection(database.ConnectionString);
            await connection.OpenAsync();
            await using var transaction = connection.BeginTransaction();
            await using var command = new SqliteCommand("INSERT INTO Business (Text) SELECT 'row ' || count(*) FROM Business", connection, transaction);
            await command.ExecuteNonQueryAsync();
            await transaction.CommitAsync();
            Interlocked.Increment(ref written);
        }));
        var readers = Enumerable.Range(0, Readers).Select(number => WhileAsync(end.Token, async () =>
        {
            await engine.Instances.SummarizeManyAsync(new WorkflowInstanceFilter { SearchTerm = number % 2 == 0 ? "approval" : null }, PageArgs.FromRange(0, 20));
            Interlocked.Increment(ref read);
            await Task.Delay(1);
        }));
        await Task.WhenAll([.. engineWriters, .. ownWriters, .. readers]);

        Assert.True(finished > 0 && written > 0 && read > 0, $"{finished} instances, {written} rows, {read} pages");
        Assert.Equal(finished, await engine.CountAsync("ElsaInstances"));
        Assert.Equal(written, await engine.CountAsync("Business"));
        Assert.Equal(0, await engine.CountAsync("ElsaBookmarks"));
    }

    // What is thrown ends the trial: a caller who is told "locked" is a failure.
    private static Task WhileAsync(CancellationToken end, Func<Task> work) => Task.Run(async () =>
    {
        while (!end.IsCancellationRequested) await work();
    });
}
