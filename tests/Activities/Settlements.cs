using System.Text;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Activities.Tests.Running;
using ProcessSales.Workflows;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Continuations;
using ProcessSales.Workflows.Issues;
using ProcessSales.Workflows.Material;
using ProcessSales.Workflows.Promotions;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Tasks;
using static ProcessSales.Activities.Tests.Running.Settlers;

namespace ProcessSales.Activities.Tests;

/// <summary>An approved promotion of 12,000 on a line of 60,000, from 2026-10-08 to 2026-10-20, and what it costs in the end (domain.md 6.3).</summary>
public sealed class Settlements
{
    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.PostgreSql)]
    public async Task The_money_of_a_promotion_is_reserved_spent_and_the_rest_released(string provider)
    {
        await using var company = await Running.Company.OpenAsync(provider);
        var run = await Run.BeginAsync(company);
        Assert.Equal(48_000m, await run.AvailableAsync());
        await run.EndAsync();
        var settlement = await run.ClaimAsync(11_200m);
        await company.ActAsync(settlement, Arm, "Approve");
        await company.ActAsync(settlement, FinEx, "Confirm");
        Assert.Equal((SettlementState.Paying, 11_200m), ((await run.SettlementAsync(settlement)).State, (await run.SettlementAsync(settlement)).Confirmed));
        Assert.Equal((48_000m, 11_200m), (await run.AvailableAsync(), (await run.LineAsync()).Consumed));
        await company.Get<PromotionDesk>().CloseAsync(Kam, run.Promotion, "提前两周谈堆头");
        Assert.Equal((48_800m, 11_200m, PromotionState.Closed), (await run.AvailableAsync(), (await run.LineAsync()).Consumed, (await run.PromotionAsync()).State));
        Assert.Equal("Allocate 60000 | Reserve 12000 | Release 800 | Consume 11200", await run.EntriesAsync());
    }

    [Fact]
    public async Task A_claim_that_goes_seven_and_a_half_percent_beyond_is_cut_to_what_was_approved()
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        var run = await Run.BeginAsync(company);
        await run.EndAsync();
        var settlement = await run.ClaimAsync(12_900m, "店方多收堆头费");
        await company.ActAsync(settlement, Arm, "Approve");
        var refused = await Assert.ThrowsAsync<RefusedException>(() => company.ActAsync(settlement, FinEx, "Confirm"));
        Assert.Equal(("settlement.overspend", 900m), (refused.Refusals[0].Key, refused.Refusals[0].Arguments[2]));
        await run.ReviewAsync(settlement, 12_000m);
        await company.ActAsync(settlement, FinEx, "Confirm");
        Assert.Equal((12_000m, 12_000m, 12_900m), ((await run.SettlementAsync(settlement)).Confirmed, (await run.PromotionAsync()).ApprovedTotal, (await run.SettlementAsync(settlement)).Claimed));
    }

    [Fact]
    public async Task A_larger_overspend_is_reserved_first_and_takes_the_chain_of_the_application_and_one_level_more()
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        var run = await Run.BeginAsync(company);
        await run.EndAsync();
        var settlement = await run.ClaimAsync(12_900m, "店方多收堆头费");
        await company.ActAsync(settlement, Arm, "Approve");
        await company.ActAsync(settlement, FinEx, "Overspend");
        Assert.Equal((SettlementState.OverspendApproval, 47_100m), ((await run.SettlementAsync(settlement)).State, await run.AvailableAsync()));
        Assert.Equal("arm > rgm > finex > finm+dir", string.Join(" > ", (await company.PathAsync(settlement)).Levels.Select(level => string.Join('+', level.Approvers.Select(approver => approver.Name)))));
        foreach (var person in new[] { Arm, Rgm, FinEx, FinM, Dir }) await company.ActAsync(settlement, person, "Approve");
        Assert.Equal(SettlementState.FinanceReview, (await run.SettlementAsync(settlement)).State);
        await company.ActAsync(settlement, FinEx, "Confirm");
        var line = await run.LineAsync();
        Assert.Equal((12_900m, 0m, 12_900m, 12_000m), ((await run.SettlementAsync(settlement)).Confirmed, line.Reserved, line.Consumed, (await run.PromotionAsync()).ApprovedTotal));
    }

    [Fact]
    public async Task An_overspend_that_is_not_approved_gives_its_reserve_back()
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        var run = await Run.BeginAsync(company);
        await run.EndAsync();
        var settlement = await run.ClaimAsync(12_900m, "店方多收堆头费");
        await company.ActAsync(settlement, Arm, "Approve");
        await company.ActAsync(settlement, FinEx, "Overspend");
        await company.ActAsync(settlement, Arm, "Reject", "不同意");
        Assert.Equal((SettlementState.FinanceReview, 48_000m, "finex"), ((await run.SettlementAsync(settlement)).State, await run.AvailableAsync(), await company.HoldersAsync(settlement)));
    }

    [Theory]
    [InlineData(12_200, "运费", true)]
    [InlineData(12_200, null, false)]
    [InlineData(12_200.01, "运费", false)]
    public async Task Finance_accepts_two_percent_and_two_hundred_with_a_reason(decimal amount, string? reason, bool accepted)
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        var run = await Run.BeginAsync(company);
        await run.EndAsync();
        var settlement = await run.ClaimAsync(amount, "多收");
        await company.ActAsync(settlement, Arm, "Approve");
        await run.ReviewAsync(settlement, amount, reason);
        if (accepted) await company.ActAsync(settlement, FinEx, "Confirm");
        else await Assert.ThrowsAsync<RefusedException>(() => company.ActAsync(settlement, FinEx, "Confirm"));
        Assert.Equal(accepted ? SettlementState.Paying : SettlementState.FinanceReview, (await run.SettlementAsync(settlement)).State);
    }

    [Fact]
    public async Task What_the_chain_deducts_is_matched_up_to_what_was_confirmed_and_the_task_of_receivables_ends()
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        var run = await Run.BeginAsync(company);
        await run.EndAsync();
        var settlement = await run.ClaimAsync(3_000m);
        await company.ActAsync(settlement, Arm, "Approve");
        await company.ActAsync(settlement, FinEx, "Confirm");
        Assert.Equal("finar", await company.HoldersAsync(settlement));
        Assert.Equal("settlement.deductFirst", (await Assert.ThrowsAsync<RefusedException>(() => company.ActAsync(settlement, FinAr, "Paid"))).Refusals[0].Key);
        var source = company.Get<IEnumerable<IDeductionSource>>().Single(one => one.Kind == "promotion");
        var id = (await run.SettlementAsync(settlement)).Id;
        Assert.Equal("settlement.overMatch", (await Assert.ThrowsAsync<RefusedException>(() => MatchAsync("whole", 3_600m))).Refusals[0].Key);
        await MatchAsync("line-1", 3_000m);
        await MatchAsync("line-1", 3_000m);
        Assert.True(await company.Get<ContinuationPump>().RunAsync(settlement));
        Assert.Equal((SettlementState.Deducted, 3_000m, ""), ((await run.SettlementAsync(settlement)).State, (await run.SettlementAsync(settlement)).Matched, await company.HoldersAsync(settlement)));

        async Task MatchAsync(string key, decimal amount)
        {
            await using var db = await company.OpenDbAsync();
            if (key != "whole") Assert.True((await source.OpenAsync(db, (await run.PromotionAsync()).CustomerId!.Value, default)).Count <= 1);
            await source.MatchAsync(db, key, id, amount, FinAr, default);
            await db.SaveChangesAsync();
        }
    }

    [Fact]
    public async Task A_reversal_gives_the_cost_back_and_leaves_its_entry()
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        var run = await Run.BeginAsync(company);
        await run.EndAsync();
        var settlement = await run.ClaimAsync(11_200m);
        await company.ActAsync(settlement, Arm, "Approve");
        await company.ActAsync(settlement, FinEx, "Confirm");
        await Assert.ThrowsAsync<RefusedException>(async () => await company.Get<SettlementCourse>().ReverseAsync(Kam, (await run.SettlementAsync(settlement)).Id, "发票作废"));
        await company.Get<SettlementCourse>().ReverseAsync(FinEx, (await run.SettlementAsync(settlement)).Id, "发票作废");
        Assert.Equal("Allocate 60000 | Reserve 12000 | Consume 11200 | Reverse 11200", await run.EntriesAsync());
        Assert.Equal((59_200m, SettlementState.Reversed), (await run.AvailableAsync(), (await run.SettlementAsync(settlement)).State));
        var again = await run.ClaimAsync(11_000m); // the invoice is free again, and so is the line
        await company.ActAsync(again, Arm, "Approve");
        await company.ActAsync(again, FinEx, "Confirm");
        Assert.Equal(11_000m, (await run.LineAsync()).Consumed);
    }

    [Fact]
    public async Task Finance_returns_a_claim_for_what_is_missing_and_it_comes_back_by_the_area_manager()
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        var run = await Run.BeginAsync(company);
        await run.EndAsync();
        var settlement = await run.ClaimAsync(5_000m);
        await company.ActAsync(settlement, Arm, "Approve");
        await company.ActAsync(settlement, FinEx, "Return", "缺发票联");
        Assert.Equal((SettlementState.Supplement, "kam", 1), ((await run.SettlementAsync(settlement)).State, await company.HoldersAsync(settlement), (await run.SettlementAsync(settlement)).Supplements));
        Assert.Contains("缺发票联", Assert.Single(await company.MessagesAsync(Kam, "settlement-supplement")).Body);
        await company.ActAsync(settlement, Kam, "Submit");
        Assert.Equal("arm", await company.HoldersAsync(settlement));
    }

    [Fact]
    public async Task Who_reported_the_execution_does_not_verify_it()
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        var run = await Run.BeginAsync(company);
        await run.EndAsync();
        await using (var db = await company.OpenDbAsync()) await db.Promotions.ExecuteUpdateAsync(set => set.SetProperty(row => row.ReportedById, Arm));
        var settlement = await run.ClaimAsync(5_000m);
        Assert.Equal("settlement.reporterVerifies", (await Assert.ThrowsAsync<RefusedException>(() => company.ActAsync(settlement, Arm, "Approve"))).Refusals[0].Key);
    }

    [Fact]
    public async Task A_change_takes_the_way_of_the_original_although_it_is_small_and_moves_the_reserve()
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        var run = await Run.BeginAsync(company);
        var change = await company.Get<PromotionDesk>().ChangeAsync(Kam, run.Promotion);
        Assert.True(await company.Get<ContinuationPump>().RunAsync(change));
        await company.SubmitAsync(change, Kam, 2_000m, line: run.Line);
        Assert.Equal("arm > rgm > finex", string.Join(" > ", (await company.PathAsync(change)).Levels.Select(level => level.Approvers[0].Name)));
        Assert.Equal((PromotionState.Changing, 48_000m), ((await run.PromotionAsync()).State, await run.AvailableAsync()));
        foreach (var person in new[] { Arm, Rgm, FinEx }) await company.ActAsync(change, person, "Approve");
        Assert.Equal((PromotionState.Approved, 2_000m, 58_000m), ((await run.PromotionAsync()).State, (await run.PromotionAsync()).ApprovedTotal, await run.AvailableAsync()));
    }

    [Fact]
    public async Task A_change_that_is_rejected_leaves_the_promotion_as_it_was()
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        var run = await Run.BeginAsync(company);
        var change = await company.Get<PromotionDesk>().ChangeAsync(Kam, run.Promotion);
        Assert.True(await company.Get<ContinuationPump>().RunAsync(change));
        await company.SubmitAsync(change, Kam, 14_000m, line: run.Line);
        Assert.Equal(46_000m, await run.AvailableAsync());
        await company.ActAsync(change, Arm, "Reject", "不需要");
        Assert.Equal((PromotionState.Approved, 12_000m, 48_000m), ((await run.PromotionAsync()).State, (await run.PromotionAsync()).ApprovedTotal, await run.AvailableAsync()));
    }

    [Fact]
    public async Task Nothing_claimed_by_the_forty_fifth_day_expires_it_and_two_signatures_reopen_it()
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        var run = await Run.BeginAsync(company);
        await run.EndAsync();
        foreach (var days in new[] { 7, 12, 15, 30 }) await run.OnAsync(new DateOnly(2026, 10, 20).AddDays(days));
        Assert.Equal(4, (await company.MessagesAsync(Kam, "settlement-missing")).Count);
        Assert.Equal(2, (await company.MessagesAsync(Arm, "settlement-missing")).Count);
        Assert.Single(await company.MessagesAsync(Rgm, "settlement-missing"));
        await run.OnAsync(new DateOnly(2026, 12, 3));
        Assert.Equal(PromotionState.Ended, (await run.PromotionAsync()).State);
        await run.OnAsync(new DateOnly(2026, 12, 4));
        Assert.Equal((PromotionState.Expired, 60_000m), ((await run.PromotionAsync()).State, await run.AvailableAsync()));
        var desk = company.Get<PromotionDesk>();
        Assert.False(await desk.ReopenAsync(Rgm, run.Promotion, "发票晚到"));
        await Assert.ThrowsAsync<RefusedException>(() => desk.ReopenAsync(Arm, run.Promotion, "发票晚到"));
        Assert.True(await desk.ReopenAsync(FinM, run.Promotion, "同意"));
        await run.OnAsync(new DateOnly(2026, 12, 5));
        Assert.Equal((PromotionState.Ended, 48_000m), ((await run.PromotionAsync()).State, await run.AvailableAsync()));
    }

    [Fact]
    public async Task A_promotion_that_is_given_up_before_it_starts_frees_its_budget()
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        var run = await Run.BeginAsync(company);
        await company.Get<PromotionDesk>().CancelAsync(Kam, run.Promotion, "店方取消档期");
        Assert.Equal((PromotionState.Cancelled, 60_000m), ((await run.PromotionAsync()).State, await run.AvailableAsync()));
        var late = await Run.BeginAsync(company);
        await late.OnAsync(new(2026, 10, 9));
        await Assert.ThrowsAsync<RefusedException>(() => company.Get<PromotionDesk>().CancelAsync(Kam, late.Promotion, "晚了"));
        await company.Get<PromotionDesk>().StopAsync(Kam, late.Promotion, "店方停业");
        Assert.Equal((PromotionState.Stopped, new DateOnly(2026, 10, 9), new DateOnly(2026, 10, 24)), ((await late.PromotionAsync()).State, (await late.PromotionAsync()).EndedOn, (await late.PromotionAsync()).SettleBy));
    }

    [Fact]
    public async Task Parts_are_settled_one_after_the_other_and_together_come_to_no_more_than_was_approved()
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        var run = await Run.BeginAsync(company);
        await run.EndAsync();
        foreach (var (part, invoice) in new[] { (5_000m, "1001"), (6_000m, "1002") })
        {
            var settlement = await run.ClaimAsync(part, invoice: invoice);
            await company.ActAsync(settlement, Arm, "Approve");
            await company.ActAsync(settlement, FinEx, "Confirm");
        }

        Assert.Equal((11_000m, 1_000m), ((await run.LineAsync()).Consumed, (await run.LineAsync()).Reserved));
        var used = await Assert.ThrowsAsync<RefusedException>(() => run.ClaimAsync(1_000m, invoice: "1001"));
        Assert.Equal("settlement.invoiceUsed", used.Refusals[0].Key);
        await using (var db = await company.OpenDbAsync())
            await company.ActAsync(await db.PromotionSettlements.Where(row => row.State == SettlementState.Draft).Select(row => row.CaseId).SingleAsync(), Kam, "Cancel", "不再核销");
        var last = await run.ClaimAsync(1_500m, "补差", "1003");
        await company.ActAsync(last, Arm, "Approve");
        Assert.Equal(("settlement.overspend", 500m), (await Assert.ThrowsAsync<RefusedException>(() => company.ActAsync(last, FinEx, "Confirm"))).Refusals[0] is var refusal ? (refusal.Key, (decimal)refusal.Arguments[2]!) : default);
        await run.ReviewAsync(last, 1_000m);
        await company.ActAsync(last, FinEx, "Confirm");
        await company.Get<PromotionDesk>().CloseAsync(Kam, run.Promotion, "分三次核销");
        var promotion = await run.PromotionAsync();
        Assert.Equal((12_000m, 12_000m, 48_000m), (promotion.FinalCost, (await run.LineAsync()).Consumed, await run.AvailableAsync()));
    }

    [Fact]
    public async Task What_a_store_does_not_carry_out_is_an_open_issue_of_the_store_and_told_to_the_area_manager_once()
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        await Listing.PrepareAsync(company, 2);
        var run = await Run.BeginAsync(company);
        await run.OnAsync(new(2026, 10, 8));
        await using var db = await company.OpenDbAsync();
        var store = await db.Stores.SingleAsync(row => row.Code == "C01-01");
        db.PromotionStores.Add(new() { PromotionId = run.Promotion, StoreId = store.Id, Code = store.Code, Name = store.Name });
        await db.SaveChangesAsync();
        var desk = company.Get<PromotionDesk>();
        ExecutionCheck Look(Guid id, bool executed, string note) => new() { Id = id, PromotionId = run.Promotion, StoreId = store.Id, At = company.Clock.GetUtcNow(), Executed = executed, PriceRight = true, Note = note };
        await desk.CheckAsync(Ast, Look(Guid.NewGuid(), true, ""));
        Assert.Empty(await db.OpenIssues.ToListAsync());
        var seen = Guid.NewGuid();
        await desk.CheckAsync(Ast, Look(seen, false, "堆头被占用"));
        await desk.CheckAsync(Ast, Look(seen, false, "堆头被占用")); // the phone sends it again
        var issue = Assert.Single(await db.OpenIssues.AsNoTracking().ToListAsync());
        Assert.Equal((store.Id, Kam, IssueKind.Promotion, IssueSource.Promotion), (issue.StoreId, issue.OwnerId, issue.Kind, issue.Source));
        Assert.Contains("堆头被占用", issue.Title);
        Assert.Single(await company.MessagesAsync(Arm, "promotion-deviation"));
    }

    [Fact]
    public async Task Gifts_go_out_of_the_store_room_into_stores_and_back_and_nobody_uses_more_than_he_has()
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        await Listing.PrepareAsync(company, 2);
        var run = await Run.BeginAsync(company);
        await using var db = await company.OpenDbAsync();
        var store = await db.Stores.SingleAsync(row => row.Code == "C01-01");
        db.PromotionStores.Add(new() { PromotionId = run.Promotion, StoreId = store.Id, Code = store.Code, Name = store.Name });
        var bag = new MaterialItem { Id = Guid.NewGuid(), Code = "GIFT-BAG", Name = "帆布袋", Kind = MaterialKind.Gift, Stock = 100 };
        db.MaterialItems.Add(bag);
        await db.SaveChangesAsync();
        var register = company.Get<GiftRegister>();
        GiftMove Move(MaterialMove move, int count, Guid? where = null) => new(run.Promotion, bag.Id, move, count, Ast, where, null, Guid.NewGuid());
        await Assert.ThrowsAsync<RefusedException>(() => register.MoveAsync(Kam, Move(MaterialMove.Issue, 10)));
        Assert.Equal("material.tooMuch", (await Assert.ThrowsAsync<RefusedException>(() => register.MoveAsync(Log, Move(MaterialMove.Issue, 101)))).Refusals[0].Key);
        var issue = Move(MaterialMove.Issue, 80);
        await register.MoveAsync(Log, issue);
        await register.MoveAsync(Log, issue); // sent twice
        Assert.Equal("Store", (await Assert.ThrowsAsync<RefusedException>(() => register.MoveAsync(Ast, Move(MaterialMove.Use, 60)))).Refusals[0].Field);
        await register.MoveAsync(Ast, Move(MaterialMove.Use, 60, store.Id));
        await Assert.ThrowsAsync<RefusedException>(() => register.MoveAsync(Ast, Move(MaterialMove.Return, 21)));
        await register.MoveAsync(Ast, Move(MaterialMove.Return, 15));
        var row = Assert.Single((await register.ReadAsync(Kam, run.Promotion))!.Balances);
        Assert.Equal((35, 80, 60, 15, 5), (row.Stock, row.Issued, row.Used, row.Returned, row.Held));
        Assert.Null(await register.ReadAsync(Arm2, run.Promotion));
    }

    [Fact]
    public async Task Terms_hold_from_their_day_on_and_only_an_administrator_sets_them()
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        var book = company.Get<PromotionTermsBook>();
        await Assert.ThrowsAsync<RefusedException>(() => book.SetAsync(FinM, new(2026, 10, 1), new()));
        Assert.Equal("From", (await Assert.ThrowsAsync<RefusedException>(() => book.SetAsync(Adm, new(2026, 9, 13), new()))).Refusals[0].Field);
        Assert.Equal("ExpireAfter", (await Assert.ThrowsAsync<RefusedException>(() => book.SetAsync(Adm, new(2026, 10, 1), new() { ExpireAfter = 20 }))).Refusals[0].Field);
        await book.SetAsync(Adm, new(2026, 10, 15), new() { SettlementDays = 20, RemindAfter = [10, 20], ToleratedAmount = 1_000m, ToleratedRatio = 0.08m });
        Assert.Equal(15, (await book.CurrentAsync()).SettlementDays);
        var run = await Run.BeginAsync(company);
        await run.OnAsync(new(2026, 10, 8));
        await run.OnAsync(new(2026, 10, 21));
        Assert.Equal(new DateOnly(2026, 11, 9), (await run.PromotionAsync()).SettleBy);
        await run.OnAsync(new(2026, 10, 28));
        Assert.Empty(await company.MessagesAsync(Kam, "settlement-missing"));
        await run.OnAsync(new(2026, 10, 30));
        Assert.Single(await company.MessagesAsync(Kam, "settlement-missing"));
        await company.Get<PromotionDesk>().ReportAsync(Kam, run.Promotion, new(66_000m, null, "正常"));
        var settlement = await run.ClaimAsync(12_900m, "多收");
        await company.ActAsync(settlement, Arm, "Approve");
        await run.ReviewAsync(settlement, 12_900m, "店方涨价,合同允许");
        await company.ActAsync(settlement, FinEx, "Confirm");
        Assert.Equal(SettlementState.Paying, (await run.SettlementAsync(settlement)).State);
    }

    internal sealed class Run(Running.Company company, Guid line, Guid promotion)
    {
        public Guid Line => line;

        public Guid Promotion => promotion;

        public static async Task<Run> BeginAsync(Running.Company company)
        {
            var line = new BudgetLine { Id = Guid.NewGuid(), AreaId = Lake, Month = new(2026, 10, 1), FeeType = Guid.NewGuid().ToString("N")[..10], Control = BudgetControl.Absolute };
            await using (var db = await company.OpenDbAsync())
            {
                db.BudgetLines.Add(line);
                if (!await db.ProofRules.AnyAsync()) db.ProofRules.AddRange(new ProofRule { FeeType = "other", Proof = Proofs.Application }, new ProofRule { FeeType = "other", Proof = Proofs.Invoice });
                await db.SaveChangesAsync();
            }

            await company.Get<BudgetLedger>().AllocateAsync($"{line.Id}", line.Id, 60_000m, null, null);
            var application = await company.SubmitNewAsync(Kam, 12_000m, line: line.Id);
            foreach (var person in new[] { Arm, Rgm, FinEx }) await company.ActAsync(application, person, "Approve");
            await using var read = await company.OpenDbAsync();
            return new(company, line.Id, await read.Promotions.Where(row => row.CaseId == application).Select(row => row.Id).SingleAsync());
        }

        public async Task OnAsync(DateOnly day)
        {
            company.Clock.SetUtcNow(new DateTimeOffset(day.ToDateTime(new(10, 0)), TimeSpan.FromHours(8)));
            await company.Get<PromotionClock>().SweepAsync();
        }

        public async Task EndAsync()
        {
            await OnAsync(new(2026, 10, 8));
            Assert.Equal(PromotionState.Running, (await PromotionAsync()).State);
            await OnAsync(new(2026, 10, 21));
            await company.Get<PromotionDesk>().ReportAsync(Kam, promotion, new(66_000m, null, "执行正常"));
            Assert.Equal((PromotionState.Ended, new DateOnly(2026, 11, 4)), ((await PromotionAsync()).State, (await PromotionAsync()).SettleBy));
        }

        public async Task<Guid> ClaimAsync(decimal amount, string deviation = "", string invoice = "12345678")
        {
            var desk = company.Get<SettlementDesk>();
            var caseId = await desk.OpenAsync(Kam, promotion);
            Assert.True(await company.Get<ContinuationPump>().RunAsync(caseId));
            var settlement = await SettlementAsync(caseId);
            await Assert.ThrowsAsync<RefusedException>(() => company.ActAsync(caseId, Kam, "Submit"));
            await desk.SaveAsync(Kam, settlement.Id, new([new(1, amount, 1m, 66_000m, null, invoice, "plain", new(2026, 10, 21), "岚桥大卖场", deviation)], null, null, settlement.Version));
            using var scan = new MemoryStream(Encoding.ASCII.GetBytes("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n" + Guid.NewGuid()));
            await desk.AddProofAsync(Kam, settlement.Id, 1, Proofs.Invoice, null, "发票.pdf", scan);
            await company.ActAsync(caseId, Kam, "Submit");
            return caseId;
        }

        public async Task ReviewAsync(Guid caseId, decimal amount, string? reason = null)
        {
            var settlement = await SettlementAsync(caseId);
            await company.Get<SettlementDesk>().ReviewAsync(FinEx, settlement.Id, new(new Dictionary<int, decimal> { [1] = amount }, new Dictionary<int, string>(), reason, settlement.Version));
        }

        public async Task<Settlement> SettlementAsync(Guid caseId)
        {
            await using var db = await company.OpenDbAsync();
            return await db.PromotionSettlements.AsNoTracking().SingleAsync(row => row.CaseId == caseId);
        }

        public async Task<Promotion> PromotionAsync()
        {
            await using var db = await company.OpenDbAsync();
            return await db.Promotions.AsNoTracking().SingleAsync(row => row.Id == promotion);
        }

        public async Task<BudgetLine> LineAsync() => (await company.Get<BudgetLedger>().FindAsync(line))!;

        public async Task<decimal> AvailableAsync() => (await LineAsync()).Available;

        public async Task<string> EntriesAsync()
        {
            await using var db = await company.OpenDbAsync();
            return string.Join(" | ", (await db.BudgetEntries.Where(row => row.LineId == line).ToListAsync()).OrderBy(row => row.Kind).Select(row => $"{row.Kind} {row.Amount:0}"));
        }
    }
}
