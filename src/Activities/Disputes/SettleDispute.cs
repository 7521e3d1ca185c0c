using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Activities.Flowchart.Attributes;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Models;
using Elsa.Workflows.UIHints;
using ProcessSales.Workflows.Disputes;

namespace ProcessSales.Activities;

/// <summary>Settles the case's dispute as its owner and the payer agreed. What we bear needs an approval first, then becomes a credit note.</summary>
[Activity("ProcessSales", "ProcessSales", "按处理结果了结争议;我方承担的部分先审批,再开红字。 Settles the dispute; what we bear is approved first and credited then.", DisplayName = "了结争议 Settle dispute")]
[FlowNode(Settled, Approval)]
public sealed class SettleDispute : BusinessStep
{
    private const string Settled = "Settled";
    private const string Approval = "Approval";

    /// <summary>The data of the form that led here.</summary>
    [Input(DisplayName = "表单数据 Data", Description = "上一步任务的表单数据。 Data of the form that led here.", UIHint = InputUIHints.JsonEditor, Order = 1)]
    public Input<object?> Data { get; set; } = new((object?)null);

    /// <summary>Whether what we bear has been approved.</summary>
    [Input(DisplayName = "承担已批准 Approved", Order = 2)]
    public Input<bool> IsApproved { get; set; } = new(false);

    /// <summary>CNY that needs an approval, or that we bear.</summary>
    [Output(DisplayName = "我方承担 Amount")]
    public Output<decimal> Amount { get; set; } = new();

    /// <inheritdoc />
    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        var key = NextKey(context);
        var file = await CaseAsync(context);
        var move = await context.GetRequiredService<DisputeCourse>().SettleAsync(key, file.Id, AsJson(Data.GetOrDefault(context)), IsApproved.GetOrDefault(context), context.CancellationToken);
        context.Set(Amount, move.Amount);
        await context.CompleteActivityWithOutcomesAsync(move.Outcome == Approval ? Approval : Settled);
    }
}
