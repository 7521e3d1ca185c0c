using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Promotions;
using ProcessSales.Workflows.Tests.Running;

namespace ProcessSales.Workflows.Tests.Promotions;

/// <summary>What finance does with budgets (domain.md 2.4): month-end, alerts, control levels, the balance of a day.</summary>
public sealed class BudgetDeskTests
{
    private static readonly DateOnly November = new(2026, 11, 1);

    [Fact]
    public async Task Month_end_carries_what_is_neither_reserved_nor_spent_to_the_next_month_once()
    {
        await using var business = await Business.OpenAsync();
        var (desk, ledger, finance) = (business.Get<BudgetDesk>(), business.Get<BudgetLedger>(), await business.PersonAsync("wen.shuyan"));
        var (line, next) = (await AddAsync(business, November, BudgetControl.Absolute, 10_000m), await AddAsync(business, November.AddMonths(1), BudgetControl.Absolute, 5_000m));
        var lonely = await AddAsync(business, November, BudgetControl.Absolute, 900m, "alone");
        var unkept = await AddAsync(business, November, BudgetControl.None, 700m, "unkept");
        await AddAsync(business, November.AddMonths(1), BudgetControl.None, 100m, "unkept");
        var promotion = Guid.NewGuid();
        await ledger.ReserveAsync(new("r", line, 4_000m, promotion, null));
        await ledger.ConsumeAsync("c", line, promotion, 1_500m, null);
        Assert.Equal("budget.monthOpen", (await Assert.ThrowsAsync<RefusedException>(() => desk.CloseMonthAsync(finance, November))).Refusals[0].Key);
        Assert.Equal("budget.notFinance", (await RefusedAsync(business, person => desk.CloseMonthAsync(person, November))).Key);

        business.Clock.Advance(TimeSpan.FromDays(10));
        var others = await business.ReadAsync(db => db.BudgetLines.CountAsync(row => row.Month == November));
        Assert.True(others > 3);
        await desk.CloseMonthAsync(finance, November);
        // What is reserved stays until it is settled; a line without a successor and one that keeps no budget stay as they are.
        Assert.Equal((0m, 2_500m, 1_500m), Sums(await ledger.FindAsync(line)));
        Assert.Equal(11_000m, (await ledger.FindAsync(next))!.Available);
        var told = await business.ReadAsync(db => db.Notifications.Where(row => row.Key == $"budget-left/{lonely:N}").Select(row => row.Subject).Distinct().ToListAsync());
        Assert.Equal(["预算未结转:临湖区域 2026-11 alone"], told);
        var left = await business.Get<Budgets>().LinesAsync(finance, null, "alone", null, 1, 30, left: true);
        Assert.Equal((lonely, 900m), (Assert.Single(left.Rows).Id, left.Rows[0].Available));
        Assert.Equal((900m, 700m), ((await ledger.FindAsync(lonely))!.Available, (await ledger.FindAsync(unkept))!.Available));
        // A release afterwards is not carried by closing the same month again.
        await ledger.ReleaseAsync("free", promotion);
        Assert.Equal(0m, await desk.CloseMonthAsync(finance, November));
        // What came free after the close, or had no line to go to, stands among what is left, with its sum.
        var (lines, amount) = await business.Get<Budgets>().LeftAsync(finance);
        var all = await business.Get<Budgets>().LinesAsync(finance, null, null, null, 1, 200, left: true);
        Assert.Equal((all.Total, all.Rows.Sum(row => row.Available)), (lines, amount));
        Assert.Contains(all.Rows, row => row.Id == line && row.Available == 2_500m);
        Assert.DoesNotContain(all.Rows, row => row.Id == unkept || row.Id == next);
        Assert.Equal((2_500m, 11_000m), ((await ledger.FindAsync(line))!.Available, (await ledger.FindAsync(next))!.Available));

        static (decimal, decimal, decimal) Sums(BudgetLine? line) => (line!.Available, line.Reserved, line.Consumed);
    }

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task Months_close_by_themselves_once_each_in_their_order_and_also_after_having_been_missed(string database)
    {
        await using var business = await Business.OpenAsync(database);
        var (desk, ledger, finance) = (business.Get<BudgetDesk>(), business.Get<BudgetLedger>(), await business.PersonAsync("wen.shuyan"));
        async Task<decimal> AvailableAsync(Guid line) => (await ledger.FindAsync(line))!.Available;
        // Today is in November: October was closed in the firm's own way, as far as anybody knows; September is too long ago.
        var september = await AddAsync(business, November.AddMonths(-2), BudgetControl.Absolute, 50m);
        var october = await AddAsync(business, November.AddMonths(-1), BudgetControl.Absolute, 100m);
        var november = await AddAsync(business, November, BudgetControl.Absolute, 1_000m);
        Assert.Equal(1, await desk.CloseEndedMonthsAsync());
        Assert.Equal((50m, 0m, 1_100m), (await AvailableAsync(september), await AvailableAsync(october), await AvailableAsync(november)));
        Assert.Equal(0, await desk.CloseEndedMonthsAsync());

        // The host stands still over two month-ends: November goes to December, and all of it on to January.
        var december = await AddAsync(business, November.AddMonths(1), BudgetControl.Absolute, 10m);
        var january = await AddAsync(business, November.AddMonths(2), BudgetControl.Absolute, 1m);
        var promotion = Guid.NewGuid();
        await ledger.ReserveAsync(new("r", november, 400m, promotion, null));
        business.Clock.Advance(TimeSpan.FromDays(45));
        Assert.Equal(2, await desk.CloseEndedMonthsAsync());
        Assert.Equal((0m, 0m, 711m), (await AvailableAsync(november), await AvailableAsync(december), await AvailableAsync(january)));
        // What comes free afterwards stays where it was, for somebody to decide.
        await ledger.ReleaseAsync("free", promotion);
        Assert.Equal(0, await desk.CloseEndedMonthsAsync());
        Assert.Equal((400m, 0m), (await AvailableAsync(november), await desk.CloseMonthAsync(finance, November)));
        var trail = await business.ReadAsync(db => db.Audit.Where(row => row.Action == "MonthEnd").OrderBy(row => row.Key).Select(row => row.To).ToListAsync());
        Assert.Equal(["2026-10", "2026-11", "2026-12"], trail);
    }

    [Fact]
    public async Task At_80_and_at_100_percent_area_manager_and_finance_are_told_once_each()
    {
        await using var business = await Business.OpenAsync();
        var (desk, ledger) = (business.Get<BudgetDesk>(), business.Get<BudgetLedger>());
        // The demo company's own line that is nearly used up has its say first.
        await desk.WarnAsync();
        var line = await AddAsync(business, November, BudgetControl.Absolute, 1_000m, "display", new(2027, 1, 1));
        async Task<string> ToldAsync()
        {
            await desk.WarnAsync();
            await desk.WarnAsync();
            return string.Join(" | ", await business.ReadAsync(db => db.Notifications.Where(row => row.Key.StartsWith($"budget-alert/{line:N}") && db.Users.Any(who => who.Id == row.RecipientId && who.UserName == "jiang.xubai")).OrderBy(row => row.Key.Length).Select(row => row.Subject).ToListAsync()));
        }

        await ledger.ReserveAsync(new("a", line, 799.99m, Guid.NewGuid(), null));
        Assert.Equal("", await ToldAsync());
        await ledger.ReserveAsync(new("b", line, 0.01m, Guid.NewGuid(), null));
        Assert.Equal("预算已用 80%:临湖区域 2027-01 陈列费", await ToldAsync());
        await ledger.ReserveAsync(new("c", line, 200m, Guid.NewGuid(), null));
        Assert.Equal("预算已用 80%:临湖区域 2027-01 陈列费 | 预算已用 100%:临湖区域 2027-01 陈列费", await ToldAsync());
        Assert.Equal(2, await business.ReadAsync(db => db.Notifications.CountAsync(row => row.Key.StartsWith($"budget-alert/{line:N}") && db.Users.Any(who => who.Id == row.RecipientId && who.UserName == "wen.shuyan"))));
    }

    [Theory]
    [InlineData(BudgetControl.Absolute, false, true)]
    [InlineData(BudgetControl.Advisory, true, true)]
    [InlineData(BudgetControl.Track, true, false)]
    [InlineData(BudgetControl.None, true, false)]
    public async Task Each_level_of_control_stops_warns_records_or_does_not_care(BudgetControl control, bool reserved, bool over)
    {
        await using var business = await Business.OpenAsync();
        var line = await AddAsync(business, November, BudgetControl.Absolute, 100m);
        if (control != BudgetControl.Absolute) await business.Get<BudgetDesk>().ControlAsync(await business.PersonAsync("wen.shuyan"), line, control, "年度政策");
        var result = await business.Get<BudgetLedger>().ReserveAsync(new("r", line, 150m, Guid.NewGuid(), null));
        Assert.Equal((reserved, over, reserved ? -50m : 100m), (result.Reserved, result.OverBudget, result.Available));
        if (control == BudgetControl.Absolute) return;
        Assert.Equal("budget.insufficient", (await Assert.ThrowsAsync<RefusedException>(async () => await business.Get<BudgetDesk>().ControlAsync(await business.PersonAsync("wen.shuyan"), line, BudgetControl.Absolute, "收紧"))).Refusals[0].Key);
    }

    [Fact]
    public async Task The_balance_of_a_day_is_that_of_its_last_entry()
    {
        await using var business = await Business.OpenAsync();
        var finance = await business.PersonAsync("wen.shuyan");
        var line = await AddAsync(business, November, BudgetControl.Absolute, 1_000m);
        business.Clock.Advance(TimeSpan.FromDays(2));
        await business.Get<BudgetLedger>().ReserveAsync(new("r", line, 300m, Guid.NewGuid(), null));
        var budgets = business.Get<Budgets>();
        var days = new[] { 22, 23, 24, 25, 26 }.Select(day => new DateOnly(2026, 11, day));
        var balances = new List<decimal?>();
        foreach (var day in days) balances.Add(await budgets.BalanceAtAsync(finance, line, day));
        Assert.Equal([0m, 1_000m, 1_000m, 700m, 700m], balances);
        Assert.Null(await budgets.BalanceAtAsync(await business.PersonAsync("luo.shuyao"), line, November));
    }

    private static async Task<Guid> AddAsync(Business business, DateOnly month, BudgetControl control, decimal amount, string fee = "story", DateOnly? instead = null)
    {
        var line = await business.ReadAsync(async db =>
        {
            var area = await db.OrgUnits.Where(unit => unit.Code == "A-LINHU").Select(unit => unit.Id).SingleAsync();
            return new BudgetLine { Id = Guid.NewGuid(), AreaId = area, Month = instead ?? month, FeeType = fee, Control = control };
        });
        await business.WriteAsync(db =>
        {
            db.BudgetLines.Add(line);
            return Task.CompletedTask;
        });
        await business.Get<BudgetLedger>().AllocateAsync($"add/{line.Id}", line.Id, amount, null, null);
        return line.Id;
    }

    private static async Task<Refusal> RefusedAsync(Business business, Func<Guid, Task> act)
    {
        var person = await business.PersonAsync("lin.zhiyuan");
        return (await Assert.ThrowsAsync<RefusedException>(() => act(person))).Refusals[0];
    }
}
