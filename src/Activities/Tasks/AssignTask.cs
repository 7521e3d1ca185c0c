using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Models;
using Elsa.Workflows.UIHints;
using ProcessSales.Activities.Designer;
using ProcessSales.Activities.Notices;
using ProcessSales.Workflows.Approvals;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Notifications;
using ProcessSales.Workflows.Queues;
using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Activities;

/// <summary>Gives a person or a role a task and waits until it is done. Each action that the person may take is an outcome.</summary>
[Activity("ProcessSales", "ProcessSales", "把任务交给某人或某角色办理,办理动作即为出口。 Gives a person or a role a task; each action is an outcome.", DisplayName = "分配任务 Assign task")]
public sealed class AssignTask : BusinessStep
{
    /// <summary>Who gets it: see <see cref="AssigneeOptions"/>.</summary>
    [Input(DisplayName = "办理人 Assign to", Description = "谁来办理。 Who does it.", UIHint = InputUIHints.DropDown, UIHandler = typeof(AssigneeOptions), DefaultValue = Addressees.Owner, Order = 1)]
    public Input<string> AssignTo { get; set; } = new(Addressees.Owner);

    /// <summary>The role code, when a role gets it; people of that role in the case's area come first.</summary>
    [Input(DisplayName = "角色 Role", Description = "办理人为“角色”时填写,取本区域人员。 When a role does it.", UIHint = InputUIHints.DropDown, UIHandler = typeof(RoleOptions), Order = 2)]
    public Input<string?> Role { get; set; } = new((string?)null);

    /// <summary>A user name or id, when a person gets it; usually an expression.</summary>
    [Input(DisplayName = "人员 Person", Description = "办理人为“指定人员”时填写,可用表达式。 When a person does it; may be an expression.", UIHint = InputUIHints.DropDown, UIHandler = typeof(PersonOptions), Order = 3)]
    public Input<string?> Person { get; set; } = new((string?)null);

    /// <summary>The queue's key, when it goes to a queue: whoever stands at it may claim it.</summary>
    [Input(DisplayName = "队列 Queue", Description = "办理人为“任务队列”时填写,队列成员认领。 When a queue does it; its people claim it.", UIHint = InputUIHints.DropDown, UIHandler = typeof(QueueOptions), Order = 3.5f)]
    public Input<string?> Queue { get; set; } = new((string?)null);

    /// <summary>The form's key in the process's folder; none shows the case only.</summary>
    [Input(DisplayName = "表单 Form", Description = "办理时填写或查看的表单。 The form to fill in or to read.", UIHint = InputUIHints.DropDown, UIHandler = typeof(FormOptions), Order = 4)]
    public Input<string?> Form { get; set; } = new((string?)null);

    /// <summary>edit or read.</summary>
    [Input(DisplayName = "表单方式 Mode", Description = "edit 可编辑,read 只读。 edit or read.", UIHint = InputUIHints.DropDown, Options = new[] { "edit", "read" }, DefaultValue = "edit", Order = 5)]
    public Input<string> Mode { get; set; } = new("edit");

    /// <summary>Fields that this step treats otherwise, an object of names and <c>hidden</c>, <c>read</c> or <c>edit</c>.</summary>
    [Input(DisplayName = "字段权限 Field rights", Description = "例如 {\"contribution\":\"hidden\",\"name\":\"read\"}。 hidden, read or edit by field name.", UIHint = InputUIHints.JsonEditor, Order = 5.5f)]
    public Input<object?> FieldRights { get; set; } = new((object?)null);

    /// <summary>The buttons of the task; each one is an outcome.</summary>
    [Input(DisplayName = "动作 Actions", Description = "按钮名称,每个动作一个出口。 The buttons; each one is an outcome.", UIHint = InputUIHints.DynamicOutcomes, Order = 6)]
    public Input<ICollection<string>> Actions { get; set; } = new(new List<string> { "Done" });

    /// <summary>What the inbox shows; none for the case's title.</summary>
    [Input(DisplayName = "标题 Title", Description = "待办列表中的标题,空则用单据标题。 The title in the inbox.", Order = 7)]
    public Input<string?> Title { get; set; } = new((string?)null);

    /// <summary>Working hours until it is due; none or 0 for no deadline.</summary>
    [Input(DisplayName = "时限(工作小时) Due in working hours", Description = "9 小时为 1 个工作日。 9 hours are one working day.", Order = 8)]
    public Input<double?> DueHours { get; set; } = new((double?)null);

    /// <summary>An exact moment by which it is due, instead of hours; UTC. None or one that cannot be read leaves it to the hours.</summary>
    [Input(DisplayName = "到期时刻 Due at", Description = "UTC 时刻(表达式),代替工作小时。 A moment instead of hours, usually an expression.", Order = 8.5f)]
    public Input<string?> DueAt { get; set; } = new((string?)null);

    /// <summary>Sent to whoever gets the task; none for no message.</summary>
    [Input(DisplayName = "通知模板 Notice", Description = "任务到达时发送。 Sent when the task arrives.", UIHint = InputUIHints.DropDown, UIHandler = typeof(TemplateOptions), Category = "Notices", Order = 9)]
    public Input<string?> Template { get; set; } = new((string?)null);

    /// <summary>Sent to whoever has not acted.</summary>
    [Input(DisplayName = "提醒模板 Reminder", Description = "提醒办理人。 Reminds whoever has not acted.", UIHint = InputUIHints.DropDown, UIHandler = typeof(TemplateOptions), Category = "Notices", Order = 10)]
    public Input<string?> ReminderTemplate { get; set; } = new((string?)null);

    /// <summary>Sent to superiors.</summary>
    [Input(DisplayName = "升级模板 Escalation", Description = "超时告知上级。 Tells superiors.", UIHint = InputUIHints.DropDown, UIHandler = typeof(TemplateOptions), Category = "Notices", Order = 11)]
    public Input<string?> EscalationTemplate { get; set; } = new((string?)null);

    /// <summary>Percent of the time at which whoever has not acted is reminded.</summary>
    [Input(DisplayName = "提醒(时限 %) Remind at %", Description = "逗号分隔,空则不提醒。 Separated by commas; empty for none.", DefaultValue = LadderSteps.RemindAtDefault, Category = "Deadline", Order = 20)]
    public Input<string?> RemindAt { get; set; } = new(LadderSteps.RemindAtDefault);

    /// <summary>Percent of the time at which the superior is told too; 0 for never.</summary>
    [Input(DisplayName = "告知上级(%) Tell superior at %", Description = "0 为不告知。 0 for never.", DefaultValue = 100, Category = "Deadline", Order = 21)]
    public Input<int> TellAt { get; set; } = new(100);

    /// <summary>Percent of the time at which the superior may act as well; 0 for never.</summary>
    [Input(DisplayName = "上级可代办(%) Superior joins at %", Description = "上级成为额外办理人;0 为不启用。 The superior may act as well; 0 for never.", DefaultValue = 150, Category = "Deadline", Order = 22)]
    public Input<int> JoinAt { get; set; } = new(150);

    /// <summary>Percent of the time at which the next level up is told; 0 for never.</summary>
    [Input(DisplayName = "告知上上级(%) Next level at %", Description = "0 为不告知。 0 for never.", DefaultValue = 200, Category = "Deadline", Order = 23)]
    public Input<int> RaiseAt { get; set; } = new(200);

    /// <summary>Working hours after which an answer is taken as given; none or 0 for never. Not for anything with money.</summary>
    [Input(DisplayName = "自动办理(工作小时) Answer by itself after", Description = "到时无人办理即按下面的动作处理;0 为不启用,不得用于涉及金额的审批。 Never for money.", Category = "Deadline", Order = 24)]
    public Input<double?> AutoHours { get; set; } = new((double?)null);

    /// <summary>Which of the actions is taken as given then.</summary>
    [Input(DisplayName = "自动动作 Answer", Description = "上面动作之一。 One of the actions.", Category = "Deadline", Order = 25)]
    public Input<string?> AutoAction { get; set; } = new((string?)null);

    /// <summary>What to do first.</summary>
    [Input(DisplayName = "优先级 Priority", UIHint = InputUIHints.DropDown, Options = new[] { "Normal", "High", "Urgent" }, DefaultValue = "Normal", Order = 12)]
    public Input<string> Priority { get; set; } = new(nameof(TaskPriority.Normal));

    /// <summary>Who gets a copy when the task arises; see <see cref="Addressees"/>.</summary>
    [Input(DisplayName = "抄送 Copy to", Description = "只读,不产生任务。 Read only, no task.", UIHint = InputUIHints.MultiText, Order = 13)]
    public Input<ICollection<string>?> CopyTo { get; set; } = new((ICollection<string>?)null);

    /// <summary>The action that was taken.</summary>
    [Output(DisplayName = "动作 Action")]
    public Output<string?> Action { get; set; } = new();

    /// <summary>The comment that was left.</summary>
    [Output(DisplayName = "意见 Comment")]
    public Output<string?> Comment { get; set; } = new();

    /// <summary>The form's data as it was handed in.</summary>
    [Output(DisplayName = "表单数据 Data")]
    public Output<object?> Data { get; set; } = new();

    /// <summary>The id of the person who did it.</summary>
    [Output(DisplayName = "办理人 Person")]
    public Output<string?> DoneBy { get; set; } = new();

    /// <inheritdoc />
    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        var stop = context.CancellationToken;
        var key = NextKey(context);
        var file = await CaseAsync(context);
        var assignTo = AssignTo.GetOrDefault(context) ?? Addressees.Owner;
        var queue = assignTo == Addressees.Queue ? await QueueAsync(context, stop) : null;
        var people = queue is not null
            ? await context.GetRequiredService<QueueDesk>().CandidatesAsync(queue, file.Id, stop)
            : await context.GetRequiredService<Addressees>().AssigneesAsync(file, assignTo, Role.GetOrDefault(context), Person.GetOrDefault(context), stop);
        var actions = Actions.GetOrDefault(context) is { Count: > 0 } given ? given.ToArray() : ["Done"];
        var now = context.WorkflowExecutionContext.SystemClock.UtcNow;
        var calendar = await context.GetRequiredService<WorkingCalendars>().CurrentAsync(stop);
        var hours = DueHours.GetOrDefault(context) ?? 0;
        DateTimeOffset? due = hours > 0 ? calendar.AddWorkingTime(now, TimeSpan.FromHours(hours)) : null;
        if (DateTimeOffset.TryParse(DueAt.GetOrDefault(context), System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal | System.Globalization.DateTimeStyles.AdjustToUniversal, out var moment))
            due = moment;
        var standing = queue is null && people is [var one] && actions.Any(TaskActions.Decides)
            ? await context.GetRequiredService<Absences>().StandingForAsync(one, file.OwnerId, file.Process, [], stop)
            : null;
        if (standing is not null)
            people = [standing.Holder];
        context.CreateBookmark(new CreateBookmarkArgs
        {
            BookmarkName = TaskBookmark.Name,
            Callback = OnDoneAsync,
            IncludeActivityInstanceId = true,
            Stimulus = new TaskRequest
            {
                ActivityId = Id,
                StepName = StepNameOf(context),
                Title = Title.GetOrDefault(context) is { Length: > 0 } title ? title : null,
                AssigneeId = queue is null && people is [var only] ? only : null,
                CandidateIds = queue is not null || people.Count > 1 ? people : [],
                QueueKey = queue,
                FormKey = Form.GetOrDefault(context) is { Length: > 0 } form ? form : null,
                FormMode = Mode.GetOrDefault(context) is "read" ? "read" : "edit",
                FieldRights = ProcessSales.Workflows.Forms.FieldRights.Of(AsJson(FieldRights.GetOrDefault(context))),
                Actions = actions,
                GroupRule = GroupRule.Single,
                OnBehalfOfId = standing?.OnBehalfOf,
                Priority = Enum.TryParse<TaskPriority>(Priority.GetOrDefault(context), out var priority) ? priority : TaskPriority.Normal,
                Ladder = LadderSteps.Of(hours, RemindAt.GetOrDefault(context), TellAt.GetOrDefault(context), JoinAt.GetOrDefault(context), RaiseAt.GetOrDefault(context), ReminderTemplate.GetOrDefault(context), EscalationTemplate.GetOrDefault(context)),
                DueAt = due,
                CreatedAt = now,
            },
        });
        var byItself = AutoHours.GetOrDefault(context) is > 0 and var patience && AutoAction.GetOrDefault(context) is { } auto && actions.Contains(auto) ? (Action: auto, At: calendar.AddWorkingTime(now, TimeSpan.FromHours(patience))) : default;
        if (byItself.Action is not null) context.DelayUntil(byItself.At, OnNobodyAsync);
        Note(context, "Task", new Assignment(key, [.. people], due, byItself.Action));
        if (CopyTo.GetOrDefault(context) is { Count: > 0 } words)
        {
            var readers = await context.GetRequiredService<Addressees>().ResolveAsync(file, words, stop);
            await context.GetRequiredService<CaseCopies>().SendByProcessAsync(file.Id, $"{key}/copy", readers, CopyReason.Step, StepNameOf(context), stop);
        }

        await NotifyAsync(context, file, $"{key}/request", Template.GetOrDefault(context), people);
    }

    /// <summary>Called by the engine when the task was done.</summary>
    private async ValueTask OnDoneAsync(ActivityExecutionContext context)
    {
        var action = InputText(context, "Action") ?? "Done";
        context.Set(Action, action);
        context.Set(Comment, InputText(context, "Comment"));
        context.Set(DoneBy, InputText(context, "Person"));
        context.Set(Data, context.WorkflowInput.TryGetValue("Data", out var data) && data is not "" ? data : null);
        context.ClearBookmarks();
        await context.CompleteActivityWithOutcomesAsync(action);
    }

    private async Task<string> QueueAsync(ActivityExecutionContext context, CancellationToken stop) =>
        Queue.GetOrDefault(context) is { Length: > 0 } key && await context.GetRequiredService<QueueDesk>().ExistsAsync(key, stop)
            ? key
            : throw new InvalidOperationException($"There is no queue '{Queue.GetOrDefault(context)}'.");
    /// <summary>Called by the engine when nobody answered in time.</summary>
    private async ValueTask OnNobodyAsync(ActivityExecutionContext context)
    {
        var action = Recall<Assignment>(context, "Task")?.ByItself ?? "Done";
        context.Set(Action, action);
        context.Set(Comment, null);
        context.Set(DoneBy, null);
        context.ClearBookmarks();
        await context.CompleteActivityWithOutcomesAsync(action);
    }

    private async Task NotifyAsync(ActivityExecutionContext context, Workflows.Cases.Case file, string key, string? template, IReadOnlyList<Guid> people)
    {
        var due = Recall<Assignment>(context, "Task")?.DueAt;
        await context.GetRequiredService<CaseNotices>().SendAsync(file, key, template, people, StepNameOf(context), due, null, context.CancellationToken, ToldAs.Holder);
    }

    private sealed record Assignment(string Key, IReadOnlyList<Guid> People, DateTimeOffset? DueAt, string? ByItself = null);
}
