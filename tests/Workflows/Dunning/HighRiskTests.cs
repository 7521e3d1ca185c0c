using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Dunning;
using ProcessSales.Workflows.Imports;
using ProcessSales.Workflows.Statements;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Tests.Receivables;
using ProcessSales.Workflows.Tests.Running;
using ProcessSales.Workflows.Tests.Visits;
using ProcessSales.Workflows.Visits;

namespace ProcessSales.Workflows.Tests.Dunning;

/// <summary>A chain in trouble is flagged as high risk 高风险 and pays ahead (domain.md 2.6, exceptions).</summary>
public sealed class HighRiskTests
{
    private static readonly DateOnly Monday = new(2026, 11, 23);

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task Finance_flags_a_chain_in_trouble_and_lifts_it_with_a_reason_and_those_of_a_hold_are_told(string database)
    {
        await using var oracle = await Oracle.OpenAsync(database);
        var business = oracle.Business;
        var (zhou, finance, payer, desk) = (await business.PersonAsync("zhou.yiheng"), await business.PersonAsync("he.mingqian"), await oracle.PayerAsync("C03"), business.Get<CreditHoldDesk>());
        Assert.Equal(RefusalKind.Forbidden, (await Assert.ThrowsAsync<RefusedException>(() => desk.FlagAsync(zhou, payer, "关店"))).Kind);
        Assert.Equal("required", (await Assert.ThrowsAsync<RefusedException>(() => desk.FlagAsync(finance, payer, " "))).Refusals[0].Key);
        // Another hold gives way.
        await desk.ProposeAsync(zhou, payer, "听说资金紧张");
        await desk.ConfirmAsync(finance, payer, null);
        await desk.FlagAsync(finance, payer, "一周关店 3 家,供应商堵门");
        Assert.Equal("hold.flagged", (await Assert.ThrowsAsync<RefusedException>(() => desk.FlagAsync(finance, payer, "又"))).Refusals[0].Key);
        var card = await CardAsync();
        Assert.Equal(("高风险·先款后货:一周关店 3 家,供应商堵门", true, finance, Oracle.Wednesday), (card.CreditHold, card.HighRisk, card.CreditHoldById!.Value, card.CreditHoldSince!.Value));
        var row = (await business.Get<CollectionViews>().PayerAsync(finance, "C03")).Row;
        Assert.Equal((card.CreditHold, true), (row.CreditHold, row.HighRisk));
        Assert.Equal("cheng.yinuo,he.mingqian,luo.qicheng,tang.zhixia,zhou.yiheng", await ToldAsync("high-risk-set"));
        // The rule neither lifts it nor proposes another.
        await oracle.Runner.RunAsync();
        Assert.True((await CardAsync()).HighRisk);
        Assert.Equal("required", (await Assert.ThrowsAsync<RefusedException>(() => desk.LiftAsync(finance, payer, null))).Refusals[0].Key);
        Assert.Equal(RefusalKind.Forbidden, (await Assert.ThrowsAsync<RefusedException>(() => desk.LiftAsync(zhou, payer, "好转"))).Kind);
        await desk.LiftAsync(finance, payer, "新股东注资");
        card = await CardAsync();
        Assert.Equal((null, false, null, null), (card.CreditHold, card.HighRisk, card.CreditHoldById, card.CreditHoldSince));
        Assert.Equal("cheng.yinuo,he.mingqian,luo.qicheng,tang.zhixia,zhou.yiheng", await ToldAsync("high-risk-lifted"));
        Assert.Equal("hold.notFlagged", (await Assert.ThrowsAsync<RefusedException>(() => desk.LiftAsync(finance, payer, "好转"))).Refusals[0].Key);
        Assert.Equal("Confirmed|Flag 一周关店 3 家,供应商堵门|Propose|Release 新股东注资", string.Join('|', (await business.ReadAsync(db => db.Audit.Where(entry => entry.Subject == "hold:C03").ToListAsync()))
            .Select(entry => entry.Action is "Flag" or "Release" ? $"{entry.Action} {entry.Comment}" : entry.Action).Order(StringComparer.Ordinal)));

        Task<Workflows.Customers.Customer> CardAsync() => business.ReadAsync(db => db.Customers.AsNoTracking().SingleAsync(customer => customer.Id == payer));

        async Task<string> ToldAsync(string template) => string.Join(',', (await business.ReadAsync(db =>
            db.Notifications.Where(note => note.Template == template).Join(db.Users, note => note.RecipientId, person => person.Id, (_, person) => person.UserName!).ToListAsync())).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_regional_manager_proposes_it_and_a_customer_file_cannot_take_it_away()
    {
        await using var business = await Business.OpenAsync();
        var (kam, rgm, finance, desk) = (await business.PersonAsync("lin.zhiyuan"), await business.PersonAsync("shen.yanqiu"), await business.PersonAsync("he.mingqian"), business.Get<CreditHoldDesk>());
        var payer = await PayerAsync(business, "C01");
        Assert.Equal(RefusalKind.Forbidden, (await Assert.ThrowsAsync<RefusedException>(() => desk.ProposeRiskAsync(kam, payer, "关店"))).Kind);
        await desk.ProposeRiskAsync(rgm, payer, "拖欠供应商");
        Assert.Contains(await business.Get<ComingUp>().ListAsync(finance, "C01", 30), one => one is { Kind: ComingKind.Hold, Text: nameof(CreditHoldReason.HighRisk) });
        Assert.False(await business.ReadAsync(db => db.Customers.Where(row => row.Id == payer).Select(row => row.HighRisk).SingleAsync()));
        await desk.ConfirmAsync(finance, payer, null);
        Assert.Equal("高风险·先款后货:拖欠供应商", await business.ReadAsync(db => db.Customers.Where(row => row.Id == payer && row.HighRisk).Select(row => row.CreditHold).SingleAsync()));
        Assert.NotEmpty(await business.ReadAsync(db => db.Notifications.Where(row => row.Template == "high-risk-set").ToListAsync()));

        // Left out or empty in a file it stays, and another text is refused.
        Assert.Empty(await ImportAsync(",", ","));
        Assert.Empty(await ImportAsync(",CreditHold,", ",,"));
        Assert.Equal(["customer.holdAtDesk"], await ImportAsync(",CreditHold,", ",没事了,"));
        Assert.True(await business.ReadAsync(db => db.Customers.AnyAsync(row => row.Id == payer && row.HighRisk && row.CreditHold != null)));

        async Task<IReadOnlyList<string>> ImportAsync(string column, string value)
        {
            var sheet = $"Code,Name,NameEn,Type,Owner,Area,Class,Status,CreditLimit,PaymentTerm{column}InvoiceWindows\nC01,岚桥大卖场,Lanqiao Hypermarket,hypermarket,lin.zhiyuan,A-LINHU,A,Active,600000,EOM+60{value}\"1-5,15-17\"\n";
            var report = await business.Get<ImportDesk>().CheckAsync(await business.PersonAsync("gu.xingzhou"), "customers", new MemoryStream(Encoding.UTF8.GetBytes(sheet)));
            if (report.Errors.Count == 0) await business.Get<ImportDesk>().ApplyAsync(await business.PersonAsync("gu.xingzhou"), report.Ticket!.Value);
            return [.. report.Errors.Select(error => error.Key)];
        }
    }

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task What_is_delivered_while_it_stands_is_stated_alone_and_due_at_once_and_what_came_before_keeps_its_term(string database)
    {
        await using var business = await Business.OpenAsync(database);
        var (finance, desk, payer) = (await business.PersonAsync("he.mingqian"), business.Get<CreditHoldDesk>(), await PayerAsync(business, "C01"));
        var statements = business.Get<StatementDesk>();
        await DeliverAsync("YS-1", Monday);
        await desk.FlagAsync(finance, payer, "关店");
        business.Clock.Advance(TimeSpan.FromDays(2));
        await DeliverAsync("YS-2", Monday.AddDays(2));
        Assert.Single(await statements.BuildDeliveriesAsync());
        business.Clock.Advance(TimeSpan.FromDays(1));
        await desk.LiftAsync(finance, payer, "好转");
        await DeliverAsync("YS-3", Monday.AddDays(3));
        business.Clock.Advance(TimeSpan.FromDays(1));
        await DeliverAsync("YS-4", Monday.AddDays(4));
        Assert.Single(await statements.BuildDeliveriesAsync());
        Assert.Empty(await statements.BuildDeliveriesAsync());
        business.Clock.Advance(TimeSpan.FromDays(6));
        Assert.Single(await statements.BuildDueAsync());
        // EOM+60 of November is 2027-01-29.
        Assert.Equal("2026-11-25 YS-2|2026-11-26 YS-3|2027-01-29 YS-1 YS-4", string.Join('|', (await DuesAsync()).Order(StringComparer.Ordinal)));

        async Task DeliverAsync(string slip, DateOnly day)
        {
            var report = await business.Get<ImportDesk>().CheckAsync(await business.PersonAsync("luo.qicheng"), "deliveries", new MemoryStream(Encoding.UTF8.GetBytes($"Customer,SlipNumber,OrderNumber,Store,Day,Quantity,Amount,TaxRate\r\nC01,{slip},SO-{slip},,{day:yyyy-MM-dd},,1000,0.13\r\n")));
            Assert.Empty(report.Errors);
            await business.Get<ImportDesk>().ApplyAsync(await business.PersonAsync("luo.qicheng"), report.Ticket!.Value);
        }

        async Task<IReadOnlyList<string>> DuesAsync()
        {
            var found = new List<string>();
            foreach (var statement in await business.ReadAsync(db => db.Statements.AsNoTracking().ToListAsync()))
            {
                foreach (var (to, data) in new (StatementState, JsonObject)[]
                {
                    (StatementState.Sent, []), (StatementState.Reconciling, []), (StatementState.Agreed, new() { ["confirmedBy"] = "会计" }), (StatementState.Invoicing, []), (StatementState.Invoiced, new() { ["invoiceNumber"] = $"FP-{statement.Number}" }),
                })
                    Assert.Equal("Moved", (await business.Get<StatementCourse>().MoveAsync(Guid.NewGuid().ToString(), statement.CaseId, to, data, false)).Outcome);
                var slips = await business.ReadAsync(db => db.StatementLines.Where(line => line.StatementId == statement.Id).OrderBy(line => line.Day).Select(line => line.SlipNumber).ToListAsync());
                var due = await business.ReadAsync(db => db.Receivables.Where(item => item.StatementId == statement.Id).Select(item => item.DueOn).SingleAsync());
                found.Add($"{due:yyyy-MM-dd} {string.Join(' ', slips)}");
            }

            return found;
        }
    }

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task New_orders_wait_until_money_of_the_chain_covers_them_the_oldest_first(string database)
    {
        await using var business = await Business.OpenAsync(database);
        var payer = await PayerAsync(business, "C01");
        var before = await OrderAsync(Monday.AddDays(-1), 500m);
        await business.Get<CreditHoldDesk>().FlagAsync(await business.PersonAsync("he.mingqian"), payer, "关店");
        var (first, second, third) = (await OrderAsync(Monday, 1_000m), await OrderAsync(Monday.AddDays(1), 2_000m), await OrderAsync(Monday.AddDays(2), 300m));
        Assert.Equal([first, second, third], await WaitingAsync());
        await business.MoneyAsync(1_400m);
        Assert.Equal([second], await WaitingAsync());
        await business.MoneyAsync(1_900m);
        Assert.Empty(await WaitingAsync());
        Assert.DoesNotContain(before, await WaitingAsync());
        // One that is being taken comes last.
        var fresh = Guid.NewGuid();
        Assert.Contains(fresh, await business.ReadAsync(db => PrepaidOrders.WaitingAsync(db, db.Customers.Select(row => row.Id), (fresh, payer, 1m), default)));

        async Task<IReadOnlyList<Guid>> WaitingAsync()
        {
            var waiting = await business.ReadAsync(db => PrepaidOrders.WaitingAsync(db, db.Customers.Select(row => row.Id), null, default));
            return [.. new[] { before, first, second, third }.Where(waiting.Contains)];
        }

        async Task<Guid> OrderAsync(DateOnly day, decimal amount)
        {
            var id = Guid.NewGuid();
            var kam = await business.PersonAsync("lin.zhiyuan");
            await business.WriteAsync(async db => db.Visits.Add(new()
            {
                Id = id, ClientId = id, StoreId = await db.Stores.Where(row => row.CustomerId == payer).OrderBy(row => row.Code).Select(row => row.Id).FirstAsync(), PersonId = kam, Day = day, State = VisitState.Reviewed, OrderAmount = amount,
            }));
            return id;
        }
    }

    [Theory]
    [InlineData(235.19, "待释放后安排发货")]
    [InlineData(235.20, "请安排发货")]
    public async Task Logistics_is_told_that_an_order_waits_unless_it_is_prepaid(decimal paid, string says)
    {
        await using var business = await Business.OpenAsync();
        await business.Get<CreditHoldDesk>().FlagAsync(await business.PersonAsync("he.mingqian"), await PayerAsync(business, "C01"), "关店");
        await business.MoneyAsync(paid);
        var visit = await PhoneVisit.PlannedAsync(business);
        await visit.HandIn().SendAsync();
        Assert.Contains(says, (await business.ReadAsync(db => db.Notifications.SingleAsync(row => row.Template == "visit-order"))).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_invoice_that_is_brought_in_is_due_by_the_day_of_its_goods()
    {
        await using var business = await Business.OpenAsync();
        await business.Get<CreditHoldDesk>().FlagAsync(await business.PersonAsync("he.mingqian"), await PayerAsync(business, "C01"), "关店");
        business.Clock.Advance(TimeSpan.FromDays(1));
        var person = await business.PersonAsync("cheng.yinuo");
        var report = await business.Get<ImportDesk>().CheckAsync(person, "receivables", new MemoryStream(Encoding.UTF8.GetBytes("Number,Customer,Amount,IssuedOn,GoodsIn,DueOn\r\nFP-1,C01,100,2026-11-24,2026-11-23,\r\nFP-2,C01,100,2026-11-24,2026-11-24,\r\nFP-3,C01,100,2026-11-24,2026-11-24,2026-12-31\r\n")));
        Assert.Empty(report.Errors);
        await business.Get<ImportDesk>().ApplyAsync(person, report.Ticket!.Value);
        // The first came before the flag: EOM+60; what the file itself says stands.
        Assert.Equal("2027-01-29 2026-11-24 2026-12-31", string.Join(' ', (await business.ReadAsync(db => db.Receivables.OrderBy(row => row.Number).Select(row => row.DueOn).ToListAsync())).Select(day => $"{day:yyyy-MM-dd}")));
    }

    private static Task<Guid> PayerAsync(Business business, string code) => business.ReadAsync(db => db.Customers.Where(row => row.Code == code).Select(row => row.Id).SingleAsync());
}
