using System.Text.Json.Nodes;
using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Activities.Flowchart.Attributes;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Models;
using Elsa.Workflows.UIHints;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Activities.Designer;
using ProcessSales.Workflows.Approvals;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Customers;
using ProcessSales.Workflows.Forms;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Activities;

/// <summary>
/// Leads a case along the path that the approval matrix gives it, one level after the other. The applicant may withdraw while it lasts.
/// </summary>
[Activity("ProcessSales", "ProcessSales", "按授权表逐级审批,支持会签、或签、依次、比例、加签、退回、取回、抄送、撤回与超时升级。 Approval along the matrix, level by level.", DisplayName = "审批 Request approval")]
[FlowNode(Approved, Rejected, BackToApplicant, Withdrawn)]
public sealed partial class RequestApproval : BusinessStep
{
    private const string Approved = "Approved";
    private const string Rejected = "Rejected";
    private const string BackToApplicant = "Returned";
    private const string Withdrawn = "Withdrawn";
    private const string ProgressNote = "Progress";

    /// <summary>Whose rules of the matrix apply; none for this process's own.</summary>
    [Input(DisplayName = "授权表 Matrix", Description = "按哪个流程的授权表;空则本流程。 Whose rules apply; empty for this process.", UIHint = InputUIHints.DropDown, UIHandler = typeof(ProcessOptions), Order = 1)]
    public Input<string?> Matrix { get; set; } = new((string?)null);

    /// <summary>CNY.</summary>
    [Input(DisplayName = "金额 Amount", Description = "人民币,决定审批层级。 CNY; decides the levels.", Order = 2)]
    public Input<decimal> Amount { get; set; } = new(0m);

    /// <summary>Cost divided by sales: 0.15 is 15 %; none when it does not apply.</summary>
    [Input(DisplayName = "费用率 Expense ratio", Description = "0.15 表示 15%。 0.15 is 15 %.", Order = 3)]
    public Input<decimal?> ExpenseRatio { get; set; } = new((decimal?)null);

    /// <summary>True when the budget does not cover it.</summary>
    [Input(DisplayName = "超预算 Over budget", Order = 4)]
    public Input<bool> OverBudget { get; set; } = new(false);

    /// <summary>True when a price lies below its floor.</summary>
    [Input(DisplayName = "低于底价 Below floor price", Order = 5)]
    public Input<bool> BelowFloor { get; set; } = new(false);

    /// <summary>True when it is asked for later than the rules allow.</summary>
    [Input(DisplayName = "紧急 Emergency", Order = 6)]
    public Input<bool> Emergency { get; set; } = new(false);

    /// <summary>In how many stores; none when it does not apply.</summary>
    [Input(DisplayName = "门店数 Stores", Description = "授权表可按门店数分级。 The matrix may limit the number of stores.", Order = 6.1f)]
    public Input<int?> Stores { get; set; } = new((int?)null);

    /// <summary>Months until the cost has come back; none when it does not apply.</summary>
    [Input(DisplayName = "回收期(月) Payback months", Description = "授权表可按回收期分级。 The matrix may limit the payback.", Order = 6.2f)]
    public Input<decimal?> Payback { get; set; } = new((decimal?)null);

    /// <summary>Whether a case that was approved before takes at least the chain it took then.</summary>
    [Input(DisplayName = "不短于原审批链 Never shorter", Description = "补充审批:至少按原审批链。 For a second approval: at least the chain of the first.", Order = 6.3f)]
    public Input<bool> NeverShorter { get; set; } = new(false);

    /// <summary>Whether finance's manager signs too while the customer's credit is held.</summary>
    [Input(DisplayName = "信用冻结时财务经理加签 FIN-M signs on hold", Description = "客户信用冻结时,末尾增加财务经理一级。 Adds a level for FIN-M while the customer's credit is held.", Order = 6.4f)]
    public Input<bool> SignOnHold { get; set; } = new(false);

    /// <summary>Whether one level above the earlier chain signs, too, where the matrix has one.</summary>
    [Input(DisplayName = "原审批链加一级 One level more", Description = "超出原批准时:原审批链再加一级。 For what exceeds an approval: the earlier chain and one level above it.", Order = 6.5f)]
    public Input<bool> OneLevelMore { get; set; } = new(false);

    /// <summary>The form that approvers read.</summary>
    [Input(DisplayName = "表单 Form", Description = "审批人查看的表单。 The form that approvers read.", UIHint = InputUIHints.DropDown, UIHandler = typeof(FormOptions), Order = 7)]
    public Input<string?> Form { get; set; } = new((string?)null);

    /// <summary>Working hours for a level.</summary>
    [Input(DisplayName = "每级时限(工作小时) Hours a level", Description = "9 小时为 1 个工作日。 9 hours are one working day.", DefaultValue = 9.0, Order = 8)]
    public Input<double> LevelHours { get; set; } = new(9);

    /// <summary>Working hours for single roles, an object of role codes and hours; the others have those of a level.</summary>
    [Input(DisplayName = "按角色时限 Hours by role", Description = "例如 {\"FIN-EX\":18}。 Such as {\"FIN-EX\":18}.", UIHint = InputUIHints.JsonEditor, Order = 8.5f)]
    public Input<object?> RoleHours { get; set; } = new((object?)null);

    /// <summary>Role codes whose approval needs a comment, such as of finance for a fee that the law looks at.</summary>
    [Input(DisplayName = "须写意见的角色 Comment needed from", Description = "这些角色同意时也必须写意见。 These roles must write why they approve.", UIHint = InputUIHints.MultiText, Order = 8.6f)]
    public Input<ICollection<string>?> CommentRoles { get; set; } = new((ICollection<string>?)null);

    /// <summary>Working hours for a level where all sign.</summary>
    [Input(DisplayName = "会签时限(工作小时) Hours to countersign", DefaultValue = 18.0, Order = 9)]
    public Input<double> CountersignHours { get; set; } = new(18);

    /// <summary>Percent of the time at which whoever has not acted is reminded.</summary>
    [Input(DisplayName = "提醒(时限 %) Remind at %", Description = "逗号分隔,空则不提醒。 Separated by commas; empty for none.", DefaultValue = LadderSteps.RemindAtDefault, Category = "Deadline", Order = 20)]
    public Input<string?> RemindAt { get; set; } = new(LadderSteps.RemindAtDefault);

    /// <summary>Percent of the time at which the superior is told too; 0 for never.</summary>
    [Input(DisplayName = "告知上级(%) Tell superior at %", Description = "0 为不告知。 0 for never.", DefaultValue = 100, Category = "Deadline", Order = 21)]
    public Input<int> TellAt { get; set; } = new(100);

    /// <summary>Percent of the time at which the superior may act as well; 0 for never.</summary>
    [Input(DisplayName = "上级可代办(%) Superior joins at %", Description = "上级成为额外办理人;0 为不启用。 The superior may act as well; 0 for never.", DefaultValue = 150, Category = "Deadline", Order = 22)]
    public Input<int> JoinAt { get; set; } = new(150);

    /// <summary>Percent of the time at which the next level up is told; 0 for never.</summary>
    [Input(DisplayName = "告知上上级(%) Next level at %", Description = "0 为不告知。金额类从不自动通过。 0 for never. Money never passes by itself.", DefaultValue = 200, Category = "Deadline", Order = 23)]
    public Input<int> RaiseAt { get; set; } = new(200);

    /// <summary>Who signs, when it is not the matrix that says so; see <see cref="Addressees"/>.</summary>
    [Input(DisplayName = "指定审批人 Signers", Description = "不用授权表时填写:Superior、角色代码、用户名。 Instead of the matrix: Superior, role codes, user names.", UIHint = InputUIHints.MultiText, Category = "Signers", Order = 30)]
    public Input<ICollection<string>?> Signers { get; set; } = new((ICollection<string>?)null);

    /// <summary>How the named signers sign.</summary>
    [Input(DisplayName = "审批方式 Rule", Description = "All 会签,Any 或签,Sequential 依次,Share 按比例。 For the named signers.", UIHint = InputUIHints.DropDown, Options = new[] { "All", "Any", "Sequential", "Share" }, DefaultValue = "All", Category = "Signers", Order = 31)]
    public Input<string> SignerRule { get; set; } = new(nameof(GroupRule.All));

    /// <summary>Percent of the named signers that is enough where the rule is a share.</summary>
    [Input(DisplayName = "通过比例(%) Share %", Description = "“按比例”时达到即通过。 Enough where the rule is a share.", DefaultValue = 60, Category = "Signers", Order = 32)]
    public Input<int> SharePercent { get; set; } = new(60);

    /// <summary>Who has signed need not sign again.</summary>
    [Input(DisplayName = "自动去重 Same person again", Description = "Consecutive 仅相邻,All 全流程,Never 不去重;财务与会签除外。 Never for finance and countersigning.", UIHint = InputUIHints.DropDown, Options = new[] { "Consecutive", "All", "Never" }, DefaultValue = "Consecutive", Category = "Signers", Order = 33)]
    public Input<string> Repetition { get; set; } = new(nameof(Activities.Repetition.Consecutive));

    /// <summary>Who gets a copy when the approval begins; see <see cref="Addressees"/>.</summary>
    [Input(DisplayName = "提交时抄送 Copy at start", UIHint = InputUIHints.MultiText, Category = "Copies", Order = 40)]
    public Input<ICollection<string>?> CopyAtStart { get; set; } = new((ICollection<string>?)null);

    /// <summary>Who gets a copy when all have approved; see <see cref="Addressees"/>.</summary>
    [Input(DisplayName = "通过后抄送 Copy at end", UIHint = InputUIHints.MultiText, Category = "Copies", Order = 41)]
    public Input<ICollection<string>?> CopyAtEnd { get; set; } = new((ICollection<string>?)null);

    /// <summary>Sent to an approver when it is his turn.</summary>
    [Input(DisplayName = "待审批模板 Request", UIHint = InputUIHints.DropDown, UIHandler = typeof(TemplateOptions), DefaultValue = "approval-request", Category = "Notices", Order = 11)]
    public Input<string?> RequestTemplate { get; set; } = new("approval-request");

    /// <summary>Sent to an approver who has not acted.</summary>
    [Input(DisplayName = "提醒模板 Reminder", UIHint = InputUIHints.DropDown, UIHandler = typeof(TemplateOptions), DefaultValue = "approval-reminder", Category = "Notices", Order = 12)]
    public Input<string?> ReminderTemplate { get; set; } = new("approval-reminder");

    /// <summary>Sent to the superior of an approver who has not acted.</summary>
    [Input(DisplayName = "升级模板 Escalation", UIHint = InputUIHints.DropDown, UIHandler = typeof(TemplateOptions), DefaultValue = "approval-escalation", Category = "Notices", Order = 13)]
    public Input<string?> EscalationTemplate { get; set; } = new("approval-escalation");

    /// <summary>More for the templates, an object.</summary>
    [Input(DisplayName = "模板数据 Data", Description = "供模板使用的附加数据(对象)。 An object for the templates.", UIHint = InputUIHints.JsonEditor, Category = "Notices", Order = 14)]
    public Input<object?> Data { get; set; } = new((object?)null);

    /// <summary>The outcome.</summary>
    [Output(DisplayName = "结果 Outcome")]
    public Output<string?> Outcome { get; set; } = new();

    /// <summary>The comment of whoever ended it.</summary>
    [Output(DisplayName = "意见 Comment")]
    public Output<string?> Comment { get; set; } = new();

    /// <summary>The id of whoever ended it.</summary>
    [Output(DisplayName = "决定人 Decided by")]
    public Output<string?> DecidedBy { get; set; } = new();

    /// <summary>The ids of everyone who was asked.</summary>
    [Output(DisplayName = "已请示人员 Asked")]
    public Output<ICollection<string>?> Asked { get; set; } = new();

    /// <inheritdoc />
    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        var file = await CaseAsync(context);
        var key = NextKey(context);
        var path = await PathAsync(context, file);
        var returned = Returned(context);
        var straight = returned is not null && returned.Path.RuleId == path.RuleId && returned.Path.Levels.Count == path.Levels.Count && !await IsDecisiveAsync(context, file, returned);
        if (returned is not null)
        {
            await context.GetRequiredService<CaseRegister>().NoteAsync(
                context.WorkflowExecutionContext.Id, null, $"task:{StepNameOf(context)}", straight ? "StraightBack" : "FromScratch", null, $"{key}/resubmitted", context.CancellationToken);
        }

        await CopyAsync(context, file, key, CopyAtStart, CopyReason.Submit);
        context.CreateBookmark(new CreateBookmarkArgs { BookmarkName = TaskBookmark.Withdraw, Callback = OnWithdrawnAsync, IncludeActivityInstanceId = true });
        context.CreateBookmark(new CreateBookmarkArgs { BookmarkName = PathChanges.Stimulus, Callback = OnChangedAsync, IncludeActivityInstanceId = true, AutoBurn = false });
        var progress = straight ? ApprovalProgress.Begin(key, returned!.Path, returned.Index) : ApprovalProgress.Begin(key, path, 0);
        await AdvanceAsync(context, file, progress, begins: true);
    }

    private async Task<ApprovalPath> PathAsync(ActivityExecutionContext context, Case file)
    {
        if (Signers.GetOrDefault(context) is { Count: > 0 } named)
        {
            var rule = Enum.Parse<GroupRule>(SignerRule.GetOrDefault(context) ?? nameof(GroupRule.All));
            return await context.GetRequiredService<NamedSigners>().PathAsync(file, [.. named], rule, SharePercent.GetOrDefault(context) / 100m, context.CancellationToken);
        }

        var matrix = Matrix.GetOrDefault(context) is { Length: > 0 } other ? other : ProcessOf(context);
        var facts = new ApprovalFacts(
            Amount.GetOrDefault(context), ExpenseRatio.GetOrDefault(context), OverBudget.GetOrDefault(context), BelowFloor.GetOrDefault(context), Emergency.GetOrDefault(context))
        {
            Stores = Stores.GetOrDefault(context),
            Payback = Payback.GetOrDefault(context),
            OnHold = SignOnHold.GetOrDefault(context) && file.CustomerCode is { } code && await context.GetRequiredService<CustomerDirectory>().IsHeldAsync(code, context.CancellationToken),
        };
        var today = context.GetRequiredService<CompanyClock>().DateOf(context.WorkflowExecutionContext.SystemClock.UtcNow);
        var atLeast = NeverShorter.GetOrDefault(context) ? ApprovalPath.Parse(file.PathJson)?.Rule?.Chain : file.OriginId is { } origin ? await ChainOfAsync(context, origin) : null;
        return Signing.Seated(await context.GetRequiredService<ApprovalMatrix>().ResolveAsync(matrix, facts, file.OwnerId, today, atLeast, OneLevelMore.GetOrDefault(context), context.CancellationToken));
    }

    /// <summary>The chain that an earlier approval took: what changes it or adds to it never takes a shorter one (domain.md 2.4).</summary>
    private static async Task<string?> ChainOfAsync(ActivityExecutionContext context, Guid origin)
    {
        await using var db = await context.GetRequiredService<IDbContextFactory<ProcessSalesDb>>().CreateDbContextAsync(context.CancellationToken);
        var path = await db.Set<Case>().AsNoTracking().Where(row => row.Id == origin).Select(row => row.PathJson).SingleOrDefaultAsync(context.CancellationToken);
        return ApprovalPath.Parse(path)?.Rule?.Chain;
    }

    private static async Task<bool> IsDecisiveAsync(ActivityExecutionContext context, Case file, ReturnedCase returned)
    {
        if (file.FormKey is null || file.FormVersion is not { } version || returned.Amount != file.Amount)
            return returned.Amount != file.Amount;
        var form = await context.GetRequiredService<FormCatalog>().VersionAsync(file.Process, file.FormKey, version, context.CancellationToken);
        return form is null || Resubmission.IsDecisive(form, Parse(returned.DataJson), Parse(file.DataJson));
    }

    private static JsonObject Parse(string? json) => json is null ? [] : JsonNode.Parse(json) as JsonObject ?? [];

    private async Task CopyAsync(ActivityExecutionContext context, Case file, string key, Input<ICollection<string>?> readers, CopyReason reason)
    {
        if (readers.GetOrDefault(context) is not { Count: > 0 } words)
            return;
        var people = await context.GetRequiredService<Addressees>().ResolveAsync(file, words, context.CancellationToken);
        await context.GetRequiredService<CaseCopies>().SendByProcessAsync(file.Id, $"{key}/copy/{reason}", people, reason, StepNameOf(context), context.CancellationToken);
    }
}
