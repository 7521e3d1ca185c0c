using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Activities.Flowchart.Attributes;
using Elsa.Workflows.Attributes;
using ProcessSales.Workflows.Visits;

namespace ProcessSales.Activities;

/// <summary>A step about the visit that the case is of.</summary>
public abstract class VisitStepBase : BusinessStep
{
    /// <summary>What the case says it is about.</summary>
    /// <exception cref="InvalidOperationException">The case is of no visit.</exception>
    protected static async Task<(string Kind, Guid Visit, string? Reason)> MatterAsync(ActivityExecutionContext context)
    {
        var file = await CaseAsync(context);
        return VisitMatters.Read(file.DataJson) ?? throw new InvalidOperationException($"Case {file.Number} is of no visit. Visits start this process by themselves.");
    }
}

/// <summary>Tells what has to be decided of the visit.</summary>
[Activity("ProcessSales", "ProcessSales", "按事项分流:审阅、当日取消、连续拒访。 What has to be decided of the visit.", DisplayName = "拜访事项 Visit matter")]
[FlowNode(VisitMatters.Review, VisitMatters.Cancellation, VisitMatters.Refusals)]
public sealed class VisitMatter : VisitStepBase
{
    /// <inheritdoc />
    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context) =>
        await context.CompleteActivityWithOutcomesAsync((await MatterAsync(context)).Kind);
}
