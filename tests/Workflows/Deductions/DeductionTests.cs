using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Deductions;
using ProcessSales.Workflows.Disputes;
using ProcessSales.Workflows.Rebates;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Tests.Receivables;
using ProcessSales.Workflows.Tests.Running;

namespace ProcessSales.Workflows.Tests.Deductions;

public sealed class DeductionTests
{
    public static TheoryData<DeductionState, DeductionState> Pairs()
    {
        var pairs = new TheoryData<DeductionState, DeductionState>();
        foreach (var from in Enum.GetValues<DeductionState>())
        {
            foreach (var to in Enum.GetValues<DeductionState>()) pairs.Add(from, to);
        }

        return pairs;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void A_deduction_goes_only_where_the_table_says(DeductionState from, DeductionState to) =>
        Assert.Equal(((string[])["Open>Cleared", "Open>Withdrawn", "Cleared>Open"]).Contains($"{from}>{to}"), from.Allows(to));

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task Of_3600_that_were_kept_back_3000_are_matched_and_600_become_a_dispute_that_alone_is_paused(string database)
    {
        await using var business = await Business.OpenAsync(database);
        var (kam, desk) = (await business.PersonAsync("lin.zhiyuan"), business.Get<DeductionDesk>());
        var item = await business.ItemAsync("FP-1", 20_000m);
        var rebate = await RebateAsync(business, "C01", 3_000m);
        await business.Get<AllocationLedger>().AllocateAsync(await business.PersonAsync("cheng.yinuo"), await business.MoneyAsync(16_400m), [new(item, 16_400m)], "paid short");
        var id = await desk.EnterAsync(kam, item, 3_600m, "KK-1", "堆头费");
        var each = Assert.Single(await desk.CandidatesAsync(kam, id));
        Assert.Equal(("rebate", rebate, 3_000m), (each.Kind, each.Id, each.Amount));
        Assert.Equal("deduction.moreThanSource", (await Assert.ThrowsAsync<RefusedException>(() => desk.MatchAsync(kam, id, "rebate", rebate, 3_600m, Guid.NewGuid()))).Refusals[0].Key);
        var once = Guid.NewGuid();
        for (var time = 0; time < 2; time++) await desk.MatchAsync(kam, id, "rebate", rebate, 3_000m, once);
        Assert.Equal((600m, 0m), ((await business.ItemOfAsync(item)).Open, (await business.ItemOfAsync(item)).Disputed));
        Assert.Equal("deduction.moreThanLeft", (await Assert.ThrowsAsync<RefusedException>(() => desk.DisputeAsync(kam, id, 600.01m, DisputeReason.DeductedTooMuch, "多扣", Guid.NewGuid()))).Refusals[0].Key);
        var file = await desk.DisputeAsync(kam, id, 600m, DisputeReason.DeductedTooMuch, "多扣 600", Guid.NewGuid());
        Assert.NotNull(file);
        var (row, parts) = await business.Get<DeductionBook>().FindAsync(kam, id);
        Assert.Equal((DeductionState.Cleared, 3_000m, 600m, 0m), (row.State, row.Matched, row.Disputed, row.Unknown));
        Assert.Equal([600m, 3_000m], parts.Select(part => part.Amount).Order());
        Assert.Equal((600m, 600m), ((await business.ItemOfAsync(item)).Open, (await business.ItemOfAsync(item)).Disputed));
        var dispute = Assert.Single(await business.Get<DisputeBook>().OfItemAsync(kam, item));
        // Ten working days from Monday 23 November.
        Assert.Equal((file, 600m, "林知远", new DateOnly(2026, 12, 7)), (dispute.CaseId, dispute.Amount, dispute.Owner, dispute.DueOn));
        await business.BalancesAsync();
    }

    [Fact]
    public async Task A_wrong_match_is_taken_back_on_all_three_sides_and_done_again()
    {
        await using var business = await Business.OpenAsync();
        var (kam, desk) = (await business.PersonAsync("lin.zhiyuan"), business.Get<DeductionDesk>());
        var item = await business.ItemAsync("FP-1", 1_000m);
        var rebate = await RebateAsync(business, "C01", 1_000m);
        var id = await desk.EnterAsync(kam, item, 1_000m, "KK-1", null);
        await desk.MatchAsync(kam, id, "rebate", rebate, 1_000m, Guid.NewGuid());
        Assert.Equal((ReceivableState.Paid, DeductionState.Cleared), ((await business.ItemOfAsync(item)).Ended!.Value, await StateAsync(business, id)));
        // Not at the item, where what it was matched with would not hear of it.
        var entry = (await business.Get<ReceiptDesk>().OfItemAsync(kam, item)).Single();
        Assert.Equal("allocation.deduction", (await RefusedAsync(business, "cheng.yinuo", person => business.Get<AllocationLedger>().ReverseAsync(person, entry.Id, "x"))).Key);
        var part = (await business.Get<DeductionBook>().FindAsync(kam, id)).Parts.Single();
        await desk.ReverseAsync(kam, part.Id, "匹配错误");
        Assert.Equal((1_000m, 2, DeductionState.Open), ((await business.ItemOfAsync(item)).Open, (await business.ItemOfAsync(item)).Cycle, await StateAsync(business, id)));
        Assert.Equal(0m, await business.ReadAsync(db => db.Rebates.Where(row => row.Id == rebate).Select(row => row.Matched).SingleAsync()));
        Assert.Equal("allocation.reversed", (await RefusedAsync(business, "lin.zhiyuan", person => desk.ReverseAsync(person, part.Id, "x"))).Key);
        await desk.MatchAsync(kam, id, "rebate", rebate, 400m, Guid.NewGuid());
        Assert.Equal([-1_000m, 400m, 1_000m], (await business.Get<DeductionBook>().FindAsync(kam, id)).Parts.Select(each => each.Amount).Order());
        await business.BalancesAsync();
    }

    [Fact]
    public async Task No_more_is_entered_than_is_open_and_nobody_works_outside_his_payers_or_role()
    {
        await using var business = await Business.OpenAsync();
        var (kam, desk) = (await business.PersonAsync("lin.zhiyuan"), business.Get<DeductionDesk>());
        var item = await business.ItemAsync("FP-1", 1_000m, disputed: 300m);
        Assert.Equal("dispute.moreThanOpen", (await RefusedAsync(business, "lin.zhiyuan", person => desk.EnterAsync(person, item, 700.01m, "KK-1", null))).Key);
        var id = await desk.EnterAsync(kam, item, 500m, "KK-1", null);
        Assert.Equal("dispute.moreThanOpen", (await RefusedAsync(business, "lin.zhiyuan", person => desk.EnterAsync(person, item, 200.01m, "KK-2", null))).Key);
        foreach (var (name, key) in new[] { ("luo.shuyao", "receivable.unknown"), ("he.mingqian", "notAllowed"), ("admin", "notAllowed") })
            Assert.Equal(key, (await RefusedAsync(business, name, person => desk.EnterAsync(person, item, 1m, "KK-3", null))).Key);
        Assert.Equal("deduction.unknown", (await RefusedAsync(business, "luo.shuyao", person => desk.CandidatesAsync(person, id))).Key);
        Assert.Equal("notAllowed", (await RefusedAsync(business, "cheng.yinuo", person => desk.MatchAsync(person, id, "rebate", Guid.NewGuid(), 1m, Guid.NewGuid()))).Key);
        // Another payer's rebate is no candidate.
        var other = await RebateAsync(business, "C02", 100m);
        Assert.Equal("deduction.sourceGone", (await RefusedAsync(business, "lin.zhiyuan", person => desk.MatchAsync(person, id, "rebate", other, 100m, Guid.NewGuid()))).Key);
        await desk.WithdrawAsync(kam, id, "次日补付");
        Assert.Equal("deduction.state", (await RefusedAsync(business, "lin.zhiyuan", person => desk.DisputeAsync(person, id, 1m, DisputeReason.Other, "x", Guid.NewGuid()))).Key);
    }

    [Fact]
    public async Task What_nobody_classified_in_five_working_days_is_told_to_the_manager_and_the_area_once()
    {
        await using var business = await Business.OpenAsync();
        var desk = business.Get<DeductionDesk>();
        await desk.EnterAsync(await business.PersonAsync("lin.zhiyuan"), await business.ItemAsync("FP-1", 1_000m), 200m, "KK-1", null);
        business.Clock.Advance(TimeSpan.FromDays(7));
        Assert.Equal(0, await desk.WatchAsync());
        business.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(1, await desk.WatchAsync());
        Assert.Equal(0, await desk.WatchAsync());
        Assert.Equal(["jiang.xubai", "lin.zhiyuan"], await business.ReadAsync(db => db.Notifications.Where(row => row.Template == "deduction-late").Join(db.Users, row => row.RecipientId, who => who.Id, (_, who) => who.UserName!).OrderBy(name => name).ToListAsync()));
    }

    [Theory]
    [InlineData("SQLite", 21)]
    [InlineData("PostgreSQL", 22)]
    public async Task Whatever_several_do_at_once_items_deductions_and_what_they_are_matched_with_balance(string database, int seed)
    {
        await using var business = await Business.OpenAsync(database);
        var (kam, finEx, finAr) = (await business.PersonAsync("lin.zhiyuan"), await business.PersonAsync("wen.shuyan"), await business.PersonAsync("cheng.yinuo"));
        var (desk, ledger, dice) = (business.Get<DeductionDesk>(), business.Get<AllocationLedger>(), new Random(seed));
        var items = new List<Guid>();
        for (var i = 0; i < 3; i++) items.Add(await business.ItemAsync($"FP-{i}", 1_000m));
        var rebates = new[] { await RebateAsync(business, "C01", 700m), await RebateAsync(business, "C01", 500m, "2026-09") };
        var receipts = new List<Guid>();
        for (var i = 0; i < 3; i++) receipts.Add(await business.MoneyAsync(600m));
        var ids = new List<Guid>();
        foreach (var item in items) ids.Add(await desk.EnterAsync(kam, item, 600m, $"KK-{item:N}"[..20], null));
        var seeds = Enumerable.Range(0, 4).Select(_ => dice.Next()).ToList();
        await Task.WhenAll(seeds.Select((own, hand) => Task.Run(() => WorkAsync(new Random(own), hand))));
        await business.BalancesAsync();
        await business.ReadAsync(async db =>
        {
            var (deductions, parts, all) = (await db.Deductions.AsNoTracking().ToListAsync(), await db.DeductionParts.AsNoTracking().ToListAsync(), await db.Rebates.AsNoTracking().ToListAsync());
            foreach (var deduction in deductions)
            {
                var own = parts.Where(part => part.DeductionId == deduction.Id).ToList();
                Assert.Equal((own.Where(part => part.SourceId != null).Sum(part => part.Amount), own.Where(part => part.SourceId == null).Sum(part => part.Amount)), (deduction.Matched, deduction.Disputed));
                Assert.InRange(deduction.Unknown, 0m, deduction.Amount);
                Assert.Equal(deduction.Unknown == 0m, deduction.State == DeductionState.Cleared);
            }

            foreach (var rebate in all)
            {
                Assert.InRange(rebate.Matched, 0m, rebate.Amount);
                Assert.Equal(parts.Where(part => part.SourceId == rebate.Id).Sum(part => part.Amount), rebate.Matched);
            }

            Assert.True(parts.Count > 3);
            return true;
        });

        async Task WorkAsync(Random random, int hand)
        {
            for (var step = 0; step < 8; step++)
            {
                try
                {
                    var id = ids[random.Next(ids.Count)];
                    await (random.Next(5) switch
                    {
                        0 or 1 => desk.MatchAsync(hand % 2 == 0 ? kam : finEx, id, "rebate", rebates[random.Next(2)], 50m * random.Next(1, 6), Guid.NewGuid()),
                        2 => desk.DisputeAsync(kam, id, 50m * random.Next(1, 4), DisputeReason.Other, "多扣", Guid.NewGuid()),
                        3 => ReverseAnyAsync(random),
                        _ => ledger.AllocateAsync(finAr, receipts[random.Next(receipts.Count)], [new(items[random.Next(items.Count)], 50m * random.Next(1, 8))], $"{hand}/{step}"),
                    });
                }
                catch (RefusedException)
                {
                    // Much of what is tried cannot be done; what counts is what is left behind.
                }
            }
        }

        async Task ReverseAnyAsync(Random random)
        {
            var parts = await business.ReadAsync(db => db.DeductionParts.Where(part => part.SourceId != null).Select(part => part.Id).ToListAsync());
            if (parts.Count > 0) await desk.ReverseAsync(kam, parts[random.Next(parts.Count)], "更正");
        }
    }

    internal static async Task<Guid> RebateAsync(Business business, string payer, decimal amount, string period = "2026-10")
    {
        var id = Guid.CreateVersion7();
        await business.WriteAsync(async db =>
        {
            var contract = await db.Contracts.AsNoTracking().SingleAsync(row => db.Customers.Any(customer => customer.Id == row.CustomerId && customer.Code == payer));
            db.Rebates.Add(new() { Id = id, ContractId = contract.Id, CustomerId = contract.CustomerId, Period = period, Until = new(2026, 10, 31), Base = amount * 100m, Rate = 0.01m, Amount = amount });
        });
        return id;
    }

    private static Task<DeductionState> StateAsync(Business business, Guid id) => business.ReadAsync(db => db.Deductions.Where(row => row.Id == id).Select(row => row.State).SingleAsync());

    private static async Task<Refusal> RefusedAsync(Business business, string userName, Func<Guid, Task> work)
    {
        var person = await business.PersonAsync(userName);
        return (await Assert.ThrowsAsync<RefusedException>(() => work(person))).Refusals[0];
    }
}
