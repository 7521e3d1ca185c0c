using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Tasks;
using ProcessSales.Workflows.Tests.Running;

namespace ProcessSales.Workflows.Tests.Tasks;

/// <summary>Answers to tasks (domain.md 4.2, vectors 6.4).</summary>
public sealed class DecisionTests
{
    private static readonly string[] Three = ["jiang.xubai", "tang.zhixia", "xu.muyun"];

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task R_03_of_three_who_click_at_once_under_or_sign_exactly_one_wins_and_the_others_learn_who(string database)
    {
        await using var business = await Business.OpenAsync(database);
        for (var round = 0; round < 20; round++)
        {
            var review = await Review.OpenAsync(business, GroupRule.Any, Three);
            var answers = await Task.WhenAll(Three.Select(approver => Task.Run(() => TryAsync(() => review.AnswerAsync(approver, TaskActions.Approve)))));

            Assert.Single(answers, refused => refused is null);
            var tasks = await Task.WhenAll(Three.Select(approver => review.TaskAsync(approver)));
            var winner = Assert.Single(tasks, task => task.State == TaskState.Completed);
            Assert.All(tasks.Where(task => task != winner), task => Assert.Equal(TaskState.Superseded, task.State));
            var name = await business.ReadAsync(db => db.Users.Where(person => person.Id == winner.CompletedById).Select(person => person.Name).SingleAsync());
            Assert.All(answers.OfType<RefusedException>(), refused =>
            {
                Assert.Equal((RefusalKind.Conflict, "task.handledBy"), (refused.Kind, refused.Refusals[0].Key));
                Assert.Equal(name, refused.Refusals[0].Arguments[0]);
            });
            Assert.Equal(winner.BookmarkId, Assert.Single(await review.ToldAsync()).BookmarkId);
        }
    }

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task R_03_of_two_nodes_that_answer_one_task_a_thousand_times_each_time_one_wins(string database)
    {
        const int rounds = 1000, roundsACase = 50;
        await using var business = await Business.OpenAsync(database);
        await using var other = business.Another();
        var person = await business.PersonAsync("jiang.xubai");
        TaskDecisions[] nodes = [business.Get<TaskDecisions>(), other.GetRequiredService<TaskDecisions>()];
        var told = 0;
        for (var start = 0; start < rounds; start += roundsACase)
        {
            var review = await Review.OpenAsync(business, GroupRule.Single, "jiang.xubai");
            for (var level = 1; level <= roundsACase; level++)
            {
                if (level > 1) await review.AskAsync(GroupRule.Single, level, "jiang.xubai");
                var task = (await review.TaskAsync("jiang.xubai", level)).Id;
                var answers = await Task.WhenAll(nodes.Select(node => Task.Run(() => TryAsync(() =>
                    node.CompleteAsync(new(task, person, TaskActions.Approve, null, null, Guid.NewGuid(), null))))));
                Assert.Equal("task.handledBy", Assert.Single(answers, refused => refused is not null)!.Refusals[0].Key);
            }

            told += (await review.ToldAsync()).Count;
        }

        Assert.Equal(rounds, told);
    }

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task R_02_the_same_click_sixteen_times_at_once_has_one_effect_and_one_answer(string database)
    {
        await using var business = await Business.OpenAsync(database);
        var review = await Review.OpenAsync(business, GroupRule.Single, "jiang.xubai");
        var click = Guid.NewGuid();
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => TryAsync(() => review.AnswerAsync("jiang.xubai", TaskActions.Approve, operation: click)))));

        Assert.All(answers, Assert.Null);
        Assert.Single(await review.ToldAsync());
        Assert.Equal(1, await business.ReadAsync(db => db.Audit.CountAsync(entry => entry.CaseId == review.CaseId && entry.Action == TaskActions.Approve)));
    }

    [Theory]
    [InlineData(TaskActions.Return)]
    [InlineData(TaskActions.Reject)]
    public async Task A_countersign_that_one_has_approved_ends_for_all_when_another_says_no(string action)
    {
        await using var business = await Business.OpenAsync();
        var review = await Review.OpenAsync(business, GroupRule.All, Three);
        await review.AnswerAsync("jiang.xubai", TaskActions.Approve);
        Assert.Equal(TaskState.Open, (await review.TaskAsync("tang.zhixia")).State);
        await review.AnswerAsync("tang.zhixia", action, "请补充附件");

        Assert.Equal(TaskState.Superseded, (await review.TaskAsync("xu.muyun")).State);
        Assert.Equal(TaskState.Completed, (await review.TaskAsync("jiang.xubai")).State);
        var late = await Assert.ThrowsAsync<RefusedException>(() => review.AnswerAsync("xu.muyun", TaskActions.Approve));
        Assert.Equal(("task.handledBy", "唐知夏"), (late.Refusals[0].Key, late.Refusals[0].Arguments[0]));
    }

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task All_of_a_countersign_may_approve_at_once_and_the_engine_hears_of_each_in_order(string database)
    {
        await using var business = await Business.OpenAsync(database);
        for (var round = 0; round < 10; round++)
        {
            var review = await Review.OpenAsync(business, GroupRule.All, Three);
            await Task.WhenAll(Three.Select(approver => Task.Run(() => review.AnswerAsync(approver, TaskActions.Approve))));
            Assert.Equal(3, (await review.ToldAsync()).Select(row => row.BookmarkId).Distinct().Count());
        }
    }

    [Fact]
    public async Task What_the_engine_is_told_keeps_its_order_although_the_clock_stands_still()
    {
        await using var business = await Business.OpenAsync();
        string[] approvers = ["jiang.xubai", "tang.zhixia", "xu.muyun", "qin.ruohe", "shen.yanqiu", "lu.tingchuan", "he.mingqian", "gu.xingzhou"];
        var review = await Review.OpenAsync(business, GroupRule.All, approvers);
        foreach (var approver in approvers) await review.AnswerAsync(approver, TaskActions.Approve);

        var expected = await Task.WhenAll(approvers.Select(async approver => (await review.TaskAsync(approver)).BookmarkId));
        Assert.Equal(expected, (await review.ToldAsync()).Select(row => row.BookmarkId!));
    }

    [Fact]
    public async Task A_decision_stores_task_audit_and_order_together_with_what_was_said()
    {
        await using var business = await Business.OpenAsync();
        var review = await Review.OpenAsync(business, GroupRule.Single, "jiang.xubai");
        await review.AnswerAsync("jiang.xubai", TaskActions.Return, "  价格有误 ");

        var task = await review.TaskAsync("jiang.xubai");
        Assert.Equal((TaskState.Completed, TaskActions.Return, "价格有误"), (task.State, task.Outcome, task.Comment));
        var input = JsonNode.Parse(Assert.Single(await review.ToldAsync()).InputJson)!;
        Assert.Equal((TaskActions.Return, "价格有误"), ((string?)input["Action"], (string?)input["Comment"]));
        var entry = await business.ReadAsync(db => db.Audit.SingleAsync(row => row.CaseId == review.CaseId && row.Action == TaskActions.Return));
        Assert.Equal((task.CompletedById, "价格有误"), (entry.PersonId, entry.Comment));
    }

    [Theory]
    [InlineData(TaskActions.Reject, null, RefusalKind.Invalid)]
    [InlineData(TaskActions.Return, "  ", RefusalKind.Invalid)]
    [InlineData("Delete", "x", RefusalKind.Invalid)]
    public async Task A_no_without_a_reason_or_an_unknown_action_is_refused_and_changes_nothing(string action, string? comment, RefusalKind kind)
    {
        await using var business = await Business.OpenAsync();
        var review = await Review.OpenAsync(business, GroupRule.Single, "jiang.xubai");
        var refused = await Assert.ThrowsAsync<RefusedException>(() => review.AnswerAsync("jiang.xubai", action, comment));

        Assert.Equal(kind, refused.Kind);
        Assert.Equal(TaskState.Open, (await review.TaskAsync("jiang.xubai")).State);
        Assert.Empty(await review.ToldAsync());
    }

    [Theory]
    [InlineData(TaskActions.Approve)]
    [InlineData(TaskActions.Return)]
    public async Task S_13_nobody_decides_his_own_case_even_when_the_task_is_his(string action)
    {
        await using var business = await Business.OpenAsync();
        var review = await Review.OpenAsync(business, GroupRule.Single, "lin.zhiyuan");
        var refused = await Assert.ThrowsAsync<RefusedException>(() => review.AnswerAsync("lin.zhiyuan", action, "x"));
        Assert.Equal((RefusalKind.Forbidden, "task.ownCase"), (refused.Kind, refused.Refusals[0].Key));
        Assert.Empty(await review.ToldAsync());
    }

    [Fact]
    public async Task S_13_an_administrator_decides_nothing()
    {
        await using var business = await Business.OpenAsync();
        var review = await Review.OpenAsync(business, GroupRule.Single, "admin");
        Assert.Equal(RefusalKind.Forbidden, (await Assert.ThrowsAsync<RefusedException>(() => review.AnswerAsync("admin", TaskActions.Approve))).Kind);
    }

    [Fact]
    public async Task Somebody_who_has_left_decides_nothing()
    {
        await using var business = await Business.OpenAsync();
        var review = await Review.OpenAsync(business, GroupRule.Single, "jiang.xubai");
        await business.WriteAsync(db => db.Users.Where(person => person.UserName == "jiang.xubai").ExecuteUpdateAsync(set => set.SetProperty(person => person.Active, false)));
        await Assert.ThrowsAsync<RefusedException>(() => review.AnswerAsync("jiang.xubai", TaskActions.Approve));
        Assert.Empty(await review.ToldAsync());
    }

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task Whoever_has_the_page_open_while_the_applicant_withdraws_is_told_politely(string database)
    {
        await using var business = await Business.OpenAsync(database);
        for (var round = 0; round < 10; round++)
        {
            var review = await Review.OpenAsync(business, GroupRule.Single, "jiang.xubai");
            var owner = await business.PersonAsync("lin.zhiyuan");
            var both = await Task.WhenAll(
                Task.Run(() => TryAsync(() => business.Get<CaseRegister>().WithdrawAsync(owner, review.CaseId, null, null))),
                Task.Run(() => TryAsync(() => review.AnswerAsync("jiang.xubai", TaskActions.Approve))));

            var refused = Assert.Single(both.OfType<RefusedException>());
            Assert.Equal(RefusalKind.Conflict, refused.Kind);
            Assert.Single(await review.ToldAsync());
        }
    }

    [Fact]
    public async Task Withdrawing_is_free_before_the_first_decision_and_needs_a_reason_after_it()
    {
        await using var business = await Business.OpenAsync();
        var owner = await business.PersonAsync("lin.zhiyuan");
        var register = business.Get<CaseRegister>();
        var review = await Review.OpenAsync(business, GroupRule.All, "jiang.xubai", "tang.zhixia");
        await review.AnswerAsync("jiang.xubai", TaskActions.Approve);

        Assert.Equal(RefusalKind.Invalid, (await Assert.ThrowsAsync<RefusedException>(() => register.WithdrawAsync(owner, review.CaseId, " ", null))).Kind);
        Assert.Equal(RefusalKind.NotFound, (await Assert.ThrowsAsync<RefusedException>(async () => await register.WithdrawAsync(await business.PersonAsync("su.xiaoman"), review.CaseId, "x", null))).Kind);
        await register.WithdrawAsync(owner, review.CaseId, "档期取消", null);
        Assert.Equal(TaskState.Cancelled, (await review.TaskAsync("tang.zhixia")).State);
        Assert.Equal(CaseRegister.WithdrawStimulus, (await review.ToldAsync())[^1].Stimulus);
        Assert.Equal(RefusalKind.Conflict, (await Assert.ThrowsAsync<RefusedException>(() => register.WithdrawAsync(owner, review.CaseId, "x", null))).Kind);
    }

    private static async Task<RefusedException?> TryAsync(Func<Task> act)
    {
        try
        {
            await act();
            return null;
        }
        catch (RefusedException refused)
        {
            return refused;
        }
    }
}
