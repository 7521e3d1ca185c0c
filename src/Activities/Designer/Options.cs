using System.Reflection;
using Elsa.Workflows.UIHints.Dropdown;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Forms;
using ProcessSales.Workflows.Notifications;
using ProcessSales.Workflows.People;
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
        ]);
}

/// <summary>The roles.</summary>
public sealed class RoleOptions : DropDownOptionsProviderBase
{
    /// <inheritdoc />
    protected override ValueTask<ICollection<SelectListItem>> GetItemsAsync(PropertyInfo propertyInfo, object? context, CancellationToken cancellationToken) =>
        ValueTask.FromResult<ICollection<SelectListItem>>([new("–", ""), .. Enum.GetValues<Role>().Select(x => new SelectListItem(RoleCodes.NameOf(x), RoleCodes.TextOf(x)))]);
}

/// <summary>The people who may be given work.</summary>
public sealed class PersonOptions(IDbContextFactory<ProcessSalesDb> databases) : DropDownOptionsProviderBase
{
    /// <inheritdoc />
    protected override async ValueTask<ICollection<SelectListItem>> GetItemsAsync(PropertyInfo propertyInfo, object? context, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var people = await db.Users.AsNoTracking().Where(x => x.Active).OrderBy(x => x.UserName).Take(500).ToListAsync(cancellationToken);
        return [new("–", ""), .. people.Select(x => new SelectListItem($"{x.Name} {RoleCodes.TextOf(x.Role)}", x.UserName!))];
    }
}

/// <summary>The forms of all processes.</summary>
public sealed class FormOptions(FormCatalog forms) : DropDownOptionsProviderBase
{
    /// <inheritdoc />
    protected override ValueTask<ICollection<SelectListItem>> GetItemsAsync(PropertyInfo propertyInfo, object? context, CancellationToken cancellationToken) =>
        ValueTask.FromResult<ICollection<SelectListItem>>([new("–", ""), .. forms.Keys().Select(x => new SelectListItem($"{x.Key} ({x.Process})", x.Key))]);
}

/// <summary>The templates of all processes.</summary>
public sealed class TemplateOptions(NotificationTemplates templates) : DropDownOptionsProviderBase
{
    /// <inheritdoc />
    protected override ValueTask<ICollection<SelectListItem>> GetItemsAsync(PropertyInfo propertyInfo, object? context, CancellationToken cancellationToken) =>
        ValueTask.FromResult<ICollection<SelectListItem>>([new("–", ""), .. templates.Keys().Select(x => new SelectListItem($"{x.Key} ({x.Process})", x.Key))]);
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
        ]);
}
