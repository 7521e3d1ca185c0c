using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Customers;
using ProcessSales.Workflows.Promotions;
using ProcessSales.Workflows.Tasks;
using ProcessSales.Workflows.Tests.Running;

namespace ProcessSales.Workflows.Tests.People;

/// <summary>What a person may see (domain.md 2.0), of a case of 林知远 in 临湖 that lies with 贺明谦.</summary>
public sealed class DataScopeTests
{
    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task S_11_a_case_its_tasks_and_its_lists_are_there_for_those_it_concerns_and_for_nobody_else(string database)
    {
        await using var business = await Business.OpenAsync(database);
        var review = await Review.OpenAsync(business, GroupRule.Single, "luo.qicheng");
        var task = (await review.TaskAsync("luo.qicheng")).Id;

        foreach (var insider in new[] { "lin.zhiyuan", "fang.yuan", "jiang.xubai", "shen.yanqiu", "gu.xingzhou", "wen.shuyan", "he.mingqian", "cheng.yinuo", "admin", "luo.qicheng" })
            Assert.True(await SeesAsync(business, insider, review.CaseId, task, review.Instance), insider);
        foreach (var stranger in new[] { "su.xiaoman", "zhou.yiheng", "han.shiyu", "he.yeqing", "tang.zhixia", "xu.muyun", "lu.tingchuan", "ye.qinghe", "bai.xiaotang" })
            Assert.False(await SeesAsync(business, stranger, review.CaseId, task, review.Instance), stranger);
    }

    [Fact]
    public async Task S_11_for_a_stranger_a_task_that_exists_and_one_that_does_not_are_refused_alike()
    {
        await using var business = await Business.OpenAsync();
        var review = await Review.OpenAsync(business, GroupRule.Single, "jiang.xubai");
        var stranger = await business.PersonAsync("han.shiyu");
        var decisions = business.Get<TaskDecisions>();
        foreach (var task in new[] { (await review.TaskAsync("jiang.xubai")).Id, Guid.NewGuid() })
        {
            await UnknownAsync("task.unknown", () => decisions.CompleteAsync(new(task, stranger, TaskActions.Approve, null, null, Guid.NewGuid(), null)));
            await UnknownAsync("task.unknown", () => decisions.SaveDraftAsync(stranger, task, []));
        }

        foreach (var file in new[] { review.CaseId, Guid.NewGuid() })
        {
            await UnknownAsync("case.unknown", () => business.Get<CaseTalk>().SayAsync(stranger, file, "hello", null));
            await UnknownAsync("case.unknown", () => business.Get<CaseRegister>().WithdrawAsync(stranger, file, "x", null));
        }
    }

    [Fact]
    public async Task S_11_whoever_has_or_had_a_task_in_a_case_keeps_seeing_it()
    {
        await using var business = await Business.OpenAsync();
        var review = await Review.OpenAsync(business, GroupRule.Single, "xu.muyun");
        await review.AnswerAsync("xu.muyun", TaskActions.Approve);
        await review.AskAsync(GroupRule.Single, 2, "lu.tingchuan");
        Assert.NotNull(await business.Get<CaseFile>().ReadAsync(await business.PersonAsync("xu.muyun"), review.CaseId));
    }

    [Fact]
    public async Task S_11_somebody_who_sees_a_case_but_is_not_asked_may_only_look()
    {
        await using var business = await Business.OpenAsync();
        var review = await Review.OpenAsync(business, GroupRule.Single, "jiang.xubai");
        var task = (await review.TaskAsync("jiang.xubai")).Id;
        var director = await business.PersonAsync("gu.xingzhou");

        Assert.Empty((await business.Get<TaskDecisions>().ReadAsync(director, task))!.Actions);
        await UnknownAsync("task.unknown", () => business.Get<TaskDecisions>().CompleteAsync(new(task, director, TaskActions.Approve, null, null, Guid.NewGuid(), null)));
    }

    [Fact]
    public async Task S_11_somebody_who_has_left_sees_nothing()
    {
        await using var business = await Business.OpenAsync();
        var review = await Review.OpenAsync(business, GroupRule.Single, "jiang.xubai");
        foreach (var name in new[] { "gu.xingzhou", "lin.zhiyuan" })
        {
            await business.WriteAsync(db => db.Users.Where(person => person.UserName == name).ExecuteUpdateAsync(set => set.SetProperty(person => person.Active, false)));
            Assert.Null(await business.Get<CaseFile>().ReadAsync(await business.PersonAsync(name), review.CaseId));
            Assert.Empty((await business.Get<CustomerDirectory>().CustomersAsync(await business.PersonAsync(name), null, null, 1, 50)).Rows);
        }
    }

    [Theory]
    [InlineData("lin.zhiyuan", "C01", 4)]
    [InlineData("jiang.xubai", "C01 C02", 9)]
    [InlineData("shen.yanqiu", "C01 C02 C03", 11)]
    [InlineData("gu.xingzhou", "C01 C02 C03 C04 C05", 20)]
    [InlineData("qiao.muxin", "C04", 3)]
    [InlineData("fang.yuan", "C01 C02 C03", 11)]
    public async Task Chains_and_stores_are_listed_within_ones_own_area(string userName, string chains, int stores)
    {
        await using var business = await Business.OpenAsync();
        var person = await business.PersonAsync(userName);
        var directory = business.Get<CustomerDirectory>();
        Assert.Equal(chains, string.Join(' ', (await directory.CustomersAsync(person, null, null, 1, 50)).Rows.Select(row => row.Code)));
        Assert.Equal(stores, (await directory.StoresAsync(person, null, null, null, 1, 50)).Total);
    }

    [Fact]
    public async Task S_11_a_budget_line_of_another_area_is_not_there()
    {
        await using var business = await Business.OpenAsync();
        var line = await business.LineAsync("A-LINHU", "display");
        Assert.NotNull(await business.Get<Budgets>().LineAsync(await business.PersonAsync("lin.zhiyuan"), line));
        var stranger = await business.PersonAsync("han.shiyu");
        Assert.Null(await business.Get<Budgets>().LineAsync(stranger, line));
        Assert.Empty((await business.Get<Budgets>().EntriesAsync(stranger, line, 1, 20)).Rows);
        Assert.DoesNotContain((await business.Get<Budgets>().LinesAsync(stranger, null, null, null, 1, 100)).Rows, row => row.Id == line);
    }

    private static async Task<bool> SeesAsync(Business business, string userName, Guid caseId, Guid taskId, string instance)
    {
        var person = await business.PersonAsync(userName);
        bool[] ways =
        [
            await business.Get<CaseFile>().ReadAsync(person, caseId) is not null,
            await business.Get<CaseFile>().IsVisibleAsync(person, instance),
            await business.Get<CaseFile>().VisibleInstancesAsync(person) is not { } some || some.Contains(instance),
            await business.Get<TaskDecisions>().ReadAsync(person, taskId) is not null,
        ];
        return Assert.Single(ways.Distinct());
    }

    private static async Task UnknownAsync(string key, Func<Task> act)
    {
        var refused = await Assert.ThrowsAsync<RefusedException>(act);
        Assert.Equal((RefusalKind.NotFound, key), (refused.Kind, refused.Refusals[0].Key));
    }
}
