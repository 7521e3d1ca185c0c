using System.Net;
using ProcessSales.Host.Tests.Running;

namespace ProcessSales.Host.Tests.Pages;

public sealed class StrangerTests(TestHost host) : IClassFixture<TestHost>
{
    [Fact]
    public async Task S_11_a_stranger_finds_neither_case_nor_task_nor_file()
    {
        var owner = await host.SignedInAsync("lin.zhiyuan");
        var started = await owner.PostFormAsync("/processes", ".process-card", []);
        var task = started.Headers.Location!.ToString();
        var page = await owner.PageAsync(task);
        var @case = page.QuerySelector("a[href^='/cases/']")!.GetAttribute("href")!;

        using var upload = new MultipartFormDataContent
        {
            { new StringContent(await owner.TokenAsync()), "__RequestVerificationToken" },
            { new StringContent(task), "returnUrl" },
            { new ByteArrayContent("%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"u8.ToArray()), "file-files", "quote.pdf" },
        };
        await owner.PostAsync($"{@case}/attachments", upload);
        var file = (await owner.PageAsync(task)).QuerySelector("a[href^='/attachments/']")!.GetAttribute("href")!;
        var download = await owner.GetAsync(file);
        Assert.Equal(HttpStatusCode.OK, download.StatusCode);
        Assert.Equal("attachment", download.Content.Headers.ContentDisposition!.DispositionType);

        foreach (var person in new[] { "qiao.muxin", "xu.muyun" })
        {
            var stranger = await host.SignedInAsync(person);
            var nothing = await BodyAsync(stranger, $"/cases/{Guid.NewGuid()}");
            foreach (var path in new[] { task, @case, file }) Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync(path)).StatusCode);
            Assert.Equal(nothing, await BodyAsync(stranger, @case));
            var token = await stranger.TokenAsync();
            foreach (var (path, fields) in new[]
                     {
                         ($"{@case}/comment", "comment=hello"), ($"{@case}/withdraw", "reason=x"), ($"{task}/draft", "f.name=x"), ($"{task}/preview", "f.name=x"),
                     })
            {
                var body = fields + "&__RequestVerificationToken=" + Uri.EscapeDataString(token);
                var answer = await stranger.PostAsync(path, new StringContent(body, System.Text.Encoding.UTF8, "application/x-www-form-urlencoded"));
                Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            }

            Assert.DoesNotContain(@case, await stranger.GetStringAsync("/inbox?tab=Started"));
        }
    }

    private static async Task<string> BodyAsync(HttpClient client, string path) => (await client.PageAsync(path)).QuerySelector("main")!.InnerHtml;
}

public sealed class ApplicationTests(TestHost host) : IClassFixture<TestHost>
{
    [Fact]
    public async Task Rows_are_added_copied_and_removed_without_any_script()
    {
        var client = await host.SignedInAsync("su.xiaoman");
        var task = (await client.PostFormAsync("/processes", ".process-card", [])).Headers.Location!.ToString();
        await client.PostFormAsync(task, "#task", new() { ["do"] = "add:costs" });
        var answer = await client.PostFormAsync(task, "#task", new() { ["do"] = "copy:costs:0", ["f.costs[0].quantity"] = "2", ["f.costs[0].unitPrice"] = "150.5" });
        var page = await answer.DocumentAsync();
        Assert.Equal("¥602.00", page.QuerySelector("[data-computed=total]")!.TextContent);
        Assert.Equal(2, page.QuerySelectorAll("[name$='].unitPrice']").Length);
        answer = await client.PostFormAsync(task, "#task", new() { ["do"] = "remove:costs:1" });
        Assert.Equal("¥301.00", (await answer.DocumentAsync()).QuerySelector("[data-computed=total]")!.TextContent);
        Assert.Equal("150.5", (await client.PageAsync(task)).QuerySelector("[name='f.costs[0].unitPrice']")!.GetAttribute("value"));
    }

    [Fact]
    public async Task An_incomplete_application_is_not_submitted_and_says_at_each_field_why()
    {
        var client = await host.SignedInAsync("su.xiaoman");
        var task = (await client.PostFormAsync("/processes", ".process-card", [])).Headers.Location!.ToString();
        var answer = await client.PostFormAsync(task, "#task", new() { ["do"] = "action:Submit", ["f.name"] = "测试" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var page = await answer.DocumentAsync();
        Assert.NotNull(page.QuerySelector("#problems"));
        Assert.Equal("true", page.QuerySelector("[name='f.chain']")!.GetAttribute("aria-invalid"));
        Assert.Equal("测试", page.QuerySelector("[name='f.name']")!.GetAttribute("value"));
    }

    [Fact]
    public async Task A_field_that_the_form_does_not_have_is_refused()
    {
        var client = await host.SignedInAsync("su.xiaoman");
        var task = (await client.PostFormAsync("/processes", ".process-card", [])).Headers.Location!.ToString();
        var answer = await client.PostFormAsync(task, "#task", new() { ["do"] = "action:Submit", ["f.discount"] = "1" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("discount", (await answer.DocumentAsync()).QuerySelector("#problems")!.TextContent);
    }
}
