using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ProcessSales.Host.Tests.Running;
using ProcessSales.Workflows.Promotions;

namespace ProcessSales.Host.Tests.Pages;

/// <summary>The pages of promotions, from an approved application to the verifier's screen.</summary>
public sealed class PromotionPageTests(TestHost host) : IClassFixture<TestHost>
{
    private readonly Dictionary<string, HttpClient> browsers = [];

    [Fact]
    public async Task A_promotion_is_seen_agreed_ended_reported_and_claimed_on_its_pages()
    {
        var filed = await Filed.OpenAsync(host, browsers);
        await filed.ApprovedByAsync("jiang.xubai", "wen.shuyan");
        await using var db = await filed.DbAsync();
        var promotion = await db.Promotions.SingleAsync(row => row.CaseId == filed.CaseId);
        var page = $"/promotions/{promotion.Id}";
        var kam = await filed.BrowserAsync("lin.zhiyuan");
        Assert.Contains(promotion.Name, (await kam.PageAsync("/promotions")).Body!.TextContent);
        Assert.Contains("岚桥一店", (await kam.PageAsync(page)).Body!.TextContent);
        Assert.Contains(promotion.Number, (await kam.PageAsync($"/promotions/calendar?month={promotion.Start:yyyy-MM}")).Body!.TextContent);
        Assert.Equal(HttpStatusCode.NotFound, (await (await filed.BrowserAsync("luo.shuyao")).GetAsync(page)).StatusCode);

        await db.Promotions.ExecuteUpdateAsync(set => set.SetProperty(row => row.State, PromotionState.Ended).SetProperty(row => row.EndedOn, promotion.End).SetProperty(row => row.SettleBy, promotion.End.AddDays(15)));
        Assert.Equal(HttpStatusCode.Redirect, (await filed.PostAsync("lin.zhiyuan", page + "/report", new() { ["actual"] = "66000", ["text"] = "执行正常" })).StatusCode);
        var opened = await filed.PostAsync("lin.zhiyuan", page + "/settle", new() { ["none"] = "" });
        Assert.Equal(HttpStatusCode.Redirect, opened.StatusCode);
        var settlement = await db.PromotionSettlements.AsNoTracking().SingleAsync(row => row.PromotionId == promotion.Id);
        var screen = await kam.PageAsync($"/promotions/settlements/{settlement.Id}");
        foreach (var word in new[] { "发票原件", "陈列费", "岚桥一店", "800.00" }) Assert.Contains(word, screen.Body!.TextContent);
        var refused = await kam.PostFormAsync($"/promotions/settlements/{settlement.Id}", "#settlement", new() { ["do"] = "action:Submit" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("照片", (await refused.DocumentAsync()).QuerySelector("#problems")!.TextContent);
        foreach (var path in new[] { "/promotions/settlements", "/promotions/figures", "/promotions?figure=unsettled30", "/promotions?state=Settling" })
            Assert.Equal(HttpStatusCode.OK, (await kam.GetAsync(path)).StatusCode);
        Assert.Contains(promotion.Name, (await kam.PageAsync("/promotions?state=Settling")).Body!.TextContent);
        Assert.DoesNotContain(promotion.Name, (await kam.PageAsync("/promotions?state=Closed")).Body!.TextContent);
    }

    [Fact]
    public async Task An_administrator_sets_terms_that_hold_from_a_day_on()
    {
        var admin = await host.SignedInAsync("admin");
        var page = await admin.PageAsync("/settings/promotions");
        Assert.Equal("45", page.QuerySelector("#ExpireAfter")!.GetAttribute("value"));
        var day = DateTime.UtcNow.AddDays(40).ToString("yyyy-MM-dd");
        var refused = await admin.PostFormAsync("/settings/promotions", "form:has(#ExpireAfter)", new() { ["From"] = day, ["ExpireAfter"] = "20", ["RemindAfter"] = "12, 7" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        var problems = (await refused.DocumentAsync()).QuerySelectorAll(".alert-danger").Select(alert => alert.TextContent).ToList();
        Assert.Contains(problems, text => text.Contains("逾期关闭"));
        Assert.Contains(problems, text => text.Contains("催核销"));
        Assert.Equal(HttpStatusCode.Redirect, (await admin.PostFormAsync("/settings/promotions", "form:has(#ExpireAfter)", new() { ["From"] = day, ["ExpireAfter"] = "60", ["ToleratedRatio"] = "3" })).StatusCode);
        var after = await admin.PageAsync("/settings/promotions");
        Assert.Contains("待生效", after.Body!.TextContent);
        Assert.Equal("45", after.QuerySelector("#ExpireAfter")!.GetAttribute("value")); // it is not in force yet
        var terms = (await host.Services.GetRequiredService<PromotionTermsBook>().ListAsync())[0].Terms;
        Assert.Equal((60, 0.03m), (terms.ExpireAfter, terms.ToleratedRatio));
    }

    [Fact]
    public async Task Finance_moves_money_between_lines_and_reads_the_balance_of_a_day()
    {
        var filed = await Filed.OpenAsync(host, browsers);
        await using var db = await filed.DbAsync();
        var lines = await db.BudgetLines.AsNoTracking().Where(row => row.FeeType == "display").OrderBy(row => row.Month).Take(2).ToListAsync();
        var before = (await host.Services.GetRequiredService<BudgetLedger>().FindAsync(lines[0].Id))!.Available;
        var fields = new Dictionary<string, string> { ["operation"] = Guid.NewGuid().ToString(), ["how"] = "adjust", ["amount"] = "500", ["note"] = "追加" };
        Assert.Equal(HttpStatusCode.Redirect, (await filed.PostAsync("wen.shuyan", $"/data/budgets/{lines[0].Id}/move", fields)).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await filed.PostAsync("wen.shuyan", $"/data/budgets/{lines[0].Id}/move", fields)).StatusCode); // sent twice, entered once
        Assert.Equal(before + 500m, (await host.Services.GetRequiredService<BudgetLedger>().FindAsync(lines[0].Id))!.Available);
        Assert.Contains((before + 500m).ToString("#,##0.00"), (await (await filed.BrowserAsync("wen.shuyan")).PageAsync($"/data/budgets/{lines[0].Id}?at={DateTime.UtcNow.AddDays(1):yyyy-MM-dd}")).Body!.TextContent);
        Assert.NotEqual(HttpStatusCode.Redirect, (await filed.PostAsync("lin.zhiyuan", $"/data/budgets/{lines[0].Id}/move", fields)).StatusCode);
    }
}
