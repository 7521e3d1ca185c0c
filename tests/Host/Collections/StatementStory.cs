using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ProcessSales.Host.Jobs;
using ProcessSales.Host.Tests.Running;
using ProcessSales.Workflows.Attachments;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Continuations;
using ProcessSales.Workflows.Contracts;
using ProcessSales.Workflows.Imports;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Statements;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Host.Tests.Collections;

/// <summary>Story 5 of domain.md 6.1 up to the payment, with the real process and the pages that people see.</summary>
public sealed class StatementStory : IDisposable
{
    private readonly TestHost host = new();

    public void Dispose() => host.Dispose();

    [Fact]
    public async Task A_statement_goes_from_goods_in_over_its_differences_approval_and_invoice_to_money_that_settles_it()
    {
        var today = DateOnly.FromDateTime(DateTime.UtcNow.AddHours(8));
        var month = new DateOnly(today.Year, today.Month, 1).AddMonths(-1);
        await ImportAsync("luo.qicheng", "deliveries", $"Customer,SlipNumber,OrderNumber,Day,Amount\r\nC01,YS-1,SO-1,{month:yyyy-MM}-05,6000\r\nC01,YS-2,SO-2,{month:yyyy-MM}-06,2000\r\n");
        await ImportAsync("fang.yuan", "retailer-statements", $"Customer,Month,Kind,SlipNumber,Day,Amount\r\nC01,{month:yyyy-MM},Delivery,YS-1,{month:yyyy-MM}-05,6000\r\nC01,{month:yyyy-MM},Delivery,YS-2,{month:yyyy-MM}-06,1880\r\n");
        var kam = await host.SignedInAsync("lin.zhiyuan");
        var answer = await kam.PostFormAsync("/collections/statements", "form[action$='/build']", new() { ["customer"] = "C01", ["month"] = $"{month:yyyy-MM}" });
        var address = answer.Headers.Location!.ToString();
        await using var db = await host.Services.GetRequiredService<IDbContextFactory<ProcessSalesDb>>().CreateDbContextAsync();
        var caseId = await db.Statements.Select(row => row.CaseId).SingleAsync();
        await AnswerAsync(caseId, "fang.yuan", "Send");

        Assert.Equal(HttpStatusCode.Redirect, (await kam.PostFormAsync(address, "form[action$='/match']", [])).StatusCode);
        Assert.Contains("价差", (await kam.PageAsync(address)).QuerySelector("main")!.TextContent);
        await ProofAsync(caseId, "lin.zhiyuan");
        await AnswerAsync(caseId, "lin.zhiyuan", "Confirm", ("confirmedBy", "周会计"), ("confirmedOn", $"{today:yyyy-MM-dd}"), ("way", "seal"));
        Assert.Contains("1 项差异未处理", (await kam.PageAsync($"/cases/{caseId}")).QuerySelector("main")!.TextContent);

        await kam.PostFormAsync(address, "form:has(select[name='result'])", new() { ["type"] = "Price", ["result"] = "TheirsStands", ["evidence"] = "合同价" });
        await AnswerAsync(caseId, "lin.zhiyuan", "Confirm", ("confirmedBy", "周会计"), ("confirmedOn", $"{today:yyyy-MM-dd}"), ("way", "seal"));
        await AnswerAsync(caseId, "jiang.xubai", "Approve");
        await AnswerAsync(caseId, "cheng.yinuo", "Approve");
        // The confirmation names the statement, the sum and who confirmed it, with its proof.
        var number = await db.Statements.Select(row => row.Number).SingleAsync();
        var confirmation = (await kam.PageAsync(address)).QuerySelector(".statement-confirmation")!;
        foreach (var said in new[] { number, $"{month:yyyy-MM}", "7,880.00", "周会计" }) Assert.Contains(said, confirmation.TextContent);
        Assert.NotNull(confirmation.QuerySelector("a[href^='/attachments/']"));
        await AnswerAsync(caseId, "lin.zhiyuan", "Submit", ("title", "岚桥商业有限公司"), ("taxNumber", "91310000MA1K000001"), ("items", "食品"), ("amount", 7880), ("kind", "special"), ("delivery", "visit"), ("windowDate", $"{MonthDays.Read("1-5,15-17").OnOrAfter(today):yyyy-MM-dd}"));
        await AnswerAsync(caseId, "cheng.yinuo", "Issued", ("invoiceNumber", "FP-77"), ("issuedOn", $"{today:yyyy-MM-dd}"));
        await ProofAsync(caseId, "fang.yuan");
        await AnswerAsync(caseId, "fang.yuan", "HandedIn", ("handedInOn", $"{today:yyyy-MM-dd}"), ("receivedBy", "周会计"));
        await AnswerAsync(caseId, "fang.yuan", "Accepted", ("acceptedOn", $"{today:yyyy-MM-dd}"));
        Assert.Equal(CaseState.Closed, await db.Cases.Where(row => row.Id == caseId).Select(row => row.State).SingleAsync());
        Assert.Equal(StatementState.Closed, await db.Statements.Select(row => row.State).SingleAsync());
        Assert.Contains("FP-77", (await kam.PageAsync("/collections/receivables")).QuerySelector("main")!.TextContent);

        await ImportAsync("cheng.yinuo", "receipts", $"BankReference,BankDate,PayerName,Amount\r\nB-1,{today:yyyy-MM-dd},岚桥大卖场有限公司,7880\r\n");
        var accountant = await host.SignedInAsync("cheng.yinuo");
        var receipt = "/collections/receipts/" + await db.Receipts.Select(row => row.Id).SingleAsync();
        Assert.Equal(HttpStatusCode.Redirect, (await accountant.PostFormAsync(receipt, "form[action$='/claim']", [])).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await accountant.PostFormAsync(receipt, "form[action$='/oldest']", [])).StatusCode);
        Assert.Equal(ReceivableState.Paid, await db.Receivables.Where(row => row.Number == "FP-77").Select(row => row.Ended).SingleAsync());
        Assert.Contains("FP-77", (await accountant.PageAsync(receipt)).QuerySelector("main")!.TextContent);
        Assert.Equal(HttpStatusCode.NotFound, (await (await host.SignedInAsync("luo.shuyao")).GetAsync(address)).StatusCode);
    }

    private async Task AnswerAsync(Guid caseId, string userName, string action, params (string Name, JsonNode Value)[] data)
    {
        var person = await Filed.PersonAsync(host, userName);
        var task = await host.Services.GetRequiredService<Inbox>().TaskInCaseAsync(person, caseId);
        Assert.True(task is not null, $"{userName} has no task for {action}");
        var form = data.Length == 0 ? null : new JsonObject(data.Select(each => KeyValuePair.Create<string, JsonNode?>(each.Name, each.Value)));
        await host.Services.GetRequiredService<TaskDecisions>().CompleteAsync(new(task.Value, person, action, null, form, Guid.NewGuid(), null));
        await host.Services.GetRequiredService<ContinuationPump>().RunAsync(caseId);
    }

    [Fact]
    public async Task A_chain_that_is_stated_per_delivery_has_its_statement_and_its_process_as_soon_as_the_goods_are_in()
    {
        await using var db = await host.Services.GetRequiredService<IDbContextFactory<ProcessSalesDb>>().CreateDbContextAsync();
        await db.Contracts.Where(row => row.Number == "HT-C01-01").ExecuteUpdateAsync(set => set.SetProperty(row => row.StatementCycle, StatementCycle.Delivery));
        var today = DateOnly.FromDateTime(DateTime.UtcNow.AddHours(8));
        await ImportAsync("luo.qicheng", "deliveries", $"Customer,SlipNumber,OrderNumber,Day,Amount\r\nC01,YS-1,SO-1,{today:yyyy-MM-dd},6000\r\n");
        await using var scope = host.Services.CreateAsyncScope();
        var work = ActivatorUtilities.GetServiceOrCreateInstance<SettlementWork>(scope.ServiceProvider);
        for (var time = 0; time < 2; time++) await work.BuildDeliveriesAsync(default);
        var statement = await db.Statements.AsNoTracking().SingleAsync();
        await AnswerAsync(statement.CaseId, "fang.yuan", "Send");
        Assert.Equal(StatementState.Reconciling, await db.Statements.Select(row => row.State).SingleAsync());
        var page = (await (await host.SignedInAsync("lin.zhiyuan")).PageAsync($"/collections/statements/{statement.Id}")).QuerySelector("main")!.TextContent;
        foreach (var said in new[] { $"{today:yyyy-MM-dd} · YS-1", "逐单(每次到货)", statement.Number, "6,000.00" }) Assert.Contains(said, page);
        // The contract's card shows and takes the cycle.
        var finance = await host.SignedInAsync("he.mingqian");
        var card = $"/data/contracts/{await db.Contracts.Where(row => row.Number == "HT-C01-01").Select(row => row.Id).SingleAsync()}";
        Assert.Contains("逐单(每次到货)", (await finance.PageAsync(card)).QuerySelector("main")!.TextContent);
    }

    private async Task ProofAsync(Guid caseId, string userName) =>
        await host.Services.GetRequiredService<AttachmentStore>().SaveAsync(await Filed.PersonAsync(host, userName), caseId, "proof", "签收.pdf", new MemoryStream("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"u8.ToArray()));

    private async Task ImportAsync(string userName, string kind, string text)
    {
        var desk = host.Services.GetRequiredService<ImportDesk>();
        var person = await Filed.PersonAsync(host, userName);
        var report = await desk.CheckAsync(person, kind, new MemoryStream(Encoding.UTF8.GetBytes(text)));
        Assert.True(report.Errors.Count == 0, string.Join("; ", report.Errors));
        await desk.ApplyAsync(person, report.Ticket!.Value);
    }
}
