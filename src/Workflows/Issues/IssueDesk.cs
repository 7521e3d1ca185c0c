using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Notifications;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Issues;

/// <summary>What somebody raises outside a visit.</summary>
/// <param name="StoreCode">Null for a matter of no store; a promoter names one of his own.</param>
/// <param name="OwnerId">Who settles it; null for the store's manager, else for whoever raises it. A promoter's goes to the store's manager.</param>
/// <param name="DueOn">Null for the default of its kind.</param>
public sealed record RaisedByHand(string? StoreCode, IssueKind Kind, string? Title, Guid? OwnerId, DateOnly? DueOn);

/// <summary>A store that an issue can be raised for.</summary>
public sealed record IssueStore(string Code, string Name);

/// <summary>Takes issues that people raise outside visits: a promoter's difficulty for the store's manager (domain.md W11), a superior's task for one of his people (D9). Safe for concurrent use.</summary>
public sealed class IssueDesk(IDbContextFactory<ProcessSalesDb> databases, OpenIssues issues, WorkingCalendars calendars, Notifier notifier, NotificationTemplates templates, CompanyClock clock)
{
    private const int LongestTerm = 365;
    private const int MostStores = 1000;

    /// <summary>Stores that the person may raise something for.</summary>
    public async Task<IReadOnlyList<IssueStore>> StoresAsync(Guid person, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await (await DataScope.OfAsync(db, person, cancellationToken)).Stores(db).AsNoTracking().Where(row => row.Active).OrderBy(row => row.Code).Take(MostStores).Select(row => new IssueStore(row.Code, row.Name)).ToListAsync(cancellationToken);
    }

    /// <summary>Raises an issue and tells whoever settles it, unless that is the same person. Returns its identity.</summary>
    /// <param name="key">The person's own: the same again raises nothing twice.</param>
    /// <exception cref="RefusedException">The store is not visible to the person, the other is not active, the title is missing or the day is over.</exception>
    public async Task<Guid> RaiseAsync(Guid person, string key, RaisedByHand raised, CancellationToken cancellationToken = default)
    {
        var calendar = await calendars.CurrentAsync(cancellationToken);
        var found = await templates.FindUsableAsync(IssueLadder.Process, "issue-raised", cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.ChangeAsync(async () =>
        {
            var by = await db.Users.AsNoTracking().SingleOrDefaultAsync(row => row.Id == person && row.Active, cancellationToken) ?? throw new RefusedException(RefusalKind.Forbidden, "notAllowed");
            Guid? store = null;
            if (raised.StoreCode?.Trim() is { Length: > 0 } code)
                store = await (await DataScope.OfAsync(db, person, cancellationToken)).Stores(db).Where(row => row.Code == code).Select(row => (Guid?)row.Id).SingleOrDefaultAsync(cancellationToken) ?? throw Refuse("Store", "store.unknown");
            else if (by.Role == Role.Pcc) throw Refuse("Store", "required");
            if (raised.DueOn is { } due && (due < clock.Today || due > clock.Today.AddDays(LongestTerm))) throw Refuse("DueOn", "issue.due", LongestTerm);
            var owner = by.Role == Role.Pcc ? null : raised.OwnerId;
            if (owner is not null && !await db.Users.AnyAsync(row => row.Id == owner && row.Active && row.Role != Role.Adm, cancellationToken)) throw Refuse("OwnerId", "field.unknownReference", "");
            var unique = $"desk/{person:N}/{key}";
            if (await db.OpenIssues.Where(row => row.Key == unique).Select(row => (Guid?)row.Id).SingleOrDefaultAsync(cancellationToken) is { } known) return known;
            var id = await issues.RaiseAsync(db, calendar, new(unique, IssueSource.Desk, null, store, null, raised.Kind, raised.Title ?? "", owner, person, raised.DueOn), cancellationToken);
            var issue = db.OpenIssues.Local.Single(row => row.Id == id);
            if (issue.OwnerId != person)
            {
                var data = await IssueNews.DataAsync(db, issue, by.Name, cancellationToken);
                await notifier.AddAsync(db, new($"issue/{id:N}/raised", IssueLadder.Process, "issue-raised", [issue.OwnerId], data, null, NotificationClass.Task, clock.At(issue.DueOn, new(18, 0))), found, cancellationToken);
            }

            return id;
        }, cancellationToken);
    }

    private static RefusedException Refuse(string field, string key, params object?[] arguments) => new(RefusalKind.Invalid, [new(field, key, arguments)]);
}
