using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Notifications;

/// <summary>An order to tell people something.</summary>
/// <param name="Key">Unique; the same key again reaches nobody a second time.</param>
/// <param name="Process">Whose templates are used.</param>
/// <param name="Template">The template.</param>
/// <param name="Recipients">For whom.</param>
/// <param name="Data">What the template sees; never read as a template itself.</param>
/// <param name="CaseId">The case; null for none.</param>
public sealed record NotificationRequest(string Key, string Process, string Template, IReadOnlyList<Guid> Recipients, JsonObject Data, Guid? CaseId);

/// <summary>Puts messages into the outbox: in the app at once, by e-mail through <see cref="DeliveryPump"/>. Safe for concurrent use.</summary>
public sealed class Notifier(IDbContextFactory<ProcessSalesDb> databases, NotificationTemplates templates, CompanyClock clock)
{
    /// <summary>Queues a message to each recipient in the recipient's language.</summary>
    /// <exception cref="TemplateException">The template is missing or faulty.</exception>
    public async Task QueueAsync(NotificationRequest request, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            var told = await db.Notifications.Where(row => row.Key == request.Key).Select(row => row.RecipientId).ToListAsync(cancellationToken);
            var recipients = await db.Users.AsNoTracking()
                .Where(person => request.Recipients.Contains(person.Id) && person.Active && !told.Contains(person.Id)).ToListAsync(cancellationToken);
            foreach (var recipient in recipients)
            {
                var message = templates.Render(request.Process, request.Template, recipient.Language, request.Data);
                var notification = new Notification
                {
                    Id = Guid.CreateVersion7(clock.Now), Key = request.Key, RecipientId = recipient.Id, CaseId = request.CaseId, Template = request.Template,
                    Subject = message.Subject, Body = message.Body, CreatedAt = clock.Now,
                };
                db.Notifications.Add(notification);
                if (!string.IsNullOrEmpty(recipient.Email))
                {
                    db.Deliveries.Add(new() { Id = Guid.CreateVersion7(clock.Now), NotificationId = notification.Id, NextAttemptAt = clock.Now });
                }
            }
        }, cancellationToken);
    }
}

/// <summary>A message in a person's list.</summary>
public sealed record BellRow(Guid Id, Guid? CaseId, string Subject, string Body, DateTimeOffset At, bool Unread);

/// <summary>A person's messages in the app. Safe for concurrent use.</summary>
public sealed class NotificationBell(IDbContextFactory<ProcessSalesDb> databases, CompanyClock clock)
{
    /// <summary>How many are unread.</summary>
    public async Task<int> UnreadCountAsync(Guid person, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Notifications.CountAsync(row => row.RecipientId == person && row.ReadAt == null, cancellationToken);
    }

    /// <summary>One page, the newest first.</summary>
    public async Task<Page<BellRow>> ListAsync(Guid person, bool unreadOnly, int number, int size, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = db.Notifications.AsNoTracking().Where(row => row.RecipientId == person);
        if (unreadOnly) rows = rows.Where(row => row.ReadAt == null);
        var total = await rows.CountAsync(cancellationToken);
        var page = await rows.OrderByDescending(row => row.CreatedAt).ThenByDescending(row => row.Id).Skip((number - 1) * size).Take(size)
            .Select(row => new BellRow(row.Id, row.CaseId, row.Subject, row.Body, row.CreatedAt, row.ReadAt == null)).ToListAsync(cancellationToken);
        return new(page, total, number, size);
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
