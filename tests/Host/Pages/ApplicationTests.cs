using System.Net;
using ProcessSales.Host.Tests.Running;

namespace ProcessSales.Host.Tests.Pages;

public sealed class ApplicationTests(TestHost host) : IClassFixture<TestHost>
{
    [Fact]
    public async Task Rows_are_added_copied_and_removed_without_any_script()
    {
        var client = await host.SignedInAsync("su.xiaoman");
        var task = (await client.PostFormAsync("/processes", "[action='/processes/promotion-approval/start']", [])).Headers.Location!.ToString();
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
        var task = (await client.PostFormAsync("/processes", "[action='/processes/promotion-approval/start']", [])).Headers.Location!.ToString();
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
        var task = (await client.PostFormAsync("/processes", "[action='/processes/promotion-approval/start']", [])).Headers.Location!.ToString();
        var answer = await client.PostFormAsync(task, "#task", new() { ["do"] = "action:Submit", ["f.discount"] = "1" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("discount", (await answer.DocumentAsync()).QuerySelector("#problems")!.TextContent);
    }

    [Fact]
    public async Task Who_answers_a_task_that_is_closed_already_is_told_kindly()
    {
        var client = await host.SignedInAsync("su.xiaoman");
        var task = (await client.PostFormAsync("/processes", "[action='/processes/promotion-approval/start']", [])).Headers.Location!.ToString();
        Assert.Equal(HttpStatusCode.Redirect, (await client.PostFormAsync(task, "#task", new() { ["do"] = "action:Cancel" })).StatusCode);

        using var request = new HttpRequestMessage(HttpMethod.Post, task)
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["__RequestVerificationToken"] = await client.TokenAsync(), ["_handler"] = "task", ["operation"] = Guid.NewGuid().ToString(), ["do"] = "action:Submit",
            }),
        };
        request.Headers.Accept.ParseAdd("text/html");
        var late = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        Assert.Contains("已处理此事项", (await late.DocumentAsync()).Body!.TextContent);
    }
}
