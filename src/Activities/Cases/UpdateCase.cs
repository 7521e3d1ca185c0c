using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Models;
using Elsa.Workflows.UIHints;
using ProcessSales.Activities.Designer;
using ProcessSales.Workflows.Cases;

namespace ProcessSales.Activities;

/// <summary>Moves the case to another state, and opens one for an instance that was started without (the designer's Run).</summary>
[Activity("ProcessSales", "ProcessSales", "更新单据状态、标题、金额;没有单据时先建立。 Updates the case; opens one when there is none.", DisplayName = "更新单据 Update case")]
public sealed class UpdateCase : BusinessStep
{
    /// <summary>The new state; none keeps it.</summary>
    [Input(DisplayName = "状态 State", Description = "空则不变。 Empty keeps it.", UIHint = InputUIHints.DropDown, UIHandler = typeof(CaseStateOptions), Order = 1)]
    public Input<string?> State { get; set; } = new((string?)null);

    /// <summary>The new title; none keeps it.</summary>
    [Input(DisplayName = "标题 Title", Description = "空则不变。 Empty keeps it.", Order = 2)]
    public Input<string?> Title { get; set; } = new((string?)null);

    /// <summary>CNY; none keeps it.</summary>
    [Input(DisplayName = "金额 Amount", Description = "人民币,空则不变。 CNY; empty keeps it.", Order = 3)]
    public Input<decimal?> Amount { get; set; } = new((decimal?)null);

    /// <summary>The chain that the case is about; none keeps it.</summary>
    [Input(DisplayName = "客户 Customer", Description = "客户代码,空则不变。 The customer's code; empty keeps it.", Order = 4)]
    public Input<string?> Customer { get; set; } = new((string?)null);

    /// <summary>What people read beside the state.</summary>
    [Input(DisplayName = "说明 Note", Description = "显示在状态旁。 Shown beside the state.", UIHint = InputUIHints.MultiLine, Order = 5)]
    public Input<string?> StateNote { get; set; } = new((string?)null);

    /// <summary>The number of the case.</summary>
    [Output(DisplayName = "单号 Number")]
    public Output<string?> Number { get; set; } = new();

    /// <inheritdoc />
    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        var workflow = context.WorkflowExecutionContext;
        var state = State.GetOrDefault(context) is { Length: > 0 } name ? Enum.Parse<CaseState>(name, ignoreCase: true) : (CaseState?)null;
        var update = new CaseUpdate
        {
            Key = NextKey(context),
            InstanceId = workflow.Id,
            Process = ProcessOf(context),
            DefinitionVersion = workflow.Workflow.Identity.Version,
            State = state,
            Title = Title.GetOrDefault(context) is { Length: > 0 } title ? title : null,
            Amount = Amount.GetOrDefault(context),
            CustomerCode = Customer.GetOrDefault(context) is { Length: > 0 } customer ? customer : null,
            Note = StateNote.GetOrDefault(context),
            OwnerId = context.GetRequiredService<ICurrentPerson>().Id,
        };
        var file = await context.GetRequiredService<CaseRegister>().OpenOrUpdateAsync(update, context.CancellationToken);
        workflow.CorrelationId ??= file.Number;
        workflow.Name = $"{file.Number} {file.Title}".Trim();
        context.Set(Number, file.Number);
        await context.CompleteActivityAsync();
    }
}
