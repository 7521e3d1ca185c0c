using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Models;
using Elsa.Workflows.UIHints;
using ProcessSales.Activities.Designer;
using ProcessSales.Activities.Notices;
using ProcessSales.Workflows.Calendar;
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

    /// <summary>The form's key in the process's folder; none shows the case only.</summary>
    [Input(DisplayName = "表单 Form", Description = "办理时填写或查看的表单。 The form to fill in or to read.", UIHint = InputUIHints.DropDown, UIHandler = typeof(FormOptions), Order = 4)]
    public Input<string?> Form { get; set; } = new((string?)null);

    /// <summary>edit or read.</summary>
    [Input(DisplayName = "表单方式 Mode", Description = "edit 可编辑,read 只读。 edit or read.", UIHint = InputUIHints.DropDown, Options = new[] { "edit", "read" }, DefaultValue = "edit", Order = 5)]
    public Input<string> Mode { get; set; } = new("edit");

    /// <summary>The buttons of the task; each one is an outcome.</summary>
    [Input(DisplayName = "动作 Actions", Description = "按钮名称,每个动作一个出口。 The buttons; each one is an outcome.", UIHint = InputUIHints.DynamicOutcomes, Order = 6)]
    public Input<ICollection<string>> Actions { get; set; } = new(new List<string> { "Done" });

    /// <summary>What the inbox shows; none for the case's title.</summary>
    [Input(DisplayName = "标题 Title", Description = "待办列表中的标题,空则用单据标题。 The title in the inbox.", Order = 7)]
    public Input<string?> Title { get; set; } = new((string?)null);

    /// <summary>Working hours until it is due; none or 0 for no deadline. At 100 % the person is reminded, at 150 % his superior is told.</summary>
    [Input(DisplayName = "时限(工作小时) Due in working hours", Description = "9 小时为 1 个工作日;到期提醒,1.5 倍时限通知上级。 9 hours are one working day.", Order = 8)]
    public Input<double?> DueHours { get; set; } = new((double?)null);

    /// <summary>Sent to whoever gets the task; none for no message.</summary>
    [Input(DisplayName = "通知模板 Notice", Description = "任务到达时发送。 Sent when the task arrives.", UIHint = InputUIHints.DropDown, UIHandler = typeof(TemplateOptions), Category = "Notices", Order = 9)]
    public Input<string?> Template { get; set; } = new((string?)null);

    /// <summary>Sent at 100 % of the time.</summary>
    [Input(DisplayName = "提醒模板 Reminder", Description = "到期时发送给办理人。 Sent when it is due.", UIHint = InputUIHints.DropDown, UIHandler = typeof(TemplateOptions), Category = "Notices", Order = 10)]
    public Input<string?> ReminderTemplate { get; set; } = new((string?)null);

    /// <summary>Sent to the superior at 150 % of the time.</summary>
    [Input(DisplayName = "升级模板 Escalation", Description = "1.5 倍时限时发送给上级。 Sent to the superior at 150 %.", UIHint = InputUIHints.DropDown, UIHandler = typeof(TemplateOptions), Category = "Notices", Order = 11)]
    public Input<string?> EscalationTemplate { get; set; } = new((string?)null);

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
        var people = await context.GetRequiredService<Addressees>().AssigneesAsync(
            file, AssignTo.GetOrDefault(context) ?? Addressees.Owner, Role.GetOrDefault(context), Person.GetOrDefault(context), stop);
        var actions = Actions.GetOrDefault(context) is { Count: > 0 } given ? given.ToArray() : ["Done"];
        var now = context.WorkflowExecutionContext.SystemClock.UtcNow;
        var calendar = await context.GetRequiredService<WorkingCalendars>().CurrentAsync(stop);
        var hours = DueHours.GetOrDefault(context) ?? 0;
        DateTimeOffset? due = hours > 0 ? calendar.AddWorkingTime(now, TimeSpan.FromHours(hours)) : null;
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
                AssigneeId = people is [var only] ? only : null,
                CandidateIds = people.Count > 1 ? people : [],
                FormKey = Form.GetOrDefault(context) is { Length: > 0 } form ? form : null,
                FormMode = Mode.GetOrDefault(context) is "read" ? "read" : "edit",
                Actions = actions,
                GroupRule = GroupRule.Single,
                DueAt = due,
                CreatedAt = now,
            },
        });
        Note(context, "Task", new Assignment(key, [.. people], due));
        if (due is not null)
        {
            if (ReminderTemplate.GetOrDefault(context) is { Length: > 0 })
                context.DelayUntil(due.Value, OnReminderDueAsync);
            if (EscalationTemplate.GetOrDefault(context) is { Length: > 0 })
                context.DelayUntil(calendar.AddWorkingTime(now, TimeSpan.FromHours(hours * 1.5)), OnEscalationDueAsync);
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

    /// <summary>Called by the engine when the time is up.</summary>
    private async ValueTask OnReminderDueAsync(ActivityExecutionContext context)
    {
        if (Recall<Assignment>(context, "Task") is not { } task)
            return;
        await NotifyAsync(context, await CaseAsync(context), $"{task.Key}/reminder", ReminderTemplate.GetOrDefault(context), task.People);
    }

    /// <summary>Called by the engine when half as much time again has passed.</summary>
    private async ValueTask OnEscalationDueAsync(ActivityExecutionContext context)
    {
        if (Recall<Assignment>(context, "Task") is not { } task)
            return;
        var file = await CaseAsync(context);
        var template = EscalationTemplate.GetOrDefault(context);
        foreach (var person in task.People)
            await context.GetRequiredService<CaseNotices>().EscalateAsync(file, $"{task.Key}/escalation/{person:N}", template, person, StepNameOf(context), task.DueAt, null, context.CancellationToken);
    }

    private async Task NotifyAsync(ActivityExecutionContext context, Workflows.Cases.Case file, string key, string? template, IReadOnlyList<Guid> people)
    {
        var due = Recall<Assignment>(context, "Task")?.DueAt;
        await context.GetRequiredService<CaseNotices>().SendAsync(file, key, template, people, StepNameOf(context), due, null, context.CancellationToken);
    }

    private sealed record Assignment(string Key, IReadOnlyList<Guid> People, DateTimeOffset? DueAt);
}
