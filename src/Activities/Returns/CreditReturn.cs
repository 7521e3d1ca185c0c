using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Models;
using ProcessSales.Workflows.Returns;

namespace ProcessSales.Activities;

/// <summary>Makes what logistics counted a credit on the chain's statement.</summary>
[Activity("ProcessSales", "ProcessSales", "按实收数量生成对账贷项。 Makes what was counted a credit on the chain's statement.", DisplayName = "退货入账 Credit return")]
public sealed class CreditReturn : BusinessStep
{
    /// <summary>CNY of the credit; 0 for an exchange.</summary>
    [Output(DisplayName = "贷项金额 Credit")]
    public Output<decimal> Credit { get; set; } = new();

    /// <inheritdoc />
    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        context.Set(Credit, await context.GetRequiredService<ReturnDesk>().CreditAsync(context.WorkflowExecutionContext.Id, context.CancellationToken));
        await context.CompleteActivityAsync();
    }
}
