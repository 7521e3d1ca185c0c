using System.Text;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Activities.Tests.Running;
using ProcessSales.Workflows;
using ProcessSales.Workflows.Continuations;
using ProcessSales.Workflows.Promotions;
using static ProcessSales.Activities.Tests.Running.Settlers;

namespace ProcessSales.Activities.Tests;

/// <summary>What is told of a settlement that comes back or is confirmed, and an invoice that comes after it was (domain.md 2.4, notifications and exceptions).</summary>
public sealed class SettlementInvoices
{
    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.PostgreSql)]
    public async Task An_invoice_that_follows_is_accrued_until_it_is_entered_once_with_its_picture(string provider)
    {
        await using var company = await Running.Company.OpenAsync(provider);
        var run = await Settlements.Run.BeginAsync(company);
        await run.EndAsync();
        var first = await run.ClaimAsync(2_000m, invoice: "111");
        await company.ActAsync(first, Arm, "Approve");
        await company.ActAsync(first, FinEx, "Confirm");
        var (caseId, settlement) = await ClaimWithoutInvoiceAsync(company, run);
        var late = company.Get<LateInvoices>();
        var invoice = new LateInvoice(1, " 222 ", "plain", new(2026, 10, 20), "岚桥大卖场");
        Assert.Equal("settlement.notConfirmed", await RefusalAsync(Kam, invoice));
        await company.ActAsync(caseId, Arm, "Approve");
        await company.ActAsync(caseId, FinEx, "Confirm");
        async Task<IEnumerable<Guid>> AccruedAsync() => (await company.Get<SettlementList>().ListAsync(FinEx, null, null, 1, 30, withoutInvoice: true)).Rows.Select(row => row.Id);
        Assert.Equal([settlement], await AccruedAsync());

        Assert.Equal("settlement.notYours", await RefusalAsync(Arm, invoice));
        Assert.Equal("settlement.invoiceUsed", await RefusalAsync(Kam, invoice with { Number = "111" }));
        Assert.Equal("settlement.unknownLine", await RefusalAsync(Kam, invoice with { Line = 9 }));
        foreach (var wrong in new[] { invoice with { Number = " " }, invoice with { Seller = "" }, invoice with { Kind = "follows" }, invoice with { On = null } }) Assert.Equal("required", await RefusalAsync(Kam, wrong));
        Assert.Equal("listing.future", await RefusalAsync(Kam, invoice with { On = new(2027, 1, 1) }));
        await using (var db = await company.OpenDbAsync()) Assert.Equal(("", "follows", 0), (await LineAsync(db), (await db.SettlementLines.SingleAsync(row => row.SettlementId == settlement)).InvoiceKind, await db.SettlementProofs.CountAsync(row => row.SettlementId == settlement)));

        await EnterAsync(FinEx, invoice);
        Assert.Empty(await AccruedAsync());
        Assert.Equal("settlement.invoiceThere", await RefusalAsync(Kam, invoice with { Number = "333" }));
        await using var after = await company.OpenDbAsync();
        Assert.Equal("222", await LineAsync(after));
        Assert.Equal(settlement, (await after.UsedInvoices.SingleAsync(row => row.Number == "222" && row.Seller == "岚桥大卖场")).SettlementId);
        Assert.Equal("invoice", (await after.SettlementProofs.SingleAsync(row => row.SettlementId == settlement)).Kind);
        Assert.Equal("222 · 岚桥大卖场", await company.AuditOfAsync(caseId, "LateInvoice"));

        Task<string> LineAsync(Workflows.Storage.ProcessSalesDb db) => db.SettlementLines.Where(row => row.SettlementId == settlement).Select(row => row.InvoiceNumber).SingleAsync();
        Task EnterAsync(Guid person, LateInvoice one) => late.EnterAsync(person, settlement, one, "发票.pdf", Scan());
        async Task<string> RefusalAsync(Guid person, LateInvoice one) => (await Assert.ThrowsAsync<RefusedException>(() => EnterAsync(person, one))).Refusals[0].Key;
    }

    [Fact]
    public async Task Who_is_asked_for_what_is_missing_reads_until_when_and_is_reminded_of_it()
    {
        await using var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        var run = await Settlements.Run.BeginAsync(company);
        await run.EndAsync();
        var settlement = await run.ClaimAsync(11_200m);
        await company.ActAsync(settlement, Arm, "Approve");
        await company.ActAsync(settlement, FinEx, "Return", "缺店方盖章");
        var told = Assert.Single(await company.MessagesAsync(Kam, "settlement-supplement")).Body;
        Assert.Contains("缺店方盖章", told);
        Assert.Contains("请于 2026-10-28 前补齐", told);
        await using (var db = await company.OpenDbAsync())
        {
            var task = await company.TaskOfAsync(settlement, Kam);
            Assert.Equal(new DateTimeOffset(2026, 10, 28, 2, 0, 0, TimeSpan.Zero), await db.Tasks.Where(row => row.Id == task).Select(row => row.DueAt).SingleAsync());
        }

        await company.ActAsync(settlement, Kam, "Submit");
        await company.ActAsync(settlement, Arm, "Approve");
        await company.ActAsync(settlement, FinEx, "Confirm");
        var confirmed = Assert.Single(await company.MessagesAsync(FinAr, "settlement-confirmed")).Body;
        Assert.Contains("核定¥11,200.00,方式:账扣", confirmed);
        Assert.DoesNotContain("转账 ", confirmed);
    }

    private static async Task<(Guid CaseId, Guid Settlement)> ClaimWithoutInvoiceAsync(Running.Company company, Settlements.Run run)
    {
        var desk = company.Get<SettlementDesk>();
        var caseId = await desk.OpenAsync(Kam, run.Promotion);
        Assert.True(await company.Get<ContinuationPump>().RunAsync(caseId));
        var settlement = await run.SettlementAsync(caseId);
        await desk.SaveAsync(Kam, settlement.Id, new([new(1, 3_000m, 1m, 66_000m, null, "", Proofs.InvoiceFollows, null, "", "店方次月开票")], null, null, settlement.Version));
        await company.ActAsync(caseId, Kam, "Submit");
        return (caseId, settlement.Id);
    }

    private static MemoryStream Scan() => new(Encoding.ASCII.GetBytes("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n" + Guid.NewGuid()));
}
