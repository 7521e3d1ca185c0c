using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Adjustments;
using ProcessSales.Workflows.Approvals;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Complaints;

/// <summary>What comes next, as the process is told.</summary>
/// <param name="Outcomes">Ways out of the step; several where things run beside each other.</param>
/// <param name="Who">A person's id or a role's code, for whoever does it.</param>
/// <param name="DueAt">By when, UTC.</param>
public sealed record ComplaintStep(IReadOnlyList<string> Outcomes, ComplaintState State, Severity Severity, decimal Amount, string Who, DateTimeOffset? DueAt);

/// <summary>The course of a complaint as its process drives it: takes over what a step brought, and says what comes next. Safe for concurrent use.</summary>
public sealed class ComplaintCourse(
    IDbContextFactory<ProcessSalesDb> databases, ComplaintStanding standing, ComplaintDesk desk, ComplaintNews news, BatchPulls pulls, CreditNotes credits, CaseRegister cases, WorkingCalendars calendars, CompanyClock clock)
{
    /// <summary>Id of the step that asks for the first reply.</summary>
    public const string ReplyStep = "reply";

    /// <summary>Its answer.</summary>
    public const string Replied = "Replied";

    /// <summary>Answer of the legal review.</summary>
    public const string Reviewed = "Reviewed";

    // What the review adds to the plan's form; it is taken out again, so that no later form or text carries it.
    private static readonly string[] ReviewFields = ["legalOpinion", "legalMayPay", "legalComment"];

    /// <summary>Takes a step of the process over. The same key again changes nothing and says what comes next now.</summary>
    /// <param name="signal">What the step brought: the answer that was given; empty when the process begins.</param>
    /// <param name="leads">Whether the running version of the process has a way for an outcome; null for all.</param>
    /// <exception cref="InvalidOperationException">The process has no way for what comes next.</exception>
    public async Task<ComplaintStep> AdvanceAsync(string key, string instanceId, string signal, Guid? person, string? comment, JsonObject data, Func<string, bool>? leads = null, CancellationToken cancellationToken = default)
    {
        var calendar = await calendars.CurrentAsync(cancellationToken);
        var ready = await news.ReadyAsync(cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.ChangeAsync(async () =>
        {
            await db.LockCaseOfAsync(instanceId, cancellationToken);
            var file = await db.Cases.SingleAsync(row => row.InstanceId == instanceId, cancellationToken);
            var complaint = await db.Complaints.SingleOrDefaultAsync(row => row.CaseId == file.Id, cancellationToken)
                ?? throw new InvalidOperationException("This instance has no complaint: a complaint begins by being registered.");
            var taken = await db.ComplaintEntries.AnyAsync(entry => entry.Key == key, cancellationToken) || await db.Audit.AnyAsync(entry => entry.Key == key, cancellationToken);
            if (!taken) await TakeOverAsync(db, ready, new(key, signal, person, comment, data, calendar), file, complaint, cancellationToken);
            if (signal == Replied) return new(["Noted"], complaint.State, complaint.Severity, complaint.Amount, "", null);
            var next = Next(complaint);
            if (!complaint.State.IsFinal() && leads?.Invoke(next.Outcomes[0]) == false) return await RenewAsync(db, file, complaint, next, signal, cancellationToken);
            if (signal.Length == 0 && complaint.RepliedAt is null && !complaint.State.IsFinal()) next = next with { Outcomes = [.. next.Outcomes, "Reply"] };
            return next;
        }, cancellationToken);
    }

    /// <summary>What comes next where a complaint stands.</summary>
    internal ComplaintStep Next(Complaint complaint)
    {
        var handler = complaint.HandlerId.ToString();
        var quality = Role.Qa.Code();
        return complaint.State switch
        {
            ComplaintState.Registered => Step("Triage", quality, complaint.ReplyDueAt),
            ComplaintState.Returned => Step("Complete", complaint.RegisteredById.ToString(), complaint.ReplyDueAt),
            ComplaintState.Triaged or ComplaintState.Contained => Step("Contain", handler, complaint.PlanDueAt),
            ComplaintState.Investigating or ComplaintState.Reopened when complaint.InvestigatedAt is null => Step("Investigate", quality, complaint.PlanDueAt),
            ComplaintState.Investigating or ComplaintState.Reopened => Step("Solve", handler, complaint.PlanDueAt),
            // Who reviews it is said by the process itself.
            ComplaintState.LegalReview => Step("LegalReview", "", complaint.CloseDueAt),
            ComplaintState.SolutionReview => Step("Review", "", complaint.CloseDueAt),
            ComplaintState.Negotiating => Step("Negotiate", handler, complaint.CloseDueAt),
            // What is short or wrong, logistics makes good.
            ComplaintState.Executing => Step("Execute", complaint.Type == ComplaintType.Logistics || complaint.Solution is SolutionKind.ReturnBatch or SolutionKind.Replenish ? Role.Log.Code() : handler, complaint.CloseDueAt),
            ComplaintState.Confirming => Step("Confirm", quality, complaint.CloseDueAt),
            // Due on a day, which is over with its last hour.
            ComplaintState.Improving => Step("Improve", complaint.ImprovementOwnerId?.ToString() ?? quality, complaint.ImprovementDueOn is { } day ? clock.At(day, new(18, 0)) : complaint.CloseDueAt),
            ComplaintState.Legal => Step("Legal", $"{quality}", null),
            _ => Step("Ended", "", null),
        };

        ComplaintStep Step(string outcome, string who, DateTimeOffset? due) => new([outcome], complaint.State, complaint.Severity, complaint.Amount, who, due);
    }

    // A course that began before its process had the step begins anew with the newest version, where the complaint stands; if that has none either, a manager has to see it.
    private async Task<ComplaintStep> RenewAsync(ProcessSalesDb db, Case file, Complaint complaint, ComplaintStep next, string signal, CancellationToken cancellationToken)
    {
        if (signal.Length == 0) throw new InvalidOperationException($"The process has no step for '{next.Outcomes[0]}', in which complaint {file.Number} stands.");
        await cases.EndRunAsync(db, file, null, "Renewed", anew: true, cancellationToken);
        return next with { Outcomes = ["Ended"] };
    }

    private sealed record Brought(string Key, string Signal, Guid? Person, string? Comment, JsonObject Data, WorkingCalendar Calendar);

    private async Task TakeOverAsync(ProcessSalesDb db, ReadyTemplates ready, Brought step, Case file, Complaint complaint, CancellationToken cancellationToken)
    {
        void Move(ComplaintState to, bool keyed = true) => standing.Move(db, complaint, to, step.Person, step.Comment, keyed ? step.Key : null);
        void Write(ComplaintEntryKind kind, string text, bool keyed = false) => standing.Write(db, complaint, kind, step.Person, text, keyed ? step.Key : null);

        var data = step.Data;
        switch (complaint.State, step.Signal)
        {
            case (ComplaintState.Reopened, ""):
                Move(ComplaintState.Investigating);
                break;
            case (_, Replied):
                desk.Reply(complaint, step.Person);
                Write(ComplaintEntryKind.FirstReply, Say(data, step.Comment, "how", "said"), keyed: true);
                break;
            case (ComplaintState.Returned, "Submit"):
                await CompleteAsync(db, step, file, complaint, cancellationToken);
                Move(ComplaintState.Registered);
                await standing.JudgeAsync(db, ready, file, complaint, step.Calendar, null, step.Person, first: false, cancellationToken);
                break;
            case (ComplaintState.Registered, "Accept"):
                await CompleteAsync(db, step, file, complaint, cancellationToken);
                Move(ComplaintState.Triaged);
                await standing.JudgeAsync(db, ready, file, complaint, step.Calendar, ComplaintForms.OptionalChoice<Severity>(data, "severity"), step.Person, first: false, cancellationToken);
                if (complaint.TakenAt is null) (complaint.TakenAt, complaint.TakenById) = (clock.Now, step.Person);
                if (complaint.Severity == Severity.C || !complaint.Type.IsQuality()) Move(ComplaintState.Investigating, keyed: false);
                else await SearchAsync(db, ready, step, file, complaint, cancellationToken);
                break;
            case (ComplaintState.Registered, "Return"):
                Move(ComplaintState.Returned);
                break;
            case (ComplaintState.Registered, "Reject"):
                Move(ComplaintState.Invalid);
                await EndAsync(db, ready, step.Calendar, file, complaint, CaseState.Rejected, cancellationToken);
                break;
            case (ComplaintState.Triaged, "Contained"):
                Write(ComplaintEntryKind.Containment, Say(data, step.Comment, "pulled", "sealedAt", "logistics", "stores"));
                if (ComplaintForms.Text(data, "sampleHolder", 100) is { } holder)
                {
                    complaint.SampleKept = true;
                    standing.Write(db, complaint, ComplaintEntryKind.Custody, step.Person, "留样 Sample", null, holder, ComplaintForms.Text(data, "samplePlace", 100));
                }

                Move(ComplaintState.Contained);
                Move(ComplaintState.Investigating, keyed: false);
                break;
            case (ComplaintState.Investigating, "Investigated"):
                complaint.Cause = ComplaintForms.OptionalChoice<ComplaintCause>(data, "cause");
                complaint.CauseText = ComplaintForms.Text(data, "findings");
                complaint.Professional |= ComplaintForms.Flag(data, "professional");
                complaint.InvestigatedAt = clock.Now;
                complaint.ImprovementOwnerId = Guid.TryParse(ComplaintForms.Reference(data, "improvementOwner"), out var owner) ? owner : complaint.ImprovementOwnerId;
                complaint.ImprovementDueOn = ComplaintForms.Day(data, "improvementDueOn") ?? complaint.ImprovementDueOn;
                complaint.Repeats = await OthersAsync(db, complaint, await standing.TermsAsync(db, cancellationToken), cancellationToken) > 0;
                Write(ComplaintEntryKind.Investigation, Say(data, step.Comment, "findings", "sampleTest", "batchReview", "responsible"), keyed: true);
                if (ComplaintForms.OptionalChoice<LegalClockKind>(data, "recall") is { } recall && !await db.LegalClocks.AnyAsync(row => row.ComplaintId == complaint.Id && row.Kind == recall, cancellationToken))
                {
                    await standing.StartLegalClockAsync(db, complaint, recall, clock.Now, step.Person, step.Calendar, cancellationToken);
                }

                break;
            case (ComplaintState.Investigating, "Planned"):
                await PlanAsync(db, step, file, complaint, cancellationToken);
                break;
            case (ComplaintState.LegalReview, Reviewed):
                await ReviewAsync(db, step, file, complaint, cancellationToken);
                break;
            case (ComplaintState.SolutionReview, "Approved"):
                complaint.Agreed = true;
                Move(ComplaintState.Negotiating);
                break;
            case (ComplaintState.SolutionReview, "Rejected" or "Returned" or "Withdrawn"):
                Move(ComplaintState.Investigating);
                break;
            case (ComplaintState.Negotiating, "Agreed"):
                desk.Reply(complaint, step.Person);
                Write(ComplaintEntryKind.Negotiation, Say(data, step.Comment, "agreement"));
                Move(ComplaintState.Executing);
                break;
            case (ComplaintState.Negotiating, "Disagreed"):
                complaint.Agreed = false;
                Write(ComplaintEntryKind.Negotiation, Say(data, step.Comment, "agreement"));
                Move(ComplaintState.Investigating);
                break;
            case (ComplaintState.Executing, "Executed"):
                complaint.ExecutedById = step.Person;
                Write(ComplaintEntryKind.Execution, Say(data, step.Comment, "proof"));
                Move(ComplaintState.Confirming);
                break;
            case (ComplaintState.Confirming, "Confirmed"):
                await ConfirmAsync(db, ready, step, file, complaint, cancellationToken);
                break;
            case (ComplaintState.Improving, "Improved"):
                (complaint.ImprovedAt, complaint.ImprovementLate) = (clock.Now, clock.Today > complaint.ImprovementDueOn);
                Write(ComplaintEntryKind.Improvement, Say(data, step.Comment, "action", "proof"));
                Move(ComplaintState.Closed);
                await EndAsync(db, ready, step.Calendar, file, complaint, CaseState.Closed, cancellationToken);
                break;
            case (ComplaintState.Legal, "Resume"):
                complaint.NextLookAt = clock.Now;
                Move(ComplaintState.Investigating);
                break;
            case (ComplaintState.Legal, "CloseLegal"):
                Move(ComplaintState.Closed);
                await EndAsync(db, ready, step.Calendar, file, complaint, CaseState.Closed, cancellationToken);
                break;
        }

        file.Version++;
    }

    // F-C1 as it is complete now. A store or chain that was not known is named once; its manager goes on with the complaint.
    private async Task CompleteAsync(ProcessSalesDb db, Brought step, Case file, Complaint complaint, CancellationToken cancellationToken)
    {
        var kept = complaint.SampleKept;
        ComplaintForms.Complete(complaint, step.Data);
        if (complaint.SampleKept && !kept)
        {
            var holder = await db.Users.Where(row => row.Id == step.Person).Select(row => row.Name).SingleOrDefaultAsync(cancellationToken);
            standing.Write(db, complaint, ComplaintEntryKind.Custody, step.Person, "留样 Sample", null, holder, ComplaintForms.Text(step.Data, "samplePlace", 100));
        }

        if (complaint.CustomerId is not null) return;
        var store = ComplaintForms.Reference(step.Data, "store") is { } code ? await db.Stores.AsNoTracking().SingleOrDefaultAsync(row => row.Code == code, cancellationToken) : null;
        var (chain, ofStore) = (ComplaintForms.Reference(step.Data, "chain"), store?.CustomerId);
        var customer = await db.Customers.AsNoTracking().SingleOrDefaultAsync(row => row.Id == ofStore || (ofStore == null && row.Code == chain), cancellationToken);
        if (customer is null) return;
        (complaint.StoreId, complaint.CustomerId, complaint.AreaId) = (store?.Id, customer.Id, customer.AreaId);
        complaint.HandlerId = await ComplaintDesk.HandlerAsync(db, store?.OwnerId, customer.OwnerId, complaint.HandlerId, cancellationToken);
        (file.CustomerCode, file.AreaId, file.OwnerId) = (customer.Code, customer.AreaId, complaint.HandlerId);
        file.SearchText = string.Join(' ', new[] { file.SearchText, store?.Code, store?.Name, customer.Code, customer.Name }.OfType<string>()).ToLowerInvariant();
    }

    // Same batch: its stores are visited, and logistics looks at what is in the warehouse and under way (C40).
    private async Task SearchAsync(ProcessSalesDb db, ReadyTemplates ready, Brought step, Case file, Complaint complaint, CancellationToken cancellationToken)
    {
        var stores = await pulls.RaiseAsync(db, step.Calendar, complaint, file.Number, cancellationToken);
        if (complaint.ProductCode is null) return;
        await news.TellAsync(
            db, ready, file, complaint, $"complaint/{complaint.Id:N}/{complaint.Reopenings}/hold-stock", ComplaintNews.HoldStock, await ComplaintNews.RolesAsync(db, complaint, cancellationToken, Role.Log), complaint.PlanDueAt,
            new() { ["stores"] = string.Join("、", stores) }, cancellationToken);
    }

    private async Task PlanAsync(ProcessSalesDb db, Brought step, Case file, Complaint complaint, CancellationToken cancellationToken)
    {
        var data = step.Data;
        complaint.Solution = ComplaintForms.OptionalChoice<SolutionKind>(data, "solution");
        complaint.Decision = ComplaintForms.Text(data, "decision", 200);
        complaint.Amount = decimal.Round(ComplaintForms.Number(data, "amount") ?? 0m, 2);
        complaint.Payment = ComplaintForms.Choice(data, "payment", CompensationPayment.None);
        complaint.PlannedAt ??= clock.Now;
        complaint.NextLookAt = clock.Now;
        file.Amount = complaint.Amount;
        standing.Write(db, complaint, ComplaintEntryKind.Solution, step.Person, $"{Say(data, step.Comment, "plan", "alreadyDeducted")} · CNY {complaint.Amount.ToString("0.00", CultureInfo.InvariantCulture)}");
        // The tag decides who looks at it, never what the customer is told.
        if (complaint.NeedsLegalReview) standing.Move(db, complaint, ComplaintState.LegalReview, step.Person, step.Comment, step.Key);
        else await AskApprovalAsync(db, step, complaint, cancellationToken);
    }

    // 法务审核: without its consent nothing is paid, and a plan that costs money goes back to whoever made it (domain.md 2.5, exceptions).
    private async Task ReviewAsync(ProcessSalesDb db, Brought step, Case file, Complaint complaint, CancellationToken cancellationToken)
    {
        var pays = ComplaintForms.Text(step.Data, "legalMayPay", 10) == "yes";
        (complaint.LegalReviewedAt, complaint.LegalReviewedById, complaint.LegalLimit) = (clock.Now, step.Person, pays ? complaint.Amount : 0m);
        complaint.LegalOpinion = ComplaintForms.Text(step.Data, "legalOpinion", 1000);
        var verdict = pays ? string.Create(CultureInfo.InvariantCulture, $"可赔付 May be paid ≤ CNY {complaint.Amount:0.00}") : "不可赔付 Nothing may be paid";
        standing.Write(db, complaint, ComplaintEntryKind.LegalReview, step.Person, $"{verdict} · {Say(step.Data, step.Comment, "legalOpinion", "legalComment")}");
        if (file.DataJson is { } json && JsonNode.Parse(json) is JsonObject kept)
        {
            foreach (var field in ReviewFields) kept.Remove(field);
            file.DataJson = kept.ToJsonString();
            file.SearchText = CaseSearch.TextOf(kept);
        }

        if (complaint.NeedsLegalReview) standing.Move(db, complaint, ComplaintState.Investigating, step.Person, null, step.Key);
        else await AskApprovalAsync(db, step with { Comment = null }, complaint, cancellationToken);
    }

    private async Task AskApprovalAsync(ProcessSalesDb db, Brought step, Complaint complaint, CancellationToken cancellationToken)
    {
        standing.Move(db, complaint, ComplaintState.SolutionReview, step.Person, step.Comment, step.Key);
        if (!await IsOwnAuthorityAsync(db, complaint, cancellationToken)) return;
        complaint.Agreed = true;
        standing.Move(db, complaint, ComplaintState.Negotiating, null, "≤ KAM");
    }

    // The first row of the matrix that holds the amount says who signs; where that is the handler's own role, nobody else is asked.
    private async Task<bool> IsOwnAuthorityAsync(ProcessSalesDb db, Complaint complaint, CancellationToken cancellationToken)
    {
        var today = clock.Today;
        var rules = await db.ApprovalRules.AsNoTracking().Where(rule => rule.Process == ComplaintStanding.Process && rule.EffectiveFrom <= today).ToListAsync(cancellationToken);
        var facts = new ApprovalFacts(complaint.Amount, null, complaint.Severity == Severity.A, false, false);
        var row = rules.Where(rule => rule.EffectiveFrom == rules.Max(other => other.EffectiveFrom)).OrderBy(rule => rule.Order).FirstOrDefault(rule => rule.Holds(facts));
        var role = await db.Users.Where(person => person.Id == complaint.HandlerId).Select(person => person.Role).SingleAsync(cancellationToken);
        return row is not null && row.Chain.Trim() == role.Code();
    }

    private async Task ConfirmAsync(ProcessSalesDb db, ReadyTemplates ready, Brought step, Case file, Complaint complaint, CancellationToken cancellationToken)
    {
        var result = ComplaintForms.Text(step.Data, "result", 20);
        var terms = await standing.TermsAsync(db, cancellationToken);
        if (result == "notReached")
        {
            standing.Write(db, complaint, ComplaintEntryKind.Attempt, step.Person, Say(step.Data, step.Comment, "answer") is { Length: > 0 } said ? said : "未接通 Not reached", step.Key);
            var tries = await db.ComplaintEntries.Where(entry => entry.ComplaintId == complaint.Id && entry.Kind == ComplaintEntryKind.Attempt).Select(entry => entry.At).ToListAsync(cancellationToken);
            // Several tries on one day are one: a customer is not unreachable because he was in a meeting.
            if (tries.Append(clock.Now).Select(clock.DateOf).Distinct().Count() < terms.ConfirmationTries) return;
        }
        else
        {
            standing.Write(db, complaint, ComplaintEntryKind.Confirmation, step.Person, Say(step.Data, step.Comment, "answer") is { Length: > 0 } said ? said : result ?? "");
            if (result == "dissatisfied")
            {
                complaint.Agreed = false;
                standing.Move(db, complaint, ComplaintState.Investigating, step.Person, step.Comment, step.Key);
                return;
            }

            complaint.Score = (int?)ComplaintForms.Number(step.Data, "score");
        }

        (complaint.ConfirmedById, complaint.ConfirmedAt) = (step.Person, clock.Now);
        // From now on nobody plans it anew: what was promised as a credit stands on the chain's next statement.
        if (complaint is { Payment: CompensationPayment.CreditNote, Agreed: true, CustomerId: { } chain, Amount: > 0m })
            await credits.GrantAsync(db, chain, $"{file.Number}-R{(complaint.Reopenings > 0 ? complaint.Reopenings.ToString(CultureInfo.InvariantCulture) : "")}", complaint.Amount, cancellationToken);
        complaint.ImprovementNeeded = complaint.Severity == Severity.A || (complaint.Severity == Severity.B && await OthersAsync(db, complaint, terms, cancellationToken) + 1 >= terms.RepeatAt);
        // An attempt already carries the step's key.
        var key = result == "notReached" ? null : step.Key;
        if (complaint.ImprovementNeeded)
        {
            complaint.ImprovementDueOn ??= clock.Today.AddDays(terms.ImprovementDays);
            complaint.NextLookAt = clock.Now;
            standing.Move(db, complaint, ComplaintState.Improving, step.Person, step.Comment, key);
            return;
        }

        standing.Move(db, complaint, ComplaintState.Closed, step.Person, step.Comment, key);
        await EndAsync(db, ready, step.Calendar, file, complaint, CaseState.Closed, cancellationToken);
    }

    /// <summary>Others of the article with the same cause in the days that count as a repetition.</summary>
    private Task<int> OthersAsync(ProcessSalesDb db, Complaint complaint, ComplaintTerms terms, CancellationToken cancellationToken)
    {
        var since = clock.Now.AddDays(-terms.RepeatDays);
        return db.Complaints.CountAsync(row => row.Id != complaint.Id && row.ProductCode != null && row.ProductCode == complaint.ProductCode && row.Cause != null && row.Cause == complaint.Cause
            && row.RegisteredAt >= since && row.State != ComplaintState.Invalid && row.State != ComplaintState.Merged, cancellationToken);
    }

    /// <summary>Ends the case, gives whoever registered it and its handler the decision, and lets go of the stores that were to pull the batch.</summary>
    internal async Task EndAsync(ProcessSalesDb db, ReadyTemplates ready, WorkingCalendar calendar, Case file, Complaint complaint, CaseState state, CancellationToken cancellationToken)
    {
        file.State = state;
        file.StateNote = complaint.State switch { ComplaintState.Closed => "已结案 Closed", ComplaintState.Merged => "已合并 Merged", _ => "不成立 Unfounded" };
        file.ClosedAt = clock.Now;
        file.Version++;
        await pulls.CloseAsync(db, calendar, complaint, null, cancellationToken);
        await news.TellAsync(db, ready, file, complaint, $"complaint/{complaint.Id:N}/closed/{complaint.Reopenings}", ComplaintNews.Closed, [complaint.RegisteredById, complaint.HandlerId], null, null, cancellationToken);
    }

    private static string Say(JsonObject data, string? comment, params string[] fields) =>
        string.Join(" · ", fields.Select(field => ComplaintForms.Text(data, field)).Append(string.IsNullOrWhiteSpace(comment) ? null : comment.Trim()).OfType<string>());
}
