using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Contracts;
using ProcessSales.Workflows.Imports;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Statements;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Tests.Receivables;
using ProcessSales.Workflows.Tests.Running;

namespace ProcessSales.Workflows.Tests.Statements;

/// <summary>What a chain owes is stated by month, by delivery or by batch, as its contract says (domain.md 2.6, trigger): each slip once.</summary>
public sealed class StatementCycleTests
{
    private const string Slips = "Customer,SlipNumber,OrderNumber,Store,Day,Quantity,Amount,TaxRate\r\n";
    private const string Theirs = "Customer,Month,Kind,SlipNumber,OrderNumber,Day,Quantity,Amount,Note\r\n";

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task Each_delivery_is_stated_once_as_soon_as_it_is_in_and_what_came_back_stands_on_the_next(string database)
    {
        await using var business = await Business.OpenAsync(database);
        await CycleAsync(business, StatementCycle.Delivery);
        await ImportAsync(business, "deliveries", "C01,YS-1,SO-1,,2026-11-20,,1000,0.13\r\nC01,YS-2,SO-2,,2026-11-21,,2000,0.13\r\nC02,YS-1,SO-3,,2026-11-20,,70,0.13\r\n");
        await ImportAsync(business, "returns", "C01,TH-1,RO-1,,2026-11-22,,300,0.13\r\nC01,TH-2,RO-2,,2026-11-22,,5000,0.13\r\n");
        await business.ItemAsync("HZ-1", -200m, "2026-11-22", kind: ReceivableKind.CreditNote);
        var desk = business.Get<StatementDesk>();
        Assert.Equal(2, (await desk.BuildDeliveriesAsync()).Count);
        // A delivery is never less than nothing: what is more waits for the next.
        Assert.Equal("YS-1 500 Credit -200,Delivery 1000,Return -300|YS-2 2000 Delivery 2000", await StatedAsync(business));
        Assert.Empty(await desk.BuildDeliveriesAsync());
        await ImportAsync(business, "deliveries", "C01,YS-3,SO-4,,2026-11-23,,9000,0.13\r\n");
        Assert.Single(await desk.BuildDeliveriesAsync());
        Assert.EndsWith("|YS-3 4000 Delivery 9000,Return -5000", await StatedAsync(business), StringComparison.Ordinal);
        // By month there is nothing left of it, and the other chain has its month.
        business.Clock.Advance(TimeSpan.FromDays(10));
        Assert.Single(await desk.BuildDueAsync());
        Assert.Equal(["C02"], await business.ReadAsync(db => db.Statements.Where(row => row.Cycle == StatementCycle.Monthly).Join(db.Customers, row => row.CustomerId, payer => payer.Id, (_, payer) => payer.Code).ToListAsync()));
        Assert.Empty(await desk.BuildDueAsync());
        await EachOnceAsync(business);

        // Cancelled, its delivery is stated anew.
        var first = await business.ReadAsync(db => db.Statements.SingleAsync(row => row.Occasion == "YS-1"));
        await MoveAsync(business, first.CaseId, StatementState.Cancelled);
        Assert.Single(await desk.BuildDeliveriesAsync());
        Assert.Empty(await desk.BuildDeliveriesAsync());
        Assert.Equal(2, await business.ReadAsync(db => db.Statements.CountAsync(row => row.Occasion == "YS-1")));
        await EachOnceAsync(business);
        var row = (await business.Get<StatementBook>().ListAsync(await business.PersonAsync("lin.zhiyuan"), "YS-2", null, true, 1, 10)).Rows.Single();
        Assert.Equal(("2026-11-21 · YS-2", new DateOnly(2026, 11, 21)), (row.Period, row.Day!.Value));
        Assert.StartsWith("ST-", row.Number);
    }

    [Fact]
    public async Task What_is_wrong_with_one_chain_keeps_no_other_chains_statement_back_and_is_told()
    {
        await using var business = await Business.OpenAsync();
        await ImportAsync(business, "deliveries", "C01,YS-1,SO-1,,2026-10-20,,100,0.13\r\nC02,YS-2,SO-2,,2026-10-20,,200,0.13\r\nC03,YS-3,SO-3,,2026-10-20,,300,0.13\r\n");
        await business.WriteAsync(db => db.Contracts.Where(row => row.Number == "HT-C02-01").ExecuteUpdateAsync(set => set.SetProperty(row => row.StatementDay, int.MaxValue)));
        var told = await Assert.ThrowsAsync<AggregateException>(() => business.Get<StatementDesk>().BuildDueAsync());
        Assert.Contains("C02", Assert.Single(told.InnerExceptions).Message, StringComparison.Ordinal);
        Assert.Equal([100m, 300m], (await business.ReadAsync(db => db.Statements.Select(row => row.Total).ToListAsync())).Order());
    }

    [Fact]
    public async Task A_month_in_which_more_came_back_than_went_out_asks_for_no_invoice_of_less_than_nothing()
    {
        await using var business = await Business.OpenAsync();
        var desk = business.Get<StatementDesk>();
        await ImportAsync(business, "returns", "C01,TH-1,RO-1,,2026-10-22,,500,0.13\r\n");
        Assert.Empty(await desk.BuildDueAsync());
        var kam = await business.PersonAsync("lin.zhiyuan");
        Assert.Equal("statement.nothing", (await Assert.ThrowsAsync<RefusedException>(() => desk.BuildAsync(kam, "C01", new(2026, 10, 1)))).Refusals[0].Key);

        await ImportAsync(business, "deliveries", "C01,YS-1,SO-1,,2026-10-23,,400,0.13\r\n");
        Assert.Single(await desk.BuildDueAsync());
        await ImportAsync(business, "deliveries", "C01,YS-2,SO-2,,2026-11-05,,900,0.13\r\n");
        business.Clock.Advance(TimeSpan.FromDays(10));
        Assert.Single(await desk.BuildDueAsync());
        Assert.Equal("2026-10 400 Delivery 400|2026-11 400 Delivery 900,Return -500", await StatedAsync(business));
        await EachOnceAsync(business);
    }

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task A_chain_that_changes_in_mid_month_loses_no_slip_and_has_none_twice(string database)
    {
        await using var business = await Business.OpenAsync(database);
        var payer = await business.ReadAsync(db => db.Customers.Where(row => row.Code == "C01").Select(row => row.Id).SingleAsync());
        await business.WriteAsync(async db =>
        {
            var old = await db.Contracts.SingleAsync(row => row.CustomerId == payer);
            old.Until = new(2026, 10, 15);
            db.Contracts.Add(new() { Id = Guid.NewGuid(), CustomerId = payer, Number = "HT-NEW", From = new(2026, 10, 16), Until = new(2027, 10, 15), PaymentTerm = "GR+30", StatementCycle = StatementCycle.Delivery });
        });
        await ImportAsync(business, "deliveries", "C01,YS-0,SO-0,,2026-08-31,,10,0.13\r\nC01,YS-1,SO-1,,2026-10-05,,100,0.13\r\nC01,YS-2,SO-2,,2026-10-15,,200,0.13\r\nC01,YS-3,SO-3,,2026-10-16,,400,0.13\r\nC01,YS-4,SO-4,,2026-11-02,,800,0.13\r\n");
        var desk = business.Get<StatementDesk>();
        Assert.Equal(2, (await desk.BuildDeliveriesAsync()).Count);
        Assert.Single(await desk.BuildDueAsync());
        Assert.Equal("YS-3 400 Delivery 400|2026-10 310 Delivery 10,Delivery 100,Delivery 200|YS-4 800 Delivery 800", await StatedAsync(business));
        Assert.Equal((0, 0), ((await desk.BuildDeliveriesAsync()).Count, (await desk.BuildDueAsync()).Count));

        // One that comes late of the days before has its month; changed back in place, what is not stated yet is stated by month.
        await ImportAsync(business, "deliveries", "C01,YS-5,SO-5,,2026-10-07,,1,0.13\r\n");
        await business.WriteAsync(db => db.Contracts.Where(row => row.Number == "HT-NEW").ExecuteUpdateAsync(set => set.SetProperty(row => row.StatementCycle, StatementCycle.Monthly)));
        await ImportAsync(business, "deliveries", "C01,YS-6,SO-6,,2026-11-20,,2,0.13\r\n");
        Assert.Empty(await desk.BuildDeliveriesAsync());
        business.Clock.Advance(TimeSpan.FromDays(10));
        Assert.Single(await desk.BuildDueAsync());
        Assert.Contains("2026-11 3 Delivery 1,Delivery 2", await StatedAsync(business), StringComparison.Ordinal);
        // And again in place, in the month itself: what the month has not stated is stated one by one, even where the month is over.
        await ImportAsync(business, "deliveries", "C01,YS-7,SO-7,,2026-11-28,,5,0.13\r\nC01,YS-8,SO-8,,2026-12-02,,7,0.13\r\n");
        await business.WriteAsync(db => db.Contracts.Where(row => row.Number == "HT-NEW").ExecuteUpdateAsync(set => set.SetProperty(row => row.StatementCycle, StatementCycle.Delivery)));
        Assert.Equal((2, 0, 0), ((await desk.BuildDeliveriesAsync()).Count, (await desk.BuildDeliveriesAsync()).Count, (await desk.BuildDueAsync()).Count));
        Assert.Equal(0, await business.ReadAsync(db => db.GoodsMovements.CountAsync(row => row.StatementId == null)));
        await EachOnceAsync(business);
    }

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task A_batch_is_stated_when_the_k_th_later_delivery_has_come_or_its_days_are_over(string database)
    {
        await using var business = await Business.OpenAsync(database);
        await CycleAsync(business, StatementCycle.Batch, "BATCH 2+45");
        var desk = business.Get<StatementDesk>();
        await ImportAsync(business, "deliveries", "C01,YS-1,SO-1,,2026-11-02,,1,0.13\r\nC01,YS-2,SO-2,,2026-11-02,,2,0.13\r\nC01,YS-3,SO-3,,2026-11-09,,4,0.13\r\n");
        Assert.Empty(await desk.BuildDeliveriesAsync());
        await ImportAsync(business, "deliveries", "C01,YS-4,SO-4,,2026-11-16,,8,0.13\r\n");
        Assert.Single(await desk.BuildDeliveriesAsync());
        Assert.Equal("2026-11-02 3 Delivery 1,Delivery 2", await StatedAsync(business));
        // A slip that comes late goes with the next batch.
        await ImportAsync(business, "deliveries", "C01,YS-5,SO-5,,2026-11-02,,16,0.13\r\n");
        Assert.Empty(await desk.BuildDeliveriesAsync());
        await ImportAsync(business, "deliveries", "C01,YS-6,SO-6,,2026-11-23,,32,0.13\r\n");
        Assert.Single(await desk.BuildDeliveriesAsync());
        Assert.Empty(await desk.BuildDeliveriesAsync());
        Assert.EndsWith("|2026-11-09 20 Delivery 16,Delivery 4", await StatedAsync(business), StringComparison.Ordinal);
        business.Clock.Advance(TimeSpan.FromDays(50));
        Assert.Equal(2, (await desk.BuildDeliveriesAsync()).Count);
        Assert.Empty(await desk.BuildDueAsync());
        await EachOnceAsync(business);
        Assert.All(await business.ReadAsync(db => db.GoodsMovements.ToListAsync()), moved => Assert.NotNull(moved.StatementId));
    }

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task Broken_off_at_any_moment_and_run_by_two_at_once_each_slip_is_stated_once(string database)
    {
        await using var business = await Business.OpenAsync(database);
        await CycleAsync(business, StatementCycle.Delivery);
        await ImportAsync(business, "deliveries", string.Concat(Enumerable.Range(1, 40).Select(number => $"C01,YS-{number:00},SO-{number},,2026-11-20,,{number},0.13\r\n")));
        var desk = business.Get<StatementDesk>();
        for (var broken = 0; broken < 12; broken++)
        {
            using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(5 + (broken * 9)));
            try
            {
                await desk.BuildDeliveriesAsync(stop.Token);
            }
            catch (Exception failure) when (failure is OperationCanceledException || failure.GetBaseException() is OperationCanceledException || stop.IsCancellationRequested)
            {
                await EachOnceAsync(business);
            }
        }

        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => desk.BuildDeliveriesAsync()));
        await EachOnceAsync(business);
        Assert.Equal((40, 40, 0), await business.ReadAsync(async db => (await db.Statements.CountAsync(), await db.Cases.CountAsync(row => row.Process == StatementDesk.Process), await db.GoodsMovements.CountAsync(row => row.StatementId == null))));
    }

    [Fact]
    public async Task Their_list_of_the_month_is_compared_with_each_delivery_for_itself_and_a_fee_on_it_once()
    {
        await using var business = await Business.OpenAsync();
        await CycleAsync(business, StatementCycle.Delivery);
        await ImportAsync(business, "deliveries", "C01,YS-1,SO-1,,2026-11-19,,1000,0.13\r\nC01,YS-2,SO-2,,2026-11-20,,2000,0.13\r\n");
        var desk = business.Get<StatementDesk>();
        await desk.BuildDeliveriesAsync();
        await ImportAsync(business, "deliveries", "C01,YS-3,SO-3,,2026-11-21,,4000,0.13\r\n");
        await ImportAsync(business, "retailer-statements", "C01,2026-11,Delivery,YS-1,,2026-11-19,,1000,\r\nC01,2026-11,Delivery,B-2,SO-2,2026-11-20,,1950,\r\nC01,2026-11,Delivery,YS-3,,2026-11-21,,4000,\r\nC01,2026-11,Deduction,KK-1,,2026-11-21,,-100,堆头\r\n", "fang.yuan", Theirs);
        Assert.Equal("KK-1 FeeUnknown -100", await MatchAsync("YS-1"));
        Assert.Equal("YS-2 Price -50", await MatchAsync("YS-2"));
        var kam = await business.PersonAsync("lin.zhiyuan");
        var second = await business.ReadAsync(db => db.Statements.SingleAsync(row => row.Occasion == "YS-2"));
        Assert.Equal(1_950m, second.TheirTotal);
        // There is no later statement of this one delivery.
        var difference = (await business.Get<StatementBook>().DifferencesAsync(kam, second.Id)).Single();
        Assert.Equal("difference.onlyDelivery", (await Assert.ThrowsAsync<RefusedException>(() => desk.SettleAsync(kam, difference.Id, difference.Type, DifferenceResult.NextMonth, "下期"))).Refusals[0].Key);

        async Task<string> MatchAsync(string slip)
        {
            var statement = await business.ReadAsync(db => db.Statements.AsNoTracking().SingleAsync(row => row.Occasion == slip));
            await MoveAsync(business, statement.CaseId, StatementState.Sent);
            await desk.MatchAsync(await business.PersonAsync("lin.zhiyuan"), statement.Id);
            return string.Join("|", (await business.Get<StatementBook>().DifferencesAsync(await business.PersonAsync("lin.zhiyuan"), statement.Id)).Select(row => FormattableString.Invariant($"{row.Reference} {row.Type} {row.Theirs - row.Ours:0.##}")));
        }
    }

    [Fact]
    public async Task A_contract_says_the_cycle_and_the_day_monthly_on_the_first_when_it_says_nothing()
    {
        await using var business = await Business.OpenAsync();
        const string Head = "Number,Customer,From,Until,PaymentTerm";
        await ImportAsync(business, "contracts", "HT-9,C01,2027-07-01,2027-12-31,EOM+60\r\n", "he.mingqian", Head + "\r\n");
        Assert.Equal((StatementCycle.Monthly, 1), await OfAsync("HT-9"));
        await ImportAsync(business, "contracts", "HT-9,C01,2027-07-01,2027-12-31,BATCH 1+45,Batch,5\r\n", "he.mingqian", Head + ",StatementCycle,StatementDay\r\n");
        Assert.Equal((StatementCycle.Batch, 5), await OfAsync("HT-9"));
        // Columns that a file leaves out keep what is there.
        Assert.Equal("StatementCycle contract.batchTerm", await FaultAsync("HT-9,C01,2027-07-01,2027-12-31,EOM+60", Head));
        Assert.Equal("StatementCycle field.notOneOf|StatementDay field.tooLarge", await FaultAsync("HT-9,C01,2027-07-01,2027-12-31,BATCH 1,Weekly,29", Head + ",StatementCycle,StatementDay"));

        // On the fifth of the next month, not before.
        await business.WriteAsync(db => db.Contracts.Where(row => row.Number == "HT-C01-01").ExecuteUpdateAsync(set => set.SetProperty(row => row.StatementDay, 5)));
        await ImportAsync(business, "deliveries", "C01,YS-1,SO-1,,2026-11-20,,1000,0.13\r\n");
        business.Clock.Advance(TimeSpan.FromDays(11));
        Assert.Empty(await business.Get<StatementDesk>().BuildDueAsync());
        business.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Single(await business.Get<StatementDesk>().BuildDueAsync());

        Task<(StatementCycle, int)> OfAsync(string number) => business.ReadAsync(async db => await db.Contracts.AsNoTracking().SingleAsync(row => row.Number == number) is var row ? (row.StatementCycle, row.StatementDay) : default);

        async Task<string> FaultAsync(string line, string head) => string.Join("|", (await business.Get<ImportDesk>().CheckAsync(await business.PersonAsync("he.mingqian"), "contracts", new MemoryStream(Encoding.UTF8.GetBytes($"{head}\r\n{line}\r\n")))).Errors.Select(error => $"{error.Column} {error.Key}"));
    }

    private static Task CycleAsync(Business business, StatementCycle cycle, string term = "GR+30") => business.WriteAsync(db => db.Contracts.Where(row => row.Number == "HT-C01-01")
        .ExecuteUpdateAsync(set => set.SetProperty(row => row.StatementCycle, cycle).SetProperty(row => row.PaymentTerm, term)));

    // What stands on the statements of C01 that live, in the order of their last days.
    private static Task<string> StatedAsync(Business business) => business.ReadAsync(async db =>
    {
        var rows = await db.Statements.AsNoTracking().Where(row => row.State != StatementState.Cancelled && db.Customers.Any(payer => payer.Id == row.CustomerId && payer.Code == "C01")).ToListAsync();
        var lines = (await db.StatementLines.AsNoTracking().ToListAsync()).ToLookup(row => row.StatementId);
        return string.Join("|", rows.OrderBy(row => row.Until).ThenBy(row => row.Occasion, StringComparer.Ordinal).Select(row => FormattableString.Invariant($"{(row.Occasion.Length > 0 ? row.Occasion : $"{row.Month:yyyy-MM}")} {row.Total:0.##} ")
            + string.Join(",", lines[row.Id].Select(line => FormattableString.Invariant($"{line.Kind} {line.Amount:0.##}")).Order(StringComparer.Ordinal))));
    });

    // Each slip that is stated stands on one living statement, by one line.
    private static async Task EachOnceAsync(Business business)
    {
        var (moved, lines, states) = await business.ReadAsync(async db => (await db.GoodsMovements.AsNoTracking().ToListAsync(), await db.StatementLines.AsNoTracking().ToListAsync(), await db.Statements.AsNoTracking().ToDictionaryAsync(row => row.Id, row => row.State)));
        foreach (var slip in moved)
        {
            var own = lines.Where(line => line.SourceId == slip.Id && states[line.StatementId] != StatementState.Cancelled).Select(line => (Guid?)line.StatementId).ToList();
            Assert.Equal(slip.StatementId is { } held ? [held] : [], own);
        }
    }

    private static Task MoveAsync(Business business, Guid caseId, StatementState to) => business.Get<StatementCourse>().MoveAsync(Guid.NewGuid().ToString(), caseId, to, new JsonObject(), false);

    private static async Task ImportAsync(Business business, string kind, string lines, string userName = "luo.qicheng", string head = Slips)
    {
        var person = await business.PersonAsync(userName);
        var report = await business.Get<ImportDesk>().CheckAsync(person, kind, new MemoryStream(Encoding.UTF8.GetBytes(head + lines)));
        Assert.Empty(report.Errors);
        await business.Get<ImportDesk>().ApplyAsync(person, report.Ticket!.Value);
    }
}
