using System.Text.RegularExpressions;
using Microsoft.Playwright;
using ProcessSales.Browser.Tests.Running;

namespace ProcessSales.Browser.Tests;

/// <summary>The whole way of a promotion, as its people click it.</summary>
[Collection("Journeys")]
public sealed class PromotionStory
{
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
