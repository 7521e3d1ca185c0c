using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using ProcessSales.Host.Tests.Running;

namespace ProcessSales.Host.Tests.Pages;

/// <summary>Sessions are checked at every request, so that a test need not wait half a minute.</summary>
public sealed class WatchfulHost : TestHost
{
    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.ConfigureServices(services => services.PostConfigure<SecurityStampValidatorOptions>(options => options.ValidationInterval = TimeSpan.Zero));
    }
}

public sealed class ProfileTests(WatchfulHost host) : IClassFixture<WatchfulHost>
{
    private const string Password = "form:has(#old)";

    [Fact]
    public async Task S_21_A_new_password_ends_the_other_sessions_and_keeps_this_one()
    {
        var (here, elsewhere) = (await host.SignedInAsync("bai.xiaotang"), await host.SignedInAsync("bai.xiaotang"));
        Assert.Equal(HttpStatusCode.OK, (await elsewhere.GetAsync("/counts")).StatusCode);
        foreach (var (old, wanted, again) in new[] { ("wrong-One-1!", "Neu-2026!!x", "Neu-2026!!x"), ("Demo-2026!", "short", "short"), ("Demo-2026!", "Neu-2026!!x", "Neu-2026!!y"), ("Demo-2026!", "allsmallletters", "allsmallletters") })
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await here.PostFormAsync("/profile", Password, new() { ["old"] = old, ["new"] = wanted, ["again"] = again })).StatusCode);
        var changed = await here.PostFormAsync("/profile", Password, new() { ["old"] = "Demo-2026!", ["new"] = "Neu-2026!!x", ["again"] = "Neu-2026!!x" });
        Assert.Equal(HttpStatusCode.Redirect, changed.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await here.GetAsync("/counts")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await elsewhere.GetAsync("/counts")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await TestHost.SignInAsync(host.Visitor(), "bai.xiaotang", "Demo-2026!")).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await TestHost.SignInAsync(host.Visitor(), "bai.xiaotang", "Neu-2026!!x")).StatusCode);

        var admin = await host.SignedInAsync("admin");
        var trail = (await admin.PageAsync("/settings/audit?what=profile")).Body!.TextContent;
        Assert.Contains("修改密码", trail);
        Assert.DoesNotContain("Neu-2026", trail);
    }

    [Fact]
    public async Task A_person_chooses_language_channels_and_quiet_hours()
    {
        var client = await host.SignedInAsync("su.xiaoman");
        Assert.Equal(HttpStatusCode.Redirect, (await client.PostFormAsync("/profile", "form:has(#language)", new() { ["language"] = "en" })).StatusCode);
        var page = await client.PageAsync("/profile");
        Assert.Equal("My profile", page.QuerySelector("h1")!.TextContent);
        Assert.Equal(HttpStatusCode.Redirect, (await client.PostFormAsync("/profile", "form:has(#quiet-from)", new() { ["timing-Task"] = "Digest", ["quietFrom"] = "22:00", ["quietUntil"] = "06:30" })).StatusCode);
        page = await client.PageAsync("/profile");
        Assert.Equal("22:00", page.QuerySelector<IHtmlInputElement>("#quiet-from")!.Value);
        Assert.Equal("Digest", page.QuerySelector<IHtmlSelectElement>("select[name='timing-Task']")!.Value);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await client.PostFormAsync("/profile", "form:has(#quiet-from)", new() { ["quietFrom"] = "late" })).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await client.PostFormAsync("/profile", "form:has(#quiet-from)", new() { ["robot-Task"] = Guid.NewGuid().ToString() })).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await client.PostFormAsync("/profile", "form:has(#language)", new() { ["language"] = "xx" })).StatusCode);
    }

    [Fact]
    public async Task S_19_Administrators_see_who_came_in_and_who_was_refused()
    {
        await TestHost.SignInAsync(host.Visitor(), "nobody.at<all>", "Wrong-2026!");
        await TestHost.SignInAsync(host.Visitor(), "qiao.muxin", "Wrong-2026!");
        var admin = await host.SignedInAsync("admin");
        var refused = (await admin.PageAsync("/settings/sign-ins?in=false")).QuerySelector("tbody")!;
        Assert.Contains("nobody.at<all>", refused.TextContent);
        Assert.Contains("qiao.muxin", refused.TextContent);
        Assert.Contains("admin", (await admin.PageAsync("/settings/sign-ins?in=true&q=admin")).QuerySelector("tbody")!.TextContent);
        Assert.Equal(HttpStatusCode.OK, (await admin.GetAsync("/settings/sign-ins?from=nonsense&page=99999")).StatusCode);
    }

    [Fact]
    public async Task An_administrator_hands_over_the_work_of_who_leaves_whose_session_ends()
    {
        var (admin, leaver) = (await host.SignedInAsync("admin"), await host.SignedInAsync("lin.zhiyuan"));
        Assert.NotEmpty((await admin.PageAsync("/people/tree")).QuerySelectorAll(".tree-person"));
        var address = (await admin.PageAsync("/people?q=lin.zhiyuan")).QuerySelector("tbody a")!.GetAttribute("href")!;
        Assert.Equal(HttpStatusCode.Forbidden, (await leaver.GetAsync(address)).StatusCode);
        var done = await admin.PostFormAsync(address, "#handover form", new() { ["leaves"] = "true" });
        Assert.Equal(HttpStatusCode.Redirect, done.StatusCode);
        Assert.Contains("客户", (await admin.PageAsync(done.Headers.Location!.ToString())).QuerySelector(".alert-success")!.TextContent);
        Assert.Equal(HttpStatusCode.Unauthorized, (await leaver.GetAsync("/counts")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await admin.GetAsync($"/people/{Guid.NewGuid()}")).StatusCode);
    }

    [Fact]
    public async Task The_audit_trail_is_downloaded_as_csv_and_as_a_workbook()
    {
        var admin = await host.SignedInAsync("admin");
        var csv = await admin.GetAsync("/settings/audit/export?format=csv");
        Assert.Equal(("text/csv", HttpStatusCode.OK), (csv.Content.Headers.ContentType!.MediaType, csv.StatusCode));
        Assert.StartsWith("At,Person", (await csv.Content.ReadAsStringAsync()).TrimStart('\uFEFF'));
        var workbook = await (await admin.GetAsync("/settings/audit/export?format=xlsx")).Content.ReadAsByteArrayAsync();
        Assert.True(workbook.AsSpan().StartsWith("PK"u8));
    }

    [Fact]
    public async Task T_10_The_calendar_page_previews_a_change_before_it_is_made()
    {
        var admin = await host.SignedInAsync("admin");
        Assert.Contains("248", (await admin.PageAsync("/settings/calendar?year=2026")).QuerySelector(".legend")!.TextContent);
        Assert.NotEmpty((await admin.PageAsync("/settings/calendar?year=2030")).QuerySelectorAll(".alert-warning"));
        var preview = await (await admin.PostFormAsync("/settings/calendar?year=2031", "form:has(#json)", new() { ["json"] = """[{"date":"2031-01-01","name":"元旦","isOffDay":true}]""" })).DocumentAsync();
        var form = preview.QuerySelector<IHtmlFormElement>("#preview form")!;
        Assert.NotNull((await admin.PageAsync("/settings/calendar?year=2031")).QuerySelector(".alert-warning[role=note]"));
        using var body = new FormUrlEncodedContent(form.QuerySelectorAll<IHtmlInputElement>("input").ToDictionary(input => input.Name!, input => input.Value));
        Assert.Equal(HttpStatusCode.Redirect, (await admin.PostAsync("/settings/calendar?year=2031", body)).StatusCode);
        Assert.Null((await admin.PageAsync("/settings/calendar?year=2031")).QuerySelector(".alert-warning[role=note]"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await admin.PostFormAsync("/settings/calendar?year=2031", "form:has(#json)", new() { ["json"] = "nonsense" })).StatusCode);
    }
}
