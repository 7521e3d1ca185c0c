using System.Net;
using ProcessSales.Host.Tests.Running;

namespace ProcessSales.Host.Tests.SignIn;

public sealed class SignInTests(TestHost host) : IClassFixture<TestHost>
{
    [Fact]
    public async Task The_page_lists_the_demo_people_in_demo_mode()
    {
        var page = await host.Visitor().PageAsync("/sign-in");
        Assert.Equal(23, page.QuerySelectorAll("[data-fill-name]").Length);
        Assert.Contains("林知远", page.Body!.TextContent);
    }

    [Fact]
    public async Task Who_is_not_signed_in_is_sent_to_the_sign_in_and_back()
    {
        var client = host.Visitor();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/inbox?tab=Handled");
        request.Headers.Accept.ParseAdd("text/html");
        var answer = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        var where = answer.Headers.Location!.PathAndQuery;
        var back = await client.PostFormAsync(where, "form:has(#UserName)", new() { ["UserName"] = "su.xiaoman", ["Password"] = "Demo-2026!" });
        Assert.Equal("/inbox?tab=Handled", back.Headers.Location!.ToString().Replace("http://localhost", ""));
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    public async Task Nobody_is_led_away_after_the_sign_in(string target)
    {
        var client = host.Visitor();
        var answer = await client.PostFormAsync("/sign-in?returnUrl=" + Uri.EscapeDataString(target), "form:has(#UserName)", new() { ["UserName"] = "su.xiaoman", ["Password"] = "Demo-2026!" });
        Assert.DoesNotContain("evil", answer.Headers.Location!.ToString());
    }

    [Fact]
    public async Task S_19_a_wrong_name_and_a_wrong_password_get_the_same_answer()
    {
        var unknown = await TestHost.SignInAsync(host.Visitor(), "nobody.atall", "Wrong-2026!");
        var wrong = await TestHost.SignInAsync(host.Visitor(), "qiao.muxin", "Wrong-2026!");
        Assert.Equal(HttpStatusCode.Unauthorized, unknown.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        var text = (await unknown.DocumentAsync()).QuerySelector(".alert")!.TextContent;
        Assert.Equal(text, (await wrong.DocumentAsync()).QuerySelector(".alert")!.TextContent);
    }

    [Fact]
    public async Task S_19_an_account_is_locked_after_five_failures_and_says_nothing_new()
    {
        var client = host.Visitor();
        for (var i = 0; i < 5; i++) Assert.Equal(HttpStatusCode.Unauthorized, (await TestHost.SignInAsync(client, "luo.shuyao", "Wrong-2026!")).StatusCode);
        var locked = await TestHost.SignInAsync(client, "luo.shuyao", "Demo-2026!");
        Assert.Equal(HttpStatusCode.Unauthorized, locked.StatusCode);
    }

    [Fact]
    public async Task Signing_out_ends_the_session()
    {
        var client = await host.SignedInAsync("su.xiaoman");
        await client.PostFormAsync("/", "form[action='/sign-out']", []);
        Assert.Equal("/sign-in", (await client.GetAsync("/counts")).StatusCode == HttpStatusCode.Unauthorized ? "/sign-in" : "still in");
    }

    [Fact]
    public async Task The_language_of_the_menu_wins_over_the_persons_own()
    {
        var client = await host.SignedInAsync("su.xiaoman");
        Assert.Contains("待办", (await client.PageAsync("/")).Body!.TextContent);
        await client.PostFormAsync("/", "form[action='/language']", new() { ["language"] = "en" });
        var page = await client.PageAsync("/");
        Assert.Equal("en", page.DocumentElement.GetAttribute("lang"));
        Assert.Contains("Inbox", page.Body!.TextContent);
    }

    [Fact]
    public async Task The_chosen_theme_stands_in_the_first_byte_of_the_page()
    {
        var client = await host.SignedInAsync("su.xiaoman");
        await client.PostFormAsync("/", "form[action='/theme']", new() { ["theme"] = "dark" });
        Assert.Equal("dark", (await client.PageAsync("/")).DocumentElement.GetAttribute("data-bs-theme"));
    }
}

public sealed class SignInLimitTests
{
    private sealed class StrictHost : TestHost
    {
        protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string> { ["SignIn:AttemptsPerMinute"] = "3" };
    }

    [Fact]
    public async Task S_19_too_many_attempts_from_one_address_are_turned_away()
    {
        using var host = new StrictHost();
        var client = host.Visitor();
        HttpStatusCode last = default;
        for (var i = 0; i < 4; i++) last = (await TestHost.SignInAsync(client, $"nobody{i}", "Wrong-2026!")).StatusCode;
        Assert.Equal(HttpStatusCode.TooManyRequests, last);
    }
}

public sealed class SetupTests
{
    [Fact]
    public async Task S_20_a_new_production_system_has_no_people_and_asks_once_for_an_administrator()
    {
        using var host = new ProductionHost();
        var client = host.Visitor();
        Assert.Equal("/setup", new Uri(new("http://localhost"), (await client.GetAsync("/sign-in")).Headers.Location!).AbsolutePath);

        var weak = await client.PostFormAsync("/setup", "form", new() { ["UserName"] = "root", ["Name"] = "Root", ["Password"] = "password" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, weak.StatusCode);

        var made = await client.PostFormAsync("/setup", "form", new() { ["UserName"] = "root", ["Name"] = "Root", ["Password"] = "A-long-enough-1" });
        Assert.Equal(HttpStatusCode.Redirect, made.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/setup")).StatusCode);
        Assert.Empty((await client.PageAsync("/sign-in")).QuerySelectorAll("[data-fill-name]"));
        Assert.Equal(HttpStatusCode.Redirect, (await TestHost.SignInAsync(client, "root", "A-long-enough-1")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await TestHost.SignInAsync(host.Visitor(), "lin.zhiyuan", "Demo-2026!")).StatusCode);
    }

    [Fact]
    public void S_20_published_passwords_outside_development_need_a_second_word()
    {
        using var host = new DemoInProduction();
        Assert.ThrowsAny<Exception>(() => host.CreateClient());
    }

    private sealed class DemoInProduction : TestHost
    {
        protected override string Environment => "Production";

        protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string> { ["Demo:Enabled"] = "true" };
    }
}
