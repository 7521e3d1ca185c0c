using System.Text.RegularExpressions;
using Microsoft.Playwright;
using ProcessSales.Browser.Tests.Running;

namespace ProcessSales.Browser.Tests;

/// <summary>A form whose answers are long under way: somebody types on meanwhile.</summary>
[Collection("Journeys")]
public sealed class SlowForm
{
    [Fact]
    public async Task Nothing_typed_or_added_is_lost_while_answers_are_under_way()
    {
        await using var host = await HostProcess.StartAsync();
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.SignedInAsync(host, "lin.zhiyuan");
        await PromotionForm.StartAsync(page);
        using var stored = new SemaphoreSlim(0);
        await DelayAsync(page, "/draft$", 3000, stored);
        await DelayAsync(page, "/preview$", 2000);
        await DelayAsync(page, "/tasks/[0-9a-f-]{36}$", 1500);

        // The draft is stored already, its answer is not back: the page does not know yet which draft it builds on.
        await page.FillAsync("#f-name", "双十二堆头");
        Assert.True(await stored.WaitAsync(TimeSpan.FromSeconds(90)));
        await page.ClickAsync("button[value='add:costs']");
        await page.FillAsync("#f-goal", "提升双十二销量");
        await page.WaitForSelectorAsync("#f-costs-0-quantity");
        Assert.Equal("双十二堆头", await page.InputValueAsync("#f-name"));
        Assert.Equal("提升双十二销量", await page.InputValueAsync("#f-goal"));
        await page.FillAsync("#f-costs-0-quantity", "2");

        // Two buttons and some typing, all before the first answer; what was typed in the second row moves up with it.
        await page.RunAndWaitForRequestAsync(() => page.ClickAsync("button[value='add:costs']"), Posts);
        await page.FillAsync("#f-costs-0-unitPrice", "400");
        await page.WaitForSelectorAsync("#f-costs-1-quantity");
        await page.RunAndWaitForRequestAsync(() => page.ClickAsync("button[value='remove:costs:0']"), Posts);
        await page.FillAsync("#f-costs-1-quantity", "7");
        await page.FocusAsync("#f-mechanism");
        await page.Keyboard.TypeAsync("堆头陈列");
        await Assertions.Expect(page.Locator("#f-costs-1-quantity")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator("#f-costs-0-quantity")).ToHaveValueAsync("7");
        await page.Keyboard.TypeAsync("加特价"); // the caret stayed where it was
        await Assertions.Expect(page.Locator("#f-mechanism")).ToHaveValueAsync("堆头陈列加特价");
        await Assertions.Expect(page.Locator(".draft-conflict")).ToHaveCountAsync(0);

        // Saving waits for what is under way and is not refused by it.
        await page.RunAndWaitForRequestAsync(() => page.FillAsync("#f-competitor", "竞品"), request => request.Url.EndsWith("/draft", StringComparison.Ordinal));
        await page.RunAndWaitForResponseAsync(() => page.ClickAsync("button[value='draft']"), answer => answer.Request is { Method: "GET", ResourceType: "document" });
        await page.UnrouteAllAsync();
        await page.GotoAsync(new Uri(page.Url).AbsolutePath);
        foreach (var (field, text) in new[] { ("name", "双十二堆头"), ("goal", "提升双十二销量"), ("mechanism", "堆头陈列加特价"), ("competitor", "竞品"), ("costs-0-quantity", "7") })
        {
            await Assertions.Expect(page.Locator($"#f-{field}")).ToHaveValueAsync(text);
        }
    }

    [Fact]
    public async Task A_form_whose_network_is_gone_keeps_what_was_typed_and_saves_it_later()
    {
        await using var host = await HostProcess.StartAsync();
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.SignedInAsync(host, "lin.zhiyuan", 390, 844);
        await PromotionForm.StartAsync(page);
        await page.RouteAsync(new Regex("/tasks/"), route => route.AbortAsync());
        await page.FillAsync("#f-name", "双十二堆头");
        await page.ClickAsync("button[value='add:costs']");
        await Assertions.Expect(page.Locator(".draft-state")).ToContainTextAsync("尚未保存");
        Assert.Equal("双十二堆头", await page.InputValueAsync("#f-name"));
        await page.UnrouteAllAsync();
        await Assertions.Expect(page.Locator(".draft-state")).ToContainTextAsync("已保存");
        await page.ReloadAsync();
        Assert.Equal("双十二堆头", await page.InputValueAsync("#f-name"));
    }

    [Fact]
    public async Task A_picture_from_the_clipboard_is_attached_and_stays()
    {
        await using var host = await HostProcess.StartAsync();
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.SignedInAsync(host, "lin.zhiyuan");
        await PromotionForm.StartAsync(page);
        await page.FillAsync("#f-name", "双十二堆头");
        await page.EvaluateAsync("""
            async () => {
              const canvas = Object.assign(document.createElement('canvas'), { width: 40, height: 30 });
              canvas.getContext('2d').fillRect(4, 4, 20, 20);
              const picture = await new Promise(done => canvas.toBlob(done, 'image/png'));
              const clipboard = new DataTransfer();
              clipboard.items.add(new File([picture], '堆头.png', { type: 'image/png' }));
              document.dispatchEvent(new ClipboardEvent('paste', { clipboardData: clipboard, bubbles: true }));
            }
            """);
        await Assertions.Expect(page.Locator("[data-upload]").First).ToContainTextAsync("堆头.png");
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator("[data-upload]").First).ToContainTextAsync("堆头.png");
        Assert.Equal("双十二堆头", await page.InputValueAsync("#f-name"));
    }

    private static bool Posts(IRequest request) => request.Method == "POST" && Regex.IsMatch(request.Url, "/tasks/[0-9a-f-]{36}$");

    /// <summary>The server does its work at once; what it answers is long under way.</summary>
    private static Task DelayAsync(IPage page, string address, int milliseconds, SemaphoreSlim? done = null) => page.RouteAsync(new Regex(address), async route =>
    {
        if (route.Request.Method != "POST" || route.Request.ResourceType != "fetch")
        {
            await route.ContinueAsync();
            return;
        }

        try
        {
            var answer = await route.FetchAsync();
            done?.Release();
            await Task.Delay(milliseconds);
            await route.FulfillAsync(new() { Response = answer });
        }
        catch (PlaywrightException)
        {
            // The page gave the request up meanwhile.
        }
    });
}
