using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Workflows.Complaints;

/// <summary>Moves across the course: merged, given to the authorities, opened again (domain.md 2.5, side states). The caller hands the orders to the pump. Safe for concurrent use.</summary>
public sealed class ComplaintMoves(ComplaintDesk desk, ComplaintCourse course, ComplaintStanding standing, ComplaintNews news, CaseRegister cases, WorkingCalendars calendars, CompanyClock clock)
{
    /// <summary>合并: the complaint is a duplicate or belongs to another, with which it is handled from now on.</summary>
    /// <exception cref="RefusedException">Not of quality, there is no such parent, or it is too far on.</exception>
    public async Task MergeAsync(Guid person, Guid id, string? parent, CancellationToken cancellationToken = default)
    {
        var ready = await news.ReadyAsync(cancellationToken);
        var calendar = await calendars.CurrentAsync(cancellationToken);
        await desk.ChangeAsync(person, id, async (db, file, complaint, who) =>
        {
            Allow(who, Role.Qa, Role.Dir);
            var number = parent?.Trim() ?? "";
            var into = await db.Complaints.Join(db.Cases.Where(row => row.Number == number), row => row.CaseId, row => row.Id, (row, _) => row).SingleOrDefaultAsync(cancellationToken);
            if (into is null || into.Id == complaint.Id || into.ParentId is not null || into.State is ComplaintState.Merged or ComplaintState.Invalid) throw new RefusedException(RefusalKind.Invalid, [new("Parent", "complaint.parent")]);
            if (await db.Complaints.AnyAsync(row => row.ParentId == complaint.Id, cancellationToken)) throw new RefusedException(RefusalKind.Invalid, [new("Parent", "complaint.isParent")]);
            complaint.ParentId = into.Id;
            standing.Move(db, complaint, ComplaintState.Merged, person, number);
            standing.Write(db, complaint, ComplaintEntryKind.Course, person, $"→ {number}");
            standing.Write(db, into, ComplaintEntryKind.Course, person, $"← {file.Number}: {complaint.Description}");
            await course.EndAsync(db, ready, calendar, file, complaint, CaseState.Cancelled, cancellationToken);
            await cases.EndRunAsync(db, file, person, "Merged", anew: false, cancellationToken);
        }, cancellationToken);
    }

    /// <summary>法务/监管: the authorities or lawyers have it; our own clocks stand and the handler can no longer close it.</summary>
    /// <exception cref="RefusedException">Not allowed to the person, no reason, or the state does not allow it.</exception>
    public async Task ToLegalAsync(Guid person, Guid id, LegalClockKind kind, string? reason, CancellationToken cancellationToken = default)
    {
        if (string.IsNullOrWhiteSpace(reason)) throw new RefusedException(RefusalKind.Invalid, [new("Reason", "required")]);
        if (reason.Length > 500) throw new RefusedException(RefusalKind.Invalid, [new("Reason", "tooLong", 500)]);
        var calendar = await calendars.CurrentAsync(cancellationToken);
        await desk.ChangeAsync(person, id, async (db, file, complaint, who) =>
        {
            Allow(who, Role.Qa, Role.Dir, Role.Arm, Role.Rgm);
            standing.Move(db, complaint, ComplaintState.Legal, person, reason.Trim());
            standing.Write(db, complaint, ComplaintEntryKind.Regulator, person, reason);
            if (!await db.LegalClocks.AnyAsync(row => row.ComplaintId == complaint.Id && row.Kind == kind, cancellationToken)) await standing.StartLegalClockAsync(db, complaint, kind, clock.Now, person, calendar, cancellationToken);
            await cases.EndRunAsync(db, file, person, "Legal", anew: true, cancellationToken);
        }, cancellationToken);
    }

    /// <summary>职业索赔: the claimant turns out to be one who lives by claims. Its plan needs a legal review from now on; an approval that is asked for already is refused until then.</summary>
    /// <exception cref="RefusedException">Not of quality, direction or area, no reason, tagged already, or the plan is approved.</exception>
    public Task TagAsync(Guid person, Guid id, string? reason, CancellationToken cancellationToken = default)
    {
        if (string.IsNullOrWhiteSpace(reason)) throw new RefusedException(RefusalKind.Invalid, [new("Reason", "required")]);
        if (reason.Length > 500) throw new RefusedException(RefusalKind.Invalid, [new("Reason", "tooLong", 500)]);
        return desk.ChangeAsync(person, id, (db, _, complaint, who) =>
        {
            Allow(who, Role.Qa, Role.Dir, Role.Arm);
            if (complaint.Professional || !complaint.State.TakesTag()) throw new RefusedException(RefusalKind.Conflict, "complaint.tag");
            complaint.Professional = true;
            standing.Write(db, complaint, ComplaintEntryKind.LegalReview, person, $"职业索赔 Professional claim: {reason.Trim()}");
            db.Record(clock.Now, new() { PersonId = person, CaseId = complaint.CaseId, Subject = "complaint", Action = "Tag", Comment = reason.Trim() });
            return Task.CompletedTask;
        }, cancellationToken);
    }

    /// <summary>重开: within 30 days of its end; all who had a hand in it are told.</summary>
    /// <exception cref="RefusedException">Too late, not ended, or no reason.</exception>
    public async Task ReopenAsync(Guid person, Guid id, string? reason, CancellationToken cancellationToken = default)
    {
        if (string.IsNullOrWhiteSpace(reason)) throw new RefusedException(RefusalKind.Invalid, [new("Reason", "required")]);
        if (reason.Length > 500) throw new RefusedException(RefusalKind.Invalid, [new("Reason", "tooLong", 500)]);
        var calendar = await calendars.CurrentAsync(cancellationToken);
        var ready = await news.ReadyAsync(cancellationToken);
        await desk.ChangeAsync(person, id, async (db, file, complaint, who) =>
        {
            if (who.Role is Role.Adm) throw new RefusedException(RefusalKind.Forbidden, "notAllowed");
            var days = (await standing.TermsAsync(db, cancellationToken)).ReopenDays;
            if (complaint.ClosedAt is not { } closed || closed.AddDays(days) < clock.Now) throw new RefusedException(RefusalKind.Conflict, "complaint.tooLate", days);
            standing.Move(db, complaint, ComplaintState.Reopened, person, reason.Trim());
            standing.Write(db, complaint, ComplaintEntryKind.Course, person, $"重开 Reopened: {reason.Trim()}");
            complaint.ClosedAt = null;
            complaint.Reopenings++;
            complaint.Round++;
            (complaint.InvestigatedAt, complaint.PlannedAt, complaint.Agreed, complaint.Score, complaint.ConfirmedAt, complaint.ConfirmedById, complaint.ImprovedAt) = (null, null, false, null, null, null, null);
            (complaint.RepliedAt, complaint.TakenAt, complaint.TakenById, complaint.LegalReviewedAt, complaint.LegalLimit) = (null, null, null, null, 0m);
            // Its clocks begin anew with the reopening; the registration stays what it was.
            await standing.SetClocksAsync(db, complaint, clock.Now, calendar, cancellationToken);
            if (complaint.Severity == Severity.A) complaint.AlarmFrom = clock.Now;
            // The table of cases knows no way back from an end; a complaint's own table has allowed it.
            file.State = CaseState.InReview;
            file.StateNote = null;
            file.ClosedAt = null;
            await cases.EndRunAsync(db, file, person, "Reopened", anew: true, cancellationToken);
            var handlers = await db.Tasks.Where(task => task.CaseId == file.Id && task.CompletedById != null && task.State == TaskState.Completed).Select(task => task.CompletedById!.Value).Distinct().ToListAsync(cancellationToken);
            await news.TellAsync(db, ready, file, complaint, $"complaint/{complaint.Id:N}/reopened/{complaint.Reopenings}", ComplaintNews.Reopened, [complaint.HandlerId, .. handlers], null, new() { ["comment"] = reason.Trim() }, cancellationToken);
        }, cancellationToken);
    }

    private static void Allow(Person who, params Role[] roles)
    {
        if (!roles.Contains(who.Role)) throw new RefusedException(RefusalKind.Forbidden, "notAllowed");
    }
}
