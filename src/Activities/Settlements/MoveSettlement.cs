using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Activities.Flowchart.Attributes;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Models;
using Elsa.Workflows.UIHints;
using ProcessSales.Workflows;
using ProcessSales.Workflows.Promotions;

namespace ProcessSales.Activities;

/// <summary>Moves the settlement of the case to another state, with what that does to the budget.</summary>
[Activity("ProcessSales", "ProcessSales", "更新核销单状态并同步预算。 Moves the settlement on, and the budget with it.", DisplayName = "更新核销单 Move settlement")]
[FlowNode(Done, Refused)]
public sealed class MoveSettlement : BusinessStep
{
    private const string Done = "Done";
    private const string Refused = "Refused";
    private const double HoursOfADay = 9;

    /// <summary>The new state.</summary>
    [Input(DisplayName = "状态 State", UIHint = InputUIHints.DropDown, Options = new[] { "Submitted", "AreaVerified", "FinanceReview", "Supplement", "OverspendApproval", "Confirmed", "Paying", "Paid", "Rejected", "Withdrawn" }, Order = 1)]
    public Input<string> State { get; set; } = new("");

    /// <summary>Why.</summary>
    [Input(DisplayName = "说明 Note", UIHint = InputUIHints.MultiLine, Order = 2)]
    public Input<string?> Reason { get; set; } = new((string?)null);

    /// <summary>CNY claimed, or confirmed.</summary>
    [Output(DisplayName = "金额 Amount")]
    public Output<decimal> Amount { get; set; } = new();

    /// <summary>CNY beyond what was approved.</summary>
    [Output(DisplayName = "超支 Excess")]
    public Output<decimal> Excess { get; set; } = new();

    /// <summary>CNY that the promotion would cost.</summary>
    [Output(DisplayName = "新合计 New total")]
    public Output<decimal> NewTotal { get; set; } = new();

    /// <summary>New total / target sales; none without a target.</summary>
    [Output(DisplayName = "费用率 Ratio")]
    public Output<decimal?> Ratio { get; set; } = new();

    /// <summary>The id of the budget line.</summary>
    [Output(DisplayName = "预算科目 Budget line")]
    public Output<string?> BudgetLine { get; set; } = new();

    /// <summary>Codes such as <c>deduct,transfer</c>.</summary>
    [Output(DisplayName = "支付方式 Pay modes")]
    public Output<string?> PayModes { get; set; } = new();

    /// <summary>Working hours in which what is missing comes; 0 unless it was asked for.</summary>
    [Output(DisplayName = "补件时限(工作小时) Supplement hours")]
    public Output<double?> SupplementHours { get; set; } = new();

    /// <summary>The day by which it comes, such as 2026-10-28; none unless it was asked for.</summary>
    [Output(DisplayName = "补件截止日 Supplement by")]
    public Output<string?> SupplementBy { get; set; } = new();

    /// <summary>Why it was refused; none when it was not.</summary>
    [Output(DisplayName = "原因 Missing")]
    public Output<string?> Missing { get; set; } = new();

    /// <inheritdoc />
    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        var key = NextKey(context);
        var file = await CaseAsync(context);
        try
        {
            var to = Enum.Parse<SettlementState>(State.GetOrDefault(context) ?? "", ignoreCase: true);
            var step = await context.GetRequiredService<SettlementCourse>().MoveAsync(key, file.Id, to, Reason.GetOrDefault(context), context.CancellationToken);
            context.Set(Amount, step.Amount);
            context.Set(Excess, step.Excess);
            context.Set(NewTotal, step.NewTotal);
            context.Set(Ratio, step.Ratio);
            context.Set(BudgetLine, step.BudgetLineId?.ToString());
            context.Set(PayModes, step.PayModes);
            context.Set(SupplementHours, to == SettlementState.Supplement ? step.SupplementDays * HoursOfADay : 0);
            context.Set(SupplementBy, to == SettlementState.Supplement ? step.SupplementBy.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) : null);
            context.Set(Missing, null);
            await context.CompleteActivityWithOutcomesAsync(Done);
        }
        catch (RefusedException refused) when (refused.Refusals[0].Key is "budget.insufficient" or "settlement.invoiceUsed")
        {
            // Somebody was faster since the answer was given: whoever gave it looks again.
            context.Set(Missing, refused.Refusals[0].Key == "budget.insufficient" ? $"预算不足 {refused.Refusals[0].Arguments[0]:0.00} / {refused.Refusals[0].Arguments[1]:0.00}" : $"发票已使用 {string.Join(' ', refused.Refusals[0].Arguments)}");
            await context.CompleteActivityWithOutcomesAsync(Refused);
        }
    }
}

/// <summary>Notes that an overspend was approved beside the original total.</summary>
[Activity("ProcessSales", "ProcessSales", "记录已批准的超支额(原批准额不变)。 Notes an approved overspend; the approved amount stays.", DisplayName = "批准超支 Grant overspend")]
public sealed class GrantOverspend : BusinessStep
{
    /// <summary>CNY.</summary>
    [Input(DisplayName = "超支额 Excess", Order = 1)]
    public Input<decimal> Excess { get; set; } = new(0m);

    /// <inheritdoc />
    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        var key = NextKey(context);
        var file = await CaseAsync(context);
        await context.GetRequiredService<SettlementCourse>().GrantAsync(key, file.Id, Excess.GetOrDefault(context), context.CancellationToken);
        await context.CompleteActivityAsync();
    }
}
