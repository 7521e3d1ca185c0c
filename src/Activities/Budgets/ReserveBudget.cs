using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Activities.Flowchart.Attributes;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Models;
using ProcessSales.Workflows.Promotions;

namespace ProcessSales.Activities;

/// <summary>Checks a budget line and reserves an amount on it, both in one transaction.</summary>
[Activity("ProcessSales", "ProcessSales", "检查并占用预算。 Checks the budget and reserves an amount.", DisplayName = "占用预算 Reserve budget")]
[FlowNode(Reserved, Insufficient)]
public sealed class ReserveBudget : BusinessStep
{
    private const string Reserved = "Reserved";
    private const string Insufficient = "Insufficient";

    /// <summary>The id of the line.</summary>
    [Input(DisplayName = "预算科目 Budget line", Description = "预算科目编号(表达式)。 The id of the line.", Order = 1)]
    public Input<string> BudgetLine { get; set; } = new("");

    /// <summary>CNY.</summary>
    [Input(DisplayName = "金额 Amount", Description = "人民币。 CNY.", Order = 2)]
    public Input<decimal> Amount { get; set; } = new(0m);

    /// <summary>Whether what the case it changes holds already counts: only the rest is reserved.</summary>
    [Input(DisplayName = "扣除原单占用 Beyond the original", Description = "变更单只占用超出原单的部分。 A change reserves only what the original does not hold.", DefaultValue = false, Order = 3)]
    public Input<bool> BeyondOrigin { get; set; } = new(false);

    /// <summary>What is left on the line after this, CNY.</summary>
    [Output(DisplayName = "可用余额 Available")]
    public Output<decimal> Available { get; set; } = new();

    /// <summary>True when the line let it pass although it is not covered.</summary>
    [Output(DisplayName = "超预算 Over budget")]
    public Output<bool> OverBudget { get; set; } = new();

    /// <inheritdoc />
    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        var key = NextKey(context);
        var file = await CaseAsync(context);
        var line = BudgetLine.GetOrDefault(context);
        if (!Guid.TryParse(line, out var lineId))
            throw new InvalidOperationException($"'{line}' is not the id of a budget line.");
        var ledger = context.GetRequiredService<BudgetLedger>();
        var amount = Amount.GetOrDefault(context);
        if (BeyondOrigin.GetOrDefault(context) && file.OriginId is { } origin)
            amount -= await ledger.OpenAsync(lineId, origin, context.CancellationToken);
        var result = amount > 0m || file.OriginId is null
            ? await ledger.ReserveAsync(new Reservation(key, lineId, amount, file.Id, file.OwnerId), context.CancellationToken)
            : new ReserveResult(true, false, (await ledger.FindAsync(lineId, context.CancellationToken))?.Available ?? 0m);
        context.Set(Available, result.Available);
        context.Set(OverBudget, result.OverBudget);
        await context.CompleteActivityWithOutcomesAsync(result.Reserved ? Reserved : Insufficient);
    }
}
