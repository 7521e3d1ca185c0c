using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Activities.Flowchart.Attributes;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Models;
using ProcessSales.Workflows.Dunning;

namespace ProcessSales.Activities;

/// <summary>Stands while a manager has paused the payer's reminders, so that everybody who opens the instance sees it; goes on when the pause ends or something else has to be told.</summary>
[Activity("ProcessSales", "ProcessSales", "经理暂停催收期间停在此处;到期或恢复后继续。 Stands while the payer's reminders are paused.", DisplayName = "暂停催收 Await end of pause")]
[FlowNode(Resumed)]
public sealed class AwaitPauseEnd : BusinessStep
{
    private const string Resumed = "Resumed";

    /// <inheritdoc />
    protected override ValueTask ExecuteAsync(ActivityExecutionContext context) => GoOnAsync(context);

    private async ValueTask GoOnAsync(ActivityExecutionContext context)
    {
        if (await context.GetRequiredService<ReminderPost>().TurnAsync(context.WorkflowExecutionContext.Id, context.WorkflowExecutionContext.Workflow.Identity.Version, context.CancellationToken) == ReminderTurn.Paused)
        {
            context.CreateBookmark(new CreateBookmarkArgs { BookmarkName = ReminderPost.Stimulus, Stimulus = context.WorkflowExecutionContext.Id, Callback = GoOnAsync, IncludeActivityInstanceId = true });
            return;
        }

        context.ClearBookmarks();
        await context.CompleteActivityWithOutcomesAsync(Resumed);
    }
}
