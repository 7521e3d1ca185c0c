using Elsa.Tests.ChildWorkflows;
using Elsa.Tests.Storage;
using Elsa.Workflows;
using Microsoft.Extensions.Time.Testing;

namespace Elsa.Tests.Runtime;

/// <summary>Processes are killed at any moment while many callers start and resume; what they were told stays true.</summary>
public sealed class KillsUnderLoad
{
    private const int Callers = 32;
    private const int Kills = 50;
    private const int Turns = 10;
    private const int Seed = 20261123;

    [Theory]
    [MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task R_04_fifty_kills_under_thirty_two_callers_lose_no_report_and_double_no_step(string kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var ledger = Directory.CreateTempSubdirectory("elsa-load-").FullName;
        await using (var first = await EngineHost.StartAsync(database))
            await first.PublishAsync("load", Flows.Approval);
        var moments = new Random(Seed);
        for (var kill = 0; kill < Kills; kill++)
        {
            using var node = Node.Start(database, $"{typeof(KillsUnderLoad).FullName}.{nameof(Start_and_resume_until_killed)}", ledger, $"n{kill}");

            // Some die before anybody was answered; a slow machine must not let all of them.
            await node.KillAsync(TimeSpan.FromMilliseconds(moments.Next(400)), answered: kill % 5 != 0);
        }

        var reports = ReadReports(ledger);
        await using var engine = await EngineHost.StartAsync(database, AfterAllClaims());
        Assert.True(reports.Count > Kills, $"Only {reports.Count} calls were answered.");
        foreach (var (call, id) in reports)
        {
            var instance = await engine.InstanceAsync(id);
            Assert.True(instance is not null, $"{id} was reported as started and is gone.");
            if (call == "resumed")
                Assert.Equal(WorkflowSubStatus.Finished, instance.SubStatus);
        }

        // What nobody was told of stands before its question or is done: never between.
        foreach (var bookmark in await engine.BookmarksAsync())
            await engine.ResumeAsync(bookmark.Id);
        await engine.IdleAsync();
        var all = await engine.CountAsync("ElsaInstances");
        Assert.Equal(all, await engine.Instances.CountAsync(new() { WorkflowSubStatus = WorkflowSubStatus.Finished }));
        Assert.Equal(0, await engine.CountAsync("ElsaBookmarks"));
        Assert.Equal(2 * all, await engine.CountAsync("ElsaJournal"));
        Assert.Equal(0, await engine.CountAsync("(SELECT InstanceNum FROM ElsaJournal GROUP BY InstanceNum HAVING count(*) <> 2) odd"));
        Directory.Delete(ledger, true);
    }

    [Fact]
    public async Task R_03_parents_of_children_on_another_node_end_while_the_nodes_are_killed_in_turn()
    {
        await using var database = await TestDatabase.CreateAsync(TestDatabase.PostgreSql);
        var ledger = Directory.CreateTempSubdirectory("elsa-turns-").FullName;
        await using (var first = await EngineHost.StartAsync(database))
        {
            await first.PublishAsync("child", ChildFlows.Doubling(waits: false));
            await first.PublishAsync("parent", ChildFlows.Parent("Elsa.DispatchWorkflow", "child", true));
        }

        var moments = new Random(Seed);
        Node[] nodes = [Begin(0), Begin(1)];
        for (var turn = 0; turn < Turns; turn++)
        {
            await nodes[turn % 2].KillAsync(TimeSpan.FromMilliseconds(200 + moments.Next(600)), answered: true);
            nodes[turn % 2].Dispose();
            nodes[turn % 2] = Begin(turn + 2);
        }

        foreach (var node in nodes)
        {
            await node.KillAsync(TimeSpan.FromMilliseconds(300));
            node.Dispose();
        }

        var parents = ReadReports(ledger).Select(report => report.Id).ToList();
        await using var engine = await EngineHost.StartAsync(database, AfterAllClaims());
        Assert.True(parents.Count > Turns, $"Only {parents.Count} calls were answered.");
        await EngineHost.SoonAsync(async () =>
        {
            engine.Time.Advance(TimeSpan.FromSeconds(20));
            return await engine.CountAsync("ElsaQueue") == 0 && await engine.Instances.CountAsync(new() { WorkflowSubStatus = WorkflowSubStatus.Suspended }) == 0;
        }, "every parent goes on", 60);
        foreach (var parent in parents)
        {
            Assert.Equal(WorkflowSubStatus.Finished, (await engine.InstanceAsync(parent)).SubStatus);
            Assert.Single(await engine.ChildrenAsync(parent));
        }

        Assert.Equal(await engine.CountAsync("ElsaInstances"), await engine.Instances.CountAsync(new() { WorkflowSubStatus = WorkflowSubStatus.Finished }));
        Directory.Delete(ledger, true);

        Node Begin(int number) => Node.Start(database, $"{typeof(KillsUnderLoad).FullName}.{nameof(Start_parents_until_killed)}", ledger, $"n{number}");
    }

    /// <summary>What a killed process does; started by the trial above.</summary>
    [Fact(Explicit = true)]
    public Task Start_and_resume_until_killed() => CallAsync(async (engine, id, report) =>
    {
        await engine.StartAsync("load", id);
        await report("started");
        await engine.AnswerAsync(id);
        await report("resumed");
    });

    /// <summary>What a killed node does; started by the trial above.</summary>
    [Fact(Explicit = true)]
    public Task Start_parents_until_killed() => CallAsync(async (engine, id, report) =>
    {
        await engine.StartAsync("parent", id);
        await report("started");
    });

    // A report is handed to the operating system before the next call: that is what a caller has seen.
    private static async Task CallAsync(Func<EngineHost, string, Func<string, Task>, Task> call)
    {
        var (database, ledger, name) = Node.Given();
        await using var engine = await EngineHost.StartAsync(database, new FakeTimeProvider(DateTimeOffset.UtcNow));
        var callers = Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            await using var reports = new FileStream(Path.Combine(ledger, $"{name}-{caller}.reports"), FileMode.Append, FileAccess.Write, FileShare.Read, 1);
            for (var number = 0; ; number++)
            {
                var id = $"{name}-{caller}-{number}";
                await call(engine, id, async what => await reports.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"{what} {id}\n")));
            }
        })).ToList();
        await File.WriteAllTextAsync(Path.Combine(ledger, name + ".ready"), "");
        var clock = Task.Run(async () =>
        {
            while (true)
            {
                await Task.Delay(50);
                engine.Time.Advance(TimeSpan.FromMilliseconds(50));
            }
        });
        await await Task.WhenAny([.. callers, clock]);
    }

    private static List<(string Call, string Id)> ReadReports(string ledger) =>
        [.. Directory.GetFiles(ledger, "*.reports").SelectMany(File.ReadAllLines).Select(line => line.Split(' ')).Select(words => (words[0], words[1]))];

    private static FakeTimeProvider AfterAllClaims() => new(DateTimeOffset.UtcNow.AddMinutes(15));
}
