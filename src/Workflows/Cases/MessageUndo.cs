using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Cases;

/// <summary>Something sent that its sender may still undo.</summary>
/// <param name="Until">Until when, UTC.</param>
public sealed record PendingMessage(Guid Id, Guid CaseId, string Title, SentKind Kind, DateTimeOffset Until);

/// <summary>
/// Takes back a comment, a copy or an urge before anybody has heard of it. Undone, nobody is told anything and no copy is left; the audit holds what was
/// sent and that it was undone. Safe for concurrent use.
/// </summary>
public sealed class MessageUndo(IDbContextFactory<ProcessSalesDb> databases, CompanyClock clock)
{
    /// <summary>The person's last message that can be undone; null for none.</summary>
    public async Task<PendingMessage?> PendingAsync(Guid person, CancellationToken cancellationToken = default)
    {
        var now = clock.Now;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.SentMessages.AsNoTracking().Where(message => message.PersonId == person && message.Until > now && message.UndoneAt == null).OrderByDescending(message => message.Until)
            .Join(db.Cases, message => message.CaseId, file => file.Id, (message, file) => new PendingMessage(message.Id, file.Id, file.Title, message.Kind, message.Until)).FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>Undoes a message of a case.</summary>
    /// <exception cref="RefusedException">It is too late, it is not the person's, or a reader of a copy has opened the case meanwhile.</exception>
    public async Task UndoAsync(Guid person, Guid caseId, Guid id, string? client, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            await db.LockCaseAsync(caseId, cancellationToken);
            var now = clock.Now;
            var message = await db.SentMessages.SingleOrDefaultAsync(row => row.Id == id && row.CaseId == caseId && row.PersonId == person, cancellationToken);
            if (message is null || message.Until <= now || message.UndoneAt is not null) throw new RefusedException(RefusalKind.Conflict, "undo.tooLate");
            if (await db.CaseCopies.AnyAsync(copy => copy.MessageId == id && copy.ReadAt != null, cancellationToken)) throw new RefusedException(RefusalKind.Conflict, "undo.actedUpon");
            message.UndoneAt = now;
            await db.Notifications.Where(notice => notice.MessageId == id).ExecuteDeleteAsync(cancellationToken);
            await db.CaseCopies.Where(copy => copy.MessageId == id).ExecuteDeleteAsync(cancellationToken);
            await db.TaskUrges.Where(urge => urge.MessageId == id).ExecuteDeleteAsync(cancellationToken);
            db.Record(now, new() { PersonId = person, CaseId = caseId, Subject = "message", Action = "Undo", From = message.Kind.ToString(), Client = client });
        }, cancellationToken);
    }
}
