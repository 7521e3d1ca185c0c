using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Activities.Flowchart.Attributes;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Models;
using ProcessSales.Workflows.Dunning;

namespace ProcessSales.Activities;

/// <summary>
/// Waits until a run of the reminders has found something about the payer. Looks before it waits, so that what was found while the workflow was elsewhere is not lost.
/// </summary>
[Activity("ProcessSales", "ProcessSales", "等待催款批次发现该付款方到级的款项。 Waits until the run of reminders finds something about the payer.", DisplayName = "等待催款级别 Await reminder level")]
[FlowNode(nameof(ReminderTurn.Remind), nameof(ReminderTurn.Overdue), nameof(ReminderTurn.Escalate), nameof(ReminderTurn.Paused), nameof(ReminderTurn.Settled))]
public sealed class AwaitReminderLevel : BusinessStep
{
    /// <summary>The stimulus on which it waits; the runs resume by it.</summary>
    public const string Stimulus = ReminderPost.Stimulus;

    /// <summary>Whether it leaves by <c>Paused</c> while the payer is left alone; otherwise it waits here.</summary>
    [Input(DisplayName = "暂停时离开 Leave when paused", Description = "暂停催收时走“Paused”出口,接“暂停催收”步骤。 Leaves by Paused, to be joined with the step that waits for its end.", Order = 1)]
    public Input<bool> LeaveWhenPaused { get; set; } = new(false);

    /// <inheritdoc />
    protected override ValueTask ExecuteAsync(ActivityExecutionContext context) => GoOnAsync(context);

    private async ValueTask GoOnAsync(ActivityExecutionContext context)
    {
        var turn = await context.GetRequiredService<ReminderPost>().TurnAsync(context.WorkflowExecutionContext.Id, context.WorkflowExecutionContext.Workflow.Identity.Version, context.CancellationToken);
        if (turn == ReminderTurn.Wait || (turn == ReminderTurn.Paused && !LeaveWhenPaused.GetOrDefault(context)))
        {
            context.CreateBookmark(new CreateBookmarkArgs { BookmarkName = Stimulus, Stimulus = context.WorkflowExecutionContext.Id, Callback = GoOnAsync, IncludeActivityInstanceId = true });
            return;
        }

        context.ClearBookmarks();
        await context.CompleteActivityWithOutcomesAsync(turn.ToString());
    }
}
