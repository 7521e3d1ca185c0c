using System.Text.RegularExpressions;
using Microsoft.Playwright;
using ProcessSales.Browser.Tests.Running;

namespace ProcessSales.Browser.Tests;

/// <summary>The whole way of a promotion, as its people click it.</summary>
[Collection("Journeys")]
public sealed class PromotionStory
{
    [Fact]
    public async Task A_promotion_is_applied_for_returned_corrected_and_approved_by_everyone_on_its_path()
    {
        await using var host = await HostProcess.StartAsync();
        await using var chromium = await Chromium.StartAsync();
        var applicant = await chromium.SignedInAsync(host, "lin.zhiyuan");

        await applicant.GotoAsync("/processes");
        await applicant.ClickAsync(".process-card button[type='submit']");
        await applicant.WaitForURLAsync(new Regex("/tasks/"));
        await PromotionForm.FillAsync(applicant);
        await Assertions.Expect(applicant.Locator("main")).ToContainTextAsync("江叙白"); // the path ahead, before submitting
        await applicant.RunAndWaitForResponseAsync(() => applicant.ClickAsync("button[value='draft']"), answer => answer.Request.Method == "POST" && answer.Url.Contains("/tasks/"));
        await applicant.GotoAsync(new Uri(applicant.Url).AbsolutePath);
        Assert.Equal("双十二堆头", await applicant.InputValueAsync("#f-name"));
        await PromotionForm.AnswerAsync(applicant, "Submit", null);
        var caseAddress = new Uri(applicant.Url).AbsolutePath;

        var area = await chromium.SignedInAsync(host, "jiang.xubai", 390, 844);
        await PromotionForm.OpenFirstAsync(area);
        await Assertions.Expect(area.Locator("main")).ToContainTextAsync("双十二堆头");
        await PromotionForm.AnswerAsync(area, "Return", "请补充竞品情况");

        await PromotionForm.OpenFirstAsync(applicant);
        await applicant.FillAsync("#f-competitor", "竞品同期做第二件半价");
        await PromotionForm.AnswerAsync(applicant, "Submit", null);

        foreach (var approver in new[] { "jiang.xubai", "shen.yanqiu", "wen.shuyan", "gu.xingzhou", "he.mingqian" })
        {
            var page = approver == "jiang.xubai" ? area : await chromium.SignedInAsync(host, approver);
            await PromotionForm.OpenFirstAsync(page);
            await PromotionForm.AnswerAsync(page, "Approve", "同意");
        }

        await applicant.GotoAsync(caseAddress);
        await Assertions.Expect(applicant.Locator(".page-head")).ToContainTextAsync("已批准");
        await applicant.GotoAsync("/notifications");
        await Assertions.Expect(applicant.Locator("main")).ToContainTextAsync("双十二堆头");
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(host.DataDirectory, "mail"), "*.eml"));
    }

    [Fact]
    public async Task An_applicant_takes_his_application_back_while_it_is_in_review()
    {
        await using var host = await HostProcess.StartAsync();
        await using var chromium = await Chromium.StartAsync();
        var applicant = await chromium.SignedInAsync(host, "lin.zhiyuan");
        await applicant.GotoAsync("/processes");
        await applicant.ClickAsync(".process-card button[type='submit']");
        await applicant.WaitForURLAsync(new Regex("/tasks/"));
        await PromotionForm.FillAsync(applicant);
        await PromotionForm.AnswerAsync(applicant, "Submit", null);

        var area = await chromium.SignedInAsync(host, "jiang.xubai");
        await PromotionForm.OpenFirstAsync(area);

        applicant.Dialog += (_, dialog) => dialog.AcceptAsync();
        await applicant.Locator("details:has(form[action$='/withdraw']) summary").ClickAsync();
        await applicant.ClickAsync("form[action$='/withdraw'] button[type='submit']");
        await Assertions.Expect(applicant.Locator(".page-head")).ToContainTextAsync("撤回");

        // The approver still has the page open: he is told, and nothing happens.
        await area.ClickAsync("button[value='action:Approve']");
        await Assertions.Expect(area.Locator(".nothing")).ToContainTextAsync("林知远");
        await applicant.ReloadAsync();
        await Assertions.Expect(applicant.Locator(".page-head")).ToContainTextAsync("撤回");
    }
}
