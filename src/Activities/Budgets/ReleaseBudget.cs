using Elsa.Workflows;
using Elsa.Workflows.Attributes;
using ProcessSales.Workflows.Promotions;

namespace ProcessSales.Activities;

/// <summary>Gives back what the case still has reserved.</summary>
[Activity("ProcessSales", "ProcessSales", "释放本单据占用的全部预算。 Gives back everything the case has reserved.", DisplayName = "释放预算 Release budget")]
public sealed class ReleaseBudget : BusinessStep
{
    /// <inheritdoc />
    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        var key = NextKey(context);
        var file = await CaseAsync(context);
        await context.GetRequiredService<BudgetLedger>().ReleaseAsync(key, file.Id, context.CancellationToken);
        await context.CompleteActivityAsync();
    }
}
