using System.Text.RegularExpressions;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using ProcessSales.Browser.Tests.Running;

namespace ProcessSales.Browser.Tests;

/// <summary>An approver's morning: on the phone and at the desk.</summary>
[Collection("Journeys")]
public sealed partial class InboxJourney
{
    [Fact]
    public async Task An_approver_works_through_the_inbox_on_the_phone_and_at_the_desk()
    {
        await using var host = await HostProcess.StartAsync(new() { ["Inbox__UndoSeconds"] = "45" });
        await using var chromium = await Chromium.StartAsync();
        var applicant = await chromium.SignedInAsync(host, "lin.zhiyuan");
        foreach (var name in new[] { "一月堆头", "二月堆头", "三月堆头" }) await HandInAsync(applicant, name);

        var phone = await chromium.SignedInAsync(host, "jiang.xubai", 390, 844);
        await UntilThereAreAsync(phone, 3);
        await FindNoBarriersAsync(phone);
        await ShotAsync(phone, "phone-inbox");
        await phone.Locator(".case-list a").First.ClickAsync();
        await phone.ArrivesAsync("/tasks/");
        await Assertions.Expect(phone.Locator(".strip")).ToBeHiddenAsync();
        await phone.Locator("#why summary").ClickAsync();
        await Assertions.Expect(phone.Locator("#why")).ToContainTextAsync("ARM");
        await ShotAsync(phone, "phone-task");
        var first = await TitleAsync(phone);
        await PromotionForm.AnswerAsync(phone, "Approve", "同意");
        Assert.NotEqual(first, await TitleAsync(phone)); // the next one stands there already
        await Assertions.Expect(phone.Locator(".done-bar")).ToContainTextAsync(first);
        await ShotAsync(phone, "phone-next");
        await phone.ClickAsync("[data-undo] button");
        await phone.ArrivesAsync("done=Undone");
        Assert.Equal(first, await TitleAsync(phone));
        await Assertions.Expect(phone.Locator("button[value='action:Approve']")).ToBeVisibleAsync();
        await Assertions.Expect(phone.Locator(".history-card")).ToContainTextAsync("撤销了刚才的处理");

        var desk = await chromium.SignedInAsync(host, "jiang.xubai");
        await desk.GotoAsync("/inbox");
        await PressAsync(desk, "j");
        await desk.Keyboard.PressAsync("Enter");
        await desk.ArrivesAsync("/tasks/");
        await Assertions.Expect(desk.Locator(".strip .case-row")).ToHaveCountAsync(3);
        await Assertions.Expect(desk.Locator(".strip .case-here")).ToHaveCountAsync(1);
        await FindNoBarriersAsync(desk);
        await ShotAsync(desk, "desk-panes");
        var here = await TitleAsync(desk);
        await NavigatesAsync(desk, () => PressAsync(desk, "j"));
        Assert.NotEqual(here, await TitleAsync(desk));
        await NavigatesAsync(desk, () => PressAsync(desk, "k"));
        Assert.Equal(here, await TitleAsync(desk));
        await PressAsync(desk, "?");
        await Assertions.Expect(desk.Locator("#keys")).ToBeVisibleAsync();
        await ShotAsync(desk, "desk-keys");
        await desk.Keyboard.PressAsync("Escape");
        await NavigatesAsync(desk, () => PressAsync(desk, "a"));
        Assert.NotEqual(here, await TitleAsync(desk));
        await Assertions.Expect(desk.Locator(".strip .case-row")).ToHaveCountAsync(2);

        await desk.Locator(".snooze-card summary").ClickAsync();
        await NavigatesAsync(desk, () => desk.Locator(".snooze-days button").First.ClickAsync());
        Assert.StartsWith("/inbox", new Uri(desk.Url).PathAndQuery);
        await Assertions.Expect(desk.Locator(".case-list a")).ToHaveCountAsync(1);
        await NavigatesAsync(desk, () => desk.ClickAsync("a[href*='aside=true']"));
        await Assertions.Expect(desk.Locator(".case-list a")).ToHaveCountAsync(1);
        await desk.ClickAsync(".list-tools details.menu summary");
        await desk.FillAsync("#view-name", "稍后");
        await desk.Locator("form[action='/inbox/views'] button").ClickAsync(); // the address stays the same
        await Assertions.Expect(desk.Locator(".view-here")).ToContainTextAsync("稍后 1");
        await FindNoBarriersAsync(desk);
        await ShotAsync(desk, "desk-views");
    }

    [Fact]
    public async Task An_answer_whose_host_is_killed_in_its_window_takes_effect_once()
    {
        await using var host = await HostProcess.StartAsync(new() { ["Inbox__UndoSeconds"] = "6" });
        await using var chromium = await Chromium.StartAsync();
        var applicant = await chromium.SignedInAsync(host, "lin.zhiyuan");
        await HandInAsync(applicant, "一月堆头");
        var approver = await chromium.SignedInAsync(host, "jiang.xubai", 390, 844);
        await UntilThereAreAsync(approver, 1);
        await approver.Locator(".case-list a").First.ClickAsync();
        await approver.ArrivesAsync("/tasks/");
        await PromotionForm.AnswerAsync(approver, "Approve", "同意");
        await host.KillAsync();
        await host.StartAgainAsync();

        var region = await chromium.SignedInAsync(host, "shen.yanqiu");
        await UntilThereAreAsync(region, 1);
        await Task.Delay(TimeSpan.FromSeconds(8), TestContext.Current.CancellationToken);
        await region.ReloadAsync();
        await Assertions.Expect(region.Locator(".case-list a")).ToHaveCountAsync(1);
        await region.Locator(".case-list a").First.ClickAsync();
        await region.ArrivesAsync("/tasks/");
        Assert.Single(Approvals().Matches(await region.InnerTextAsync(".history-card")));
    }

    private static async Task HandInAsync(IPage applicant, string name)
    {
        await PromotionForm.StartAsync(applicant);
        await PromotionForm.FillAsync(applicant);
        await applicant.FillAsync("#f-name", name);
        await PromotionForm.AnswerAsync(applicant, "Submit", null);
    }

    private static async Task UntilThereAreAsync(IPage page, int tasks)
    {
        await page.GotoAsync("/inbox");
        for (var i = 0; i < 120 && await page.Locator(".case-list a").CountAsync() < tasks; i++)
        {
            await page.WaitForTimeoutAsync(700);
            await page.GotoAsync("/inbox");
        }

        await Assertions.Expect(page.Locator(".case-list a")).ToHaveCountAsync(tasks);
    }

    private static Task<string> TitleAsync(IPage page) => page.InnerTextAsync("h1");

    // A page knows its keys a moment after it has been loaded: sooner than a person's hand comes to them, not than a test.
    private static async Task PressAsync(IPage page, string key)
    {
        await Assertions.Expect(page.Locator("html.with-keys")).ToBeAttachedAsync();
        await page.Keyboard.PressAsync(key);
    }

    private static async Task NavigatesAsync(IPage page, Func<Task> act)
    {
        var before = page.Url;
        await act();
        await page.LeavesAsync($"^{Regex.Escape(before)}$");
    }

    private static async Task FindNoBarriersAsync(IPage page)
    {
        var found = await page.RunAxe(new AxeRunOptions { Iframes = false });
        Assert.Empty(found.Violations.Where(x => x.Impact is "serious" or "critical").Select(x => $"{x.Id} at {string.Join("; ", x.Nodes.Take(4).Select(node => node.Html))}"));
    }

    private static Task ShotAsync(IPage page, string name) =>
        Environment.GetEnvironmentVariable("SHOTS") is { Length: > 0 } folder ? page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png") }) : Task.CompletedTask;

    [GeneratedRegex("江叙白\\s+已?同意")]
    private static partial Regex Approvals();
}
