using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Tasks;
using ProcessSales.Workflows.Tests.Running;

namespace ProcessSales.Workflows.Tests.Tasks;

public sealed class ProjectionTests
{
    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task The_same_projection_at_once_and_again_makes_a_task_once(string database)
    {
        await using var business = await Business.OpenAsync(database);
        var review = await Review.OpenAsync(business, GroupRule.Single);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => review.AskAsync(GroupRule.Single, 1, "jiang.xubai"))));
        await review.AskAsync(GroupRule.Single, 1, "jiang.xubai");
        Assert.Equal(1, await business.ReadAsync(db => db.Tasks.CountAsync(task => task.CaseId == review.CaseId)));
    }

    [Fact]
    public async Task A_task_that_was_answered_stays_answered_while_its_bookmark_still_waits()
    {
        await using var business = await Business.OpenAsync();
        var review = await Review.OpenAsync(business, GroupRule.Any, "jiang.xubai", "tang.zhixia");
        await review.AnswerAsync("jiang.xubai", TaskActions.Approve);
        await review.AskAsync(GroupRule.Any, 1, "jiang.xubai", "tang.zhixia");

        Assert.Equal(TaskState.Completed, (await review.TaskAsync("jiang.xubai")).State);
        Assert.Equal(TaskState.Superseded, (await review.TaskAsync("tang.zhixia")).State);
    }

    [Fact]
    public async Task An_open_task_whose_bookmark_is_gone_is_closed_and_leaves_the_inbox()
    {
        await using var business = await Business.OpenAsync();
        var review = await Review.OpenAsync(business, GroupRule.Single, "jiang.xubai");
        var person = await business.PersonAsync("jiang.xubai");
        Assert.Equal(1, await business.Get<Inbox>().CountAsync(person));
        await review.AskAsync(GroupRule.Single, 2, "shen.yanqiu");

        Assert.NotEqual(TaskState.Open, (await review.TaskAsync("jiang.xubai")).State);
        Assert.Equal(0, await business.Get<Inbox>().CountAsync(person));
        Assert.Equal(RefusalKind.Conflict, (await Assert.ThrowsAsync<RefusedException>(() => review.AnswerAsync("jiang.xubai", TaskActions.Approve))).Kind);
    }

    [Fact]
    public async Task A_task_whose_step_failed_and_is_retried_waits_again()
    {
        await using var business = await Business.OpenAsync();
        var review = await Review.OpenAsync(business, GroupRule.Single, "jiang.xubai");
        await review.AskAsync(GroupRule.Single, 1);
        Assert.Equal(TaskState.Cancelled, (await review.TaskAsync("jiang.xubai")).State);

        await review.AskAsync(GroupRule.Single, 1, "jiang.xubai");
        Assert.Equal((TaskState.Open, null), ((await review.TaskAsync("jiang.xubai")).State, (await review.TaskAsync("jiang.xubai")).CompletedAt));
    }

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task The_inbox_shows_what_is_due_first_on_top_and_pages_in_the_database(string database)
    {
        await using var business = await Business.OpenAsync(database);
        var person = await business.PersonAsync("jiang.xubai");
        for (var i = 0; i < 5; i++) await Review.OpenAsync(business, GroupRule.Single, "jiang.xubai");
        var now = business.Clock.GetUtcNow();
        await business.WriteAsync(async db =>
        {
            var due = 0;
            foreach (var task in await db.Tasks.Where(task => task.AssigneeId == person).OrderBy(task => task.Id).ToListAsync()) task.DueAt = due++ == 0 ? null : now.AddHours(-due);
        });

        var first = await business.Get<Inbox>().ListAsync(person, new(InboxTab.ToDo, Size: 2));
        var last = await business.Get<Inbox>().ListAsync(person, new(InboxTab.ToDo, Number: 3, Size: 2));
        Assert.Equal((5, 2, 1), (first.Total, first.Rows.Count, last.Rows.Count));
        Assert.True(first.Rows[0].DueAt < first.Rows[1].DueAt);
        Assert.Null(last.Rows[0].DueAt);
    }
}
