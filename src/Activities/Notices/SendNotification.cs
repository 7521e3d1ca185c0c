using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Models;
using Elsa.Workflows.UIHints;
using ProcessSales.Activities.Designer;
using ProcessSales.Activities.Notices;

namespace ProcessSales.Activities;

/// <summary>Tells people about the case, in the app and by mail.</summary>
[Activity("ProcessSales", "ProcessSales", "按模板通知相关人员(站内信与邮件)。 Tells people by a template, in the app and by mail.", DisplayName = "发送通知 Send notification")]
public sealed class SendNotification : BusinessStep
{
    /// <summary>The template's key in the process's folder.</summary>
    [Input(DisplayName = "模板 Template", UIHint = InputUIHints.DropDown, UIHandler = typeof(TemplateOptions), Order = 1)]
    public Input<string> Template { get; set; } = new("");

    /// <summary>See <see cref="Addressees"/> for what may stand here.</summary>
    [Input(
        DisplayName = "接收人 Recipients",
        Description = "Owner 申请人、Superior 上级、Assistants 助理、Promoters 门店促销员、角色代码(如 LOG)、用户名或编号。 Owner, Superior, Assistants, Promoters, role codes, user names or ids.",
        UIHint = InputUIHints.MultiText,
        Order = 2)]
    public Input<ICollection<string>> Recipients { get; set; } = new(new List<string> { Addressees.Owner });

    /// <summary>More for the template, an object.</summary>
    [Input(DisplayName = "模板数据 Data", Description = "供模板使用的附加数据(对象)。 An object for the template.", UIHint = InputUIHints.JsonEditor, Order = 3)]
    public Input<object?> Data { get; set; } = new((object?)null);

    /// <inheritdoc />
    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        var key = NextKey(context);
        var file = await CaseAsync(context);
        var people = await context.GetRequiredService<Addressees>().ResolveAsync(file, Recipients.GetOrDefault(context) ?? [], context.CancellationToken);
        await context.GetRequiredService<CaseNotices>().SendAsync(
            file, key, Template.GetOrDefault(context), people, StepNameOf(context), null, AsJson(Data.GetOrDefault(context)), context.CancellationToken);
        await context.CompleteActivityAsync();
    }
}
