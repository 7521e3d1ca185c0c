using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace ProcessSales.Browser.Tests;

/// <summary>What people do with a listing's pages.</summary>
internal static class ListingForm
{
    /// <summary>Applies for two new articles in four stores for 500 a line. Returns the listing's page.</summary>
    public static async Task<string> HandInAsync(IPage page)
    {
        await page.GotoAsync("/listings");
        await page.ClickAsync("[action='/processes/product-listing/start'] button[type='submit']");
        await page.ArrivesAsync("/tasks/");
        await page.SelectOptionAsync("#f-chain", "C01");
        await page.WaitForSelectorAsync("#f-contract option[value='HT-C01-01']", new() { State = WaitForSelectorState.Attached });
        await page.SelectOptionAsync("#f-contract", "HT-C01-01");
        await page.SelectOptionAsync("#f-kind", "launch");
        await page.SelectOptionAsync("#f-role", "profit");
        await page.FillAsync("#f-reason", "补齐健康零食");
        await page.FillAsync("#f-targetShelf", Today().AddDays(40).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        string[] articles = ["2000000000121", "2000000000138"];
        for (var i = 0; i < articles.Length; i++)
        {
            await RowAsync(page, "skus", $"#f-skus-{i}-product");
            await page.SelectOptionAsync($"#f-skus-{i}-product", articles[i]);
            await page.FillAsync($"#f-skus-{i}-supplyPrice", i == 0 ? "16.80" : "3.00");
            await page.FillAsync($"#f-skus-{i}-retailPrice", i == 0 ? "25.90" : "5.00");
            await page.FillAsync($"#f-skus-{i}-monthlyVolume", "50");
            await page.FillAsync($"#f-skus-{i}-unitContribution", "3.20");
            await page.FillAsync($"#f-skus-{i}-firstOrder", "60");
        }

        for (var i = 0; i < 4; i++)
        {
            await RowAsync(page, "stores", $"#f-stores-{i}-store");
            await page.SelectOptionAsync($"#f-stores-{i}-store", $"C01-0{i + 1}");
        }

        await RowAsync(page, "fees", "#f-fees-0-type");
        await page.SelectOptionAsync("#f-fees-0-type", "service");
        await page.SelectOptionAsync("#f-fees-0-basis", "line");
        await page.FillAsync("#f-fees-0-amount", "500");
        await page.SelectOptionAsync("#f-fees-0-payMode", "deduct");
        await page.SelectOptionAsync("#f-fees-0-invoice", "service");
        await page.FillAsync("#f-fees-0-basisText", "附件二 3.1");
        var line = page.Locator("#f-budgetLine option", new() { HasText = Today().ToString("yyyy-MM", CultureInfo.InvariantCulture) + " 陈列费" }).First;
        await page.SelectOptionAsync("#f-budgetLine", await line.GetAttributeAsync("value") ?? "");
        await RowAsync(page, "papers", "#f-papers-0-kind");
        await page.SelectOptionAsync("#f-papers-0-kind", "inspection");
        await page.FillAsync("#f-papers-0-number", "JC-118");
        await page.FillAsync("#f-papers-0-expiresOn", Today().AddDays(400).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        await page.Locator("[data-upload] input[type='file']").First.SetInputFilesAsync(Paper("检测报告.pdf"));
        await Assertions.Expect(page.Locator(".files").First).ToContainTextAsync("检测报告.pdf");
        await page.LookAsync("listing-form");
        await PromotionForm.AnswerAsync(page, "Submit", null);
        return "/listings/" + new Uri(page.Url).AbsolutePath.Split('/')[^1];
    }

    /// <summary>Brings lines a step on in the grid; all that the page offers unless some are left out.</summary>
    public static async Task StepAsync(IPage page, string listing, string to, Func<Task>? leaveOut = null, params (string Field, string Value)[] facts)
    {
        await page.GotoAsync($"{listing}?to={to}");
        if (leaveOut is not null) await leaveOut();
        foreach (var (field, value) in facts)
        {
            if (await page.Locator($"select#{field}").CountAsync() > 0) await page.SelectOptionAsync($"#{field}", value);
            else await page.FillAsync($"#{field}", value);
        }

        await page.LookAsync($"listing-{to.ToLowerInvariant()}-{page.ViewportSize!.Width}");
        await page.ClickAsync("form:has(input[name='_handler'][value='move']) button[type='submit']");
        await page.ArrivesAsync($"{listing}(?!.*to=)");
    }

    public static FilePayload Paper(string name) => new() { Name = name, MimeType = "application/pdf", Buffer = System.Text.Encoding.UTF8.GetBytes($"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%{name}\n%%EOF\n") };

    public static DateOnly Today() => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(DateTimeOffset.UtcNow, TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai")).DateTime);

    private static async Task RowAsync(IPage page, string table, string first)
    {
        if (await page.Locator(first).CountAsync() == 0) await page.ClickAsync($"button[value='add:{table}']");
        await page.WaitForSelectorAsync(first);
    }
}
