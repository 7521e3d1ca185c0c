using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Models;
using Elsa.Workflows.UIHints;
using ProcessSales.Activities.Designer;
using ProcessSales.Workflows.Dunning;

namespace ProcessSales.Activities;

/// <summary>Tells everybody what the run has found about the payer: one message a person. What was told is marked with it, so a repeated step tells nothing twice.</summary>
[Activity("ProcessSales", "ProcessSales", "把本付款方到级的款项合并成一条消息发给各级人员。 Sends each person one message about the payer's items.", DisplayName = "发送催款提醒 Send payment reminder")]
public sealed class SendPaymentReminder : BusinessStep
{
    /// <summary>The template's key in the process's folder.</summary>
    [Input(DisplayName = "模板 Template", UIHint = InputUIHints.DropDown, UIHandler = typeof(TemplateOptions), Order = 1)]
    public Input<string> Template { get; set; } = new("payment-reminder");

    /// <summary>How many people were told.</summary>
    [Output(DisplayName = "人数 People")]
    public Output<int> People { get; set; } = new();

    /// <inheritdoc />
    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        var told = await context.GetRequiredService<ReminderPost>().SendAsync(context.WorkflowExecutionContext.Id, Template.GetOrDefault(context) ?? "payment-reminder", context.WorkflowExecutionContext.Workflow.Identity.Version, context.CancellationToken);
        context.Set(People, told);
        await context.CompleteActivityAsync();
    }
}
