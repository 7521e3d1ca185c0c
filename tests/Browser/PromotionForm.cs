using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace ProcessSales.Browser.Tests;

/// <summary>What people do with a promotion's pages.</summary>
internal static class PromotionForm
{
    /// <summary>Opens a new application from the processes.</summary>
    public static async Task StartAsync(IPage page)
    {
        await page.GotoAsync("/processes");
        await page.ClickAsync("[action='/processes/promotion-approval/start'] button[type='submit']");
        await page.ArrivesAsync("/tasks/");
    }

    /// <summary>Fills an application in: 双十二堆头 at 岚桥一店 for 800 unless said otherwise.</summary>
    public static async Task FillAsync(IPage page, bool script = true, string name = "双十二堆头", string chain = "C01", int unitPrice = 400, int target = 3_000, string? place = null)
    {
        var start = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(DateTimeOffset.UtcNow, TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai")).DateTime).AddDays(1);
        await page.FillAsync("#f-name", name);
        await page.SelectOptionAsync("#f-type", "display");
        await page.FillAsync("#f-start", start.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        await page.FillAsync("#f-end", start.AddDays(6).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        await page.SelectOptionAsync("#f-chain", chain);
        await RowAsync(page, "stores", "#f-stores-0-store");
        await page.SelectOptionAsync("#f-stores-0-store", chain + "-01");
        if (place is not null) await page.FillAsync("#f-stores-0-place", place);
        await RowAsync(page, "skus", "#f-skus-0-product");
        await page.SelectOptionAsync("#f-skus-0-product", "2000000000015");
        await page.FillAsync("#f-skus-0-promoSupply", "9.00");
        await page.FillAsync("#f-skus-0-promoRetail", "12.90");
        var line = page.Locator("#f-budgetLine option", new() { HasText = start.ToString("yyyy-MM", CultureInfo.InvariantCulture) + " 陈列费" }).First;
        await page.SelectOptionAsync("#f-budgetLine", await line.GetAttributeAsync("value") ?? "");
        await RowAsync(page, "costs", "#f-costs-0-feeType");
        await page.SelectOptionAsync("#f-costs-0-feeType", "display");
        await page.FillAsync("#f-costs-0-quantity", "2");
        await page.FillAsync("#f-costs-0-unitPrice", unitPrice.ToString(CultureInfo.InvariantCulture));
        await page.SelectOptionAsync("#f-costs-0-payMode", "deduct");
        await page.FillAsync("#f-baselineSales", "2000");
        await page.FillAsync("#f-targetSales", target.ToString(CultureInfo.InvariantCulture)); // 800 of 3,000: above 20 %, so everyone signs
        await page.FillAsync("#f-goal", "提升双十二销量");
        await page.FillAsync("#f-mechanism", "堆头陈列加特价");
        if (await page.Locator("#f-emergencyReason").CountAsync() == 0)
        {
            await page.ClickAsync("button[value='draft']");
            await page.WaitForSelectorAsync("#f-emergencyReason");
        }

        await page.FillAsync("#f-emergencyReason", "竞品临时活动");
        if (!script) await page.ClickAsync("button[value='draft']"); // saving works out what a script would
        await Assertions.Expect(page.Locator("#f-total, [data-computed='total']").First).ToContainTextAsync((2 * unitPrice).ToString("N0", CultureInfo.InvariantCulture));
    }

    private static async Task RowAsync(IPage page, string table, string first)
    {
        if (await page.Locator(first).CountAsync() == 0) await page.ClickAsync($"button[value='add:{table}']");
        await page.WaitForSelectorAsync(first);
    }

    /// <summary>Opens the task that waits in the inbox; it may come a moment after the step before it was answered.</summary>
    public static async Task OpenFirstAsync(IPage page)
    {
        await page.GotoAsync("/inbox");
        var first = page.Locator(".case-list a").First;
        for (var i = 0; i < 60 && await first.CountAsync() == 0; i++)
        {
            await page.WaitForTimeoutAsync(500);
            await page.GotoAsync("/inbox");
        }

        await first.ClickAsync();
        await page.ArrivesAsync("/tasks/");
    }

    public static async Task AnswerAsync(IPage page, string action, string? comment)
    {
        if (comment is not null) await page.FillAsync("#Comment", comment);
        await page.ClickAsync($"button[value='action:{action}']");
        await page.ArrivesAsync("done=");
    }
}
