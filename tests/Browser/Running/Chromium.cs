using Microsoft.Playwright;

namespace ProcessSales.Browser.Tests.Running;

/// <summary>One headless Chromium; a person is a context of their own in it.</summary>
public sealed class Chromium : IAsyncDisposable
{
    private const float Patience = 90_000;

    private readonly IPlaywright playwright;
    private readonly IBrowser browser;

    private Chromium(IPlaywright playwright, IBrowser browser)
    {
        this.playwright = playwright;
        this.browser = browser;
    }

    /// <summary>Starts Debian's Chromium.</summary>
    public static async Task<Chromium> StartAsync()
    {
        Assertions.SetDefaultExpectTimeout(Patience);
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = "/usr/bin/chromium",
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync",
            ],
        });
        return new(playwright, browser);
    }

    /// <summary>A fresh visitor: own cookies, given window size.</summary>
    public async Task<IPage> VisitorAsync(HostProcess host, int width = 1440, int height = 900, string locale = "zh-CN", bool script = true, bool dark = false)
    {
        var context = await browser.NewContextAsync(new()
        {
            BaseURL = host.Address.ToString(),
            Locale = locale,
            TimezoneId = "Asia/Shanghai",
            JavaScriptEnabled = script,
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            ViewportSize = new() { Width = width, Height = height },
        });
        context.SetDefaultTimeout(Patience); // a loaded machine is slow, not wrong
        context.SetDefaultNavigationTimeout(Patience);
        return await context.NewPageAsync();
    }

    /// <summary>A demo person who has signed in, on a desktop or (390 px) on a phone.</summary>
    public async Task<IPage> SignedInAsync(HostProcess host, string userName, int width = 1440, int height = 900, bool script = true, bool dark = false)
    {
        var page = await VisitorAsync(host, width, height, script: script, dark: dark);
        await page.GotoAsync("/sign-in");
        await page.FillAsync("input[name='UserName']", userName);
        await page.FillAsync("input[name='Password']", "Demo-2026!");
        await page.ClickAsync("main button[type='submit']");
        await page.LeavesAsync("/sign-in");
        return page;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
    }
}
