using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Models;
using Elsa.Workflows.UIHints;
using ProcessSales.Workflows.Visits;

namespace ProcessSales.Activities;

/// <summary>Carries a decision out at the visit.</summary>
[Activity("ProcessSales", "ProcessSales", "把决定落实到拜访记录。 Carries a decision out at the visit.", DisplayName = "处理拜访 Decide visit")]
public sealed class DecideVisit : VisitStepBase
{
    /// <summary>See <see cref="VisitDecision"/>.</summary>
    [Input(DisplayName = "决定 Decision", UIHint = InputUIHints.DropDown, Options = new[] { "Accept", "Return", "Cancel", "Keep" }, DefaultValue = "Accept", Order = 1)]
    public Input<string> Decision { get; set; } = new(nameof(VisitDecision.Accept));

    /// <summary>What was written with it.</summary>
    [Input(DisplayName = "意见 Comment", Order = 2)]
    public Input<string?> Comment { get; set; } = new((string?)null);

    /// <summary>Id of who decided; none when nobody did in time.</summary>
    [Input(DisplayName = "决定人 Person", Description = "空表示到期自动。 None when nobody did in time.", Order = 3)]
    public Input<string?> Person { get; set; } = new((string?)null);

    /// <inheritdoc />
    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        var key = NextKey(context);
        var matter = await MatterAsync(context);
        if (!Enum.TryParse<VisitDecision>(Decision.GetOrDefault(context), out var decision)) throw new InvalidOperationException($"'{Decision.GetOrDefault(context)}' is no decision on a visit.");
        await context.GetRequiredService<VisitReviews>().DecideAsync(
            matter.Visit, decision, Guid.TryParse(Person.GetOrDefault(context), out var person) ? person : null, Comment.GetOrDefault(context), key, context.CancellationToken);
        await context.CompleteActivityAsync();
    }
}

/// <summary>Waits until a visit that was given back is handed in again.</summary>
[Activity("ProcessSales", "ProcessSales", "等待退回的拜访重新提交。 Waits until the visit is handed in again.", DisplayName = "等待重新提交 Await visit")]
public sealed class AwaitVisit : VisitStepBase
{
    /// <inheritdoc />
    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        var matter = await MatterAsync(context);
        if (await context.GetRequiredService<VisitReviews>().IsHandedInAsync(matter.Visit, context.CancellationToken))
        {
            await context.CompleteActivityAsync();
            return;
        }

        context.CreateBookmark(new CreateBookmarkArgs { BookmarkName = VisitRegister.ResubmittedStimulus, Callback = OnHandedInAsync, IncludeActivityInstanceId = true });
    }

    private async ValueTask OnHandedInAsync(ActivityExecutionContext context) => await context.CompleteActivityAsync();
}
