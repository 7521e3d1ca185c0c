using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Models;
using Elsa.Workflows.UIHints;
using ProcessSales.Workflows.Plans;

namespace ProcessSales.Activities;

/// <summary>Moves the weekly plan of the case on. Confirming it plans its visits, each once.</summary>
[Activity("ProcessSales", "ProcessSales", "周拜访计划:提交后锁定、退回后可改、确认后生成待拜访。 Locks, reopens or confirms the weekly plan; confirming plans its visits.", DisplayName = "拜访计划 Move visit plan")]
public sealed class MoveVisitPlan : BusinessStep
{
    /// <summary>Draft, Submitted or Confirmed.</summary>
    [Input(DisplayName = "状态 State", Description = "Draft 可修改,Submitted 锁定,Confirmed 生成待拜访。 Draft, Submitted or Confirmed.", UIHint = InputUIHints.DropDown, Options = new[] { "Draft", "Submitted", "Confirmed" }, DefaultValue = "Submitted")]
    public Input<string> State { get; set; } = new(nameof(PlanState.Submitted));

    /// <inheritdoc />
    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        var key = NextKey(context);
        var file = await CaseAsync(context);
        var state = Enum.Parse<PlanState>(State.GetOrDefault(context) ?? nameof(PlanState.Submitted), ignoreCase: true);
        await context.GetRequiredService<WeeklyPlans>().MoveOnAsync(file.Id, state, key, cancellationToken: context.CancellationToken);
        await context.CompleteActivityAsync();
    }
}
