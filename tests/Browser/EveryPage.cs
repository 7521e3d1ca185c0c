using System.Text.RegularExpressions;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using ProcessSales.Browser.Tests.Running;

namespace ProcessSales.Browser.Tests;

/// <summary>Every page that a person can click his way to in the demo company as it begins: it answers, fits a phone and a desk, has no barrier, and speaks his language.</summary>
[Collection("Journeys")]
public sealed partial class EveryPage
{
    private const int DeepestClick = 5;

    [Theory]
    [InlineData("lin.zhiyuan", 390, "zh-CN")]
    [InlineData("admin", 1440, "en")]
    public async Task Every_page_within_reach_of_a_person_is_fit_to_be_used(string person, int width, string language)
    {
        await using var host = await HostProcess.StartAsync();
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.SignedInAsync(host, person, width, width == 390 ? 844 : 900);
        if (language == "en")
        {
            await page.GotoAsync("/profile");
            await page.SelectOptionAsync("#language", "en");
            await page.Locator("form:has(#language) button[type=submit]").ClickAsync();
            await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "en");
        }

        var faults = new List<string>();
        page.Console += (_, message) => { if (message.Type == "error") faults.Add($"{page.Url}: the console says {message.Text}"); };
        page.PageError += (_, error) => faults.Add($"{page.Url}: {error}");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var ahead = new Queue<(string Address, int Depth)>([("/", 0), ("/more", 0)]);
        while (ahead.TryDequeue(out var next))
        {
            if (!seen.Add(Shape(next.Address))) continue;
            var answer = await page.GotoAsync(next.Address);
            if (answer is not { Ok: true })
            {
                faults.Add($"{next.Address} answers {answer?.Status}");
                continue;
            }

            await LookAsync(page, next.Address, faults);
            await PictureAsync(page, $"{person}-{width}-{language}", seen.Count, next.Address);
            if (next.Depth == DeepestClick) continue;
            foreach (var link in await page.EvaluateAsync<string[]>("[...document.querySelectorAll('a[href]:not([download])')].map(x => new URL(x.getAttribute('href'), document.baseURI).href)"))
                if (Within(host.Address, link) is { } address && !seen.Contains(Shape(address))) ahead.Enqueue((address, next.Depth + 1));
        }

        Assert.True(seen.Count > 15, $"Only {seen.Count} pages were found.");
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    private static async Task LookAsync(IPage page, string address, List<string> faults)
    {
        if (await page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth") is > 0 and var wider) faults.Add($"{address} is {wider} px wider than the screen");
        var text = await page.EvaluateAsync<string>("document.body.innerText");
        if (Unnamed().Match(text) is { Success: true } key) faults.Add($"{address} shows the key {key.Value.Trim()}");
        var found = await page.RunAxe(new AxeRunOptions { Iframes = false });
        faults.AddRange(found.Violations.Where(x => x.Impact is "serious" or "critical").Select(x => $"{address}: {x.Id} at {string.Join("; ", x.Nodes.Take(3).Select(node => node.Html))}"));
    }

    /// <summary>The address within the app, or null for what is no page of ours: files, jobs, Studio.</summary>
    private static string? Within(Uri host, string link)
    {
        var address = new Uri(link);
        return address.Authority == host.Authority && !NoPage().IsMatch(address.AbsolutePath) ? address.PathAndQuery : null;
    }

    /// <summary>Pages that differ only in their record, filter or day count as one.</summary>
    private static string Shape(string address)
    {
        var path = address.Split('?')[0];
        if (path.StartsWith("/designer/files/", StringComparison.Ordinal)) return string.Join('/', path.Split('/').Take(4));
        var tab = Regex.Match(address, @"[?&](tab|view|kind)=\w+").Value;
        return string.Join('/', path.Split('/').Select(static part => Record().IsMatch(part) ? "*" : part)) + tab;
    }

    // Pictures to look at, where a folder is named for them.
    private static async Task PictureAsync(IPage page, string who, int number, string address)
    {
        if (Environment.GetEnvironmentVariable("PROCESSSALES_PICTURES") is { Length: > 0 } folder)
            await page.ScreenshotAsync(new() { Path = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, who)).FullName, $"{number:000}{Regex.Replace(Shape(address), @"\W+", "-")}.png"), FullPage = true });
    }

    [GeneratedRegex(@"^/(hangfire|studio|elsa|api|sign-out|visits/app|attachments)|/(export|file|excel|csv|template|download|print|qr)(/|$)|\.\w{2,4}$")]
    private static partial Regex NoPage();

    [GeneratedRegex(@"\d|^[0-9a-f-]{20,}$|^[a-z]+-[a-z]+(-[a-z]+)*\.?.*(zh-CN|en)$")]
    private static partial Regex Record();

    [GeneratedRegex(@"(^|\s)[A-Z][a-z]+(\.[A-Z][A-Za-z]+)+(?=\s|$)", RegexOptions.Multiline)]
    private static partial Regex Unnamed();
}
