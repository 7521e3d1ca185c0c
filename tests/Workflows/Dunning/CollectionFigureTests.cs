using System.Globalization;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Customers;
using ProcessSales.Workflows.Deductions;
using ProcessSales.Workflows.Disputes;
using ProcessSales.Workflows.Dunning;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Statements;
using ProcessSales.Workflows.Storage;
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

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task Rates_of_money_statements_invoices_deductions_and_disputes_give_what_was_counted_by_hand(string database)
    {
        await using var business = await Business.OpenAsync(database);
        var register = business.Get<CaseRegister>();
        await business.WriteAsync(async db =>
        {
            var payers = await db.Customers.OrderBy(row => row.Code).ToListAsync();
            var payer = payers[0];
            // Due this month: 1,000 of which 600 came as money and 100 as a credit, 500 paid in full, 500 written off; due in December and a credit note do not count.
            var (part, paid, lost) = (Due(payer.Id, "K-1", 1_000, new(2026, 11, 5)), Due(payer.Id, "K-2", 500, new(2026, 11, 30)), Due(payer.Id, "K-3", 500, new(2026, 11, 1)));
            (part.Open, paid.Open, lost.Open) = (300, 0, 0);
            (paid.Ended, lost.Ended) = (ReceivableState.Paid, ReceivableState.WrittenOff);
            db.Receivables.AddRange(part, paid, lost, Due(payer.Id, "K-4", 9_000, new(2026, 12, 1)), Due(payer.Id, "K-5", -50, new(2026, 11, 5)));
            Post(part, AllocationKind.Receipt, 700);
            Post(part, AllocationKind.Receipt, -100);
            Post(part, AllocationKind.Credit, 100);
            Post(paid, AllocationKind.Receipt, 500);
            Post(lost, AllocationKind.WriteOff, 500);

            // October's statements are due on 11-13, five working days after the 8th of November, a Sunday: agreed that day, a day later, and not at all; the fourth was cancelled.
            foreach (var (state, confirmed, index) in new[] { (StatementState.Closed, new DateOnly(2026, 11, 13), 0), (StatementState.Accepted, new DateOnly(2026, 11, 14), 1), (StatementState.Differences, (DateOnly?)null, 2), (StatementState.Cancelled, null, 3) })
            {
                var file = await FileAsync(db, payers[index], "statement");
                var statement = new Statement
                {
                    Id = Guid.NewGuid(), CaseId = file.Id, Number = $"ST-{index}", CustomerId = payers[index].Id, Month = new(2026, 10, 1), State = state, Agreed = confirmed is null ? null : 700, ConfirmedOn = confirmed,
                    AcceptedOn = confirmed?.AddDays(3), InvoiceAmount = 700,
                };
                db.Statements.Add(statement);
                // The second invoice was wrong at first.
                if (index == 1) db.Allocations.Add(new() { Id = Guid.NewGuid(), Key = "red/1", ReceivableId = lost.Id, Kind = AllocationKind.RedInvoice, Amount = 0, SourceId = statement.Id, At = At(new(2026, 11, 15)) });
            }

            // Of 4,000 that was kept back 3,000 is matched and 600 in dispute; what was withdrawn does not count.
            db.Deductions.AddRange(
                new Deduction { Id = Guid.NewGuid(), CustomerId = payer.Id, Reference = "KK-1", Amount = 3_600, Matched = 3_000, Disputed = 600, State = DeductionState.Cleared, OwnerId = payer.OwnerId, DueOn = Today, EnteredAt = At(Today) },
                new Deduction { Id = Guid.NewGuid(), CustomerId = payer.Id, Reference = "KK-2", Amount = 400, State = DeductionState.Open, OwnerId = payer.OwnerId, DueOn = Today, EnteredAt = At(Today) },
                new Deduction { Id = Guid.NewGuid(), CustomerId = payer.Id, Reference = "KK-3", Amount = 999, State = DeductionState.Withdrawn, OwnerId = payer.OwnerId, DueOn = Today, EnteredAt = At(Today) });
            // Settled after 2, 5 and 20 days, the last too late; one is open still.
            foreach (var (days, index) in new[] { (2, 0), (5, 1), (20, 2), (-1, 3) })
            {
                var file = await FileAsync(db, payer, "dispute");
                db.Disputes.Add(new()
                {
                    Id = Guid.NewGuid(), CaseId = file.Id, Number = $"DP-{index}", ReceivableId = part.Id, CustomerId = payer.Id, Amount = 10, OwnerId = payer.OwnerId, DueOn = new(2026, 10, 15), OpenedAt = At(new(2026, 10, 1)),
                    State = days < 0 ? DisputeState.Open : DisputeState.Resolved, EndedAt = days < 0 ? null : At(new DateOnly(2026, 10, 1).AddDays(days)),
                });
            }

            void Post(Receivable item, AllocationKind kind, decimal amount) => db.Allocations.Add(new() { Id = Guid.NewGuid(), Key = Guid.NewGuid().ToString(), ReceivableId = item.Id, Kind = kind, Amount = amount, At = At(Today) });

            Task<Case> FileAsync(ProcessSalesDb store, Customer of, string process) => register.StartAsync(store, new(process, of.OwnerId) { AreaId = of.AreaId, Title = of.Name, Fill = opened => opened.CustomerCode = of.Code }, default);
        });
        var (lists, finance) = (business.Get<CollectionLists>(), await business.PersonAsync("he.mingqian"));
        Assert.Equal((0.55m, "K-1 – 600|K-2 ✓ 500|K-3 ✓ 0"), await ReadAsync(CollectionListKind.Collected, 4)); // 1,100 of 2,000
        Assert.Equal((0.3333m, "ST-0 ✓ 700|ST-1 – 700|ST-2 – "), await ReadAsync(CollectionListKind.Agreed, 4));
        Assert.Equal((0.5m, "ST-0 ✓ 0|ST-1 – 1"), await ReadAsync(CollectionListKind.FirstPass, 5));
        Assert.Equal((0.75m, "KK-1 – 3000|KK-2 – 0"), await ReadAsync(CollectionListKind.Matches, 4));
        Assert.Equal((0.6667m, "DP-0 ✓ 2|DP-1 ✓ 5|DP-2 – 20"), await ReadAsync(CollectionListKind.Closings, 4));
        Assert.Equal(5, (await lists.OfAsync(finance, CollectionListKind.Closings)).Median);
        var stranger = await business.PersonAsync("luo.shuyao");
        foreach (var kind in new[] { CollectionListKind.Collected, CollectionListKind.Agreed, CollectionListKind.FirstPass, CollectionListKind.Matches, CollectionListKind.Closings }) Assert.Empty((await lists.OfAsync(stranger, kind)).Lines);

        async Task<(decimal?, string)> ReadAsync(CollectionListKind kind, int cell)
        {
            var list = await lists.OfAsync(finance, kind);
            return (list.Rate, string.Join('|', list.Lines.Select(line => $"{line.Cells[0]} {(line.Good == true ? '✓' : '–')} {(line.Cells[cell] is decimal amount ? amount.ToString("0.##", CultureInfo.InvariantCulture) : line.Cells[cell])}").Order(StringComparer.Ordinal)));
        }
    }

    private static DateTimeOffset At(DateOnly day) => new(day.ToDateTime(new(2, 0)), TimeSpan.Zero);

    private static Receivable Due(Guid payer, string number, decimal amount, DateOnly due)
    {
        var item = Item(payer, number, amount, due.AddDays(-30));
        item.DueOn = due;
        return item;
    }

    private static Receivable Item(Guid payer, string number, decimal amount, DateOnly issued) => new()
    {
        Id = Guid.NewGuid(), CustomerId = payer, Number = number, Amount = amount, Open = amount, IssuedOn = issued, DueOn = issued.AddDays(30), ExpectedOn = issued.AddDays(30), BaseOn = issued.AddDays(30), CreatedAt = DateTimeOffset.UnixEpoch,
    };
}
