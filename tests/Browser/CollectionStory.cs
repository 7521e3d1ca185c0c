using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using ProcessSales.Browser.Tests.Running;
using ProcessSales.Workflows;
using ProcessSales.Workflows.Dunning;

namespace ProcessSales.Browser.Tests;

/// <summary>Story 5 of domain.md 6.1 as its people click it: differences solved, invoice handed in inside the window, promise broken, hold proposed, released after payment.</summary>
[Collection("Journeys")]
public sealed class CollectionStory
{
    private static readonly byte[] Proof = "%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"u8.ToArray();
    private static readonly DateOnly Today = DateOnly.FromDateTime(DateTime.UtcNow.AddHours(8));

    [Fact]
    public async Task A_statement_is_reconciled_invoiced_chased_and_paid()
    {
        await using var host = await HostProcess.StartAsync(new() { ["Demo__Stories"] = "true" });
        await using var chromium = await Chromium.StartAsync();
        var kam = await chromium.SignedInAsync(host, "lin.zhiyuan");

        // The demo company's statement with its five differences.
        var row = kam.Locator("tbody tr", new() { HasText = "有差异" });
        for (var look = 0; look < 240 && await row.CountAsync() == 0; look++)
        {
            await kam.WaitForTimeoutAsync(500);
            await kam.GotoAsync("/collections/statements?running=true");
        }

        await row.Locator("a").First.ClickAsync();
        var statement = new Uri(kam.Url).AbsolutePath;
        await Assertions.Expect(kam.Locator("tr[id^='d-']")).ToHaveCountAsync(5);
        foreach (var type in new[] { "漏单", "价差", "费用未约定", "重复扣", "跨期" }) await Assertions.Expect(Row(kam, type)).ToBeVisibleAsync();
        await SettleAsync(kam, statement, "漏单", "OursStands", "验收单已补录");
        await SettleAsync(kam, statement, "价差", "TheirsStands", "合同价 11 月起下调");
        await SettleAsync(kam, statement, "重复扣", "OursStands", "店方确认重复,已冲回");
        await SettleAsync(kam, statement, "跨期", "OursStands", "上期已对账");
        await kam.GotoAsync(statement);
        await Row(kam, "费用未约定").Locator("form[action$='/deduct'] button").ClickAsync();
        await kam.FillAsync("#dispute-story", "店庆赞助费无合同依据");
        await kam.SelectOptionAsync("#dispute-reason", "FeeUnknown");
        await kam.ClickAsync("form[action$='/dispute'] button[type='submit']");
        await Assertions.Expect(kam.Locator(".page-head")).ToContainTextAsync("已处理");

        // Both confirm; what is given up is approved.
        await kam.GotoAsync(statement);
        await kam.ClickAsync(".page-head a[href^='/cases/']");
        var file = new Uri(kam.Url).AbsolutePath;
        await TaskAsync(kam, file);
        await kam.FillAsync("#f-confirmedBy", "周会计(财务)");
        await kam.FillAsync("#f-confirmedOn", Day(Today));
        await kam.SelectOptionAsync("#f-way", "seal");
        await UploadAsync(kam, "proof");
        await PromotionForm.AnswerAsync(kam, "Confirm", null);
        foreach (var name in new[] { "jiang.xubai", "cheng.yinuo" })
        {
            var signer = await chromium.SignedInAsync(host, name);
            await TaskAsync(signer, file);
            await PromotionForm.AnswerAsync(signer, "Approve", null);
        }

        // Invoice, inside the window.
        var window = Window();
        await TaskAsync(kam, file);
        await kam.GotoAsync(statement);
        var agreed = Money(await kam.Locator("dt", new() { HasText = "确认金额" }).Locator("xpath=following-sibling::dd").First.InnerTextAsync());
        await TaskAsync(kam, file);
        foreach (var (field, value) in new[] { ("title", "岚桥大卖场有限公司"), ("taxNumber", "91310000MA1K000001"), ("items", "食品"), ("amount", agreed.ToString("0.00", CultureInfo.InvariantCulture)), ("windowDate", Day(window)) }) await kam.FillAsync($"#f-{field}", value);
        await kam.SelectOptionAsync("#f-kind", "special");
        await kam.SelectOptionAsync("#f-delivery", "visit");
        await PromotionForm.AnswerAsync(kam, "Submit", null);
        var accountant = await chromium.SignedInAsync(host, "cheng.yinuo");
        await TaskAsync(accountant, file);
        await accountant.FillAsync("#f-invoiceNumber", "FP-2026-STORY");
        await accountant.FillAsync("#f-issuedOn", Day(Today));
        await PromotionForm.AnswerAsync(accountant, "Issued", null);
        var assistant = await chromium.SignedInAsync(host, "fang.yuan", 390, 844);
        await TaskAsync(assistant, file);
        await assistant.FillAsync("#f-handedInOn", Day(window));
        await assistant.FillAsync("#f-receivedBy", "店方财务 李敏");
        await UploadAsync(assistant, "proof");
        await PromotionForm.AnswerAsync(assistant, "HandedIn", null);
        await TaskAsync(assistant, file);
        await assistant.FillAsync("#f-acceptedOn", Day(window));
        await PromotionForm.AnswerAsync(assistant, "Accepted", null);
        await kam.UntilItReadsAsync(statement, ".page-head", "已关闭");
        await kam.Locator(".page-head a[href^='/collections/receivables/']").ClickAsync();
        var item = new Uri(kam.Url).AbsolutePath;
        await Assertions.Expect(kam.Locator("main")).ToContainTextAsync("1,200.00"); // only this is kept out of reminders

        // A promise, which is not kept. Ten weeks later by the clock of another node, a hold is proposed by rule.
        await kam.GotoAsync("/collections/payers/C01");
        var paid = agreed - 1_200m;
        // Folded away while an earlier promise is open.
        if (!await kam.IsVisibleAsync("#promise-amount")) await kam.ClickAsync("details:has(#promise-amount) > summary");
        await kam.FillAsync("#promise-amount", paid.ToString("0.00", CultureInfo.InvariantCulture));
        await kam.FillAsync("#promise-on", Day(Today.AddDays(5)));
        await kam.FillAsync("#promise-by", "周会计");
        await kam.Locator("fieldset label", new() { HasText = "FP-2026-STORY" }).Locator("input").CheckAsync();
        await kam.ClickAsync("form[action$='/promise'] button[type='submit']");
        var promise = kam.Locator("tr", new() { HasText = paid.ToString("N2", CultureInfo.InvariantCulture) }).Filter(new() { HasTextRegex = new Regex("兑现") });
        await Assertions.Expect(promise).ToContainTextAsync("待兑现");
        await LaterAsync(host, 70);
        await kam.GotoAsync("/collections/payers/C01");
        await Assertions.Expect(promise).ToContainTextAsync("未兑现");
        var finance = await chromium.SignedInAsync(host, "he.mingqian");
        await finance.GotoAsync("/collections/payers/C01");
        await finance.ClickAsync("form[action$='/hold-confirm'] button");
        await kam.GotoAsync("/collections/payers/C01");
        await Assertions.Expect(kam.Locator(".alert-danger")).ToContainTextAsync("信用冻结中");

        // The money comes, without what is in dispute, and the hold is released.
        await accountant.GotoAsync("/data/import/receipts");
        await accountant.SetInputFilesAsync("#file-receipts", new FilePayload
        {
            Name = "bank.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(FormattableString.Invariant($"BankReference,BankDate,PayerName,Amount,Remittance\r\nBANK-STORY-1,{Day(Today)},岚桥大卖场有限公司,{paid:0.00},FP-2026-STORY\r\n")),
        });
        await accountant.ClickAsync("#receipts form button[type='submit']");
        await accountant.ClickAsync("form[action='/data/apply'] button");
        await accountant.GotoAsync("/collections/receipts?open=true&q=BANK-STORY-1");
        await accountant.ClickAsync("tbody a");
        await accountant.ClickAsync("form[action$='/claim'] button");
        await accountant.Locator("form[action$='/allocate'] tr", new() { HasText = "FP-2026-STORY" }).Locator("input").FillAsync(paid.ToString("0.00", CultureInfo.InvariantCulture));
        await accountant.ClickAsync("form[action$='/allocate'] button[type='submit']");
        await accountant.GotoAsync(item);
        await Assertions.Expect(accountant.Locator("dl.money .strong dd").First).ToContainTextAsync("1,200.00");
        await finance.GotoAsync("/collections/payers/C01");
        await finance.FillAsync("#release-why", "已到账");
        await finance.FillAsync("#release-until", Day(Today.AddDays(90)));
        await finance.ClickAsync("form[action$='/hold-release'] button");
        await kam.GotoAsync("/collections/payers/C01");
        await Assertions.Expect(kam.Locator("main")).Not.ToContainTextAsync("信用冻结中");
    }

    private static ILocator Row(IPage page, string type) => page.Locator("tr[id^='d-']", new() { Has = page.Locator("td:nth-child(2)", new() { HasText = type }) });

    private static async Task SettleAsync(IPage page, string statement, string type, string result, string evidence)
    {
        await page.GotoAsync(statement);
        var row = Row(page, type);
        await row.Locator("details summary").ClickAsync();
        await row.Locator("select[name='result']").SelectOptionAsync(result);
        await row.Locator("input[name='evidence']").FillAsync(evidence);
        await row.Locator("details button[type='submit']").ClickAsync();
        await page.ArrivesAsync("#d-");
        await Assertions.Expect(row).ToContainTextAsync(evidence);
    }

    // The task that the person has in the case; it may come a moment after the step before it was answered.
    private static async Task TaskAsync(IPage page, string file)
    {
        await page.GotoAsync(file);
        var task = page.Locator(".action-bar a[href^='/tasks/']");
        for (var look = 0; look < 120 && await task.CountAsync() == 0; look++)
        {
            await page.WaitForTimeoutAsync(500);
            await page.GotoAsync(file);
        }

        await task.First.ClickAsync();
        await page.ArrivesAsync("/tasks/");
    }

    private static async Task UploadAsync(IPage page, string field)
    {
        await page.Locator($"#file-{field}").SetInputFilesAsync(new FilePayload { Name = "签收.pdf", MimeType = "application/pdf", Buffer = Proof });
        await Assertions.Expect(page.Locator($"[data-upload='{field}'] .files")).ToContainTextAsync("签收.pdf");
    }

    // Another node of the same company, whose day has come later.
    private static async Task LaterAsync(HostProcess host, int days)
    {
        var services = new ServiceCollection().AddLogging();
        services.AddSingleton<TimeProvider>(new LaterClock(TimeSpan.FromDays(days)));
        services.AddProcessSalesWorkflows(new()
        {
            DataDirectory = host.DataDirectory, ConnectionString = $"Data Source={Path.Combine(host.DataDirectory, "processsales.db")}", WorkflowsDirectory = Path.Combine(HostProcess.RepositoryRoot(), "workflows"), PublicUrl = host.Address,
        });
        await using var node = services.BuildServiceProvider();
        await node.GetRequiredService<PromiseDesk>().SettleAsync();
        await node.GetRequiredService<CreditHoldDesk>().LookAsync();
    }

    // Invoices are taken on 1 to 5 and 15 to 17.
    private static DateOnly Window()
    {
        var day = Today;
        while (day.Day is not (<= 5 or (>= 15 and <= 17))) day = day.AddDays(1);
        return day;
    }

    private static decimal Money(string text) => decimal.Parse(Regex.Replace(text, "[^0-9.]", ""), CultureInfo.InvariantCulture);

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private sealed class LaterClock(TimeSpan later) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + later;
    }
}
