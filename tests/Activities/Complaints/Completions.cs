using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows;
using ProcessSales.Workflows.Attachments;
using ProcessSales.Workflows.Complaints;
using ProcessSales.Workflows.Issues;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Tasks;
using static ProcessSales.Activities.Tests.Running.Settlers;

namespace ProcessSales.Activities.Tests.Complaints;

/// <summary>What is saved first and completed later, and what a complaint leaves behind elsewhere (domain.md 2.5).</summary>
public sealed class Completions
{
    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task The_stores_that_hold_the_batch_are_sent_to_pull_it_logistics_is_told_and_all_ends_with_the_last_complaint_of_the_batch(string provider)
    {
        await using var desk = await Desk.OpenAsync(provider);
        await desk.SeeBatchAsync(0, 1, 2);
        var first = await desk.RegisterAsync("开封后发现盖膜明显鼓起");
        Assert.Empty(await PullsAsync(desk));
        first = await desk.AcceptAsync(first, Severity.B);
        var number = (await desk.Company.CaseAsync(first.CaseId)).Number;
        var pulls = await PullsAsync(desk);
        Assert.Equal(desk.Stores.Take(3).Order(), pulls.Select(issue => issue.StoreId!.Value).Order());
        Assert.All(pulls, issue => Assert.Equal((Kam, IssueState.Open, first.Id), (issue.OwnerId, issue.State, issue.SourceId)));
        Assert.All(pulls, issue => Assert.Contains(number, issue.Title));
        // Whoever prepares a visit of such a store sees it.
        Assert.Contains((await desk.Company.Get<IssueBook>().OfAsync([desk.Stores[1]], new(2026, 9, 14), default))[desk.Stores[1]], matter => matter.Id == pulls.Single(issue => issue.StoreId == desk.Stores[1]).Id);
        var told = Assert.Single(await desk.Company.MessagesAsync(Log, "complaint-hold-stock"));
        foreach (var store in new[] { "岚桥1店", "岚桥2店", "岚桥3店" }) Assert.Contains(store, told.Body);

        // A second complaint of the batch sends nobody there again; what is left is closed when the last of them has ended.
        var second = await desk.AcceptAsync(await desk.RegisterAsync("酸奶盖鼓起并且漏液了", more: x => x with { StoreId = desk.Stores[5] }), Severity.B);
        Assert.Equal(3, (await PullsAsync(desk)).Count);
        await desk.Company.Get<ComplaintMoves>().MergeAsync(desk.Qa, second.Id, number);
        Assert.All(await PullsAsync(desk), issue => Assert.Equal(IssueState.Open, issue.State));
        await desk.ReplyAsync(first);
        await desk.ContainAsync(first);
        await desk.InvestigateAsync(first);
        await desk.SolveAsync(first, 100);
        await desk.NegotiateAsync(first);
        await desk.ExecuteAsync(first);
        await desk.ConfirmAsync(first);
        Assert.All(await PullsAsync(desk), issue => Assert.Equal(IssueState.Closed, issue.State));
    }

    [Fact]
    public async Task A_complaint_of_a_head_office_belongs_to_the_chain_and_a_store_that_was_not_known_is_named_once()
    {
        await using var desk = await Desk.OpenAsync();
        await using var db = await desk.Company.OpenDbAsync();
        var chain = await db.Customers.SingleAsync(row => row.Code == "C01");
        var office = await desk.RegisterAsync("总部来函:多店价签与系统价不符", ComplaintType.Price, entered => entered with { StoreId = null, CustomerId = chain.Id, Source = ComplaintSource.HeadOffice }, Ast);
        Assert.Equal((Kam, chain.Id, (Guid?)null), (office.HandlerId, office.CustomerId!.Value, office.StoreId));
        Assert.Equal("C01", (await desk.Company.CaseAsync(office.CaseId)).CustomerCode);

        // The hotline knows no store: quality has it until somebody says which.
        var hotline = await desk.RegisterAsync("顾客来电说酸奶盖膜鼓起", more: entered => entered with { StoreId = null });
        Assert.Equal((desk.Qa, (Guid?)null), (hotline.HandlerId, hotline.CustomerId));
        var found = Accepted("Store");
        Assert.Equal("complaint.store", (await Assert.ThrowsAsync<RefusedException>(() => desk.ActAsync(hotline, desk.Qa, "triage", "Accept", found))).Refusals[0].Key);
        found["store"] = new JsonObject { ["id"] = "C01-03", ["name"] = "岚桥3店" };
        (found["sampleKept"], found["samplePlace"]) = (true, "品控冰箱");
        hotline = await desk.ActAsync(hotline, desk.Qa, "triage", "Accept", found);
        Assert.Equal((desk.Stores[2], chain.Id, Kam), (hotline.StoreId!.Value, hotline.CustomerId!.Value, hotline.HandlerId));
        Assert.Equal((Kam, "C01"), ((await desk.Company.CaseAsync(hotline.CaseId)).OwnerId, (await desk.Company.CaseAsync(hotline.CaseId)).CustomerCode));
        // The sample that quality took stands in the custody log.
        var custody = await db.ComplaintEntries.SingleAsync(entry => entry.ComplaintId == hotline.Id && entry.Kind == ComplaintEntryKind.Custody);
        Assert.Equal(("qa", "品控冰箱"), (custody.Holder, custody.Place));
        await desk.ContainAsync(hotline); // her task now
    }

    [Fact]
    public async Task What_the_law_gives_counts_from_the_hour_in_which_the_company_learned_of_it()
    {
        await using var desk = await Desk.OpenAsync();
        var now = desk.Company.Clock.GetUtcNow();
        var refused = await Assert.ThrowsAsync<RefusedException>(() => desk.RegisterAsync("孩子吃了酸奶后一直呕吐不止", more: entered => entered with { ReceivedAt = now.AddHours(1) }));
        Assert.Equal(("ReceivedAt", "complaint.receivedLater"), (refused.Refusals[0].Field, refused.Refusals[0].Key));
        refused = await Assert.ThrowsAsync<RefusedException>(() => desk.RegisterAsync("孩子吃了酸奶后一直呕吐不止", more: entered => entered with { ReceivedAt = now.AddHours(-3), OccurredAt = now.AddHours(-2) }));
        Assert.Equal(("OccurredAt", "complaint.occurredLater"), (refused.Refusals[0].Field, refused.Refusals[0].Key));
        var complaint = await desk.RegisterAsync("孩子吃了酸奶后一直呕吐不止", more: entered => entered with { HealthEffect = true, ReceivedAt = now.AddHours(-3), OccurredAt = now.AddHours(-5) });
        await using var db = await desk.Company.OpenDbAsync();
        var law = await db.LegalClocks.SingleAsync(row => row.ComplaintId == complaint.Id);
        Assert.Equal((LegalClockKind.AccidentReport, now.AddHours(-3), now.AddHours(-1)), (law.Kind, law.From, law.DueAt));
        // Ours begins when it was registered.
        Assert.Equal(now.AddMinutes(30), complaint.ReplyDueAt);
        await desk.PassAsync(TimeSpan.Zero);
        Assert.NotEmpty(await desk.Company.MessagesAsync(Dir, "complaint-legal-due"));
    }

    [Fact]
    public async Task Cash_needs_its_papers_and_what_is_promised_as_a_credit_stands_on_the_chains_next_statement()
    {
        await using var desk = await Desk.OpenAsync();
        var cash = await PlannedAsync("Transfer");
        var ticked = new JsonObject { ["agreement"] = "顾客接受", ["idSeen"] = true, ["receiptSigned"] = true, ["letterSigned"] = true };
        Assert.Equal("complaint.cashPapers", (await Assert.ThrowsAsync<RefusedException>(() => desk.ActAsync(cash, Kam, "negotiate", "Agreed", ticked))).Refusals[0].Key);
        await using (var papers = new MemoryStream("%PDF-1.4\n%%EOF\n"u8.ToArray())) await desk.Company.Get<AttachmentStore>().SaveAsync(Kam, cash.CaseId, "papers", "和解书.pdf", papers);
        Assert.Equal(ComplaintState.Executing, (await desk.ActAsync(cash, Kam, "negotiate", "Agreed", ticked)).State);

        var credit = await PlannedAsync("CreditNote");
        await desk.NegotiateAsync(credit);
        await desk.ExecuteAsync(credit);
        await using var db = await desk.Company.OpenDbAsync();
        Assert.False(await db.Receivables.AnyAsync());
        credit = await desk.ConfirmAsync(credit);
        var note = await db.Receivables.SingleAsync();
        Assert.Equal(((await desk.Company.CaseAsync(credit.CaseId)).Number + "-R", ReceivableKind.CreditNote, -150m, credit.CustomerId!.Value), (note.Number, note.Kind, note.Open, note.CustomerId));

        async Task<Complaint> PlannedAsync(string payment)
        {
            var complaint = await desk.AcceptAsync(await desk.RegisterAsync("开封后发现盖膜明显鼓起"), Severity.B);
            await desk.ReplyAsync(complaint);
            await desk.ContainAsync(complaint);
            await desk.InvestigateAsync(complaint);
            return await desk.SolveAsync(complaint, 150, payment);
        }
    }

    [Fact]
    public async Task An_improvement_is_given_to_whom_and_by_when_quality_says()
    {
        await using var desk = await Desk.OpenAsync();
        var complaint = await desk.AcceptAsync(await desk.RegisterAsync("孩子吃了酸奶后呕吐就医"), Severity.A);
        await desk.ReplyAsync(complaint);
        await desk.ContainAsync(complaint);
        var found = new JsonObject { ["findings"] = "封口不良", ["cause"] = "Production", ["responsible"] = "工厂", ["recall"] = "None", ["improvementOwner"] = new JsonObject { ["id"] = Log.ToString(), ["name"] = "log" }, ["improvementDueOn"] = "2026-09-13" };
        Assert.Equal(RefusalKind.Invalid, (await Assert.ThrowsAsync<RefusedException>(() => desk.ActAsync(complaint, desk.Qa, "investigate", "Investigated", found))).Kind);
        found["improvementDueOn"] = "2026-10-08";
        await desk.ActAsync(complaint, desk.Qa, "investigate", "Investigated", found);
        await desk.SolveAsync(complaint, 50);
        foreach (var signer in new[] { Dir, FinM, desk.Qa }) await desk.Company.ActAsync(complaint.CaseId, signer, "Approve");
        await desk.NegotiateAsync(complaint);
        await desk.ExecuteAsync(complaint);
        complaint = await desk.ConfirmAsync(complaint);
        Assert.Equal((ComplaintState.Improving, new DateOnly(2026, 10, 8)), (complaint.State, complaint.ImprovementDueOn!.Value));
        await using var db = await desk.Company.OpenDbAsync();
        var task = await db.Tasks.SingleAsync(row => row.CaseId == complaint.CaseId && row.State == TaskState.Open);
        Assert.Equal((Log, new DateTimeOffset(2026, 10, 8, 10, 0, 0, TimeSpan.Zero)), (task.AssigneeId!.Value, task.DueAt!.Value));
        // He is reminded the day before, and his superior is told once the day is over.
        desk.Company.Clock.Advance(new DateTimeOffset(2026, 10, 7, 1, 30, 0, TimeSpan.Zero) - desk.Company.Clock.GetUtcNow());
        await desk.PassAsync(TimeSpan.Zero);
        Assert.Contains(await desk.Company.MessagesAsync(Log, "complaint-reminder"), message => message.Body.Contains("整改", StringComparison.Ordinal));
        complaint = await desk.ActAsync(complaint, Log, "improve", "Improved", new() { ["action"] = "更换封口机垫片", ["proof"] = "连续三批抽检合格" });
        Assert.Equal((ComplaintState.Closed, false), (complaint.State, complaint.ImprovementLate));
    }

    private static JsonObject Accepted(string source) => new()
    {
        ["source"] = source, ["anonymous"] = false, ["reporterName"] = "王女士", ["type"] = "Quality", ["product"] = Desk.Yoghurt, ["producedOn"] = "2026-09-01", ["quantity"] = 1, ["occurredOn"] = "2026-09-14",
        ["healthEffect"] = false, ["noEvidenceReason"] = "顾客未拍照", ["sampleKept"] = false, ["demand"] = "Refund", ["severity"] = "B",
    };

    private static async Task<List<OpenIssue>> PullsAsync(Desk desk)
    {
        await using var db = await desk.Company.OpenDbAsync();
        return await db.OpenIssues.AsNoTracking().Where(issue => issue.Source == IssueSource.Complaint && issue.Key.StartsWith("batch/")).ToListAsync();
    }
}
