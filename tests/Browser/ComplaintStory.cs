using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using ProcessSales.Browser.Tests.Running;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Visits;

namespace ProcessSales.Browser.Tests;

/// <summary>Story 4 of domain.md 6.1 on the phones of those who live it.</summary>
[Collection("Journeys")]
public sealed class ComplaintStory
{
    private const string Yoghurt = "2000000000091";
    private static readonly string[] Holding = ["岚桥一店", "岚桥二店", "榆果一店", "榆果二店", "禾岸一店"];

    [Fact]
    public async Task The_second_case_of_a_batch_within_a_week_raises_the_alert_and_lists_the_five_stores_where_visits_saw_that_batch()
    {
        await using var host = await HostProcess.StartAsync();
        await using var chromium = await Chromium.StartAsync();
        var batch = DateOnly.FromDateTime(DateTime.UtcNow.AddHours(8)).AddDays(-40);
        await SeeAsync(host, batch);

        // A promoter in her store: one screen, saved first, the rest is completed later.
        var promoter = await chromium.SignedInAsync(host, "bai.xiaotang", 390, 844);
        var first = await RegisterAsync(promoter, batch, "酸奶礼盒开封后发现盖膜鼓起", "岚桥一店");
        await Assertions.Expect(promoter.Locator("#batch-alert")).ToHaveCountAsync(0);
        await FitsAsync(promoter);

        // The second within the week, in a store where no visit saw the batch.
        var manager = await chromium.SignedInAsync(host, "su.xiaoman", 390, 844);
        var second = await RegisterAsync(manager, batch, "同批酸奶有两杯封口鼓起漏液", "榆果五店");
        await Assertions.Expect(manager.Locator("#batch-alert")).ToBeVisibleAsync();

        // Quality is alerted, and the message and the page name the five stores and no other.
        var quality = await chromium.SignedInAsync(host, "ye.qinghe", 390, 844);
        await quality.GotoAsync("/notifications");
        await Assertions.Expect(quality.Locator("main")).ToContainTextAsync("批次预警");
        await quality.GotoAsync(second);
        await Assertions.Expect(quality.Locator("#batch-alert")).ToBeVisibleAsync();
        var rows = quality.Locator("#trace tbody tr");
        await Assertions.Expect(rows).ToHaveCountAsync(5);
        foreach (var store in Holding) await Assertions.Expect(quality.Locator("#trace")).ToContainTextAsync(store);
        await Assertions.Expect(quality.Locator("#trace")).Not.ToContainTextAsync("岚桥三店");
        await Assertions.Expect(quality.Locator("main")).ToContainTextAsync("酸奶礼盒开封后发现盖膜鼓起");
        await FitsAsync(quality);

        // She accepts it from the same page, and the director sees the alert on the first one too.
        await quality.Locator(".action-bar a").ClickAsync();
        await Assertions.Expect(quality.Locator("main")).ToContainTextAsync("榆果五店");
        var director = await chromium.SignedInAsync(host, "gu.xingzhou", 390, 844);
        await director.GotoAsync(first);
        await Assertions.Expect(director.Locator("#batch-alert")).ToBeVisibleAsync();
    }

    private static async Task<string> RegisterAsync(IPage page, DateOnly batch, string words, string store)
    {
        await page.GotoAsync("/complaints");
        await page.ClickAsync("a[href='/complaints/new']");
        await page.SelectOptionAsync("#StoreId", new SelectOptionValue { Label = store });
        await page.FillAsync("#Description", words);
        await page.CheckAsync("input[name='HealthEffect'][value='false']");
        await page.SelectOptionAsync("#ProductCode", Yoghurt);
        await page.FillAsync("#ProducedOn", $"{batch:yyyy-MM-dd}");
        await page.Locator("#complaint button[type='submit']").ClickAsync();
        await page.ArrivesAsync("saved=1");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync(words);
        return new Uri(page.Url).AbsolutePath;
    }

    /// <summary>Nothing of the page reaches beyond the phone's edge.</summary>
    private static async Task FitsAsync(IPage page) =>
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth"), $"{page.Url} is wider than the phone");

    // What visits of the last days saw; how they get there is the story of the visits.
    private static async Task SeeAsync(HostProcess host, DateOnly batch)
    {
        await using var db = new SqliteDb(new DbContextOptionsBuilder<SqliteDb>().UseSqlite($"Data Source={Path.Combine(host.DataDirectory, "processsales.db")}").Options);
        var day = DateOnly.FromDateTime(DateTime.UtcNow.AddHours(8)).AddDays(-2);
        foreach (var (name, index) in Holding.Append("岚桥三店").Select((name, index) => (name, index)))
        {
            var store = await db.Stores.SingleAsync(row => row.Name == name);
            var visit = new Visit { Id = Guid.NewGuid(), ClientId = Guid.NewGuid(), StoreId = store.Id, PersonId = store.OwnerId, Day = day, State = VisitState.Reviewed };
            db.Visits.Add(visit);
            // The last of them saw another batch.
            db.VisitBatches.Add(new() { VisitId = visit.Id, Number = 1, ProductCode = Yoghurt, ProducedOn = index < Holding.Length ? batch : batch.AddDays(1), Quantity = 8 + index, Pulled = index % 2 });
        }

        await db.SaveChangesAsync();
    }
}
