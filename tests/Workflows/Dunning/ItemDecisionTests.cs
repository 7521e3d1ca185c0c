using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Dunning;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Statements;
using ProcessSales.Workflows.Visits;

namespace ProcessSales.Workflows.Tests.Dunning;

/// <summary>What is decided above the manager of an item: the lawyers, a later due date.</summary>
public sealed class ItemDecisionTests
{
    private static readonly DateOnly Today = Oracle.Wednesday;

    [Theory]
    [InlineData(nameof(ExtensionState.Proposed), "Agreed,Refused")]
    [InlineData(nameof(ExtensionState.Agreed), "")]
    [InlineData(nameof(ExtensionState.Refused), "")]
    public void An_extension_goes_only_where_the_table_lets_it(string from, string to) =>
        Assert.Equal(to, string.Join(',', Enum.GetValues<ExtensionState>().Where(next => Enum.Parse<ExtensionState>(from).Allows(next))));

    [Fact]
    public async Task What_the_lawyers_have_is_reminded_of_no_more_stands_in_a_list_of_its_own_and_comes_back_at_its_true_age()
    {
        await using var oracle = await Oracle.OpenAsync();
        var (business, desk) = (oracle.Business, oracle.Business.Get<LegalDesk>());
        var (director, finance, luo, item) = (await business.PersonAsync("gu.xingzhou"), await business.PersonAsync("he.mingqian"), await business.PersonAsync("luo.shuyao"), await oracle.ItemAsync("AR-12"));
        Assert.Equal(RefusalKind.Forbidden, (await Assert.ThrowsAsync<RefusedException>(() => desk.HandOverAsync(luo, item, "起诉"))).Kind);
        Assert.Equal("required", (await Assert.ThrowsAsync<RefusedException>(() => desk.HandOverAsync(director, item, " "))).Refusals[0].Key);
        var paid = await oracle.ItemAsync("AR-17");
        Assert.Equal("receivable.ended", (await Assert.ThrowsAsync<RefusedException>(() => desk.HandOverAsync(director, paid, "起诉"))).Refusals[0].Key);
        await desk.HandOverAsync(director, item, "委托律师起诉");
        Assert.Equal("legal.already", (await Assert.ThrowsAsync<RefusedException>(() => desk.HandOverAsync(finance, item, "起诉"))).Refusals[0].Key);

        await oracle.Runner.RunAsync();
        var sent = await oracle.SentAsync(Today);
        Assert.Contains("AR-11 O5", sent);
        Assert.DoesNotContain("AR-12 O6", sent);
        Assert.Equal(LeftOut.Stopped, (await business.Get<ComingUp>().ItemAsync(finance, item))!.Why);
        Assert.Equal(["AR-12"], (await business.Get<ReceivableList>().ListAsync(finance, new(Legal: true), null, 1, 10)).Rows.Select(row => row.Number));
        // No letter asks for it beside the lawyers' own.
        var letters = business.Get<LetterDesk>();
        var letter = await letters.DraftAsync(luo, await oracle.PayerAsync("C05"), LetterTone.Demand, null);
        Assert.Equal(["AR-11", "AR-10"], (await letters.ViewAsync(luo, letter)).Lines.Select(line => line.Number));

        await desk.TakeBackAsync(finance, item, "对方同意分期");
        Assert.Equal("legal.not", (await Assert.ThrowsAsync<RefusedException>(() => desk.TakeBackAsync(finance, item, "再次"))).Refusals[0].Key);
        oracle.Go(Today.AddDays(1));
        await oracle.Runner.RunAsync();
        Assert.Equal(["AR-12 O6"], (await oracle.SentAsync(Today.AddDays(1))).Where(text => text.StartsWith("AR-12", StringComparison.Ordinal)));
        Assert.Equal(2, await business.ReadAsync(db => db.Audit.CountAsync(entry => entry.Subject == "dunning:AR-12" && entry.Comment != null)));
    }

    [Fact]
    public async Task An_extension_counts_when_region_and_finance_have_both_agreed_and_reminders_begin_a_new_cycle()
    {
        await using var oracle = await Oracle.OpenAsync();
        var (business, desk) = (oracle.Business, oracle.Business.Get<ExtensionDesk>());
        var (zhou, region, finance, item) = (await business.PersonAsync("zhou.yiheng"), await business.PersonAsync("shen.yanqiu"), await business.PersonAsync("he.mingqian"), await oracle.ItemAsync("AR-05"));
        var to = new DateOnly(2026, 12, 25);
        Assert.Equal("extension.day", (await Assert.ThrowsAsync<RefusedException>(() => desk.AskAsync(zhou, item, Today, "资金周转"))).Refusals[0].Key);
        Assert.Equal("required", (await Assert.ThrowsAsync<RefusedException>(() => desk.AskAsync(zhou, item, to, ""))).Refusals[0].Key);
        var stranger = await business.PersonAsync("luo.shuyao");
        Assert.Equal(RefusalKind.NotFound, (await Assert.ThrowsAsync<RefusedException>(() => desk.AskAsync(stranger, item, to, "资金周转"))).Kind);
        Assert.Equal(RefusalKind.Forbidden, (await Assert.ThrowsAsync<RefusedException>(() => desk.AskAsync(finance, item, to, "资金周转"))).Kind);
        var id = await desk.AskAsync(zhou, item, to, "资金周转");
        Assert.Equal("extension.exists", (await Assert.ThrowsAsync<RefusedException>(() => desk.AskAsync(zhou, item, to, "再次"))).Refusals[0].Key);
        Assert.Equal("he.mingqian,shen.yanqiu", await ToldAsync(oracle, "far-day-asked"));

        Assert.Equal(RefusalKind.Forbidden, (await Assert.ThrowsAsync<RefusedException>(() => desk.AgreeAsync(zhou, id))).Kind);
        await desk.AgreeAsync(region, id);
        Assert.Equal((Today.AddDays(-1), 1), await DueAsync());
        await desk.AgreeAsync(finance, id);
        Assert.Equal((to, 2), await DueAsync());
        Assert.Equal("extension.transition", (await Assert.ThrowsAsync<RefusedException>(() => desk.AgreeAsync(finance, id))).Refusals[0].Key);
        Assert.Equal("zhou.yiheng", await ToldAsync(oracle, "far-day-decided"));

        // O1 is reached no more; seven days before the new day its assistant is told again.
        await oracle.Runner.RunAsync();
        Assert.DoesNotContain(await oracle.SentAsync(Today), text => text.StartsWith("AR-05", StringComparison.Ordinal));
        oracle.Go(to.AddDays(-7));
        await oracle.Runner.RunAsync();
        Assert.Contains("AR-05 R1", await oracle.SentAsync(to.AddDays(-7)));

        Task<(DateOnly, int)> DueAsync() => business.ReadAsync(async db =>
        {
            var row = await db.Receivables.AsNoTracking().SingleAsync(one => one.Id == item);
            Assert.Equal((row.DueOn, true), (row.BaseOn, row.ExpectedOn >= row.DueOn));
            return (row.DueOn, row.Cycle);
        });
    }

    [Fact]
    public async Task An_extension_that_one_of_them_does_not_agree_to_leaves_the_item_as_it_is_and_may_be_asked_for_again()
    {
        await using var oracle = await Oracle.OpenAsync();
        var (business, desk) = (oracle.Business, oracle.Business.Get<ExtensionDesk>());
        var (zhou, finance, item) = (await business.PersonAsync("zhou.yiheng"), await business.PersonAsync("he.mingqian"), await oracle.ItemAsync("AR-05"));
        var id = await desk.AskAsync(zhou, item, Today.AddDays(30), "资金周转");
        Assert.Equal("required", (await Assert.ThrowsAsync<RefusedException>(() => desk.RefuseAsync(finance, id, null))).Refusals[0].Key);
        await desk.RefuseAsync(finance, id, "额度已满");
        Assert.Equal("zhou.yiheng", await ToldAsync(oracle, "far-day-decided"));
        Assert.Equal(Today.AddDays(-1), await business.ReadAsync(db => db.Receivables.Where(row => row.Id == item).Select(row => row.DueOn).SingleAsync()));
        // Asked again, and taken back by whoever asked, which is no news to him.
        id = await desk.AskAsync(zhou, item, Today.AddDays(20), "分期");
        await desk.RefuseAsync(zhou, id, "客户已付款");
        Assert.Equal("zhou.yiheng", await ToldAsync(oracle, "far-day-decided"));
        Assert.Equal(["Refused 客户已付款", "Refused 额度已满"], (await desk.OfItemAsync(zhou, item)).Select(row => $"{row.Extension.State} {row.Extension.Comment}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_hold_is_proposed_when_what_is_open_and_ordered_less_money_at_hand_exceeds_the_limit()
    {
        await using var oracle = await Oracle.OpenAsync();
        var (business, payer) = (oracle.Business, await oracle.PayerAsync("C04"));
        var holds = business.Get<CreditHoldDesk>();
        await holds.LookAsync();
        Assert.Empty(await StatesAsync());
        // 22,358.50 are open; with an order of 130,000 of yesterday the limit of 150,000 is passed.
        var store = await business.ReadAsync(db => db.Stores.Where(row => row.CustomerId == payer).Select(row => row.Id).FirstAsync());
        var han = await business.PersonAsync("han.shiyu");
        await business.WriteAsync(db =>
        {
            foreach (var (day, amount) in new[] { (Today.AddDays(-1), 130_000m), (Today.AddDays(-40), 90_000m) })
                db.Visits.Add(new() { Id = Guid.NewGuid(), ClientId = Guid.NewGuid(), StoreId = store, PersonId = han, Day = day, State = VisitState.Reviewed, OrderAmount = amount });
            return Task.CompletedTask;
        });
        await holds.LookAsync();
        Assert.Equal(["Proposed OverLimit 152358.50"], await StatesAsync());
        // Money that was claimed and not allocated yet makes room again.
        await business.WriteAsync(db =>
        {
            db.Receipts.Add(new() { Id = Guid.NewGuid(), BankReference = "B-1", BankDate = Today, PayerName = "七巷", Amount = 10_000, Unallocated = 10_000, State = ReceiptState.Claimed, CustomerId = payer, EnteredAt = business.Clock.GetUtcNow() });
            return Task.CompletedTask;
        });
        await holds.LookAsync();
        Assert.Equal(["Released OverLimit 152358.50"], await StatesAsync());
        // Goods that have come are owed and no longer ordered.
        await business.WriteAsync(async db =>
        {
            await db.Receipts.ExecuteDeleteAsync();
            db.GoodsMovements.Add(new() { Id = Guid.NewGuid(), CustomerId = payer, StoreId = store, Kind = MovementKind.Delivery, SlipNumber = "YS-1", Day = Today, Amount = 130_000 });
        });
        await holds.LookAsync();
        Assert.Equal(["Released OverLimit 152358.50"], await StatesAsync());

        Task<List<string>> StatesAsync() => business.ReadAsync(async db => (await db.CreditHolds.AsNoTracking().Where(row => row.PayerId == payer).ToListAsync())
            .ConvertAll(row => FormattableString.Invariant($"{row.State} {row.Reason} {row.Amount:0.00}")));
    }

    [Fact]
    public async Task Interest_is_what_the_contract_grants_else_what_the_law_gives_a_small_firm_against_a_large_one_else_none()
    {
        await using var oracle = await Oracle.OpenAsync();
        var (business, finance) = (oracle.Business, await oracle.Business.PersonAsync("he.mingqian"));
        await business.WriteAsync(db => db.Contracts.Where(row => db.Customers.Any(payer => payer.Id == row.CustomerId && payer.Code == "C05")).ExecuteUpdateAsync(set => set.SetProperty(row => row.LateInterest, 0.0003m)));
        // C05 by its contract: 18,200 × 0.03 % × 33; C03 is large and has no clause: 16,000 × 0.05 % × 5; C04 is small and has none.
        foreach (var (payer, number, interest) in new[] { ("C05", "AR-10", 180.18m), ("C03", "AR-15", 40m), ("C04", "AR-06", 0m) })
        {
            Assert.Equal(interest, (await business.Get<CollectionViews>().PayerAsync(finance, payer)).Items.Single(item => item.Number == number).Interest);
            Assert.Equal(interest, (await business.Get<ReceivableList>().FindAsync(finance, await oracle.ItemAsync(number))).Interest);
        }

        await oracle.Runner.RunAsync();
        var told = await business.ReadAsync(db => db.Notifications.Where(row => row.Template == "payment-reminder").Select(row => row.Body).ToListAsync());
        var lines = told.SelectMany(body => body.Split('\n')).ToList();
        Assert.All(lines.Where(line => line.Contains("AR-10", StringComparison.Ordinal)), line => Assert.Contains("利息参考 ¥180.18", line, StringComparison.Ordinal));
        // C01 is large and has no clause: 38,600 × 0.05 % × 16.
        Assert.Contains("利息参考 ¥308.80", lines.First(line => line.Contains("AR-09", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.DoesNotContain(lines, line => line.Contains("利息参考 ¥0", StringComparison.Ordinal));
        var letters = business.Get<LetterDesk>();
        var letter = await letters.DraftAsync(finance, await oracle.PayerAsync("C05"), LetterTone.Demand, [await oracle.ItemAsync("AR-10")]);
        Assert.Equal(180.18m, (await letters.ViewAsync(finance, letter)).Lines.Single().Interest);
    }

    [Fact]
    public async Task Small_rests_stand_in_a_list_to_be_closed_and_in_no_letter()
    {
        await using var oracle = await Oracle.OpenAsync();
        var (business, finance) = (oracle.Business, await oracle.Business.PersonAsync("cheng.yinuo"));
        Assert.Equal(["AR-16"], (await business.Get<ReceivableList>().ListAsync(finance, new(Small: true), null, 1, 10)).Rows.Select(row => row.Number));
        await oracle.Runner.RunAsync();
        var letters = business.Get<LetterDesk>();
        Assert.Equal(["AR-07", "AR-06"], (await letters.ViewAsync(finance, await letters.DraftAsync(finance, await oracle.PayerAsync("C04"), LetterTone.Demand, null))).Lines.Select(line => line.Number));
        await business.Get<AllocationLedger>().CloseSmallRestAsync(finance, await oracle.ItemAsync("AR-16"));
        Assert.Empty((await business.Get<ReceivableList>().ListAsync(finance, new(Small: true), null, 1, 10)).Rows);
    }

    private static async Task<string> ToldAsync(Oracle oracle, string template) => string.Join(',', await oracle.Business.ReadAsync(db =>
        db.Notifications.Where(row => row.Template == template).Join(db.Users, row => row.RecipientId, person => person.Id, (_, person) => person.UserName!).OrderBy(name => name).ToListAsync()));
}
