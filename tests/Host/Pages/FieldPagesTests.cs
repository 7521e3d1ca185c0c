using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ProcessSales.Host.Tests.Running;
using ProcessSales.Workflows.Material;
using ProcessSales.Workflows.Reports;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Visits;

namespace ProcessSales.Host.Tests.Pages;

/// <summary>Pages of reports, figures, material, talks and scans: for whom, in both languages, and what they keep.</summary>
public sealed partial class FieldPagesTests(TestHost host) : IClassFixture<TestHost>
{
    private static readonly string[] Pages =
    [
        "/reports?kind=Morning", "/reports?kind=Daily", "/reports?kind=Evening", "/reports?kind=Weekly", "/reports?kind=Monthly", "/reports/check", "/reports/notices", "/visits/figures", "/visits/figures?figure=NearExpiry&by=Week",
        "/visits/figures/list?figure=Distribution", "/visits/figures/list?figure=IssuesOnTime&part=1", "/data/material-moves", "/data/contact-log",
        "/targets", "/data/targets", "/data/forecasts", "/issues", "/issues/new",
    ];

    private static DateOnly Today => DateOnly.FromDateTime(DateTime.UtcNow.AddHours(8));

    [Theory]
    [InlineData("lin.zhiyuan")]
    [InlineData("jiang.xubai")]
    [InlineData("gu.xingzhou")]
    [InlineData("bai.xiaotang")]
    public async Task Every_page_is_there_in_both_languages_with_all_its_words(string person)
    {
        var client = await host.SignedInAsync(person);
        foreach (var language in new[] { "zh-CN", "en" })
        {
            foreach (var address in Pages)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, address);
                request.Headers.Accept.ParseAdd("text/html");
                request.Headers.Add("Cookie", $"lang={language}");
                var answer = await client.SendAsync(request);
                Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{address} for {person}: {answer.StatusCode}");
                Assert.Empty(Key().Matches((await answer.DocumentAsync()).Body!.TextContent).Select(match => $"{address}: {match.Value}"));
            }
        }
    }

    [Fact]
    public async Task A_report_is_handed_in_exported_and_read_by_the_manager_but_by_no_stranger()
    {
        var client = await host.SignedInAsync("su.xiaoman");
        var day = Today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        Assert.Equal(HttpStatusCode.Redirect, (await client.PostFormAsync("/reports?kind=Daily", "form[action='/reports/hand-in']", new() { ["words"] = "缺试吃台" })).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await client.PostFormAsync("/reports?kind=Daily", "form[action='/reports/hand-in']", new() { ["words"] = "一\n二\n三\n四" })).StatusCode);
        var me = await PersonAsync("su.xiaoman");
        var manager = await host.SignedInAsync("jiang.xubai");
        Assert.Contains("缺试吃台", (await manager.PageAsync($"/reports?kind=Daily&who={me}")).Body!.TextContent);
        Assert.Contains("缺试吃台", (await manager.PageAsync("/reports?kind=Daily")).QuerySelector("#report-text")!.TextContent);
        var stranger = await host.SignedInAsync("luo.shuyao");
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(stranger, $"/reports?kind=Daily&who={me}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(stranger, $"/reports/export?kind=Daily&who={me}")).StatusCode);
        foreach (var kind in Enum.GetValues<ReportKind>())
        {
            var file = await (await manager.GetAsync($"/reports/export?kind={kind}&day={day}")).Content.ReadAsByteArrayAsync();
            Assert.True(file is [(byte)'P', (byte)'K', ..], kind.ToString());
        }

        Assert.True(await (await manager.GetAsync($"/visits/figures/export?figure={VisitFigure.HitRate}")).Content.ReadAsByteArrayAsync() is [(byte)'P', (byte)'K', ..]);
        Assert.Equal(HttpStatusCode.Redirect, (await manager.PostFormAsync("/reports?kind=Evening", "form[action='/reports/present']", new() { ["present"] = me.ToString() })).StatusCode);
        Assert.True(await CountAsync(db => db.MeetingMarks.CountAsync(row => row.PersonId == me)) == 1);
    }

    [Fact]
    public async Task A_self_check_wants_every_item_and_makes_the_issue_that_is_asked_for()
    {
        var client = await host.SignedInAsync("zhou.yiheng");
        var me = await PersonAsync("zhou.yiheng");
        var answers = ReportDesk.SelfCheckItems.ToDictionary(key => $"a.{key}", _ => "yes");
        Assert.Equal(HttpStatusCode.Redirect, (await client.PostFormAsync("/reports/check", "form[action='/reports/check']", new(answers) { ["a.material"] = "no", ["i.material"] = "1" })).StatusCode);
        Assert.Equal(1, await CountAsync(db => db.OpenIssues.CountAsync(row => row.OwnerId == me)));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await client.PostFormAsync("/reports/check", "form[action='/reports/check']", new(answers) { ["a.dates"] = "perhaps" })).StatusCode);
    }

    [Fact]
    public async Task A_manager_puts_a_notice_up_that_his_people_see_in_the_morning_and_others_do_not()
    {
        var manager = await host.SignedInAsync("xu.muyun");
        Assert.Equal(HttpStatusCode.Redirect, (await manager.PostFormAsync("/reports/notices", "form[action='/reports/notices']", new() { ["title"] = "周五盘点", ["body"] = "请提前一天订货" })).StatusCode);
        Assert.Contains("周五盘点", (await (await host.SignedInAsync("qiao.muxin")).PageAsync("/reports?kind=Morning")).Body!.TextContent);
        var stranger = await host.SignedInAsync("lin.zhiyuan");
        Assert.DoesNotContain("周五盘点", (await stranger.PageAsync("/reports?kind=Morning")).Body!.TextContent);
        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync(stranger, "/reports/notices", new() { ["title"] = "x" })).StatusCode);
    }

    [Fact]
    public async Task A_talk_and_a_contract_scan_are_kept_for_those_who_see_the_card()
    {
        var client = await host.SignedInAsync("lin.zhiyuan");
        await using var db = await OpenAsync();
        var (contact, contract) = (await db.Contacts.Where(row => row.Name == "王采购").Select(row => row.Id).FirstAsync(), await db.Contracts.Where(row => row.Number == "HT-C01-01").Select(row => row.Id).SingleAsync());
        Assert.Equal(HttpStatusCode.Redirect, (await client.PostFormAsync($"/data/contacts/{contact}", "#log form", new() { ["text"] = "谈妥端架位置" })).StatusCode);
        Assert.Contains("谈妥端架位置", (await client.PageAsync("/data/contact-log")).Body!.TextContent);
        var stranger = await host.SignedInAsync("luo.shuyao");
        Assert.DoesNotContain("谈妥端架位置", (await stranger.PageAsync("/data/contact-log")).Body!.TextContent);
        Assert.Equal(HttpStatusCode.NotFound, (await PostAsync(stranger, $"/data/contacts/{contact}/log", new() { ["text"] = "x" })).StatusCode);

        Assert.Equal(HttpStatusCode.Redirect, (await UploadAsync(client, contract, "%PDF-1.7 scan"u8.ToArray(), "合同<1>.pdf")).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await UploadAsync(client, contract, "<svg onload=alert(1)>"u8.ToArray(), "x.pdf")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await UploadAsync(stranger, contract, "%PDF-1.7"u8.ToArray(), "x.pdf")).StatusCode);
        var file = (await client.PageAsync($"/data/contracts/{contract}")).QuerySelector("#files a[href^='/data/files/']")!.GetAttribute("href")!;
        var opened = await client.GetAsync(file);
        Assert.Equal(("application/pdf", "attachment"), (opened.Content.Headers.ContentType?.MediaType, opened.Content.Headers.ContentDisposition?.DispositionType));
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync(file)).StatusCode);
    }

    [Fact]
    public async Task Material_is_given_to_a_person_who_uses_no_more_than_that()
    {
        await using var db = await OpenAsync();
        var item = await db.MaterialItems.Where(row => row.Code == "POSM-A1").Select(row => row.Id).SingleAsync();
        var kam = await PersonAsync("lin.zhiyuan");
        var assistant = await host.SignedInAsync("fang.yuan");
        var client = await host.SignedInAsync("lin.zhiyuan");
        Dictionary<string, string> Move(MaterialMove move, int quantity) => new() { ["key"] = Guid.NewGuid().ToString(), ["item"] = item.ToString(), ["move"] = move.ToString(), ["quantity"] = quantity.ToString(CultureInfo.InvariantCulture), ["to"] = kam.ToString() };
        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync(client, "/data/material-moves", Move(MaterialMove.Issue, 5))).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await PostAsync(assistant, "/data/material-moves", Move(MaterialMove.Issue, 5))).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await PostAsync(client, "/data/material-moves", Move(MaterialMove.Use, 6))).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await PostAsync(client, "/data/material-moves", Move(MaterialMove.Use, 2))).StatusCode);
        Assert.Equal(3, (await host.Services.GetRequiredService<MaterialStock>().HeldByAsync(kam)).Single().Quantity);
    }

    private static async Task<HttpResponseMessage> UploadAsync(HttpClient client, Guid contract, byte[] bytes, string name)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/data/contracts/{contract}/files") { Content = new MultipartFormDataContent { { new StringContent(await client.TokenAsync()), "__RequestVerificationToken" }, { new ByteArrayContent(bytes), "file", name } } };
        request.Headers.Accept.ParseAdd("text/html");
        return await client.SendAsync(request);
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, string path, Dictionary<string, string> fields)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(new Dictionary<string, string>(fields) { ["__RequestVerificationToken"] = await client.TokenAsync() }) };
        request.Headers.Accept.ParseAdd("text/html");
        return await client.SendAsync(request);
    }

    private static async Task<HttpResponseMessage> GetAsync(HttpClient client, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd("text/html");
        return await client.SendAsync(request);
    }

    private async Task<ProcessSalesDb> OpenAsync() => await host.Services.GetRequiredService<IDbContextFactory<ProcessSalesDb>>().CreateDbContextAsync();

    private async Task<int> CountAsync(Func<ProcessSalesDb, Task<int>> count)
    {
        await using var db = await OpenAsync();
        return await count(db);
    }

    private async Task<Guid> PersonAsync(string userName)
    {
        await using var db = await OpenAsync();
        return await db.Users.Where(row => row.UserName == userName).Select(row => row.Id).SingleAsync();
    }

    [GeneratedRegex(@"\b(Report|SelfCheck|Notice|VisitFigure|VisitFigureIs|VisitFigureBy|Visits|Data|Material|MaterialMove|CardFile|ContactLog)\.[A-Za-z]\w*")]
    private static partial Regex Key();
}
