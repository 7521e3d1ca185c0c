using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ProcessSales.Host.Tests.Running;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Dunning;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Host.Tests.Collections;

/// <summary>The pages of reminders over the twenty receivables of the demo company, with the shipped process.</summary>
public sealed class ReminderPages(TestHost host) : IClassFixture<TestHost>
{
    private readonly Dictionary<string, HttpClient> browsers = [];

    [Fact]
    public async Task What_the_run_told_is_seen_answered_paused_and_opened_as_a_workflow()
    {
        await host.RemindAsync();
        await using var db = await DbAsync();
        var kam = await BrowserAsync("han.shiyu");
        Assert.Contains("AR-06", await TextAsync("han.shiyu", "/collections/payers/C04"));
        Assert.Equal(HttpStatusCode.NotFound, (await kam.GetAsync("/collections/payers/C01")).StatusCode);
        Assert.DoesNotContain("岚桥", await TextAsync("han.shiyu", "/collections/overview"));

        // The receivable tells how far it is, and its manager opens the very workflow, whose live diagram stands beneath it.
        var item = await db.Receivables.SingleAsync(row => row.Number == "AR-06");
        var page = $"/collections/receivables/{item.Id}";
        var standing = (await (await BrowserAsync("xu.muyun")).PageAsync(page)).QuerySelector("#reminders")!;
        foreach (var word in new[] { "O1", "O2", "O3" }) Assert.Contains(word, standing.TextContent);
        Assert.StartsWith("O2", standing.QuerySelector("li[aria-current='step']")!.TextContent.Trim());
        var instance = await db.ReminderFiles.Where(row => row.RunningFor == item.CustomerId).Select(row => row.InstanceId).SingleAsync();
        Assert.Equal($"/studio/frame/instances/{instance}", (await (await BrowserAsync("xu.muyun")).PageAsync(page)).QuerySelector(".live-diagram iframe")!.GetAttribute("src"));
        Assert.Null((await kam.PageAsync(page)).QuerySelector(".live-diagram"));
        var workflow = standing.QuerySelector("a[href^='/cases/']")!.GetAttribute("href")!;
        var diagram = await (await BrowserAsync("xu.muyun")).PageAsync(workflow);
        Assert.Contains("等待催款级别", diagram.QuerySelector(".diagram .node-current")!.TextContent);
        Assert.Contains("O2", diagram.QuerySelector("main")!.TextContent);

        // Paused with a reason: the workflow stands at that step, and goes back when it is resumed.
        var today = host.Services.GetRequiredService<CompanyClock>().Today;
        Assert.Contains("refused", (await PostAsync("xu.muyun", "/collections/payers/C04/pause", new() { ["until"] = $"{today.AddDays(3):yyyy-MM-dd}", ["reason"] = "" })).Headers.Location!.ToString());
        Assert.Equal(HttpStatusCode.Redirect, (await PostAsync("xu.muyun", "/collections/payers/C04/pause", new() { ["until"] = $"{today.AddDays(3):yyyy-MM-dd}", ["reason"] = "对账中" })).StatusCode);
        diagram = await (await BrowserAsync("xu.muyun")).PageAsync(workflow);
        Assert.Contains("暂停催收", diagram.QuerySelector(".diagram .node-current")!.TextContent);
        Assert.Contains("对账中", diagram.QuerySelector("main")!.TextContent);
        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync("han.shiyu", "/collections/payers/C04/resume", [])).StatusCode);
        await PostAsync("xu.muyun", "/collections/payers/C04/resume", []);
        Assert.Contains("等待催款级别", (await (await BrowserAsync("xu.muyun")).PageAsync(workflow)).QuerySelector(".diagram .node-current")!.TextContent);

        // One receivable alone is paused on its own page: the workflow goes on for the payer's others and says so.
        Assert.Contains("refused", (await PostAsync("xu.muyun", page + "/pause", new() { ["until"] = $"{today.AddDays(60):yyyy-MM-dd}", ["reason"] = "复核单价" })).Headers.Location!.ToString());
        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync("han.shiyu", page + "/pause", new() { ["until"] = $"{today:yyyy-MM-dd}", ["reason"] = "x" })).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await (await BrowserAsync("xu.muyun")).PostFormAsync(page, "#reminders form[action$='/pause']", new() { ["until"] = $"{today.AddDays(3):yyyy-MM-dd}", ["reason"] = "复核单价" })).StatusCode);
        Assert.Contains("许暮云 暂停了这一笔:复核单价", await TextAsync("han.shiyu", page));
        diagram = await (await BrowserAsync("xu.muyun")).PageAsync(workflow);
        Assert.Contains("等待催款级别", diagram.QuerySelector(".diagram .node-current")!.TextContent);
        Assert.Contains("⏸ 1 ×", diagram.QuerySelector("main")!.TextContent);
        Assert.Contains("暂停催收 · AR-06", diagram.QuerySelector(".history")!.TextContent);
        Assert.Equal(HttpStatusCode.Redirect, (await (await BrowserAsync("xu.muyun")).PostFormAsync(page, "#reminders form[action$='/resume']", [])).StatusCode);
        Assert.DoesNotContain("暂停了这一笔", await TextAsync("xu.muyun", page));

        // An answer needs its next day; with it the reminder is answered.
        Assert.Contains("refused", (await PostAsync("han.shiyu", "/collections/payers/C04/contact", new() { ["kind"] = "Phone", ["with"] = "财务", ["result"] = "没人接" })).Headers.Location!.ToString());
        Assert.Contains("done", (await PostAsync("han.shiyu", "/collections/payers/C04/contact", new() { ["kind"] = "Phone", ["with"] = "财务 陈女士", ["result"] = "周五付款", ["next"] = $"{today.AddDays(2):yyyy-MM-dd}" })).Headers.Location!.ToString());
        Assert.False(await db.ReminderNotices.AnyAsync(row => row.PayerId == item.CustomerId && row.AnsweredAt == null && row.Kind == NoticeKind.Level && !row.Copy));
        Assert.Equal(HttpStatusCode.NotFound, (await PostAsync("lin.zhiyuan", "/collections/payers/C04/contact", new() { ["kind"] = "Phone", ["with"] = "x", ["result"] = "x", ["next"] = $"{today:yyyy-MM-dd}" })).StatusCode);
    }

    [Fact]
    public async Task Every_number_of_the_dashboard_opens_a_list_and_every_list_its_workbook()
    {
        await host.RemindAsync();
        var finance = await BrowserAsync("he.mingqian");
        foreach (var by in Enum.GetValues<AgeingBy>())
        {
            var board = await finance.PageAsync($"/collections/figures?by={by}");
            var links = board.QuerySelectorAll("main a[href^='/collections/figures/']").Select(link => link.GetAttribute("href")!).Distinct().ToList();
            Assert.Contains(links, link => link.Contains("/lists/Promises", StringComparison.Ordinal));
            Assert.Contains(links, link => link.Contains("issued=1", StringComparison.Ordinal));
            foreach (var link in links) Assert.Equal(HttpStatusCode.OK, (await finance.GetAsync(link)).StatusCode);
        }

        foreach (var path in new[] { "/collections/figures/export?bucket=UpTo30" }.Concat(Enum.GetValues<CollectionListKind>().Select(kind => $"/collections/figures/lists/{kind}/export")))
        {
            var answer = await finance.GetAsync(path);
            Assert.Equal("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", answer.Content.Headers.ContentType!.MediaType);
            Assert.Equal("PK"u8.ToArray(), (await answer.Content.ReadAsByteArrayAsync())[..2]);
        }

        // The broken promise of AR-09 stands behind the rate.
        var promises = await finance.PageAsync("/collections/figures/lists/Promises?show=bad");
        Assert.Contains("38,600.00", promises.QuerySelector("main")!.TextContent);
        Assert.DoesNotContain("38,600.00", (await finance.PageAsync("/collections/figures/lists/Promises?show=good")).QuerySelector("main")!.TextContent);
        // Both disputes of the demo company, with their ages, and what they come to.
        var disputes = (await finance.PageAsync("/collections/figures/lists/Disputes")).QuerySelector("main")!.TextContent;
        foreach (var word in new[] { "AR-13", "AR-14", "13,800.00" }) Assert.Contains(word, disputes);
        Assert.Equal(HttpStatusCode.NotFound, (await finance.GetAsync("/collections/figures/lists/Nothing")).StatusCode);
        Assert.DoesNotContain("38,600.00", await TextAsync("han.shiyu", "/collections/figures/lists/Promises"));
    }

    [Fact]
    public async Task The_calendar_and_the_preview_of_a_ladder_show_what_will_come()
    {
        await host.RemindAsync();
        var calendar = await TextAsync("he.mingqian", "/collections/coming-up?days=90");
        foreach (var word in new[] { "AR-01", "R1", "收票日", "承诺" }) Assert.Contains(word, calendar);
        Assert.DoesNotContain("岚桥", await TextAsync("he.mingqian", "/collections/coming-up?days=90&payer=C04"));
        foreach (var kind in Enum.GetValues<ComingKind>()) Assert.Equal(HttpStatusCode.OK, (await (await BrowserAsync("he.mingqian")).GetAsync($"/collections/coming-up?kind={kind}")).StatusCode);
        var preview = await (await BrowserAsync("he.mingqian")).PostFormAsync("/collections/ladder?class=A", "form[action^='/collections/ladder']", new() { ["act"] = "preview", ["days-O3"] = "10" });
        Assert.Equal(HttpStatusCode.OK, preview.StatusCode);
        Assert.Contains("O3", (await preview.DocumentAsync()).QuerySelector("main .sent")!.TextContent);
        var faulty = await (await BrowserAsync("he.mingqian")).PostFormAsync("/collections/ladder?class=A", "form[action^='/collections/ladder']", new() { ["act"] = "save", ["days-O3"] = "3" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, faulty.StatusCode);
        var refused = await (await BrowserAsync("lin.zhiyuan")).PostFormAsync("/collections/ladder?class=A", "form[action^='/collections/ladder']", new() { ["act"] = "save" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        await using var db = await DbAsync();
        Assert.False(await db.LadderRows.AnyAsync());
    }

    [Fact]
    public async Task Whoever_reads_English_meets_chains_by_their_English_names_in_figures_lists_and_calendar()
    {
        await host.RemindAsync();
        var finance = await host.SignedInAsync("he.mingqian");
        await finance.PostFormAsync("/", "form[action='/language']", new() { ["language"] = "en" });
        foreach (var path in new[] { "/collections/figures", "/collections/figures/lists/Disputes", "/collections/figures/items", "/collections/coming-up?days=90", "/collections/overview" })
        {
            var text = (await finance.PageAsync(path)).QuerySelector("main")!.TextContent;
            Assert.Contains("Yuguo Supermarket", text);
            Assert.DoesNotContain(text.Split('\n'), line => line.Trim() is "榆果生活超市" or "岚桥大卖场");
        }
    }

    [Fact]
    public async Task A_later_due_date_is_asked_for_agreed_to_by_both_and_the_director_hands_an_item_to_the_lawyers_on_its_page()
    {
        await host.RemindAsync();
        await using var db = await DbAsync();
        var today = host.Services.GetRequiredService<CompanyClock>().Today;
        var item = await db.Receivables.AsNoTracking().SingleAsync(row => row.Number == "AR-03");
        var page = $"/collections/receivables/{item.Id}";
        Assert.Contains("extension.day", (await (await BrowserAsync("su.xiaoman")).PostFormAsync(page, "form[action$='/extension']", new() { ["to"] = $"{item.DueOn:yyyy-MM-dd}", ["reason"] = "分期" })).Headers.Location!.ToString());
        Assert.Contains("done", (await (await BrowserAsync("su.xiaoman")).PostFormAsync(page, "form[action$='/extension']", new() { ["to"] = $"{today.AddDays(60):yyyy-MM-dd}", ["reason"] = "店庆资金紧张" })).Headers.Location!.ToString());
        Assert.Null((await (await BrowserAsync("su.xiaoman")).PageAsync(page)).QuerySelector("form[action$='/extension-agree']"));
        var id = await db.DueExtensions.Where(row => row.ReceivableId == item.Id).Select(row => row.Id).SingleAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await PostAsync("han.shiyu", page + "/extension-refuse", new() { ["extension"] = id.ToString(), ["reason"] = "x" })).StatusCode);
        foreach (var name in new[] { "shen.yanqiu", "he.mingqian" }) Assert.Contains("done", (await (await BrowserAsync(name)).PostFormAsync(page, "form[action$='/extension-agree']", [])).Headers.Location!.ToString());
        var shown = await TextAsync("su.xiaoman", page);
        foreach (var word in new[] { "已展期", "店庆资金紧张", "沈砚秋", $"{today.AddDays(60):yyyy-MM-dd}" }) Assert.Contains(word, shown);

        var lost = await db.Receivables.AsNoTracking().SingleAsync(row => row.Number == "AR-12");
        page = $"/collections/receivables/{lost.Id}";
        Assert.Null((await (await BrowserAsync("luo.shuyao")).PageAsync(page)).QuerySelector("form[action$='/legal']"));
        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync("luo.shuyao", page + "/legal", new() { ["reason"] = "起诉" })).StatusCode);
        Assert.Contains("done", (await (await BrowserAsync("gu.xingzhou")).PostFormAsync(page, "form[action$='/legal']", new() { ["reason"] = "委托律师起诉" })).Headers.Location!.ToString());
        Assert.Contains("AR-12", await TextAsync("he.mingqian", "/collections/receivables?legal=true"));
        Assert.DoesNotContain("AR-11", await TextAsync("he.mingqian", "/collections/receivables?legal=true"));
        Assert.Contains("done", (await (await BrowserAsync("he.mingqian")).PostFormAsync(page, "form[action$='/legal-back']", new() { ["reason"] = "对方同意分期" })).Headers.Location!.ToString());
        Assert.DoesNotContain("AR-12", await TextAsync("he.mingqian", "/collections/receivables?legal=true"));
    }

    private async Task<string> TextAsync(string userName, string path) => (await (await BrowserAsync(userName)).PageAsync(path)).QuerySelector("main")!.TextContent;

    private async Task<HttpResponseMessage> PostAsync(string userName, string path, Dictionary<string, string> fields)
    {
        var client = await BrowserAsync(userName);
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(new Dictionary<string, string>(fields) { ["__RequestVerificationToken"] = await client.TokenAsync() }) };
        request.Headers.Accept.ParseAdd("text/html");
        return await client.SendAsync(request);
    }

    private async Task<HttpClient> BrowserAsync(string userName) => browsers.TryGetValue(userName, out var known) ? known : browsers[userName] = await host.SignedInAsync(userName);

    private Task<ProcessSalesDb> DbAsync() => host.Services.GetRequiredService<IDbContextFactory<ProcessSalesDb>>().CreateDbContextAsync();
}
