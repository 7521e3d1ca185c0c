using System.Net;
using ProcessSales.Host.Tests.Running;

namespace ProcessSales.Host.Tests.Pages;

public sealed class StrangerTests(TestHost host) : IClassFixture<TestHost>
{
    [Fact]
    public async Task S_11_a_stranger_finds_neither_case_nor_task_nor_file()
    {
        var owner = await host.SignedInAsync("lin.zhiyuan");
        var started = await owner.PostFormAsync("/processes", "[action='/processes/promotion-approval/start']", []);
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
