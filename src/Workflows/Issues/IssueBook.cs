using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Visits;

namespace ProcessSales.Workflows.Issues;

/// <summary>Which issues a list shows.</summary>
/// <param name="Text">Part of the title; null for any.</param>
/// <param name="StoreCode">One store's; null for any.</param>
/// <param name="State">Null for all that are not closed.</param>
/// <param name="OverdueOnly">Only those whose last day is over and that are open.</param>
/// <param name="MineOnly">Only those that the person settles.</param>
/// <param name="Kind">Null for any.</param>
public sealed record IssueFilter(string? Text = null, string? StoreCode = null, IssueState? State = null, bool OverdueOnly = false, bool MineOnly = false, IssueKind? Kind = null);

/// <summary>An issue in a list.</summary>
/// <param name="Place">Store, else chain; empty for none.</param>
public sealed record IssueRow(Guid Id, IssueKind Kind, IssueSource Source, Guid? SourceId, string Title, string Place, Guid? StoreId, string Owner, DateOnly DueOn, IssueState State, string? Decision, bool Overdue);

/// <summary>An issue with its history, the oldest first.</summary>
public sealed record IssueView(OpenIssue Issue, string? Store, string? Customer, string? CustomerCode, string Owner, string? AlsoOwner, string? RaisedBy, IReadOnlyList<IssueEntryRow> History, bool MayClose);

/// <summary>An entry of the history.</summary>
/// <param name="Person">Null for the system.</param>
public sealed record IssueEntryRow(DateTimeOffset At, string? Person, IssueStep Step, string? Text, Guid? VisitId);

/// <summary>Shows issues within a person's scope, and hands them to the preparation of visits. Safe for concurrent use.</summary>
public sealed class IssueBook(IDbContextFactory<ProcessSalesDb> databases, CompanyClock clock) : IStoreMatterSource
{
    /// <summary>One page, what is due first on top.</summary>
    public async Task<Page<IssueRow>> ListAsync(Guid person, IssueFilter filter, string? sort, int number, int size, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var scope = await DataScope.OfAsync(db, person, cancellationToken);
        var today = clock.Today;
        var issues = scope.Issues(db).AsNoTracking();
        issues = filter.State is { } state ? issues.Where(row => row.State == state) : issues.Where(row => row.State != IssueState.Closed);
        if (filter.OverdueOnly) issues = issues.Where(row => row.State == IssueState.Open && row.DueOn < today);
        if (filter.MineOnly) issues = issues.Where(row => row.OwnerId == person || row.AlsoOwnerId == person);
        if (filter.Kind is { } kind) issues = issues.Where(row => row.Kind == kind);
        if (filter.Text?.Trim() is { Length: > 0 } text) issues = issues.Where(row => row.Title.Contains(text));
        if (filter.StoreCode?.Trim() is { Length: > 0 } code) issues = issues.Where(row => db.Stores.Any(store => store.Id == row.StoreId && store.Code == code));
        issues = sort switch
        {
            "-due" => issues.OrderByDescending(row => row.DueOn).ThenBy(row => row.Id),
            "title" => issues.OrderBy(row => row.Title).ThenBy(row => row.Id),
            "-title" => issues.OrderByDescending(row => row.Title).ThenBy(row => row.Id),
            "kind" => issues.OrderBy(row => row.Kind).ThenBy(row => row.DueOn),
            "-kind" => issues.OrderByDescending(row => row.Kind).ThenBy(row => row.DueOn),
            _ => issues.OrderBy(row => row.DueOn).ThenBy(row => row.Id),
        };
        var total = await issues.CountAsync(cancellationToken);
        var rows = await issues.Skip((number - 1) * size).Take(size).Select(row => new IssueRow(
            row.Id, row.Kind, row.Source, row.SourceId, row.Title,
            db.Stores.Where(store => store.Id == row.StoreId).Select(store => store.Name).FirstOrDefault() ?? db.Customers.Where(customer => customer.Id == row.CustomerId).Select(customer => customer.Name).FirstOrDefault() ?? "",
            row.StoreId, db.Users.Where(owner => owner.Id == row.OwnerId).Select(owner => owner.Name).First(), row.DueOn, row.State, row.Decision, row.State == IssueState.Open && row.DueOn < today)).ToListAsync(cancellationToken);
        return new(rows, total, number, size);
    }

    /// <summary>One issue; null when the person may not see it.</summary>
    public async Task<IssueView?> ReadAsync(Guid person, Guid id, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var scope = await DataScope.OfAsync(db, person, cancellationToken);
        if (await scope.Issues(db).AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken) is not { } issue) return null;
        var role = await db.Users.Where(row => row.Id == person).Select(row => row.Role).SingleAsync(cancellationToken);
        var history = await (from entry in db.IssueEntries.AsNoTracking()
                             where entry.IssueId == id
                             join someone in db.Users on entry.PersonId equals (Guid?)someone.Id into people
                             from someone in people.DefaultIfEmpty()
                             orderby entry.Number
                             select new IssueEntryRow(entry.At, someone.Name, entry.Step, entry.Text, entry.VisitId)).ToListAsync(cancellationToken);
        var customer = await db.Customers.Where(row => row.Id == issue.CustomerId).Select(row => new { row.Name, row.Code }).SingleOrDefaultAsync(cancellationToken);
        async Task<string?> NameAsync(Guid? who) => await db.Users.Where(row => row.Id == who).Select(row => row.Name).SingleOrDefaultAsync(cancellationToken);
        return new(
            issue, await db.Stores.Where(row => row.Id == issue.StoreId).Select(row => row.Name).SingleOrDefaultAsync(cancellationToken), customer?.Name, customer?.Code,
            await NameAsync(issue.OwnerId) ?? "", await NameAsync(issue.AlsoOwnerId), await NameAsync(issue.RaisedById), history,
            issue.State != IssueState.Closed && (role.Access() == AccessLevel.Manager || issue.RaisedById == person || (issue.OwnerId == person && issue.State == IssueState.Resolved)));
    }

    /// <inheritdoc />
    public async Task<ILookup<Guid, StoreMatter>> OfAsync(IReadOnlyCollection<Guid> storeIds, DateOnly day, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await db.OpenIssues.AsNoTracking().Where(row => row.StoreId != null && storeIds.Contains(row.StoreId.Value) && row.State != IssueState.Closed)
            .OrderBy(row => row.DueOn).ThenBy(row => row.Id).Select(row => new { row.StoreId, row.Id, row.Title, row.Decision, row.DueOn }).ToListAsync(cancellationToken);
        return rows.ToLookup(row => row.StoreId!.Value, row => new StoreMatter(StoreMatterKind.OpenIssue, row.Id, "", row.Title, row.Decision, row.DueOn, null, $"/issues/{row.Id}"));
    }
}
