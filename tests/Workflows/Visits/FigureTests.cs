using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Issues;
using ProcessSales.Workflows.Reports;
using ProcessSales.Workflows.Tests.Running;
using ProcessSales.Workflows.Visits;

namespace ProcessSales.Workflows.Tests.Visits;

/// <summary>The figures of domain.md 2.2 with their exact definitions, and that each number is its list.</summary>
public sealed class FigureTests
{
    private static readonly DateOnly Monday = new(2026, 11, 23);
    private static readonly FigureFilter November = new(new(2026, 11, 1), new(2026, 11, 30));

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task Every_figure_is_worked_out_as_defined_and_equals_its_list(string database)
    {
        await using var business = await Business.OpenAsync(database);
        var kam = await business.PersonAsync("lin.zhiyuan");
        await MadeAsync(business, "C01-01", content => content with { ShelfFacings = 16, CheckCount = 2, Checks = [.. content.Checks, new("promotion.executed", CheckResult.Yes, null, null, null, null, null, null)] });
        await MadeAsync(business, "C01-02", content => content with
        {
            CheckOut = new(content.CheckIn!.At.AddMinutes(9)), // too short to be effective
            Lines =
            [
                new("2000000000015", ShelfStatus.OutOfStock, 0, null, null, 0, 0, null, 30, null),
                new("2000000000022", ShelfStatus.OnShelf, 3, 15.00m, "门店调价", 10, 5, null, 20, null),
                new("2000000000039", ShelfStatus.OnShelf, 2, 6.90m, null, 10, 5, null, 20, null),
                new("2000000000121", ShelfStatus.NotListed, null, null, null, null, null, null, null, null),
            ],
            Batches = [new("2000000000022", new(2025, 12, 20), 6, false, 6, 6, 0, 0, 0, 0, "后仓"), new("2000000000039", new(2026, 11, 1), 10, false, 0, 0, 0, 0, 0, 0, null)],
            Checks = [new("display.facings", CheckResult.No, Treatment.OpenIssue, null, "排面不足", null, null, null), new("display.fifo", CheckResult.NotApplicable, null, null, null, null, null, null)], CheckCount = 2,
        });
        // Missed, called off with leave, and one to come: only the first is planned and not made.
        await business.Get<VisitRegister>().PlanAsync(await StoreAsync(business, "C01-03"), kam, Monday.AddDays(-3), 1, Guid.NewGuid());
        await business.Get<VisitReviews>().EndDaysAsync();
        var off = await PhoneVisit.PlannedAsync(business, Monday.AddDays(2), "C01-04");
        await off.GoWith(VisitState.Cancelled, "盘点").SendAsync();
        await business.Get<VisitRegister>().PlanAsync(await StoreAsync(business, "C01-04"), kam, Monday.AddDays(1), 1, Guid.NewGuid());
        await (await PhoneVisit.OpenAsync(business, "C01-04")).HandIn().SendAsync(); // without a plan

        var issues = business.Get<OpenIssues>();
        var late = await issues.RaiseAsync(new("late", IssueSource.Visit, null, null, null, IssueKind.Other, "逾期", kam, kam, Monday.AddDays(-1)));
        var timely = await issues.RaiseAsync(new("timely", IssueSource.Visit, null, null, null, IssueKind.Other, "按期", kam, kam, Monday.AddDays(1)));
        await issues.AnswerAsync(new("timely/done", timely, kam, true, null));
        Assert.NotEqual(late, timely);
        await business.Get<ReportDesk>().HandInAsync(kam, ReportKind.Daily, Monday, "需要试吃台");
        await business.Get<ReportDesk>().MarkAsync(kam, Monday, ReportKind.Evening, [kam]);
        business.Clock.Advance(TimeSpan.FromHours(9)); // 19:00

        var values = (await business.Get<VisitFigures>().OfAsync(kam, November)).ToDictionary(value => value.Figure);
        Assert.Equal((1, 3), Of(values, VisitFigure.HitRate)); // planned: two made, one missed
        Assert.Equal((2, 3), Of(values, VisitFigure.PlanRate));
        Assert.Equal((0, 2), Of(values, VisitFigure.OnTimeStart)); // 10:00 today, nothing on Friday
        Assert.Equal((1, 1), Of(values, VisitFigure.OrderStrike)); // the two others were too short and elsewhere
        Assert.Equal((4, 16), Of(values, VisitFigure.ShelfShare));
        Assert.Equal((1, 2), Of(values, VisitFigure.IssuesOnTime));
        Assert.Equal((1, 1), Of(values, VisitFigure.ReportsOnTime));
        Assert.Equal((0, 1), Of(values, VisitFigure.Display));
        Assert.Equal((1, 1), Of(values, VisitFigure.Promotion));
        Assert.Equal((1, 1), Of(values, VisitFigure.Meetings));
        Assert.Equal((0, 80, 100, null), (values[VisitFigure.HitRate].Points, values[VisitFigure.Distribution].Points, values[VisitFigure.Promotion].Points, values[VisitFigure.Display].Points));
        Assert.Equal((1, 5), Of(values, VisitFigure.OutOfStock)); // an article that is not listed is no point
        Assert.Equal((4, 5), Of(values, VisitFigure.Distribution));
        Assert.Equal((3, 4), Of(values, VisitFigure.PriceAccuracy)); // 15.00 instead of 13.90 is 7.9 % off
        Assert.Equal(25m, values[VisitFigure.MinutesInStore].Value);
        Assert.Equal((6L, 6 * 9.80m), (values[VisitFigure.NearExpiry].Part, values[VisitFigure.NearExpiry].Amount));

        foreach (var value in values.Values)
        {
            var all = await business.Get<VisitFigures>().ListAsync(kam, value.Figure, November, false, 1, 100);
            var counted = await business.Get<VisitFigures>().ListAsync(kam, value.Figure, November, true, 1, 100);
            if (value.Figure is not (VisitFigure.ShelfShare or VisitFigure.NearExpiry or VisitFigure.MinutesInStore)) Assert.Equal((value.Figure, value.Part, value.Whole), (value.Figure, counted.Total, all.Total));
            Assert.Equal(value.Figure == VisitFigure.ShelfShare ? 16 : value.Whole, all.Rows.Sum(row => row.Whole));
            foreach (var by in Enum.GetValues<FigureBy>())
            {
                var groups = await business.Get<VisitFigures>().GroupsAsync(kam, value.Figure, by, November);
                if (value.Figure is not (VisitFigure.OnTimeStart or VisitFigure.ReportsOnTime or VisitFigure.IssuesOnTime or VisitFigure.Meetings) || by != FigureBy.Chain) Assert.Equal((value.Part, value.Whole), (groups.Sum(group => group.Value.Part), groups.Sum(group => group.Value.Whole)));
            }
        }
    }

    [Fact]
    public async Task Nobody_sees_figures_of_others_and_a_filter_narrows_them()
    {
        await using var business = await Business.OpenAsync();
        await MadeAsync(business, "C01-01", content => content);
        var stranger = await business.PersonAsync("luo.shuyao");
        Assert.All(await business.Get<VisitFigures>().OfAsync(stranger, November), value => Assert.Equal(0, value.Whole));
        var manager = await business.PersonAsync("jiang.xubai");
        var chain = await business.ReadAsync(db => db.Customers.Where(row => row.Code == "C02").Select(row => row.Id).SingleAsync());
        Assert.Equal(1, (await business.Get<VisitFigures>().OfAsync(manager, November)).Single(value => value.Figure == VisitFigure.HitRate).Whole);
        Assert.Equal(0, (await business.Get<VisitFigures>().OfAsync(manager, November with { Chain = chain })).Single(value => value.Figure == VisitFigure.HitRate).Whole);
    }

    private static async Task MadeAsync(Business business, string store, Func<VisitContent, VisitContent> change)
    {
        var visit = await PhoneVisit.PlannedAsync(business, Monday, store);
        var place = await business.ReadAsync(db => db.Stores.Where(row => row.Code == store).Select(row => new { row.Latitude, row.Longitude }).SingleAsync());
        visit.Content = change(visit.Content with { CheckIn = visit.Content.CheckIn! with { Latitude = place.Latitude, Longitude = place.Longitude } });
        await visit.HandIn().SendAsync();
    }

    private static Task<Guid> StoreAsync(Business business, string code) => business.ReadAsync(db => db.Stores.Where(row => row.Code == code).Select(row => row.Id).SingleAsync());

    private static (long Part, long Whole) Of(Dictionary<VisitFigure, FigureValue> values, VisitFigure figure) => (values[figure].Part, values[figure].Whole);
}
