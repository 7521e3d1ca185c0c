using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Dunning;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Statements;
using ProcessSales.Workflows.Tests.Running;

namespace ProcessSales.Workflows.Tests.Dunning;

/// <summary>Figures of collections that were worked out by hand (domain.md 2.6, KPIs). Today is Monday 2026-11-23.</summary>
public sealed class CollectionFigureTests
{
    private static readonly DateOnly Today = new(2026, 11, 23);

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task Both_definitions_of_the_DSO_give_what_was_worked_out_by_hand(string database)
    {
        await using var business = await Business.OpenAsync(database);
        await business.WriteAsync(async db =>
        {
            var payer = await db.Customers.Where(row => row.Code == "C03").Select(row => row.Id).SingleAsync();
            // Issued before the 90 days and paid within them, issued in October, issued in November; a year-old one is open all the time.
            var paid = Item(payer, "D-1", 9_000, Today.AddDays(-100));
            (paid.Open, paid.Ended, paid.EndedOn) = (0, ReceivableState.Paid, Today.AddDays(-10));
            db.Receivables.AddRange(paid, Item(payer, "D-2", 6_000, new(2026, 10, 16)), Item(payer, "D-3", 3_000, new(2026, 11, 12)), Item(payer, "D-4", 1_000, Today.AddDays(-400)));
            db.Allocations.Add(new() { Id = Guid.NewGuid(), Key = "d-1", ReceivableId = paid.Id, Kind = AllocationKind.Credit, Amount = 9_000, At = new(2026, 11, 13, 2, 0, 0, TimeSpan.Zero) });
        });
        var figures = business.Get<CollectionFigures>();
        var finance = await business.PersonAsync("he.mingqian");
        var board = await figures.BoardAsync(finance, AgeingBy.Chain);
        // 10,000 were open 90 days ago and 10,000 are now; 9,000 were sold since: 10,000 / 9,000 x 90.
        Assert.Equal((10_000m, 10_000m, 9_000m, 100m), (board.Open, board.Average, board.Revenue, board.Dso));
        // November's 3,000 of 23 days, October's 6,000 of 31; the last 1,000 fall into August's 9,000 behind a September without sales.
        Assert.Equal(Math.Round(23 + 31 + 30 + (1_000m / 9_000m * 31), 1), board.DsoCountBack);
        Assert.Equal(["D-2", "D-3"], (await figures.ItemsAsync(finance, new(Issued: true))).Select(item => item.Number).Order());
        var (page, sum) = await figures.PageAsync(finance, new(Issued: true), 2, 1);
        Assert.Equal((2, 1, 9_000m), (page.Total, page.Rows.Count, sum));
    }

    [Fact]
    public async Task The_rate_of_windows_counts_those_that_were_reached_or_missed_and_not_those_that_have_time()
    {
        await using var business = await Business.OpenAsync();
        var register = business.Get<CaseRegister>();
        await business.WriteAsync(async db =>
        {
            var payers = await db.Customers.OrderBy(row => row.Code).ToListAsync();
            foreach (var (payer, index) in payers.Take(4).Select((payer, index) => (payer, index)))
            {
                var file = await register.StartAsync(db, new("statement", payer.OwnerId) { AreaId = payer.AreaId, Title = payer.Name, Fill = opened => opened.CustomerCode = payer.Code }, default);
                db.Statements.Add(new()
                {
                    Id = Guid.NewGuid(), CaseId = file.Id, Number = $"ST-{index}", CustomerId = payer.Id, Month = new(2026, 10, 1), State = index < 2 ? StatementState.HandedIn : StatementState.Invoiced, InvoiceAmount = 100 + index,
                    WindowFrom = new(2026, 12, 1), WindowUntil = new(2026, 12, 5), HandedInOn = index < 2 ? new(2026, 11, 3) : null, MissedWindows = index is 1 or 2 ? 1 : 0,
                });
            }
        });
        var lists = business.Get<CollectionLists>();
        var list = await lists.OfAsync(await business.PersonAsync("he.mingqian"), CollectionListKind.Windows);
        // Reached; handed in after a miss; missed and not yet handed in. The fourth still has time.
        Assert.Equal([("ST-0", true), ("ST-1", false), ("ST-2", (bool?)false)], list.Lines.Select(line => ((string)line.Cells[0]!, line.Good)).Order());
        Assert.Equal(0.3333m, list.Rate);
        Assert.Empty((await lists.OfAsync(await business.PersonAsync("luo.shuyao"), CollectionListKind.Windows)).Lines);
        Assert.Null((await lists.OfAsync(await business.PersonAsync("he.mingqian"), CollectionListKind.Promises)).Rate);
    }

    private static Receivable Item(Guid payer, string number, decimal amount, DateOnly issued) => new()
    {
        Id = Guid.NewGuid(), CustomerId = payer, Number = number, Amount = amount, Open = amount, IssuedOn = issued, DueOn = issued.AddDays(30), ExpectedOn = issued.AddDays(30), BaseOn = issued.AddDays(30), CreatedAt = DateTimeOffset.UnixEpoch,
    };
}
