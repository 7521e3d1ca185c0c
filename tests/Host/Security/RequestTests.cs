using System.Net;
using System.Security.Claims;
using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Microsoft.Extensions.DependencyInjection;
using ProcessSales.Host.Security;
using ProcessSales.Host.Tests.Running;
using ProcessSales.Workflows.Imports;
using ProcessSales.Workflows.People;

namespace ProcessSales.Host.Tests.Security;

public sealed class RequestTests(TestHost host) : IClassFixture<TestHost>
{
    public static TheoryData<string> Posts => new(
        "/sign-out", "/language", "/theme", "/sign-in", "/processes/promotion-approval/start", "/notifications/read",
        $"/notifications/{Guid.Empty}/open", $"/tasks/{Guid.Empty}", $"/tasks/{Guid.Empty}/draft", $"/tasks/{Guid.Empty}/preview", $"/cases/{Guid.Empty}/attachments",
        $"/cases/{Guid.Empty}/attachments/remove", $"/cases/{Guid.Empty}/withdraw", $"/cases/{Guid.Empty}/comment", "/data/apply", "/data/import/customers");

    [Theory, MemberData(nameof(Posts))]
    public async Task S_15_a_post_without_the_pages_token_is_refused(string path)
    {
        var client = await host.SignedInAsync("admin");
        foreach (HttpContent content in new HttpContent[]
                 {
                     new FormUrlEncodedContent(new Dictionary<string, string> { ["a"] = "b" }),
                     new MultipartFormDataContent { { new StringContent("b"), "a" } },
                 })
        {
            var answer = await client.PostAsync(path, content);
            Assert.True(answer.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.NotFound, $"{path}: {answer.StatusCode}");
        }
    }

    [Theory, MemberData(nameof(Posts))]
    public async Task A_malformed_post_is_never_an_error_of_ours(string path)
    {
        var client = await host.SignedInAsync("admin");
        var token = await client.TokenAsync();
        foreach (var (body, type) in new[]
                 {
                     ("", "application/x-www-form-urlencoded"), ("a=%zz&=&&f.[=1&f.costs[99999].x=1", "application/x-www-form-urlencoded"), ("{\"a\":", "application/json"),
                     ("--x\r\nbroken", "multipart/form-data; boundary=x"), ("text", "text/plain"), ("do=add:costs:999999999999&ticket=x&id=x&file=y", "application/x-www-form-urlencoded"),
                 })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8) };
            request.Content.Headers.Remove("Content-Type");
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
            request.Headers.Add("RequestVerificationToken", token);
            var answer = await client.SendAsync(request);
            Assert.True((int)answer.StatusCode < 500, $"{path} {type} {body}: {answer.StatusCode}");
        }
    }

    [Fact]
    public async Task S_15_the_engines_contract_takes_changes_from_our_own_pages_only()
    {
        var client = await host.SignedInAsync("jiang.xubai");
        foreach (var (name, value) in new[] { ("Origin", "https://evil.example"), ("Sec-Fetch-Site", "cross-site"), ("X-Nothing", "x") })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/elsa/api/workflow-definitions") { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
            request.Headers.Add(name, value);
            Assert.Equal(HttpStatusCode.Forbidden, (await client.SendAsync(request)).StatusCode);
        }
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/sign-in")]
    [InlineData("/nowhere")]
    public async Task S_16_pages_allow_nothing_inline_and_nothing_from_elsewhere(string path)
    {
        var client = await host.SignedInAsync("su.xiaoman");
        var answer = await client.GetAsync(path);
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.DoesNotContain("unsafe", policy);
        Assert.Contains("frame-ancestors 'self'", policy);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        var html = await answer.Content.ReadAsStringAsync();
        Assert.DoesNotContain(" style=\"", html);
        Assert.DoesNotContain(" onclick=", html);
    }

    [Fact]
    public async Task S_16_what_people_write_is_shown_and_never_run()
    {
        var client = await host.SignedInAsync("lin.zhiyuan");
        var started = await client.PostFormAsync("/processes", "[action='/processes/promotion-approval/start']", []);
        var task = await client.PageAsync(started.Headers.Location!.ToString());
        var @case = task.QuerySelector("a[href^='/cases/']")!.GetAttribute("href")!;
        await client.PostFormAsync(@case, $"form[action='{@case}/comment']", new() { ["comment"] = "<script>alert(1)</script> [x](javascript:alert(1)) {{ 1 }}" });
        var page = await client.PageAsync(@case);
        Assert.Contains("<script>alert(1)</script>", page.QuerySelector(".said")!.TextContent);
        Assert.DoesNotContain(page.Scripts, script => script.TextContent.Contains("alert"));
    }

    [Fact]
    public async Task S_22_only_administrators_see_the_jobs_whatever_address_a_proxy_claims()
    {
        foreach (var (person, expected) in new[] { ("jiang.xubai", HttpStatusCode.Forbidden), ("wen.shuyan", HttpStatusCode.Forbidden), ("admin", HttpStatusCode.OK) })
        {
            var client = await host.SignedInAsync(person);
            using var request = new HttpRequestMessage(HttpMethod.Get, "/hangfire");
            request.Headers.Add("X-Forwarded-For", "127.0.0.1");
            Assert.Equal(expected, (await client.SendAsync(request)).StatusCode);
        }

        var visitor = await host.Visitor().GetAsync("/hangfire");
        Assert.True(visitor.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Redirect);
    }

    [Theory]
    [InlineData("/elsa/api/workflow-definitions")]
    [InlineData("/elsa/api/workflow-instances")]
    [InlineData("/elsa/api/descriptors/activities")]
    public async Task S_23_the_session_of_a_task_user_opens_nothing_of_the_designer(string path)
    {
        Assert.Equal(HttpStatusCode.Forbidden, (await (await host.SignedInAsync("lin.zhiyuan")).GetAsync(path)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.Visitor().GetAsync(path)).StatusCode);
    }

    [Theory]
    [InlineData("/people")]
    [InlineData("/settings")]
    [InlineData("/data/import/people")]
    [InlineData("/data/template/people")]
    [InlineData("/data/import/products")]
    public async Task Pages_of_the_administrator_are_closed_to_others(string path) =>
        Assert.Equal(HttpStatusCode.Forbidden, (await (await host.SignedInAsync("lin.zhiyuan")).GetAsync(path)).StatusCode);

    [Fact]
    public void Whoever_may_import_something_reaches_the_import_and_nobody_else()
    {
        var desk = host.Services.GetRequiredService<ImportDesk>();
        foreach (var role in Enum.GetValues<Role>())
        {
            var person = new ClaimsPrincipal(new ClaimsIdentity([new(Access.RoleClaim, role.Code())]));
            Assert.Equal(desk.KindsFor(role).Count > 0, person.IsInImport());
        }

        Assert.False(new ClaimsPrincipal(new ClaimsIdentity()).IsInImport());
    }

    [Fact]
    public async Task An_area_manager_imports_the_targets_of_the_own_area_and_a_row_of_another_is_refused()
    {
        var manager = await host.SignedInAsync("jiang.xubai");
        Assert.NotNull((await manager.PageAsync("/data/targets")).QuerySelector("a[href='/data/import/targets']"));
        Assert.NotNull((await manager.PageAsync("/data/import/targets")).QuerySelector("#targets form"));
        var director = await host.SignedInAsync("gu.xingzhou");
        Assert.NotNull((await director.PageAsync("/data/import/targets")).QuerySelector("#targets form"));
        Assert.Equal(HttpStatusCode.Forbidden, (await (await host.SignedInAsync("ye.qinghe")).GetAsync("/data/import/targets")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await host.SignedInAsync("he.mingqian")).GetAsync("/data/import/targets")).StatusCode);

        using var content = new MultipartFormDataContent
        {
            { new StringContent((await manager.PageAsync("/data/import/targets")).QuerySelector<IHtmlInputElement>("#targets input[name=__RequestVerificationToken]")!.Value), "__RequestVerificationToken" },
            { new StringContent("import-targets"), "_handler" },
            { new StringContent("Person,Year,Month,Customer,Store,Amount\nlin.zhiyuan,2026,11,,,100\nluo.shuyao,2026,11,,,100\n"), "file", "targets.csv" },
        };
        var answer = await manager.PostAsync("/data/import/targets", content);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var rows = (await answer.DocumentAsync()).QuerySelectorAll("#targets tbody tr");
        Assert.Equal(["3", "Person", "此人不在您的管辖内"], Assert.Single(rows).QuerySelectorAll("td").Select(cell => cell.TextContent));
    }

    [Theory]
    [InlineData(256)]
    [InlineData(1024)]
    [InlineData(20 * 1024)]
    public async Task R_28_a_form_that_is_too_large_is_answered_before_it_is_read(int kilobytes)
    {
        var client = await host.SignedInAsync("lin.zhiyuan");
        var started = await client.PostFormAsync("/processes", "[action='/processes/promotion-approval/start']", []);
        var answer = await client.PostAsync(started.Headers.Location, new StringContent("do=draft&f.name=" + new string('x', kilobytes * 1024), Encoding.ASCII, "application/x-www-form-urlencoded"));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task R_28_an_upload_of_200_megabytes_gets_a_clear_page_and_leaves_nothing()
    {
        var client = await host.SignedInAsync("admin");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/data/import/customers") { Content = new StreamContent(new MemoryStream(new byte[200 * 1024 * 1024])) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=x");
        request.Headers.Accept.ParseAdd("text/html");
        var answer = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Contains("20 MB", (await answer.DocumentAsync()).Body!.TextContent);
    }

    [Fact]
    public async Task S_26_an_error_page_shows_no_stack()
    {
        var client = await host.SignedInAsync("lin.zhiyuan");
        var page = await client.PageAsync($"/cases/{Guid.NewGuid()}");
        Assert.DoesNotContain(" at ", page.Body!.TextContent);
        Assert.DoesNotContain("Exception", page.Body.TextContent);
        Assert.Contains("没有找到", page.Body.TextContent);
    }
}
