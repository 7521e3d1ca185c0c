using System.Globalization;
using System.Text.Json.Nodes;
using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Activities.Flowchart.Activities;
using Elsa.Workflows.Activities.Flowchart.Attributes;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Models;
using ProcessSales.Workflows.Complaints;

namespace ProcessSales.Activities;

/// <summary>
/// Takes over what the last step of a complaint brought and goes out by what comes next. All ways lead back here, so that a complaint which was given
/// to the authorities or opened again goes on where it stands.
/// </summary>
[Activity("ProcessSales", "ProcessSales", "登记上一步的结果,并走向客诉的下一步。 Takes the last step over and goes where the complaint stands.", DisplayName = "推进客诉 Handle complaint")]
[FlowNode("Triage", "Complete", "Contain", "Investigate", "Solve", "LegalReview", "Review", "Negotiate", "Execute", "Confirm", "Improve", "Legal", "Reply", "Noted", "Ended")]
public sealed class HandleComplaint : BusinessStep
{
    /// <summary>The answer of the last step; empty when the process begins.</summary>
    [Input(DisplayName = "上一步结果 Result", Description = "上一步的动作;开始时为空。 The last step's action; empty at the beginning.", Order = 1)]
    public Input<string?> Result { get; set; } = new((string?)null);

    /// <summary>The last step's form.</summary>
    [Input(DisplayName = "表单数据 Data", Order = 2)]
    public Input<object?> Data { get; set; } = new((object?)null);

    /// <summary>Who did it.</summary>
    [Input(DisplayName = "办理人 Person", Order = 3)]
    public Input<string?> Person { get; set; } = new((string?)null);

    /// <summary>What was written with it.</summary>
    [Input(DisplayName = "意见 Comment", Order = 4)]
    public Input<string?> Comment { get; set; } = new((string?)null);

    /// <summary>How grave it is.</summary>
    [Output(DisplayName = "等级 Severity")]
    public Output<string?> Severity { get; set; } = new();

    /// <summary>What it costs, CNY.</summary>
    [Output(DisplayName = "金额 Amount")]
    public Output<decimal> Amount { get; set; } = new();

    /// <summary>Who does the next step: a person's id or a role's code.</summary>
    [Output(DisplayName = "下一步办理人 Who")]
    public Output<string?> Who { get; set; } = new();

    /// <summary>By when the next step is due, UTC, as text.</summary>
    [Output(DisplayName = "下一步时限 Due at")]
    public Output<string?> DueAt { get; set; } = new();

    /// <inheritdoc />
    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        var key = NextKey(context);
        var person = Guid.TryParse(Person.GetOrDefault(context), out var id) ? id : (Guid?)null;
        var next = await context.GetRequiredService<ComplaintCourse>().AdvanceAsync(
            key, context.WorkflowExecutionContext.Id, Result.GetOrDefault(context) ?? "", person, Comment.GetOrDefault(context), AsJson(Data.GetOrDefault(context)) ?? new JsonObject(), outcome => Leads(context, outcome), context.CancellationToken);
        context.Set(Severity, next.Severity.ToString());
        context.Set(Amount, next.Amount);
        context.Set(Who, next.Who);
        context.Set(DueAt, next.DueAt?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        await context.CompleteActivityWithOutcomesAsync([.. next.Outcomes]);
    }

    // Outside a flowchart nothing leads anywhere, and nothing has to.
    private bool Leads(ActivityExecutionContext context, string outcome) =>
        context.ParentActivityExecutionContext?.Activity is not Flowchart chart || chart.Connections.Any(connection => connection.Source.Activity.Id == Id && connection.Source.Port == outcome);
}
