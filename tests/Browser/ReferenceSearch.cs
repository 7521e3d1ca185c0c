using Microsoft.Playwright;
using ProcessSales.Browser.Tests.Running;

namespace ProcessSales.Browser.Tests;

/// <summary>References are found while somebody types, by mouse and by keyboard.</summary>
[Collection("Journeys")]
public sealed class ReferenceSearch
{
    [Fact]
    public async Task A_customer_is_found_by_a_part_of_its_name_and_its_stores_follow_on_a_phone()
    {
        await using var host = await HostProcess.StartAsync();
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.SignedInAsync(host, "lin.zhiyuan", 390, 844);
        await PromotionForm.StartAsync(page);
        await page.FillAsync("#f-chain-search", "LANQ");
        var found = page.Locator("#f-chain-list [role=option]");
        await Assertions.Expect(found).ToHaveCountAsync(1);
        await Shot(page, "reference-search");
        await found.First.ClickAsync();
        await Assertions.Expect(page.Locator("#f-chain")).ToHaveValueAsync("C01");
        await page.ClickAsync("button[value='add:stores']");
        await page.FillAsync("#f-stores-0-store-search", "C01-03");
        await Assertions.Expect(page.Locator("#f-stores-0-store-list [role=option]")).ToHaveCountAsync(1);
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#f-stores-0-store")).ToHaveValueAsync("C01-03");
        await page.FillAsync("#f-chain-search", "没有这家");
        await Assertions.Expect(page.Locator("#f-chain-list .combobox-none")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Locator("#f-chain")).ToHaveValueAsync("C01");
    }

    private static Task Shot(IPage page, string name) =>
        Environment.GetEnvironmentVariable("SHOTS") is { Length: > 0 } folder ? page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png") }) : Task.CompletedTask;
}
