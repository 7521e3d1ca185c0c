using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Activities.Flowchart.Attributes;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Models;
using Elsa.Workflows.UIHints;
using ProcessSales.Activities.Designer;
using ProcessSales.Activities.Notices;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Listings;
using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Activities;

/// <summary>
/// Waits until the lines of the listing have come so far, and gives somebody the task to bring them there. The grid moves the lines; the task closes by
/// itself when the slowest line has arrived. Without a deadline, such as while the retailer thinks, the task has no clock.
/// </summary>
[Activity("ProcessSales", "ProcessSales", "等待进场明细到达某一步,期间由办理人在跟进表中推进;到达后待办自动关闭。 Waits until the lines have come so far; the task closes by itself.", DisplayName = "跟进进场 Follow listing")]
[FlowNode(Reached, Supplement, CameToNothing)]
public sealed class FollowListing : BusinessStep
{
    private const string Reached = "Reached";
    private const string Supplement = "Supplement";
    private const string CameToNothing = "CameToNothing";
    private const string Done = "Done";

    /// <summary>What is waited for.</summary>
    [Input(DisplayName = "直到 Until", Description = "所有未结明细到达此步。 Every open line has come so far.", UIHint = InputUIHints.DropDown, UIHandler = typeof(ListingMilestoneOptions), DefaultValue = nameof(ListingMilestone.Submitted), Order = 1)]
    public Input<string> Until { get; set; } = new(nameof(ListingMilestone.Submitted));

    /// <summary>Who gets the task: see <see cref="AssigneeOptions"/>.</summary>
    [Input(DisplayName = "办理人 Assign to", Description = "谁来推进。 Who brings the lines there.", UIHint = InputUIHints.DropDown, UIHandler = typeof(AssigneeOptions), DefaultValue = Addressees.Owner, Order = 2)]
    public Input<string> AssignTo { get; set; } = new(Addressees.Owner);

    /// <summary>The role code, when a role gets it.</summary>
    [Input(DisplayName = "角色 Role", Description = "办理人为“角色”时填写。 When a role does it.", UIHint = InputUIHints.DropDown, UIHandler = typeof(RoleOptions), Order = 3)]
    public Input<string?> Role { get; set; } = new((string?)null);

    /// <summary>Working hours until it is due; none or 0 while others outside have the time.</summary>
    [Input(DisplayName = "时限(工作小时) Due in working hours", Description = "9 小时为 1 个工作日;店方时间请留空。 9 hours are one working day; empty for the retailer's time.", Order = 4)]
    public Input<double?> DueHours { get; set; } = new((double?)null);

    /// <summary>Sent to whoever gets the task; none for no message.</summary>
    [Input(DisplayName = "通知模板 Notice", Description = "任务到达时发送。 Sent when the task arrives.", UIHint = InputUIHints.DropDown, UIHandler = typeof(TemplateOptions), Category = "Notices", Order = 5)]
    public Input<string?> Template { get; set; } = new((string?)null);

    /// <summary>Sent to whoever has not acted.</summary>
    [Input(DisplayName = "提醒模板 Reminder", Description = "提醒办理人。 Reminds whoever has not acted.", UIHint = InputUIHints.DropDown, UIHandler = typeof(TemplateOptions), Category = "Notices", Order = 6)]
    public Input<string?> ReminderTemplate { get; set; } = new((string?)null);

    /// <summary>Sent to superiors.</summary>
    [Input(DisplayName = "升级模板 Escalation", Description = "超时告知上级。 Tells superiors.", UIHint = InputUIHints.DropDown, UIHandler = typeof(TemplateOptions), Category = "Notices", Order = 7)]
    public Input<string?> EscalationTemplate { get; set; } = new((string?)null);

    /// <inheritdoc />
    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        Note(context, "Key", NextKey(context));
        await LookAsync(context);
    }

    /// <summary>Called by the engine when lines have moved, or somebody says that it is done: what counts is where the lines are.</summary>
    private async ValueTask LookAsync(ActivityExecutionContext context)
    {
        var milestone = Enum.Parse<ListingMilestone>(Until.GetOrDefault(context) ?? nameof(ListingMilestone.Submitted), ignoreCase: true);
        var stand = await context.GetRequiredService<ListingRegister>().StandAsync(context.WorkflowExecutionContext.Id, milestone, context.CancellationToken);
        var outcome = stand.CameToNothing ? CameToNothing : stand.NeedsSupplement ? Supplement : stand.Reached ? Reached : null;
        if (outcome is null)
        {
            await WaitAsync(context);
            return;
        }

        context.ClearBookmarks();
        await context.CompleteActivityWithOutcomesAsync(outcome);
    }

    private async Task WaitAsync(ActivityExecutionContext context)
    {
        if (context.Bookmarks.All(bookmark => bookmark.Name != ListingRegister.Stimulus))
            context.CreateBookmark(new CreateBookmarkArgs { BookmarkName = ListingRegister.Stimulus, Callback = LookAsync, IncludeActivityInstanceId = true, AutoBurn = false });
        // The task that was just answered is still there while its answer is looked at.
        var answered = context.WorkflowExecutionContext.ResumedBookmarkContext?.Bookmark.Id;
        if (context.Bookmarks.Any(bookmark => bookmark.Name == TaskBookmark.Name && bookmark.Id != answered))
            return;
        var file = await CaseAsync(context);
        var people = await context.GetRequiredService<Addressees>().AssigneesAsync(file, AssignTo.GetOrDefault(context) ?? Addressees.Owner, Role.GetOrDefault(context), null, context.CancellationToken);
        var now = context.WorkflowExecutionContext.SystemClock.UtcNow;
        var hours = DueHours.GetOrDefault(context) ?? 0;
        // Whoever says too early that it is done keeps the deadline that he had.
        var due = Recall<DateTimeOffset?>(context, "Due") ?? (hours > 0 ? (await context.GetRequiredService<WorkingCalendars>().CurrentAsync(context.CancellationToken)).AddWorkingTime(now, TimeSpan.FromHours(hours)) : null);
        Note(context, "Due", due);
        context.CreateBookmark(new CreateBookmarkArgs
        {
            BookmarkName = TaskBookmark.Name,
            Callback = LookAsync,
            IncludeActivityInstanceId = true,
            Stimulus = new TaskRequest
            {
                ActivityId = Id,
                StepName = StepNameOf(context),
                AssigneeId = people is [var only] ? only : null,
                CandidateIds = people.Count > 1 ? people : [],
                FormMode = "read",
                Actions = [Done],
                GroupRule = GroupRule.Single,
                Ladder = LadderSteps.Of(hours, LadderSteps.RemindAtDefault, 100, 150, 200, ReminderTemplate.GetOrDefault(context), EscalationTemplate.GetOrDefault(context)),
                DueAt = due,
                CreatedAt = now,
            },
        });
        await context.GetRequiredService<CaseNotices>().SendAsync(
            file, $"{Recall<string>(context, "Key")}/request", Template.GetOrDefault(context), people, StepNameOf(context), due, null, context.CancellationToken);
    }
}
