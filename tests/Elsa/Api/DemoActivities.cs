using System.ComponentModel;
using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Activities.Flowchart.Attributes;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Models;
using Elsa.Workflows.UIHints;

namespace Elsa.Tests.Api;

/// <summary>The task of the recordings: waits until somebody approves or rejects.</summary>
[Activity("Demo", "Demo", "Waits until somebody approves or rejects.")]
[FlowNode("Approve", "Reject")]
public class UserTask : Activity<string>
{
    [Input(Description = "Business key of the task.")]
    public Input<string> TaskKey { get; set; } = new("T");

    [Input(Description = "What to do.", UIHint = InputUIHints.MultiLine)]
    public Input<string?> Instructions { get; set; } = new((string?)null);

    [Input(Description = "People who may act.", UIHint = InputUIHints.MultiText)]
    public Input<List<string>> Assignees { get; set; } = new(new List<string>());

    public Output<string?>? Comment { get; set; }

    [Output(Description = "A tokenised URL that resumes this task.")]
    public Output<string?>? ResumeUrl { get; set; }

    protected override void Execute(ActivityExecutionContext context)
    {
        ResumeUrl.Set(context, "/nowhere");
        var bookmark = context.CreateBookmark(new CreateBookmarkArgs
        {
            Stimulus = new UserTaskStimulus(TaskKey.Get(context)),
            Callback = OnResumeAsync,
            IncludeActivityInstanceId = false,
            Metadata = new Dictionary<string, string> { ["kind"] = "user-task" },
        });
        context.JournalData["BookmarkId"] = bookmark.Id;
    }

    private async ValueTask OnResumeAsync(ActivityExecutionContext context)
    {
        var decision = context.GetWorkflowInput<string>("Decision");
        Result.Set(context, decision);
        Comment.Set(context, (string?)null);
        await context.CompleteActivityWithOutcomesAsync(decision);
    }
}

public record UserTaskStimulus(string TaskKey);

public enum Rounding
{
    None,
    Up,
    Down,
}

/// <summary>The computation of the recordings.</summary>
[Activity("Demo", "Demo", "Works out a discounted price.")]
public class ComputeDiscount : CodeActivity<decimal>
{
    [Input(Description = "The list price.", Category = "Amounts", Order = 1)]
    public Input<decimal> Price { get; set; } = new(0m);

    [Input(Description = "Percentage to take off.", Category = "Amounts", Order = 2, DefaultValue = 10)]
    public Input<int> Percent { get; set; } = new(10);

    [Input(UIHint = InputUIHints.DropDown, Options = new[] { "CNY", "USD" }, DefaultValue = "CNY")]
    public Input<string> Currency { get; set; } = new("CNY");

    public Input<bool> Loud { get; set; } = new(false);

    public Input<Rounding> Rounding { get; set; } = new(Api.Rounding.None);

    [Output(Description = "A readable summary.")]
    public Output<string?>? Summary { get; set; }

    protected override void Execute(ActivityExecutionContext context)
    {
        var price = Price.Get(context);
        var reduced = price * (100 - Percent.Get(context)) / 100;
        Summary.Set(context, $"{price} -> {reduced} {Currency.Get(context)}");
        Result.Set(context, reduced);
    }
}
