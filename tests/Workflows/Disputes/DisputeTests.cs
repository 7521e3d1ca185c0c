using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Disputes;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Tests.Receivables;
using ProcessSales.Workflows.Tests.Running;

namespace ProcessSales.Workflows.Tests.Disputes;

public sealed class DisputeTests
{
    public static TheoryData<DisputeState, DisputeState> Pairs()
    {
        var pairs = new TheoryData<DisputeState, DisputeState>();
        foreach (var from in Enum.GetValues<DisputeState>())
        {
            foreach (var to in Enum.GetValues<DisputeState>()) pairs.Add(from, to);
        }

        return pairs;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void A_dispute_goes_only_where_the_table_says(DisputeState from, DisputeState to) =>
        Assert.Equal(((string[])["Open>AwaitingCredit", "Open>Resolved", "Open>Withdrawn", "AwaitingCredit>Open", "AwaitingCredit>Resolved"]).Contains($"{from}>{to}"), from.Allows(to));

    [Fact]
    public async Task Only_what_is_in_dispute_is_left_out_and_it_is_due_again_at_its_true_age_when_the_payer_bears_it()
    {
        await using var business = await Business.OpenAsync();
        var (kam, desk) = (await business.PersonAsync("lin.zhiyuan"), business.Get<DisputeDesk>());
        var item = await business.ItemAsync("FP-1", 1_000m, "2026-10-20");
        var first = await desk.OpenAsync(kam, new(item, 300m, DisputeReason.Price, "价差"));
        var second = await desk.OpenAsync(kam, new(item, 200m, DisputeReason.Quantity, "少货"));
        Assert.Equal("dispute.moreThanOpen", (await Assert.ThrowsAsync<RefusedException>(() => desk.OpenAsync(kam, new(item, 500.01m, DisputeReason.Other, "x")))).Refusals[0].Key);
        Assert.Equal((1_000m, 500m, 500m), await SumsAsync(business, item));
        Assert.Equal("Settled", (await SettleAsync(business, first, "Theirs")).Outcome);
        Assert.Equal((1_000m, 200m, 800m), await SumsAsync(business, item));
        Assert.Equal((new DateOnly(2026, 10, 20), 1), ((await business.ItemOfAsync(item)).DueOn, (await business.ItemOfAsync(item)).Cycle));
        Assert.Equal("Settled", (await SettleAsync(business, second, "Withdrawn")).Outcome);
        Assert.Equal((1_000m, 0m, 1_000m), await SumsAsync(business, item));
        Assert.Equal([DisputeState.Withdrawn, DisputeState.Resolved], (await business.Get<DisputeBook>().OfItemAsync(kam, item)).Select(row => row.State));
        await Assert.ThrowsAsync<RefusedException>(() => SettleAsync(business, first, "Ours"));
        await business.BalancesAsync();
    }

    [Theory]
    [InlineData("Ours", 601, 601)]
    [InlineData("Half", 601, 300.5)]
    [InlineData("Half", 0.01, 0.01)]
    public async Task What_we_bear_waits_for_its_approval_and_becomes_a_credit_note(string result, decimal amount, decimal borne)
    {
        await using var business = await Business.OpenAsync();
        var kam = await business.PersonAsync("lin.zhiyuan");
        var item = await business.ItemAsync("FP-1", 1_000m);
        var file = await business.Get<DisputeDesk>().OpenAsync(kam, new(item, amount, DisputeReason.Quality, "破损"));
        var asked = await SettleAsync(business, file, result);
        Assert.Equal(("Approval", borne <= 1m ? Math.Min(borne, 50m) : borne), (asked.Outcome, asked.Amount));
        Assert.Equal((1_000m, amount), ((await business.ItemOfAsync(item)).Open, (await business.ItemOfAsync(item)).Disputed));
        // Not approved: talked about again, then approved.
        await business.Get<DisputeCourse>().ReopenAsync("no", file);
        Assert.Equal("Approval", (await SettleAsync(business, file, result)).Outcome);
        for (var time = 0; time < 2; time++) Assert.Equal("Settled", (await business.Get<DisputeCourse>().SettleAsync("yes", file, null, true)).Outcome);
        Assert.Equal((1_000m - borne, 0m, 1_000m - borne), await SumsAsync(business, item));
        var dispute = Assert.Single(await business.Get<DisputeBook>().OfItemAsync(kam, item));
        var credit = await business.ItemOfAsync(dispute.CreditNoteId!.Value);
        Assert.Equal((DisputeState.Resolved, borne, -borne, 0m, ReceivableState.CreditNoted, dispute.Number + "-R"), (dispute.State, dispute.Borne, credit.Amount, credit.Open, credit.Ended!.Value, credit.Number));
        await business.BalancesAsync();
    }

    [Fact]
    public async Task A_credit_for_what_was_paid_meanwhile_stays_on_the_note_for_the_next_statement()
    {
        await using var business = await Business.OpenAsync();
        var item = await business.ItemAsync("FP-1", 1_000m);
        var file = await business.Get<DisputeDesk>().OpenAsync(await business.PersonAsync("lin.zhiyuan"), new(item, 400m, DisputeReason.Price, "价差"));
        await SettleAsync(business, file, "Ours");
        await business.Get<AllocationLedger>().AllocateAsync(await business.PersonAsync("cheng.yinuo"), await business.MoneyAsync(900m), [new(item, 900m)], "paid");
        await business.Get<DisputeCourse>().SettleAsync("yes", file, null, true);
        Assert.Equal(ReceivableState.CreditNoted, (await business.ItemOfAsync(item)).Ended);
        Assert.Equal(-300m, await business.ReadAsync(db => db.Receivables.Where(row => row.Kind == ReceivableKind.CreditNote && row.Number.StartsWith("DP-")).Select(row => row.Open).SingleAsync()));
        await business.BalancesAsync();
    }

    [Fact]
    public async Task Money_that_is_taken_back_opens_the_disputed_part_again_with_it()
    {
        await using var business = await Business.OpenAsync();
        var finAr = await business.PersonAsync("cheng.yinuo");
        var item = await business.ItemAsync("FP-1", 1_000m);
        await business.Get<DisputeDesk>().OpenAsync(await business.PersonAsync("lin.zhiyuan"), new(item, 600m, DisputeReason.Price, "价差"));
        await business.Get<AllocationLedger>().AllocateAsync(finAr, await business.MoneyAsync(800m), [new(item, 800m)], "paid");
        Assert.Equal((200m, 200m, 0m), await SumsAsync(business, item));
        await business.Get<AllocationLedger>().ReverseAsync(finAr, (await business.Get<ReceiptDesk>().OfItemAsync(finAr, item)).Single().Id, "误核销");
        Assert.Equal((1_000m, 600m, 400m), await SumsAsync(business, item));
    }

    [Fact]
    public async Task A_dispute_that_is_not_settled_in_ten_working_days_is_told_to_its_owner_and_the_area_manager_once()
    {
        await using var business = await Business.OpenAsync();
        var desk = business.Get<DisputeDesk>();
        await desk.OpenAsync(await business.PersonAsync("lin.zhiyuan"), new(await business.ItemAsync("FP-1", 1_000m), 400m, DisputeReason.Price, "价差"));
        business.Clock.Advance(TimeSpan.FromDays(14));
        Assert.Equal(0, await desk.WatchAsync());
        business.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal((1, 0), (await desk.WatchAsync(), await desk.WatchAsync()));
        Assert.Equal(["jiang.xubai", "lin.zhiyuan"], await business.ReadAsync(db => db.Notifications.Where(row => row.Template == "dispute-late").Join(db.Users, row => row.RecipientId, who => who.Id, (_, who) => who.UserName!).OrderBy(name => name).ToListAsync()));
        Assert.True((await business.Get<DisputeBook>().ListAsync(await business.PersonAsync("jiang.xubai"), null, true, 1, 10)).Rows.Single().Late);
        Assert.Empty((await business.Get<DisputeBook>().ListAsync(await business.PersonAsync("luo.shuyao"), null, true, 1, 10)).Rows);
    }

    private static async Task<(decimal Open, decimal Disputed, decimal Undisputed)> SumsAsync(Business business, Guid id)
    {
        var item = await business.ItemOfAsync(id);
        return (item.Open, item.Disputed, item.Undisputed);
    }

    private static Task<DisputeMove> SettleAsync(Business business, Guid file, string result) =>
        business.Get<DisputeCourse>().SettleAsync(Guid.NewGuid().ToString(), file, new JsonObject { ["result"] = result }, false);
}
