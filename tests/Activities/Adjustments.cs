using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Activities.Tests.Running;
using ProcessSales.Workflows;
using ProcessSales.Workflows.Adjustments;
using ProcessSales.Workflows.Approvals;
using ProcessSales.Workflows.Attachments;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Continuations;
using ProcessSales.Workflows.Deductions;
using ProcessSales.Workflows.Disputes;
using ProcessSales.Workflows.Promotions;
using ProcessSales.Workflows.Receivables;
using static ProcessSales.Activities.Tests.Running.Settlers;

namespace ProcessSales.Activities.Tests;

/// <summary>Deductions, disputes, credit notes and write-offs through their real definitions (domain.md 2.6).</summary>
public sealed class Adjustments
{
    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.PostgreSql)]
    public async Task The_store_deducts_3600_instead_of_3000_and_600_become_a_dispute_that_its_owner_settles(string provider)
    {
        await using var company = await OpenAsync(provider);
        var run = await Settlements.Run.BeginAsync(company);
        await run.EndAsync();
        var settlement = await run.ClaimAsync(3_000m);
        await company.ActAsync(settlement, Arm, "Approve");
        await company.ActAsync(settlement, FinEx, "Confirm");
        var item = await ItemAsync(company, 20_000m);
        var desk = company.Get<DeductionDesk>();
        var deduction = await desk.EnterAsync(Kam, item, 3_600m, "KK-1", "堆头");
        var settled = Assert.Single(await desk.CandidatesAsync(FinEx, deduction));
        Assert.Equal(("promotion", 3_000m), (settled.Kind, settled.Amount));
        await desk.MatchAsync(FinEx, deduction, settled.Kind, settled.Id, 3_000m, Guid.NewGuid());
        Assert.True(await company.Get<ContinuationPump>().RunAsync(settlement));
        Assert.Equal((SettlementState.Deducted, ""), ((await run.SettlementAsync(settlement)).State, await company.HoldersAsync(settlement)));
        var dispute = (await desk.DisputeAsync(Kam, deduction, 600m, DisputeReason.DeductedTooMuch, "多扣 600", Guid.NewGuid()))!.Value;
        Assert.True(await company.Get<ContinuationPump>().RunAsync(dispute));
        Assert.Equal((17_000m, 600m), await SumsAsync(company, item));
        Assert.Equal((CaseState.Running, "kam"), ((await company.CaseAsync(dispute)).State, await company.HoldersAsync(dispute)));
        Assert.Single(await company.MessagesAsync(Kam, "dispute-task"));

        await Assert.ThrowsAsync<RefusedException>(() => company.ActAsync(dispute, Kam, "Settle", null, Result("Half")));
        await EvidenceAsync(company, dispute);
        await company.ActAsync(dispute, Kam, "Settle", null, Result("Half"));
        // 300 are for area manager and receivables, as with a credit note.
        Assert.Equal("arm > finar", await ChainAsync(company, dispute));
        await company.ActAsync(dispute, Arm, "Reject", "再谈");
        Assert.Equal((CaseState.Running, "kam", DisputeState.Open), ((await company.CaseAsync(dispute)).State, await company.HoldersAsync(dispute), await StateAsync(company, dispute)));
        await company.ActAsync(dispute, Kam, "Settle", null, Result("Half"));
        foreach (var person in new[] { Arm, FinAr }) await company.ActAsync(dispute, person, "Approve");
        Assert.Equal((CaseState.Closed, "我方承担 ¥300.00", DisputeState.Resolved), ((await company.CaseAsync(dispute)).State, (await company.CaseAsync(dispute)).StateNote, await StateAsync(company, dispute)));
        Assert.Equal((16_700m, 0m), await SumsAsync(company, item));
        Assert.Single(await company.MessagesAsync(FinAr, "dispute-closed"));
    }

    [Fact]
    public async Task A_dispute_that_the_payer_bears_needs_no_approval_and_is_asked_for_again()
    {
        await using var company = await OpenAsync(TestDatabase.Sqlite);
        var item = await ItemAsync(company, 1_000m);
        var dispute = await company.Get<DisputeDesk>().OpenAsync(Kam, new(item, 400m, DisputeReason.Price, "价差"));
        Assert.True(await company.Get<ContinuationPump>().RunAsync(dispute));
        await EvidenceAsync(company, dispute);
        await company.ActAsync(dispute, Kam, "Settle", null, Result("Theirs"));
        Assert.Equal((CaseState.Closed, DisputeState.Resolved), ((await company.CaseAsync(dispute)).State, await StateAsync(company, dispute)));
        Assert.Equal((1_000m, 0m), await SumsAsync(company, item));
    }

    [Theory]
    [InlineData(50, "finar")]
    [InlineData(2_000, "arm > finar")]
    [InlineData(2_000.01, "rgm > finm")]
    public async Task A_credit_note_goes_by_its_row_of_the_matrix_and_lowers_the_item_when_all_have_signed(decimal amount, string chain)
    {
        await using var company = await OpenAsync(TestDatabase.Sqlite);
        var item = await ItemAsync(company, 10_000m);
        var file = await StartAsync(company, item, AdjustmentKind.CreditNote);
        await company.ActAsync(file, Kam, "Submit", null, new JsonObject { ["amount"] = amount, ["reason"] = "price", ["note"] = "合同价已下调" });
        Assert.Equal(chain, await ChainAsync(company, file));
        Assert.Equal((10_000m, 0m), await SumsAsync(company, item));
        foreach (var person in People(chain)) await company.ActAsync(file, person, "Approve");
        Assert.Equal(CaseState.Closed, (await company.CaseAsync(file)).State);
        Assert.Equal((10_000m - amount, 0m), await SumsAsync(company, item));
        await using var db = await company.OpenDbAsync();
        Assert.Equal((-amount, 0m), await db.Receivables.Where(row => row.Kind == ReceivableKind.CreditNote).Select(row => new ValueTuple<decimal, decimal>(row.Amount, row.Open)).SingleAsync());
    }

    [Theory]
    [InlineData(1_000, "finm", 0)]
    [InlineData(1_000.01, "dir,finm", 0.99)]
    public async Task A_write_off_is_signed_by_finance_alone_or_with_the_director_and_is_never_taken_back(decimal amount, string signers, decimal rest)
    {
        await using var company = await OpenAsync(TestDatabase.Sqlite);
        var item = await ItemAsync(company, amount + rest);
        var file = await StartAsync(company, item, AdjustmentKind.WriteOff);
        var data = new JsonObject { ["amount"] = amount, ["reason"] = "insolvent", ["note"] = "门店关闭,法人失联" };
        await Assert.ThrowsAsync<RefusedException>(() => company.ActAsync(file, Kam, "Submit", null, (JsonObject)data.DeepClone()));
        await EvidenceAsync(company, file);
        await company.ActAsync(file, Kam, "Submit", null, data);
        Assert.Equal(signers, string.Join(",", (await company.PathAsync(file)).Levels.SelectMany(level => level.Approvers).Select(each => each.Name).Order()));
        foreach (var person in signers == "finm" ? [FinM] : new[] { Dir, FinM }) await company.ActAsync(file, person, "Approve");
        Assert.Equal(CaseState.Closed, (await company.CaseAsync(file)).State);
        Assert.Equal(rest, (await SumsAsync(company, item)).Open);
        await using var db = await company.OpenDbAsync();
        Assert.Equal(rest == 0m ? ReceivableState.WrittenOff : null, await db.Receivables.Where(row => row.Id == item).Select(row => row.Ended).SingleAsync());
        var entry = await db.Allocations.SingleAsync(row => row.ReceivableId == item);
        Assert.Equal("allocation.reversed", (await Assert.ThrowsAsync<RefusedException>(() => company.Get<AllocationLedger>().ReverseAsync(FinAr, entry.Id, "x"))).Refusals[0].Key);
    }

    [Fact]
    public async Task More_than_is_open_is_refused_when_it_is_handed_in_and_not_posted_when_money_came_meanwhile()
    {
        await using var company = await OpenAsync(TestDatabase.Sqlite);
        var item = await ItemAsync(company, 40m);
        var file = await StartAsync(company, item, AdjustmentKind.CreditNote);
        Assert.Equal("adjustment.running", (await Assert.ThrowsAsync<RefusedException>(() => company.Get<AdjustmentDesk>().StartAsync(Kam, item, AdjustmentKind.WriteOff))).Refusals[0].Key);
        Assert.Equal("dispute.moreThanOpen", (await Assert.ThrowsAsync<RefusedException>(() => company.ActAsync(file, Kam, "Submit", null, new JsonObject { ["amount"] = 40.01m, ["reason"] = "price", ["note"] = "x" }))).Refusals[0].Key);
        await company.ActAsync(file, Kam, "Submit", null, new JsonObject { ["amount"] = 40m, ["reason"] = "price", ["note"] = "价差" });
        await using (var db = await company.OpenDbAsync())
        {
            await db.Receivables.Where(row => row.Id == item).ExecuteUpdateAsync(set => set.SetProperty(row => row.Open, 10m));
        }

        await company.ActAsync(file, FinAr, "Approve");
        Assert.Equal((CaseState.Cancelled, 10m), ((await company.CaseAsync(file)).State, (await SumsAsync(company, item)).Open));
        Assert.Equal(RefusalKind.NotFound, (await Assert.ThrowsAsync<RefusedException>(() => company.Get<AdjustmentDesk>().StartAsync(Kam2, item, AdjustmentKind.WriteOff))).Kind);
    }

    private static async Task<Running.Company> OpenAsync(string provider)
    {
        var company = await Running.Company.OpenAsync(provider);
        await using var db = await company.OpenDbAsync();
        foreach (var (process, order, most, chain) in new (string, int, decimal?, string)[]
                 {
                     ("credit-note", 1, 50m, "FIN-AR"), ("credit-note", 2, 2_000m, "ARM > FIN-AR"), ("credit-note", 3, null, "RGM > FIN-M"), ("write-off", 1, 1_000m, "FIN-M"), ("write-off", 2, null, "DIR & FIN-M"),
                 })
            db.ApprovalRules.Add(new ApprovalRule { Id = Guid.NewGuid(), Process = process, EffectiveFrom = new(2026, 1, 1), Order = order, MaxAmount = most, AllowBelowFloor = true, AllowOverBudget = true, Chain = chain });
        await db.SaveChangesAsync();
        return company;
    }

    private static async Task<Guid> ItemAsync(Running.Company company, decimal amount)
    {
        var item = new Receivable { Id = Guid.CreateVersion7(), Number = "FP-1", Amount = amount, Open = amount, IssuedOn = new(2026, 7, 1), DueOn = new(2026, 9, 1), ExpectedOn = new(2026, 9, 1), BaseOn = new(2026, 9, 1) };
        await using var db = await company.OpenDbAsync();
        item.CustomerId = await db.Customers.Where(row => row.Code == "C01").Select(row => row.Id).SingleAsync();
        db.Receivables.Add(item);
        await db.SaveChangesAsync();
        return item.Id;
    }

    private static async Task<Guid> StartAsync(Running.Company company, Guid item, AdjustmentKind kind)
    {
        var file = await company.Get<AdjustmentDesk>().StartAsync(Kam, item, kind);
        Assert.True(await company.Get<ContinuationPump>().RunAsync(file));
        return file;
    }

    private static async Task EvidenceAsync(Running.Company company, Guid file) =>
        await company.Get<AttachmentStore>().SaveAsync(Kam, file, "evidence", "凭证.pdf", new MemoryStream("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"u8.ToArray()));

    private static async Task<string> ChainAsync(Running.Company company, Guid file) => string.Join(" > ", (await company.PathAsync(file)).Levels.Select(level => level.Approvers[0].Name));

    private static IEnumerable<Guid> People(string chain) => chain.Split(" > ").Select(name => name switch { "arm" => Arm, "rgm" => Rgm, "finm" => FinM, _ => FinAr });

    private static async Task<(decimal Open, decimal Disputed)> SumsAsync(Running.Company company, Guid item)
    {
        await using var db = await company.OpenDbAsync();
        var row = await db.Receivables.AsNoTracking().SingleAsync(each => each.Id == item);
        return (row.Open, row.Disputed);
    }

    private static async Task<DisputeState> StateAsync(Running.Company company, Guid file)
    {
        await using var db = await company.OpenDbAsync();
        return await db.Disputes.Where(row => row.CaseId == file).Select(row => row.State).SingleAsync();
    }

    private static JsonObject Result(string result) => new() { ["result"] = result, ["outcome"] = "与财务周会计当面谈定" };
}
