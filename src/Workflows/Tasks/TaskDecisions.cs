using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Continuations;
using ProcessSales.Workflows.Forms;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Tasks;

/// <summary>An answer to a task.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="Person">Who answers.</param>
/// <param name="Action">One of the task's actions.</param>
/// <param name="Comment">What the person writes with it; needed for rejecting and returning.</param>
/// <param name="Data">The form's data when the task edits it; null keeps what was handed in before.</param>
/// <param name="OperationId">The sender's own id; the same id again has no second effect.</param>
/// <param name="Client">Device of the person.</param>
/// <param name="ReturnTo">Number of the passed level that a return goes to; null for the applicant.</param>
public sealed record CompleteTask(Guid TaskId, Guid Person, string Action, string? Comment, JsonObject? Data, Guid OperationId, string? Client, int? ReturnTo = null);

/// <summary>A task with all that its page shows.</summary>
/// <param name="Task">The row.</param>
/// <param name="File">Its case.</param>
/// <param name="Form">The form in the version that the case keeps; null for a task without one.</param>
/// <param name="Data">The draft, or what was handed in last.</param>
/// <param name="Actions">The possible answers; empty when the person may only look.</param>
/// <param name="HandledBy">Who answered it, or whose answer closed it; null while open.</param>
public sealed record TaskView(HumanTask Task, Case File, FormDefinition? Form, JsonObject Data, IReadOnlyList<string> Actions, string? HandledBy)
{
    /// <summary>Whether the form can be filled in.</summary>
    public bool Editable => Actions.Count > 0 && Task.FormMode == "edit" && Task.ConsultedById is null;

    /// <summary>What was entered, with what the step only shows as it stands; hidden fields are never in it.</summary>
    public JsonObject Kept(JsonObject entered)
    {
        var rights = FieldRights.Parse(Task.FieldRightsJson);
        return rights.Visible(rights.Kept(entered, Data));
    }
}

/// <summary>
/// Answers to tasks. A decision, its siblings, the form's data, the audit entry and the order to the engine are one transaction
/// (design.md 5). Safe for concurrent use.
/// </summary>
public sealed class TaskDecisions(
    IDbContextFactory<ProcessSalesDb> databases, FormCatalog forms, FormRules rules, TaskHolders holders, CompanyClock clock, WorkflowsOptions options, IEnumerable<IAnswerCheck> checks)
{
    /// <summary>The task as the person sees it; null when it does not exist or is not visible.</summary>
    public async Task<TaskView?> ReadAsync(Guid person, Guid taskId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var scope = await DataScope.OfAsync(db, person, cancellationToken);
        var task = await db.Tasks.AsNoTracking().SingleOrDefaultAsync(row => row.Id == taskId, cancellationToken);
        if (task is null) return null;
        var file = await scope.Cases(db).AsNoTracking().SingleOrDefaultAsync(row => row.Id == task.CaseId, cancellationToken);
        if (file is null) return null;
        var mine = task.State == TaskState.Open && await IsForAsync(db, task, person, cancellationToken);
        var handler = task.CompletedById is { } by ? await db.Users.Where(row => row.Id == by).Select(row => row.Name).SingleOrDefaultAsync(cancellationToken) : null;
        var draft = mine ? task.DraftJson : null;
        var rights = FieldRights.Parse(task.FieldRightsJson);
        var form = await FormOfAsync(file, task, cancellationToken);
        var data = draft is null ? Parse(file.DataJson) : rights.Kept(Parse(draft), Parse(file.DataJson));
        return new(task, file, form is null ? null : rights.Shown(form), rights.Visible(data), mine ? Offered(task) : [], handler);
    }

    /// <summary>Keeps what was filled in so far; it need not be complete. Returns the draft's number, which the next one is based on.</summary>
    /// <param name="basedOn">The draft that the person saw, so that one saved meanwhile in another window is not lost; null to replace whatever is there.</param>
    /// <exception cref="RefusedException">The task is not the person's, was answered meanwhile, or another draft was saved, with the fields in which they differ.</exception>
    public async Task<int> SaveDraftAsync(Guid person, Guid taskId, JsonObject data, int? basedOn = null, CancellationToken cancellationToken = default)
    {
        FormPost.RefuseTooLarge(data);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.ChangeAsync(async () =>
        {
            var task = await MineAsync(db, person, taskId, cancellationToken);
            if (task.State != TaskState.Open) throw await HandledAsync(db, task, cancellationToken);
            if (task.FormMode != "edit") throw new RefusedException(RefusalKind.Forbidden, "task.readOnly");
            if (basedOn is { } seen && seen != task.DraftVersion) DraftDifference.Refuse(Parse(task.DraftJson), data);
            task.DraftJson = data.ToJsonString();
            task.DraftAt = clock.Now;
            task.Version++;
            return ++task.DraftVersion;
        }, cancellationToken);
    }

    /// <summary>Answers a task.</summary>
    /// <exception cref="RefusedException">The form is incomplete, a comment is missing, somebody else was faster, or it is not the person's to answer.</exception>
    public async Task CompleteAsync(CompleteTask answer, CancellationToken cancellationToken = default)
    {
        if (answer.Data is { } entered) FormPost.RefuseTooLarge(entered);
        if (answer.Comment is { Length: > 2000 }) throw new RefusedException(RefusalKind.Invalid, [new("Comment", "tooLong", 2000)]);
        if (TaskActions.NeedsComment(answer.Action) && string.IsNullOrWhiteSpace(answer.Comment))
        {
            throw new RefusedException(RefusalKind.Invalid, [new("Comment", "comment.required")]);
        }

        if (answer.Action == TaskActions.Opinion)
        {
            await holders.OpineAsync(answer.Person, answer.TaskId, answer.Comment, answer.Client, cancellationToken);
            return;
        }

        var handedIn = await CheckFormAsync(answer, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            var task = await MineAsync(db, answer.Person, answer.TaskId, cancellationToken);
            if (task.OperationId == answer.OperationId && task.CompletedById == answer.Person) return;
            if (task.State != TaskState.Open) throw await HandledAsync(db, task, cancellationToken);
            if (task.OperationId == answer.OperationId) throw new RefusedException(RefusalKind.Conflict, "undo.undone");
            var file = await db.Cases.SingleAsync(row => row.Id == task.CaseId, cancellationToken);
            if (!Offered(task).Contains(answer.Action)) throw new RefusedException(RefusalKind.Invalid, "task.unknownAction", answer.Action);
            if (TaskActions.Decides(answer.Action)) await TaskConflicts.RefuseAnswerAsync(db, task, file, answer.Person, cancellationToken);
            if (task.CommentNeeded && answer.Action == TaskActions.Approve && string.IsNullOrWhiteSpace(answer.Comment)) throw new RefusedException(RefusalKind.Invalid, [new("Comment", "comment.required")]);
            if (answer.ReturnTo is { } level && (answer.Action != TaskActions.Return || level < 1 || level >= task.Level)) throw new RefusedException(RefusalKind.Invalid, "return.notPassed");

            foreach (var check in checks.Where(check => check.Process == file.Process)) await check.RefuseAsync(db, task, file, answer, cancellationToken);

            // Every answer moves the case's version: of two at once the second starts over and then sees what the first did.
            file.Version++;
            var undo = UndoableAnswer.Before(task, file, answer.Person);
            Close(task, TaskState.Completed, answer.Action, answer.Person);
            if (task.AssigneeId != answer.Person) task.OnBehalfOfId = task.AssigneeId;
            task.Comment = answer.Comment?.Trim();
            task.OperationId = answer.OperationId;
            task.DraftJson = null;
            await CloseSiblingsAsync(db, task, answer, cancellationToken);

            var before = file.DataJson;
            if (handedIn is { } form)
            {
                file.DataJson = form.Data.ToJsonString();
                file.SearchText = CaseSearch.TextOf(form.Data);
                file.WarningsJson = form.WarningsJson;
                file.FormKey = form.Form.Key;
                file.FormVersion = form.Form.Version;
                file.SubmittedAt = clock.Now;
            }

            var order = await OrderAsync(db, file, task, answer, cancellationToken);
            db.Continuations.Add(order);
            if (options.UndoWindow > TimeSpan.Zero)
            {
                undo.Hold(order, options.UndoWindow, handedIn is not null);
                db.UndoableAnswers.Add(undo);
            }

            db.Record(clock.Now, new()
            {
                PersonId = answer.Person,
                OnBehalfOfId = task.OnBehalfOfId,
                CaseId = file.Id,
                Subject = $"task:{task.StepName}",
                Action = answer.Action,
                From = file.State.ToString(),
                To = answer.ReturnTo is { } to ? $"level:{to}" : null,
                Comment = task.Comment,
                BeforeJson = handedIn is null ? null : before,
                AfterJson = handedIn is null ? null : file.DataJson,
                FormVersion = file.FormVersion,
                Client = answer.Client,
            });
        }, cancellationToken);
    }

    /// <summary>Whether the person may answer the task: it is theirs, or they are among its candidates.</summary>
    internal static async Task<bool> IsForAsync(ProcessSalesDb db, HumanTask task, Guid person, CancellationToken cancellationToken) =>
        task.AssigneeId == person
        || await db.TaskCandidates.AnyAsync(row => row.TaskId == task.Id && row.PersonId == person && (task.AssigneeId == null || row.BesideAssignee), cancellationToken);

    internal static IReadOnlyList<string> ActionsOf(HumanTask task) => JsonSerializer.Deserialize<string[]>(task.ActionsJson) ?? [];

    // Who was only asked for an opinion does not decide.
    private static IReadOnlyList<string> Offered(HumanTask task) => task.ConsultedById is not null ? [TaskActions.Opinion] : ActionsOf(task);

    private async Task<CheckedForm?> CheckFormAsync(CompleteTask answer, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var task = await db.Tasks.AsNoTracking().SingleOrDefaultAsync(row => row.Id == answer.TaskId, cancellationToken);
        if (task is not { FormMode: "edit", FormKey: not null, State: TaskState.Open } || !TaskActions.HandsIn(answer.Action)) return null;
        if (!await IsForAsync(db, task, answer.Person, cancellationToken)) return null;
        var file = await db.Cases.AsNoTracking().SingleAsync(row => row.Id == task.CaseId, cancellationToken);
        var form = await FormOfAsync(file, task, cancellationToken)
            ?? throw new RefusedException(RefusalKind.Conflict, "form.unknown", task.FormKey);
        var rights = FieldRights.Parse(task.FieldRightsJson);
        var data = rights.Kept(answer.Data ?? Parse(task.DraftJson ?? file.DataJson), Parse(file.DataJson));
        var outcome = await rules.CheckAsync(rights.Checked(form), data, new FormContext(answer.Person, file.Id), cancellationToken);
        if (outcome.Refusals.Count > 0) throw new RefusedException(RefusalKind.Invalid, outcome.Refusals);
        if (outcome.NeedsReason && string.IsNullOrWhiteSpace(answer.Comment)) throw new RefusedException(RefusalKind.Invalid, [new("Comment", "warning.reason"), .. outcome.Warnings]);
        return new(form, outcome.Data, ReasonedWarning.Write(outcome.Warnings, answer.Comment));
    }

    private async Task<FormDefinition?> FormOfAsync(Case file, HumanTask task, CancellationToken cancellationToken) =>
        task.FormKey is not { } key ? null
        : file.FormKey == key && file.FormVersion is { } version ? await forms.VersionAsync(file.Process, key, version, cancellationToken)
        : await forms.LatestAsync(file.Process, key, cancellationToken);

    // Any: one answer is enough for the group. A rejection or return ends it for all of the level (domain.md 4.2 rule 2); only where a share is enough does a rejection merely count.
    private async Task CloseSiblingsAsync(ProcessSalesDb db, HumanTask task, CompleteTask answer, CancellationToken cancellationToken)
    {
        var endsLevel = answer.Action == TaskActions.Return || (answer.Action == TaskActions.Reject && task.GroupRule != GroupRule.Share);
        if (!endsLevel && (task.GroupId is null || task.GroupRule != GroupRule.Any)) return;
        var siblings = await db.Tasks
            .Where(row => row.CaseId == task.CaseId && row.State == TaskState.Open && row.Id != task.Id
                && ((task.GroupId != null && row.GroupId == task.GroupId) || (endsLevel && task.Level != null && row.Level == task.Level))).ToListAsync(cancellationToken);
        foreach (var sibling in siblings) Close(sibling, TaskState.Superseded, answer.Action, answer.Person);
    }

    private void Close(HumanTask task, TaskState state, string outcome, Guid by)
    {
        task.State = state;
        task.LadderAt = null;
        task.Outcome = outcome;
        task.CompletedById = by;
        task.CompletedAt = clock.Now;
        task.Version++;
    }

    private static async Task<HumanTask> MineAsync(ProcessSalesDb db, Guid person, Guid taskId, CancellationToken cancellationToken)
    {
        var task = await db.Tasks.SingleOrDefaultAsync(row => row.Id == taskId, cancellationToken);
        return task is not null && await IsForAsync(db, task, person, cancellationToken)
                && await db.Users.AnyAsync(row => row.Id == person && row.Active, cancellationToken)
            ? task
            : throw new RefusedException(RefusalKind.NotFound, "task.unknown");
    }

    internal static async Task<RefusedException> HandledAsync(ProcessSalesDb db, HumanTask task, CancellationToken cancellationToken)
    {
        var name = await db.Users.Where(row => row.Id == task.CompletedById).Select(row => row.Name).SingleOrDefaultAsync(cancellationToken);
        return name is null ? new(RefusalKind.Conflict, "task.closed") : new(RefusalKind.Conflict, "task.handledBy", name);
    }

    private async Task<Continuation> OrderAsync(ProcessSalesDb db, Case file, HumanTask task, CompleteTask answer, CancellationToken cancellationToken) => new()
    {
        Id = await ContinuationOrder.NextAsync(db, file.Id, clock.Now, cancellationToken),
        Kind = ContinuationKind.Resume,
        Process = file.Process,
        InstanceId = task.InstanceId,
        BookmarkId = task.BookmarkId,
        CaseId = file.Id,
        CreatedAt = clock.Now,
        NextAttemptAt = clock.Now,
        InputJson = new JsonObject
        {
            ["Action"] = answer.Action,
            ["Comment"] = answer.Comment?.Trim() ?? "",
            ["Person"] = answer.Person.ToString(),
            ["For"] = task.OnBehalfOfId?.ToString() ?? "",
            ["ReturnTo"] = answer.ReturnTo?.ToString(CultureInfo.InvariantCulture) ?? "",
            ["Data"] = Parse(file.DataJson),
        }.ToJsonString(),
    };

    private static JsonObject Parse(string? json) => json is null ? [] : JsonNode.Parse(json) as JsonObject ?? [];

    private sealed record CheckedForm(FormDefinition Form, JsonObject Data, string? WarningsJson);
}
