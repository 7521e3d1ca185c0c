using System.Net;
using Microsoft.Extensions.DependencyInjection;
using ProcessSales.Host.Tests.Running;
using ProcessSales.Workflows.Receivables;

namespace ProcessSales.Host.Tests.Collections;

/// <summary>The firm's own terms of settlement and reminding on their page.</summary>
public sealed class CollectionTermsPages(TestHost host) : IClassFixture<TestHost>
{
    [Fact]
    public async Task An_administrator_sets_terms_in_the_units_in_which_people_speak()
    {
        var admin = await host.SignedInAsync("admin");
        var page = await admin.PageAsync("/settings/collections");
        Assert.Equal(("0.05", "0.1", "95", "09:00", "", "Next"), (Value("DailyInterest"), Value("SmallRestShare"), Value("KeptShare"), Value("At"), Value("Account") ?? "", page.QuerySelector("#PayDayRule option[selected]")!.GetAttribute("value")));
        Assert.NotNull(page.QuerySelector("nav.tabs a[href='/settings/collections'][aria-current]"));
        var day = DateTime.UtcNow.AddDays(40).ToString("yyyy-MM-dd");
        var refused = await admin.PostFormAsync("/settings/collections", "form:has(#SmallRest)", new() { ["From"] = day, ["KeptShare"] = "120", ["Until"] = "20:30", ["HoldDays"] = "0" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        var problems = (await refused.DocumentAsync()).QuerySelectorAll(".alert-danger").Select(alert => alert.TextContent).ToList();
        foreach (var label in new[] { "承诺视为履行", "补发截止时间", "信用冻结:逾期" }) Assert.Contains(problems, text => text.Contains(label));
        foreach (var (field, value, label) in new[] { ("At", "9 点", "催款发送时间"), ("SmallRest", "五十", "小额尾差"), ("PayDayRule", "Later", "结款日") })
            Assert.Contains(label, (await (await admin.PostFormAsync("/settings/collections", "form:has(#SmallRest)", new() { ["From"] = day, [field] = value })).DocumentAsync()).QuerySelector(".alert-danger")!.TextContent);
        var book = host.Services.GetRequiredService<CollectionTermsBook>();
        Assert.Single(await book.ListAsync());
        Assert.Equal(HttpStatusCode.Redirect, (await admin.PostFormAsync("/settings/collections", "form:has(#SmallRest)", new()
        {
            ["From"] = day, ["DailyInterest"] = "0.04", ["KeptShare"] = "97.5", ["At"] = "08:30", ["PayDayRule"] = "None", ["HoldAmount"] = "8000.50", ["Account"] = "Bank of Example 6222 0000 1111",
        })).StatusCode);
        var set = (await book.ListAsync())[0].Terms;
        Assert.Equal(new CollectionTerms { DailyInterest = 0.0004m, KeptShare = 0.975m, At = new(8, 30), PayDayRule = PayDayRule.None, HoldAmount = 8000.5m, Account = "Bank of Example 6222 0000 1111" }, set);
        Assert.Equal(new CollectionTerms(), await book.CurrentAsync());
        Assert.Contains("不变", (await admin.PageAsync("/settings/collections")).Body!.TextContent);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await host.SignedInAsync("shen.yanqiu")).GetAsync("/settings/collections")).StatusCode);

        string? Value(string id) => page.QuerySelector($"#{id}")!.GetAttribute("value");
    }
}
