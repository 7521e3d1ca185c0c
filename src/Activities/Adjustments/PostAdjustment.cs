using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Activities.Flowchart.Attributes;
using Elsa.Workflows.Attributes;
using ProcessSales.Workflows.Adjustments;

namespace ProcessSales.Activities;

/// <summary>Posts the case's approved credit note or write-off. When the item has less open by now, nothing is posted.</summary>
[Activity("ProcessSales", "ProcessSales", "批准后入账:开红字或核销坏账。 Posts the approved credit note or write-off.", DisplayName = "调整入账 Post adjustment")]
[FlowNode(Posted, Refused)]
public sealed class PostAdjustment : BusinessStep
{
    private const string Posted = "Posted";
    private const string Refused = "Refused";

    /// <inheritdoc />
    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        var key = NextKey(context);
        var file = await CaseAsync(context);
        await context.CompleteActivityWithOutcomesAsync(await context.GetRequiredService<AdjustmentDesk>().PostAsync(key, file.Id, context.CancellationToken) ? Posted : Refused);
    }
}
