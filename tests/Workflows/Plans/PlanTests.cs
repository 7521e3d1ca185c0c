using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Plans;
using ProcessSales.Workflows.Tests.Running;
using ProcessSales.Workflows.Tests.Visits;
using ProcessSales.Workflows.Visits;

namespace ProcessSales.Workflows.Tests.Plans;

public sealed class PlanTests
{
    private static readonly DateOnly Week = new(2026, 11, 30);

    [Fact]
    public void A_plan_goes_from_draft_to_submitted_and_back_or_is_confirmed_for_good()
    {
        var allowed = new HashSet<(PlanState, PlanState)> { (PlanState.Draft, PlanState.Submitted), (PlanState.Submitted, PlanState.Draft), (PlanState.Submitted, PlanState.Confirmed) };
        foreach (var from in Enum.GetValues<PlanState>())
        {
            foreach (var to in Enum.GetValues<PlanState>()) Assert.Equal(allowed.Contains((from, to)), from.Allows(to));
        }
    }

    [Theory]
    [InlineData("2/week", "Mon,Thu", 1, "11-30 12-03 12-07 12-10 12-14 12-17 12-21 12-24 12-28 12-31")]
    [InlineData("1/week", "Wed,Fri", 1, "12-02 12-09 12-16 12-23 12-30")]
    [InlineData("2/month", "Tue", 1, "12-08 12-22")]
    [InlineData("2/month", "Tue", 2, "12-01 12-15")]
    [InlineData("1/month", "Fri", 3, "12-25")]
    [InlineData("nonsense", "Fri", 1, "")]
    [InlineData("2/week", "", 1, "")]
    public void A_frequency_gives_the_days_of_five_weeks(string frequency, string days, int order, string expected)
    {
        var due = Enumerable.Range(0, 5).SelectMany(week => VisitFrequency.Parse(frequency)?.Days(Week.AddDays(7 * week), WeekDays.Parse(days)!, order) ?? []);
        Assert.Equal(expected, string.Join(' ', due.Select(day => day.ToString("MM-dd"))));
    }

    [Theory]
    [InlineData("0/week"), InlineData("8/week"), InlineData("6/month"), InlineData("2"), InlineData("2/year"), InlineData("-1/week"), InlineData("")]
    public void What_is_no_frequency_is_refused(string text) => Assert.Null(VisitFrequency.Parse(text));

    [Theory]
    [InlineData("Mon,Thu", "", "11-30 12-03")]
    [InlineData("Mon,Thu", "11-30", "12-01 12-03")]
    [InlineData("Thu,Fri", "12-04", "12-02 12-03")]
    [InlineData("Mon,Thu", "11-30 12-01 12-02", "12-03 12-04")]
    [InlineData("Mon,Thu", "11-30 12-01 12-02 12-03 12-04", "")]
    public void A_day_on_which_nobody_goes_moves_within_its_week(string days, string off, string expected)
    {
        var closed = off.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(day => DateOnly.Parse("2026-" + day)).Concat([new(2026, 12, 5), new(2026, 12, 6)]).ToHashSet();
        var laid = PlanDraft.Lay(Week, [new(Guid.Empty, Guid.NewGuid(), Guid.Empty, "店", days, "2/week", 1)], (_, day) => !closed.Contains(day));
        Assert.Equal(expected, string.Join(' ', laid.Select(visit => visit.Day.ToString("MM-dd"))));
    }

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task Made_by_two_nodes_at_once_everybody_has_one_plan_and_one_case(string database)
    {
        await using var business = await Business.OpenAsync(database);
        await using var node = business.Another();
        var made = await Task.WhenAll(business.Get<PlanMaker>().MakeAsync(Week), node.GetRequiredService<PlanMaker>().MakeAsync(Week));
        var people = await business.ReadAsync(db => db.Routes.Where(route => route.Active).Select(route => route.OwnerId).Distinct().CountAsync());
        Assert.Equal((people, people, people), (made.Sum(), await business.ReadAsync(db => db.WeeklyPlans.CountAsync()), await business.ReadAsync(db => db.Cases.CountAsync(file => file.Process == PlanMaker.Process))));
        Assert.False(await business.ReadAsync(db => db.PlanVisits.GroupBy(visit => new { visit.PlanId, visit.Day, visit.Order }).AnyAsync(group => group.Count() > 1)));
    }

    [Theory]
    [InlineData("2026-11-26 15:59", 0)]
    [InlineData("2026-11-26 16:00", 6)]
    [InlineData("2026-11-29 23:00", 6)]
    [InlineData("2026-11-30 09:00", 0)]
    public async Task Next_weeks_plans_are_made_from_thursday_four_o_clock_on(string now, int expected)
    {
        await using var business = await Business.OpenAsync();
        business.Clock.SetUtcNow(new DateTimeOffset(DateTime.Parse(now), TimeSpan.FromHours(8)));
        Assert.Equal(expected, await business.Get<PlanMaker>().MakeDueAsync());
    }

    [Fact]
    public async Task The_companys_and_the_chains_own_days_and_a_leave_are_kept_free()
    {
        await using var business = await Business.OpenAsync();
        var (lin, su) = (await business.PersonAsync("lin.zhiyuan"), await business.PersonAsync("su.xiaoman"));
        await business.WriteAsync(async db =>
        {
            var customer = await db.Customers.SingleAsync(row => row.Code == "C01");
            db.OwnDays.Add(new() { Id = Guid.NewGuid(), CustomerId = customer.Id, Date = Week, Name = "盘点", IsOffDay = true });
            db.OwnDays.Add(new() { Id = Guid.NewGuid(), Date = Week.AddDays(1), Name = "年会", IsOffDay = true });
            db.Absences.Add(new()
            {
                Id = Guid.NewGuid(), PersonId = su, DelegateId = lin, CreatedById = su, Reason = "休假", CreatedAt = business.Clock.GetUtcNow(),
                From = new(2026, 12, 2, 0, 0, 0, TimeSpan.FromHours(8)), Until = new(2026, 12, 5, 0, 0, 0, TimeSpan.FromHours(8)),
            });
        });
        business.Get<WorkingCalendars>().Forget();
        await business.Get<PlanMaker>().MakeAsync(Week);
        var plans = business.Get<PlanBook>();
        var ofLin = (await plans.ReadAsync(lin, lin, Week))!.Visits;
        Assert.DoesNotContain(ofLin, visit => visit.Day == Week && visit.StoreCode.StartsWith("C01"));
        Assert.DoesNotContain(ofLin, visit => visit.Day == Week.AddDays(1));
        Assert.All((await plans.ReadAsync(su, su, Week))!.Visits, visit => Assert.Equal(Week, visit.Day));
    }

    [Fact]
    public async Task A_draft_keeps_its_order_its_week_and_each_store_once_a_day()
    {
        await using var business = await Business.OpenAsync();
        await business.Get<PlanMaker>().MakeAsync(Week);
        var (plans, book, lin) = (business.Get<WeeklyPlans>(), business.Get<PlanBook>(), await business.PersonAsync("lin.zhiyuan"));
        var view = (await book.ReadAsync(lin, lin, Week))!;
        var visit = view.Visits[0];
        var other = (await book.StoresAsync(lin)).First(store => store.Id != visit.StoreId && view.Visits.All(row => row.StoreId != store.Id || row.Day != visit.Day));
        await plans.AddAsync(lin, view.Plan.Id, other.Id, visit.Day, PlanOrigin.AdHoc, null);
        await plans.MoveAsync(lin, view.Plan.Id, (await book.ReadAsync(lin, lin, Week))!.Visits.Last(row => row.Day == visit.Day).Id, visit.Day, 1);
        var day = (await book.ReadAsync(lin, lin, Week))!.Visits.Where(row => row.Day == visit.Day).ToList();
        Assert.Equal(other.Id, day[0].StoreId);
        Assert.Equal(Enumerable.Range(1, day.Count), day.Select(row => row.Order));

        async Task<string> RefusedAsync(Func<Task> act) => (await Assert.ThrowsAsync<RefusedException>(act)).Refusals[0].Key;
        Assert.Equal("plan.twice", await RefusedAsync(() => plans.AddAsync(lin, view.Plan.Id, other.Id, visit.Day, PlanOrigin.AdHoc, null)));
        Assert.Equal("plan.otherWeek", await RefusedAsync(() => plans.AddAsync(lin, view.Plan.Id, other.Id, Week.AddDays(7), PlanOrigin.AdHoc, null)));
        Assert.Equal("required", await RefusedAsync(() => plans.AddAsync(lin, view.Plan.Id, other.Id, Week.AddDays(5), PlanOrigin.Task, " ")));
        var strange = await business.ReadAsync(db => db.Stores.Where(store => store.Code == "C04-01").Select(store => store.Id).SingleAsync());
        Assert.Equal("store.unknown", await RefusedAsync(() => plans.AddAsync(lin, view.Plan.Id, strange, visit.Day, PlanOrigin.AdHoc, null)));
    }

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task A_visit_agreed_with_a_store_comes_into_the_plan_and_a_missed_one_is_planned_anew_with_a_link(string database)
    {
        await using var business = await Business.OpenAsync(database);
        var (plans, book, lists) = (business.Get<WeeklyPlans>(), business.Get<PlanBook>(), business.Get<VisitLists>());
        var made = await PhoneVisit.PlannedAsync(business);
        made.Content = made.Content with { NextOn = Week.AddDays(2) };
        var agreed = (await made.HandIn().SendAsync()).VisitId;
        var missed = await PhoneVisit.PlannedAsync(business, new(2026, 11, 22), "C01-02");
        await business.Get<VisitReviews>().EndDaysAsync();
        await business.Get<PlanMaker>().MakeAsync(Week);
        var view = (await book.ReadAsync(made.Person, made.Person, Week))!;
        var planned = view.Visits.Single(visit => visit.StoreId == made.Store && visit.Day == Week.AddDays(2));
        Assert.Equal((PlanOrigin.Task, "下次约定"), (planned.Origin, planned.Reason));
        var wish = Assert.Single(view.Wishes);
        Assert.Equal((PlanWishKind.Missed, missed.Store, new DateOnly(2026, 11, 22)), (wish.Kind, wish.StoreId, wish.Day));

        await plans.AddAsync(made.Person, view.Plan.Id, wish.StoreId, Week.AddDays(5), PlanOrigin.Task, "漏访 2026-11-22", wish.VisitId);
        Assert.Empty((await book.ReadAsync(made.Person, made.Person, Week))!.Wishes);
        await plans.MoveOnAsync(view.Plan.CaseId, PlanState.Submitted, "in");
        await plans.MoveOnAsync(view.Plan.CaseId, PlanState.Confirmed, "on");
        var link = (await lists.ReadAsync(made.Person, wish.VisitId))!.FollowedBy!;
        Assert.Equal(Week.AddDays(5), link.Day);
        Assert.Equal(wish.VisitId, (await lists.ReadAsync(made.Person, link.Id))!.Follows!.Id);
        Assert.Equal(Week.AddDays(2), (await lists.ReadAsync(made.Person, agreed))!.FollowedBy!.Day);
    }

    [Fact]
    public async Task A_stranger_does_not_see_a_plan_its_assistant_changes_it_and_its_manager_only_reads_it()
    {
        await using var business = await Business.OpenAsync();
        await business.Get<PlanMaker>().MakeAsync(Week);
        var (plans, book, lin) = (business.Get<WeeklyPlans>(), business.Get<PlanBook>(), await business.PersonAsync("lin.zhiyuan"));
        var view = (await book.ReadAsync(lin, lin, Week))!;
        var stranger = await business.PersonAsync("han.shiyu");
        Assert.Null(await book.ReadAsync(stranger, lin, Week));
        Assert.Equal(RefusalKind.NotFound, (await Assert.ThrowsAsync<RefusedException>(() => plans.RemoveAsync(stranger, view.Plan.Id, view.Visits[0].Id))).Kind);
        var manager = await business.PersonAsync("jiang.xubai");
        Assert.False((await book.ReadAsync(manager, lin, Week))!.MayChange);
        Assert.Equal(RefusalKind.Forbidden, (await Assert.ThrowsAsync<RefusedException>(() => plans.RemoveAsync(manager, view.Plan.Id, view.Visits[0].Id))).Kind);
        await plans.RemoveAsync(await business.PersonAsync("fang.yuan"), view.Plan.Id, view.Visits[0].Id);
        Assert.Equal(2, (await book.ListAsync(manager, Week, null, 1, 20)).Total);
    }
}
