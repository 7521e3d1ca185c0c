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
        var troubles = StudioPage.Watch(page);
        var (before, draft, published) = await StudioPage.AddNotificationAndPublishAsync(page);
        Assert.Equal((2, false, before.Activities + 1), (draft.Version, draft.Published, draft.Activities));
        Assert.Equal((2, true, before.Activities + 1), (published.Version, published.Published, published.Activities));
        Assert.Empty(troubles);
    }

    [Fact]
    public async Task Our_steps_have_icons_of_their_own_in_the_palette_and_in_the_drawing()
    {
        await using var host = await HostProcess.StartAsync();
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.SignedInAsync(host, "jiang.xubai", 1600, 1000);
        var troubles = StudioPage.Watch(page);
        var studio = await StudioPage.OpenAsync(page);
        await studio.GetByText("ProcessSales", new() { Exact = true }).First.ClickAsync();
        await studio.GetByText("发送通知 Send notification").First.WaitForAsync();
        await page.WaitForTimeoutAsync(500);
        var palette = await DrawingsAsync(studio.Locator("[draggable=true].mud-paper:has-text('任务'), [draggable=true].mud-paper:has-text('审批'), [draggable=true].mud-paper:has-text('通知'), [draggable=true].mud-paper:has-text('预算'), [draggable=true].mud-paper:has-text('单据')"));
        Assert.Equal(6, palette.Count);
        Assert.Equal(6, palette.Distinct().Count());
        var drawn = await DrawingsAsync(studio.Locator("elsa-activity-wrapper[activity-json*='ProcessSales.'] .activity-icon"));
        Assert.NotEmpty(drawn);
        Assert.DoesNotContain(drawn, drawing => drawing.StartsWith("M21,16.5C21", StringComparison.Ordinal)); // the box that Studio gives whatever it does not know
        Assert.Empty(troubles);

        static async Task<IReadOnlyList<string>> DrawingsAsync(ILocator places) =>
            await places.EvaluateAllAsync<string[]>("places => places.map(place => place.querySelector('svg.mud-icon-root path').getAttribute('d'))");
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
        var troubles = StudioPage.Watch(watcher);
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

    [Fact]
    public async Task R_20_opening_a_published_definition_in_Studio_and_leaving_creates_no_draft()
    {
        await using var host = await HostProcess.StartAsync();
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.SignedInAsync(host, "jiang.xubai", 1600, 1000);
        var troubles = StudioPage.Watch(page);
        var written = new List<string>();
        page.Request += (_, request) =>
        {
            if (request.Method != "GET" && request.Url.Contains("/elsa/api/workflow-definitions") && !request.Url.EndsWith("/query", StringComparison.Ordinal)) written.Add($"{request.Method} {request.Url}");
        };

        var studio = await StudioPage.OpenAsync(page);
        await studio.Locator(".x6-node").First.DispatchEventAsync("click");
        await Assertions.Expect(studio.GetByText("Properties", new() { Exact = true }).First).ToBeVisibleAsync();
        // Studio saves a moment after a change: what it would write by itself has to be given that moment.
        await page.WaitForTimeoutAsync(5_000);
        await page.GotoAsync("/designer");
        await Assertions.Expect(page.Locator("a[href*='/designer/']").First).ToBeVisibleAsync();

        Assert.Empty(written);
        Assert.Equal((1, true), ((await StudioPage.LatestAsync(page)) is var latest ? (latest.Version, latest.Published) : default));
        Assert.Empty(troubles);
    }

    [Fact]
    public async Task Studios_own_run_button_opens_a_case_with_its_first_task()
    {
        await using var host = await HostProcess.StartAsync();
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.SignedInAsync(host, "jiang.xubai", 1600, 1000);
        var troubles = StudioPage.Watch(page);
        var studio = await StudioPage.OpenAsync(page);
        await studio.Locator("button.mud-icon-button:has(path[d='M8 5v14l11-7z'])").First.DispatchEventAsync("click");
        await Assertions.Expect(page.Locator("[data-started]")).ToBeVisibleAsync();

        await page.GotoAsync("/inbox?tab=Started");
        await Assertions.Expect(page.Locator(".case-list .case-row")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator(".case-list")).ToContainTextAsync("江叙白");
        await PromotionForm.OpenFirstAsync(page);
        await Assertions.Expect(page.Locator("#f-name")).ToBeVisibleAsync();
        Assert.Empty(troubles);
    }

    [Fact]
    public async Task A_running_case_stays_on_its_version_and_a_new_one_takes_the_published_one()
    {
        await using var host = await HostProcess.StartAsync();
        await using var chromium = await Chromium.StartAsync();
        var applicant = await chromium.SignedInAsync(host, "lin.zhiyuan");
        var troubles = StudioPage.Watch(applicant);
        await PromotionForm.StartAsync(applicant);
        var running = new Uri(applicant.Url).AbsolutePath;

        var manager = await chromium.SignedInAsync(host, "jiang.xubai", 1600, 1000);
        Assert.Equal(2, (await StudioPage.AddNotificationAndPublishAsync(manager)).Published.Version);

        await applicant.GotoAsync(running);
        await PromotionForm.FillAsync(applicant);
        await PromotionForm.AnswerAsync(applicant, "Submit", null);
        await Assertions.Expect(applicant.Locator(".diagram")).ToContainTextAsync("版本 1");

        await PromotionForm.StartAsync(applicant);
        await applicant.ClickAsync(".page-head a[href^='/cases/']");
        await Assertions.Expect(applicant.Locator(".diagram")).ToContainTextAsync("版本 2");
        Assert.Empty(troubles);
    }
}
