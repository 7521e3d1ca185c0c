using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace ProcessSales.Browser.Tests;

/// <summary>For what a job does a little later, and pictures to look at.</summary>
internal static class Waiting
{
    /// <summary>Opens the page again and again until it reads so; for up to two minutes.</summary>
    public static async Task UntilItReadsAsync(this IPage page, string address, string place, string text)
    {
        await page.GotoAsync(address);
        for (var i = 0; i < 120 && !(await page.InnerTextAsync(place)).Contains(text); i++)
        {
            await page.WaitForTimeoutAsync(1_000);
            await page.GotoAsync(address);
        }

        await Assertions.Expect(page.Locator(place)).ToContainTextAsync(text);
    }

    /// <summary>
    /// Waits until the address matches and its page has been loaded. Asked of the browser: Playwright's own wait for an address misses one that
    /// changes between its look and its listening, which a busy machine makes likely.
    /// </summary>
    public static async Task ArrivesAsync(this IPage page, [StringSyntax(StringSyntaxAttribute.Regex)] string address)
    {
        await Assertions.Expect(page).ToHaveURLAsync(new Regex(address));
        await page.LoadedAsync();
    }

    /// <summary>Waits until the address no longer matches and the page after it has been loaded.</summary>
    public static async Task LeavesAsync(this IPage page, [StringSyntax(StringSyntaxAttribute.Regex)] string address)
    {
        await Assertions.Expect(page).Not.ToHaveURLAsync(new Regex(address));
        await page.LoadedAsync();
    }

    private static Task LoadedAsync(this IPage page) => Assertions.Expect(page.Locator("html")).ToHaveJSPropertyAsync("ownerDocument.readyState", "complete");

    /// <summary>Keeps a picture where a folder is named for them, and holds the page to the width of its window.</summary>
    public static async Task LookAsync(this IPage page, string name)
    {
        Assert.False(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth > innerWidth"), $"{name} is wider than its window");
        if (Environment.GetEnvironmentVariable("PROCESSSALES_PICTURES") is { Length: > 0 } folder) await page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png"), FullPage = true });
    }
}
