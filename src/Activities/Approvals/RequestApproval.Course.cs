using System.Globalization;
using System.Text.Json.Nodes;
using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Models;
using ProcessSales.Activities.Notices;
using ProcessSales.Workflows.Approvals;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Notifications;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Activities;

/// <summary>The course of an approval: every answer and every change rewrites the snapshot, and what is open follows from it.</summary>
public sealed partial class RequestApproval
{
    /// <summary>Called by the engine when an approver has decided.</summary>
    private async ValueTask OnDecidedAsync(ActivityExecutionContext context)
    {
        var progress = Recall<ApprovalProgress>(context, ProgressNote)!;
        var bookmark = context.WorkflowExecutionContext.ResumedBookmarkContext!.Bookmark;
        if (!progress.Waiting.TryGetValue(bookmark.Id, out var waiting))
            return;
        var file = await CaseAsync(context);
        var action = InputText(context, "Action") ?? TaskActions.Return;
        if (action == TaskActions.Return)
        {
            // A return ends it for all who sign beside (domain.md 4.2 rule 2).
            progress = progress with { Waiting = new Dictionary<string, WaitingSeat>() };
            StopWaiting(context);
            if (int.TryParse(InputText(context, "ReturnTo"), CultureInfo.InvariantCulture, out var level) && level >= 1 && level < progress.Level.Number)
                await AdvanceAsync(context, file, progress.BackTo(level));
            else
                await EndAsync(context, file, progress, BackToApplicant);
            return;
        }

        var names = await context.GetRequiredService<Staff>().NamesAsync([.. IdsIn(context, "Person", "For").Append(waiting.Holder)], context.CancellationToken);
        var person = IdIn(context, "Person") ?? waiting.Holder;
        var answer = new SeatAnswer(
            person, names.GetValueOrDefault(person, ""), IdIn(context, "For") is { } absent ? names.GetValueOrDefault(absent) : null, action, context.WorkflowExecutionContext.SystemClock.UtcNow);
        await AdvanceAsync(context, file, progress.Answer(waiting.Seat, answer));
    }

    /// <summary>Called by the engine when the applicant takes his case back.</summary>
    private async ValueTask OnWithdrawnAsync(ActivityExecutionContext context) =>
        await EndAsync(context, await CaseAsync(context), Recall<ApprovalProgress>(context, ProgressNote)!, Withdrawn);

    /// <summary>Called by the engine when somebody changes the path: adds or removes a signer, or takes an approval back.</summary>
    private async ValueTask OnChangedAsync(ActivityExecutionContext context)
    {
        if (InputText(context, "Step") != Id || InputText(context, "Seat") is not { } seat || Recall<ApprovalProgress>(context, ProgressNote)!.Take(InputText(context, "Order") ?? "") is not { } progress)
            return;
        var changed = InputText(context, "Action") switch
        {
            "AddSigner" => Add(context, progress, seat),
            "RemoveSigner" => progress with { Path = Signing.Change(progress.Path, seat, approver => approver is { AddedById: not null, Answer: null } ? null : approver) },
            "TakeBack" => progress.Undo(seat),
            _ => progress,
        };
        await AdvanceAsync(context, await CaseAsync(context), changed);
    }

    private static ApprovalProgress Add(ActivityExecutionContext context, ApprovalProgress progress, string seat)
    {
        var number = progress.Changes + 1;
        var by = IdIn(context, "Person");
        var signers = new List<Approver>();
        foreach (var one in (JsonNode.Parse(InputText(context, "Signers") ?? "[]") as JsonArray ?? []).OfType<JsonObject>())
        {
            signers.Add(new Approver(Guid.Parse(one["id"]!.ToString()), one["name"]!.ToString(), "", Approver.Added) { Seat = $"{seat}+{number}.{signers.Count + 1}", AddedById = by });
        }

        if (signers.Count == 0)
            return progress;
        var rule = signers.Count == 1 ? GroupRule.Single : Enum.Parse<GroupRule>(InputText(context, "Rule") ?? nameof(GroupRule.All));
        var group = new SignerGroup($"{seat}+{number}", rule, signers);
        var path = Signing.Change(progress.Path, seat, approver => InputText(context, "Place") switch
        {
            nameof(AddPlace.Before) => approver with { Before = [.. approver.Before, group] },
            nameof(AddPlace.After) => approver with { After = [.. approver.After, group] },
            _ => approver with { Beside = [.. approver.Beside, group] },
        });
        return progress with { Path = path, Changes = number };
    }

    /// <summary>Goes on as far as the answers reach, then asks exactly those whose turn it is.</summary>
    private async ValueTask AdvanceAsync(ActivityExecutionContext context, Case file, ApprovalProgress progress, bool begins = false)
    {
        var register = context.GetRequiredService<CaseRegister>();
        var instance = context.WorkflowExecutionContext.Id;
        var repetition = Enum.TryParse<Repetition>(Repetition.GetOrDefault(context), out var chosen) ? chosen : Activities.Repetition.Consecutive;
        while (!progress.Finished)
        {
            if (progress.PassesByItself(repetition) is { } again)
            {
                await register.NoteAsync(instance, again.PersonId, $"level:{progress.Level.Number}", "PassedAsSamePerson", null, $"{progress.LevelKey}/passed", context.CancellationToken);
                progress = progress.Answer(again.Seat, new SeatAnswer(again.PersonId, again.Name, null, TaskActions.Approve, context.WorkflowExecutionContext.SystemClock.UtcNow), Approver.Passed);
            }

            var state = Signing.Of(progress.Level);
            if (state == Signed.Open)
                break;
            if (state == Signed.Rejected)
            {
                await register.ShowPathAsync(instance, progress.Path, progress.Index, begins, context.CancellationToken);
                await EndAsync(context, file, progress, Rejected);
                return;
            }

            progress = progress.Enter(progress.Index + 1);
        }

        await register.ShowPathAsync(instance, progress.Path, progress.Index, begins, context.CancellationToken);
        if (progress.Finished)
        {
            await CopyAsync(context, file, progress.Key, CopyAtEnd, CopyReason.End);
            await EndAsync(context, file, progress, Approved);
            return;
        }

        await OpenAsync(context, file, progress);
    }

    private async Task OpenAsync(ActivityExecutionContext context, Case file, ApprovalProgress progress)
    {
        var turns = Signing.Open(progress.Level);
        var waiting = progress.Waiting.Where(one => turns.Any(turn => turn.Seat.Seat == one.Value.Seat)).ToDictionary();
        foreach (var bookmark in context.Bookmarks.Where(one => one.Name == TaskBookmark.Name && !waiting.ContainsKey(one.Id)).ToList())
            context.WorkflowExecutionContext.Bookmarks.Remove(bookmark);
        var opened = new List<Guid>();
        DateTimeOffset? due = null;
        foreach (var turn in turns.Where(turn => waiting.Values.All(one => one.Seat != turn.Seat.Seat)))
        {
            var taken = progress.Level.Seats.Where(seat => seat.Seat != turn.Seat.Seat).Select(seat => seat.Answer?.PersonId ?? seat.PersonId).Concat(waiting.Values.Select(one => one.Holder)).ToHashSet();
            var standing = await context.GetRequiredService<Absences>().StandingForAsync(turn.Seat.PersonId, file.OwnerId, file.Process, taken, context.CancellationToken);
            var request = await RequestAsync(context, progress, turn, standing);
            var bookmark = context.CreateBookmark(new CreateBookmarkArgs { BookmarkName = TaskBookmark.Name, Callback = OnDecidedAsync, IncludeActivityInstanceId = true, Stimulus = request });
            waiting[bookmark.Id] = new(turn.Seat.Seat, standing.Holder);
            opened.Add(standing.Holder);
            due = request.DueAt;
        }

        progress = progress with { Waiting = waiting, Openings = progress.Openings + (opened.Count > 0 ? 1 : 0), Asked = [.. progress.Asked.Union(opened)] };
        Note(context, ProgressNote, progress);
        await context.GetRequiredService<CaseNotices>().SendAsync(
            file, $"{progress.Key}/request/{progress.Openings}", RequestTemplate.GetOrDefault(context), opened, StepNameOf(context), due, AsJson(Data.GetOrDefault(context)), context.CancellationToken, ToldAs.Holder);
    }

    private async Task<TaskRequest> RequestAsync(ActivityExecutionContext context, ApprovalProgress progress, OpenSeat turn, Standing standing)
    {
        var calendar = await context.GetRequiredService<WorkingCalendars>().CurrentAsync(context.CancellationToken);
        var now = context.WorkflowExecutionContext.SystemClock.UtcNow;
        var hours = (progress.Level.Rule is GroupRule.All or GroupRule.Share ? CountersignHours : LevelHours).GetOrDefault(context);
        if (AsJson(RoleHours.GetOrDefault(context))?[turn.Seat.RoleCode] is JsonValue own && own.TryGetValue<double>(out var ofRole)) hours = ofRole;
        return new TaskRequest
        {
            ActivityId = Id,
            StepName = StepNameOf(context),
            AssigneeId = standing.Holder,
            OnBehalfOfId = standing.OnBehalfOf,
            Seat = turn.Seat.Seat,
            AddedById = turn.Seat.AddedById,
            CommentNeeded = CommentRoles.GetOrDefault(context)?.Contains(turn.Seat.RoleCode) == true,
            FormKey = Form.GetOrDefault(context) is { Length: > 0 } form ? form : null,
            FormMode = "read",
            Actions = [TaskActions.Approve, TaskActions.Reject, TaskActions.Return],
            GroupId = $"{progress.LevelKey}/{turn.Group}",
            GroupRule = turn.Rule,
            Level = progress.Level.Number,
            Priority = Emergency.GetOrDefault(context) ? TaskPriority.High : TaskPriority.Normal,
            Ladder = LadderSteps.Of(hours, RemindAt.GetOrDefault(context), TellAt.GetOrDefault(context), JoinAt.GetOrDefault(context), RaiseAt.GetOrDefault(context), ReminderTemplate.GetOrDefault(context), EscalationTemplate.GetOrDefault(context)),
            DueAt = calendar.AddWorkingTime(now, TimeSpan.FromHours(hours)),
            CreatedAt = now,
        };
    }

    private async Task EndAsync(ActivityExecutionContext context, Case file, ApprovalProgress progress, string outcome)
    {
        Note(context, ProgressNote, progress);
        var back = outcome == BackToApplicant ? System.Text.Json.JsonSerializer.Serialize(new ReturnedCase(progress.Path, progress.Index, file.DataJson, file.Amount), Json) : "";
        context.WorkflowExecutionContext.SetProperty(ReturnedProperty(context), back);
        var asked = progress.Asked.Union(await context.GetRequiredService<CaseRegister>().AskedAsync(context.WorkflowExecutionContext.Id, context.CancellationToken));
        context.Set(Outcome, outcome);
        context.Set(Comment, InputText(context, "Comment"));
        context.Set(DecidedBy, InputText(context, "Person"));
        context.Set(Asked, asked.Select(x => x.ToString()).ToList());
        context.ClearBookmarks();
        await context.CompleteActivityWithOutcomesAsync(outcome);
    }

    /// <summary>What this step sent back and has not seen again; null for nothing.</summary>
    private static ReturnedCase? Returned(ActivityExecutionContext context) =>
        context.WorkflowExecutionContext.GetProperty<string>(ReturnedProperty(context)) is { Length: > 0 } text ? System.Text.Json.JsonSerializer.Deserialize<ReturnedCase>(text, Json) : null;

    private static string ReturnedProperty(ActivityExecutionContext context) => $"ProcessSales.Returned:{context.NodeId}";

    /// <summary>Ends the tasks of the open level. The applicant may still withdraw, the path still change.</summary>
    private static void StopWaiting(ActivityExecutionContext context)
    {
        foreach (var bookmark in context.Bookmarks.Where(x => x.Name == TaskBookmark.Name).ToList())
            context.WorkflowExecutionContext.Bookmarks.Remove(bookmark);
    }

    private static Guid? IdIn(ActivityExecutionContext context, string name) => Guid.TryParse(InputText(context, name), out var id) ? id : null;

    private static IEnumerable<Guid> IdsIn(ActivityExecutionContext context, params string[] names) => names.Select(name => IdIn(context, name)).OfType<Guid>();
}
