using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Issues;
using ProcessSales.Workflows.Notifications;
using ProcessSales.Workflows.Reports;
using ProcessSales.Workflows.Statements;
using ProcessSales.Workflows.Tests.Receivables;
using ProcessSales.Workflows.Tests.Running;
using ProcessSales.Workflows.Tests.Visits;
using ProcessSales.Workflows.Visits;

namespace ProcessSales.Workflows.Tests.Reports;

/// <summary>Reports write themselves (domain.md 0.1, 2.2 V-18), and people are told at their hours.</summary>
public sealed class ReportTests
{
    private static readonly DateOnly Monday = new(2026, 11, 23);

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task The_daily_report_says_what_the_visits_of_the_day_say(string database)
    {
        await using var business = await Business.OpenAsync(database);
        var kam = await business.PersonAsync("lin.zhiyuan");
        var visit = await PhoneVisit.PlannedAsync(business);
        visit.Content = visit.Content with
        {
            Lines = [.. visit.Content.Lines, new("2000000000022", ShelfStatus.OutOfStock, 0, null, null, 0, 0, null, 30, null)],
            Batches = [.. visit.Content.Batches, new("2000000000039", new(2026, 3, 20), 6, false, 6, 6, 0, 0, 0, 0, "后仓")],
            Competitors = [new("友商", "薯片", "price", 5.90m, "第二件半价")],
            Matters = [new(StoreMatterKind.Promotion, Guid.NewGuid(), "年末堆头", "done", null, null, null, null, null), new(StoreMatterKind.Payment, Guid.NewGuid(), "AR-02", "open", "月底付", null, null, new(2026, 11, 30), 5000m)],
        };
        await visit.HandIn().SendAsync();
        await business.Get<VisitRegister>().PlanAsync(visit.Store, kam, Monday.AddDays(1), 1, Guid.NewGuid());
        await business.Get<ReportDesk>().HandInAsync(kam, ReportKind.Daily, Monday, "缺试吃台\n\n 请支援 ");

        var sheet = await business.Get<FieldReports>().OfAsync(kam, ReportKind.Daily, Monday, kam);
        Assert.Equal(("林知远", Monday, Monday), (sheet.Whose, sheet.From, sheet.Until));
        Assert.Equal([1, 1, 1], new[] { "Planned", "Visited", "Effective" }.Select(key => Fact(sheet, "Work", key)));
        Assert.Equal(new DateTimeOffset(2026, 11, 23, 2, 0, 0, TimeSpan.Zero), Fact(sheet, "Work", "FirstCheckIn"));
        Assert.Equal(new Cny(24 * 9.80m), Fact(sheet, "Work", "OrderSum"));
        Assert.Equal(["岚桥一店", "葱香苏打饼干 400g", 30], Only(sheet, "OutOfStock"));
        Assert.Equal(6, Only(sheet, "NearExpiry")[3]);
        Assert.Equal(new Named("Yes"), Only(sheet, "Promotions")[2]);
        Assert.Equal(new Cny(5000m), Only(sheet, "Payments")[2]);
        Assert.Equal("友商", Only(sheet, "Competitors")[0]);
        Assert.Equal("岚桥一店", Only(sheet, "Tomorrow")[0]);
        Assert.Equal("缺试吃台\n请支援", Only(sheet, "Words")[2]);
        // Tomorrow's visit is planned, and neither missed nor a part of the hit rate.
        var week = await business.Get<FieldReports>().OfAsync(kam, ReportKind.Weekly, Monday, kam);
        Assert.Empty(week.Parts.Single(part => part.Key == "Missed").Rows!);
        Assert.Equal([2, new Share(1, 1)], new[] { Fact(week, "Work", "Planned"), Fact(week, "Work", "HitRate") });
        Assert.Equal(2, (await business.Get<VisitLists>().ListAsync(kam, new(null, Monday, Monday.AddDays(6), null, Person: kam, OnlyPlanned: true), 1, 10)).Total);
        Assert.Equal(1, (await business.Get<VisitLists>().ListAsync(kam, new(null, Monday, Monday.AddDays(6), null, OnlyOrders: true), 1, 10)).Total);
        Assert.Equal($"/visits/{(await visit.StoredAsync()).Id}", sheet.Parts.Single(part => part.Key == "OutOfStock").Rows![0].Link);

        foreach (var kind in Enum.GetValues<ReportKind>())
        {
            var manager = await business.PersonAsync("jiang.xubai");
            var team = await business.Get<FieldReports>().OfAsync(manager, kind, Monday, null);
            Assert.Null(team.Whose);
            Assert.Contains(team.Parts, part => part.Key == "People");
        }
    }

    [Fact]
    public async Task An_order_of_a_visit_says_what_was_suggested_and_where_it_stands()
    {
        await using var business = await Business.OpenAsync();
        var kam = await business.PersonAsync("lin.zhiyuan");
        var visit = (await PhoneVisit.PlannedAsync(business)).HandIn();
        await visit.SendAsync();
        var lead = await business.ReadAsync(db => db.Stores.Where(row => row.Id == visit.Store).Select(row => row.LeadTimeDays).SingleAsync());
        var customer = await business.ReadAsync(db => db.Stores.Where(row => row.Id == visit.Store).Select(row => row.CustomerId).SingleAsync());
        async Task<IReadOnlyList<object?>> OrderAsync() => Only(await business.Get<FieldReports>().OfAsync(kam, ReportKind.Daily, Monday, kam), "OrderList");
        async Task HoldAsync(string? reason) => await business.WriteAsync(db => db.Customers.Where(row => row.Id == customer).ExecuteUpdateAsync(set => set.SetProperty(row => row.CreditHold, reason)));
        Assert.StartsWith("VS-20261123-", (string)(await OrderAsync())[1]!, StringComparison.Ordinal);
        Assert.Equal([new Cny(24 * 9.80m), 1, 24, 24, new Named("OrderUnderway"), Monday.AddDays(lead)], (await OrderAsync()).Skip(2));
        await HoldAsync("逾期");
        Assert.Equal(new Named("OrderOnHold"), (await OrderAsync())[6]);
        await HoldAsync(null);
        // A chain in trouble that has paid ahead does not wait.
        await business.WriteAsync(db => db.Customers.Where(row => row.Id == customer).ExecuteUpdateAsync(set => set.SetProperty(row => row.CreditHold, "高风险").SetProperty(row => row.HighRisk, true).SetProperty(row => row.CreditHoldSince, Monday)));
        Assert.Equal(new Named("OrderOnHold"), (await OrderAsync())[6]);
        await business.MoneyAsync(300m);
        Assert.Equal(new Named("OrderUnderway"), (await OrderAsync())[6]);
        business.Clock.Advance(TimeSpan.FromDays(lead + 1));
        Assert.Equal(new Named("OrderOverdue"), (await OrderAsync())[6]);
        await business.WriteAsync(db =>
        {
            db.GoodsMovements.Add(new() { Id = Guid.NewGuid(), CustomerId = customer, StoreId = visit.Store, Kind = MovementKind.Delivery, SlipNumber = "YS-1", Day = Monday.AddDays(lead + 1), Amount = 235.20m, TaxRate = 0.13m });
            return Task.CompletedTask;
        });
        Assert.Equal([new Named("OrderArrived"), Monday.AddDays(lead + 1)], (await OrderAsync()).Skip(6));
    }

    [Fact]
    public async Task Nobody_reads_the_report_of_a_stranger()
    {
        await using var business = await Business.OpenAsync();
        var (kam, stranger, manager) = (await business.PersonAsync("lin.zhiyuan"), await business.PersonAsync("luo.shuyao"), await business.PersonAsync("jiang.xubai"));
        Assert.Equal(RefusalKind.NotFound, (await Assert.ThrowsAsync<RefusedException>(() => business.Get<FieldReports>().OfAsync(stranger, ReportKind.Daily, Monday, kam))).Kind);
        Assert.Equal("林知远", (await business.Get<FieldReports>().OfAsync(manager, ReportKind.Daily, Monday, kam)).Whose);
        Assert.Equal(new[] { "苏小满", "方予安", "林知远" }.Order(), (await business.Get<FieldReports>().PeopleAsync(manager)).Select(person => person.Name).Order());
        await Assert.ThrowsAsync<RefusedException>(() => business.Get<ReportDesk>().MarkAsync(stranger, Monday, ReportKind.Evening, [kam]));
        await business.Get<ReportDesk>().MarkAsync(manager, Monday, ReportKind.Evening, [kam]);
        Assert.Equal(kam, Assert.Single(await business.Get<ReportDesk>().PresentAsync(manager, Monday, ReportKind.Evening)));
    }

    [Fact]
    public async Task A_report_is_on_time_until_18_30_and_takes_three_lines_at_most()
    {
        await using var business = await Business.OpenAsync();
        var (lin, su) = (await business.PersonAsync("lin.zhiyuan"), await business.PersonAsync("su.xiaoman"));
        var desk = business.Get<ReportDesk>();
        business.Clock.Advance(TimeSpan.FromHours(8.5));
        await desk.HandInAsync(lin, ReportKind.Daily, Monday, "");
        business.Clock.Advance(TimeSpan.FromSeconds(1));
        await desk.HandInAsync(su, ReportKind.Daily, Monday, "");
        await desk.HandInAsync(lin, ReportKind.Daily, Monday, "补一句");
        Assert.Equal((true, "补一句"), ((await desk.ReadAsync(lin, ReportKind.Daily, Monday))!.OnTime, (await desk.ReadAsync(lin, ReportKind.Daily, Monday))!.Words));
        Assert.False((await desk.ReadAsync(su, ReportKind.Daily, Monday))!.OnTime);
        Assert.Equal("report.lines", Assert.Single((await Assert.ThrowsAsync<RefusedException>(() => desk.HandInAsync(lin, ReportKind.Daily, Monday, "一\n二\n三\n四"))).Refusals).Key);
        Assert.Equal("report.day", Assert.Single((await Assert.ThrowsAsync<RefusedException>(() => desk.HandInAsync(lin, ReportKind.Daily, Monday.AddDays(1), ""))).Refusals).Key);
    }

    [Fact]
    public async Task A_no_of_the_self_check_becomes_an_issue_once_when_it_is_wanted()
    {
        await using var business = await Business.OpenAsync();
        var kam = await business.PersonAsync("lin.zhiyuan");
        await (await PhoneVisit.PlannedAsync(business)).HandIn().SendAsync();
        var desk = business.Get<ReportDesk>();
        var view = await desk.SelfCheckAsync(kam, Monday);
        Assert.Equal((false, true, true, null), (view.Answers["arrived"], view.Answers["stores"], view.Answers["dates"], view.Answers["files"]));
        MissedItem[] missed = [new("arrived", null), new("material", "物料用量超标")];
        await desk.CheckAsync(kam, Monday, missed);
        await desk.CheckAsync(kam, Monday, missed);
        Assert.Equal(["arrived", "material"], (await desk.SelfCheckAsync(kam, Monday)).Missed);
        var issue = await business.ReadAsync(db => db.OpenIssues.SingleAsync());
        Assert.Equal((IssueSource.SelfCheck, "物料用量超标", kam), (issue.Source, issue.Title, issue.OwnerId));
        Assert.Equal("report.item", Assert.Single((await Assert.ThrowsAsync<RefusedException>(() => desk.CheckAsync(kam, Monday, [new("drink", null)]))).Refusals).Key);
    }

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task A_day_is_told_at_its_hours_and_nothing_twice(string database)
    {
        await using var business = await Business.OpenAsync(database);
        var (kam, manager) = (await business.PersonAsync("lin.zhiyuan"), await business.PersonAsync("jiang.xubai"));
        var tuesday = Monday.AddDays(1);
        var stores = await business.ReadAsync(db => db.Stores.Where(row => row.Code == "C01-01" || row.Code == "C01-02").OrderBy(row => row.Code).ToListAsync());
        foreach (var (store, at) in stores.Select((store, at) => (store, at))) await business.Get<VisitRegister>().PlanAsync(store.Id, kam, tuesday, at + 1, Guid.NewGuid());
        await business.Get<OpenIssues>().RaiseAsync(new("one", IssueSource.Visit, null, stores[0].Id, null, IssueKind.Display, "排面", kam, kam));
        async Task AtAsync(int hour, int minute)
        {
            business.Clock.SetUtcNow(new DateTimeOffset(2026, 11, 24, hour, minute, 0, TimeSpan.FromHours(8)));
            await business.Get<ReportClock>().SweepAsync();
            await business.Get<ReportClock>().SweepAsync();
        }

        async Task<List<string>> ToldAsync(Guid person) => await business.ReadAsync(db => db.Notifications.Where(row => row.RecipientId == person && row.CaseId == null).OrderBy(row => row.CreatedAt).ThenBy(row => row.Id).Select(row => row.Subject).ToListAsync());

        await AtAsync(7, 59);
        Assert.Empty(await ToldAsync(kam));
        await AtAsync(8, 0);
        Assert.Equal("今日拜访2家,遗留问题1项,到期款项0笔", Assert.Single(await ToldAsync(kam)));
        await AtAsync(9, 34);
        await AtAsync(9, 35);
        Assert.Equal("林知远 尚未签到首店(应9:30前)", (await ToldAsync(kam))[^1]);
        Assert.Empty(await ToldAsync(manager));
        await AtAsync(10, 0);
        Assert.Equal("林知远 尚未签到首店(应9:30前)", Assert.Single(await ToldAsync(manager)));
        var first = await business.ReadAsync(db => db.Visits.SingleAsync(row => row.Day == tuesday && row.StoreId == stores[0].Id));
        var content = PhoneVisit.Full(business.Clock.GetUtcNow());
        await business.Get<VisitRegister>().PutAsync(kam, first.ClientId, new(Guid.NewGuid(), first.Version, first.StoreId, null, business.Clock.GetUtcNow(), 1, [new(Guid.NewGuid(), VisitState.InStore, business.Clock.GetUtcNow())], content.ToJson()), "phone");
        await AtAsync(19, 59);
        await AtAsync(20, 0);
        Assert.Equal("漏访1家:岚桥二店", (await ToldAsync(kam))[^1]);
        Assert.Equal("漏访1家:林知远:岚桥二店", (await ToldAsync(manager))[^1]);
        Assert.Equal((3, 2), ((await ToldAsync(kam)).Count, (await ToldAsync(manager)).Count));
        Assert.All(await business.ReadAsync(db => db.Notifications.Where(row => row.Template.StartsWith("visit-")).ToListAsync()), row => Assert.Null(row.Fault));
    }

    [Fact]
    public async Task The_monthly_meeting_is_told_on_the_first_working_day_of_the_month()
    {
        await using var business = await Business.OpenAsync();
        var kam = await business.PersonAsync("lin.zhiyuan");
        business.Clock.SetUtcNow(new DateTimeOffset(2026, 12, 1, 8, 5, 0, TimeSpan.FromHours(8)));
        await business.Get<ReportClock>().SweepAsync();
        business.Clock.Advance(TimeSpan.FromDays(1));
        await business.Get<ReportClock>().SweepAsync();
        var told = await business.ReadAsync(db => db.Notifications.SingleAsync(row => row.RecipientId == kam && row.Template == "month-meeting"));
        Assert.Equal(("区域月会(2026-12-04 至 2026-12-06 之间一天):2026-11 月会包", NotificationClass.Report), (told.Subject, told.Class));
    }

    private static object? Fact(ReportSheet sheet, string part, string key) => sheet.Parts.Single(each => each.Key == part).Facts.Single(fact => fact.Key == key).Value;

    private static IReadOnlyList<object?> Only(ReportSheet sheet, string part) => Assert.Single(sheet.Parts.Single(each => each.Key == part).Rows!).Cells;
}
