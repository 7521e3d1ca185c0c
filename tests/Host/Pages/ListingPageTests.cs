using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ProcessSales.Host.Tests.Running;
using ProcessSales.Workflows.Listings;

namespace ProcessSales.Host.Tests.Pages;

/// <summary>What managers and administrators keep of listings: the terms, and which articles are sold.</summary>
public sealed class ListingPageTests(TestHost host) : IClassFixture<TestHost>
{
    private readonly Dictionary<string, HttpClient> browsers = [];

    [Fact]
    public async Task An_administrator_sets_terms_of_listings_and_sees_the_payback_of_the_approval_table()
    {
        var admin = await host.SignedInAsync("admin");
        var page = await admin.PageAsync("/settings/listings");
        Assert.Equal(("7", "30, 60, 90"), (Value("SilentDays"), Value("TrialDays")));
        Assert.Contains("回收期超过 6 个月", page.Body!.TextContent);
        var day = DateTime.UtcNow.AddDays(40).ToString("yyyy-MM-dd");
        var refused = await admin.PostFormAsync("/settings/listings", "form:has(#SilentDays)", new() { ["From"] = day, ["SilentDays"] = "20", ["TrialDays"] = "60, 30" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        var problems = (await refused.DocumentAsync()).QuerySelectorAll(".alert-danger").Select(alert => alert.TextContent).ToList();
        foreach (var label in new[] { "告知区域经理", "试销评估日" }) Assert.Contains(problems, text => text.Contains(label));
        refused = await admin.PostFormAsync("/settings/listings", "form:has(#SilentDays)", new() { ["From"] = day, ["ShelfDays"] = "2.5" });
        Assert.Contains("到货后应上架", (await refused.DocumentAsync()).QuerySelector(".alert-danger")!.TextContent);
        var book = host.Services.GetRequiredService<ListingTermsBook>();
        Assert.Single(await book.ListAsync());
        Assert.Equal(HttpStatusCode.Redirect, (await admin.PostFormAsync("/settings/listings", "form:has(#SilentDays)", new() { ["From"] = day, ["SilentDays"] = "5" })).StatusCode);
        Assert.Contains("待生效", (await admin.PageAsync("/settings/listings")).Body!.TextContent);
        var set = (await book.ListAsync())[0].Terms;
        Assert.Equal((5, 7), (set.SilentDays, (await book.CurrentAsync()).SilentDays));

        string? Value(string id) => page.QuerySelector($"#{id}")!.GetAttribute("value");
    }

    [Fact]
    public async Task A_manager_gives_an_article_up_and_sells_it_again_and_its_card_tells_who_and_why()
    {
        var filed = await Filed.OpenAsync(host, browsers);
        const string code = "2000000000138";
        var manager = await filed.BrowserAsync("shen.yanqiu");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await manager.PostFormAsync("/listings", "form:has(#product)", new() { ["product"] = "2000000000999", ["note"] = "停产" })).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await manager.PostFormAsync("/listings", "form:has(#product)", new() { ["product"] = code, ["note"] = "配方更改" })).StatusCode);
        await using var db = await filed.DbAsync();
        var product = await db.Products.AsNoTracking().SingleAsync(row => row.Code == code);
        Assert.False(product.Active);
        Assert.Contains("已停售", (await manager.PageAsync($"/data/products?q={code}")).Body!.TextContent);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await manager.PostFormAsync("/listings", "form:has(#again-product)", new() { ["product"] = code, ["note"] = "" })).StatusCode);
        var done = await manager.PostFormAsync("/listings", "form:has(#again-product)", new() { ["product"] = code, ["note"] = "新配方" });
        Assert.Equal(HttpStatusCode.Redirect, done.StatusCode);
        Assert.True(await db.Products.AsNoTracking().Where(row => row.Code == code).Select(row => row.Active).SingleAsync());
        var page = await manager.PageAsync("/listings");
        Assert.Null(page.QuerySelector("#again-product"));
        var card = (await manager.PageAsync($"/data/products/{product.Id}")).Body!.TextContent;
        foreach (var word in new[] { "停售", "配方更改", "恢复销售", "新配方", "沈砚秋" }) Assert.Contains(word, card);
        Assert.Null((await (await filed.BrowserAsync("lin.zhiyuan")).PageAsync("/listings")).QuerySelector("#product"));
    }
}
