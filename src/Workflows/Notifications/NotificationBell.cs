using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Notifications;

/// <summary>A message in a person's list.</summary>
/// <param name="Reason">Why it came; null for one that is older than that.</param>
public sealed record BellRow(Guid Id, Guid? CaseId, string Subject, string Body, DateTimeOffset At, bool Unread, NotificationClass Class, string Template, NotificationReason? Reason);

/// <summary>A person's messages in the app. Safe for concurrent use.</summary>
public sealed class NotificationBell(IDbContextFactory<ProcessSalesDb> databases, CompanyClock clock)
{
    /// <summary>How many are unread.</summary>
    public async Task<int> UnreadCountAsync(Guid person, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = clock.Now;
        return await db.Notifications.CountAsync(row => row.RecipientId == person && row.ReadAt == null && (row.HeldUntil == null || row.HeldUntil <= now), cancellationToken);
    }

    /// <summary>One page, the newest first.</summary>
    public async Task<Page<BellRow>> ListAsync(Guid person, bool unreadOnly, int number, int size, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = clock.Now;
        var rows = db.Notifications.AsNoTracking().Where(row => row.RecipientId == person && (row.HeldUntil == null || row.HeldUntil <= now));
        if (unreadOnly) rows = rows.Where(row => row.ReadAt == null);
        var total = await rows.CountAsync(cancellationToken);
        var page = await rows.OrderByDescending(row => row.CreatedAt).ThenByDescending(row => row.Id).Skip((number - 1) * size).Take(size)
            .ToListAsync(cancellationToken);
        return new([.. page.Select(row => new BellRow(row.Id, row.CaseId, row.Subject, row.Body, row.CreatedAt, row.ReadAt is null, row.Class, row.Template, NotificationReason.Parse(row.ReasonJson)))], total, number, size);
    }

    /// <summary>Marks one message, or all of them, as read.</summary>
    public async Task MarkReadAsync(Guid person, Guid? id, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = clock.Now;
        await db.Notifications.Where(row => row.RecipientId == person && row.ReadAt == null && (id == null || row.Id == id))
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.ReadAt, now), cancellationToken);
    }

    /// <summary>Marks one message as read and tells which case it is about; null for none, or when the message is not the person's.</summary>
    public async Task<Guid?> OpenAsync(Guid person, Guid id, CancellationToken cancellationToken = default)
    {
        await MarkReadAsync(person, id, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Notifications.Where(row => row.RecipientId == person && row.Id == id).Select(row => row.CaseId).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>Marks what a person was told of a case as read, when they open it.</summary>
    public async Task MarkCaseReadAsync(Guid person, Guid caseId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = clock.Now;
        await db.Notifications.Where(row => row.RecipientId == person && row.CaseId == caseId && row.ReadAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.ReadAt, now), cancellationToken);
    }
}
