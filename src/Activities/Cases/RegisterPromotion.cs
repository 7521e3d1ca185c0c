using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Models;
using ProcessSales.Workflows.Promotions;

namespace ProcessSales.Activities;

/// <summary>Does what follows from the state of an application: an approved one becomes a promotion, or changes the one that it is a change of.</summary>
[Activity("ProcessSales", "ProcessSales", "批准后登记促销;变更单批准则更新原促销,未批准则恢复。 Registers an approved promotion, or what became of a change of one.", DisplayName = "登记促销 Register promotion")]
public sealed class RegisterPromotion : BusinessStep
{
    /// <summary>The id of the promotion; none when there is none.</summary>
    [Output(DisplayName = "促销 Promotion")]
    public Output<string?> Promotion { get; set; } = new();

    /// <inheritdoc />
    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        var key = NextKey(context);
        var file = await CaseAsync(context);
        var promotion = await context.GetRequiredService<PromotionRegister>().FollowAsync(key, file.Id, context.CancellationToken);
        context.Set(Promotion, promotion?.ToString());
        await context.CompleteActivityAsync();
    }
}
