using System.Globalization;
using Microsoft.Playwright;
using ProcessSales.Browser.Tests.Running;

namespace ProcessSales.Browser.Tests.Visits;

/// <summary>
/// A phone of 390 px whose browser keeps what it knows on its own disk, so that it can be killed and opened again. Every touch of a person is counted, and a picture as
/// the three that it takes: the button, the camera's shutter and its "use".
/// </summary>
internal sealed class Phone : IAsyncDisposable
{
    private const int TouchesInTheCamera = 2;
    private const float Patience = 60_000;
    private readonly HostProcess host;
    private readonly string folder;
    private readonly bool dark;
    private IPlaywright? playwright;
    private IBrowserContext? context;

    private Phone(HostProcess host, string folder, bool dark) => (this.host, this.folder, this.dark) = (host, folder, dark);

    public IPage Page { get; private set; } = null!;

    /// <summary>Touches so far.</summary>
    public int Taps { get; set; }

    /// <summary>Whatever the page complained of in its console, but for what a missing network makes a browser say.</summary>
    public List<string> Complaints { get; } = [];

    public static async Task<Phone> OpenAsync(HostProcess host, bool dark = false)
    {
        var phone = new Phone(host, Directory.CreateTempSubdirectory("phone-").FullName, dark);
        await phone.SwitchOnAsync();
        return phone;
    }

    /// <summary>Opens the browser on what the phone keeps.</summary>
    public async Task SwitchOnAsync()
    {
        Assertions.SetDefaultExpectTimeout(Patience);
        playwright = await Playwright.CreateAsync();
        context = await playwright.Chromium.LaunchPersistentContextAsync(folder, new()
        {
            ExecutablePath = "/usr/bin/chromium", BaseURL = host.Address.ToString(), Locale = "zh-CN", TimezoneId = "Asia/Shanghai", ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            ViewportSize = new() { Width = 390, Height = 844 }, HasTouch = true, Geolocation = new() { Latitude = 30.221f, Longitude = 120.123f, Accuracy = 15 }, Permissions = ["geolocation"],
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        context.SetDefaultTimeout(Patience);
        Page = context.Pages[0];
        Page.Console += (_, message) =>
        {
            if (message.Type == "error" && !message.Text.Contains("net::ERR_", StringComparison.Ordinal) && !message.Text.Contains("status of 409", StringComparison.Ordinal) && !message.Text.Contains("status of 401", StringComparison.Ordinal))
                Complaints.Add(message.Text);
        };
        Page.PageError += (_, error) => Complaints.Add(error);
    }

    /// <summary>The sign-in has ended.</summary>
    public Task ForgetSignInAsync() => context!.ClearCookiesAsync();

    /// <summary>Switches to English.</summary>
    public Task SpeakEnglishAsync() => context!.AddCookiesAsync([new() { Name = "lang", Value = "en", Url = host.Address.ToString() }]);

    public Task NetworkAsync(bool there) => context!.SetOfflineAsync(!there);

    /// <summary>The phone's system ends the browser without a word.</summary>
    public async Task KillAsync()
    {
        foreach (var process in Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, CultureInfo.InvariantCulture, out _)))
        {
            try
            {
                // Only the browser of this very phone: its folder stands in the command.
                if ((await File.ReadAllTextAsync($"/proc/{process}/cmdline")).Contains($"--user-data-dir={folder}", StringComparison.Ordinal)) System.Diagnostics.Process.GetProcessById(int.Parse(process!, CultureInfo.InvariantCulture)).Kill();
            }
            catch (Exception gone) when (gone is IOException or ArgumentException or UnauthorizedAccessException or InvalidOperationException)
            {
                // Ended meanwhile, with its parent.
            }
        }

        try
        {
            await context!.CloseAsync();
        }
        catch (PlaywrightException)
        {
            // There is nobody left to close.
        }

        playwright!.Dispose();
        (playwright, context) = (null, null);
    }

    public async Task SignInAsync(string userName, string returnUrl = "/visits/app")
    {
        await Page.GotoAsync($"/sign-in?returnUrl={Uri.EscapeDataString(returnUrl)}");
        await Page.FillAsync("input[name='UserName']", userName);
        await Page.FillAsync("input[name='Password']", "Demo-2026!");
        await Page.ClickAsync("main button[type='submit']");
        await Page.LeavesAsync("/sign-in");
    }

    /// <summary>The visits stay on the phone once the worker has taken the page over.</summary>
    public Task IsKeptAsync() => Page.WaitForFunctionAsync("async () => { await navigator.serviceWorker.ready; return !!navigator.serviceWorker.controller && !!(await caches.match('/visits/app')); }");

    /// <summary>Checks in and waits for the shelf: by what it shows, for a wait for its address now and then misses a change of the fragment.</summary>
    public async Task CheckInAsync()
    {
        await TapAsync("#check-in");
        await Assertions.Expect(Page.Locator("#photo-shelfBefore")).ToBeAttachedAsync();
    }

    /// <summary>Carries the phone to a place.</summary>
    public Task StandAtAsync(float latitude, float longitude) => context!.SetGeolocationAsync(new() { Latitude = latitude, Longitude = longitude, Accuracy = 15 });

    /// <summary>Goes to a step of the visit by its number and waits until it is shown.</summary>
    public async Task StepAsync(int step)
    {
        Taps++;
        await Page.Locator(".va-steps a").Nth(step).ClickAsync();
        await Assertions.Expect(Page.Locator(".va-steps a").Nth(step)).ToHaveAttributeAsync("aria-current", "step");
    }

    /// <summary>Writes into a field and leaves it.</summary>
    public async Task WriteAsync(string where, string text)
    {
        Taps++;
        await Page.Locator(where).First.FillAsync(text);
        await Page.Locator(where).First.BlurAsync();
        await Assertions.Expect(Page.Locator(where).First).ToHaveValueAsync(text);
    }

    /// <summary>Excuses the steps that were left out and hands the visit in from its last page.</summary>
    public async Task HandInAsync(string reason)
    {
        // The summary that was tapped just now is no longer missing once the page has been drawn.
        await Assertions.Expect(Page.Locator("#skip-V-17")).ToHaveCountAsync(0);
        foreach (var step in await Page.Locator("[id^='skip-']").EvaluateAllAsync<string[]>("fields => fields.map(field => field.id)")) await WriteAsync($"#{step}", reason);
        // The page says what it still misses until the last word is kept.
        for (var tries = 0; await Page.Locator("#submit").CountAsync() > 0; tries++)
        {
            Assert.True(tries < 20, "the visit is not handed in");
            if (tries > 0) await Page.WaitForTimeoutAsync(250);
            await TapAsync("#submit");
            await Page.WaitForFunctionAsync("() => !document.querySelector('#submit') || [...document.querySelectorAll('[role=alert]')].some(each => each.textContent)");
        }

        await Assertions.Expect(Page.Locator("[data-store]").First).ToBeVisibleAsync();
    }

    public async Task TapAsync(string what)
    {
        Taps++;
        await Page.Locator(what).First.ClickAsync();
    }

    public async Task TapTextAsync(string text, string within = "#main")
    {
        Taps++;
        await Page.Locator(within).GetByRole(AriaRole.Button, new() { Name = text, Exact = true }).First.ClickAsync();
    }

    public async Task PictureAsync(string kind)
    {
        Taps += 1 + TouchesInTheCamera;
        var before = await Page.Locator(".va-photo .ok").CountAsync();
        await Page.SetInputFilesAsync($"#photo-{kind}", new FilePayload { Name = "shot.png", MimeType = "image/png", Buffer = Pictures.One() });
        await Assertions.Expect(Page.Locator(".va-photo .ok")).ToHaveCountAsync(before + 1);
    }

    public Task ShotAsync(string name) => Environment.GetEnvironmentVariable("SHOTS") is { Length: > 0 } place
        ? Page.ScreenshotAsync(new() { Path = Path.Combine(place, name + ".png"), FullPage = true }) : Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (context is not null) await KillAsync();
        for (var i = 0; Directory.Exists(folder) && i < 20; i++)
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (IOException)
            {
                // Its last process is still writing.
                await Task.Delay(100);
            }
        }
    }
}

/// <summary>What a camera gives: no two alike.</summary>
internal static class Pictures
{
    private static int count;

    public static byte[] One()
    {
        using var surface = SkiaSharp.SKSurface.Create(new SkiaSharp.SKImageInfo(900, 1200));
        var number = (byte)Interlocked.Increment(ref count);
        surface.Canvas.Clear(new SkiaSharp.SKColor((byte)(40 + number), 110, (byte)(200 - number)));
        using var paint = new SkiaSharp.SKPaint { Color = SkiaSharp.SKColors.Wheat };
        for (var i = 0; i < 12; i++) surface.Canvas.DrawRect(40 + (i % 4 * 210), 80 + (i / 4 * 330), 180, 290 - number, paint);
        using var image = surface.Snapshot();
        using var data = image.Encode(SkiaSharp.SKEncodedImageFormat.Png, 90);
        return data.ToArray();
    }
}
