using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Issues;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Tests.Running;
using ProcessSales.Workflows.Visits;

namespace ProcessSales.Workflows.Tests.Issues;

public sealed class OpenIssueTests
{
    [Fact]
    public void An_issue_goes_from_open_to_resolved_and_back_and_stays_closed()
    {
        var allowed = new HashSet<(IssueState, IssueState)>
        {
            (IssueState.Open, IssueState.Resolved), (IssueState.Open, IssueState.Closed), (IssueState.Resolved, IssueState.Open), (IssueState.Resolved, IssueState.Closed),
        };
        foreach (var from in Enum.GetValues<IssueState>())
        {
            foreach (var to in Enum.GetValues<IssueState>()) Assert.Equal(allowed.Contains((from, to)), from.Allows(to));
        }
    }

    [Theory]
    [InlineData(IssueKind.OutOfStock, "2026-11-24")]
    [InlineData(IssueKind.Price, "2026-11-24")]
    [InlineData(IssueKind.Posm, "2026-12-02")]
    [InlineData(IssueKind.Display, "2026-11-26")]
    public async Task An_issue_has_the_working_days_of_its_kind(IssueKind kind, string due)
    {
        await using var business = await Business.OpenAsync();
        var id = await business.Get<OpenIssues>().RaiseAsync(await NewAsync(business, "due", kind));
        Assert.Equal(DateOnly.Parse(due), (await ReadAsync(business, id)).DueOn);
    }

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task Raised_by_several_at_once_under_one_key_it_is_one_issue(string database)
    {
        await using var business = await Business.OpenAsync(database);
        var issue = await NewAsync(business, "once");
        await using var node = business.Another();
        var ids = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => (number % 2 == 0 ? business.Get<OpenIssues>() : node.GetRequiredService<OpenIssues>()).RaiseAsync(issue)));
        Assert.Single(ids.Distinct());
        Assert.Equal(1, await business.ReadAsync(db => db.OpenIssues.CountAsync()));
        Assert.Equal(1, await business.ReadAsync(db => db.IssueEntries.CountAsync()));
    }

    [Fact]
    public async Task An_issue_raised_inside_a_change_that_fails_is_not_there()
    {
        await using var business = await Business.OpenAsync();
        var issue = await NewAsync(business, "inside");
        var calendar = await business.Get<WorkingCalendars>().CurrentAsync();
        await using (var db = await business.Get<IDbContextFactory<ProcessSalesDb>>().CreateDbContextAsync())
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            var first = await business.Get<OpenIssues>().RaiseAsync(db, calendar, issue, default);
            Assert.Equal(first, await business.Get<OpenIssues>().RaiseAsync(db, calendar, issue, default));
            await db.SaveChangesAsync();
        }

        Assert.Equal(0, await business.ReadAsync(db => db.OpenIssues.CountAsync()));
    }

    [Fact]
    public async Task It_reappears_at_the_stores_next_visit_until_a_later_visit_finds_it_done()
    {
        await using var business = await Business.OpenAsync();
        var (issues, person) = (business.Get<OpenIssues>(), await business.PersonAsync("lin.zhiyuan"));
        var id = await issues.RaiseAsync(await NewAsync(business, "again"));
        var (first, second) = (Guid.NewGuid(), Guid.NewGuid());
        Assert.True(await issues.AnswerAsync(new($"visit/{first}", id, person, true, "补货了", first)));
        Assert.Equal(IssueState.Resolved, (await ReadAsync(business, id)).State);
        Assert.Single(await WaitingAsync(business));

        // The same visit sent a second time does not close what it only resolved.
        Assert.True(await issues.AnswerAsync(new($"visit/{first}", id, person, true, "补货了", first)));
        Assert.Equal(IssueState.Resolved, (await ReadAsync(business, id)).State);
        Assert.False(await issues.AnswerAsync(new($"visit/{second}", id, person, true, null, second)));
        Assert.Equal((IssueState.Closed, (Guid?)person), ((await ReadAsync(business, id)).State, (await ReadAsync(business, id)).ClosedById));
        Assert.Empty(await WaitingAsync(business));
        Assert.Equal([IssueStep.Raised, IssueStep.Resolved, IssueStep.Closed], (await business.Get<IssueBook>().ReadAsync(person, id))!.History.Select(entry => entry.Step));
    }

    [Fact]
    public async Task Found_again_a_resolved_issue_is_open_again_and_its_clock_runs()
    {
        await using var business = await Business.OpenAsync();
        var (issues, person) = (business.Get<OpenIssues>(), await business.PersonAsync("lin.zhiyuan"));
        var id = await issues.RaiseAsync(await NewAsync(business, "found"));
        await issues.AnswerAsync(new("desk", id, person, true, "已修"));
        Assert.Null((await ReadAsync(business, id)).LadderAt);
        await issues.AnswerAsync(new("visit/1", id, person, false, "还在", Guid.NewGuid()));
        var issue = await ReadAsync(business, id);
        Assert.Equal((IssueState.Open, null), (issue.State, issue.ResolvedAt));
        Assert.NotNull(issue.LadderAt);
    }

    [Fact]
    public async Task The_companys_latest_decision_is_shown_and_the_ones_before_stay_in_the_history()
    {
        await using var business = await Business.OpenAsync();
        var (issues, manager) = (business.Get<OpenIssues>(), await business.PersonAsync("jiang.xubai"));
        var id = await issues.RaiseAsync(await NewAsync(business, "decided"));
        await issues.DecideAsync(manager, id, "先借用堆头");
        await issues.DecideAsync(manager, id, "本周内换货");
        Assert.Equal("本周内换货", Assert.Single(await WaitingAsync(business)).Decision);
        var view = (await business.Get<IssueBook>().ReadAsync(manager, id))!;
        Assert.Equal(["先借用堆头", "本周内换货"], view.History.Where(entry => entry.Step == IssueStep.Decided).Select(entry => entry.Text));
    }

    [Fact]
    public async Task Only_a_manager_who_raised_it_or_its_owner_after_it_is_resolved_closes_it()
    {
        await using var business = await Business.OpenAsync();
        var (issues, owner) = (business.Get<OpenIssues>(), await business.PersonAsync("lin.zhiyuan"));
        var id = await issues.RaiseAsync(await NewAsync(business, "closed") with { RaisedById = await business.PersonAsync("fang.yuan") });
        Assert.Equal("issue.notYoursToClose", (await Assert.ThrowsAsync<RefusedException>(() => issues.CloseAsync(owner, id, "不要了"))).Refusals[0].Key);
        await issues.CloseAsync(await business.PersonAsync("jiang.xubai"), id, "门店撤柜");
        Assert.Equal("issue.closed", (await Assert.ThrowsAsync<RefusedException>(() => issues.AnswerAsync(new("later", id, owner, true, null)))).Refusals[0].Key);
    }

    [Fact]
    public async Task A_stranger_neither_sees_nor_touches_it()
    {
        await using var business = await Business.OpenAsync();
        var (issues, stranger) = (business.Get<OpenIssues>(), await business.PersonAsync("han.shiyu"));
        var id = await issues.RaiseAsync(await NewAsync(business, "mine"));
        Assert.Null(await business.Get<IssueBook>().ReadAsync(stranger, id));
        Assert.Empty((await business.Get<IssueBook>().ListAsync(stranger, new(), null, 1, 10)).Rows);
        Assert.Equal(RefusalKind.NotFound, (await Assert.ThrowsAsync<RefusedException>(() => issues.DecideAsync(stranger, id, "x"))).Kind);
        Assert.Single((await business.Get<IssueBook>().ListAsync(await business.PersonAsync("fang.yuan"), new(), null, 1, 10)).Rows);
    }

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task As_the_time_runs_out_each_rung_is_climbed_once(string database)
    {
        await using var business = await Business.OpenAsync(database);
        var ladder = business.Get<IssueLadder>();
        // Monday 10:00, one working day: until Tuesday 18:00 these are 8 + 9 working hours.
        var id = await business.Get<OpenIssues>().RaiseAsync(await NewAsync(business, "late", IssueKind.OutOfStock));
        Assert.Equal(0, await ladder.SweepAsync());
        foreach (var (hours, told) in new[] { ("2026-11-24 14:40", 1), ("2026-11-24 18:00", 3), ("2026-11-25 17:31", 4), ("2026-11-26 17:01", 5) })
        {
            business.Clock.SetUtcNow(new DateTimeOffset(DateTime.Parse(hours), TimeSpan.FromHours(8)));
            Assert.Equal(1, await ladder.SweepAsync());
            Assert.Equal(0, await ladder.SweepAsync());
            Assert.Equal(told, await business.ReadAsync(db => db.Notifications.CountAsync(row => row.Key.StartsWith("issue/"))));
        }

        var issue = await ReadAsync(business, id);
        Assert.Equal((4, null, (Guid?)await business.PersonAsync("jiang.xubai")), (issue.LadderStep, issue.LadderAt, issue.AlsoOwnerId));
        Assert.True(await business.ReadAsync(async db => await db.Notifications.AnyAsync(row => db.Users.Any(person => person.Id == row.RecipientId && person.UserName == "shen.yanqiu"))));
    }

    private static async Task<NewIssue> NewAsync(Business business, string key, IssueKind kind = IssueKind.Other) =>
        new(key, IssueSource.Visit, Guid.NewGuid(), await StoreAsync(business), null, kind, "端架被竞品占用", RaisedById: await business.PersonAsync("lin.zhiyuan"));

    private static Task<Guid> StoreAsync(Business business) => business.ReadAsync(db => db.Stores.Where(store => store.Code == "C01-01").Select(store => store.Id).SingleAsync());

    private static Task<OpenIssue> ReadAsync(Business business, Guid id) => business.ReadAsync(db => db.OpenIssues.SingleAsync(row => row.Id == id));

    private static async Task<IReadOnlyList<StoreMatter>> WaitingAsync(Business business)
    {
        var store = await StoreAsync(business);
        return [.. (await business.Get<IssueBook>().OfAsync([store], new(2026, 11, 30), default))[store]];
    }
}
