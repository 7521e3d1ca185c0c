using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Promotions;
using ProcessSales.Workflows.Tests.Running;

namespace ProcessSales.Workflows.Tests.Promotions;

/// <summary>Whatever is done to budgets, in whatever order and by however many at once: an absolute line is never overdrawn and its sums are those of its entries.</summary>
public sealed class BudgetLedgerPropertyTests
{
    private static readonly Guid[] Cases = [.. Enumerable.Range(0, 6).Select(_ => Guid.NewGuid())];

    [Theory]
    [InlineData("SQLite", 16, 12)]
    [InlineData("PostgreSQL", 16, 12)]
    public async Task Sixteen_callers_doing_anything_never_overdraw_an_absolute_line(string database, int callers, int steps)
    {
        await using var business = await Business.OpenAsync(database);
        Guid[] lines = [await LineAsync(business, 1_000m), await LineAsync(business, 500m)];
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            var random = new Random(4711 + caller);
            for (var step = 0; step < steps; step++) await DoAsync(business.Get<BudgetLedger>(), lines, random, $"{caller}-{step}");
        })));
        foreach (var line in lines) await HoldsAsync(business, line);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Any_sequence_keeps_every_balance_that_the_entries_name(int seed)
    {
        await using var business = await Business.OpenAsync();
        Guid[] lines = [await LineAsync(business, 1_000m), await LineAsync(business, 500m)];
        var random = new Random(seed);
        for (var step = 0; step < 80; step++) await DoAsync(business.Get<BudgetLedger>(), lines, random, $"{step}");
        foreach (var line in lines) await HoldsAsync(business, line);
    }

    [Fact]
    public async Task A_reversal_restores_what_was_available_before_the_cost()
    {
        await using var business = await Business.OpenAsync();
        var ledger = business.Get<BudgetLedger>();
        var line = await LineAsync(business, 60_000m);
        await ledger.ReserveAsync(new("r", line, 12_000m, Cases[0], null));
        await ledger.ConsumeAsync("c", line, Cases[0], 11_200m, null);
        await ledger.ReleaseAsync("close", Cases[0]);
        Assert.Equal(48_800m, (await ledger.FindAsync(line))!.Available);
        await ledger.ReverseAsync("back", line, Cases[0], 11_200m, null);
        Assert.Equal((60_000m, 0m), ((await ledger.FindAsync(line))!.Available, (await ledger.FindAsync(line))!.Consumed));
        Assert.Equal(5, await business.ReadAsync(db => db.BudgetEntries.CountAsync(entry => entry.LineId == line)));
    }

    [Fact]
    public async Task A_transfer_is_two_entries_and_takes_no_more_than_is_left()
    {
        await using var business = await Business.OpenAsync();
        var ledger = business.Get<BudgetLedger>();
        var (from, to) = (await LineAsync(business, 1_000m), await LineAsync(business, 100m));
        await ledger.ReserveAsync(new("r", from, 400m, Cases[0], null));
        await Assert.ThrowsAsync<RefusedException>(() => ledger.TransferAsync("t", from, to, 600.01m, null, "x"));
        await ledger.TransferAsync("t", from, to, 600m, null, "x");
        await ledger.TransferAsync("t", from, to, 600m, null, "x");
        Assert.Equal((0m, 700m), ((await ledger.FindAsync(from))!.Available, (await ledger.FindAsync(to))!.Available));
        await Assert.ThrowsAsync<RefusedException>(() => ledger.AdjustAsync("a", from, -1m, null, "x"));
        await ledger.AdjustAsync("a", to, -700m, null, "x");
        Assert.Equal(0m, (await ledger.FindAsync(to))!.Available);
    }

    private static async Task DoAsync(BudgetLedger ledger, Guid[] lines, Random random, string key)
    {
        var (line, other) = random.Next(2) == 0 ? (lines[0], lines[1]) : (lines[1], lines[0]);
        var (file, amount) = (Cases[random.Next(Cases.Length)], random.Next(1, 40_000) / 100m);
        try
        {
            await (random.Next(9) switch
            {
                0 => ledger.ReleaseAsync($"release-{key}", file),
                1 => ledger.ConsumeAsync($"consume-{key}", line, file, amount, null),
                2 => ledger.ReverseAsync($"reverse-{key}", line, file, amount, null),
                3 => ledger.AdjustAsync($"adjust-{key}", line, random.Next(2) == 0 ? amount : -amount, null, "x"),
                4 => ledger.TransferAsync($"transfer-{key}", line, other, amount, null, "x"),
                5 => ledger.CarryAsync($"carry-{key}", line, other, null, "x"),
                _ => (Task)ledger.ReserveAsync(new($"reserve-{key}", line, amount, file, null)),
            });
        }
        catch (RefusedException)
        {
            // Refused is an answer, too.
        }
    }

    private static async Task HoldsAsync(Business business, Guid lineId)
    {
        var line = (await business.Get<BudgetLedger>().FindAsync(lineId))!;
        var entries = await business.ReadAsync(db => db.BudgetEntries.AsNoTracking().Where(entry => entry.LineId == lineId).ToListAsync());
        decimal Sum(params BudgetEntryKind[] kinds) => entries.Where(entry => kinds.Contains(entry.Kind)).Sum(entry => entry.Amount);
        Assert.Equal(line.Granted, Sum(BudgetEntryKind.Allocate, BudgetEntryKind.Adjust, BudgetEntryKind.TransferIn) - Sum(BudgetEntryKind.TransferOut));
        Assert.Equal(line.Reserved, Sum(BudgetEntryKind.Reserve) - Sum(BudgetEntryKind.Release, BudgetEntryKind.Consume));
        Assert.Equal(line.Consumed, Sum(BudgetEntryKind.Consume) - Sum(BudgetEntryKind.Reverse));
        Assert.True(line.Available >= 0m && line.Reserved >= 0m && line.Consumed >= 0m, $"{line.Available} {line.Reserved} {line.Consumed}");
        Assert.All(entries, entry => Assert.True(entry.AvailableAfter >= 0m, $"{entry.Kind} {entry.Amount} left {entry.AvailableAfter}"));
        Assert.NotEmpty(entries);
    }

    private static async Task<Guid> LineAsync(Business business, decimal granted)
    {
        var line = new BudgetLine { Id = Guid.NewGuid(), Month = new(2030, 1, 1), FeeType = Guid.NewGuid().ToString("N")[..20] };
        await business.WriteAsync(db =>
        {
            line.AreaId = db.OrgUnits.Single(unit => unit.Code == "A-LINHU").Id;
            db.BudgetLines.Add(line);
            return Task.CompletedTask;
        });
        await business.Get<BudgetLedger>().AllocateAsync($"{line.Id}/allocate", line.Id, granted, null, null);
        return line.Id;
    }
}
