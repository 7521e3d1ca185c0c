using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Notifications;

/// <summary>What administrators look for.</summary>
/// <param name="State">Null for any.</param>
/// <param name="Channel">Null for any.</param>
/// <param name="Text">Part of the recipient's name or the whole of a case's number; null for any.</param>
public sealed record DeliveryFilter(DeliveryState? State, DeliveryChannel? Channel, string? Text, int Number, int Size);

/// <summary>A message on its way out.</summary>
/// <param name="Robot">Name of the robot; null for mail.</param>
/// <param name="Fault">What was wrong with the template; null when it was right.</param>
public sealed record DeliveryRow(
    Guid Id, DateTimeOffset At, string Recipient, string Subject, Guid? CaseId, DeliveryChannel Channel, string? Robot, DeliveryState State, int Attempts,
    DateTimeOffset NextAttemptAt, DateTimeOffset? SentAt, string? LastError, string? Fault);

/// <summary>How many there are in each state.</summary>
public sealed record DeliveryCounts(int Waiting, int Failed, int WaitingAfterFailure);

/// <summary>The record of what was sent, for administrators. Safe for concurrent use.</summary>
public sealed class DeliveryLog(IDbContextFactory<ProcessSalesDb> databases, CompanyClock clock)
{
    /// <summary>One page, the newest first.</summary>
    /// <exception cref="RefusedException">Not an administrator.</exception>
    public async Task<Page<DeliveryRow>> ListAsync(Guid person, DeliveryFilter filter, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.RequireAsync(person, cancellationToken);
        var rows = db.Deliveries.AsNoTracking();
        if (filter.State is { } state) rows = rows.Where(row => row.State == state);
        if (filter.Channel is { } channel) rows = rows.Where(row => row.Channel == channel);
        if (filter.Text?.Trim() is { Length: > 0 } text)
        {
            var people = await db.Users.Where(row => row.Name.Contains(text) || row.UserName == text).OrderBy(row => row.Name).ThenBy(row => row.Id).Select(row => row.Id).Take(100).ToListAsync(cancellationToken);
            rows = rows.Where(row => people.Contains(row.RecipientId)
                || db.Notifications.Any(notice => notice.Id == row.NotificationId && db.Cases.Any(file => file.Id == notice.CaseId && file.Number == text)));
        }

        var total = await rows.CountAsync(cancellationToken);
        var page = await (from row in rows.OrderByDescending(row => row.Id).Skip((filter.Number - 1) * filter.Size).Take(filter.Size)
                          join notice in db.Notifications on row.NotificationId equals notice.Id
                          join recipient in db.Users on row.RecipientId equals recipient.Id
                          join robot in db.Robots on row.RobotId equals (Guid?)robot.Id into robots
                          from robot in robots.DefaultIfEmpty()
                          orderby row.Id descending
                          select new DeliveryRow(row.Id, notice.CreatedAt, recipient.Name, notice.Subject, notice.CaseId, row.Channel, robot.Name, row.State, row.Attempts,
                              row.NextAttemptAt, row.SentAt, row.LastError, notice.Fault)).ToListAsync(cancellationToken);
        return new(page, total, filter.Number, filter.Size);
    }

    /// <summary>What waits and what failed.</summary>
    public async Task<DeliveryCounts> CountsAsync(CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return new(
            await db.Deliveries.CountAsync(row => row.State == DeliveryState.Waiting, cancellationToken),
            await db.Deliveries.CountAsync(row => row.State == DeliveryState.Failed, cancellationToken),
            await db.Deliveries.CountAsync(row => row.State == DeliveryState.Waiting && row.Attempts > 0, cancellationToken));
    }

    /// <summary>Sends a message again, or all that failed; returns how many will be tried.</summary>
    /// <param name="id">Null for all that failed.</param>
    /// <exception cref="RefusedException">Not an administrator.</exception>
    public async Task<int> ResendAsync(Guid person, Guid? id, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.ChangeAsync(async () =>
        {
            await db.RequireAsync(person, cancellationToken);
            var now = clock.Now;
            // A message that has arrived gets a new name when it is sent again on purpose, or mailboxes would throw it away.
            var count = await db.Deliveries.Where(row => id == null ? row.State == DeliveryState.Failed : row.Id == id)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.BatchId, row => row.State == DeliveryState.Sent ? null : row.BatchId)
                    .SetProperty(row => row.State, DeliveryState.Waiting).SetProperty(row => row.NextAttemptAt, now).SetProperty(row => row.Attempts, 0), cancellationToken);
            if (id is not null && count == 0) throw new RefusedException(RefusalKind.NotFound, "delivery.unknown");
            db.Record(now, new() { PersonId = person, Subject = id is null ? "deliveries" : $"delivery:{id:N}", Action = "Resend", Comment = $"{count}" });
            return count;
        }, cancellationToken);
    }
}
