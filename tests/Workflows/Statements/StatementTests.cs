using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Deductions;
using ProcessSales.Workflows.Disputes;
using ProcessSales.Workflows.Imports;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Returns;
using ProcessSales.Workflows.Statements;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Tests.Receivables;
using ProcessSales.Workflows.Tests.Running;

namespace ProcessSales.Workflows.Tests.Statements;

public sealed class StatementTests
{
    private const string Slips = "Customer,SlipNumber,OrderNumber,Store,Day,Quantity,Amount,TaxRate\r\n";
    private const string Theirs = "Customer,Month,Kind,SlipNumber,OrderNumber,Day,Quantity,Amount,Note\r\n";

    public static TheoryData<StatementState, StatementState> Pairs()
    {
        var pairs = new TheoryData<StatementState, StatementState>();
        foreach (var from in Enum.GetValues<StatementState>())
        {
            foreach (var to in Enum.GetValues<StatementState>()) pairs.Add(from, to);
        }

        return pairs;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void A_statement_goes_only_where_the_table_says(StatementState from, StatementState to)
    {
        string[] allowed =
        [
            "Open>Draft", "Open>Cancelled", "Draft>Sent", "Draft>Cancelled", "Sent>Reconciling", "Sent>Cancelled", "Reconciling>Differences", "Reconciling>Agreed", "Reconciling>Cancelled", "Differences>Reconciling",
            "Differences>Agreed", "Differences>Cancelled", "Agreed>Invoicing", "Invoicing>Invoiced", "Invoiced>HandedIn", "Invoiced>Reissued", "HandedIn>Accepted", "HandedIn>Reissued", "Accepted>Closed", "Reissued>Invoicing",
        ];
        Assert.Equal(allowed.Contains($"{from}>{to}"), from.Allows(to));
    }

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task A_statement_is_built_once_from_what_no_other_holds_and_matched_line_by_line(string database)
    {
        await using var business = await Business.OpenAsync(database);
        var (statement, caseId) = await BuildAsync(business);
        Assert.Equal((statement, caseId), await business.Get<StatementDesk>().BuildAsync(await business.PersonAsync("fang.yuan"), "C01", new(2026, 10, 15)));
        var row = await business.Get<StatementBook>().FindAsync(await business.PersonAsync("lin.zhiyuan"), statement);
        Assert.Equal((StatementState.Draft, 5_500m), (row.State, row.Total));
        Assert.StartsWith("ST-20261123-", row.Number);
        await MoveAsync(business, caseId, StatementState.Sent);
        Assert.Equal("statement.theirsMissing", (await Assert.ThrowsAsync<RefusedException>(async () => await business.Get<StatementDesk>().MatchAsync(await business.PersonAsync("lin.zhiyuan"), statement))).Refusals[0].Key);

        var found = await DifferencesAsync(business, statement, "C01,2026-10,Delivery,YS-1,,2026-10-05,,1000,\r\nC01,2026-10,Delivery,YS-2,,2026-10-06,,1950,\r\nC01,2026-10,Delivery,YS-4,,2026-10-09,90,900,\r\n"
            + "C01,2026-10,Deduction,KK-1,,2026-10-31,,-1200,堆头\r\nC01,2026-10,Deduction,KK-2,PA-9,2026-10-31,,-300,\r\nC01,2026-10,Deduction,KK-3,PA-9,2026-10-31,,-300,\r\nC01,2026-10,Delivery,YS-8,,2026-11-02,,400,\r\n");
        Assert.Equal("KK-1 FeeUnknown -1200|KK-2 DeductedTwice -300|KK-3 DeductedTwice -300|TH-1 ReturnMissing 500|YS-2 Price -50|YS-3 Missing -2000|YS-4 Quantity -100|YS-8 OtherMonth 400", found);
        Assert.Equal(StatementState.Differences, (await StatementAsync(business, caseId)).State);
    }

    [Fact]
    public async Task A_statement_is_agreed_when_each_difference_is_settled_and_what_is_given_up_was_approved()
    {
        await using var business = await Business.OpenAsync();
        var (statement, caseId) = await BuildAsync(business);
        await MoveAsync(business, caseId, StatementState.Sent);
        await DifferencesAsync(business, statement, "C01,2026-10,Delivery,YS-1,,2026-10-05,,1000,\r\nC01,2026-10,Delivery,YS-2,,2026-10-06,,1950,\r\nC01,2026-10,Return,TH-1,,2026-10-20,,-500,\r\nC01,2026-10,Delivery,YS-4,,2026-10-09,,1000,\r\n");
        Assert.Equal(("Open", 0m), await AgreeAsync(business, caseId, false));
        var kam = await business.PersonAsync("lin.zhiyuan");
        var desk = business.Get<StatementDesk>();
        var differences = await business.Get<StatementBook>().DifferencesAsync(kam, statement);
        Assert.Equal("required", (await Assert.ThrowsAsync<RefusedException>(() => desk.SettleAsync(kam, differences[0].Id, differences[0].Type, DifferenceResult.OursStands, " "))).Refusals[0].Key);
        var logistics = await business.PersonAsync("luo.qicheng");
        Assert.Equal("person.unknown", (await Assert.ThrowsAsync<RefusedException>(async () => await desk.SettleAsync(kam, differences[0].Id, differences[0].Type, DifferenceResult.Open, null, await business.PersonAsync("luo.shuyao")))).Refusals[0].Key);
        await desk.SettleAsync(kam, differences.Single(row => row.Reference == "YS-3").Id, DifferenceType.Missing, DifferenceResult.Open, "请物流查验收单", logistics);
        Assert.Equal(logistics, (await business.Get<StatementBook>().DifferencesAsync(kam, statement)).Single(row => row.Reference == "YS-3").OwnerId);
        await desk.SettleAsync(kam, differences.Single(row => row.Reference == "YS-2").Id, DifferenceType.Price, DifferenceResult.TheirsStands, "合同价确认");
        await desk.SettleAsync(kam, differences.Single(row => row.Reference == "YS-3").Id, DifferenceType.OtherMonth, DifferenceResult.NextMonth, "店方 11 月入账");
        Assert.Equal(("Approval", 50m), await AgreeAsync(business, caseId, false));
        Assert.Equal(("Moved", 0m), await AgreeAsync(business, caseId, true));
        var agreed = await StatementAsync(business, caseId);
        Assert.Equal((3_450m, new DateOnly(2026, 12, 1), new DateOnly(2026, 12, 5)), (agreed.Agreed!.Value, agreed.WindowFrom!.Value, agreed.WindowUntil!.Value));
        Assert.Equal(agreed.Total, (await business.ReadAsync(db => db.StatementLines.Where(row => row.StatementId == statement).Select(row => row.Amount).ToListAsync())).Sum());
        // What was put off is free for the next statement.
        Assert.Null(await business.ReadAsync(db => db.GoodsMovements.Where(row => row.SlipNumber == "YS-3").Select(row => row.StatementId).SingleAsync()));
        Assert.Equal(RefusalKind.NotFound, (await Assert.ThrowsAsync<RefusedException>(async () => await business.Get<StatementBook>().FindAsync(await business.PersonAsync("luo.shuyao"), statement))).Kind);
    }

    [Theory]
    [InlineData(40, 40)]
    [InlineData(50.01, 50)]
    [InlineData(100, 50)]
    [InlineData(100.01, 100.01)]
    public async Task Up_to_fifty_yuan_or_a_thousandth_of_the_statement_counts_as_the_smallest_row_of_the_matrix(decimal given, decimal asked)
    {
        await using var business = await Business.OpenAsync();
        await ImportAsync(business, "luo.qicheng", "deliveries", Slips + "C01,YS-1,SO-1,,2026-10-05,,100000,0.13\r\n");
        var (statement, caseId) = await business.Get<StatementDesk>().BuildAsync(await business.PersonAsync("lin.zhiyuan"), "C01", new(2026, 10, 1));
        await MoveAsync(business, caseId, StatementState.Sent);
        await DifferencesAsync(business, statement, FormattableString.Invariant($"C01,2026-10,Delivery,YS-1,,2026-10-05,,{100_000m - given},\r\n"));
        var kam = await business.PersonAsync("lin.zhiyuan");
        await business.Get<StatementDesk>().SettleAsync(kam, (await business.Get<StatementBook>().DifferencesAsync(kam, statement)).Single().Id, DifferenceType.Price, DifferenceResult.TheirsStands, "价差");
        Assert.Equal(("Approval", asked), await AgreeAsync(business, caseId, false));
    }

    [Fact]
    public async Task Invoice_hand_in_and_acceptance_make_a_receivable_and_a_wrong_invoice_is_issued_again()
    {
        await using var business = await Business.OpenAsync();
        var (_, caseId) = await AgreedAsync(business);
        Assert.Equal("Refused", await MoveAsync(business, caseId, StatementState.Invoicing, ("amount", 5_500.01m)));
        Assert.Equal("Moved", await MoveAsync(business, caseId, StatementState.Invoicing, ("amount", 5_500m), ("title", "岚桥商业"), ("taxNumber", "91310000MA1K000001"), ("kind", "special")));
        Assert.Equal("Moved", await MoveAsync(business, caseId, StatementState.Invoiced, ("invoiceNumber", "FP-1"), ("issuedOn", "2026-11-23")));
        var first = (await StatementAsync(business, caseId)).ReceivableId!.Value;
        Assert.Equal("Moved", await MoveAsync(business, caseId, StatementState.Reissued));
        Assert.Equal(ReceivableState.CreditNoted, await business.ReadAsync(db => db.Receivables.Where(row => row.Id == first).Select(row => row.Ended!.Value).SingleAsync()));
        Assert.Equal("Moved", await MoveAsync(business, caseId, StatementState.Invoicing, ("amount", 5_500m)));
        Assert.Equal("Refused", await MoveAsync(business, caseId, StatementState.Invoiced, ("invoiceNumber", "FP-1")));
        Assert.Equal("Moved", await MoveAsync(business, caseId, StatementState.Invoiced, ("invoiceNumber", "FP-2"), ("issuedOn", "2026-11-24")));
        Assert.Equal("Refused", await MoveAsync(business, caseId, StatementState.HandedIn));
        await MoveAsync(business, caseId, StatementState.HandedIn, ("handedInOn", "2026-12-02"));
        await MoveAsync(business, caseId, StatementState.Accepted, ("acceptedOn", "2026-12-03"));
        Assert.Equal("Moved", await MoveAsync(business, caseId, StatementState.Closed));
        var item = await business.ReadAsync(async db => await db.Receivables.SingleAsync(row => row.Number == "FP-2"));
        // EOM+60 of October is 30 December; the chain pays on 10 and 25.
        Assert.Equal((5_500m, new DateOnly(2026, 12, 30), new DateOnly(2027, 1, 11)), (item.Open, item.DueOn, item.ExpectedOn));
        await Assert.ThrowsAsync<RefusedException>(() => MoveAsync(business, caseId, StatementState.Invoicing));
    }

    [Fact]
    public async Task A_deduction_on_their_statement_is_matched_or_becomes_a_dispute_of_the_invoice()
    {
        await using var business = await Business.OpenAsync();
        await ImportAsync(business, "luo.qicheng", "deliveries", Slips + "C01,YS-1,SO-1,,2026-10-05,,20000,0.13\r\n");
        var kam = await business.PersonAsync("lin.zhiyuan");
        var (statement, caseId) = await business.Get<StatementDesk>().BuildAsync(kam, "C01", new(2026, 10, 1));
        await MoveAsync(business, caseId, StatementState.Sent);
        Assert.Equal("KK-1 FeeUnknown -3600", await DifferencesAsync(business, statement, "C01,2026-10,Delivery,YS-1,,2026-10-05,,20000,\r\nC01,2026-10,Deduction,KK-1,,2026-10-31,,-3600,堆头\r\n"));
        var difference = (await business.Get<StatementBook>().DifferencesAsync(kam, statement)).Single();
        var deductions = business.Get<DeductionDesk>();
        Assert.Equal("difference.deduction", (await Assert.ThrowsAsync<RefusedException>(() => business.Get<StatementDesk>().SettleAsync(kam, difference.Id, difference.Type, DifferenceResult.Deduction, "x"))).Refusals[0].Key);
        var deduction = await deductions.TakeAsync(kam, difference.Id);
        Assert.Equal(deduction, await deductions.TakeAsync(kam, difference.Id));
        Assert.Equal(("Open", 0m), await AgreeAsync(business, caseId, false));
        await deductions.MatchAsync(kam, deduction, "rebate", await Deductions.DeductionTests.RebateAsync(business, "C01", 3_000m), 3_000m, Guid.NewGuid());
        Assert.Null(await deductions.DisputeAsync(kam, deduction, 600m, DisputeReason.DeductedTooMuch, "多扣", Guid.NewGuid()));
        // What a settled matter owes needs no approval, and what is in dispute stands on our invoice.
        Assert.Equal(("Moved", 0m), await AgreeAsync(business, caseId, false));
        Assert.Equal(17_000m, (await StatementAsync(business, caseId)).Agreed);
        Assert.Equal("statement.notCompared", (await Assert.ThrowsAsync<RefusedException>(async () => await deductions.ReverseAsync(kam, (await business.Get<DeductionBook>().FindAsync(kam, deduction)).Parts.Single(part => part.Kind == "rebate").Id, "x"))).Refusals[0].Key);
        Assert.Equal("Refused", await MoveAsync(business, caseId, StatementState.Invoicing, ("amount", 17_000m), ("windowDate", "2026-12-09")));
        Assert.Equal("Moved", await MoveAsync(business, caseId, StatementState.Invoicing, ("amount", 17_000m), ("windowDate", "2026-12-05")));
        Assert.Equal("Moved", await MoveAsync(business, caseId, StatementState.Invoiced, ("invoiceNumber", "FP-1"), ("issuedOn", "2026-11-23")));
        var item = await business.ReadAsync(db => db.Receivables.SingleAsync(row => row.Number == "FP-1"));
        Assert.Equal((17_000m, 600m), (item.Open, item.Disputed));
        Assert.Equal(600m, (await business.Get<DisputeBook>().OfItemAsync(kam, item.Id)).Single().Amount);
    }

    [Fact]
    public async Task Rebates_and_credit_notes_stand_on_the_statement_and_are_used_up_when_both_have_agreed()
    {
        await using var business = await Business.OpenAsync();
        await ImportAsync(business, "luo.qicheng", "deliveries", Slips + "C02,YS-1,SO-1,,2026-10-05,,10000,0.13\r\n");
        await ImportAsync(business, "luo.qicheng", "returns", Slips + "C02,TH-1,RO-1,,2026-10-20,,500,0.13\r\n");
        var credit = await business.ItemAsync("HZ-1", -300m, "2026-10-31", "C02", kind: ReceivableKind.CreditNote);
        var (statement, caseId) = await business.Get<StatementDesk>().BuildAsync(await business.PersonAsync("su.xiaoman"), "C02", new(2026, 10, 1));
        // 1 % of 9,500 a month.
        Assert.Equal("Credit -300|Delivery 10000|Rebate -95|Return -500", string.Join("|", (await business.ReadAsync(db => db.StatementLines.Where(row => row.StatementId == statement).ToListAsync())).Select(row => FormattableString.Invariant($"{row.Kind} {row.Amount:0.##}")).Order(StringComparer.Ordinal)));
        await MoveAsync(business, caseId, StatementState.Sent);
        await MoveAsync(business, caseId, StatementState.Reconciling);
        Assert.Equal(-300m, (await business.ItemOfAsync(credit)).Open);
        Assert.Equal(("Moved", 0m), await AgreeAsync(business, caseId, false));
        Assert.Equal((9_105m, 0m, ReceivableState.CreditNoted), ((await StatementAsync(business, caseId)).Agreed!.Value, (await business.ItemOfAsync(credit)).Open, (await business.ItemOfAsync(credit)).Ended!.Value));
        Assert.Equal((95m, 95m), await business.ReadAsync(db => db.Rebates.Select(row => new ValueTuple<decimal, decimal>(row.Amount, row.Matched)).SingleAsync()));
        await business.BalancesAsync();
    }

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task Goods_that_came_back_count_once_by_the_chains_slip_or_by_our_own_credit(string database)
    {
        await using var business = await Business.OpenAsync(database);
        var kam = await business.PersonAsync("lin.zhiyuan");
        await ImportAsync(business, "luo.qicheng", "deliveries", Slips + "C01,YS-1,SO-1,,2026-09-05,,9000,0.13\r\nC01,YS-2,SO-2,,2026-10-05,,9000,0.13\r\n");
        // Both are there: the slip stands on the statement, since theirs names it, and the credit is used up by it.
        await ImportAsync(business, "luo.qicheng", "returns", Slips + "C01,TH-1,RO-1,,2026-09-20,,500,0.13\r\n");
        var first = await CreditAsync(business, "TH-1", 480m);
        var second = await CreditAsync(business, "th-2", 300m);
        Assert.Equal("Deduction -300 th-2|Delivery 9000 YS-1|Return -500 TH-1", await LinesAsync(new(2026, 9, 1)));
        Assert.Equal("return.stated", (await Assert.ThrowsAsync<RefusedException>(() => business.WriteAsync(db => Source().MatchAsync(db, "x", first, 480m, null, default)))).Refusals[0].Key);
        Assert.DoesNotContain(await business.ReadAsync(db => PayerAsync(db, payer => Source().OpenAsync(db, payer, default))), open => open.Id == first);
        // The credit stands on a statement: its slip, imported later, stands on none and makes no statement either.
        await ImportAsync(business, "luo.qicheng", "returns", Slips + "C01,TH-2,RO-2,,2026-10-20,,310,0.13\r\n");
        Assert.Equal("Delivery 9000 YS-2", await LinesAsync(new(2026, 10, 1)));
        Assert.Empty(await business.Get<StatementDesk>().BuildDueAsync());
        // Theirs finds the credit by its slip.
        var september = await business.ReadAsync(db => db.Statements.SingleAsync(row => row.Month == new DateOnly(2026, 9, 1)));
        await MoveAsync(business, september.CaseId, StatementState.Sent);
        Assert.Equal("th-2 Price -10", await DifferencesAsync(business, september.Id, "C01,2026-09,Delivery,YS-1,,2026-09-05,,9000,\r\nC01,2026-09,Return,TH-1,,2026-09-20,,-500,\r\nC01,2026-09,Return,th-2,,2026-09-25,,-310,\r\n"));

        IDeductionSource Source() => business.Get<IEnumerable<IDeductionSource>>().Single(source => source.Kind == "return");

        async Task<string> LinesAsync(DateOnly month)
        {
            var (statement, _) = await business.Get<StatementDesk>().BuildAsync(kam, "C01", month);
            return string.Join("|", (await business.ReadAsync(db => db.StatementLines.Where(row => row.StatementId == statement).ToListAsync())).Select(row => FormattableString.Invariant($"{row.Kind} {row.Amount:0.##} {row.SlipNumber}")).Order(StringComparer.Ordinal));
        }
    }

    private static async Task<IReadOnlyList<Deductible>> PayerAsync(ProcessSalesDb db, Func<Guid, Task<IReadOnlyList<Deductible>>> ask) => await ask(await db.Customers.Where(row => row.Code == "C01").Select(row => row.Id).SingleAsync());

    private static async Task<Guid> CreditAsync(Business business, string slip, decimal counted)
    {
        var id = Guid.NewGuid();
        await business.WriteAsync(async db =>
        {
            db.Cases.Add(new()
            {
                Id = id, Number = $"RT-{slip}", Process = ReturnDesk.Process, InstanceId = $"rt-{slip}", State = CaseState.Running, Title = "退货", OwnerId = (await db.Users.FirstAsync()).Id, CreatedAt = business.Clock.GetUtcNow(),
                DataJson = $$"""{"chain":{"id":"C01"},"kind":"return","slip":"{{slip}}","total":500,"countedAmount":{{counted.ToString(System.Globalization.CultureInfo.InvariantCulture)}}}""",
            });
        });
        Assert.Equal(counted, await business.Get<ReturnDesk>().CreditAsync($"rt-{slip}"));
        return id;
    }

    [Fact]
    public async Task Three_working_days_before_its_window_people_are_reminded_and_a_missed_one_moves_the_expected_day_and_is_told_to_the_area_manager()
    {
        await using var business = await Business.OpenAsync();
        var (_, caseId) = await AgreedAsync(business);
        await MoveAsync(business, caseId, StatementState.Invoicing, ("amount", 5_500m));
        await MoveAsync(business, caseId, StatementState.Invoiced, ("invoiceNumber", "FP-1"), ("issuedOn", "2026-11-23"));
        async Task<string> ToldAsync(string template)
        {
            for (var time = 0; time < 2; time++) await business.Get<StatementCourse>().WatchWindowsAsync();
            return string.Join(",", await business.ReadAsync(db => db.Notifications.Where(row => row.Template == template).Join(db.Users, row => row.RecipientId, who => who.Id, (_, who) => who.UserName!).OrderBy(name => name).ToListAsync()));
        }

        Assert.Equal("", await ToldAsync("window-soon"));
        business.Clock.Advance(TimeSpan.FromDays(3));
        Assert.Equal("cheng.yinuo,lin.zhiyuan", await ToldAsync("window-soon"));
        business.Clock.Advance(TimeSpan.FromDays(10));
        Assert.Equal("jiang.xubai,lin.zhiyuan", await ToldAsync("window-missed"));
        var statement = await StatementAsync(business, caseId);
        Assert.Equal((1, new DateOnly(2026, 12, 15)), (statement.MissedWindows, statement.WindowFrom!.Value));
    }

    [Fact]
    public async Task A_statement_that_is_still_compared_is_reminded_of_the_window_after_the_8th_and_of_each_once()
    {
        await using var business = await Business.OpenAsync();
        var (_, caseId) = await BuildAsync(business);
        await MoveAsync(business, caseId, StatementState.Sent);
        var finance = await business.PersonAsync("he.mingqian");
        var foretold = Assert.Single(await business.Get<Workflows.Dunning.ComingUp>().ListAsync(finance, "C01", 30), one => one.Kind == Workflows.Dunning.ComingKind.WindowNotice);
        Assert.Equal((new DateOnly(2026, 11, 26), "2026-12-01", 5_500m), (foretold.Day, foretold.Text, foretold.Amount));
        await business.Get<StatementCourse>().WatchWindowsAsync();
        Assert.Empty(await SoonAsync());
        business.Clock.Advance(TimeSpan.FromDays(3));
        for (var time = 0; time < 2; time++) await business.Get<StatementCourse>().WatchWindowsAsync();
        Assert.Equal(2, (await SoonAsync()).Count);
        Assert.All(await SoonAsync(), body => Assert.Contains("双方还未确认", body));
        // Agreed in time for that very window, nobody is told of it again.
        await MoveAsync(business, caseId, StatementState.Reconciling);
        Assert.Equal(("Moved", 0m), await AgreeAsync(business, caseId, false));
        await business.Get<StatementCourse>().WatchWindowsAsync();
        Assert.Equal(2, (await SoonAsync()).Count);
        // Nobody can be asked to reach a window that opens before both should have been compared.
        var fresh = new Statement { Month = new(2026, 11, 1), State = StatementState.Sent };
        Assert.Equal((new(2026, 12, 15), new DateOnly(2026, 12, 17)), fresh.NextWindow(MonthDays.Read("1-5,15-17"), new(2026, 12, 2)));
        Assert.Null(fresh.NextWindow(MonthDays.Any, new(2026, 12, 2)));

        Task<List<string>> SoonAsync() => business.ReadAsync(db => db.Notifications.Where(row => row.Template == "window-soon").Select(row => row.Body).ToListAsync());
    }

    [Theory]
    [InlineData("GR+30", "2026-11-08", "2026-11-08")]
    [InlineData("EOM+30", "2026-11-30", "2026-11-30")]
    [InlineData("SALE+30", "2026-11-30", "2026-11-30")]
    [InlineData("BATCH 1+45", "2026-11-02", "2026-11-02")]
    [InlineData("BATCH 2+45", "2026-11-23", "2026-11-20")]
    [InlineData("BATCH 3+45", "2026-11-23", "2026-11-23")]
    public async Task The_due_date_counts_from_the_last_goods_in_and_a_batch_is_due_when_the_later_delivery_has_come(string term, string due, string afterTheNext)
    {
        await using var business = await Business.OpenAsync();
        await business.WriteAsync(db => db.Customers.Where(row => row.Code == "C01").ExecuteUpdateAsync(set => set.SetProperty(row => row.PaymentTerm, term)));
        // Goods came last on 10-09, and again on 11-02.
        var (_, caseId) = await AgreedAsync(business);
        await MoveAsync(business, caseId, StatementState.Invoicing, ("amount", 5_500m));
        await MoveAsync(business, caseId, StatementState.Invoiced, ("invoiceNumber", "FP-1"), ("issuedOn", "2026-11-23"));
        Assert.Equal(DateOnly.Parse(due), await DueAsync());
        await ImportAsync(business, "luo.qicheng", "deliveries", Slips + "C01,YS-9,SO-9,,2026-11-20,,100,0.13\r\n");
        var course = business.Get<StatementCourse>();
        Assert.Equal((due == afterTheNext ? 0 : 1, 0), (await course.WatchBatchesAsync(), await course.WatchBatchesAsync()));
        Assert.Equal(DateOnly.Parse(afterTheNext), await DueAsync());

        Task<DateOnly> DueAsync() => business.ReadAsync(async db =>
        {
            var item = await db.Receivables.AsNoTracking().SingleAsync(row => row.Number == "FP-1");
            Assert.Equal(item.DueOn, item.BaseOn);
            return item.DueOn;
        });
    }

    [Fact]
    public async Task A_slip_that_comes_again_is_the_same_slip_and_one_on_a_statement_cannot_change()
    {
        await using var business = await Business.OpenAsync();
        await ImportAsync(business, "luo.qicheng", "deliveries", Slips + "C01,YS-1,SO-1,,2026-10-05,,1000,0.13\r\nC02,YS-1,SO-7,,2026-10-05,,70,0.13\r\n");
        await ImportAsync(business, "luo.qicheng", "deliveries", Slips + "C01,YS-1,SO-1,,2026-10-05,,1100,0.13\r\nC01,YS-2,SO-2,,2026-10-06,,20,0.13\r\n");
        Assert.Equal([20m, 70m, 1_100m], (await business.ReadAsync(db => db.GoodsMovements.Select(row => row.Amount).ToListAsync())).Order());
        await business.Get<StatementDesk>().BuildAsync(await business.PersonAsync("lin.zhiyuan"), "C01", new(2026, 10, 1));
        var report = await CheckAsync(business, "luo.qicheng", "deliveries", Slips + "C01,YS-1,SO-1,,2026-10-05,,1000,0.13\r\nC01,YS-2,SO-2,,2026-10-06,,20,0.13\r\nC01,YS-3,,C02-01,2026-10-06,,20,0.13\r\nC01,YS-4,,,2027-10-06,,20,0.13\r\nC01,YS-2,SO-2,,2026-10-06,,20,0.13\r\n");
        Assert.Equal([(2, "movement.stated"), (4, "movement.otherChain"), (5, "movement.future"), (6, "import.twice")], report.Errors.Select(error => (error.Row, error.Key)));
    }

    private static async Task<(Guid Statement, Guid Case)> BuildAsync(Business business)
    {
        await ImportAsync(business, "luo.qicheng", "deliveries", Slips + "C01,YS-1,SO-1,,2026-10-05,,1000,0.13\r\nC01,YS-2,SO-2,,2026-10-06,200,2000,0.13\r\nC01,YS-3,SO-3,,2026-10-08,,2000,0.13\r\nC01,YS-4,SO-4,,2026-10-09,100,1000,0.13\r\nC01,YS-8,SO-8,,2026-11-02,,400,0.13\r\n");
        await ImportAsync(business, "luo.qicheng", "returns", Slips + "C01,TH-1,RO-1,,2026-10-20,,500,0.13\r\n");
        return await business.Get<StatementDesk>().BuildAsync(await business.PersonAsync("lin.zhiyuan"), "C01", new(2026, 10, 1));
    }

    private static async Task<(Guid Statement, Guid Case)> AgreedAsync(Business business)
    {
        var (statement, caseId) = await BuildAsync(business);
        await MoveAsync(business, caseId, StatementState.Sent);
        await MoveAsync(business, caseId, StatementState.Reconciling);
        Assert.Equal(("Moved", 0m), await AgreeAsync(business, caseId, false));
        return (statement, caseId);
    }

    private static async Task<string> DifferencesAsync(Business business, Guid statement, string theirs)
    {
        await ImportAsync(business, "fang.yuan", "retailer-statements", Theirs + theirs);
        var kam = await business.PersonAsync("lin.zhiyuan");
        await business.Get<StatementDesk>().MatchAsync(kam, statement);
        return string.Join("|", (await business.Get<StatementBook>().DifferencesAsync(kam, statement)).Select(row => FormattableString.Invariant($"{row.Reference} {row.Type} {row.Theirs - row.Ours:0.##}")).Order(StringComparer.Ordinal));
    }

    private static async Task<(string, decimal)> AgreeAsync(Business business, Guid caseId, bool approved)
    {
        var move = await business.Get<StatementCourse>().MoveAsync(Guid.NewGuid().ToString(), caseId, StatementState.Agreed, new JsonObject { ["confirmedBy"] = "周会计", ["confirmedOn"] = "2026-11-23" }, approved);
        return (move.Outcome, move.Amount);
    }

    private static async Task<string> MoveAsync(Business business, Guid caseId, StatementState to, params (string Name, JsonNode Value)[] data) =>
        (await business.Get<StatementCourse>().MoveAsync(Guid.NewGuid().ToString(), caseId, to, new JsonObject(data.Select(each => KeyValuePair.Create<string, JsonNode?>(each.Name, each.Value))), false)).Outcome;

    private static Task<Statement> StatementAsync(Business business, Guid caseId) => business.ReadAsync(db => db.Statements.AsNoTracking().SingleAsync(row => row.CaseId == caseId));

    private static async Task<ImportReport> CheckAsync(Business business, string userName, string kind, string text) =>
        await business.Get<ImportDesk>().CheckAsync(await business.PersonAsync(userName), kind, new MemoryStream(Encoding.UTF8.GetBytes(text)));

    private static async Task ImportAsync(Business business, string userName, string kind, string text)
    {
        var report = await CheckAsync(business, userName, kind, text);
        Assert.Empty(report.Errors);
        await business.Get<ImportDesk>().ApplyAsync(await business.PersonAsync(userName), report.Ticket!.Value);
    }
}
