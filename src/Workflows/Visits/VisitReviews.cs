using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Visits;

/// <summary>What a decision does to a visit.</summary>
public enum VisitDecision
{
    /// <summary>已审阅</summary>
    Accept,

    /// <summary>退回补充</summary>
    Return,

    /// <summary>已取消</summary>
    Cancel,

    /// <summary>The visit is to be made all the same.</summary>
    Keep,
}

/// <summary>Carries out what the process decides, and what the end of a day does. Repeating it changes nothing. Safe for concurrent use.</summary>
public sealed class VisitReviews(IDbContextFactory<ProcessSalesDb> databases, Cases.CaseRegister cases, CompanyClock clock)
{
    private const int PageSize = 500;

    /// <summary>Carries a decision out. A visit that has gone on meanwhile stays as it is.</summary>
    /// <param name="person">Who decided; null when nobody did in time.</param>
    /// <param name="key">The same again changes nothing.</param>
    public async Task DecideAsync(Guid visitId, VisitDecision decision, Guid? person, string? comment, string key, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            if (await db.Audit.AnyAsync(entry => entry.Key == key, cancellationToken)) return;
            var visit = await db.Visits.SingleAsync(row => row.Id == visitId, cancellationToken);
            var to = decision switch { VisitDecision.Accept => VisitState.Reviewed, VisitDecision.Return => VisitState.Returned, VisitDecision.Cancel => VisitState.Cancelled, _ => (VisitState?)null };
            if (to is { } next && visit.State.Allows(next))
            {
                var reason = next == VisitState.Cancelled ? visit.CancelReason ?? comment : comment;
                db.Note(visit, next, clock.Now, clock.Now, person, reason is { Length: > 500 } ? reason[..500] : reason);
                if (next == VisitState.Reviewed) (visit.ReviewedAt, visit.ReviewedById) = (clock.Now, person);
            }

            visit.CancelReason = null;
            visit.Version++;
            Audit.AuditTrail.Record(db, clock.Now, new() { PersonId = person, CaseId = visit.CaseId, Subject = "visit", Action = decision.ToString(), Comment = comment, Key = key });
        }, cancellationToken);
    }

    /// <summary>Whether the visit has been handed in again, so that its review need not wait.</summary>
    public async Task<bool> IsHandedInAsync(Guid visitId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Visits.AnyAsync(row => row.Id == visitId && row.State == VisitState.Submitted, cancellationToken);
    }

    /// <summary>漏访: visits of days that are over to which nobody went; one that waits for leave to be dropped waits on. Returns how many.</summary>
    public async Task<int> EndDaysAsync(CancellationToken cancellationToken = default)
    {
        var today = clock.Today;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var over = await db.Visits.Where(row => (row.State == VisitState.Planned || row.State == VisitState.Preparing) && row.Day < today && row.CancelReason == null)
            .OrderBy(row => row.Day).Select(row => row.Id).Take(PageSize).ToListAsync(cancellationToken);
        foreach (var id in over)
        {
            await db.ChangeAsync(async () =>
            {
                var visit = await db.Visits.SingleAsync(row => row.Id == id, cancellationToken);
                if (visit.State is not (VisitState.Planned or VisitState.Preparing) || visit.CancelReason is not null) return;
                db.Note(visit, VisitState.Missed, clock.Now, clock.Now, null, null);
                visit.Version++;
            }, cancellationToken);
            db.ChangeTracker.Clear();
        }

        return over.Count;
    }

    /// <summary>
    /// A visit can be handed in again in the moment in which its review is just beginning to wait for that. Its order then found nothing; it is given once more.
    /// </summary>
    public async Task RemindReviewsAsync(CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var waiting = await (from visit in db.Visits
                             join file in db.Cases on visit.CaseId equals file.Id
                             where visit.State == VisitState.Submitted && file.State == Cases.CaseState.Returned && !db.Continuations.Any(order => order.CaseId == file.Id)
                             orderby file.Id
                             select file.Id).Take(PageSize).ToListAsync(cancellationToken);
        foreach (var id in waiting)
        {
            await db.ChangeAsync(() => cases.ResumeAsync(db, id, VisitRegister.ResubmittedStimulus, cancellationToken), cancellationToken);
            db.ChangeTracker.Clear();
        }
    }
}
