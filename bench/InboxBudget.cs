using System.Diagnostics;
using System.Globalization;
using System.Net;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ProcessSales.Activities;
using ProcessSales.Workflows;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Bench;

/// <summary>The inbox of a manager over HTTP, 100 times a second, while 100,000 tasks are open. A request that has to wait for its turn is late.</summary>
internal static class InboxBudget
{
    private const int OpenTasks = 100_000;
    private const int PerSecond = 100;

    public static async Task RunAsync(Options options)
    {
        var data = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "data", Guid.NewGuid().ToString("n"))).FullName;
        try
        {
            await using (await RunningHost.StartAsync(data))
            {
                // The first start makes the tables and the demo people.
            }

            var clock = Stopwatch.StartNew();
            await FillAsync(data);
            Console.WriteLine($"# {OpenTasks:N0} open tasks stored in {clock.Elapsed.TotalSeconds.ToString("N0", CultureInfo.InvariantCulture)} s");
            await using var host = await RunningHost.StartAsync(data);
            using var client = await host.SignInAsync("jiang.xubai");
            // What is asked often is compiled again in the background, which takes a while.
            await Load.ForAsync(1, 15, async () => await client.GetStringAsync("/inbox"));
            await AskAsync(client, 10);
            var took = await AskAsync(client, Math.Max(10, options.Seconds * 4));
            Table.Head($"Inbox page, {PerSecond} requests/s, {OpenTasks:N0} open tasks, SQLite");
            Table.Value("p50", Load.At(took, 0.50), "ms");
            Table.Value("p95", Load.At(took, 0.95), "ms");
            Table.Value("p99", Load.At(took, 0.99), "ms", 50);
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(data, true);
        }
    }

    /// <summary>Asks at fixed moments, whether or not the answers before have come; milliseconds from those moments, sorted.</summary>
    private static async Task<List<double>> AskAsync(HttpClient client, double seconds)
    {
        var clock = Stopwatch.StartNew();
        var asked = Enumerable.Range(0, (int)(seconds * PerSecond)).Select(async number =>
        {
            var moment = TimeSpan.FromSeconds(number / (double)PerSecond);
            if (moment - clock.Elapsed is { Ticks: > 0 } left)
                await Task.Delay(left);
            var sent = clock.Elapsed;
            using var answer = await client.GetAsync("/inbox");
            var page = await answer.Content.ReadAsStringAsync();
            if (answer.StatusCode != HttpStatusCode.OK || !page.Contains("BENCH-", StringComparison.Ordinal))
                throw new InvalidOperationException($"The inbox answered {answer.StatusCode}.");
            return (clock.Elapsed - sent).TotalMilliseconds;
        });
        return [.. (await Task.WhenAll(asked)).Order()];
    }

    private static async Task FillAsync(string data)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddProcessSalesWorkflows(new WorkflowsOptions
        {
            DataDirectory = data,
            ConnectionString = new SqliteConnectionStringBuilder { DataSource = Path.Combine(data, "processsales.db") }.ToString(),
            WorkflowsDirectory = data,
            PublicUrl = new Uri("http://localhost"),
        });
        await using var provider = services.BuildServiceProvider();
        var databases = provider.GetRequiredService<IDbContextFactory<ProcessSalesDb>>();
        List<Guid> people;
        await using (var db = await databases.CreateDbContextAsync())
            people = await db.Users.Select(person => person.Id).ToListAsync();
        var now = DateTimeOffset.UtcNow;
        for (var number = 0; number < OpenTasks;)
        {
            await using var db = await databases.CreateDbContextAsync();
            for (var row = 0; row < 2_000; row++, number++)
            {
                var file = new Case
                {
                    Id = Guid.NewGuid(), Number = $"BENCH-{number:000000}", Process = "promotion-approval", InstanceId = $"bench{number}", State = CaseState.InReview,
                    Title = $"Promotion {number}", OwnerId = people[number % people.Count], CustomerCode = "C01", Amount = 1000 + number % 5000, CreatedAt = now.AddMinutes(-number),
                };
                db.Add(file);
                db.Add(new HumanTask
                {
                    Id = Guid.NewGuid(), BookmarkId = $"bench{number}", InstanceId = file.InstanceId, CaseId = file.Id, ActivityId = "approval", StepName = "Approval", Title = file.Title,
                    AssigneeId = people[(number + number / people.Count) % people.Count], ActionsJson = """["Approve","Reject","Return"]""", CreatedAt = file.CreatedAt, DueAt = now.AddMinutes(number % 10_000 - 2_000),
                });
            }

            await db.SaveChangesAsync();
        }

        // The engine waits for each of them, so that nobody takes them for left over.
        await using var last = await databases.CreateDbContextAsync();
        await last.Database.ExecuteSqlRawAsync(
            "INSERT INTO ElsaBookmarks (Id, InstanceId, Name, Hash, CreatedAt) SELECT BookmarkId, InstanceId, {0}, BookmarkId, {1} FROM Tasks", TaskBookmark.Name, now.UtcTicks);
    }
}
