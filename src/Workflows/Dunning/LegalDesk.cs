using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Dunning;

/// <summary>
/// Hands items to the lawyers and takes them back: the decision of level O6 (domain.md 3.2). What they have is reminded of no more and stands in a list of its own (3.3 rule 5); ageing and
/// interest go on. Safe for concurrent use.
/// </summary>
public sealed class LegalDesk(IDbContextFactory<ProcessSalesDb> databases, CompanyClock clock)
{
    /// <summary>转法务: no reminders from now on.</summary>
    /// <exception cref="RefusedException">Neither DIR nor FIN-M, the item is not open or with the lawyers already, or the reason is missing.</exception>
    public Task HandOverAsync(Guid person, Guid receivable, string? reason, CancellationToken cancellationToken = default) => MoveAsync(person, receivable, true, reason, cancellationToken);

    /// <summary>撤回法务: it goes on at its true age; at most one level is told.</summary>
    /// <exception cref="RefusedException">Neither DIR nor FIN-M, the item is not with the lawyers, or the reason is missing.</exception>
    public Task TakeBackAsync(Guid person, Guid receivable, string? reason, CancellationToken cancellationToken = default) => MoveAsync(person, receivable, false, reason, cancellationToken);

    private async Task MoveAsync(Guid person, Guid receivable, bool legal, string? reason, CancellationToken cancellationToken)
    {
        Require.Reason(reason);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            await db.RequireRoleAsync(person, [Role.Dir, Role.FinM], cancellationToken);
            var payer = await db.Receivables.Where(row => row.Id == receivable).Select(row => (Guid?)row.CustomerId).SingleOrDefaultAsync(cancellationToken) ?? throw new RefusedException(RefusalKind.NotFound, "receivable.unknown");
            await db.RequirePayerAsync(person, payer, cancellationToken);
            var item = (await AllocationLedger.HoldAsync(db, [receivable], cancellationToken))[receivable];
            if (item.Ended is not null || item.Open <= 0m) throw new RefusedException(RefusalKind.Conflict, "receivable.ended", item.Number);
            if (item.Legal == legal) throw new RefusedException(RefusalKind.Conflict, legal ? "legal.already" : "legal.not", item.Number);
            item.Legal = legal;
            item.Version++;
            var file = await db.ReminderFiles.Where(row => row.RunningFor == payer).Select(row => (Guid?)row.CaseId).SingleOrDefaultAsync(cancellationToken);
            db.Record(clock.Now, new() { PersonId = person, CaseId = file, Subject = $"dunning:{item.Number}", Action = legal ? "ToLegal" : "FromLegal", Comment = reason!.Trim() });
        }, cancellationToken);
    }
}
