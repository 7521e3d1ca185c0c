using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Reports;
using ProcessSales.Workflows.Tests.Running;
using ProcessSales.Workflows.Visits;

namespace ProcessSales.Workflows.Tests.Visits;

/// <summary>The firm's own terms of visits, from their day on (domain.md 1.5, 1.7, 2.2).</summary>
public sealed class VisitTermsTests
{
    private static readonly DateOnly Monday = new(2026, 11, 23);

    [Fact]
    public void What_cannot_be_is_named()
    {
        Assert.Empty(new VisitTerms().Problems());
        (VisitTerms Terms, string Field)[] wrong =
        [
            (new() { LeastMinutes = -1 }, "LeastMinutes"), (new() { ClockMinutes = 0 }, "ClockMinutes"), (new() { PriceTolerance = 0.51m }, "PriceTolerance"), (new() { PriceTolerance = -0.01m }, "PriceTolerance"),
            (new() { Refusals = 0 }, "Refusals"), (new() { RefusalDays = 0 }, "RefusalDays"), (new() { OutOfStockMinutes = 481 }, "OutOfStockMinutes"), (new() { IssueDays = 0 }, "IssueDays"), (new() { UrgentIssueDays = 61 }, "UrgentIssueDays"),
            (new() { MaterialIssueDays = 0 }, "MaterialIssueDays"), (new() { OverstockDays = 0 }, "OverstockDays"), (new() { OldestBatchDays = 0 }, "OldestBatchDays"), (new() { OldestVisitDays = 366 }, "OldestVisitDays"),
        ];
        foreach (var (terms, field) in wrong) Assert.Equal(field, Assert.Single(terms.Problems()).Field);
    }

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task A_visit_and_its_figures_go_by_the_terms_of_its_day(string database)
    {
        await using var business = await Business.OpenAsync(database);
        var (book, administrator, kam) = (business.Get<VisitTermsBook>(), await business.PersonAsync("admin"), await business.PersonAsync("lin.zhiyuan"));
        await Assert.ThrowsAsync<RefusedException>(() => book.SetAsync(kam, Monday.AddDays(1), new()));
        await book.SetAsync(administrator, Monday.AddDays(1), new() { PriceTolerance = 0.1m, LeastMinutes = 5, DailyReportBy = new(17, 0), IssueDays = 5 });

        var before = await MadeAsync(business, Monday);
        business.Clock.Advance(TimeSpan.FromDays(1));
        var after = await MadeAsync(business, Monday.AddDays(1));

        // Nine minutes, and a price that is 7.9 % off.
        Assert.Equal((false, true), (before.Effective, after.Effective));
        var price = (await business.Get<VisitFigures>().OfAsync(kam, new(Monday.AddDays(-20), Monday.AddDays(5)))).Single(value => value.Figure == VisitFigure.PriceAccuracy);
        Assert.Equal((1L, 2L), (price.Part, price.Whole));
        var rows = await business.Get<VisitFigures>().ListAsync(kam, VisitFigure.PriceAccuracy, new(Monday, Monday.AddDays(1)), true, 1, 10);
        Assert.Equal(Monday.AddDays(1), Assert.Single(rows.Rows).Day);
        var days = await business.Get<VisitFigures>().GroupsAsync(kam, VisitFigure.PriceAccuracy, FigureBy.Person, new(Monday, Monday.AddDays(1)));
        Assert.Equal((1L, 2L), (days.Sum(day => day.Value.Part), days.Sum(day => day.Value.Whole)));

        var reports = business.Get<ReportDesk>();
        Assert.Equal(TimeSpan.FromHours(24 - 1.5), await reports.DueAsync(ReportKind.Daily, Monday.AddDays(1)) - await reports.DueAsync(ReportKind.Daily, Monday));
        Assert.Equal((0.1m, 0.05m), ((await business.Get<VisitDay>().OfAsync(kam, Monday.AddDays(1))).Rules.PriceTolerance, (await business.Get<VisitDay>().OfAsync(kam, Monday)).Rules.PriceTolerance));
        var entry = await business.ReadAsync(db => db.Audit.SingleAsync(row => row.Subject == "visit-terms"));
        Assert.Equal((administrator, "2026-11-24"), (entry.PersonId!.Value, entry.To));
    }

    private static async Task<Visit> MadeAsync(Business business, DateOnly day)
    {
        var visit = await PhoneVisit.PlannedAsync(business, day);
        visit.Content = visit.Content with
        {
            CheckOut = new(visit.Content.CheckIn!.At.AddMinutes(9)),
            Lines = [new("2000000000015", ShelfStatus.OnShelf, 4, 15.00m, "门店调价", 20, 12, 24, 30, 24)],
        };
        await visit.HandIn().SendAsync();
        return await visit.StoredAsync();
    }
}
