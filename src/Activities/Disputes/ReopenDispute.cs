using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Attributes;
using ProcessSales.Workflows.Disputes;

namespace ProcessSales.Activities;

/// <summary>Gives the case's dispute back to its owner, because what we were to bear was not approved.</summary>
[Activity("ProcessSales", "ProcessSales", "承担未获批准,争议退回负责人继续处理。 What we were to bear was not approved: the owner talks on.", DisplayName = "退回争议 Reopen dispute")]
public sealed class ReopenDispute : BusinessStep
{
    /// <inheritdoc />
    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        var key = NextKey(context);
        var file = await CaseAsync(context);
        await context.GetRequiredService<DisputeCourse>().ReopenAsync(key, file.Id, context.CancellationToken);
        await context.CompleteActivityAsync();
    }
}
