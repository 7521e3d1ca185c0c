using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Activities.Tests.Running;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Notifications;
using ProcessSales.Workflows.Promotions;
using ProcessSales.Workflows.Tasks;
using static ProcessSales.Activities.Tests.Running.Settlers;

namespace ProcessSales.Activities.Tests.Crash;

public sealed class Crashes
{
    private const int Cases = 12;
    private const int Kills = 8;

    /// <summary>Where the host dies, one life after the other.</summary>
    private static readonly string[] Deaths =
    [
        "committing:1", "committed:1", "committing:2", "committed:2", "committed:3", "writing:2", "writing:7", "told:1", "told:2", "told:3",
        "delivering:1", "delivering:2", "delivering:4", "committing:6", "committed:7",
    ];

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task R_04_a_host_that_dies_between_any_two_writes_loses_nothing_and_does_nothing_twice(string provider)
    {
        await using var company = await Running.Company.OpenAsync(provider);
        await company.CloseAsync();
        var driven = new List<Guid>();
        using (var host = new KilledHost(company.ConnectionString, company.Folder))
        {
            await host.StartAsync(Deaths[0]);
            var lives = true;
            var journey = Task.Run(async () =>
            {
                while (Volatile.Read(ref lives))
                    driven.Add(await JourneyAsync(host));
            });
            foreach (var death in Deaths.Skip(1).Append("never:1"))
            {
                await host.EndAsync(TimeSpan.FromSeconds(20));
                await host.StartAsync(death);
            }

            Volatile.Write(ref lives, false);
            await journey.WaitAsync(TimeSpan.FromMinutes(5));
            await QuietAsync(company);
            await host.KillAsync();
        }

        await company.ReopenAsync();
        await CheckAsync(company, driven);
    }

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task R_04_a_host_killed_again_and_again_loses_nothing_and_does_nothing_twice(string provider)
    {
        await using var company = await Running.Company.OpenAsync(provider);
        await company.CloseAsync();
        var driven = new List<Guid>();
        using (var host = new KilledHost(company.ConnectionString, company.Folder))
        {
            await host.StartAsync();
            using var done = new CancellationTokenSource();
            var journeys = Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
            {
                for (var i = 0; i < Cases / 3; i++)
                {
                    var id = await JourneyAsync(host);
                    lock (driven)
                        driven.Add(id);
                }
            })).ToArray();
            var all = Task.WhenAll(journeys);
            for (var i = 0; i < Kills && !all.IsCompleted; i++)
            {
                await Task.WhenAny(all, Task.Delay(Random.Shared.Next(100, 900)));
                await host.KillAsync();
                await host.StartAsync();
            }

            await all.WaitAsync(TimeSpan.FromMinutes(5));

            // One last death, so that whatever is still on its way is left over; then peace.
            await host.KillAsync();
            await host.StartAsync();
            await QuietAsync(company);
            await host.KillAsync();
        }

        await company.ReopenAsync();
        Assert.Equal(Cases, driven.Count);
        await CheckAsync(company, driven);
    }

    /// <summary>A case from its start to its approval; every answer is repeated under the same operation id until it is taken.</summary>
    private static async Task<Guid> JourneyAsync(KilledHost host)
    {
        var id = Guid.Parse(await (await InsistAsync(() => host.Client.PostAsync(host.At($"/start?person={Kam}"), null))).Content.ReadAsStringAsync());
        var data = new JsonObject
        {
            ["name"] = "中秋堆头", ["chain"] = "C01", ["start"] = "2026-10-08", ["end"] = "2026-10-20", ["budgetLine"] = Line.ToString(), ["total"] = 100m, ["expenseRatio"] = 0.1m,
        };
        foreach (var (person, action) in new[] { (Kam, "Submit"), (Arm, "Approve"), (FinEx, "Approve") })
        {
            var operation = Guid.NewGuid();
            await InsistAsync(() => host.Client.PostAsJsonAsync(host.At($"/act?file={id}&person={person}&action={action}&operation={operation}"), action == "Submit" ? data : []));
        }

        return id;
    }

    private static async Task<HttpResponseMessage> InsistAsync(Func<Task<HttpResponseMessage>> call)
    {
        for (var i = 0; i < 3000; i++)
        {
            try
            {
                var answer = await call();
                if (answer.StatusCode == HttpStatusCode.OK)
                    return answer;
            }
            catch (Exception broken) when (broken is HttpRequestException or TaskCanceledException)
            {
                // The host died under the call.
            }

            await Task.Delay(100);
        }

        throw new TimeoutException("The host never took the call.");
    }

    private static async Task QuietAsync(Running.Company company)
    {
        for (var i = 0; i < 300; i++)
        {
            await Task.Delay(100);
            await using var db = company.ReadFromOutside();
            if (!await db.Continuations.AnyAsync() && !await db.Deliveries.AnyAsync(x => x.State == DeliveryState.Waiting))
                return;
        }
    }

    private static async Task CheckAsync(Running.Company company, List<Guid> driven)
    {
        await using var db = await company.OpenDbAsync();
        Assert.Empty(await db.Continuations.ToListAsync());
        Assert.NotEmpty(driven);
        foreach (var id in driven)
        {
            Assert.Equal(CaseState.Approved, (await company.CaseAsync(id)).State);
            Assert.Equal(3, await db.Tasks.CountAsync(x => x.CaseId == id && x.State == TaskState.Completed));
            Assert.Equal(3, await db.Tasks.CountAsync(x => x.CaseId == id));
            Assert.Equal(100m, Assert.Single(await db.BudgetEntries.Where(x => x.CaseId == id).ToListAsync(), x => x.Kind == BudgetEntryKind.Reserve).Amount);
            var told = await db.Notifications.Where(x => x.CaseId == id).GroupBy(x => x.Template).ToDictionaryAsync(x => x.Key, x => x.Count());
            Assert.Equal((2, 2), (told["approval-request"], told["promotion-approved"]));
        }

        // A start whose answer was lost left a draft behind: it waits for its applicant like any other.
        foreach (var draft in await db.Cases.Where(x => !driven.Contains(x.Id)).ToListAsync())
            Assert.Equal(1, await db.Tasks.CountAsync(x => x.CaseId == draft.Id && x.State == TaskState.Open && x.AssigneeId == Kam));
        Assert.Equal(60000m - (100m * driven.Count), await company.AvailableAsync());
        Assert.Equal(0, await db.Deliveries.CountAsync(x => x.State != DeliveryState.Sent));
        // What waited together for one person went out as one mail.
        Assert.Equal(await db.Deliveries.Select(x => x.BatchId).Distinct().CountAsync(), Directory.GetFiles(Path.Combine(company.Folder, "mail"), "*.eml").Length);
    }
}
