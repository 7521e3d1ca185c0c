using System.Net;
using ProcessSales.Host.Tests.Running;

namespace ProcessSales.Host.Tests.Pages;

public sealed class SettingsTests(TestHost host) : IClassFixture<TestHost>
{
    [Fact]
    public async Task S_26_An_administrator_adds_a_robot_whose_address_and_key_are_never_shown_again()
    {
        var admin = await host.SignedInAsync("admin");
        var refused = await admin.PostFormAsync("/settings/robots", "#robot form", new() { ["Name"] = "销售群", ["Kind"] = "DingTalk", ["Address"] = "https://169.254.169.254/robot/send?access_token=s3cr3t" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        var saved = await admin.PostFormAsync("/settings/robots", "#robot form", new() { ["Name"] = "销售群", ["Kind"] = "DingTalk", ["Address"] = "https://oapi.dingtalk.com/robot/send?access_token=s3cr3ttoken", ["Secret"] = "SECkey" });
        Assert.Equal(HttpStatusCode.Redirect, saved.StatusCode);
        var page = await admin.PageAsync("/settings/robots");
        Assert.Contains("销售群", page.Body!.TextContent);
        var edit = await admin.PageAsync(page.QuerySelector("a[href*='edit=']")!.GetAttribute("href")!);
        foreach (var shown in new[] { page.DocumentElement.OuterHtml, edit.DocumentElement.OuterHtml, (await admin.PageAsync("/settings/audit")).DocumentElement.OuterHtml })
        {
            Assert.DoesNotContain("s3cr3ttoken", shown);
            Assert.DoesNotContain("SECkey", shown);
        }

        Assert.NotNull(edit.QuerySelector("#robot-name[value='销售群']"));
    }

    [Fact]
    public async Task Only_administrators_see_settings_and_resend()
    {
        foreach (var name in new[] { "lin.zhiyuan", "jiang.xubai", "he.mingqian" })
        {
            var person = await host.SignedInAsync(name);
            foreach (var address in new[] { "/settings/robots", "/settings/promotions", "/settings/listings", "/settings/complaints", "/settings/collections", "/settings/deliveries", "/settings/calendar", "/settings/sign-ins", "/settings/audit", "/settings/audit/export" })
                Assert.Equal(HttpStatusCode.Forbidden, (await person.GetAsync(address)).StatusCode);
            using var body = new FormUrlEncodedContent(new Dictionary<string, string> { ["__RequestVerificationToken"] = await person.TokenAsync() });
            Assert.Equal(HttpStatusCode.Forbidden, (await person.PostAsync("/settings/deliveries/resend", body)).StatusCode);
        }
    }

    [Theory]
    [InlineData("/settings/robots")]
    [InlineData("/settings/deliveries/resend")]
    [InlineData("/settings/calendar")]
    [InlineData("/profile")]
    [InlineData("/designer/files/template/promotion-approval/promotion-approved.zh-CN")]
    public async Task S_15_A_post_without_its_token_does_nothing(string address)
    {
        var admin = await host.SignedInAsync("admin");
        using var body = new FormUrlEncodedContent(new Dictionary<string, string> { ["do"] = "save", ["_handler"] = "robot" });
        Assert.Equal(HttpStatusCode.BadRequest, (await admin.PostAsync(address, body)).StatusCode);
    }

    [Fact]
    public async Task The_delivery_log_is_filtered_and_resends()
    {
        var admin = await host.SignedInAsync("admin");
        foreach (var address in new[] { "/settings/deliveries", "/settings/deliveries?state=Failed&channel=Email&q=林", "/settings/deliveries?state=nonsense&page=-1" })
            Assert.Equal(HttpStatusCode.OK, (await admin.GetAsync(address)).StatusCode);
        using var body = new FormUrlEncodedContent(new Dictionary<string, string> { ["__RequestVerificationToken"] = await admin.TokenAsync() });
        Assert.Equal("/settings/deliveries?resent=0", (await admin.PostAsync("/settings/deliveries/resend", body)).Headers.Location!.ToString());
        using var one = new FormUrlEncodedContent(new Dictionary<string, string> { ["__RequestVerificationToken"] = await admin.TokenAsync() });
        Assert.Equal(HttpStatusCode.NotFound, (await admin.PostAsync($"/settings/deliveries/{Guid.NewGuid()}/resend", one)).StatusCode);
    }
}
