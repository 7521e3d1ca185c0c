using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Models;
using ProcessSales.Workflows.Prices;

namespace ProcessSales.Activities;

/// <summary>Puts the prices of a price change to use, from the day that the chain confirmed.</summary>
[Activity("ProcessSales", "ProcessSales", "按店方确认日把新价格写入客户价目表。 Enters the new prices in the chain's list from the day it confirmed.", DisplayName = "价格生效 Put prices to use")]
public sealed class PutPrices : BusinessStep
{
    /// <summary>The day from which they count, such as 2026-10-01.</summary>
    [Output(DisplayName = "生效日 From")]
    public Output<string?> From { get; set; } = new();

    /// <inheritdoc />
    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        var from = await context.GetRequiredService<PriceChanges>().PutToUseAsync(context.WorkflowExecutionContext.Id, context.CancellationToken);
        context.Set(From, from.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        await context.CompleteActivityAsync();
    }
}
