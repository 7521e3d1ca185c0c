using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using ProcessSales.Browser.Tests.Running;

namespace ProcessSales.Browser.Tests;

/// <summary>The whole way of a promotion, as its people click it.</summary>
public sealed class PromotionStory
{
    [Fact]
    public async Task A_promotion_is_applied_for_returned_corrected_and_approved_by_everyone_on_its_path()
    {
        await using var host = await HostProcess.StartAsync();
        await using var chromium = await Chromium.StartAsync();
        var applicant = await chromium.SignedInAsync(host, "lin.zhiyuan");

        await applicant.GotoAsync("/processes");
        await applicant.ClickAsync(".process-card button[type='submit']");
        await applicant.WaitForURLAsync(new Regex("/tasks/"));
        await FillAsync(applicant);
        await Assertions.Expect(applicant.Locator("main")).ToContainTextAsync("江叙白"); // the path ahead, before submitting
        await applicant.RunAndWaitForResponseAsync(() => applicant.ClickAsync("button[value='draft']"), answer => answer.Request.Method == "POST" && answer.Url.Contains("/tasks/"));
        await applicant.GotoAsync(new Uri(applicant.Url).AbsolutePath);
        Assert.Equal("双十二堆头", await applicant.InputValueAsync("#f-name"));
        await AnswerAsync(applicant, "Submit", null);
        var caseAddress = new Uri(applicant.Url).AbsolutePath;

        var area = await chromium.SignedInAsync(host, "jiang.xubai", 390, 844);
        await OpenFirstAsync(area);
        await Assertions.Expect(area.Locator("main")).ToContainTextAsync("双十二堆头");
        await AnswerAsync(area, "Return", "请补充竞品情况");

        await OpenFirstAsync(applicant);
        await applicant.FillAsync("#f-competitor", "竞品同期做第二件半价");
        await AnswerAsync(applicant, "Submit", null);

        foreach (var approver in new[] { "jiang.xubai", "shen.yanqiu", "wen.shuyan", "gu.xingzhou", "he.mingqian" })
        {
            var page = approver == "jiang.xubai" ? area : await chromium.SignedInAsync(host, approver);
            await OpenFirstAsync(page);
            await AnswerAsync(page, "Approve", "同意");
        }

        await applicant.GotoAsync(caseAddress);
        await Assertions.Expect(applicant.Locator(".page-head")).ToContainTextAsync("已批准");
        await applicant.GotoAsync("/notifications");
        await Assertions.Expect(applicant.Locator("main")).ToContainTextAsync("双十二堆头");
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(host.DataDirectory, "mail"), "*.eml"));
    }

    [Fact]
    public async Task An_applicant_takes_his_application_back_while_it_is_in_review()
    {
        await using var host = await HostProcess.StartAsync();
        await using var chromium = await Chromium.StartAsync();
        var applicant = await chromium.SignedInAsync(host, "lin.zhiyuan");
        await applicant.GotoAsync("/processes");
        await applicant.ClickAsync(".process-card button[type='submit']");
        await applicant.WaitForURLAsync(new Regex("/tasks/"));
        await FillAsync(applicant);
        await AnswerAsync(applicant, "Submit", null);

        var area = await chromium.SignedInAsync(host, "jiang.xubai");
        await OpenFirstAsync(area);

        applicant.Dialog += (_, dialog) => dialog.AcceptAsync();
        await applicant.Locator("details:has(form[action$='/withdraw']) summary").ClickAsync();
        await applicant.ClickAsync("form[action$='/withdraw'] button[type='submit']");
        await Assertions.Expect(applicant.Locator(".page-head")).ToContainTextAsync("撤回");

        // The approver still has the page open: he is told, and nothing happens.
        await area.ClickAsync("button[value='action:Approve']");
        await Assertions.Expect(area.Locator(".nothing")).ToContainTextAsync("林知远");
        await applicant.ReloadAsync();
        await Assertions.Expect(applicant.Locator(".page-head")).ToContainTextAsync("撤回");
    }

    private static async Task FillAsync(IPage page)
    {
        var start = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(DateTimeOffset.UtcNow, TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai")).DateTime).AddDays(1);
        await page.FillAsync("#f-name", "双十二堆头");
        await page.SelectOptionAsync("#f-type", "display");
        await page.FillAsync("#f-start", start.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        await page.FillAsync("#f-end", start.AddDays(6).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        await page.SelectOptionAsync("#f-chain", "C01");
        await RowAsync(page, "stores", "#f-stores-0-store");
        await page.SelectOptionAsync("#f-stores-0-store", "C01-01");
        await RowAsync(page, "skus", "#f-skus-0-product");
        await page.SelectOptionAsync("#f-skus-0-product", "2000000000015");
        await page.FillAsync("#f-skus-0-promoSupply", "9.00");
        await page.FillAsync("#f-skus-0-promoRetail", "12.90");
        var line = page.Locator("#f-budgetLine option", new() { HasText = start.ToString("yyyy-MM", CultureInfo.InvariantCulture) + " display" }).First;
        await page.SelectOptionAsync("#f-budgetLine", await line.GetAttributeAsync("value") ?? "");
        await RowAsync(page, "costs", "#f-costs-0-feeType");
        await page.SelectOptionAsync("#f-costs-0-feeType", "display");
        await page.FillAsync("#f-costs-0-quantity", "2");
        await page.FillAsync("#f-costs-0-unitPrice", "400");
        await page.SelectOptionAsync("#f-costs-0-payMode", "deduct");
        await page.FillAsync("#f-baselineSales", "2000");
        await page.FillAsync("#f-targetSales", "3000"); // 800 of 3,000: above 20 %, so everyone signs
        await page.FillAsync("#f-goal", "提升双十二销量");
        await page.FillAsync("#f-mechanism", "堆头陈列加特价");
        if (await page.Locator("#f-emergencyReason").CountAsync() == 0)
        {
            await page.ClickAsync("button[value='draft']");
            await page.WaitForSelectorAsync("#f-emergencyReason");
        }

        await page.FillAsync("#f-emergencyReason", "竞品临时活动");
        await Assertions.Expect(page.Locator("#f-total, [data-computed='total']").First).ToContainTextAsync("800");
    }

    private static async Task RowAsync(IPage page, string table, string first)
    {
        if (await page.Locator(first).CountAsync() == 0) await page.ClickAsync($"button[value='add:{table}']");
        await page.WaitForSelectorAsync(first);
    }

    private static async Task OpenFirstAsync(IPage page)
    {
        await page.GotoAsync("/inbox");
        await page.ClickAsync(".case-list a");
        await page.WaitForURLAsync(new Regex("/tasks/"));
    }

    private static async Task AnswerAsync(IPage page, string action, string? comment)
    {
        if (comment is not null) await page.FillAsync("#Comment", comment);
        await page.ClickAsync($"button[value='action:{action}']");
        await page.WaitForURLAsync(new Regex("/cases/.*done="));
    }
}
