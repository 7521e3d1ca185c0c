using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using ProcessSales.Browser.Tests.Running;

namespace ProcessSales.Browser.Tests;

/// <summary>WCAG 2.1 AA as far as axe can tell, in both colours.</summary>
[Collection("Journeys")]
public sealed class Accessibility
{
    [Fact]
    public async Task No_main_page_has_a_serious_barrier_in_light_or_dark()
    {
        await using var host = await HostProcess.StartAsync();
        await using var chromium = await Chromium.StartAsync();
        var barriers = new List<string>();
        foreach (var dark in new[] { false, true })
        {
            var visitor = await chromium.VisitorAsync(host, dark: dark);
            await LookAsync(visitor, "/sign-in", dark, barriers);

            var applicant = await chromium.SignedInAsync(host, "lin.zhiyuan", dark: dark);
            foreach (var address in new[] { "/", "/inbox", "/inbox?tab=Started", "/processes", "/notifications", "/more" }) await LookAsync(applicant, address, dark, barriers);
            await PromotionForm.StartAsync(applicant);
            await PromotionForm.FillAsync(applicant);
            await FindAsync(applicant, "task with its form", dark, barriers);
            await PromotionForm.AnswerAsync(applicant, "Submit", null);
            await FindAsync(applicant, "case", dark, barriers);

            var area = await chromium.SignedInAsync(host, "jiang.xubai", 390, 844, dark: dark);
            await PromotionForm.OpenFirstAsync(area);
            await FindAsync(area, "task of an approver", dark, barriers);
            foreach (var address in new[] { "/data/customers", "/data/stores", "/data/products", "/data/budgets", "/designer", "/designer/instances", "/designer/files", "/designer/files/template/promotion-approval/promotion-approved.zh-CN", "/designer/files/form/promotion-approval/promotion-application", "/profile" }) await LookAsync(area, address, dark, barriers);

            var administrator = await chromium.SignedInAsync(host, "admin", dark: dark);
            foreach (var address in new[] { "/data/import", "/data/import/customers", "/people", "/people/tree", "/settings", "/settings/calendar", "/settings/robots", "/settings/deliveries", "/settings/sign-ins", "/settings/audit" }) await LookAsync(administrator, address, dark, barriers);
        }

        Assert.Empty(barriers);
    }

    private static async Task LookAsync(IPage page, string address, bool dark, List<string> barriers)
    {
        var answer = await page.GotoAsync(address);
        Assert.True(answer?.Ok, $"{address}: {answer?.Status}");
        await FindAsync(page, address, dark, barriers);
    }

    // Studio's own frame is not ours to judge.
    private static async Task FindAsync(IPage page, string where, bool dark, List<string> barriers)
    {
        var found = await page.RunAxe(new AxeRunOptions { Iframes = false });
        barriers.AddRange(found.Violations.Where(x => x.Impact is "serious" or "critical")
            .Select(x => $"{where}{(dark ? " (dark)" : "")}: {x.Id} at {string.Join("; ", x.Nodes.Take(4).Select(node => node.Html))}"));
    }
}
