using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ProcessSales.Host.Tests.Running;
using ProcessSales.Workflows.Complaints;
using ProcessSales.Workflows.Demo;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Host.Tests.Complaints;

/// <summary>The pages of complaints with the shipped process, and the seven complaints of the demo company on them.</summary>
public sealed class ComplaintPages(TestHost host) : IClassFixture<TestHost>
{
    private readonly Dictionary<string, HttpClient> browsers = [];

    [Fact]
    public async Task A_promoter_registers_in_one_form_those_who_call_read_the_phone_others_see_it_masked_and_strangers_find_nothing()
    {
        var complaint = await RegisterAsync("开封后发现盖膜明显鼓起", new() { ["Type"] = "Quality", ["ProductCode"] = "2000000000107", ["ProducedOn"] = "2026-09-01", ["ReporterName"] = "王女士", ["ReporterPhone"] = "13800001234" });
        var page = $"/complaints/{complaint.Id}";
        foreach (var name in new[] { "bai.xiaotang", "ye.qinghe", "lin.zhiyuan" }) Assert.Contains("13800001234", await TextAsync(name, page));
        foreach (var name in new[] { "jiang.xubai", "shen.yanqiu", "gu.xingzhou", "wen.shuyan" })
        {
            var text = await TextAsync(name, page);
            Assert.Contains("138****1234", text);
            Assert.DoesNotContain("13800001234", text);
        }

        foreach (var name in new[] { "luo.shuyao", "ding.yihe", "qin.ruohe" })
        {
            var client = await BrowserAsync(name);
            Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(page)).StatusCode);
            Assert.DoesNotContain(complaint.Id.ToString(), (await client.PageAsync("/complaints")).Body!.InnerHtml);
            Assert.Equal(HttpStatusCode.NotFound, (await PostAsync(name, page + "/log", new() { ["kind"] = "Note", ["text"] = "旁观者" })).StatusCode);
        }
    }

    [Fact]
    public async Task A_legal_review_stands_on_the_page_of_those_inside_and_not_on_the_promoters()
    {
        var complaint = await RegisterAsync("顾客称标签字号不合规,要求十倍赔偿", new() { ["Type"] = "Price" });
        var page = $"/complaints/{complaint.Id}";
        await using (var scope = host.Services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<ProcessSalesDb>();
            await db.Complaints.Where(row => row.Id == complaint.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.State, ComplaintState.Investigating));
            Assert.Null((await (await BrowserAsync("lin.zhiyuan")).PageAsync(page)).QuerySelector("form[action$='/tag']"));
            Assert.Equal(HttpStatusCode.Redirect, (await PostAsync("ye.qinghe", page + "/tag", new() { ["reason"] = "同一人多店索赔" })).StatusCode);
            Assert.Contains("同一人多店索赔", await TextAsync("ye.qinghe", page));
            Assert.DoesNotContain("同一人多店索赔", await TextAsync("bai.xiaotang", page));
            var reviewer = await db.Users.Where(row => row.UserName == "lin.zhiyuan").Select(row => row.Id).SingleAsync();
            await db.Complaints.Where(row => row.Id == complaint.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.LegalReviewedAt, DateTimeOffset.UtcNow)
                .SetProperty(row => row.LegalReviewedById, reviewer).SetProperty(row => row.LegalOpinion, "标签瑕疵不影响安全").SetProperty(row => row.LegalLimit, 1000m));
        }

        var inside = (await (await BrowserAsync("ye.qinghe")).PageAsync(page)).QuerySelector("#legal-review")!.TextContent;
        foreach (var said in new[] { "标签瑕疵不影响安全", "1,000.00" }) Assert.Contains(said, inside);
        var promoter = await (await BrowserAsync("bai.xiaotang")).PageAsync(page);
        Assert.Null(promoter.QuerySelector("#legal-review"));
        Assert.DoesNotContain("职业索赔", promoter.QuerySelector("main")!.TextContent);
    }

    [Fact]
    public async Task A_registration_that_cannot_be_names_each_field_keeps_what_was_typed_and_stores_nothing()
    {
        var before = await CountAsync();
        var answer = await (await BrowserAsync("bai.xiaotang")).PostFormAsync("/complaints/new", "#complaint", new()
        {
            ["Type"] = "Quality", ["Description"] = "太短", ["HealthEffect"] = "false", ["ProducedOn"] = "2099-01-01", ["Quantity"] = "三", ["StoreId"] = "",
        });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var page = await answer.DocumentAsync();
        var problems = page.QuerySelector("#problems")!.TextContent;
        Assert.Contains("数量", problems);
        Assert.Equal("太短", page.QuerySelector("#Description")!.TextContent);
        var second = await (await BrowserAsync("bai.xiaotang")).PostFormAsync("/complaints/new", "#complaint", new() { ["Type"] = "Quality", ["Description"] = "太短", ["HealthEffect"] = "false", ["ProducedOn"] = "2099-01-01" });
        Assert.Contains("10", (await second.DocumentAsync()).QuerySelector("#problems")!.TextContent);
        Assert.Equal(before, await CountAsync());
    }

    [Fact]
    public async Task A_critical_complaint_is_taken_lowered_by_two_sent_to_the_authorities_and_merged_on_its_page()
    {
        var critical = await RegisterAsync("顾客称食用后就医,包装有异味", new() { ["Type"] = "Quality", ["ProductCode"] = "2000000000114", ["ProducedOn"] = "2026-09-02", ["HealthEffect"] = "true" });
        Assert.Equal(Severity.A, critical.Severity);
        var page = $"/complaints/{critical.Id}";
        Assert.Contains("食品安全事故", await TextAsync("ye.qinghe", page));
        Assert.Equal(HttpStatusCode.Redirect, (await (await BrowserAsync("jiang.xubai")).PostFormAsync(page, "form[action$='/take']", [])).StatusCode);
        Assert.NotNull((await ReadAsync(critical.Id)).TakenAt);
        Assert.Null((await (await BrowserAsync("jiang.xubai")).PageAsync(page)).QuerySelector("form[action$='/take']"));

        Assert.Equal(HttpStatusCode.Redirect, (await (await BrowserAsync("ye.qinghe")).PostFormAsync(page, "form[action$='/lower']", new() { ["to"] = "B", ["reason"] = "医院诊断与食品无关" })).StatusCode);
        Assert.Equal(Severity.A, (await ReadAsync(critical.Id)).Severity);
        Assert.Equal(HttpStatusCode.Redirect, (await (await BrowserAsync("jiang.xubai")).PostFormAsync(page, "form[action$='/lower/confirm']", [])).StatusCode);
        Assert.Equal(Severity.B, (await ReadAsync(critical.Id)).Severity);

        Assert.Equal(HttpStatusCode.Redirect, (await (await BrowserAsync("ye.qinghe")).PostFormAsync(page, "form[action$='/legal']", new() { ["kind"] = "Acceptance", ["reason"] = "市监局来函" })).StatusCode);
        Assert.Equal(ComplaintState.Legal, (await ReadAsync(critical.Id)).State);
        Assert.Contains("市监局来函", await TextAsync("ye.qinghe", page));

        var twin = await RegisterAsync("同一位顾客又向门店反映了一次", new() { ["Type"] = "Service" });
        var number = await NumberAsync(critical.CaseId);
        var faulty = await (await BrowserAsync("ye.qinghe")).PostFormAsync($"/complaints/{twin.Id}", "form[action$='/merge']", new() { ["parent"] = "CC-00000000-0000" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, faulty.StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await (await BrowserAsync("ye.qinghe")).PostFormAsync($"/complaints/{twin.Id}", "form[action$='/merge']", new() { ["parent"] = number })).StatusCode);
        Assert.Equal(ComplaintState.Merged, (await ReadAsync(twin.Id)).State);
        Assert.Contains(number, await TextAsync("ye.qinghe", $"/complaints/{twin.Id}"));
        // A manager of the chain may not do what quality does, whatever he posts.
        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync("lin.zhiyuan", page + "/merge", new() { ["parent"] = number })).StatusCode);
    }

    [Fact]
    public async Task The_seven_complaints_of_the_demo_company_stand_where_the_table_says()
    {
        var story = host.Services.GetServices<IDemoStory>().Single(one => one.Name == "complaints");
        Assert.False(await story.IsToldAsync(default));
        await story.TellAsync(default);
        Assert.True(await story.IsToldAsync(default));
        await story.TellAsync(default); // begun again, it finds everything done
        await using var db = await DbAsync();
        var told = (await db.Complaints.AsNoTracking().ToListAsync()).Where(row => row.ClientId.ToString()!.StartsWith("c0c0c0c0", StringComparison.Ordinal)).OrderBy(row => row.ClientId).ToList();
        Assert.Equal(
            [
                "A Registered", "A Closed", "B Investigating", "B Triaged", "C Executing", "C Closed", "C Investigating",
            ],
            told.Select(row => $"{row.Severity} {row.State}"));
        var now = DateTimeOffset.UtcNow;
        Assert.InRange((now - told[0].RegisteredAt).TotalMinutes, 20, 25);
        Assert.Null(told[0].RepliedAt);
        Assert.NotNull(told[1].ImprovedAt);
        Assert.True(told[1].ClosedAt <= told[1].CloseDueAt);
        Assert.Equal((told[2].ProductCode, told[2].ProducedOn), (told[3].ProductCode, told[3].ProducedOn));
        Assert.Equal(1, told[6].Reopenings);
        Assert.All(told, row => Assert.True(row.RegisteredAt < now && (row.ClosedAt is null || row.ClosedAt < now)));
        Assert.Equal("luo.qicheng", await db.Tasks.Where(row => row.CaseId == told[4].CaseId && row.State == Workflows.Tasks.TaskState.Open && row.ActivityId == "execute").Join(db.Users, row => row.AssigneeId, row => row.Id, (_, row) => row.UserName).SingleAsync());

        // What the pages show of them.
        Assert.Contains("批次预警", await TextAsync("ye.qinghe", $"/complaints/{told[3].Id}"));
        var list = await TextAsync("gu.xingzhou", "/complaints");
        foreach (var word in new[] { "岚桥一店", "禾岸一店", "七巷一店", "松坞一店" }) Assert.Contains(word, list);
        var figures = await (await BrowserAsync("ye.qinghe")).PageAsync("/complaints/figures");
        Assert.Contains("PPM", figures.Body!.TextContent);
        foreach (var link in figures.QuerySelectorAll("main table a[href^='/complaints?']").Select(link => link.GetAttribute("href")!).Distinct())
            Assert.Equal(HttpStatusCode.OK, (await (await BrowserAsync("ye.qinghe")).GetAsync(link)).StatusCode);
    }

    private async Task<Complaint> RegisterAsync(string description, Dictionary<string, string> more)
    {
        await using var db = await DbAsync();
        var store = await db.Stores.Where(row => row.Code == "C01-01").Select(row => row.Id).SingleAsync();
        var fields = new Dictionary<string, string> { ["Description"] = description, ["HealthEffect"] = "false", ["StoreId"] = store.ToString(), ["NoEvidenceReason"] = "顾客未拍照" };
        foreach (var (name, value) in more) fields[name] = value;
        var answer = await (await BrowserAsync("bai.xiaotang")).PostFormAsync("/complaints/new", "#complaint", fields);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        var address = answer.Headers.Location!.ToString();
        return await ReadAsync(Guid.Parse(address.Split('/', '?').First(part => part.Length == 36)));
    }

    private async Task<Complaint> ReadAsync(Guid id)
    {
        await using var db = await DbAsync();
        return await db.Complaints.AsNoTracking().SingleAsync(row => row.Id == id);
    }

    private async Task<string> NumberAsync(Guid caseId)
    {
        await using var db = await DbAsync();
        return await db.Cases.Where(row => row.Id == caseId).Select(row => row.Number).SingleAsync();
    }

    private async Task<int> CountAsync()
    {
        await using var db = await DbAsync();
        return await db.Complaints.CountAsync();
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
