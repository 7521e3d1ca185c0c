using System.Net;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Host.Tests.Running;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Host.Tests.Pages;

/// <summary>The table of domain.md 4.2 and the vectors of 6.4, as people's browsers send them.</summary>
public sealed class MannersTests(TestHost host) : IClassFixture<TestHost>
{
    private readonly Dictionary<string, HttpClient> browsers = [];

    [Fact]
    public async Task Transfer_hands_the_task_over_and_the_case_goes_on_from_the_other_s_answer()
    {
        var filed = await Filed.OpenAsync(host, browsers);
        var task = await filed.TaskAsync("jiang.xubai");
        Assert.Equal(HttpStatusCode.Redirect, (await filed.MoveAsync("jiang.xubai", "transfer", "tang.zhixia", new() { ["comment"] = "请你看" })).StatusCode);
        Assert.Equal(("tang.zhixia", 1), (await filed.HoldersAsync(), await filed.MessagesAsync("tang.zhixia", "task-transferred")));
        Assert.Contains("唐知夏", (await (await filed.BrowserAsync("jiang.xubai")).PageAsync(task)).QuerySelector(".nothing")!.TextContent);
        await filed.ApprovedByAsync("tang.zhixia");
        Assert.Equal("wen.shuyan", await filed.HoldersAsync());
    }

    [Fact]
    public async Task S_13_a_task_is_never_transferred_to_the_applicant_an_administrator_or_out_of_finance()
    {
        var filed = await Filed.OpenAsync(host, browsers);
        foreach (var target in new[] { "lin.zhiyuan", "admin" })
            foreach (var way in new[] { "transfer", "consult", "signers" })
                Assert.Equal(HttpStatusCode.UnprocessableEntity, (await filed.MoveAsync("jiang.xubai", way, target, new() { ["place"] = "Before", ["rule"] = "All" })).StatusCode);
        await filed.ApprovedByAsync("jiang.xubai");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await filed.MoveAsync("wen.shuyan", "transfer", "tang.zhixia")).StatusCode);
        Assert.Equal("wen.shuyan", await filed.HoldersAsync());
        Assert.Equal(HttpStatusCode.Redirect, (await filed.MoveAsync("wen.shuyan", "transfer", "cheng.yinuo")).StatusCode);
    }

    [Fact]
    public async Task A_consultation_offers_only_an_opinion_and_comes_back_with_it()
    {
        var filed = await Filed.OpenAsync(host, browsers);
        await filed.MoveAsync("jiang.xubai", "consult", "tang.zhixia", new() { ["comment"] = "价格合理吗?" });
        var page = await (await filed.BrowserAsync("tang.zhixia")).PageAsync(await filed.TaskAsync("tang.zhixia"));
        Assert.NotNull(page.QuerySelector("button[value='action:Opinion']"));
        Assert.Null(page.QuerySelector("button[value='action:Approve']"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await filed.AnswerAsync("tang.zhixia", "Approve")).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await filed.AnswerAsync("tang.zhixia", "Opinion", "合理")).StatusCode);
        Assert.Equal(("jiang.xubai", 1), (await filed.HoldersAsync(), await filed.MessagesAsync("jiang.xubai", "task-opinion")));
        await filed.ApprovedByAsync("jiang.xubai");
    }

    [Fact]
    public async Task A_countersign_of_which_one_approves_and_the_other_returns_closes_the_sibling_with_one_message()
    {
        var filed = await Filed.OpenAsync(host, browsers, target: 3000);
        await filed.ApprovedByAsync("jiang.xubai", "shen.yanqiu", "wen.shuyan", "he.mingqian");
        Assert.Equal(HttpStatusCode.Redirect, (await filed.AnswerAsync("gu.xingzhou", "Return", "请补报价")).StatusCode);
        Assert.Equal((CaseState.Returned, "lin.zhiyuan", 1), (await filed.StateAsync(), await filed.HoldersAsync(), await filed.MessagesAsync("lin.zhiyuan", "promotion-returned")));
    }

    [Fact]
    public async Task A_return_goes_to_a_passed_level_chosen_on_the_page()
    {
        var filed = await Filed.OpenAsync(host, browsers);
        await filed.ApprovedByAsync("jiang.xubai");
        var page = await (await filed.BrowserAsync("wen.shuyan")).PageAsync(await filed.TaskAsync("wen.shuyan"));
        Assert.Equal(2, page.QuerySelectorAll("#returnTo option").Length);
        Assert.Equal(HttpStatusCode.Redirect, (await filed.AnswerAsync("wen.shuyan", "Return", "请复核", "1")).StatusCode);
        Assert.Equal((CaseState.InReview, "jiang.xubai"), (await filed.StateAsync(), await filed.HoldersAsync()));
    }

    [Fact]
    public async Task Signers_are_added_before_and_removed_by_the_one_who_added_them()
    {
        var filed = await Filed.OpenAsync(host, browsers);
        Assert.Equal(HttpStatusCode.Redirect, (await filed.MoveAsync("jiang.xubai", "signers", "tang.zhixia", new() { ["place"] = "Before", ["rule"] = "All" })).StatusCode);
        Assert.Equal("tang.zhixia", await filed.HoldersAsync());
        var seat = (await filed.PathAsync()).Levels[0].Seats.Single(one => one.AddedById is not null).Seat;
        Assert.Equal(HttpStatusCode.NotFound, (await filed.PostAsync("gu.xingzhou", $"/cases/{filed.CaseId}/signers/remove", new() { ["seat"] = seat })).StatusCode);
        var page = await (await filed.BrowserAsync("jiang.xubai")).PageAsync($"/cases/{filed.CaseId}");
        Assert.Equal(seat, page.QuerySelector("form[action$='/signers/remove'] input[name=seat]")!.GetAttribute("value"));
        Assert.Equal(HttpStatusCode.Redirect, (await filed.PostAsync("jiang.xubai", $"/cases/{filed.CaseId}/signers/remove", new() { ["seat"] = seat })).StatusCode);
        Assert.Equal("jiang.xubai", await filed.HoldersAsync());
    }

    [Fact]
    public async Task An_approval_is_taken_back_from_the_case_page_until_the_next_has_acted()
    {
        var filed = await Filed.OpenAsync(host, browsers);
        await filed.ApprovedByAsync("jiang.xubai");
        Assert.NotNull((await (await filed.BrowserAsync("jiang.xubai")).PageAsync($"/cases/{filed.CaseId}")).QuerySelector("form[action$='/take-back']"));
        Assert.Equal(HttpStatusCode.Redirect, (await filed.PostAsync("jiang.xubai", $"/cases/{filed.CaseId}/take-back")).StatusCode);
        Assert.Equal("jiang.xubai", await filed.HoldersAsync());
        await filed.ApprovedByAsync("jiang.xubai", "wen.shuyan");
        Assert.Equal(HttpStatusCode.Conflict, (await filed.PostAsync("jiang.xubai", $"/cases/{filed.CaseId}/take-back")).StatusCode);
    }

    [Fact]
    public async Task Urging_reaches_the_holder_once_in_half_an_hour_and_shows_its_count()
    {
        var filed = await Filed.OpenAsync(host, browsers);
        Assert.Equal(HttpStatusCode.Redirect, (await filed.PostAsync("lin.zhiyuan", $"/cases/{filed.CaseId}/urge")).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await filed.PostAsync("lin.zhiyuan", $"/cases/{filed.CaseId}/urge")).StatusCode);
        Assert.Equal(1, await filed.MessagesAsync("jiang.xubai", "task-urged"));
        Assert.Contains("1", (await (await filed.BrowserAsync("lin.zhiyuan")).PageAsync($"/cases/{filed.CaseId}")).QuerySelector(".urged")!.TextContent);
    }

    [Fact]
    public async Task A_copy_can_be_read_but_not_answered_and_shows_when_it_was_read()
    {
        var filed = await Filed.OpenAsync(host, browsers);
        var reader = await filed.BrowserAsync("ye.qinghe");
        Assert.Equal(HttpStatusCode.NotFound, (await reader.GetAsync($"/cases/{filed.CaseId}")).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await filed.PostAsync("lin.zhiyuan", $"/cases/{filed.CaseId}/copy", new() { ["_handler"] = "move", ["do"] = "send", ["p"] = (await filed.IdAsync("ye.qinghe")).ToString() })).StatusCode);
        Assert.Equal(1, await filed.MessagesAsync("ye.qinghe", "case-copied"));
        Assert.Equal(HttpStatusCode.OK, (await reader.GetAsync($"/cases/{filed.CaseId}")).StatusCode);
        await using (var db = await filed.DbAsync()) Assert.NotNull((await db.CaseCopies.SingleAsync(row => row.CaseId == filed.CaseId)).ReadAt);
        var task = await filed.TaskAsync("jiang.xubai");
        Assert.Equal(HttpStatusCode.NotFound, (await filed.PostAsync("ye.qinghe", $"{task}/claim")).StatusCode);

        // A rejection ends tasks, never what readers have.
        await filed.AnswerAsync("jiang.xubai", "Reject", "不合适");
        Assert.Equal(HttpStatusCode.OK, (await reader.GetAsync($"/cases/{filed.CaseId}")).StatusCode);
        await using (var db = await filed.DbAsync()) Assert.False(await db.Tasks.AnyAsync(row => row.CaseId == filed.CaseId && row.State == TaskState.Open));
    }

    [Fact]
    public async Task A_comment_tells_whoever_is_named_and_nobody_whose_name_only_begins_like_it()
    {
        var filed = await Filed.OpenAsync(host, browsers);
        await filed.PostAsync("lin.zhiyuan", $"/cases/{filed.CaseId}/comment", new() { ["comment"] = "@沈砚秋 请关注 <script>alert(1)</script>" });
        Assert.Equal((1, 0), (await filed.MessagesAsync("shen.yanqiu", "case-mentioned"), await filed.MessagesAsync("gu.xingzhou", "case-mentioned")));
        var page = await (await filed.BrowserAsync("shen.yanqiu")).PageAsync($"/cases/{filed.CaseId}");
        Assert.DoesNotContain(page.QuerySelectorAll("main script"), script => script.TextContent.Contains("alert", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_superior_reassigns_within_his_line_and_a_manager_of_another_region_finds_nothing()
    {
        var filed = await Filed.OpenAsync(host, browsers);
        var task = await filed.TaskAsync("jiang.xubai");
        Assert.Equal(HttpStatusCode.NotFound, (await filed.MoveAsync("lu.tingchuan", "reassign", "xu.muyun", task: task)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await filed.MoveAsync("lin.zhiyuan", "reassign", "tang.zhixia", task: task)).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await filed.MoveAsync("shen.yanqiu", "reassign", "tang.zhixia", task: task)).StatusCode);
        Assert.Equal("tang.zhixia", await filed.HoldersAsync());
    }

    [Fact]
    public async Task A_withdrawal_while_the_approver_has_the_page_open_refuses_his_answer_politely()
    {
        var filed = await Filed.OpenAsync(host, browsers);
        var task = await filed.TaskAsync("jiang.xubai");
        await filed.PostAsync("lin.zhiyuan", $"/cases/{filed.CaseId}/withdraw", new() { ["reason"] = "取消" });
        var late = await filed.PostAsync("jiang.xubai", task, new() { ["_handler"] = "task", ["operation"] = Guid.NewGuid().ToString(), ["do"] = "action:Approve" });
        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        Assert.Contains("林知远", (await late.DocumentAsync()).Body!.TextContent);
        Assert.Equal(CaseState.Withdrawn, await filed.StateAsync());
    }

    [Fact]
    public async Task A_batch_shows_its_total_first_approves_each_line_by_itself_and_the_same_batch_again_does_nothing()
    {
        var first = await Filed.OpenAsync(host, browsers);
        var second = await Filed.OpenAsync(host, browsers, 900);
        var client = await first.BrowserAsync("jiang.xubai");
        var (one, two) = (await first.TaskAsync("jiang.xubai"), await second.TaskAsync("jiang.xubai"));
        var path = $"/tasks/approve?t={one[7..]}&t={two[7..]}";
        var page = await client.PageAsync(path);
        Assert.Contains("¥1,700.00", page.QuerySelector(".batch-total")!.TextContent);
        var operation = Guid.NewGuid().ToString();
        var fields = new List<KeyValuePair<string, string>>
        {
            new("__RequestVerificationToken", await client.TokenAsync()), new("_handler", "batch"), new("operation", operation), new("comment", ""), new("t", one[7..]), new("t", two[7..]),
        };
        for (var i = 0; i < 2; i++)
        {
            var answer = await client.PostAsync("/tasks/approve", new FormUrlEncodedContent(fields));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(2, (await answer.DocumentAsync()).QuerySelectorAll("#results .state-approved").Length);
        }

        await using var db = await first.DbAsync();
        foreach (var filed in new[] { first, second })
            Assert.Equal(("wen.shuyan", 1), (await filed.HoldersAsync(), await db.Audit.CountAsync(row => row.CaseId == filed.CaseId && row.Action == "Approve")));
    }
}
