using System.Text.Json;
using Microsoft.Playwright;

namespace ProcessSales.Browser.Tests;

/// <summary>What a manager does in the designer.</summary>
internal static class StudioPage
{
    private const string Promotion = "promotion-approval";

    /// <summary>Opens a process and waits until Studio has drawn it.</summary>
    public static async Task<IFrameLocator> OpenAsync(IPage page, string process = Promotion)
    {
        await page.GotoAsync($"/designer/{process}");
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
        await DragInAsync(studio, "发送通知 Send notification");
        var draft = await UntilAsync(page, latest => latest.Version == before.Version + 1);
        return (before, draft, await PublishAsync(page, studio));
    }

    /// <summary>Brings the whole drawing into sight.</summary>
    public static Task FitAsync(IFrameLocator studio) => studio.Locator("button.mud-icon-button:has(path[d^='M6,16h12V8H6'])").First.ClickAsync();

    /// <summary>Shows a step's properties.</summary>
    public static Task SelectAsync(IFrameLocator studio, string step) => Node(studio, step).ClickAsync();

    /// <summary>Writes into a property of the step that is shown and waits until the draft has it.</summary>
    public static async Task WriteAsync(IPage page, IFrameLocator studio, string process, string label, string step, string property, string text)
    {
        var input = studio.Locator(".mud-input-control", new() { HasText = label }).Locator("input").First;
        await input.FillAsync(text);
        await input.PressAsync("Tab");
        await UntilAsync(page, latest => latest.Of(step, property) == text, process);
    }

    /// <summary>Drags a step into the drawing and joins it to the outcome of another; its id.</summary>
    public static async Task<string> AddBehindAsync(IPage page, IFrameLocator studio, string process, string activity, string step, string outcome)
    {
        var before = await LatestAsync(page, process);
        await DragInAsync(studio, activity);
        var drawn = await UntilAsync(page, latest => latest.Activities == before.Activities + 1, process);
        var added = drawn.Steps.Except(before.Steps).Single();
        var (from, to) = (await CentreAsync(page, Node(studio, step), outcome), await CentreAsync(page, Node(studio, added), "In"));
        await page.Mouse.MoveAsync(from.X, from.Y);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(to.X, to.Y, new() { Steps = 10 });
        await page.Mouse.UpAsync();
        await UntilAsync(page, latest => latest.Connections == before.Connections + 1, process);
        return added;
    }

    /// <summary>Publishes what is drawn.</summary>
    public static async Task<Latest> PublishAsync(IPage page, IFrameLocator studio, string process = Promotion)
    {
        var draft = await LatestAsync(page, process);
        await studio.Locator("button.mud-icon-button:has(path[d^='M19.35 10.04'])").First.DispatchEventAsync("click");
        return await UntilAsync(page, latest => latest.Published && latest.Version == draft.Version, process);
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

    /// <summary>The newest version of a process as the engine tells it.</summary>
    public static async Task<Latest> LatestAsync(IPage page, string process = Promotion)
    {
        var json = await page.EvaluateAsync<JsonElement>("async process => await (await fetch(`/elsa/api/workflow-definitions/by-definition-id/${process}?versionOptions=Latest`)).json()", process);
        return new(json.GetProperty("version").GetInt32(), json.GetProperty("isPublished").GetBoolean(), json.GetProperty("root").Clone());
    }

    private static async Task<Latest> UntilAsync(IPage page, Func<Latest, bool> reached, string process = Promotion)
    {
        for (var i = 0; i < 180; i++)
        {
            var latest = await LatestAsync(page, process);
            if (reached(latest)) return latest;
            await page.WaitForTimeoutAsync(500);
        }

        return await LatestAsync(page, process);
    }

    private static async Task DragInAsync(IFrameLocator studio, string activity)
    {
        var entry = studio.Locator("[draggable=true]", new() { HasText = activity }).First;
        if (!await entry.IsVisibleAsync()) await studio.GetByText("ProcessSales", new() { Exact = true }).First.ClickAsync();
        await entry.DragToAsync(studio.Locator(".x6-graph-svg").First, new() { TargetPosition = new() { X = 300, Y = 60 } });
    }

    private static ILocator Node(IFrameLocator studio, string step) => studio.Locator($".x6-node[data-cell-id='{step}']");

    // Where a port lies in the page: the mouse knows no frames.
    private static async Task<(float X, float Y)> CentreAsync(IPage page, ILocator node, string port)
    {
        var frame = (await page.Locator("iframe.designer-frame").BoundingBoxAsync())!;
        var place = await node.Locator($".x6-port-body[port='{port}'] circle").First.EvaluateAsync<float[]>("circle => { const box = circle.getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]; }");
        return (frame.X + place[0], frame.Y + place[1]);
    }

    /// <param name="Root">The flowchart.</param>
    public sealed record Latest(int Version, bool Published, JsonElement Root)
    {
        public int Activities => Root.GetProperty("activities").GetArrayLength();

        public int Connections => Root.GetProperty("connections").GetArrayLength();

        public IEnumerable<string> Steps => Root.GetProperty("activities").EnumerateArray().Select(step => step.GetProperty("id").GetString()!);

        /// <summary>What a property of a step is set to, as text; null when it is not.</summary>
        public string? Of(string step, string property) =>
            Root.GetProperty("activities").EnumerateArray().Single(each => each.GetProperty("id").GetString() == step).TryGetProperty(property, out var input) && input.TryGetProperty("expression", out var expression) ? expression.GetProperty("value").ToString() : null;
    }
}
