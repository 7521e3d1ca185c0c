using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Elsa.Common.Models;
using Elsa.Workflows.Management;
using Elsa.Workflows.Management.Filters;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace ProcessSales.Bench;

/// <summary>One SQLite file under the engine's writer, the business's own connections and whoever reads lists (trial R-25).</summary>
internal static class MixedLoad
{
    private const int EngineWriters = 4;
    private const int OwnWriters = 4;
    private const int Readers = 32;

    public static async Task RunAsync(Options options)
    {
        await using var database = await BenchDatabase.CreateAsync(null);
        await using var engine = await EngineUnderLoad.StartAsync(database.ConnectionString, false);
        await engine.PublishAsync("measured");
        await ExecuteAsync(database, "CREATE TABLE Business (Id INTEGER PRIMARY KEY, Text TEXT NOT NULL)");
        await MeasureAsync(engine, database, TimeSpan.FromSeconds(8));
        var (writes, pages) = await MeasureAsync(engine, database, TimeSpan.FromSeconds(Math.Max(20, options.Seconds * 4)));
        Table.Head($"SQLite: {EngineWriters + OwnWriters} writers and {Readers} readers at once");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"# {writes.Count:N0} writes and {pages:N0} pages read, none was told that the database is locked"));
        Table.Value("write, p50", Load.At(writes, 0.50), "ms");
        Table.Value("write, p99", Load.At(writes, 0.99), "ms", 250);
        Table.Value("write, longest", writes[^1], "ms");
    }

    // What is thrown ends the measurement: a caller who is told "locked" is a failure.
    private static async Task<(List<double> Writes, int Pages)> MeasureAsync(EngineUnderLoad engine, BenchDatabase database, TimeSpan length)
    {
        var clock = Stopwatch.StartNew();
        var writes = new ConcurrentBag<double>();
        var pages = 0;
        var engineWriters = Enumerable.Range(0, EngineWriters).Select(_ => WhileAsync(async () =>
        {
            var bookmark = "";
            await TimedAsync(async () => bookmark = await engine.StartAsync("measured"));
            await TimedAsync(() => engine.ResumeAsync(bookmark));
        }));
        var ownWriters = Enumerable.Range(0, OwnWriters).Select(_ => WhileAsync(() => TimedAsync(() => ExecuteAsync(database, "INSERT INTO Business (Text) VALUES ('a row of the business')"))));
        var readers = Enumerable.Range(0, Readers).Select(number => WhileAsync(async () =>
        {
            await using var scope = engine.Services.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<IWorkflowInstanceStore>().SummarizeManyAsync(new WorkflowInstanceFilter { SearchTerm = number % 2 == 0 ? "measured" : null }, PageArgs.FromRange(0, 20));
            Interlocked.Increment(ref pages);
            await Task.Delay(100);
        }));
        await Task.WhenAll([.. engineWriters, .. ownWriters, .. readers]);
        return ([.. writes.Order()], pages);

        Task WhileAsync(Func<Task> work) => Task.Run(async () =>
        {
            while (clock.Elapsed < length)
                await work();
        });

        async Task TimedAsync(Func<Task> write)
        {
            var began = clock.Elapsed;
            await write();
            writes.Add((clock.Elapsed - began).TotalMilliseconds);
        }
    }

    private static async Task ExecuteAsync(BenchDatabase database, string sql)
    {
        await using var connection = new SqliteConnection(database.ConnectionString);
        await connection.OpenAsync();
        await using (var pragmas = new SqliteCommand("PRAGMA synchronous = FULL; PRAGMA busy_timeout = 30000", connection))
            await pragmas.ExecuteNonQueryAsync();
        await using var transaction = connection.BeginTransaction();
        await using var command = new SqliteCommand(sql, connection, transaction);
        await command.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
    }
}
