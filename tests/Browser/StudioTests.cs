using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using ProcessSales.Browser.Tests.Running;

namespace ProcessSales.Browser.Tests;

/// <summary>The real Elsa Studio on our engine.</summary>
[Collection("Journeys")]
public sealed class StudioTests
{
    [Fact]
    public async Task A_manager_drags_a_step_into_the_process_saves_and_publishes_it()
    {
        await using var host = await HostProcess.StartAsync();
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.SignedInAsync(host, "jiang.xubai", 1600, 1000);
        var troubles = Watch(page);
        await page.GotoAsync("/designer/promotion-approval");
        var studio = page.FrameLocator("iframe.designer-frame");
        await studio.GetByText("ProcessSales", new() { Exact = true }).First.ClickAsync(new() { Timeout = 120_000 });
        var before = await LatestAsync(page);

        await studio.GetByText("发送通知 Send notification").First.DragToAsync(studio.Locator(".x6-graph-svg").First, new() { TargetPosition = new() { X = 300, Y = 60 } });
        var draft = await UntilAsync(page, latest => latest.Version == 2);
        Assert.Equal((false, before.Activities + 1), (draft.Published, draft.Activities));

        await studio.Locator("button:has(path[d^='M19.35 10.04']):not([aria-label])").First.DispatchEventAsync("click");
        var published = await UntilAsync(page, latest => latest.Published && latest.Version == 2);
        Assert.Equal(before.Activities + 1, published.Activities);
        Assert.Empty(troubles);
    }

    [Fact]
    public async Task The_viewer_moves_while_somebody_approves()
    {
        await using var host = await HostProcess.StartAsync();
        await using var chromium = await Chromium.StartAsync();
        var applicant = await chromium.SignedInAsync(host, "lin.zhiyuan");
        await PromotionForm.StartAsync(applicant);
        await PromotionForm.FillAsync(applicant);
        await PromotionForm.AnswerAsync(applicant, "Submit", null);

        var watcher = await chromium.SignedInAsync(host, "shen.yanqiu", 1600, 1000);
        var troubles = Watch(watcher);
        var pushed = new List<string>();
        watcher.WebSocket += (_, socket) => socket.FrameReceived += (_, frame) => { lock (pushed) pushed.Add(frame.Text ?? ""); };
        await watcher.GotoAsync("/");
        var instance = await watcher.EvaluateAsync<string>("async () => (await (await fetch('/elsa/api/workflow-instances?page=0&pageSize=1')).json()).items[0].id");
        await watcher.GotoAsync($"/designer/instances/{instance}");
        var journal = watcher.FrameLocator("iframe.designer-frame").Locator("body").First;
        await Assertions.Expect(journal).ToContainTextAsync("Journal", new() { Timeout = 120_000, IgnoreCase = true });
        await watcher.WaitForTimeoutAsync(3_000);
        var before = await journal.InnerTextAsync();

        var area = await chromium.SignedInAsync(host, "jiang.xubai");
        await PromotionForm.OpenFirstAsync(area);
        await PromotionForm.AnswerAsync(area, "Approve", "同意");

        await Assertions.Expect(journal).Not.ToHaveTextAsync(before, new() { UseInnerText = true, Timeout = 30_000 });
        lock (pushed) Assert.Contains(pushed, frame => frame.Contains("WorkflowInstanceUpdatedAsync"));
        Assert.Empty(troubles);
    }

    private static List<string> Watch(IPage page)
    {
        var troubles = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Type == "error") troubles.Add(message.Text);
        };
        page.Response += (_, answer) =>
        {
            if (answer.Status >= 400) troubles.Add($"{answer.Status} {answer.Url}");
        };
        return troubles;
    }

    private static async Task<Latest> UntilAsync(IPage page, Func<Latest, bool> reached)
    {
        for (var i = 0; i < 60; i++)
        {
            var latest = await LatestAsync(page);
            if (reached(latest)) return latest;
            await page.WaitForTimeoutAsync(500);
        }

        return await LatestAsync(page);
    }

    private static async Task<Latest> LatestAsync(IPage page)
    {
        var json = await page.EvaluateAsync<JsonElement>("async () => await (await fetch('/elsa/api/workflow-definitions/by-definition-id/promotion-approval?versionOptions=Latest')).json()");
        return new(json.GetProperty("version").GetInt32(), json.GetProperty("isPublished").GetBoolean(), json.GetProperty("root").GetProperty("activities").GetArrayLength());
    }

    private sealed record Latest(int Version, bool Published, int Activities);
}
