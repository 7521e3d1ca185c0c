using System.Text.Json;
using Microsoft.Playwright;

namespace ProcessSales.Browser.Tests;

/// <summary>What a manager does in the designer.</summary>
internal static class StudioPage
{
    /// <summary>Opens the promotion process and waits until Studio has drawn it.</summary>
    public static async Task<IFrameLocator> OpenAsync(IPage page)
    {
        await page.GotoAsync("/designer/promotion-approval");
        var studio = page.FrameLocator("iframe.designer-frame");
        await studio.GetByText("ProcessSales", new() { Exact = true }).First.WaitForAsync(new() { Timeout = 180_000 });
        await studio.Locator(".x6-node").First.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        return studio;
    }

    /// <summary>Drags a notification into the process, waits for its draft and publishes it.</summary>
    public static async Task<(Latest Before, Latest Draft, Latest Published)> AddNotificationAndPublishAsync(IPage page)
    {
        var studio = await OpenAsync(page);
        var before = await LatestAsync(page);
        await studio.GetByText("ProcessSales", new() { Exact = true }).First.ClickAsync();
        await studio.GetByText("发送通知 Send notification").First.DragToAsync(studio.Locator(".x6-graph-svg").First, new() { TargetPosition = new() { X = 300, Y = 60 } });
        var draft = await UntilAsync(page, latest => latest.Version == before.Version + 1);
        await studio.Locator("button.mud-icon-button:has(path[d^='M19.35 10.04'])").First.DispatchEventAsync("click");
        return (before, draft, await UntilAsync(page, latest => latest.Published && latest.Version == before.Version + 1));
    }

    /// <summary>Collects console errors and refused requests from now on.</summary>
    public static List<string> Watch(IPage page)
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
        for (var i = 0; i < 180; i++)
        {
            var latest = await LatestAsync(page);
            if (reached(latest)) return latest;
            await page.WaitForTimeoutAsync(500);
        }

        return await LatestAsync(page);
    }

    /// <summary>The newest version of the promotion process as the engine tells it.</summary>
    public static async Task<Latest> LatestAsync(IPage page)
    {
        var json = await page.EvaluateAsync<JsonElement>("async () => await (await fetch('/elsa/api/workflow-definitions/by-definition-id/promotion-approval?versionOptions=Latest')).json()");
        return new(json.GetProperty("version").GetInt32(), json.GetProperty("isPublished").GetBoolean(), json.GetProperty("root").GetProperty("activities").GetArrayLength());
    }

    public sealed record Latest(int Version, bool Published, int Activities);
}
