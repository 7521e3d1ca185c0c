using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Dunning;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Tests.Running;

namespace ProcessSales.Workflows.Tests.Receivables;

public sealed class AllocationTests
{
    private static readonly string[] FirstTwo = ["FP-1", "FP-2"];

    [Fact]
    public async Task Money_without_a_word_goes_to_the_oldest_due_and_leaves_what_is_in_dispute_alone()
    {
        await using var business = await Business.OpenAsync();
        var younger = await business.ItemAsync("FP-2", 400m, "2026-11-20");
        var older = await business.ItemAsync("FP-1", 300m, "2026-10-20", disputed: 100m);
        await business.ItemAsync("FP-9", 300m, "2026-09-20", "C02");
        var receipt = await business.MoneyAsync(1_000m);
        var lines = await business.Get<AllocationLedger>().AllocateOldestAsync(await business.PersonAsync("cheng.yinuo"), receipt, "first");
        Assert.Equal([new(older, 200m), new(younger, 400m)], lines);
        var (first, second) = (await business.ItemOfAsync(older), await business.ItemOfAsync(younger));
        Assert.Equal((100m, 100m, (ReceivableState?)null), (first.Open, first.Disputed, first.Ended));
        Assert.Equal((0m, ReceivableState.Paid), (second.Open, second.Ended!.Value));
        // What was paid too much stays as a credit and settles no dispute.
        Assert.Equal(400m, (await business.ReceiptOfAsync(receipt)).Unallocated);
        Assert.Empty(await business.Get<AllocationLedger>().AllocateOldestAsync(await business.PersonAsync("cheng.yinuo"), receipt, "second"));
        await business.BalancesAsync();
    }

    [Fact]
    public async Task What_the_payer_says_comes_first_and_the_same_order_twice_is_one()
    {
        await using var business = await Business.OpenAsync();
        await business.ItemAsync("FP-1", 300m, "2026-10-20");
        var second = await business.ItemAsync("FP-2", 400m, "2026-11-20");
        var receipt = await business.MoneyAsync(500m);
        var person = await business.PersonAsync("cheng.yinuo");
        for (var time = 0; time < 2; time++) await business.Get<AllocationLedger>().AllocateAsync(person, receipt, [new(second, 380m)], "said");
        Assert.Equal(20m, (await business.ItemOfAsync(second)).Open);
        Assert.Equal(120m, (await business.ReceiptOfAsync(receipt)).Unallocated);
    }

    [Theory]
    [InlineData("lin.zhiyuan")]
    [InlineData("wen.shuyan")]
    [InlineData("he.mingqian")]
    [InlineData("admin")]
    public async Task Only_the_receivables_accountant_posts(string userName)
    {
        await using var business = await Business.OpenAsync();
        var item = await business.ItemAsync("FP-1", 300m);
        var receipt = await business.MoneyAsync(500m, payer: null);
        var person = await business.PersonAsync(userName);
        Task[] tries =
        [
            business.Get<ReceiptDesk>().ClaimAsync(person, receipt, "C01"), business.Get<AllocationLedger>().AllocateAsync(person, receipt, [new(item, 10m)], "x"),
            business.Get<AllocationLedger>().AllocateOldestAsync(person, receipt, "x"), business.Get<AllocationLedger>().CloseSmallRestAsync(person, item), business.Get<ReceiptDesk>().BounceAsync(person, receipt, "x"),
        ];
        foreach (var attempt in tries) Assert.Equal(RefusalKind.Forbidden, (await Assert.ThrowsAsync<RefusedException>(() => attempt)).Kind);
    }

    [Fact]
    public async Task More_than_is_open_or_came_and_other_payers_items_are_refused()
    {
        await using var business = await Business.OpenAsync();
        var item = await business.ItemAsync("FP-1", 300m);
        var others = await business.ItemAsync("FP-2", 300m, payer: "C02");
        var receipt = await business.MoneyAsync(500m);
        Assert.Equal("allocation.moreThanOpen", await RefusalAsync(business, receipt, new AllocationLine(item, 301m)));
        Assert.Equal("allocation.moreThanReceipt", await RefusalAsync(business, receipt, new(item, 300m), new(others, 300m)));
        Assert.Equal("receivable.unknown", await RefusalAsync(business, receipt, new AllocationLine(others, 1m)));
        Assert.Equal("allocation.notPositive", await RefusalAsync(business, receipt, new AllocationLine(item, -1m)));
        Assert.Equal("allocation.notPositive", await RefusalAsync(business, receipt, new AllocationLine(item, 0.001m)));
        Assert.Equal("allocation.twice", await RefusalAsync(business, receipt, new(item, 1m), new(item, 1m)));
        Assert.Equal("receipt.state", await RefusalAsync(business, await business.MoneyAsync(5m, payer: null), new AllocationLine(item, 1m)));
        await business.BalancesAsync();
    }

    [Fact]
    public async Task A_mistake_is_reversed_and_done_again_and_both_stay_to_be_read()
    {
        await using var business = await Business.OpenAsync();
        var person = await business.PersonAsync("cheng.yinuo");
        var ledger = business.Get<AllocationLedger>();
        var item = await business.ItemAsync("FP-1", 300m);
        var receipt = await business.MoneyAsync(500m);
        await ledger.AllocateAsync(person, receipt, [new(item, 300m)], "wrong");
        var entry = (await business.Get<ReceiptDesk>().OfItemAsync(person, item)).Single();
        Assert.Equal("reason.required", (await Assert.ThrowsAsync<RefusedException>(() => ledger.ReverseAsync(person, entry.Id, " "))).Refusals[0].Key);
        business.Clock.Advance(TimeSpan.FromMinutes(1));
        await ledger.ReverseAsync(person, entry.Id, "认错发票");
        Assert.Equal("allocation.reversed", (await Assert.ThrowsAsync<RefusedException>(() => ledger.ReverseAsync(person, entry.Id, "again"))).Refusals[0].Key);
        var reopened = await business.ItemOfAsync(item);
        Assert.Equal((300m, null, 2), (reopened.Open, reopened.Ended, reopened.Cycle));
        business.Clock.Advance(TimeSpan.FromMinutes(1));
        await ledger.AllocateAsync(person, receipt, [new(item, 250m)], "right");
        Assert.Equal([300m, -300m, 250m], (await business.Get<ReceiptDesk>().OfItemAsync(person, item)).Select(row => row.Amount));
        await business.BalancesAsync();
    }

    [Fact]
    public async Task A_draft_is_no_cash_until_it_is_due_and_one_that_bounces_opens_its_items_with_the_next_cycle()
    {
        await using var business = await Business.OpenAsync();
        var person = await business.PersonAsync("cheng.yinuo");
        var item = await business.ItemAsync("FP-1", 300m);
        var draft = await business.MoneyAsync(300m, method: ReceiptMethod.Draft, draftDue: "2026-12-20");
        await business.Get<AllocationLedger>().AllocateOldestAsync(person, draft, "draft");
        Assert.Equal(ReceivableState.Paid, (await business.ItemOfAsync(item)).Ended);
        var held = await business.ReceiptOfAsync(draft);
        Assert.Equal((false, true), (held.IsCash(new(2026, 12, 19)), held.IsCash(new(2026, 12, 20))));
        await business.Get<ReceiptDesk>().BounceAsync(person, draft, "拒付");
        var open = await business.ItemOfAsync(item);
        Assert.Equal((300m, null, 2), (open.Open, open.Ended, open.Cycle));
        Assert.False((await business.ReceiptOfAsync(draft)).IsCash(new(2027, 1, 1)));
        Assert.Equal("receipt.noDraft", (await Assert.ThrowsAsync<RefusedException>(async () => await business.Get<ReceiptDesk>().BounceAsync(person, await business.MoneyAsync(1m), "x"))).Refusals[0].Key);
        await business.BalancesAsync();
    }

    [Fact]
    public async Task Money_claimed_for_the_wrong_payer_goes_back_and_is_claimed_anew()
    {
        await using var business = await Business.OpenAsync();
        var person = await business.PersonAsync("cheng.yinuo");
        await business.ItemAsync("FP-1", 300m);
        var right = await business.ItemAsync("FP-2", 300m, payer: "C02");
        var receipt = await business.MoneyAsync(300m);
        await business.Get<AllocationLedger>().AllocateOldestAsync(person, receipt, "wrong");
        await business.Get<ReceiptDesk>().UnclaimAsync(person, receipt, "榆果的款");
        await business.Get<ReceiptDesk>().ClaimAsync(person, receipt, "C02");
        Assert.Equal([new(right, 300m)], await business.Get<AllocationLedger>().AllocateOldestAsync(person, receipt, "right"));
        await business.BalancesAsync();
    }

    [Theory]
    [InlineData(45_200, 38.50, true)]
    [InlineData(45_200, 45.21, false)]
    [InlineData(100_000, 50, true)]
    [InlineData(100_000, 50.01, false)]
    public async Task A_small_rest_is_closed_without_asking_and_a_larger_one_is_not(decimal amount, decimal rest, bool small)
    {
        await using var business = await Business.OpenAsync();
        var person = await business.PersonAsync("cheng.yinuo");
        var item = await business.ItemAsync("FP-1", amount);
        await business.Get<AllocationLedger>().AllocateAsync(person, await business.MoneyAsync(amount - rest), [new(item, amount - rest)], "paid");
        if (small) await business.Get<AllocationLedger>().CloseSmallRestAsync(person, item);
        else Assert.Equal("receivable.notSmall", (await Assert.ThrowsAsync<RefusedException>(() => business.Get<AllocationLedger>().CloseSmallRestAsync(person, item))).Refusals[0].Key);
        Assert.Equal(small ? ReceivableState.Paid : null, (await business.ItemOfAsync(item)).Ended);
        await business.BalancesAsync();
    }

    [Fact]
    public async Task A_credit_note_lowers_an_invoice_and_itself_by_the_same_sum_and_both_come_back_together()
    {
        await using var business = await Business.OpenAsync();
        var person = await business.PersonAsync("cheng.yinuo");
        var item = await business.ItemAsync("FP-1", 5_000m);
        var credit = await business.ItemAsync("HZ-1", -3_200m, kind: ReceivableKind.CreditNote);
        await business.Get<AllocationLedger>().CreditAsync(person, credit, item, 3_200m, "credit");
        Assert.Equal((1_800m, 0m, ReceivableState.CreditNoted), ((await business.ItemOfAsync(item)).Open, (await business.ItemOfAsync(credit)).Open, (await business.ItemOfAsync(credit)).Ended!.Value));
        await business.Get<AllocationLedger>().ReverseAsync(person, (await business.Get<ReceiptDesk>().OfItemAsync(person, item)).Single().Id, "误冲");
        Assert.Equal((5_000m, -3_200m), ((await business.ItemOfAsync(item)).Open, (await business.ItemOfAsync(credit)).Open));
        await business.BalancesAsync();
    }

    [Fact]
    public async Task Whoever_waits_for_two_items_is_told_that_one_of_them_is_open_when_only_the_second_is_paid()
    {
        await using var business = await Business.OpenAsync();
        var items = new List<Guid>();
        foreach (var number in FirstTwo) items.Add(await business.ItemAsync(number, 100m));
        var person = await business.PersonAsync("cheng.yinuo");
        var before = business.Clock.GetUtcNow();
        await business.Get<AllocationLedger>().AllocateAsync(person, await business.MoneyAsync(100m), [new(items[1], 100m)], "second");
        Assert.False(await business.ReadAsync(db => Payments.AreSettledAsync(db, items, default)));
        Assert.Equal([new(items[1], 100m, new(2026, 11, 20), before)], await business.ReadAsync(db => Payments.SinceAsync(db, items, before, default)));
        await business.Get<AllocationLedger>().AllocateAsync(person, await business.MoneyAsync(100m), [new(items[0], 100m)], "first");
        Assert.True(await business.ReadAsync(db => Payments.AreSettledAsync(db, items, default)));
        var fresh = await business.ReadAsync(db => business.Get<IFreshMoney>().SinceAsync(db, before.AddDays(-1), default));
        Assert.Equal((2, true), (fresh.Count, fresh.All(money => money.Claimed)));
    }

    [Theory]
    [InlineData("SQLite", 11)]
    [InlineData("PostgreSQL", 12)]
    public async Task Whatever_several_accountants_do_at_once_all_sums_balance_and_nothing_is_edited_in_place(string database, int seed)
    {
        await using var business = await Business.OpenAsync(database);
        var person = await business.PersonAsync("cheng.yinuo");
        var ledger = business.Get<AllocationLedger>();
        var desk = business.Get<ReceiptDesk>();
        var random = new Random(seed);
        var items = new List<Guid>();
        for (var i = 0; i < 6; i++) items.Add(await business.ItemAsync($"FP-{i}", 100m * random.Next(1, 9), $"2026-1{random.Next(0, 3)}-15", disputed: random.Next(0, 2) * 50m));
        var credit = await business.ItemAsync("HZ-1", -300m, kind: ReceivableKind.CreditNote);
        var receipts = new List<Guid>();
        for (var i = 0; i < 5; i++) receipts.Add(await business.MoneyAsync(100m * random.Next(1, 9), method: i == 0 ? ReceiptMethod.Draft : ReceiptMethod.Transfer, draftDue: i == 0 ? "2026-12-20" : null));
        var seen = new Dictionary<Guid, (decimal, Guid)>();
        for (var round = 0; round < 4; round++)
        {
            var hands = Enumerable.Range(0, 4).Select(hand => (hand, Seed: random.Next())).ToList();
            await Task.WhenAll(hands.Select(hand => Task.Run(() => WorkAsync(new Random(hand.Seed), $"{round}/{hand.hand}"))));
            await business.BalancesAsync();
            var entries = await business.ReadAsync(db => db.Allocations.AsNoTracking().ToListAsync());
            foreach (var (id, was) in seen) Assert.Equal(was, entries.Where(entry => entry.Id == id).Select(entry => (entry.Amount, entry.ReceivableId)).Single());
            foreach (var entry in entries) seen[entry.Id] = (entry.Amount, entry.ReceivableId);
        }

        Assert.True(seen.Count > 10);

        async Task WorkAsync(Random dice, string key)
        {
            for (var step = 0; step < 5; step++)
            {
                try
                {
                    var receipt = receipts[dice.Next(receipts.Count)];
                    await (dice.Next(7) switch
                    {
                        0 or 1 => ledger.AllocateOldestAsync(person, receipt, $"{key}/{step}"),
                        2 or 3 => ledger.AllocateAsync(person, receipt, items.OrderBy(_ => dice.Next()).Take(2).Select(item => new AllocationLine(item, dice.Next(1, 300))).ToList(), $"{key}/{step}"),
                        4 => ReverseAnyAsync(dice),
                        5 => ledger.CreditAsync(person, credit, items[dice.Next(items.Count)], dice.Next(1, 200), $"{key}/{step}"),
                        _ => dice.Next(3) == 0 ? desk.BounceAsync(person, receipts[0], "拒付") : MoveAsync(receipt),
                    });
                }
                catch (RefusedException)
                {
                    // Much of what is tried cannot be done; what counts is what is left behind.
                }
            }
        }

        async Task ReverseAnyAsync(Random dice)
        {
            var entries = await business.ReadAsync(db => db.Allocations.Select(entry => entry.Id).ToListAsync());
            if (entries.Count > 0) await ledger.ReverseAsync(person, entries[dice.Next(entries.Count)], "更正");
        }

        async Task MoveAsync(Guid receipt)
        {
            await desk.UnclaimAsync(person, receipt, "更正");
            await desk.ClaimAsync(person, receipt, "C01");
        }
    }

    private static async Task<string> RefusalAsync(Business business, Guid receipt, params AllocationLine[] lines)
    {
        var person = await business.PersonAsync("cheng.yinuo");
        return (await Assert.ThrowsAsync<RefusedException>(() => business.Get<AllocationLedger>().AllocateAsync(person, receipt, lines, Guid.NewGuid().ToString()))).Refusals[0].Key;
    }
}
