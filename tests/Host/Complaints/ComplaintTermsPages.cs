using System.Net;
using Microsoft.Extensions.DependencyInjection;
using ProcessSales.Host.Tests.Running;
using ProcessSales.Workflows.Complaints;

namespace ProcessSales.Host.Tests.Complaints;

/// <summary>The firm's own terms of complaints on their page.</summary>
public sealed class ComplaintTermsPages(TestHost host) : IClassFixture<TestHost>
{
    [Fact]
    public async Task An_administrator_sets_terms_with_their_units_and_each_severity_keeps_all_three()
    {
        var admin = await host.SignedInAsync("admin");
        var page = await admin.PageAsync("/settings/complaints");
        Assert.Equal(("0.5", "NaturalHours", "30", "3"), (page.QuerySelector("#ReplyA")!.GetAttribute("value"), page.QuerySelector("#ReplyAUnit option[selected]")!.GetAttribute("value"), page.QuerySelector("#AlarmEvery")!.GetAttribute("value"), page.QuerySelector("#SeveralCases")!.GetAttribute("value")));
        Assert.Contains("4 工作小时", page.Body!.TextContent);
        Assert.NotNull(page.QuerySelector("nav.tabs a[href='/settings/complaints'][aria-current]"));
        var day = DateTime.UtcNow.AddDays(40).ToString("yyyy-MM-dd");
        var refused = await admin.PostFormAsync("/settings/complaints", "form:has(#ReplyA)", new() { ["From"] = day, ["SeveralCases"] = "1", ["PlanA"] = "0.2", ["RemindAt"] = "100" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        var problems = (await refused.DocumentAsync()).QuerySelectorAll(".alert-danger").Select(alert => alert.TextContent).ToList();
        foreach (var label in new[] { "同批多起", "A 重大:方案", "时限过去多少" }) Assert.Contains(problems, text => text.Contains(label));
        // A severity without one of its terms, or in no unit, is not stored.
        Assert.Contains("B 严重:结案", (await (await admin.PostFormAsync("/settings/complaints", "form:has(#ReplyA)", new() { ["From"] = day, ["CloseB"] = "" })).DocumentAsync()).QuerySelector(".alert-danger")!.TextContent);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await admin.PostFormAsync("/settings/complaints", "form:has(#ReplyA)", new() { ["From"] = day, ["CloseBUnit"] = "Weeks" })).StatusCode);
        var book = host.Services.GetRequiredService<ComplaintTermsBook>();
        Assert.Single(await book.ListAsync());
        Assert.Equal(HttpStatusCode.Redirect, (await admin.PostFormAsync("/settings/complaints", "form:has(#ReplyA)", new() { ["From"] = day, ["ReplyB"] = "3", ["ReplyBUnit"] = "NaturalHours", ["SeveralCases"] = "2", ["AlarmEvery"] = "15" })).StatusCode);
        var set = (await book.ListAsync())[0].Terms;
        Assert.Equal((new Term(3, TermUnit.NaturalHours), 2, TimeSpan.FromMinutes(15), 0.8), (set.Severities[Severity.B].Reply, set.SeveralCases, set.AlarmEvery, set.RemindAt));
        Assert.Equal(new Term(5, TermUnit.WorkingDays), set.Severities[Severity.C].Close);
        Assert.Equal(new Term(45, TermUnit.WorkingDays), set.Legal[LegalClockKind.Mediation]);
        Assert.Equal(3, (await book.CurrentAsync()).SeveralCases);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await host.SignedInAsync("shen.yanqiu")).GetAsync("/settings/complaints")).StatusCode);
    }
}
