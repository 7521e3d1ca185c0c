using System.Net;
using Microsoft.Extensions.DependencyInjection;
using ProcessSales.Host.Tests.Running;
using ProcessSales.Workflows.Visits;

namespace ProcessSales.Host.Tests.Visits;

/// <summary>The firm's own terms of visits on their page.</summary>
public sealed class VisitTermsPages(TestHost host) : IClassFixture<TestHost>
{
    [Fact]
    public async Task An_administrator_sets_terms_that_hold_from_a_day_on()
    {
        var admin = await host.SignedInAsync("admin");
        var page = await admin.PageAsync("/settings/visits");
        Assert.Equal(("10", "5", "09:30", "22:00"), (page.QuerySelector("#LeastMinutes")!.GetAttribute("value"), page.QuerySelector("#PriceTolerance")!.GetAttribute("value"), page.QuerySelector("#FirstCheckInBy")!.GetAttribute("value"), page.QuerySelector("#SubmitBy")!.GetAttribute("value")));
        Assert.NotNull(page.QuerySelector("nav.tabs a[href='/settings/visits'][aria-current]"));
        var day = DateTime.UtcNow.AddDays(40).ToString("yyyy-MM-dd");
        var refused = await admin.PostFormAsync("/settings/visits", "form:has(#LeastMinutes)", new() { ["From"] = day, ["PriceTolerance"] = "51", ["Refusals"] = "0" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        var problems = (await refused.DocumentAsync()).QuerySelectorAll(".alert-danger").Select(alert => alert.TextContent).ToList();
        foreach (var label in new[] { "价格允许偏差", "拒访几次" }) Assert.Contains(problems, text => text.Contains(label));
        Assert.Contains("首店最晚到店时间", (await (await admin.PostFormAsync("/settings/visits", "form:has(#LeastMinutes)", new() { ["From"] = day, ["FirstCheckInBy"] = "25:00" })).DocumentAsync()).QuerySelector(".alert-danger")!.TextContent);
        var book = host.Services.GetRequiredService<VisitTermsBook>();
        Assert.Single(await book.ListAsync());

        Assert.Equal(HttpStatusCode.Redirect, (await admin.PostFormAsync("/settings/visits", "form:has(#LeastMinutes)", new() { ["From"] = day, ["PriceTolerance"] = "7.5", ["FirstCheckInBy"] = "09:00", ["MaterialIssueDays"] = "10" })).StatusCode);
        var set = (await book.ListAsync())[0].Terms;
        Assert.Equal((0.075m, new TimeOnly(9, 0), 10, 45), (set.PriceTolerance, set.FirstCheckInBy, set.MaterialIssueDays, set.OverstockDays));
        Assert.Equal(0.05m, (await book.CurrentAsync()).PriceTolerance);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await host.SignedInAsync("shen.yanqiu")).GetAsync("/settings/visits")).StatusCode);
    }
}
