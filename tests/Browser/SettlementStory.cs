using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using ProcessSales.Browser.Tests.Running;

namespace ProcessSales.Browser.Tests;

/// <summary>Story 3 of domain.md 6.1, as its people click it: the last budget goes to one of two, an overspend of 7.5 % is cut to what was approved, and of 3,600 that the chain keeps 600 become a dispute.</summary>
[Collection("Journeys")]
public sealed class SettlementStory
{
    [Fact]
    public async Task Story_3_the_last_budget_goes_to_one_and_what_is_claimed_beyond_it_is_cut()
    {
        await using var host = await HostProcess.StartAsync();
        await using var chromium = await Chromium.StartAsync();
        var finance = await chromium.SignedInAsync(host, "wen.shuyan");
        await LeaveThreeThousandAsync(finance);

        var lin = await chromium.SignedInAsync(host, "lin.zhiyuan");
        var su = await chromium.SignedInAsync(host, "su.xiaoman");
        foreach (var (page, chain) in new[] { (lin, "C01"), (su, "C02") })
        {
            await PromotionForm.StartAsync(page);
            await PromotionForm.FillAsync(page, name: "年末堆头", chain: chain, unitPrice: 1_500, target: 30_000, place: "主通道");
        }

        await Task.WhenAll(PromotionForm.AnswerAsync(lin, "Submit", null), PromotionForm.AnswerAsync(su, "Submit", null));
        var (winner, loser) = (await lin.InnerTextAsync(".page-head")).Contains("审批中", StringComparison.Ordinal) ? (lin, su) : (su, lin);
        var application = new Uri(winner.Url).AbsolutePath;
        await Assertions.Expect(winner.Locator(".page-head")).ToContainTextAsync("审批中");
        await Assertions.Expect(loser.Locator("main")).ToContainTextAsync("预算不足");
        await loser.LookAsync("budget-lost-1440");

        var area = await chromium.SignedInAsync(host, "jiang.xubai", 390, 844);
        foreach (var approver in new[] { area, finance })
        {
            await PromotionForm.OpenFirstAsync(approver);
            await PromotionForm.AnswerAsync(approver, "Approve", "同意");
        }

        var promotion = await PromotionOfAsync(winner, application);
        await winner.SetInputFilesAsync("#agreement", ListingForm.Paper("协议.pdf"));
        await winner.FillAsync("#agree-note", "采购确认档期");
        await winner.ClickAsync("form[action$='/agree'] button[type='submit']");
        await Assertions.Expect(winner.Locator(".page-head")).ToContainTextAsync("待执行");
        await RunItAsync(host, chromium, winner, promotion);
        var settlement = await SettleAsync(winner, area, finance, promotion);
        await KeptBackAsync(host, chromium, winner, winner == lin ? "C01" : "C02", settlement);
    }

    // Finance leaves 3,000 on the display line of the month in which the promotions start.
    private static async Task LeaveThreeThousandAsync(IPage finance)
    {
        var month = ListingForm.Today().AddDays(1).ToString("yyyy-MM", CultureInfo.InvariantCulture);
        await finance.GotoAsync($"/data/budgets?month={month}");
        await finance.Locator("tr", new() { HasText = "临湖" }).Filter(new() { HasText = "陈列费" }).Filter(new() { HasText = month }).Locator("a").First.ClickAsync();
        await finance.ArrivesAsync("/data/budgets/[0-9a-f-]{36}");
        await finance.Locator("details:has(#how) summary").ClickAsync();
        await finance.SelectOptionAsync("#how", "adjust");
        await finance.FillAsync("#amount", "-27000");
        await finance.FillAsync("#budget-note", "调减到 3,000");
        await finance.ClickAsync("form:has(#how) button[type='submit']");
        await Assertions.Expect(finance.Locator("main")).ToContainTextAsync("3,000.00");
        await finance.LookAsync("budget-line-1440");
    }

    private static async Task<string> PromotionOfAsync(IPage page, string application)
    {
        await page.UntilItReadsAsync(application, ".page-head", "已批准");
        await page.GotoAsync("/promotions");
        await page.Locator("a[href^='/promotions/']", new() { HasText = "年末堆头" }).First.ClickAsync();
        await page.ArrivesAsync("/promotions/[0-9a-f-]{36}");
        return new Uri(page.Url).AbsolutePath;
    }

    private static async Task RunItAsync(HostProcess host, Chromium chromium, IPage owner, string promotion)
    {
        var admin = await chromium.SignedInAsync(host, "admin");
        await PassingDays.OfPromotionAsync(host, 3);
        await MoveAsync(admin);
        await owner.UntilItReadsAsync(promotion, ".page-head", "执行中");
        var assistant = await chromium.SignedInAsync(host, "fang.yuan", 390, 844);
        await assistant.GotoAsync(promotion);
        await assistant.UncheckAsync("input[name='price']");
        await assistant.FillAsync("#check-note", "价签写成 13.90");
        await assistant.ClickAsync("form[action$='/check'] button[type='submit']");
        await Assertions.Expect(assistant.Locator("main")).ToContainTextAsync("价签写成 13.90");
        await assistant.LookAsync("promotion-running-390");
        await assistant.GotoAsync("/issues");
        await Assertions.Expect(assistant.Locator("main")).ToContainTextAsync("价签写成 13.90");
        await PassingDays.OfPromotionAsync(host, 7);
        await MoveAsync(admin);
        await owner.UntilItReadsAsync(promotion, ".page-head", "已结束");
    }

    private static async Task MoveAsync(IPage admin)
    {
        await admin.GotoAsync("/hangfire/recurring?from=0&count=50");
        await admin.CheckAsync("input[value='move-promotions']");
        await admin.Locator("button[data-url$='/recurring/trigger']").ClickAsync();
    }

    private static async Task<string> SettleAsync(IPage owner, IPage area, IPage finance, string promotion)
    {
        await owner.GotoAsync(promotion);
        await owner.FillAsync("#actual", "66000");
        await owner.FillAsync("#report", "堆头带动明显");
        await owner.ClickAsync("form[action$='/report'] button[type='submit']");
        await owner.ClickAsync("form[action$='/settle'] button[type='submit']");
        await owner.ArrivesAsync("/promotions/settlements/[0-9a-f-]{36}");
        var settlement = new Uri(owner.Url).AbsolutePath;
        await owner.FillAsync("#claimed-1", "3225");
        await owner.FillAsync("#deviation-1", "店方多收 225 元");
        await owner.FillAsync("#invoice-1", "30000001");
        await owner.SelectOptionAsync("#kind-1", "plain");
        await owner.FillAsync("#on-1", Iso(ListingForm.Today()));
        await owner.FillAsync("#seller-1", "岚桥商业");
        await owner.ClickAsync("#settlement button[value='save']");
        await Assertions.Expect(owner.Locator(".key-figures")).ToContainTextAsync("3,225.00");
        await ProofAsync(owner, "invoice", null, ListingForm.Paper("发票.pdf"));
        for (var i = 1; i <= 3; i++)
        {
            var picture = await owner.ScreenshotAsync(new() { Clip = new() { X = i * 40, Y = 20, Width = 320, Height = 240 } });
            await ProofAsync(owner, "photo", ListingForm.Today().AddDays(-6), new() { Name = $"堆头{i}.png", MimeType = "image/png", Buffer = picture });
        }

        await owner.LookAsync("settlement-claim-1440");
        await owner.ClickAsync("#settlement button[value='action:Submit']");
        await Assertions.Expect(owner.Locator(".page-head")).ToContainTextAsync("待区域复核");
        await area.GotoAsync(settlement);
        await area.LookAsync("settlement-verify-390");
        await area.ClickAsync("#settlement button[value='action:Approve']");
        await finance.UntilItReadsAsync(settlement, ".page-head", "财务审核");
        await finance.ClickAsync("#settlement button[value='action:Confirm']");
        await Assertions.Expect(finance.Locator("#problems")).ToContainTextAsync("225");
        await finance.LookAsync("settlement-overspend-1440");
        await finance.FillAsync("#confirmed-1", "3000");
        await finance.FillAsync("#review-1", "按批准额核定");
        await finance.ClickAsync("#settlement button[value='action:Confirm']");
        await finance.UntilItReadsAsync(settlement, ".page-head", "待兑付");
        await Assertions.Expect(finance.Locator("main")).ToContainTextAsync("3,000.00");
        return settlement;
    }

    // The chain pays an invoice short by 3,600 instead of 3,000.
    private static async Task KeptBackAsync(HostProcess host, Chromium chromium, IPage owner, string chain, string settlement)
    {
        var accountant = await chromium.SignedInAsync(host, "cheng.yinuo");
        await accountant.GotoAsync("/data/import/receivables");
        await accountant.SetInputFilesAsync("#file-receivables", new FilePayload
        {
            Name = "invoices.csv", MimeType = "text/csv", Buffer = System.Text.Encoding.UTF8.GetBytes($"Number,Customer,Amount,IssuedOn,DueOn\r\nFP-STORY-3,{chain},20000.00,{Iso(ListingForm.Today())},{Iso(ListingForm.Today().AddDays(45))}\r\n"),
        });
        await accountant.ClickAsync("#receivables form button[type='submit']");
        await accountant.ClickAsync("form[action='/data/apply'] button");
        await owner.UntilItReadsAsync("/collections/receivables?q=FP-STORY-3", "main", "FP-STORY-3");
        await owner.Locator("tbody a", new() { HasText = "FP-STORY-3" }).First.ClickAsync();
        await Assertions.Expect(owner.Locator("h1")).ToContainTextAsync("FP-STORY-3");
        var item = new Uri(owner.Url).AbsolutePath;
        await owner.Locator("details:has(#short-amount) > summary").ClickAsync();
        await owner.FillAsync("#short-amount", "3600");
        await owner.FillAsync("#short-reference", "KK-STORY-3");
        await owner.ClickAsync("form[action$='/short-pay'] button[type='submit']");
        await Assertions.Expect(owner.Locator("h1")).ToContainTextAsync("KK-STORY-3");
        // What was confirmed is proposed, and no more of it can be matched.
        var match = owner.Locator("form[action$='/match']");
        await Assertions.Expect(match.Locator("input[name='amount']")).ToHaveValueAsync("3000.00");
        await match.Locator("button[type='submit']").ClickAsync();
        await Assertions.Expect(match).ToHaveCountAsync(0);
        await Assertions.Expect(owner.Locator("#dispute-amount")).ToHaveValueAsync("600.00");
        await owner.LookAsync("deduction-matched-1440");
        await owner.SelectOptionAsync("#dispute-reason", "DeductedTooMuch");
        await owner.FillAsync("#dispute-story", "合同核定 3,000,店方多扣 600");
        await owner.ClickAsync("form[action$='/dispute'] button[type='submit']");
        await Assertions.Expect(owner.Locator(".page-head")).ToContainTextAsync("已处理");
        foreach (var part in new[] { "3,000.00", "600.00" }) await Assertions.Expect(owner.Locator("tbody").First).ToContainTextAsync(part);
        await owner.UntilItReadsAsync(settlement, ".page-head", "已账扣");
        // Of the item only the disputed part is held up; the matched part is paid by it.
        await owner.GotoAsync(item);
        foreach (var figure in new[] { "17,000.00", "600.00" }) await Assertions.Expect(owner.Locator("dl.money").First).ToContainTextAsync(figure);
        await Assertions.Expect(owner.Locator("main")).ToContainTextAsync("多扣");
    }

    private static async Task ProofAsync(IPage page, string kind, DateOnly? taken, FilePayload file)
    {
        await page.SelectOptionAsync("#proof-kind", kind);
        if (taken is { } day) await page.FillAsync("#proof-taken", Iso(day));
        await page.SetInputFilesAsync("#proof-file", file);
        await page.ClickAsync("form[action$='/proofs'] button[type='submit']");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync(file.Name);
    }

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
