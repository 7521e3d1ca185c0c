using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Complaints;
using ProcessSales.Workflows.Continuations;
using ProcessSales.Workflows.Tasks;
using static ProcessSales.Activities.Tests.Running.Settlers;

namespace ProcessSales.Activities.Tests.Complaints;

/// <summary>The course of complaints, driven by the shipped process on the real engine.</summary>
public sealed class Courses
{
    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task A_critical_complaint_is_contained_investigated_signed_by_director_finance_and_quality_confirmed_by_quality_and_improved(string provider)
    {
        await using var desk = await Desk.OpenAsync(provider);
        var complaint = await desk.RegisterAsync("孩子吃了酸奶后呕吐就医,包装有异味");
        Assert.Equal((Severity.A, "Keyword:就医", ComplaintState.Registered), (complaint.Severity, complaint.SeverityReason, complaint.State));
        Assert.StartsWith("CC-20260914-", (await desk.Company.CaseAsync(complaint.CaseId)).Number);
        Assert.Equal("reply,triage", await desk.StepsAsync(complaint));
        complaint = await desk.ReplyAsync(complaint);
        Assert.NotNull(complaint.RepliedAt);
        complaint = await desk.AcceptAsync(complaint, Severity.C);
        Assert.Equal((Severity.A, ComplaintState.Triaged, "contain"), (complaint.Severity, complaint.State, await desk.StepsAsync(complaint)));
        complaint = await desk.ContainAsync(complaint);
        Assert.Equal(ComplaintState.Investigating, complaint.State);
        await desk.InvestigateAsync(complaint);
        complaint = await desk.SolveAsync(complaint, 150m);
        Assert.Equal(ComplaintState.SolutionReview, complaint.State);
        Assert.Equal("dir,finm,qa", await desk.Company.HoldersAsync(complaint.CaseId));
        foreach (var signer in new[] { Dir, FinM, desk.Qa })
            await desk.Company.ActAsync(complaint.CaseId, signer, "Approve");
        complaint = await desk.NegotiateAsync(complaint);
        await desk.ExecuteAsync(complaint);
        complaint = await desk.ConfirmAsync(complaint);
        Assert.Equal((ComplaintState.Improving, 4, true), (complaint.State, complaint.Score, complaint.ImprovementNeeded));
        complaint = await desk.ActAsync(complaint, desk.Qa, "improve", "Improved", new() { ["action"] = "更换封口机垫片", ["proof"] = "连续三批抽检合格" });
        Assert.Equal((ComplaintState.Closed, CaseState.Closed, ""), (complaint.State, (await desk.Company.CaseAsync(complaint.CaseId)).State, await desk.StepsAsync(complaint)));
        Assert.Single(await desk.Company.MessagesAsync(desk.Pcc, "complaint-closed"));
        Assert.Contains("同意赔偿", Assert.Single(await desk.Company.MessagesAsync(Kam, "complaint-closed")).Body);

        await using var db = await desk.Company.OpenDbAsync();
        var moves = await db.Audit.Where(x => x.CaseId == complaint.CaseId && x.Subject == "complaint" && x.Action == "State").Select(x => x.To!.Substring(10)).ToListAsync();
        Assert.Equal(["Closed", "Confirming", "Contained", "Executing", "Improving", "Investigating", "Negotiating", "Registered", "SolutionReview", "Triaged"], moves.Order());
    }

    [Theory, InlineData("200", "negotiate", ""), InlineData("200.01", "review", "arm"), InlineData("2000.01", "review", "qa,rgm"), InlineData("10000.01", "review", "dir,finm,qa")]
    public async Task Who_signs_a_compensation_follows_from_its_amount(string amount, string step, string signers)
    {
        await using var desk = await Desk.OpenAsync();
        var complaint = await desk.AcceptAsync(await desk.RegisterAsync("开封后发现盖膜明显鼓起"), Severity.B);
        await desk.ContainAsync(complaint);
        await desk.InvestigateAsync(complaint);
        complaint = await desk.SolveAsync(complaint, decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Contains(step, await desk.StepsAsync(complaint));
        if (signers.Length > 0)
            Assert.Equal(string.Join(',', signers.Split(',').Append("kam").Order()), await desk.Company.HoldersAsync(complaint.CaseId));
        Assert.Equal(signers.Length == 0, complaint.Agreed);
    }

    [Fact]
    public async Task A_normal_complaint_of_a_delivery_needs_no_containment_and_is_carried_out_by_logistics()
    {
        await using var desk = await Desk.OpenAsync();
        var complaint = await desk.AcceptAsync(await desk.RegisterAsync("送货少了两箱苏打饼干", ComplaintType.Logistics), Severity.C, "Logistics");
        Assert.Equal((ComplaintState.Investigating, Severity.C), (complaint.State, complaint.Severity));
        await desk.InvestigateAsync(complaint, "Transport");
        await desk.SolveAsync(complaint, 0m);
        await desk.NegotiateAsync(complaint);
        complaint = await desk.ExecuteAsync(complaint, Log);
        complaint = await desk.ConfirmAsync(complaint);
        Assert.Equal((ComplaintState.Closed, false), (complaint.State, complaint.ImprovementNeeded));
    }

    [Fact]
    public async Task Who_handled_it_or_carried_it_out_cannot_confirm_it()
    {
        await using var desk = await Desk.OpenAsync();
        var complaint = await desk.BringToConfirmationAsync(await desk.RegisterAsync("开封后发现盖膜明显鼓起"));
        await using (var db = await desk.Company.OpenDbAsync())
        {
            var task = await db.Tasks.SingleAsync(x => x.CaseId == complaint.CaseId && x.State == TaskState.Open);
            await desk.Company.Get<TaskHolders>().TransferAsync(new(task.Id, desk.Qa, Kam, "请协助", null));
        }

        var refused = await Assert.ThrowsAsync<RefusedException>(() => desk.ConfirmAsync(complaint, by: Kam));
        Assert.Equal("complaint.ownConfirmation", refused.Refusals[0].Key);
    }

    [Fact]
    public async Task A_customer_who_was_tried_on_three_days_is_closed_without_his_word_three_tries_on_one_day_are_not_enough()
    {
        await using var desk = await Desk.OpenAsync();
        var complaint = await desk.BringToConfirmationAsync(await desk.RegisterAsync("开封后发现盖膜明显鼓起"));
        for (var i = 0; i < 3; i++)
            complaint = await desk.ConfirmAsync(complaint, "notReached");
        Assert.Equal((ComplaintState.Confirming, "confirm"), (complaint.State, await desk.StepsAsync(complaint)));
        desk.Company.Clock.Advance(TimeSpan.FromDays(1));
        complaint = await desk.ConfirmAsync(complaint, "notReached");
        desk.Company.Clock.Advance(TimeSpan.FromDays(1));
        complaint = await desk.ConfirmAsync(complaint, "notReached");
        Assert.Equal((ComplaintState.Closed, (int?)null), (complaint.State, complaint.Score));
    }

    [Fact]
    public async Task A_dissatisfied_customer_sends_it_back_for_another_solution()
    {
        await using var desk = await Desk.OpenAsync();
        var complaint = await desk.BringToConfirmationAsync(await desk.RegisterAsync("开封后发现盖膜明显鼓起"));
        complaint = await desk.ConfirmAsync(complaint, "dissatisfied");
        Assert.Equal((ComplaintState.Investigating, "solve", false), (complaint.State, await desk.StepsAsync(complaint), complaint.Agreed));
    }

    [Fact]
    public async Task The_third_serious_complaint_of_an_article_and_cause_in_90_days_needs_improvement()
    {
        await using var desk = await Desk.OpenAsync();
        for (var i = 1; i <= 3; i++)
        {
            var day = desk.Batch.AddDays(-i);
            var complaint = await desk.BringToConfirmationAsync(await desk.RegisterAsync("开封后发现盖膜明显鼓起", more: x => x with { ProducedOn = day }));
            complaint = await desk.ConfirmAsync(complaint);
            Assert.Equal((i == 3 ? ComplaintState.Improving : ComplaintState.Closed, i > 1), (complaint.State, complaint.Repeats));
            desk.Company.Clock.Advance(TimeSpan.FromDays(20));
        }
    }

    [Fact]
    public async Task A_closed_complaint_is_opened_again_within_30_days_all_former_handlers_are_told_and_it_goes_on_with_the_cause()
    {
        await using var desk = await Desk.OpenAsync();
        var complaint = await desk.ConfirmAsync(await desk.BringToConfirmationAsync(await desk.RegisterAsync("开封后发现盖膜明显鼓起")));
        Assert.Equal(ComplaintState.Closed, complaint.State);
        desk.Company.Clock.Advance(TimeSpan.FromDays(29));
        await desk.Company.Get<ComplaintMoves>().ReopenAsync(desk.Pcc, complaint.Id, "顾客称退款未到账");
        Assert.True(await desk.Company.Get<ContinuationPump>().RunAsync(complaint.CaseId));
        complaint = await desk.ReadAsync(complaint);
        Assert.Equal((ComplaintState.Investigating, 1, "investigate,reply"), (complaint.State, complaint.Reopenings, await desk.StepsAsync(complaint)));
        Assert.Equal(CaseState.InReview, (await desk.Company.CaseAsync(complaint.CaseId)).State);
        foreach (var former in new[] { desk.Qa, Kam })
            Assert.Single(await desk.Company.MessagesAsync(former, "complaint-reopened"));
        await desk.InvestigateAsync(complaint);
        await desk.SolveAsync(complaint, 0m);
        await desk.NegotiateAsync(complaint);
        await desk.ExecuteAsync(complaint);
        complaint = await desk.ConfirmAsync(complaint);
        Assert.Equal(ComplaintState.Closed, complaint.State);

        desk.Company.Clock.Advance(TimeSpan.FromDays(31));
        var late = await Assert.ThrowsAsync<RefusedException>(() => desk.Company.Get<ComplaintMoves>().ReopenAsync(desk.Pcc, complaint.Id, "再次投诉"));
        Assert.Equal("complaint.tooLate", late.Refusals[0].Key);
    }

    [Fact]
    public async Task With_the_authorities_our_clocks_stand_the_manager_cannot_close_it_and_it_goes_on_where_it_is_sent()
    {
        await using var desk = await Desk.OpenAsync();
        var complaint = await desk.AcceptAsync(await desk.RegisterAsync("开封后发现盖膜明显鼓起"), Severity.B);
        await desk.Company.Get<ComplaintMoves>().ToLegalAsync(desk.Qa, complaint.Id, LegalClockKind.Acceptance, "市监局来函");
        Assert.True(await desk.Company.Get<ContinuationPump>().RunAsync(complaint.CaseId));
        complaint = await desk.ReadAsync(complaint);
        Assert.Equal((ComplaintState.Legal, "legal,reply"), (complaint.State, await desk.StepsAsync(complaint)));
        await desk.PassAsync(TimeSpan.FromDays(8));
        Assert.Empty(await desk.Company.MessagesAsync(Arm, "complaint-overdue"));
        await using (var db = await desk.Company.OpenDbAsync())
        {
            var task = await db.Tasks.SingleAsync(x => x.CaseId == complaint.CaseId && x.State == TaskState.Open && x.ActivityId == "legal");
            await desk.Company.Get<TaskHolders>().TransferAsync(new(task.Id, desk.Qa, Kam, "请协助", null));
        }

        await Assert.ThrowsAsync<RefusedException>(() => desk.ActAsync(complaint, Kam, "legal", "CloseLegal"));
        complaint = await desk.ActAsync(complaint, Kam, "legal", "Resume");
        Assert.Equal((ComplaintState.Investigating, "investigate,reply"), (complaint.State, await desk.StepsAsync(complaint)));
    }

    [Fact]
    public async Task A_merged_complaint_ends_with_its_tasks_and_stands_in_its_parents_log()
    {
        await using var desk = await Desk.OpenAsync();
        var parent = await desk.RegisterAsync("开封后发现盖膜明显鼓起");
        var twin = await desk.RegisterAsync("同一顾客又打热线反映鼓盖");
        var number = (await desk.Company.CaseAsync(parent.CaseId)).Number;
        await desk.Company.Get<ComplaintMoves>().MergeAsync(desk.Qa, twin.Id, number);
        Assert.True(await desk.Company.Get<ContinuationPump>().RunAsync(twin.CaseId));
        twin = await desk.ReadAsync(twin);
        Assert.Equal((ComplaintState.Merged, parent.Id, CaseState.Cancelled, ""), (twin.State, twin.ParentId, (await desk.Company.CaseAsync(twin.CaseId)).State, await desk.StepsAsync(twin)));
        await using var db = await desk.Company.OpenDbAsync();
        Assert.Contains("又打热线", await db.ComplaintEntries.Where(x => x.ComplaintId == parent.Id && x.Kind == ComplaintEntryKind.Course).Select(x => x.Text).SingleAsync());
    }

    [Fact]
    public async Task A_reply_written_on_the_complaints_page_ends_the_task_that_asks_for_it()
    {
        await using var desk = await Desk.OpenAsync();
        var complaint = await desk.RegisterAsync("开封后发现盖膜明显鼓起");
        await desk.Company.Get<ComplaintDesk>().WriteAsync(Arm, complaint.Id, ComplaintEntryKind.FirstReply, "已致电顾客", null, null);
        Assert.True(await desk.Company.Get<ContinuationPump>().RunAsync(complaint.CaseId));
        Assert.Equal("triage", await desk.StepsAsync(complaint));
        Assert.NotNull((await desk.ReadAsync(complaint)).RepliedAt);
    }
}
