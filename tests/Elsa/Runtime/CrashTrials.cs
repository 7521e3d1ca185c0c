using System.Data.Common;
using System.Diagnostics;
using Elsa.Extensions;
using Elsa.Tests.Storage;
using Elsa.Workflows;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Runtime;
using Elsa.Workflows.Runtime.Requests;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace Elsa.Tests.Runtime;

/// <summary>A process is killed between the steps of a burst and inside its commit; another process goes on with the same database.</summary>
public sealed class CrashTrials
{
    public static readonly DateTimeOffset Began = new(2026, 11, 23, 1, 0, 0, TimeSpan.Zero);

    public static TheoryData<string, string> Points => new()
    {
        { TestDatabase.Sqlite, "s1" }, { TestDatabase.Sqlite, "s2" }, { TestDatabase.Sqlite, "s3" }, { TestDatabase.Sqlite, "s4" }, { TestDatabase.Sqlite, "s5" },
        { TestDatabase.Sqlite, "commit-start" }, { TestDatabase.Sqlite, "commit-resume" },
        { TestDatabase.PostgreSql, "s2" }, { TestDatabase.PostgreSql, "s4" }, { TestDatabase.PostgreSql, "commit-start" }, { TestDatabase.PostgreSql, "commit-resume" },
    };

    [Theory]
    [MemberData(nameof(Points))]
    public async Task R_04_a_killed_process_leaves_state_and_bookmarks_in_agreement_and_each_effect_once(string kind, string point)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var ledger = Directory.CreateTempSubdirectory("elsa-ledger-").FullName;
        try
        {
            await RunAndKillAsync(database, ledger, point);
            await SpeedUpCommitsAsync(database);

            // Later than any claim of the dead process.
            var time = new FakeTimeProvider(Began.AddMinutes(10));
            await using var engine = await StartAsync(database, ledger, "never", time);
            await EngineHost.SoonAsync(async () => await engine.CountAsync("ElsaQueue") == 0, "the queue is worked off", 30);
            await EngineHost.SoonAsync(async () => await engine.Instances.FindAsync("c1") is { SubStatus: WorkflowSubStatus.Suspended or WorkflowSubStatus.Finished }, "the instance goes on", 30);

            var instance = await engine.InstanceAsync("c1");
            var bookmarks = await engine.BookmarksAsync("c1");
            Assert.Equal(instance.WorkflowState.Bookmarks.Select(bookmark => bookmark.Id), bookmarks.Select(bookmark => bookmark.Id));
            if (bookmarks.Count > 0)
                await engine.ResumeAsync(bookmarks[0].Id);

            Assert.Equal(WorkflowSubStatus.Finished, (await engine.InstanceAsync("c1")).SubStatus);
            Assert.Empty(await engine.BookmarksAsync("c1"));
            Assert.Equal(["s1", "s2", "s3", "s4", "s5"], Directory.GetFiles(ledger, "s*").Select(Path.GetFileName).Order());
            Assert.Equal(2, await engine.CountAsync("ElsaJournal"));
        }
        finally
        {
            Directory.Delete(ledger, true);
        }
    }

    /// <summary>What the killed process does; started by the trial above.</summary>
    [Fact(Explicit = true)]
    public async Task Work_until_killed()
    {
        var point = Environment.GetEnvironmentVariable("ELSA_CRASH_POINT") ?? "never";
        var ledger = Environment.GetEnvironmentVariable("ELSA_CRASH_LEDGER")!;
        var database = TestDatabase.Open(Environment.GetEnvironmentVariable("ELSA_CRASH_KIND")!, Environment.GetEnvironmentVariable("ELSA_CRASH_DATABASE")!);
        await using var engine = await StartAsync(database, ledger, point, new FakeTimeProvider(Began));
        var definition = await engine.PublishAsync("crash", Flows.Sequence(Step("s1"), Step("s2"), Flows.Step("Test.Ask", "ask"), Step("s3"), Step("s4"), Step("s5")));
        var dispatcher = engine.Services.GetRequiredService<IWorkflowDispatcher>();
        if (point == "commit-start")
            await SlowDownCommitsAsync(engine, database.Kind, ledger);
        await dispatcher.DispatchAsync(new DispatchWorkflowDefinitionRequest(definition.Id) { InstanceId = "c1" }, null);
        await EngineHost.SoonAsync(async () => (await engine.BookmarksAsync("c1")).Count == 1, "the instance waits", 60);
        await EngineHost.SoonAsync(async () => await engine.CountAsync("ElsaQueue") == 0, "the start is done", 60);
        if (point == "commit-resume")
            await SlowDownCommitsAsync(engine, database.Kind, ledger);
        await dispatcher.DispatchAsync(new DispatchWorkflowInstanceRequest("c1") { BookmarkId = (await engine.BookmarksAsync("c1"))[0].Id }, null);
        await Task.Delay(TimeSpan.FromSeconds(60));

        static string Step(string id) => Flows.Step("Test.CrashStep", id);
    }

    private static Task<EngineHost> StartAsync(TestDatabase database, string ledger, string point, FakeTimeProvider time) => EngineHost.StartAsync(
        database, time, elsa => elsa.AddActivity<CrashStep>(), services => services.AddSingleton(new CrashPoint(ledger, point)));

    private static async Task RunAndKillAsync(TestDatabase database, string ledger, string point)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Elsa.Tests"))
        {
            ArgumentList = { "-explicit", "only", "-method", $"{typeof(CrashTrials).FullName}.{nameof(Work_until_killed)}" },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ELSA_CRASH_KIND"] = database.Kind;
        start.Environment["ELSA_CRASH_DATABASE"] = database.ConnectionString;
        start.Environment["ELSA_CRASH_LEDGER"] = ledger;
        start.Environment["ELSA_CRASH_POINT"] = point;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        _ = process.StandardError.ReadToEndAsync();
        if (point.StartsWith("commit", StringComparison.Ordinal))
        {
            var last = point == "commit-start" ? "s2" : "s5";
            await EngineHost.SoonAsync(() => Task.FromResult(process.HasExited || (File.Exists(Path.Combine(ledger, "_slow")) && File.Exists(Path.Combine(ledger, last)))), "the commit begins", 60);
            await Task.Delay(500);
            process.Kill();
        }

        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 137, $"The process was to be killed but ended by itself: {await output}");
    }

    /// <summary>Makes every commit of a burst take seconds, in the middle of its statements.</summary>
    private static async Task SlowDownCommitsAsync(EngineHost engine, string kind, string ledger)
    {
        if (kind == TestDatabase.Sqlite)
        {
            await engine.SqlAsync("CREATE TABLE Waste (x INTEGER)");
            await engine.SqlAsync("CREATE TRIGGER slow BEFORE INSERT ON ElsaJournal WHEN NOT EXISTS (SELECT 1 FROM Waste) BEGIN INSERT INTO Waste SELECT count(*) FROM ElsaSchema a, json_each('[' || substr(replace(hex(zeroblob(3000)), '0', ',0'), 2) || ']') b, json_each('[' || substr(replace(hex(zeroblob(3000)), '0', ',0'), 2) || ']') c, json_each('[' || substr(replace(hex(zeroblob(500)), '0', ',0'), 2) || ']') d; DELETE FROM Waste; END");
        }
        else
        {
            await engine.SqlAsync("CREATE FUNCTION slow() RETURNS trigger AS $$ BEGIN PERFORM pg_sleep(4); RETURN NEW; END $$ LANGUAGE plpgsql");
            await engine.SqlAsync("CREATE TRIGGER slow BEFORE INSERT ON ElsaJournal FOR EACH ROW EXECUTE FUNCTION slow()");
        }

        await File.WriteAllTextAsync(Path.Combine(ledger, "_slow"), "");
    }

    private static async Task SpeedUpCommitsAsync(TestDatabase database)
    {
        await using DbConnection connection = database.Kind == TestDatabase.Sqlite ? new SqliteConnection(database.ConnectionString + ";Pooling=False") : new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "DROP TRIGGER IF EXISTS slow" + (database.Kind == TestDatabase.Sqlite ? "" : " ON ElsaJournal");
        await command.ExecuteNonQueryAsync();
    }
}

/// <summary>Where the process dies, and the ledger of effects, in which a key stands once however often it is written.</summary>
public sealed record CrashPoint(string Ledger, string StepId);

/// <summary>Has an effect and then, at the chosen step, kills its own process.</summary>
[Activity("Test", "Test")]
public class CrashStep : CodeActivity
{
    protected override void Execute(ActivityExecutionContext context)
    {
        var point = context.GetRequiredService<CrashPoint>();
        File.WriteAllText(Path.Combine(point.Ledger, context.Activity.Id), "");
        if (point.StepId == context.Activity.Id)
            Process.GetCurrentProcess().Kill();
    }
}
