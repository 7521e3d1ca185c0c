using FsCheck;
using FsCheck.Fluent;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Promotions;
using ProcessSales.Workflows.Tests.Running;

namespace ProcessSales.Workflows.Tests.Promotions;

public sealed class BudgetLedgerTests
{
    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task The_money_vector_of_the_business_holds(string database)
    {
        await using var business = await Business.OpenAsync(database);
        var ledger = business.Get<BudgetLedger>();
        var line = await LineAsync(business, 60_000m);
        var promotion = Guid.NewGuid();

        var reserved = await ledger.ReserveAsync(new("PA-1/reserve", line, 12_000m, promotion, null));
        Assert.True(reserved.Reserved);
        Assert.Equal(48_000m, reserved.Available);
        await ledger.ConsumeAsync("PA-1/settle", line, promotion, 11_200m, null);
        Assert.Equal(800m, await ledger.ReleaseAsync("PA-1/close", promotion));
        var after = (await ledger.FindAsync(line))!;
        Assert.Equal((48_800m, 11_200m), (after.Available, after.Consumed));

        await ledger.ReverseAsync("PA-1/reverse", line, promotion, 11_200m, null);
        Assert.Equal(60_000m, (await ledger.FindAsync(line))!.Available);
        Assert.Equal(1, await business.ReadAsync(db => db.BudgetEntries.CountAsync(entry => entry.LineId == line && entry.Kind == BudgetEntryKind.Consume)));
    }

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task Of_sixteen_who_want_the_last_thousand_at_once_exactly_one_gets_it(string database)
    {
        await using var business = await Business.OpenAsync(database);
        var line = await LineAsync(business, 1_000m);
        var answers = await Task.WhenAll(Enumerable.Range(0, 16)
            .Select(i => Task.Run(() => business.Get<BudgetLedger>().ReserveAsync(new($"race/{i}", line, 1_000m, Guid.NewGuid(), null)))));
        Assert.Single(answers, answer => answer.Reserved);
        Assert.Equal(0m, (await business.Get<BudgetLedger>().FindAsync(line))!.Available);
    }

    [Fact]
    public async Task A_repeated_order_has_one_effect()
    {
        await using var business = await Business.OpenAsync();
        var line = await LineAsync(business, 5_000m);
        var ledger = business.Get<BudgetLedger>();
        var order = new Reservation("same", line, 3_000m, Guid.NewGuid(), null);
        Assert.True((await ledger.ReserveAsync(order)).Reserved);
        Assert.True((await ledger.ReserveAsync(order)).Reserved);
        Assert.Equal(2_000m, (await ledger.FindAsync(line))!.Available);
        Assert.Equal(3_000m, await ledger.ReleaseAsync("release", order.CaseId));
        Assert.Equal(0m, await ledger.ReleaseAsync("release", order.CaseId));
    }

    [Fact]
    public async Task An_advisory_line_lets_more_through_and_says_so()
    {
        await using var business = await Business.OpenAsync();
        var line = await LineAsync(business, 1_000m, BudgetControl.Advisory);
        var answer = await business.Get<BudgetLedger>().ReserveAsync(new("over", line, 1_500m, Guid.NewGuid(), null));
        Assert.Equal((true, true, -500m), (answer.Reserved, answer.OverBudget, answer.Available));
    }

    [Fact]
    public async Task More_than_was_set_aside_cannot_be_consumed()
    {
        await using var business = await Business.OpenAsync();
        var line = await LineAsync(business, 20_000m);
        var ledger = business.Get<BudgetLedger>();
        var promotion = Guid.NewGuid();
        await ledger.ReserveAsync(new("reserve", line, 12_000m, promotion, null));
        var refused = await Assert.ThrowsAsync<RefusedException>(() => ledger.ConsumeAsync("claim", line, promotion, 12_900m, null));
        Assert.Equal("budget.notReserved", refused.Refusals[0].Key);
        Assert.Equal(8_000m, (await ledger.FindAsync(line))!.Available);
    }

    [Fact]
    public async Task Any_sequence_of_operations_keeps_the_entries_and_the_balance_equal_and_an_absolute_line_above_zero()
    {
        await using var business = await Business.OpenAsync();
        var ledger = business.Get<BudgetLedger>();
        var steps = ArbMap.Default.GeneratorFor<int>().Select(Math.Abs).ListOf(15);
        foreach (var sequence in steps.Sample(6, 10))
        {
            var line = await LineAsync(business, 10_000m);
            var promotions = Enumerable.Range(0, 3).Select(_ => Guid.NewGuid()).ToArray();
            foreach (var (step, index) in sequence.Select((step, index) => (step, index)))
            {
                await ApplyAsync(ledger, line, promotions[step % 3], step, $"{line}/{index}");
                var stored = (await ledger.FindAsync(line))!;
                var entries = await business.ReadAsync(db => db.BudgetEntries.Where(entry => entry.LineId == line).ToListAsync());
                Assert.True(stored.Available >= 0m);
                Assert.Equal(stored.Available, entries.Sum(Signed));
            }
        }
    }

    private static decimal Signed(BudgetEntry entry) => entry.Kind switch
    {
        BudgetEntryKind.Reserve => -entry.Amount,
        BudgetEntryKind.Consume => 0m,
        _ => entry.Amount,
    };

    private static async Task ApplyAsync(BudgetLedger ledger, Guid line, Guid promotion, int step, string key)
    {
        var amount = 1m + (step % 4_000);
        try
        {
            switch (step % 5)
            {
                case 0: await ledger.ReleaseAsync(key, promotion); break;
                case 1: await ledger.ConsumeAsync(key, line, promotion, amount, null); break;
                case 2: await ledger.ReverseAsync(key, line, promotion, amount, null); break;
                default: await ledger.ReserveAsync(new(key, line, amount, promotion, null)); break;
            }
        }
        catch (RefusedException)
        {
            // a refused operation leaves nothing behind, which is what is asserted
        }
    }

    private static async Task<Guid> LineAsync(Business business, decimal granted, BudgetControl control = BudgetControl.Absolute)
    {
        var line = new BudgetLine { Id = Guid.NewGuid(), Month = new(2030, 1, 1), FeeType = Guid.NewGuid().ToString("N")[..20], Control = control };
        await business.WriteAsync(async db =>
        {
            line.AreaId = await db.OrgUnits.Where(unit => unit.Code == "A-LINHU").Select(unit => unit.Id).SingleAsync();
            db.BudgetLines.Add(line);
        });
        await business.Get<BudgetLedger>().AllocateAsync($"{line.Id}/allocate", line.Id, granted, null, null);
        return line.Id;
    }
}
