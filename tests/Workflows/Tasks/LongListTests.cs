using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Tasks;
using ProcessSales.Workflows.Tests.Running;

namespace ProcessSales.Workflows.Tests.Tasks;

public sealed class LongListTests
{
    [Fact]
    public async Task R_29_Among_100_000_open_tasks_and_a_million_entries_every_page_shows_its_own_rows()
    {
        await using var business = await Business.OpenAsync();
        var review = await Review.OpenAsync(business, GroupRule.Single, "jiang.xubai");
        var (me, other, now) = (await business.PersonAsync("jiang.xubai"), await business.PersonAsync("shen.yanqiu"), business.Clock.GetUtcNow().UtcTicks);
        await business.WriteAsync(async db =>
        {
            // Many are due at one moment and many never, so that only the last key tells them apart. A third belongs to me.
            await db.Database.ExecuteSqlAsync($"""
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000), one AS (SELECT * FROM Tasks LIMIT 1)
                INSERT INTO Tasks (Id, BookmarkId, InstanceId, CaseId, ActivityId, StepName, Title, AssigneeId, FormMode, ActionsJson, GroupRule, State, DueAt, CreatedAt, Version, Priority, PausedMinutes, LadderStep, DraftVersion, CommentNeeded)
                SELECT printf('00000000-0000-7000-8000-%012X', (i * 7919) % 100003), 'long' || i, InstanceId, CaseId, ActivityId, StepName, Title, CASE WHEN i % 3 = 0 THEN {me} ELSE {other} END, 'read', '[]', 'Single', 'Open',
                    CASE WHEN i % 5 = 0 THEN NULL ELSE {now} + (i % 40) * 36000000000 END, {now} - (i % 7), 0, 'Normal', 0, 0, 0, 0 FROM n, one
                """);
            await db.Database.ExecuteSqlAsync($"""
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000)
                INSERT INTO Audit (Id, At, CaseId, Subject, Action) SELECT printf('00000000-0000-7000-9000-%012X', i), {now}, {review.CaseId}, 'case', 'Comment' FROM n
                """);
        });

        var inbox = business.Get<Inbox>();
        var all = await business.ReadAsync(db => db.Tasks.Where(task => task.AssigneeId == me && task.State == TaskState.Open)
            .OrderBy(task => task.DueAt == null).ThenBy(task => task.DueAt).ThenBy(task => task.CreatedAt).ThenBy(task => task.Id).Select(task => task.Id).ToListAsync());
        Assert.InRange(all.Count, 33_333, 33_335);
        foreach (var number in new[] { 1, 2, 19, 20, 21, 22, 999, 1_000, 1_001, 1_332, 1_333, 1_334, 1_335, 1_666, 1_667 })
        {
            var page = await inbox.ListAsync(me, new(InboxTab.ToDo, Number: number));
            Assert.Equal(all.Skip((number - 1) * 20).Take(20), page.Rows.Select(row => row.TaskId!.Value));
            Assert.Equal(all.Count, page.Total);
        }

        Assert.Equal(all.Count, await inbox.CountAsync(me));
        Assert.Equal(20, (await inbox.ListAsync(me, new(InboxTab.ToDo, Text: "林知远"))).Rows.Count);
        Assert.Empty((await inbox.ListAsync(me, new(InboxTab.ToDo, Number: 100_000))).Rows);
    }
}
