using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ProcessSales.Workflows;
using ProcessSales.Workflows.Imports;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Bench;

/// <summary>An import of 50,000 deliveries from the upload to the last row, as logistics does it in a page.</summary>
internal static class ImportBudget
{
    private const int Slips = 50_000;

    public static async Task RunAsync(Options options)
    {
        Table.Head($"Import of {Slips:N0} deliveries");
        await MeasureAsync(null);
        if (options.PostgreSql is { } server) await MeasureAsync(server);
    }

    private static async Task MeasureAsync(string? server)
    {
        await using var database = await BenchDatabase.CreateAsync(server);
        var data = Directory.CreateTempSubdirectory("imports-").FullName;
        var root = Root();
        var services = new ServiceCollection().AddLogging().AddProcessSalesWorkflows(new()
        {
            DataDirectory = data, ConnectionString = database.ConnectionString, WorkflowsDirectory = Path.Combine(root, "workflows"), DemoDirectory = Path.Combine(root, "demo"), PublicUrl = new("http://localhost"),
        });
        await using (var provider = services.BuildServiceProvider())
        {
            await provider.GetRequiredService<DatabaseSetup>().RunAsync();
            await provider.GetRequiredService<FirstData>().LoadAsync(_ => { });
            await using var db = await provider.GetRequiredService<IDbContextFactory<ProcessSalesDb>>().CreateDbContextAsync();
            var person = await db.Users.Where(row => row.Role == Role.Log).Select(row => row.Id).FirstAsync();
            var runs = provider.GetRequiredService<ImportRuns>();
            using var over = new CancellationTokenSource();
            var others = WriteBesideAsync(provider, person, over.Token);
            var (checking, applying) = await ImportAsync(runs, person, File());
            await over.CancelAsync();
            if (await db.GoodsMovements.CountAsync() != Slips) throw new InvalidOperationException("Not every row was written.");
            Table.Value($"{database.Name}: checked", checking, "s");
            Table.Value($"{database.Name}: written", applying, "s");
            Table.Value($"{database.Name}: in all", checking + applying, "s", 30);
            Table.Value($"{database.Name}: longest that another's small write took meanwhile", await others, "s", 2);
            var (again, nothing) = await ImportAsync(runs, person, File());
            Table.Value($"{database.Name}: the same file again, nothing to write", again + nothing, "s", 30);
        }

        SqliteConnection.ClearAllPools();
        Directory.Delete(data, true);
    }

    // Somebody who saves a single row again and again; how long the slowest of these took, seconds.
    private static async Task<double> WriteBesideAsync(IServiceProvider provider, Guid person, CancellationToken over)
    {
        var longest = 0d;
        while (!over.IsCancellationRequested)
        {
            var clock = Stopwatch.StartNew();
            await using (var db = await provider.GetRequiredService<IDbContextFactory<ProcessSalesDb>>().CreateDbContextAsync(CancellationToken.None))
            {
                await db.Users.Where(row => row.Id == person).ExecuteUpdateAsync(set => set.SetProperty(row => row.AccessFailedCount, row => row.AccessFailedCount + 1), CancellationToken.None);
            }

            longest = Math.Max(longest, clock.Elapsed.TotalSeconds);
            await Task.Delay(20, CancellationToken.None);
        }

        return longest;
    }

    private static async Task<(double Checking, double Applying)> ImportAsync(ImportRuns runs, Guid person, byte[] file)
    {
        var clock = Stopwatch.StartNew();
        var run = await runs.CheckAsync(person, "deliveries", "deliveries.csv", new MemoryStream(file));
        await UntilAsync(runs, person, run, ImportRunState.Checked);
        var checking = clock.Elapsed.TotalSeconds;
        clock.Restart();
        await runs.ApplyAsync(person, run);
        await UntilAsync(runs, person, run, ImportRunState.Applied);
        return (checking, clock.Elapsed.TotalSeconds);
    }

    private static async Task UntilAsync(ImportRuns runs, Guid person, Guid run, ImportRunState state)
    {
        while (true)
        {
            var now = await runs.FindAsync(person, run);
            if (now.State == state) return;
            if (!now.State.IsWorking()) throw new InvalidOperationException($"The import ended as {now.State}.");
            await Task.Delay(50);
        }
    }

    private static byte[] File()
    {
        var text = new StringBuilder("Customer,SlipNumber,OrderNumber,Store,Day,Quantity,Amount,TaxRate\r\n");
        var day = DateOnly.FromDateTime(DateTime.UtcNow).AddDays(-2);
        for (var slip = 0; slip < Slips; slip++)
            text.Append(CultureInfo.InvariantCulture, $"C0{1 + (slip % 5)},YS{slip:D6},SO{slip / 3:D6},,{day.AddDays(-(slip % 28)):yyyy-MM-dd},{1 + (slip % 240)},{100 + (slip % 977)}.{slip % 100:D2},0.13\r\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static string Root()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (at is not null && !System.IO.File.Exists(Path.Combine(at.FullName, "ProcessSales.sln"))) at = at.Parent;
        return at!.FullName;
    }
}
