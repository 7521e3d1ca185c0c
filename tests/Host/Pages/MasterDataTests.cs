using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ProcessSales.Host.Tests.Running;
using ProcessSales.Workflows.Continuations;
using ProcessSales.Workflows.Imports;
using ProcessSales.Workflows.Issues;
using ProcessSales.Workflows.Plans;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Host.Tests.Pages;

public sealed class MasterDataTests(TestHost host) : IClassFixture<TestHost>
{
    private static readonly string[] Kinds = ["customers", "stores", "products", "contacts", "contracts", "contract-fees", "price-list", "routes", "must-haves", "display-targets", "material"];

    [Fact]
    public async Task Every_kind_has_a_list_cards_and_exports()
    {
        var finance = await host.SignedInAsync("he.mingqian");
        foreach (var kind in Kinds)
        {
            var page = await finance.PageAsync($"/data/{kind}");
            var card = page.QuerySelector($"td a[href^='/data/{kind}/']")?.GetAttribute("href") ?? throw new InvalidOperationException(kind);
            Assert.NotEmpty((await finance.PageAsync(card)).QuerySelectorAll(".card-facts dt"));
            foreach (var format in new[] { "csv", "xlsx" }) Assert.Equal(HttpStatusCode.OK, (await finance.GetAsync($"/data/export/{kind}.{format}")).StatusCode);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await finance.GetAsync("/data/nonsense")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await finance.GetAsync("/data/export/nonsense.csv")).StatusCode);
    }

    [Fact]
    public async Task People_are_exported_and_an_import_leaves_a_history_without_passwords()
    {
        var administrator = await host.SignedInAsync("admin");
        var text = await administrator.GetStringAsync("/people/export.csv");
        Assert.Contains("\"lin.zhiyuan\",\"林知远\"", text);
        Assert.DoesNotContain("Password", text);
        Assert.True(await (await administrator.GetAsync("/people/export.xlsx")).Content.ReadAsByteArrayAsync() is [(byte)'P', (byte)'K', ..]);
        foreach (var file in new[] { "/people/export.csv", "/people/export.xlsx" }) Assert.Equal(HttpStatusCode.Forbidden, (await (await host.SignedInAsync("he.mingqian")).GetAsync(file)).StatusCode);

        var desk = host.Services.GetRequiredService<ImportDesk>();
        var by = await PersonAsync("admin");
        await using var rows = new MemoryStream(System.Text.Encoding.UTF8.GetBytes("UserName,Name,NameEn,Role,OrgUnit,Superior,Email,Language,Assists,Password\nding.yihe,丁一禾,Ding Yihe,PCC,A-LINGAN,han.shiyu,new@maiyu.example,en,,Secret-2026!\n"));
        await desk.ApplyAsync(by, (await desk.CheckAsync(by, "people", rows)).Ticket!.Value);
        var page = await administrator.PageAsync($"/people/{await PersonAsync("ding.yihe")}");
        var history = page.QuerySelector("#history")!.TextContent;
        Assert.Contains("new@maiyu.example", history);
        Assert.DoesNotContain("Secret", history);
    }

    [Fact]
    public async Task A_card_is_changed_verified_and_tells_of_it()
    {
        var finance = await host.SignedInAsync("he.mingqian");
        var card = $"/data/customers/{await IdAsync("C03")}";
        var refused = await finance.PostFormAsync(card + "/edit", "form:has(#f-Bank)", new() { ["TaxNumber"] = "123" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("税号应为", (await refused.DocumentAsync()).Body!.TextContent);
        Assert.Equal(HttpStatusCode.Redirect, (await finance.PostFormAsync(card + "/edit", "form:has(#f-Bank)", new() { ["Bank"] = "虚构银行二支行" })).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await finance.PostFormAsync(card, "form[action$='/verify']", [])).StatusCode);
        var page = await finance.PageAsync(card);
        Assert.Contains("虚构银行二支行", page.QuerySelector(".card-history")!.TextContent);
        Assert.Null(page.QuerySelector(".alert-warning"));
    }

    [Fact]
    public async Task A_stranger_finds_no_card_no_issue_and_no_plan()
    {
        var customer = await IdAsync("C01");
        var issue = await IssueAsync("stranger");
        await host.Services.GetRequiredService<PlanMaker>().MakeAsync(Week);
        var lin = await PersonAsync("lin.zhiyuan");
        var stranger = await host.SignedInAsync("han.shiyu");
        foreach (var path in new[] { $"/data/customers/{customer}", $"/data/customers/{customer}/edit", $"/issues/{issue}", $"/plan?person={lin}&week={Week:yyyy-MM-dd}" })
            Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync(path)).StatusCode);
        using var body = new FormUrlEncodedContent(new Dictionary<string, string> { ["__RequestVerificationToken"] = await stranger.TokenAsync() });
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.PostAsync($"/data/customers/{customer}/verify", body)).StatusCode);
        Assert.DoesNotContain("C01", await stranger.GetStringAsync("/data/export/contracts.csv"));
        Assert.DoesNotContain("Margin", await stranger.GetStringAsync("/data/export/products.csv"));
        Assert.Equal(HttpStatusCode.OK, (await (await host.SignedInAsync("jiang.xubai")).GetAsync($"/plan?person={lin}&week={Week:yyyy-MM-dd}")).StatusCode);
    }

    [Fact]
    public async Task An_issue_is_decided_resolved_and_closed_in_its_page()
    {
        var issue = $"/issues/{await IssueAsync("page")}";
        var (owner, manager) = (await host.SignedInAsync("lin.zhiyuan"), await host.SignedInAsync("jiang.xubai"));
        Assert.Equal(HttpStatusCode.Redirect, (await manager.PostFormAsync(issue, "form:has(#decision)", new() { ["decision"] = "本周内补货" })).StatusCode);
        Assert.Contains("本周内补货", (await owner.PageAsync("/issues?show=mine")).Body!.TextContent);
        Assert.Equal(HttpStatusCode.Redirect, (await owner.PostFormAsync(issue, "form:has(#note)", new() { ["note"] = "已补货", ["settled"] = "true" })).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await manager.PostFormAsync(issue, "form:has(#how)", new() { ["how"] = "照片已核对" })).StatusCode);
        var page = await owner.PageAsync(issue);
        Assert.Contains("照片已核对", page.Body!.TextContent);
        Assert.Empty(page.QuerySelectorAll("main form"));
    }

    [Fact]
    public async Task A_plan_is_sorted_added_to_and_handed_in_on_its_page_and_confirmed_by_the_area_manager()
    {
        await host.Services.GetRequiredService<PlanMaker>().MakeAsync(Week);
        await host.Services.GetRequiredService<ContinuationPump>().SweepAsync();
        var su = await host.SignedInAsync("su.xiaoman");
        var path = $"/plan?week={Week:yyyy-MM-dd}";
        var page = await su.PageAsync(path);
        var visits = page.QuerySelectorAll(".plan-visit").Length;
        Assert.True(visits > 0);
        Assert.Equal(7, (await su.PageAsync(path + "&view=calendar")).QuerySelectorAll(".plan-day").Length);
        var store = page.QuerySelectorAll("#store option[value]").Last().GetAttribute("value")!;
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await su.PostFormAsync(path, "form:has(#store)", new() { ["store"] = store, ["day"] = $"{Week.AddDays(6):yyyy-MM-dd}", ["origin"] = "Task" })).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await su.PostFormAsync(path, "form:has(#store)", new() { ["store"] = store, ["day"] = $"{Week.AddDays(6):yyyy-MM-dd}", ["reason"] = "周末活动" })).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await su.PostFormAsync(path, ".plan-tools", new() { ["op"] = "move", ["day"] = $"{Week.AddDays(5):yyyy-MM-dd}", ["place"] = "1" })).StatusCode);
        Assert.Equal(visits + 1, (await su.PageAsync(path)).QuerySelectorAll(".plan-visit").Length);
        Assert.Equal(HttpStatusCode.Redirect, (await su.PostFormAsync(path, "form.action-wide", [])).StatusCode);
        Assert.Null((await su.PageAsync(path)).QuerySelector(".plan-tools"));

        var manager = await host.SignedInAsync("jiang.xubai");
        var team = await manager.PageAsync($"/plan/team?week={Week:yyyy-MM-dd}");
        Assert.Contains("苏小满", team.Body!.TextContent);
        var task = (await manager.PageAsync($"/plan?week={Week:yyyy-MM-dd}&person={await PersonAsync("su.xiaoman")}")).QuerySelector("a[href^='/tasks/']")!.GetAttribute("href")!;
        Assert.Contains("周末活动", (await manager.PageAsync(task)).Body!.TextContent);
        Assert.Equal(HttpStatusCode.Redirect, (await manager.PostFormAsync(task, "form#task", new() { ["do"] = "action:Approve" })).StatusCode);
        await using var db = await host.Services.GetRequiredService<IDbContextFactory<ProcessSalesDb>>().CreateDbContextAsync();
        var person = await PersonAsync("su.xiaoman");
        Assert.Equal(visits + 1, await db.Visits.CountAsync(visit => visit.PersonId == person && visit.Day >= Week && visit.Day < Week.AddDays(7)));
    }

    private static DateOnly Week => WeekDays.MondayOf(DateOnly.FromDateTime(DateTime.UtcNow)).AddDays(14);

    private async Task<Guid> IssueAsync(string key)
    {
        await using var db = await host.Services.GetRequiredService<IDbContextFactory<ProcessSalesDb>>().CreateDbContextAsync();
        var store = await db.Stores.Where(row => row.Code == "C01-02").Select(row => row.Id).SingleAsync();
        return await host.Services.GetRequiredService<OpenIssues>().RaiseAsync(new(key, IssueSource.Visit, null, store, null, IssueKind.OutOfStock, "海盐薯片缺货"));
    }

    private async Task<Guid> IdAsync(string code)
    {
        await using var db = await host.Services.GetRequiredService<IDbContextFactory<ProcessSalesDb>>().CreateDbContextAsync();
        return await db.Customers.Where(row => row.Code == code).Select(row => row.Id).SingleAsync();
    }

    private async Task<Guid> PersonAsync(string name)
    {
        await using var db = await host.Services.GetRequiredService<IDbContextFactory<ProcessSalesDb>>().CreateDbContextAsync();
        return await db.Users.Where(row => row.UserName == name).Select(row => row.Id).SingleAsync();
    }
}
