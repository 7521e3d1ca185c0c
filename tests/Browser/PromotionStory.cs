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

        await PromotionForm.StartAsync(applicant);
        await PromotionForm.FillAsync(applicant);
        var ahead = applicant.Locator("#ahead"); // budget, ratio and path, before anything is handed in
        await Assertions.Expect(ahead.Locator(".budget")).ToContainTextAsync("800.00");
        await Assertions.Expect(applicant.Locator("output[data-computed='expenseRatio']")).ToContainTextAsync("%");
        foreach (var name in new[] { "江叙白", "沈砚秋", "温书言", "贺明谦", "顾行舟" }) await Assertions.Expect(ahead.Locator(".path")).ToContainTextAsync(name);
        await applicant.Locator("[data-upload] input[type='file']").First.SetInputFilesAsync(new FilePayload { Name = "店方报价.pdf", MimeType = "application/pdf", Buffer = Quotation });
        await Assertions.Expect(applicant.Locator(".files")).ToContainTextAsync("店方报价.pdf");
        await applicant.RunAndWaitForResponseAsync(() => applicant.ClickAsync("button[value='draft']"), answer => answer.Request.Method == "POST" && answer.Url.Contains("/tasks/") && answer.Status < 400);
        await applicant.GotoAsync(new Uri(applicant.Url).AbsolutePath);
        Assert.Equal("双十二堆头", await applicant.InputValueAsync("#f-name"));
        await PromotionForm.AnswerAsync(applicant, "Submit", null);
        var caseAddress = new Uri(applicant.Url).AbsolutePath;

        var area = await chromium.SignedInAsync(host, "jiang.xubai", 390, 844);
        await PromotionForm.OpenFirstAsync(area);
        await Assertions.Expect(area.Locator("main")).ToContainTextAsync("双十二堆头");
        await Assertions.Expect(area.Locator(".files")).ToContainTextAsync("店方报价.pdf");
        await Assertions.Expect(area.Locator(".budget")).ToContainTextAsync("800.00");
        await Assertions.Expect(area.Locator(".history-card")).ToContainTextAsync("林知远");
        await PromotionForm.AnswerAsync(area, "Return", "请补充竞品情况");

        await PromotionForm.OpenFirstAsync(applicant);
        await Assertions.Expect(applicant.Locator("main")).ToContainTextAsync("请补充竞品情况");
        await applicant.FillAsync("#f-competitor", "竞品同期做第二件半价");
        await PromotionForm.AnswerAsync(applicant, "Submit", null);

        await ApproveAsync(area);
        var region = await chromium.SignedInAsync(host, "shen.yanqiu");
        await SeesTheLiveDiagramAsync(region);
        await ApproveAsync(region);
        await ApproveAsync(await chromium.SignedInAsync(host, "wen.shuyan"));

        // 会签: one signature is not enough.
        await ApproveAsync(await chromium.SignedInAsync(host, "gu.xingzhou"));
        await applicant.GotoAsync(caseAddress);
        await Assertions.Expect(applicant.Locator(".page-head")).ToContainTextAsync("审批中");
        await ApproveAsync(await chromium.SignedInAsync(host, "he.mingqian"));

        await applicant.UntilItReadsAsync(caseAddress, ".page-head", "已批准");
        await applicant.UntilItReadsAsync("/notifications", "main", "双十二堆头");
        var mails = new DirectoryInfo(Path.Combine(host.DataDirectory, "mail"));
        for (var i = 0; i < 120 && !Sent(mails); i++) await applicant.WaitForTimeoutAsync(1_000); // mails go out with the timetable
        Assert.True(Sent(mails), "No mail went out.");

        static bool Sent(DirectoryInfo mails) => Directory.Exists(mails.FullName) && mails.EnumerateFiles("*.eml").Any();
    }

    [Fact]
    public async Task An_applicant_takes_his_application_back_while_it_is_in_review()
    {
        await using var host = await HostProcess.StartAsync();
        await using var chromium = await Chromium.StartAsync();
        var applicant = await chromium.SignedInAsync(host, "lin.zhiyuan");
        await PromotionForm.StartAsync(applicant);
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

    [Fact]
    public async Task A_task_is_filled_in_read_and_completed_without_JavaScript()
    {
        await using var host = await HostProcess.StartAsync();
        await using var chromium = await Chromium.StartAsync();
        var applicant = await chromium.SignedInAsync(host, "lin.zhiyuan", 390, 844, script: false);
        await PromotionForm.StartAsync(applicant);
        await PromotionForm.FillAsync(applicant, script: false);
        await Assertions.Expect(applicant.Locator("#ahead .path")).ToContainTextAsync("江叙白");
        await PromotionForm.AnswerAsync(applicant, "Submit", null);

        var area = await chromium.SignedInAsync(host, "jiang.xubai", 390, 844, script: false);
        await PromotionForm.OpenFirstAsync(area);
        await Assertions.Expect(area.Locator("main")).ToContainTextAsync("提升双十二销量");
        await Assertions.Expect(area.Locator(".diagram .node-current")).ToContainTextAsync("审批");
        await area.ClickAsync("button[value='action:Return']");
        await Assertions.Expect(area.Locator("#problems")).ToBeVisibleAsync(); // a return needs a word of why
        await PromotionForm.AnswerAsync(area, "Return", "请补充竞品情况");
        await PromotionForm.OpenFirstAsync(applicant);
        await Assertions.Expect(applicant.Locator("main")).ToContainTextAsync("请补充竞品情况");
    }

    private static readonly byte[] Quotation = "%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"u8.ToArray();

    private static async Task ApproveAsync(IPage approver)
    {
        await PromotionForm.OpenFirstAsync(approver);
        await PromotionForm.AnswerAsync(approver, "Approve", "同意");
    }

    /// <summary>The drawing of the page marks the step that waits, and Studio's own diagram of this instance stands below.</summary>
    private static async Task SeesTheLiveDiagramAsync(IPage approver)
    {
        await PromotionForm.OpenFirstAsync(approver);
        await Assertions.Expect(approver.Locator(".diagram .node-current")).ToContainTextAsync("审批");
        var frame = approver.Locator(".live-diagram iframe");
        await frame.ScrollIntoViewIfNeededAsync();
        await Assertions.Expect(frame.ContentFrame.Locator(".x6-graph-svg .x6-node").First).ToBeAttachedAsync();
    }
}
