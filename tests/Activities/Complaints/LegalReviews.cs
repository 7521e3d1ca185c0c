using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ProcessSales.Activities.Engine;
using ProcessSales.Workflows;
using ProcessSales.Workflows.Complaints;
using ProcessSales.Workflows.Tasks;
using static ProcessSales.Activities.Tests.Running.Settlers;

namespace ProcessSales.Activities.Tests.Complaints;

/// <summary>职业索赔: the plan for a professional claimant goes through a legal review, and he is told what anybody is told (domain.md 2.5, exceptions).</summary>
public sealed class LegalReviews
{
    private const string Opinion = "购买目的明显为牟利,依司法解释不支持十倍赔偿";

    [Theory, InlineData(TestDatabase.Sqlite), InlineData(TestDatabase.PostgreSql)]
    public async Task Its_plan_is_reviewed_before_it_is_approved_and_again_when_it_costs_more(string provider)
    {
        await using var desk = await Desk.OpenAsync(provider);
        var complaint = await PlannedAsync(desk, 1500m);
        Assert.Equal((ComplaintState.LegalReview, "legalReview", false), (complaint.State, await desk.StepsAsync(complaint), complaint.Agreed));
        Assert.Equal("dir", await desk.Company.HoldersAsync(complaint.CaseId));
        complaint = await ReviewAsync(desk, complaint, "yes");
        Assert.Equal((ComplaintState.SolutionReview, 1500m, Opinion, Dir), (complaint.State, complaint.LegalLimit, complaint.LegalOpinion, complaint.LegalReviewedById!.Value));
        Assert.Equal("arm", await desk.Company.HoldersAsync(complaint.CaseId));

        await desk.Company.ActAsync(complaint.CaseId, Arm, "Return", "金额再谈");
        complaint = await desk.SolveAsync(complaint, 1400m);
        Assert.Equal(ComplaintState.SolutionReview, complaint.State);
        await desk.Company.ActAsync(complaint.CaseId, Arm, "Return", "金额再谈");
        complaint = await desk.SolveAsync(complaint, 1600m);
        Assert.Equal((ComplaintState.LegalReview, "legalReview"), (complaint.State, await desk.StepsAsync(complaint)));
        complaint = await ReviewAsync(desk, complaint, "yes");
        await desk.Company.ActAsync(complaint.CaseId, Arm, "Approve");
        Assert.Equal((ComplaintState.Negotiating, true), ((await desk.ReadAsync(complaint)).State, (await desk.ReadAsync(complaint)).Agreed));
        // Both opinions stand in the log of our own people; a promoter's page has none of it.
        var book = desk.Company.Get<ComplaintBook>();
        Assert.Equal(2, (await book.ReadAsync(desk.Qa, complaint.Id))!.Log.Count(row => row.Kind == ComplaintEntryKind.LegalReview && row.Text.Contains(Opinion, StringComparison.Ordinal)));
        var promoter = (await book.ReadAsync(desk.Pcc, complaint.Id))!;
        Assert.DoesNotContain(promoter.Log, row => row.Kind == ComplaintEntryKind.LegalReview);
        Assert.Equal((false, null, null, null), (promoter.Complaint.Professional, promoter.Complaint.LegalOpinion, promoter.Complaint.LegalReviewedAt, promoter.LegalReviewer));
    }

    [Fact]
    public async Task Where_nothing_may_be_paid_a_plan_with_money_goes_back_and_one_without_goes_on()
    {
        await using var desk = await Desk.OpenAsync();
        var complaint = await ReviewAsync(desk, await PlannedAsync(desk, 150m), "no");
        Assert.Equal((ComplaintState.Investigating, "solve", 0m, false), (complaint.State, await desk.StepsAsync(complaint), complaint.LegalLimit, complaint.Agreed));
        complaint = await desk.SolveAsync(complaint, 0m);
        Assert.Equal(ComplaintState.Negotiating, complaint.State);
    }

    [Fact]
    public async Task Whoever_handles_it_cannot_review_it_and_what_is_missing_is_named()
    {
        await using var desk = await Desk.OpenAsync();
        var complaint = await PlannedAsync(desk, 150m);
        var missing = await Assert.ThrowsAsync<RefusedException>(() => desk.ActAsync(complaint, Dir, "legalReview", ComplaintCourse.Reviewed, new JsonObject { ["legalMayPay"] = "perhaps" }));
        Assert.Contains(missing.Refusals, one => one.Field == "legalOpinion");
        Assert.Contains(missing.Refusals, one => one.Field == "legalMayPay");
        await using (var db = await desk.Company.OpenDbAsync())
        {
            var task = await db.Tasks.SingleAsync(x => x.CaseId == complaint.CaseId && x.State == TaskState.Open);
            await desk.Company.Get<TaskHolders>().TransferAsync(new(task.Id, Dir, Kam, "请代办", null));
        }

        var refused = await Assert.ThrowsAsync<RefusedException>(() => ReviewAsync(desk, complaint, "yes", Kam));
        Assert.Equal("complaint.ownReview", refused.Refusals[0].Key);
        Assert.Equal((ComplaintState.LegalReview, null), ((await desk.ReadAsync(complaint)).State, (await desk.ReadAsync(complaint)).LegalReviewedAt));
    }

    [Fact]
    public async Task Nobody_approves_a_claim_before_it_was_reviewed_also_when_it_was_tagged_later()
    {
        await using var desk = await Desk.OpenAsync();
        var complaint = await PlannedAsync(desk, 1500m, professional: false);
        Assert.Equal(ComplaintState.SolutionReview, complaint.State);
        var moves = desk.Company.Get<ComplaintMoves>();
        Assert.Equal(RefusalKind.Forbidden, (await Assert.ThrowsAsync<RefusedException>(() => moves.TagAsync(Kam, complaint.Id, "多店索赔"))).Kind);
        Assert.Equal("Reason", (await Assert.ThrowsAsync<RefusedException>(() => moves.TagAsync(Arm, complaint.Id, " "))).Refusals[0].Field);
        await moves.TagAsync(Arm, complaint.Id, "多店索赔");
        Assert.Equal("complaint.tag", (await Assert.ThrowsAsync<RefusedException>(() => moves.TagAsync(Arm, complaint.Id, "多店索赔"))).Refusals[0].Key);
        var refused = await Assert.ThrowsAsync<RefusedException>(() => desk.Company.ActAsync(complaint.CaseId, Arm, "Approve"));
        Assert.Equal("complaint.legalReview", refused.Refusals[0].Key);
        Assert.Equal((ComplaintState.SolutionReview, false), ((await desk.ReadAsync(complaint)).State, (await desk.ReadAsync(complaint)).Agreed));
        await desk.Company.ActAsync(complaint.CaseId, Arm, "Return", "先经法务");
        Assert.Equal(ComplaintState.LegalReview, (await desk.SolveAsync(complaint, 1500m)).State);
    }

    [Fact]
    public async Task A_claim_that_the_investigation_finds_is_reviewed_too_and_a_reopened_one_anew()
    {
        await using var desk = await Desk.OpenAsync();
        var complaint = await desk.AcceptAsync(await desk.RegisterAsync("送货少了两箱苏打饼干", ComplaintType.Logistics), Severity.C, "Logistics");
        await desk.ReplyAsync(complaint);
        await desk.ActAsync(complaint, desk.Qa, "investigate", "Investigated", new JsonObject { ["findings"] = "同一人多店索赔", ["cause"] = "Consumer", ["responsible"] = "消费者", ["recall"] = "None", ["professional"] = true });
        complaint = await ReviewAsync(desk, await desk.SolveAsync(complaint, 100m), "yes");
        await desk.NegotiateAsync(complaint);
        await desk.ExecuteAsync(complaint, Log);
        complaint = await desk.ConfirmAsync(complaint);
        Assert.Equal(ComplaintState.Closed, complaint.State);
        await desk.Company.Get<ComplaintMoves>().ReopenAsync(desk.Qa, complaint.Id, "再次索赔");
        Assert.True((await desk.ReadAsync(complaint)).NeedsLegalReview);
    }

    [Fact]
    public async Task What_the_reporter_is_told_has_no_trace_of_the_tag_and_no_later_form_carries_the_opinion()
    {
        var told = new List<string>();
        foreach (var professional in new[] { false, true })
        {
            await using var desk = await Desk.OpenAsync();
            var complaint = await PlannedAsync(desk, 150m, professional);
            if (professional) complaint = await ReviewAsync(desk, complaint, "yes");
            await desk.NegotiateAsync(complaint);
            await desk.ExecuteAsync(complaint);
            complaint = await desk.ConfirmAsync(complaint);
            Assert.Equal(ComplaintState.Closed, complaint.State);
            var messages = await desk.Company.MessagesAsync(desk.Pcc);
            Assert.Contains(messages, x => x.Template == "complaint-closed");
            told.Add(string.Join("\n", messages.OrderBy(x => x.Template, StringComparer.Ordinal).Select(x => $"{x.Template}: {x.Subject} {x.Body}")));
            foreach (var word in new[] { "职业", "索赔", "法务", "牟利", "professional", "legal", "claimant" }) Assert.DoesNotContain(word, told[^1], StringComparison.OrdinalIgnoreCase);
            var file = await desk.Company.CaseAsync(complaint.CaseId);
            Assert.DoesNotContain("legal", $"{file.DataJson} {file.Title} {file.SearchText} {complaint.Decision}", StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(Opinion, $"{file.DataJson} {file.Title} {file.SearchText}", StringComparison.Ordinal);
        }

        Assert.Equal(told[0], told[1]);
    }

    [Fact]
    public async Task A_course_that_began_before_its_process_had_the_step_begins_anew_and_waits_for_the_review()
    {
        await using var desk = await Desk.OpenAsync();
        var file = Path.Combine(desk.Company.WorkflowsFolder, "complaint-handling", "definition.json");
        var shipped = await File.ReadAllTextAsync(file);
        await PublishAsync(desk, file, WithoutReview(shipped));
        var complaint = await PlannedAsync(desk, null);
        var first = (await desk.Company.CaseAsync(complaint.CaseId)).InstanceId;
        await PublishAsync(desk, file, shipped.Replace("登记后受理分级", "登记后,受理分级", StringComparison.Ordinal));
        complaint = await desk.SolveAsync(complaint, 1500m);
        Assert.Equal((ComplaintState.LegalReview, "legalReview"), (complaint.State, await desk.StepsAsync(complaint)));
        Assert.NotEqual(first, (await desk.Company.CaseAsync(complaint.CaseId)).InstanceId);
        complaint = await ReviewAsync(desk, complaint, "yes");
        Assert.Equal("arm", await desk.Company.HoldersAsync(complaint.CaseId));
    }

    [Fact]
    public async Task Where_a_manager_took_the_step_out_nothing_is_approved_and_the_course_says_why()
    {
        await using var desk = await Desk.OpenAsync();
        var file = Path.Combine(desk.Company.WorkflowsFolder, "complaint-handling", "definition.json");
        await PublishAsync(desk, file, WithoutReview(await File.ReadAllTextAsync(file)));
        var complaint = await PlannedAsync(desk, 1500m);
        Assert.Equal((ComplaintState.LegalReview, "", false), (complaint.State, await desk.StepsAsync(complaint), complaint.Agreed));
        await using var scope = desk.Company.Services.CreateAsyncScope();
        var instance = (await desk.Company.CaseAsync(complaint.CaseId)).InstanceId;
        var state = await scope.ServiceProvider.GetRequiredService<Elsa.Workflows.Management.IWorkflowInstanceStore>().FindAsync(new Elsa.Workflows.Management.Filters.WorkflowInstanceFilter { Id = instance });
        Assert.Contains(state!.WorkflowState.Incidents, incident => incident.Message.Contains("'LegalReview'", StringComparison.Ordinal));
    }

    private static string WithoutReview(string shipped)
    {
        var json = JsonNode.Parse(shipped)!;
        foreach (var (list, gone) in new[] { ("activities", (Func<JsonNode, bool>)(node => (string?)node["id"] == "legalReview")), ("connections", node => node["source"]!["activity"]!.ToString() == "legalReview" || node["target"]!["activity"]!.ToString() == "legalReview") })
        {
            var rows = json["root"]![list]!.AsArray();
            foreach (var node in rows.Where(node => gone(node!)).ToList()) rows.Remove(node);
        }

        return json.ToJsonString();
    }

    private static async Task PublishAsync(Desk desk, string file, string definition)
    {
        await File.WriteAllTextAsync(file, definition);
        await using var scope = desk.Company.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<DefinitionSeeder>().SeedAsync(default);
    }

    /// <summary>A claim that waits for its plan, or with its plan handed in.</summary>
    private static async Task<Complaint> PlannedAsync(Desk desk, decimal? amount, bool professional = true)
    {
        var complaint = await desk.AcceptAsync(await desk.RegisterAsync("开封后发现盖膜明显鼓起"), Severity.B, professional: professional);
        await desk.ReplyAsync(complaint);
        await desk.ContainAsync(complaint);
        complaint = await desk.InvestigateAsync(complaint);
        return amount is { } money ? await desk.SolveAsync(complaint, money) : complaint;
    }

    private static async Task<Complaint> ReviewAsync(Desk desk, Complaint complaint, string mayPay, Guid? by = null)
    {
        var file = await desk.Company.CaseAsync(complaint.CaseId);
        var data = (JsonObject)JsonNode.Parse(file.DataJson!)!;
        (data["legalOpinion"], data["legalMayPay"], data["legalComment"]) = (Opinion, mayPay, "请保持礼貌");
        return await desk.ActAsync(complaint, by ?? Dir, "legalReview", ComplaintCourse.Reviewed, data);
    }
}
