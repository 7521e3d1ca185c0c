using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Activities.Flowchart.Attributes;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Models;
using Elsa.Workflows.UIHints;
using ProcessSales.Workflows.Statements;

namespace ProcessSales.Activities;

/// <summary>Moves the case's statement to its next state with what was filled in. What cannot be done yet leaves by an outcome of its own, with the reason.</summary>
[Activity("ProcessSales", "ProcessSales", "推进对账单状态:发送、对账、确认、开票、交票、收票、关闭。 Moves the statement to its next state.", DisplayName = "推进对账单 Move statement")]
[FlowNode(Moved, Open, Approval, Refused)]
public sealed class MoveStatement : BusinessStep
{
    private const string Moved = "Moved";
    private const string Open = "Open";
    private const string Approval = "Approval";
    private const string Refused = "Refused";

    /// <summary>A <see cref="StatementState"/>.</summary>
    [Input(DisplayName = "目标状态 State", UIHint = InputUIHints.DropDown, Options = new[] { "Sent", "Reconciling", "Agreed", "Invoicing", "Invoiced", "HandedIn", "Accepted", "Closed", "Reissued", "Cancelled" }, Order = 1)]
    public Input<string> State { get; set; } = new("");

    /// <summary>The data of the form that led here.</summary>
    [Input(DisplayName = "表单数据 Data", Description = "上一步任务的表单数据。 Data of the form that led here.", UIHint = InputUIHints.JsonEditor, Order = 2)]
    public Input<object?> Data { get; set; } = new((object?)null);

    /// <summary>Whether what is given up has been approved.</summary>
    [Input(DisplayName = "差异已批准 Approved", Order = 3)]
    public Input<bool> IsApproved { get; set; } = new(false);

    /// <summary>CNY that needs an approval.</summary>
    [Output(DisplayName = "待批差异 Amount")]
    public Output<decimal> Amount { get; set; } = new();

    /// <summary>Why it could not be moved.</summary>
    [Output(DisplayName = "原因 Note")]
    public Output<string?> Note { get; set; } = new();

    /// <inheritdoc />
    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        var key = NextKey(context);
        var file = await CaseAsync(context);
        var to = Enum.Parse<StatementState>(State.GetOrDefault(context) ?? "", ignoreCase: true);
        var move = await context.GetRequiredService<StatementCourse>().MoveAsync(key, file.Id, to, AsJson(Data.GetOrDefault(context)), IsApproved.GetOrDefault(context), context.CancellationToken);
        context.Set(Amount, move.Amount);
        context.Set(Note, move.Note);
        await context.CompleteActivityWithOutcomesAsync(move.Outcome);
    }
}
