using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Models;
using Elsa.Workflows.UIHints;
using ProcessSales.Activities.Designer;
using ProcessSales.Workflows.Listings;

namespace ProcessSales.Activities;

/// <summary>Does something to the listing of the case: opens its lines, approves them, covers a higher fee, books what was settled. Repeating a step changes nothing.</summary>
[Activity("ProcessSales", "ProcessSales", "更新进场单的明细:生成、批准、取消、确认补充费用、开始试销、费用入账。 Opens, approves or ends the lines of a listing, covers a higher fee, books the settled one.", DisplayName = "更新进场单 Update listing")]
public sealed class UpdateListing : BusinessStep
{
    /// <summary>What is done.</summary>
    [Input(DisplayName = "操作 Step", Description = "对进场明细做什么。 What is done to the lines.", UIHint = InputUIHints.DropDown, UIHandler = typeof(ListingStepOptions), DefaultValue = nameof(ListingStep.Look), Order = 1)]
    public Input<string> Step { get; set; } = new(nameof(ListingStep.Look));

    /// <summary>Why; kept with the stamps of the lines.</summary>
    [Input(DisplayName = "说明 Note", Description = "记入明细的时间戳。 Kept with the stamps of the lines.", Order = 2)]
    public Input<string?> StepNote { get; set; } = new((string?)null);

    /// <summary>CNY that was approved.</summary>
    [Output(DisplayName = "批准费用 Approved fee")]
    public Output<decimal> ApprovedFee { get; set; } = new();

    /// <summary>CNY that the chain asks for.</summary>
    [Output(DisplayName = "实际费用 Agreed fee")]
    public Output<decimal> AgreedFee { get; set; } = new();

    /// <summary>CNY of it above what was approved in all; 0 for none.</summary>
    [Output(DisplayName = "超出费用 Extra fee")]
    public Output<decimal> ExtraFee { get; set; } = new();

    /// <inheritdoc />
    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        var step = Enum.Parse<ListingStep>(Step.GetOrDefault(context) ?? nameof(ListingStep.Look), ignoreCase: true);
        var figure = await context.GetRequiredService<ListingRegister>().StepAsync(context.WorkflowExecutionContext.Id, step, StepNote.GetOrDefault(context), context.CancellationToken);
        context.Set(ApprovedFee, figure.ApprovedFee);
        context.Set(AgreedFee, figure.AgreedFee);
        context.Set(ExtraFee, figure.ExtraFee);
        await context.CompleteActivityAsync();
    }
}
