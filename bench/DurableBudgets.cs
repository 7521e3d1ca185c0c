using System.Diagnostics;
using System.Globalization;

namespace ProcessSales.Bench;

/// <summary>Starts and resumes that are on disk when they are answered, on a small and on a large database, beside the bare loop.</summary>
internal static class DurableBudgets
{
    private const int Callers = 32;

    /// <summary>Bytes of a row of the engine's tables beside its packed parts: ids, states, moments and their places in the indexes.</summary>
    private const int InstanceRow = 260, BookmarkRow = 260;

    public static async Task RunAsync(Options options)
    {
        foreach (var server in new[] { null, options.PostgreSql })
        {
            await WarmUpAsync(server);
            var small = await MeasureAsync(options, server, 1_000, 1);
            Print(small, server is null, "1,000 stored instances, 1 version");
            if (options.Stored > 1_000)
            {
                var large = await MeasureAsync(options, server, options.Stored, options.Versions);
                Print(large, server is null, $"{options.Stored:N0} stored instances, {options.Versions:N0} versions");
                Table.Head($"{large.Database}: cost of the large database, times that of the small one");
                Table.Value("start, 32 callers", small.Starts / large.Starts, "times", Budget(server, 1.2));
                Table.Value("start, 1 caller", small.SingleStarts / large.SingleStarts, "times", Budget(server, 1.2));
                Table.Value("resume, 32 callers", small.Resumes / large.Resumes, "times", Budget(server, 1.2));
                Table.Value("engine ready", large.Ready.Milliseconds / small.Ready.Milliseconds, "times", Budget(server, 1.2));
            }

            if (options.PostgreSql is null)
            {
                Console.WriteLine("# PostgreSQL is not measured: name a server with --postgres or PROCESSSALES_TEST_POSTGRES.");
                break;
            }
        }
    }

    /// <summary>Lets the compiler finish on a database that is thrown away, so that it is not measured.</summary>
    private static async Task WarmUpAsync(string? server)
    {
        await using var database = await BenchDatabase.CreateAsync(server);
        await using var engine = await EngineUnderLoad.StartAsync(database.ConnectionString, database.IsPostgreSql);
        await engine.PublishAsync("measured");
        await Load.ForAsync(Callers, 8, async () => await engine.ResumeAsync(await engine.StartAsync("measured")));
    }

    private static double? Budget(string? server, double value) => server is null ? value : null;

    private static void Print(Figures figures, bool budgets, string size)
    {
        Table.Head($"{figures.Database}: {size}");
        Table.Rate("start to first suspension, durable, 32 callers", figures.Starts, figures.BareStarts, budgets ? 5_000 : null, budgets ? 0.25 : null);
        Table.Rate("start to first suspension, durable, 1 caller", figures.SingleStarts, figures.BareSingleStarts, budgets ? 1_500 : null, budgets ? 1.0 / 3 : null);
        Table.Rate("resume to finish, durable, 32 callers", figures.Resumes, figures.BareResumes, budgets ? 5_000 : null, budgets ? 0.25 : null);
        Table.Value("disk per finished 3-step instance, journal included", figures.KilobytesPerInstance, "KB", budgets ? 4 : null);
        Table.Value("engine ready after start", figures.Ready.Milliseconds / 1000, "s", budgets ? 1 : null);
        Table.Value("memory when ready", figures.Ready.Megabytes, "MB", budgets ? 100 : null);
    }

    private static async Task<Figures> MeasureAsync(Options options, string? server, int stored, int versions)
    {
        await using var database = await BenchDatabase.CreateAsync(server);
        await using var engine = await EngineUnderLoad.StartAsync(database.ConnectionString, database.IsPostgreSql);
        for (var version = 0; version < versions; version++)
            await engine.PublishAsync("measured");

        // Half of what is stored waits, half is finished.
        var clock = Stopwatch.StartNew();
        var waiting = new System.Collections.Concurrent.ConcurrentBag<string>();
        await Load.EachAsync(Callers * 2, Enumerable.Range(0, stored).ToList(), async _ => waiting.Add(await engine.StartAsync("measured")));
        await Load.EachAsync(Callers * 2, waiting.Take(stored / 2).ToList(), engine.ResumeAsync);
        Console.WriteLine($"# {database.Name}: {stored:N0} instances stored in {clock.Elapsed.TotalSeconds.ToString("N0", CultureInfo.InvariantCulture)} s");
        waiting.Clear();
        var before = await database.SizeAsync();
        var starts = await Load.ForAsync(Callers, options.Seconds, async () => waiting.Add(await engine.StartAsync("measured")));
        var bookmarks = waiting.ToList();
        var resumes = await Load.EachAsync(Callers, bookmarks, engine.ResumeAsync);
        var bytes = (await database.SizeAsync() - before) / (double)bookmarks.Count;
        var single = await Load.ForAsync(1, options.Seconds, async () => await engine.StartAsync("measured"));

        // The state and the journal share what the fixed rows leave over; the journal is written twice, once a burst.
        var packed = Math.Max(200, (int)(bytes - InstanceRow) / 3);
        int[] sizes = [InstanceRow, packed, BookmarkRow, packed];
        return new(
            database.Name,
            starts, await BareLoop.MeasureAsync(server, Callers, options.Seconds, sizes, resumes: false),
            single, await BareLoop.MeasureAsync(server, 1, options.Seconds, sizes, resumes: false),
            resumes, await BareLoop.MeasureAsync(server, Callers, options.Seconds, sizes, resumes: true),
            bytes / 1024,
            await EngineReady.MeasureAsync(database));
    }

    private sealed record Figures(
        string Database, double Starts, double BareStarts, double SingleStarts, double BareSingleStarts, double Resumes, double BareResumes, double KilobytesPerInstance, EngineReady.Figures Ready);
}
