using System.Reflection;
using Elsa.Workflows.UIHints.Dropdown;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Forms;
using ProcessSales.Workflows.Listings;
using ProcessSales.Workflows.Notifications;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Queues;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Activities.Designer;

/// <summary>Ways to say who does a task.</summary>
public sealed class AssigneeOptions : DropDownOptionsProviderBase
{
    /// <inheritdoc />
    protected override ValueTask<ICollection<SelectListItem>> GetItemsAsync(PropertyInfo propertyInfo, object? context, CancellationToken cancellationToken) =>
        ValueTask.FromResult<ICollection<SelectListItem>>(
        [
            new("申请人 Owner", Addressees.Owner),
            new("申请人上级 Superior", Addressees.Superior),
            new("申请人助理 Assistants", Addressees.Assistants),
            new("角色 Role", Addressees.Role),
            new("指定人员 Person", Addressees.Person),
            new("任务队列 Queue", Addressees.Queue),
        ]);
}

/// <summary>The roles.</summary>
public sealed class RoleOptions : DropDownOptionsProviderBase
{
    /// <inheritdoc />
    protected override ValueTask<ICollection<SelectListItem>> GetItemsAsync(PropertyInfo propertyInfo, object? context, CancellationToken cancellationToken) =>
        ValueTask.FromResult<ICollection<SelectListItem>>([new("–", ""), .. Enum.GetValues<Role>().Select(x => new SelectListItem($"{Title(x)} {x.Code()}", x.Code()))]);

    private static string Title(Role role) => role switch
    {
        Role.Pcc => "促销员 Promoter",
        Role.Ast => "客户经理助理 Assistant",
        Role.Kam => "客户经理 KA manager",
        Role.Arm => "区域经理 Area manager",
        Role.Rgm => "大区经理 Regional manager",
        Role.Dir => "营销总监 Sales director",
        Role.FinAr => "应收会计 Receivables accountant",
        Role.FinEx => "费用会计 Expense accountant",
        Role.FinM => "财务经理 Finance manager",
        Role.Log => "物流专员 Logistics",
        Role.Qa => "品控 Quality",
        _ => "系统管理员 Administrator",
    };
}

/// <summary>The people who may be given work.</summary>
public sealed class PersonOptions(IDbContextFactory<ProcessSalesDb> databases) : DropDownOptionsProviderBase
{
    /// <inheritdoc />
    protected override async ValueTask<ICollection<SelectListItem>> GetItemsAsync(PropertyInfo propertyInfo, object? context, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var people = await db.Users.AsNoTracking().Where(x => x.Active).OrderBy(x => x.UserName).Take(500).ToListAsync(cancellationToken);
        return [new("–", ""), .. people.Select(x => new SelectListItem($"{x.Name} {x.Role.Code()}", x.UserName!))];
    }
}

/// <summary>The queues.</summary>
public sealed class QueueOptions(QueueDesk queues) : DropDownOptionsProviderBase
{
    /// <inheritdoc />
    protected override async ValueTask<ICollection<SelectListItem>> GetItemsAsync(PropertyInfo propertyInfo, object? context, CancellationToken cancellationToken) =>
        [new("–", ""), .. (await queues.ListAsync(cancellationToken)).Select(queue => new SelectListItem($"{queue.Name} {queue.NameEn}", queue.Key))];
}

/// <summary>The forms of all processes.</summary>
public sealed class FormOptions(ProcessCatalog processes, FormCatalog forms) : DropDownOptionsProviderBase
{
    /// <inheritdoc />
    protected override async ValueTask<ICollection<SelectListItem>> GetItemsAsync(PropertyInfo propertyInfo, object? context, CancellationToken cancellationToken)
    {
        var items = new List<SelectListItem> { new("–", "") };
        foreach (var process in processes.All)
            items.AddRange((await forms.KeysAsync(process.Id, cancellationToken)).Select(key => new SelectListItem($"{key} ({process.Name.Zh})", key)));
        return items;
    }
}

/// <summary>The templates of all processes.</summary>
public sealed class TemplateOptions(ProcessCatalog processes, NotificationTemplates templates) : DropDownOptionsProviderBase
{
    /// <inheritdoc />
    protected override async ValueTask<ICollection<SelectListItem>> GetItemsAsync(PropertyInfo propertyInfo, object? context, CancellationToken cancellationToken)
    {
        var items = new List<SelectListItem> { new("–", "") };
        foreach (var process in processes.All)
            items.AddRange((await templates.NamesAsync(process.Id, cancellationToken)).Select(key => new SelectListItem($"{key} ({process.Name.Zh})", key)));
        return items;
    }
}

/// <summary>The processes.</summary>
public sealed class ProcessOptions(ProcessCatalog processes) : DropDownOptionsProviderBase
{
    /// <inheritdoc />
    protected override ValueTask<ICollection<SelectListItem>> GetItemsAsync(PropertyInfo propertyInfo, object? context, CancellationToken cancellationToken) =>
        ValueTask.FromResult<ICollection<SelectListItem>>([new("–", ""), .. processes.All.Select(x => new SelectListItem($"{x.Name.Zh} {x.Name.En}", x.Id))]);
}

/// <summary>The states of a case.</summary>
public sealed class CaseStateOptions : DropDownOptionsProviderBase
{
    /// <inheritdoc />
    protected override ValueTask<ICollection<SelectListItem>> GetItemsAsync(PropertyInfo propertyInfo, object? context, CancellationToken cancellationToken) =>
        ValueTask.FromResult<ICollection<SelectListItem>>(
        [
            new("–", ""),
            new("草稿 Draft", nameof(CaseState.Draft)),
            new("审批中 In review", nameof(CaseState.InReview)),
            new("退回 Returned", nameof(CaseState.Returned)),
            new("已批准 Approved", nameof(CaseState.Approved)),
            new("驳回 Rejected", nameof(CaseState.Rejected)),
            new("撤回 Withdrawn", nameof(CaseState.Withdrawn)),
            new("取消 Cancelled", nameof(CaseState.Cancelled)),
            new("执行中 Running", nameof(CaseState.Running)),
            new("已结案 Closed", nameof(CaseState.Closed)),
        ]);
}

/// <summary>What may be done to a listing.</summary>
public sealed class ListingStepOptions : DropDownOptionsProviderBase
{
    /// <inheritdoc />
    protected override ValueTask<ICollection<SelectListItem>> GetItemsAsync(PropertyInfo propertyInfo, object? context, CancellationToken cancellationToken) =>
        ValueTask.FromResult<ICollection<SelectListItem>>(
        [
            new("只读取费用 Look", nameof(ListingStep.Look)),
            new("建立 Open", nameof(ListingStep.Open)),
            new("提交审批 Review", nameof(ListingStep.Review)),
            new("退回草稿 Return", nameof(ListingStep.Return)),
            new("批准明细 Approve", nameof(ListingStep.Approve)),
            new("驳回 Reject", nameof(ListingStep.Reject)),
            new("撤回 Withdraw", nameof(ListingStep.Withdraw)),
            new("补充费用通过 Cover", nameof(ListingStep.Cover)),
            new("补充费用未通过 Refuse fee", nameof(ListingStep.RefuseFee)),
            new("开始试销 Begin trial", nameof(ListingStep.BeginTrial)),
            new("费用入账 Book fee", nameof(ListingStep.Book)),
        ]);
}

/// <summary>How far the lines of a listing may have come.</summary>
public sealed class ListingMilestoneOptions : DropDownOptionsProviderBase
{
    /// <inheritdoc />
    protected override ValueTask<ICollection<SelectListItem>> GetItemsAsync(PropertyInfo propertyInfo, object? context, CancellationToken cancellationToken) =>
        ValueTask.FromResult<ICollection<SelectListItem>>(
        [
            new("已提报店方 Submitted", nameof(ListingMilestone.Submitted)),
            new("谈判有结果 Negotiated", nameof(ListingMilestone.Negotiated)),
            new("协议已签 Signed", nameof(ListingMilestone.Signed)),
            new("店方已建档 Items created", nameof(ListingMilestone.ItemsCreated)),
            new("已下首单 Ordered", nameof(ListingMilestone.Ordered)),
            new("已到货 Delivered", nameof(ListingMilestone.Delivered)),
            new("已上架 On shelf", nameof(ListingMilestone.OnShelf)),
            new("费用已核销 Settled", nameof(ListingMilestone.Settled)),
            new("明细全部结束 Ended", nameof(ListingMilestone.Ended)),
        ]);
}
