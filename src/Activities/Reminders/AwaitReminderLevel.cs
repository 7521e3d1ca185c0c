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
[FlowNode(nameof(ReminderTurn.Remind), nameof(ReminderTurn.Overdue), nameof(ReminderTurn.Escalate), nameof(ReminderTurn.Settled))]
public sealed class AwaitReminderLevel : BusinessStep
{
    /// <summary>The stimulus on which it waits; the runs resume by it.</summary>
    public const string Stimulus = ReminderPost.Stimulus;

    /// <inheritdoc />
    protected override ValueTask ExecuteAsync(ActivityExecutionContext context) => GoOnAsync(context);

    private async ValueTask GoOnAsync(ActivityExecutionContext context)
    {
        var turn = await context.GetRequiredService<ReminderPost>().TurnAsync(context.WorkflowExecutionContext.Id, context.CancellationToken);
        if (turn == ReminderTurn.Wait)
        {
            context.CreateBookmark(new CreateBookmarkArgs { BookmarkName = Stimulus, Stimulus = context.WorkflowExecutionContext.Id, Callback = GoOnAsync, IncludeActivityInstanceId = true });
            return;
        }

        context.ClearBookmarks();
        await context.CompleteActivityWithOutcomesAsync(turn.ToString());
    }
}
