using Microsoft.Playwright;
using ProcessSales.Browser.Tests.Running;

namespace ProcessSales.Browser.Tests;

/// <summary>What managers and administrators set up, as they click it.</summary>
[Collection("Journeys")]
public sealed class SettingsStory
{
    private const string Template = "/designer/files/template/promotion-approval/promotion-withdrawn.zh-CN";

    [Fact]
    public async Task A_manager_edits_a_template_with_its_preview_on_a_phone_and_rolls_it_back()
    {
        await using var host = await HostProcess.StartAsync();
        await using var chromium = await Chromium.StartAsync();
        var applicant = await chromium.SignedInAsync(host, "lin.zhiyuan");
        await PromotionForm.StartAsync(applicant);
        await PromotionForm.FillAsync(applicant);
        await PromotionForm.AnswerAsync(applicant, "Submit", null);

        var manager = await chromium.SignedInAsync(host, "jiang.xubai", 390, 844);
        var troubles = StudioPage.Watch(manager);
        await manager.GotoAsync("/designer/files");
        await manager.ClickAsync($"a[href='{Template}']");
        var before = await manager.InputValueAsync("#text");
        Assert.StartsWith("subject: 已撤回", before);
        await manager.FillAsync("#text", "subject: 撤了 {{ form.name }}\nclass: decided\n\n第四行\n{{ nubmer }}");
        await manager.ClickAsync("button[value=check]");
        await Assertions.Expect(manager.Locator(".alert-danger")).ToContainTextAsync("第 5 行");
        troubles.Clear(); // 422 is the answer to a faulty text
        await manager.FillAsync("#text", "subject: 撤了 {{ form.name }}\nclass: decided\n\n单号 {{ number }}");
        await manager.ClickAsync("button[value=preview]");
        await Assertions.Expect(manager.Locator(".message-preview h3")).ToHaveTextAsync("撤了 双十二堆头");
        await Assertions.Expect(manager.Locator(".code-lines")).ToHaveTextAsync("1\n2\n3\n4");
        Assert.False(await manager.EvaluateAsync<bool>("document.documentElement.scrollWidth > innerWidth"));
        await PictureAsync(manager, "editor-390");
        await manager.ClickAsync("button[value=send]");
        await Assertions.Expect(manager.Locator(".alert-success")).ToBeVisibleAsync();
        await manager.FillAsync("#note", "说得短一些");
        await manager.ClickAsync("button[value=save]");
        await Assertions.Expect(manager.Locator(".alert-success")).ToContainTextAsync("2");
        await Assertions.Expect(manager.Locator("#versions")).ToContainTextAsync("说得短一些");

        await applicant.GotoAsync("/inbox?tab=Started");
        await manager.Locator("#versions a", new() { HasText = "比较" }).First.ClickAsync();
        await Assertions.Expect(manager.Locator(".diff-added").First).ToBeVisibleAsync();
        await manager.Locator("#versions button").First.ClickAsync();
        await Assertions.Expect(manager.Locator(".alert-success")).ToContainTextAsync("1");
        Assert.Equal(before, await manager.InputValueAsync("#text"));
        await manager.GotoAsync("/notifications");
        await Assertions.Expect(manager.Locator("main")).ToContainTextAsync("撤了 双十二堆头");
        Assert.Empty(troubles);
    }

    [Fact]
    public async Task A_person_chooses_what_to_hear_of_and_a_new_password_on_a_phone()
    {
        await using var host = await HostProcess.StartAsync();
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.SignedInAsync(host, "su.xiaoman", 390, 844);
        await page.GotoAsync("/profile");
        await PictureAsync(page, "profile-390");
        Assert.False(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth > innerWidth"));
        await page.SelectOptionAsync("select[name='timing-Task']", "Digest");
        await page.FillAsync("#quiet-from", "21:30");
        await page.Locator("form:has(#quiet-from) button[type=submit]").ClickAsync();
        await Assertions.Expect(page.Locator(".alert-success")).ToBeVisibleAsync();
        Assert.Equal("Digest", await page.InputValueAsync("select[name='timing-Task']"));
        await page.FillAsync("#old", "Demo-2026!");
        await page.FillAsync("#new", "Neu-2026!!x");
        await page.FillAsync("#again", "Neu-2026!!x");
        await page.Locator("form:has(#old) button[type=submit]").ClickAsync();
        await Assertions.Expect(page.Locator(".alert-success")).ToContainTextAsync("密码");
        await page.SelectOptionAsync("#language", "en");
        await page.Locator("form:has(#language) button[type=submit]").ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("My profile");
        await PictureAsync(page, "profile-390-en");
    }

    [Fact]
    public async Task An_administrator_sets_up_a_robot_looks_at_the_calendar_and_hands_over()
    {
        await using var host = await HostProcess.StartAsync();
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.SignedInAsync(host, "admin");
        await page.GotoAsync("/settings/robots");
        await page.FillAsync("#robot-name", "华东销售群");
        await page.SelectOptionAsync("#robot-kind", "DingTalk");
        await page.FillAsync("#robot-address", "https://oapi.dingtalk.com/robot/send?access_token=abcdef0123456789");
        await page.FillAsync("#robot-secret", "SECabc");
        await page.Locator("#robot button[type=submit]").ClickAsync();
        await Assertions.Expect(page.Locator("table")).ToContainTextAsync("华东销售群");
        Assert.DoesNotContain("abcdef0123456789", await page.ContentAsync());
        await PictureAsync(page, "robots");
        await page.GotoAsync("/settings/calendar");
        await PictureAsync(page, "calendar");
        await page.FillAsync("#own-date", "2026-12-31");
        await page.FillAsync("#own-name", "年终盘点");
        await page.Locator("form:has(#own-date) button[type=submit]").ClickAsync();
        await page.Locator("#preview button[type=submit]").ClickAsync();
        await Assertions.Expect(page.Locator(".alert-success")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("年终盘点");
        await page.GotoAsync("/people/tree");
        await PictureAsync(page, "tree");
        await page.Locator(".tree-person a", new() { HasText = "林知远" }).ClickAsync();
        page.Dialog += (_, dialog) => dialog.AcceptAsync();
        await page.CheckAsync("input[name=leaves]");
        await PictureAsync(page, "person");
        await page.Locator("#handover button[type=submit]").ClickAsync();
        await Assertions.Expect(page.Locator(".alert-success")).ToContainTextAsync("已交接");
        foreach (var (address, name) in new[] { ("/settings/deliveries", "deliveries"), ("/settings/audit", "audit"), ("/settings/sign-ins", "sign-ins"), ("/designer/files", "files"), ("/designer/files/form/promotion-approval/promotion-application", "form-editor") })
        {
            await page.GotoAsync(address);
            await PictureAsync(page, name);
        }
    }

    // Pictures to look at, where a folder is named for them.
    private static async Task PictureAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("PROCESSSALES_PICTURES") is { Length: > 0 } folder) await page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png"), FullPage = true });
    }
}
