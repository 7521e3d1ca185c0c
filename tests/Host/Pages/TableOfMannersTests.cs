using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ProcessSales.Host.Tests.Running;
using ProcessSales.Workflows.Approvals;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Host.Tests.Pages;

/// <summary>The rows of the table of domain.md 4.2 and its rules that <see cref="MannersTests"/> and <see cref="DutiesTests"/> leave open, over HTTP.</summary>
public sealed class TableOfMannersTests(OfficeHost host) : IClassFixture<OfficeHost>, IAsyncLifetime
{
    private readonly Dictionary<string, HttpClient> browsers = [];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await Filed.ChainAsync(host, null);

    [Fact]
    public async Task A_rejection_needs_a_comment_and_ends_the_case()
    {
        var filed = await Filed.OpenAsync(host, browsers);
        var refused = await filed.AnswerAsync("jiang.xubai", "Reject");
        Assert.Equal((HttpStatusCode.UnprocessableEntity, CaseState.InReview), (refused.StatusCode, await filed.StateAsync()));
        Assert.NotNull((await refused.DocumentAsync()).QuerySelector("#problems"));
        Assert.Equal(HttpStatusCode.Redirect, (await filed.AnswerAsync("jiang.xubai", "Reject", "费用过高")).StatusCode);
        Assert.Equal((CaseState.Rejected, "", 1), (await filed.StateAsync(), await filed.HoldersAsync(), await filed.MessagesAsync("lin.zhiyuan", "promotion-rejected")));
    }

    [Fact]
    public async Task A_returned_case_goes_straight_back_when_only_notes_changed_and_from_scratch_when_its_money_did()
    {
        var filed = await Filed.OpenAsync(host, browsers);
        await filed.ApprovedByAsync("jiang.xubai");
        Assert.Equal(HttpStatusCode.Redirect, (await filed.AnswerAsync("wen.shuyan", "Return", "请写清目的")).StatusCode);
        Assert.Equal((CaseState.Returned, "lin.zhiyuan"), (await filed.StateAsync(), await filed.HoldersAsync()));
        await ResubmitAsync(filed, new() { ["f.goal"] = "提升节前销量,清理堆头位" });
        Assert.Equal((CaseState.InReview, "wen.shuyan"), (await filed.StateAsync(), await filed.HoldersAsync()));

        await filed.AnswerAsync("wen.shuyan", "Return", "金额请降");
        await ResubmitAsync(filed, new() { ["f.costs[0].unitPrice"] = "700" });
        Assert.Equal((CaseState.InReview, "jiang.xubai"), (await filed.StateAsync(), await filed.HoldersAsync()));
    }

    [Theory]
    [InlineData("After", "Any", "tang.zhixia,xu.muyun", "tang.zhixia", "wen.shuyan")]
    [InlineData("After", "Sequential", "tang.zhixia", "tang.zhixia,xu.muyun", "wen.shuyan")]
    [InlineData("After", "All", "tang.zhixia,xu.muyun", "xu.muyun,tang.zhixia", "wen.shuyan")]
    public async Task Signers_added_behind_sign_once_the_adder_has_and_as_their_rule_says(string place, string rule, string asked, string sign, string then)
    {
        var filed = await Filed.OpenAsync(host, browsers);
        Assert.Equal(HttpStatusCode.Redirect, (await AddAsync(filed, "jiang.xubai", place, rule, "tang.zhixia", "xu.muyun")).StatusCode);
        Assert.Equal("jiang.xubai", await filed.HoldersAsync());
        await filed.ApprovedByAsync("jiang.xubai");
        Assert.Equal(asked, await filed.HoldersAsync());
        await filed.ApprovedByAsync(sign.Split(','));
        Assert.Equal(then, await filed.HoldersAsync());
    }

    [Fact]
    public async Task Signers_added_beside_sign_together_with_the_adder_and_a_transfer_after_it_keeps_both()
    {
        var filed = await Filed.OpenAsync(host, browsers);
        Assert.Equal(HttpStatusCode.Redirect, (await AddAsync(filed, "jiang.xubai", "Beside", "All", "tang.zhixia")).StatusCode);
        Assert.Equal("jiang.xubai,tang.zhixia", await filed.HoldersAsync());
        Assert.Equal(HttpStatusCode.Redirect, (await filed.MoveAsync("jiang.xubai", "transfer", "xu.muyun")).StatusCode);
        Assert.Equal("tang.zhixia,xu.muyun", await filed.HoldersAsync());
        await filed.ApprovedByAsync("tang.zhixia", "xu.muyun");
        Assert.Equal("wen.shuyan", await filed.HoldersAsync());
    }

    [Fact]
    public async Task Of_three_of_whom_one_is_enough_two_click_at_once_and_one_wins_while_the_other_learns_who()
    {
        await Filed.ChainAsync(host, "ARM | RGM | DIR > FIN-EX");
        var filed = await Filed.OpenAsync(host, browsers);
        Assert.Equal("gu.xingzhou,jiang.xubai,shen.yanqiu", await filed.HoldersAsync());
        string[] people = ["jiang.xubai", "shen.yanqiu"];
        var tasks = new List<string>();
        foreach (var person in people) tasks.Add(await filed.TaskAsync(person));
        var answers = await Task.WhenAll(people.Select((person, n) => filed.PostAsync(person, tasks[n], new() { ["_handler"] = "task", ["operation"] = Guid.NewGuid().ToString(), ["do"] = "action:Approve" })));
        var (winner, loser) = answers[0].StatusCode == HttpStatusCode.Redirect ? ("江叙白", answers[1]) : ("沈砚秋", answers[0]);
        Assert.Equal((1, HttpStatusCode.Conflict), (answers.Count(answer => answer.StatusCode == HttpStatusCode.Redirect), loser.StatusCode));
        Assert.Contains(winner, (await loser.DocumentAsync()).QuerySelector(".nothing")!.TextContent);
        Assert.Equal("wen.shuyan", await filed.HoldersAsync());
    }

    [Fact]
    public async Task Of_those_who_all_sign_one_rejection_rejects()
    {
        await Filed.ChainAsync(host, "ARM & RGM");
        var filed = await Filed.OpenAsync(host, browsers);
        await filed.ApprovedByAsync("jiang.xubai");
        Assert.Equal("shen.yanqiu", await filed.HoldersAsync());
        await filed.AnswerAsync("shen.yanqiu", "Reject", "不同意");
        Assert.Equal(CaseState.Rejected, await filed.StateAsync());
    }

    [Fact]
    public async Task Named_signers_sign_one_after_the_other()
    {
        var filed = await Filed.NoteAsync(host, browsers, OfficeHost.Sequential);
        foreach (var person in new[] { "tang.zhixia", "xu.muyun", "qin.ruohe" })
        {
            Assert.Equal(person, await filed.HoldersAsync());
            await filed.ApprovedByAsync(person);
        }

        Assert.Equal(CaseState.Approved, await filed.StateAsync());
    }

    [Fact]
    public async Task Of_three_with_a_share_of_60_percent_two_are_enough_and_copies_go_out_at_the_start_and_at_the_end()
    {
        var filed = await Filed.NoteAsync(host, browsers, OfficeHost.Shared);
        Assert.Equal((1, 0), (await CopiesAsync(filed, "ye.qinghe"), await CopiesAsync(filed, "luo.qicheng")));
        await filed.AnswerAsync("tang.zhixia", "Reject", "不需要");
        Assert.Equal(CaseState.InReview, await filed.StateAsync());
        await filed.ApprovedByAsync("xu.muyun", "qin.ruohe");
        Assert.Equal((CaseState.Approved, ""), (await filed.StateAsync(), await filed.HoldersAsync()));
        Assert.Equal((1, 1), (await CopiesAsync(filed, "ye.qinghe"), await CopiesAsync(filed, "luo.qicheng")));

        // Unread until it is opened, and listed at 抄送我的.
        var reader = await filed.BrowserAsync("luo.qicheng");
        Assert.NotNull((await reader.PageAsync("/inbox?tab=Copies&aside=true")).QuerySelector(".case-unread"));
        await reader.GetAsync($"/cases/{filed.CaseId}");
        Assert.Null((await reader.PageAsync("/inbox?tab=Copies&aside=true")).QuerySelector($"a[href*='{filed.CaseId}']"));
    }

    [Fact]
    public async Task Withdrawing_is_free_before_the_first_decision_needs_a_reason_after_it_and_is_over_once_approved()
    {
        var filed = await Filed.OpenAsync(host, browsers);
        Assert.Equal(HttpStatusCode.Redirect, (await filed.PostAsync("lin.zhiyuan", $"/cases/{filed.CaseId}/withdraw")).StatusCode);
        Assert.Equal(CaseState.Withdrawn, await filed.StateAsync());

        filed = await Filed.OpenAsync(host, browsers);
        await filed.ApprovedByAsync("jiang.xubai");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await filed.PostAsync("lin.zhiyuan", $"/cases/{filed.CaseId}/withdraw")).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await filed.PostAsync("lin.zhiyuan", $"/cases/{filed.CaseId}/withdraw", new() { ["reason"] = "店方取消" })).StatusCode);
        Assert.Equal((CaseState.Withdrawn, 1, 1), (await filed.StateAsync(), await filed.MessagesAsync("jiang.xubai", "promotion-withdrawn"), await filed.MessagesAsync("wen.shuyan", "promotion-withdrawn")));

        filed = await Filed.OpenAsync(host, browsers);
        await filed.ApprovedByAsync("jiang.xubai", "wen.shuyan");
        Assert.Equal(HttpStatusCode.Conflict, (await filed.PostAsync("lin.zhiyuan", $"/cases/{filed.CaseId}/withdraw", new() { ["reason"] = "不做了" })).StatusCode);
    }

    [Fact]
    public async Task Urging_ends_after_the_third_time_of_a_day()
    {
        var filed = await Filed.OpenAsync(host, browsers);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(HttpStatusCode.Redirect, (await filed.PostAsync("lin.zhiyuan", $"/cases/{filed.CaseId}/urge")).StatusCode);
            await using var db = await filed.DbAsync();
            await db.TaskUrges.ExecuteUpdateAsync(set => set.SetProperty(urge => urge.At, DateTimeOffset.UtcNow.AddHours(-1)));
        }

        var fourth = await filed.PostAsync("lin.zhiyuan", $"/cases/{filed.CaseId}/urge");
        Assert.Equal((HttpStatusCode.Conflict, 3), (fourth.StatusCode, await filed.MessagesAsync("jiang.xubai", "task-urged")));
        Assert.Contains("3", (await (await filed.BrowserAsync("lin.zhiyuan")).PageAsync($"/cases/{filed.CaseId}")).QuerySelector(".urged")!.TextContent);
    }

    [Fact]
    public async Task A_batch_leaves_out_what_has_a_red_flag_and_offers_nothing_but_agreeing()
    {
        var fine = await Filed.OpenAsync(host, browsers);
        var (budget, price, other) = (await Filed.OpenAsync(host, browsers, 810), await Filed.OpenAsync(host, browsers, 820), await Filed.NoteAsync(host, browsers, OfficeHost.Sequential));
        await using (var db = await fine.DbAsync())
        {
            await FlagAsync(db, budget.CaseId, "overBudget");
            await FlagAsync(db, price.CaseId, "belowFloor");
            await db.Tasks.Where(row => row.CaseId == other.CaseId && row.State == TaskState.Open).ExecuteUpdateAsync(set => set.SetProperty(row => row.AssigneeId, Filed.PersonAsync(host, "jiang.xubai").Result));
        }

        var lines = new List<string>();
        foreach (var filed in new[] { fine, budget, price, other }) lines.Add("t=" + (await filed.TaskAsync("jiang.xubai"))[7..]);
        var client = await fine.BrowserAsync("jiang.xubai");
        var page = await client.PageAsync("/tasks/approve?" + string.Join('&', lines));
        Assert.Contains("¥800.00", page.QuerySelector(".batch-total")!.TextContent);
        Assert.Equal((1, 3), (page.QuerySelectorAll("#batch input[name=t]").Length, page.QuerySelectorAll("#batch .state-late").Length));
        Assert.Single(page.QuerySelectorAll("#batch button[type=submit]"));

        // Whoever sends the flagged ones all the same is refused line by line.
        var fields = lines.Select(line => new KeyValuePair<string, string>("t", line[2..])).Append(new("__RequestVerificationToken", await client.TokenAsync())).Append(new("_handler", "batch")).Append(new("operation", Guid.NewGuid().ToString()));
        var answer = await (await client.PostAsync("/tasks/approve", new FormUrlEncodedContent(fields))).DocumentAsync();
        Assert.Equal((1, 3), (answer.QuerySelectorAll("#results .state-approved").Length, answer.QuerySelectorAll("#results .state-late").Length));
        Assert.Equal("jiang.xubai", await budget.HoldersAsync());
        foreach (var filed in new[] { budget, price }) await filed.AnswerAsync("jiang.xubai", "Reject", "清理");
    }

    [Fact]
    public async Task The_same_person_again_is_passed_over_with_a_note_but_not_in_finance_nor_where_all_sign()
    {
        await Filed.ChainAsync(host, "ARM > ARM > FIN-EX > FIN-EX");
        var filed = await Filed.OpenAsync(host, browsers);
        await filed.ApprovedByAsync("jiang.xubai");
        Assert.Equal("wen.shuyan", await filed.HoldersAsync());
        Assert.Equal(Approver.Passed, (await filed.PathAsync()).Levels[1].Approvers[0].Note);
        var page = await (await filed.BrowserAsync("lin.zhiyuan")).PageAsync($"/cases/{filed.CaseId}");
        Assert.Contains("自动通过", page.Body!.TextContent);
        await filed.ApprovedByAsync("wen.shuyan");
        Assert.Equal("wen.shuyan", await filed.HoldersAsync());
        await filed.ApprovedByAsync("wen.shuyan");
        Assert.Equal(CaseState.Approved, await filed.StateAsync());
    }

    [Fact]
    public async Task An_empty_seat_goes_to_the_superior_and_an_area_managers_own_case_to_the_region()
    {
        var filed = await Filed.OpenAsync(host, browsers, owner: "jiang.xubai");
        Assert.Equal("shen.yanqiu", await filed.HoldersAsync());
        var area = await Filed.PersonAsync(host, "jiang.xubai");
        await using var db = await filed.DbAsync();
        try
        {
            await db.Users.Where(row => row.Id == area).ExecuteUpdateAsync(set => set.SetProperty(row => row.Active, false));
            filed = await Filed.OpenAsync(host, browsers);
            Assert.Equal(("shen.yanqiu", Approver.Vacant), (await filed.HoldersAsync(), (await filed.PathAsync()).Levels[0].Approvers[0].Note));
        }
        finally
        {
            await db.Users.Where(row => row.Id == area).ExecuteUpdateAsync(set => set.SetProperty(row => row.Active, true));
        }
    }

    [Fact]
    public async Task Time_that_has_run_out_reminds_and_escalates_but_answers_nothing_and_both_say_why()
    {
        var filed = await Filed.OpenAsync(host, browsers);
        await using (var db = await filed.DbAsync())
            await db.Tasks.Where(row => row.CaseId == filed.CaseId && row.State == TaskState.Open).ExecuteUpdateAsync(set => set.SetProperty(row => row.LadderAt, DateTimeOffset.UtcNow.AddMinutes(-1)).SetProperty(row => row.ClockFrom, DateTimeOffset.UtcNow.AddDays(-30)));
        await host.Services.GetRequiredService<TaskClock>().SweepAsync();
        Assert.Equal((CaseState.InReview, "jiang.xubai"), (await filed.StateAsync(), await filed.HoldersAsync()));
        Assert.Equal((2 + 1, 3), (await filed.MessagesAsync("jiang.xubai", "approval-reminder"), await filed.MessagesAsync("shen.yanqiu", "approval-escalation") + await filed.MessagesAsync("gu.xingzhou", "approval-escalation")));

        var reminder = (await (await filed.BrowserAsync("jiang.xubai")).PageAsync("/notifications")).QuerySelectorAll(".note-row").Select(row => row.QuerySelector(".note-why")!.TextContent).ToList();
        Assert.Contains(reminder, why => why.Contains("有任务在您手上") && why.Contains("50%") && why.Contains("approval-reminder"));
        var escalation = (await (await filed.BrowserAsync("shen.yanqiu")).PageAsync("/notifications")).QuerySelectorAll(".note-why").Select(row => row.TextContent).ToList();
        Assert.Contains(escalation, why => why.Contains("您是办理人的上级(江叙白)") && why.Contains("150%") && why.Contains("9"));
        var timeline = (await (await filed.BrowserAsync("lin.zhiyuan")).PageAsync($"/cases/{filed.CaseId}")).QuerySelectorAll(".history .note-why").Select(row => row.TextContent).ToList();
        Assert.Contains(timeline, why => why.Contains("200%"));
        var task = await (await filed.BrowserAsync("shen.yanqiu")).PageAsync(await filed.TaskAsync("shen.yanqiu"));
        Assert.NotNull(task.QuerySelector("button[value='action:Approve']"));
        Assert.NotNull(task.QuerySelector("#why"));
    }

    [Fact]
    public async Task Of_a_queue_whoever_claims_does_it_and_the_step_hides_and_closes_fields()
    {
        await using (var db = await host.Services.GetRequiredService<IDbContextFactory<ProcessSalesDb>>().CreateDbContextAsync())
            if (!await db.WorkQueues.AnyAsync())
                Assert.Equal(HttpStatusCode.Redirect, (await QueueAsync("luo.qicheng", "fang.yuan")).StatusCode);
        var filed = await Filed.NoteAsync(host, browsers, OfficeHost.Queued);
        Assert.Equal(1, await CopiesAsync(filed, "ye.qinghe"));
        var task = await filed.TaskAsync("luo.qicheng");
        Assert.Equal(task, await filed.TaskAsync("fang.yuan"));

        // Who comes to the queue finds what lies there; who leaves it does not.
        await EditQueueAsync("luo.qicheng", "he.yeqing");
        Assert.Equal(task, await filed.TaskAsync("he.yeqing"));
        Assert.Equal(HttpStatusCode.NotFound, (await filed.PostAsync("ding.yihe", $"{task}/claim")).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await filed.PostAsync("he.yeqing", $"{task}/claim")).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await filed.PostAsync("luo.qicheng", $"{task}/claim")).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await filed.PostAsync("he.yeqing", $"{task}/release")).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await filed.PostAsync("luo.qicheng", $"{task}/claim")).StatusCode);

        var page = await (await filed.BrowserAsync("luo.qicheng")).PageAsync(task);
        Assert.Equal((true, false), (page.QuerySelector("[name='f.remark']") is not null, page.QuerySelector("[name='f.secret']") is not null));
        Assert.Equal("周五", page.QuerySelector("#f-fixed")!.TextContent.Trim());
        Assert.DoesNotContain("最多三套", page.Body!.TextContent);
        Assert.Contains("desk", page.QuerySelector("#why")!.TextContent);
        Assert.Equal(HttpStatusCode.Redirect, (await filed.PostAsync("luo.qicheng", task, new() { ["_handler"] = "task", ["operation"] = Guid.NewGuid().ToString(), ["do"] = "action:Done", ["f.remark"] = "已领", ["f.secret"] = "改掉", ["f.fixed"] = "周一" })).StatusCode);
        await using var after = await filed.DbAsync();
        var data = System.Text.Json.Nodes.JsonNode.Parse((await after.Cases.SingleAsync(row => row.Id == filed.CaseId)).DataJson!)!;
        Assert.Equal(("已领", "最多三套", "周五"), (data["remark"]!.ToString(), data["secret"]!.ToString(), data["fixed"]!.ToString()));
    }

    [Fact]
    public async Task A_case_has_its_number_phrases_are_kept_and_the_printed_sheet_carries_stamps()
    {
        var filed = await Filed.OpenAsync(host, browsers);
        await filed.PostAsync("jiang.xubai", "/phrases", new() { ["text"] = "费用合理,同意", ["returnUrl"] = "/inbox" });
        var page = await (await filed.BrowserAsync("jiang.xubai")).PageAsync(await filed.TaskAsync("jiang.xubai"));
        Assert.Equal(["同意", "请补充附件", "费用合理,同意"], page.QuerySelectorAll("[data-phrase]").Select(phrase => phrase.GetAttribute("data-phrase")));
        await filed.ApprovedByAsync("jiang.xubai");
        var sheet = await (await filed.BrowserAsync("lin.zhiyuan")).PageAsync($"/cases/{filed.CaseId}");
        Assert.Contains("江叙白", sheet.QuerySelector(".stamp-approve")!.TextContent);
        Assert.Matches("PA-[0-9]{8}-[0-9]{4}", sheet.QuerySelector(".head-facts")!.TextContent);
    }

    [Fact]
    public async Task A_photo_used_in_another_case_warns_on_the_page_and_the_warning_is_stored()
    {
        var (first, second) = (await Filed.OpenAsync(host, browsers), await Filed.OpenAsync(host, browsers));
        var photo = "%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"u8.ToArray();
        foreach (var filed in new[] { first, second })
        {
            await filed.AnswerAsync("jiang.xubai", "Return", "请补照片");
            var client = await filed.BrowserAsync("lin.zhiyuan");
            using var content = new MultipartFormDataContent { { new StringContent(await client.TokenAsync()), "__RequestVerificationToken" }, { new ByteArrayContent(photo), "file-attachments", "堆头.pdf" } };
            Assert.Equal(HttpStatusCode.Redirect, (await client.PostAsync($"/cases/{filed.CaseId}/attachments", content)).StatusCode);
        }

        var page = await (await second.BrowserAsync("lin.zhiyuan")).PageAsync($"/cases/{second.CaseId}");
        Assert.NotNull(page.QuerySelector(".files .state-late"));
        await using var db = await second.DbAsync();
        Assert.NotNull((await db.Attachments.SingleAsync(row => row.CaseId == second.CaseId)).ReusedFrom);
    }

    private static async Task FlagAsync(ProcessSalesDb db, Guid caseId, string name)
    {
        var file = await db.Cases.SingleAsync(row => row.Id == caseId);
        var data = System.Text.Json.Nodes.JsonNode.Parse(file.DataJson!)!.AsObject();
        data[name] = true;
        file.DataJson = data.ToJsonString();
        await db.SaveChangesAsync();
    }

    private static async Task ResubmitAsync(Filed filed, Dictionary<string, string> changes)
    {
        var fields = new Dictionary<string, string>(changes) { ["do"] = "action:Submit" };
        Assert.Equal(HttpStatusCode.Redirect, (await (await filed.BrowserAsync("lin.zhiyuan")).PostFormAsync(await filed.TaskAsync("lin.zhiyuan"), "#task", fields)).StatusCode);
    }

    private async Task<HttpResponseMessage> AddAsync(Filed filed, string person, string place, string rule, params string[] signers)
    {
        var client = await filed.BrowserAsync(person);
        var fields = new List<KeyValuePair<string, string>> { new("__RequestVerificationToken", await client.TokenAsync()), new("_handler", "move"), new("do", "send"), new("place", place), new("rule", rule) };
        foreach (var signer in signers) fields.Add(new("p", (await Filed.PersonAsync(host, signer)).ToString()));
        return await client.PostAsync($"{await filed.TaskAsync(person)}/signers", new FormUrlEncodedContent(fields));
    }

    private async Task<HttpClient> AdminAsync() => browsers.TryGetValue("admin", out var known) ? known : browsers["admin"] = await host.SignedInAsync("admin");

    private async Task<HttpResponseMessage> QueueAsync(params string[] people) => await SaveQueueAsync("/settings/queues", people, ("Key", "desk"), ("Version", "0"));

    private async Task EditQueueAsync(params string[] people)
    {
        await using var db = await host.Services.GetRequiredService<IDbContextFactory<ProcessSalesDb>>().CreateDbContextAsync();
        var queue = await db.WorkQueues.SingleAsync();
        Assert.Equal(HttpStatusCode.Redirect, (await SaveQueueAsync($"/settings/queues?edit={queue.Id}", people, ("Version", queue.Version.ToString(System.Globalization.CultureInfo.InvariantCulture)))).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await SaveQueueAsync($"/settings/queues?edit={queue.Id}", people, ("Version", "1"))).StatusCode);
    }

    private async Task<HttpResponseMessage> SaveQueueAsync(string path, string[] people, params (string Name, string Value)[] more)
    {
        var client = await AdminAsync();
        var fields = new List<KeyValuePair<string, string>> { new("__RequestVerificationToken", await client.TokenAsync()), new("_handler", "queue"), new("Name", "前台"), new("NameEn", "Desk") };
        fields.AddRange(more.Select(field => new KeyValuePair<string, string>(field.Name, field.Value)));
        fields.AddRange(people.Select(person => new KeyValuePair<string, string>("People", person)));
        return await client.PostAsync(path, new FormUrlEncodedContent(fields));
    }

    private static async Task<int> CopiesAsync(Filed filed, string person)
    {
        var id = await filed.IdAsync(person);
        await using var db = await filed.DbAsync();
        return await db.CaseCopies.CountAsync(row => row.CaseId == filed.CaseId && row.PersonId == id);
    }
}
