using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Activities.Flowchart.Attributes;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Models;
using Elsa.Workflows.UIHints;
using ProcessSales.Activities.Designer;
using ProcessSales.Activities.Notices;
using ProcessSales.Workflows.Approvals;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Activities;

/// <summary>
/// Leads a case along the path that the approval matrix gives it, one level after the other. The applicant may withdraw while it lasts.
/// </summary>
[Activity("ProcessSales", "ProcessSales", "按授权表逐级审批,支持会签、或签、撤回与超时提醒。 Approval along the matrix, level by level.", DisplayName = "审批 Request approval")]
[FlowNode(Approved, Rejected, Returned, Withdrawn)]
public sealed class RequestApproval : BusinessStep
{
    private const string Approved = "Approved";
    private const string Rejected = "Rejected";
    private const string Returned = "Returned";
    private const string Withdrawn = "Withdrawn";
    private const string ProgressNote = "Progress";

    /// <summary>Whose rules of the matrix apply; none for this process's own.</summary>
    [Input(DisplayName = "授权表 Matrix", Description = "按哪个流程的授权表;空则本流程。 Whose rules apply; empty for this process.", UIHint = InputUIHints.DropDown, UIHandler = typeof(ProcessOptions), Order = 1)]
    public Input<string?> Matrix { get; set; } = new((string?)null);

    /// <summary>CNY.</summary>
    [Input(DisplayName = "金额 Amount", Description = "人民币,决定审批层级。 CNY; decides the levels.", Order = 2)]
    public Input<decimal> Amount { get; set; } = new(0m);

    /// <summary>Cost divided by sales: 0.15 is 15 %; none when it does not apply.</summary>
    [Input(DisplayName = "费用率 Expense ratio", Description = "0.15 表示 15%。 0.15 is 15 %.", Order = 3)]
    public Input<decimal?> ExpenseRatio { get; set; } = new((decimal?)null);

    /// <summary>True when the budget does not cover it.</summary>
    [Input(DisplayName = "超预算 Over budget", Order = 4)]
    public Input<bool> OverBudget { get; set; } = new(false);

    /// <summary>True when a price lies below its floor.</summary>
    [Input(DisplayName = "低于底价 Below floor price", Order = 5)]
    public Input<bool> BelowFloor { get; set; } = new(false);

    /// <summary>True when it is asked for later than the rules allow.</summary>
    [Input(DisplayName = "紧急 Emergency", Order = 6)]
    public Input<bool> Emergency { get; set; } = new(false);

    /// <summary>The form that approvers read.</summary>
    [Input(DisplayName = "表单 Form", Description = "审批人查看的表单。 The form that approvers read.", UIHint = InputUIHints.DropDown, UIHandler = typeof(FormOptions), Order = 7)]
    public Input<string?> Form { get; set; } = new((string?)null);

    /// <summary>Working hours for a level.</summary>
    [Input(DisplayName = "每级时限(工作小时) Hours a level", Description = "9 小时为 1 个工作日。 9 hours are one working day.", DefaultValue = 9.0, Order = 8)]
    public Input<double> LevelHours { get; set; } = new(9);

    /// <summary>Working hours for a level where all sign.</summary>
    [Input(DisplayName = "会签时限(工作小时) Hours to countersign", DefaultValue = 18.0, Order = 9)]
    public Input<double> CountersignHours { get; set; } = new(18);

    /// <summary>Working hours after which whoever has not acted is reminded.</summary>
    [Input(DisplayName = "提醒(工作小时) Remind after hours", Description = "超过后提醒审批人;1.5 倍时限通知其上级。 Then the approver is reminded; at 150 % of the time his superior is told.", DefaultValue = 9.0, Order = 10)]
    public Input<double> RemindAfterHours { get; set; } = new(9);

    /// <summary>Sent to an approver when it is his turn.</summary>
    [Input(DisplayName = "待审批模板 Request", UIHint = InputUIHints.DropDown, UIHandler = typeof(TemplateOptions), DefaultValue = "approval-request", Category = "Notices", Order = 11)]
    public Input<string?> RequestTemplate { get; set; } = new("approval-request");

    /// <summary>Sent to an approver who has not acted.</summary>
    [Input(DisplayName = "提醒模板 Reminder", UIHint = InputUIHints.DropDown, UIHandler = typeof(TemplateOptions), DefaultValue = "approval-reminder", Category = "Notices", Order = 12)]
    public Input<string?> ReminderTemplate { get; set; } = new("approval-reminder");

    /// <summary>Sent to the superior of an approver who has not acted.</summary>
    [Input(DisplayName = "升级模板 Escalation", UIHint = InputUIHints.DropDown, UIHandler = typeof(TemplateOptions), DefaultValue = "approval-escalation", Category = "Notices", Order = 13)]
    public Input<string?> EscalationTemplate { get; set; } = new("approval-escalation");

    /// <summary>More for the templates, an object.</summary>
    [Input(DisplayName = "模板数据 Data", Description = "供模板使用的附加数据(对象)。 An object for the templates.", UIHint = InputUIHints.JsonEditor, Category = "Notices", Order = 14)]
    public Input<object?> Data { get; set; } = new((object?)null);

    /// <summary>The outcome.</summary>
    [Output(DisplayName = "结果 Outcome")]
    public Output<string?> Outcome { get; set; } = new();

    /// <summary>The comment of whoever ended it.</summary>
    [Output(DisplayName = "意见 Comment")]
    public Output<string?> Comment { get; set; } = new();

    /// <summary>The id of whoever ended it.</summary>
    [Output(DisplayName = "决定人 Decided by")]
    public Output<string?> DecidedBy { get; set; } = new();

    /// <summary>The ids of everyone who was asked.</summary>
    [Output(DisplayName = "已请示人员 Asked")]
    public Output<ICollection<string>?> Asked { get; set; } = new();

    /// <inheritdoc />
    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        var stop = context.CancellationToken;
        var file = await CaseAsync(context);
        var matrix = Matrix.GetOrDefault(context) is { Length: > 0 } named ? named : ProcessOf(context);
        var facts = new ApprovalFacts(
            Amount.GetOrDefault(context), ExpenseRatio.GetOrDefault(context), OverBudget.GetOrDefault(context), BelowFloor.GetOrDefault(context), Emergency.GetOrDefault(context));
        var clock = context.GetRequiredService<CompanyClock>();
        var path = await context.GetRequiredService<ApprovalMatrix>().ResolveAsync(
            matrix, facts, file.OwnerId, clock.DateOf(context.WorkflowExecutionContext.SystemClock.UtcNow), stop);
        context.CreateBookmark(new CreateBookmarkArgs { BookmarkName = TaskBookmark.Withdraw, Callback = OnWithdrawnAsync, IncludeActivityInstanceId = true });
        await EnterAsync(context, file, new ApprovalProgress(NextKey(context), path, 0, new Dictionary<string, Guid>(), [], null));
    }

    /// <summary>Called by the engine when an approver has decided.</summary>
    private async ValueTask OnDecidedAsync(ActivityExecutionContext context)
    {
        var progress = Recall<ApprovalProgress>(context, ProgressNote)!;
        var bookmark = context.WorkflowExecutionContext.ResumedBookmarkContext!.Bookmark;
        if (!progress.Waiting.TryGetValue(bookmark.Id, out var asked))
            return;
        var action = InputText(context, "Action") ?? ApprovalVerdict.Return;
        progress = progress.Decide(bookmark.Id, asked, action);
        var file = await CaseAsync(context);
        if (action != ApprovalVerdict.Approve)
        {
            // One reject or return ends it for all who sign beside (domain.md 4.2 rule 2).
            await EndAsync(context, progress, action == ApprovalVerdict.Reject ? Rejected : Returned);
        }
        else if (progress.Level.Rule == GroupRule.All && progress.Waiting.Count > 0)
        {
            Note(context, ProgressNote, progress);
        }
        else
        {
            StopWaiting(context);
            await EnterAsync(context, file, progress.Enter(progress.Index + 1));
        }
    }

    /// <summary>Called by the engine when the applicant takes his case back.</summary>
    private ValueTask OnWithdrawnAsync(ActivityExecutionContext context) =>
        EndAsync(context, Recall<ApprovalProgress>(context, ProgressNote)!, Withdrawn);

    /// <summary>Called by the engine when an approver has taken long.</summary>
    private async ValueTask OnReminderDueAsync(ActivityExecutionContext context)
    {
        var progress = Recall<ApprovalProgress>(context, ProgressNote)!;
        await SendAsync(context, await CaseAsync(context), progress, "reminder", ReminderTemplate.GetOrDefault(context), [.. progress.Waiting.Values]);
    }

    /// <summary>Called by the engine when an approver has taken too long.</summary>
    private async ValueTask OnEscalationDueAsync(ActivityExecutionContext context)
    {
        var progress = Recall<ApprovalProgress>(context, ProgressNote)!;
        var file = await CaseAsync(context);
        var template = EscalationTemplate.GetOrDefault(context);
        foreach (var person in progress.Waiting.Values.Order())
            await context.GetRequiredService<CaseNotices>().EscalateAsync(
                file, $"{KeyOf(progress)}/escalation/{person:N}", template, person, StepNameOf(context), progress.DueAt, DataOf(context), context.CancellationToken);
    }

    /// <summary>Opens a level, or passes it by itself, or ends the approval behind the last one.</summary>
    private async ValueTask EnterAsync(ActivityExecutionContext context, Case file, ApprovalProgress progress)
    {
        var register = context.GetRequiredService<CaseRegister>();
        while (progress.Index < progress.Path.Levels.Count && progress.PassesByItself(progress.Level))
        {
            var approver = progress.Level.Approvers[0];
            await register.NotePassedLevelAsync(context.WorkflowExecutionContext.Id, progress.Level.Number, approver.PersonId, $"{KeyOf(progress)}/passed", context.CancellationToken);
            progress = progress.Decide("", approver.PersonId, ApprovalVerdict.Approve).Enter(progress.Index + 1);
        }

        await register.ShowPathAsync(context.WorkflowExecutionContext.Id, progress.Path, progress.Index, context.CancellationToken);
        if (progress.Index >= progress.Path.Levels.Count)
        {
            await EndAsync(context, progress with { Index = progress.Path.Levels.Count - 1 }, Approved);
            return;
        }

        var level = progress.Level;
        var calendar = await context.GetRequiredService<WorkingCalendars>().CurrentAsync(context.CancellationToken);
        var now = context.WorkflowExecutionContext.SystemClock.UtcNow;
        var hours = (level.Rule == GroupRule.All ? CountersignHours : LevelHours).GetOrDefault(context);
        DateTimeOffset At(double workingHours) => calendar.AddWorkingTime(now, TimeSpan.FromHours(workingHours));
        var form = Form.GetOrDefault(context);
        var due = At(hours);
        var waiting = new Dictionary<string, Guid>();
        foreach (var approver in level.Approvers)
        {
            var bookmark = context.CreateBookmark(new CreateBookmarkArgs
            {
                BookmarkName = TaskBookmark.Name,
                Callback = OnDecidedAsync,
                IncludeActivityInstanceId = true,
                Stimulus = new TaskRequest
                {
                    ActivityId = Id,
                    StepName = StepNameOf(context),
                    AssigneeId = approver.PersonId,
                    FormKey = form is { Length: > 0 } ? form : null,
                    FormMode = "read",
                    Actions = [ApprovalVerdict.Approve, ApprovalVerdict.Reject, ApprovalVerdict.Return],
                    GroupId = KeyOf(progress),
                    GroupRule = level.Rule,
                    Level = level.Number,
                    DueAt = due,
                    CreatedAt = now,
                },
            });
            waiting[bookmark.Id] = approver.PersonId;
        }

        progress = progress with { Waiting = waiting, DueAt = due };
        Note(context, ProgressNote, progress);
        if (RemindAfterHours.GetOrDefault(context) is > 0 and var remindAfter)
            context.DelayUntil(At(remindAfter), OnReminderDueAsync);
        context.DelayUntil(At(hours * 1.5), OnEscalationDueAsync);
        await SendAsync(context, file, progress, "request", RequestTemplate.GetOrDefault(context), [.. waiting.Values]);
    }

    private async ValueTask EndAsync(ActivityExecutionContext context, ApprovalProgress progress, string outcome)
    {
        Note(context, ProgressNote, progress);
        context.Set(Outcome, outcome);
        context.Set(Comment, InputText(context, "Comment"));
        context.Set(DecidedBy, InputText(context, "Person"));
        context.Set(Asked, progress.Asked.Select(x => x.ToString()).ToList());
        context.ClearBookmarks();
        await context.CompleteActivityWithOutcomesAsync(outcome);
    }

    /// <summary>Ends what belongs to the open level: its tasks and timers. The applicant may still withdraw.</summary>
    private static void StopWaiting(ActivityExecutionContext context)
    {
        foreach (var bookmark in context.Bookmarks.Where(x => x.Name != TaskBookmark.Withdraw).ToList())
            context.WorkflowExecutionContext.Bookmarks.Remove(bookmark);
    }

    private async Task SendAsync(ActivityExecutionContext context, Case file, ApprovalProgress progress, string purpose, string? template, IReadOnlyList<Guid> people) =>
        await context.GetRequiredService<CaseNotices>().SendAsync(
            file, $"{KeyOf(progress)}/{purpose}", template, people, StepNameOf(context), progress.DueAt, DataOf(context), context.CancellationToken);

    private System.Text.Json.Nodes.JsonObject? DataOf(ActivityExecutionContext context) => AsJson(Data.GetOrDefault(context));

    private static string KeyOf(ApprovalProgress progress) => $"{progress.Key}/level-{progress.Index + 1}";
}
