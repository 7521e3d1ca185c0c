using ProcessSales.Workflows.Promotions;
using ProcessSales.Workflows.Tests.Running;

namespace ProcessSales.Workflows.Tests.Promotions;

/// <summary>Many hands on one line, and bursts that are repeated.</summary>
public sealed class BudgetLedgerRaceTests
{
    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task Of_two_who_submit_for_the_last_thousand_at_once_exactly_one_gets_it(string database)
    {
        await using var business = await Business.OpenAsync(database);
        for (var round = 0; round < 10; round++)
        {
            var line = await LineAsync(business, 1_000m);
            var answers = await TogetherAsync(2, person => business.Get<BudgetLedger>().ReserveAsync(new($"{line}/{person}", line, 1_000m, Guid.NewGuid(), null)));
            Assert.Single(answers, answer => answer.Reserved);
            Assert.Equal(0m, (await business.Get<BudgetLedger>().FindAsync(line))!.Available);
        }
    }

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task Sixteen_at_once_take_what_is_there_and_not_a_cent_more(string database)
    {
        await using var business = await Business.OpenAsync(database);
        var line = await LineAsync(business, 1_000m);
        var answers = await TogetherAsync(16, person => business.Get<BudgetLedger>().ReserveAsync(new($"{person}", line, 100m, Guid.NewGuid(), null)));
        Assert.Equal(10, answers.Count(answer => answer.Reserved));
        Assert.Equal(0m, (await business.Get<BudgetLedger>().FindAsync(line))!.Available);
    }

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task The_same_order_sixteen_times_at_once_is_entered_once_and_answered_alike(string database)
    {
        await using var business = await Business.OpenAsync(database);
        var line = await LineAsync(business, 1_000m);
        var promotion = Guid.NewGuid();
        var answers = await TogetherAsync(16, _ => business.Get<BudgetLedger>().ReserveAsync(new("same", line, 700m, promotion, null)));
        Assert.All(answers, answer => Assert.Equal(new ReserveResult(true, false, 300m), answer));
        Assert.Equal(300m, (await business.Get<BudgetLedger>().FindAsync(line))!.Available);
    }

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task A_release_that_is_repeated_leaves_a_newer_claim_alone(string database)
    {
        await using var business = await Business.OpenAsync(database);
        var line = await LineAsync(business, 1_000m);
        var ledger = business.Get<BudgetLedger>();
        var promotion = Guid.NewGuid();
        await ledger.ReserveAsync(new("first", line, 300m, promotion, null));
        Assert.Equal(300m, await ledger.ReleaseAsync("returned", promotion));
        await ledger.ReserveAsync(new("second", line, 400m, promotion, null));
        Assert.Equal(0m, await ledger.ReleaseAsync("returned", promotion));
        Assert.Equal(600m, (await ledger.FindAsync(line))!.Available);
    }

    [Theory]
    [InlineData(BudgetControl.Advisory, true)]
    [InlineData(BudgetControl.Track, false)]
    [InlineData(BudgetControl.None, false)]
    public async Task A_repeated_order_is_answered_as_the_first_time_whatever_has_moved_since(BudgetControl control, bool over)
    {
        await using var business = await Business.OpenAsync();
        var line = await LineAsync(business, 100m, control);
        var ledger = business.Get<BudgetLedger>();
        var order = new Reservation("order", line, 150m, Guid.NewGuid(), null);
        var first = await ledger.ReserveAsync(order);
        await ledger.AllocateAsync("more", line, 500m, null, null);
        Assert.Equal(new ReserveResult(true, over, -50m), first);
        Assert.Equal(first, await ledger.ReserveAsync(order));
    }

    /// <summary>Everybody begins at the same moment, on a thread of his own.</summary>
    private static async Task<T[]> TogetherAsync<T>(int people, Func<int, Task<T>> act)
    {
        using var start = new Barrier(people);
        return await Task.WhenAll(Enumerable.Range(0, people).Select(person => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                return act(person);
            },
            TaskCreationOptions.LongRunning).Unwrap()));
    }

    private static async Task<Guid> LineAsync(Business business, decimal granted, BudgetControl control = BudgetControl.Absolute)
    {
        var line = new BudgetLine { Id = Guid.NewGuid(), Month = new(2030, 1, 1), FeeType = Guid.NewGuid().ToString("N")[..20], Control = control };
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
