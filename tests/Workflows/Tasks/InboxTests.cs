using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Tasks;
using ProcessSales.Workflows.Tests.Running;

namespace ProcessSales.Workflows.Tests.Tasks;

public sealed class InboxTests
{
    private const string Approver = "jiang.xubai";

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task Every_filter_finds_what_it_says_and_nothing_else(string database)
    {
        await using var business = await Business.OpenAsync(database);
        var me = await business.PersonAsync(Approver);
        var first = await OpenAsync(business, "春季堆头", due: 5, file => (file.CustomerCode, file.SearchText) = ("C01", "c01-01 岚桥梦溪店"));
        business.Clock.Advance(TimeSpan.FromMinutes(1));
        var late = await OpenAsync(business, "夏季试吃", due: -2, file => file.State = CaseState.Returned);
        business.Clock.Advance(TimeSpan.FromDays(2));
        var later = await OpenAsync(business, "秋季海报", due: null);

        Assert.Equal([late, first, later], await FoundAsync(new(InboxTab.ToDo)));
        Assert.Equal([late], await FoundAsync(new(InboxTab.ToDo, Overdue: true)));
        Assert.Equal([first], await FoundAsync(new(InboxTab.ToDo, Text: "梦溪")));
        Assert.Equal([first], await FoundAsync(new(InboxTab.ToDo, Text: "c01-01")));
        Assert.Equal([late], await FoundAsync(new(InboxTab.ToDo, Text: "试吃")));
        Assert.Equal([later, late, first], await FoundAsync(new(InboxTab.ToDo) { Sort = InboxSort.Newest }));
        Assert.Equal([late], await FoundAsync(new(InboxTab.ToDo) { State = CaseState.Returned }));
        Assert.Equal([later], await FoundAsync(new(InboxTab.ToDo) { From = new(2026, 11, 25) }));
        Assert.Equal([late, first], await FoundAsync(new(InboxTab.ToDo) { To = new(2026, 11, 23) }));
        Assert.Equal([late, first, later], await FoundAsync(new(InboxTab.ToDo, "promotion-approval") { Applicant = "知远" }));
        Assert.Empty(await FoundAsync(new(InboxTab.ToDo, "complaint-handling")));
        Assert.Empty(await FoundAsync(new(InboxTab.ToDo) { Applicant = "苏小满" }));
        var number = await business.ReadAsync(db => db.Cases.Where(file => file.Id == first).Select(file => file.Number).SingleAsync());
        Assert.Equal([first], await FoundAsync(new(InboxTab.ToDo, Text: number.ToLowerInvariant())));
        Assert.Equal(3, await business.Get<Inbox>().CountAsync(me));
        Assert.Equal(3, (await business.Get<Inbox>().CountsAsync(me)).ToDo);

        async Task<IReadOnlyList<Guid>> FoundAsync(InboxFilter filter)
        {
            var page = await business.Get<Inbox>().ListAsync(me, filter);
            Assert.Equal(page.Rows.Count, page.Total);
            return [.. page.Rows.Select(row => row.CaseId)];
        }
    }

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task A_task_put_off_leaves_the_list_and_comes_back_with_its_deadline_untouched(string database)
    {
        await using var business = await Business.OpenAsync(database);
        var (me, desk, inbox) = (await business.PersonAsync(Approver), business.Get<InboxDesk>(), business.Get<Inbox>());
        var caseId = await OpenAsync(business, "春季堆头", due: 1);
        var task = (await inbox.ListAsync(me, new(InboxTab.ToDo))).Rows[0];
        await desk.SnoozeAsync(me, task.TaskId!.Value, new(2026, 11, 26));
        Assert.Empty((await inbox.ListAsync(me, new(InboxTab.ToDo))).Rows);
        Assert.Equal((0, 1), (await inbox.CountAsync(me), (await inbox.CountsAsync(me)).Aside));
        Assert.Null(await inbox.NextAsync(me));
        var aside = Assert.Single((await inbox.ListAsync(me, new(InboxTab.ToDo) { Aside = true })).Rows);
        Assert.Equal((task.DueAt, new DateTimeOffset(2026, 11, 26, 1, 0, 0, TimeSpan.Zero)), (aside.DueAt, aside.Until));

        business.Clock.Advance(TimeSpan.FromDays(3));
        var back = Assert.Single((await inbox.ListAsync(me, new(InboxTab.ToDo))).Rows);
        Assert.Equal((caseId, true, null), (back.CaseId, back.Overdue, back.Until));

        await desk.SnoozeAsync(me, task.TaskId.Value, new(2026, 12, 1));
        await desk.WakeAsync(me, task.TaskId.Value);
        Assert.Equal(1, await inbox.CountAsync(me));
        foreach (var day in new[] { new DateOnly(2026, 11, 26), new DateOnly(2027, 12, 1), default })
            await Assert.ThrowsAsync<RefusedException>(() => desk.SnoozeAsync(me, task.TaskId.Value, day));
        var stranger = await business.PersonAsync("xu.muyun");
        Assert.Equal(RefusalKind.NotFound, (await Assert.ThrowsAsync<RefusedException>(() => desk.SnoozeAsync(stranger, task.TaskId.Value, new(2026, 12, 1)))).Kind);
    }

    [Fact]
    public async Task A_kept_view_counts_what_it_finds_and_belongs_to_one_person()
    {
        await using var business = await Business.OpenAsync();
        var (me, other, desk) = (await business.PersonAsync(Approver), await business.PersonAsync("shen.yanqiu"), business.Get<InboxDesk>());
        await OpenAsync(business, "春季堆头", due: -1);
        await OpenAsync(business, "夏季试吃", due: 3);
        var filter = new InboxFilter(InboxTab.ToDo, Text: "堆头 & 100%=?", Overdue: true) { From = new(2026, 11, 1), State = CaseState.InReview, Sort = InboxSort.Newest };
        await desk.SaveViewAsync(me, "怪名字", filter);
        await desk.SaveViewAsync(me, "逾期", new(InboxTab.ToDo, Overdue: true));
        await desk.SaveViewAsync(me, "逾期", new(InboxTab.ToDo, Text: "季"));
        var views = await desk.ViewsAsync(me);
        Assert.Equal([("怪名字", 0), ("逾期", 2)], views.Select(view => (view.Name, view.Count)));
        Assert.Empty(await desk.ViewsAsync(other));
        await desk.RemoveViewAsync(other, views[0].Id);
        Assert.Equal(2, (await desk.ViewsAsync(me)).Count);
        await desk.RemoveViewAsync(me, views[0].Id);
        Assert.Single(await desk.ViewsAsync(me));
        await Assert.ThrowsAsync<RefusedException>(() => desk.SaveViewAsync(me, " ", filter));
    }

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task Copies_are_listed_with_what_is_unread(string database)
    {
        await using var business = await Business.OpenAsync(database);
        var reader = await business.PersonAsync("xu.muyun");
        var (read, unread) = (await OpenAsync(business, "春季堆头", due: 1), await OpenAsync(business, "夏季试吃", due: 1));
        await business.WriteAsync(db =>
        {
            db.CaseCopies.Add(new() { CaseId = read, PersonId = reader, At = business.Clock.GetUtcNow(), ReadAt = business.Clock.GetUtcNow() });
            db.CaseCopies.Add(new() { CaseId = unread, PersonId = reader, At = business.Clock.GetUtcNow().AddMinutes(1) });
            return Task.CompletedTask;
        });
        var inbox = business.Get<Inbox>();
        Assert.Equal([(unread, true), (read, false)], (await inbox.ListAsync(reader, new(InboxTab.Copies))).Rows.Select(row => (row.CaseId, row.Unread)));
        Assert.Equal([unread], (await inbox.ListAsync(reader, new(InboxTab.Copies) { Aside = true })).Rows.Select(row => row.CaseId));
        Assert.Equal(1, (await inbox.CountsAsync(reader)).Unread);
        Assert.Equal([read], (await inbox.ListAsync(reader, new(InboxTab.Copies, Text: "堆头"))).Rows.Select(row => row.CaseId));
    }

    [Fact]
    public async Task After_an_answer_the_next_of_the_list_follows()
    {
        await using var business = await Business.OpenAsync();
        var (me, inbox) = (await business.PersonAsync(Approver), business.Get<Inbox>());
        for (var number = 1; number <= 3; number++) await OpenAsync(business, $"堆头 {number}", due: number);
        var tasks = (await inbox.ListAsync(me, new(InboxTab.ToDo))).Rows.Select(row => row.TaskId!.Value).ToList();
        Assert.Equal(tasks[1], await inbox.FollowingAsync(me, new(InboxTab.ToDo), tasks[0]));
        Assert.Equal(tasks[1], await inbox.FollowingAsync(me, new(InboxTab.ToDo), tasks[2]));
        Assert.Equal(tasks[1], await inbox.FollowingAsync(me, new(InboxTab.ToDo, Size: 1), tasks[0]));
        Assert.Null(await inbox.FollowingAsync(me, new(InboxTab.ToDo, Text: "堆头 1"), tasks[0]));
    }

    [Fact]
    public void An_address_is_read_back_as_it_was_written_and_nonsense_counts_as_not_said()
    {
        var filter = new InboxFilter(InboxTab.Handled, "promotion-approval", "a&b=c%?", true) { Applicant = "林", From = new(2026, 1, 2), To = new(2026, 3, 4), State = CaseState.Approved, Aside = true, Sort = InboxSort.Oldest };
        var values = filter.Values.ToDictionary(pair => pair.Name, pair => pair.Value);
        Assert.Equal(filter, InboxFilter.Read(values.GetValueOrDefault));
        Assert.Equal(new(InboxTab.ToDo), InboxFilter.Read(name => name switch { "tab" => "7", "from" => "31.12.2026", "state" => "0", "page" => "-3", "sort" => "x", _ => null }));
    }

    private static async Task<Guid> OpenAsync(Business business, string title, int? due, Action<Case>? change = null)
    {
        var review = await Review.OpenAsync(business, GroupRule.Single, Approver);
        await business.WriteAsync(async db =>
        {
            var file = await db.Cases.SingleAsync(row => row.Id == review.CaseId);
            file.Title = title;
            change?.Invoke(file);
            var task = await db.Tasks.SingleAsync(row => row.CaseId == review.CaseId);
            task.DueAt = due is { } days ? business.Clock.GetUtcNow().AddDays(days) : null;
        });
        return review.CaseId;
    }
}
