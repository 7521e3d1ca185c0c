using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Approvals;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Workflows.Cases;

/// <summary>What a person may do with a case besides answering a task in it, and what was done already.</summary>
/// <param name="MayUrge">Whether somebody else has it and the person may remind them.</param>
/// <param name="Urged">How often those who have it were urged.</param>
/// <param name="MayTakeBack">Whether the person's own approval can still be undone.</param>
/// <param name="Removable">Signers whom the person added and who have not signed.</param>
/// <param name="Readers">Who has a copy.</param>
/// <param name="ReviewHours">Working hours in review so far.</param>
/// <param name="ApplicantHours">Working hours with the applicant after a return; not part of the former.</param>
/// <param name="OutsideHours">Working hours that tasks waited for others outside.</param>
public sealed record CaseMove(
    bool MayUrge, int Urged, bool MayTakeBack, IReadOnlyList<Approver> Removable, IReadOnlyList<CopyReader> Readers, double ReviewHours, double ApplicantHours, double OutsideHours);

/// <summary>Finds what a person may do with a case. Safe for concurrent use.</summary>
public sealed class CaseMoves(IDbContextFactory<ProcessSalesDb> databases, CaseCopies copies, WorkingCalendars calendars, CompanyClock clock)
{
    /// <summary>What the person may do; null when the case is not visible to them.</summary>
    public async Task<CaseMove?> OfAsync(Guid person, Guid caseId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var scope = await DataScope.OfAsync(db, person, cancellationToken);
        var file = await scope.Cases(db).AsNoTracking().SingleOrDefaultAsync(row => row.Id == caseId, cancellationToken);
        if (file is null) return null;
        var open = await db.Tasks.AsNoTracking().Where(task => task.CaseId == caseId && task.State == TaskState.Open).Select(task => new { task.Id, task.AssigneeId }).ToListAsync(cancellationToken);
        var ids = open.Select(task => task.Id).ToList();
        var removable = file.State == CaseState.InReview
            ? ApprovalPath.Parse(file.PathJson)?.Levels.Skip(file.PathPosition ?? 0).SelectMany(level => level.Seats).Where(seat => seat.AddedById == person && seat.Answer is null).ToList() ?? []
            : [];
        var (review, applicant) = await TimesAsync(db, file, cancellationToken);
        return new(
            open.Exists(task => task.AssigneeId != person) && await TaskUrging.MayAsync(db, person, file, cancellationToken),
            await db.TaskUrges.CountAsync(urge => ids.Contains(urge.TaskId), cancellationToken),
            await PathChanges.TakableAsync(db, file, person, cancellationToken) is not null,
            removable,
            await copies.ReadersAsync(caseId, cancellationToken),
            review, applicant,
            await db.Tasks.Where(task => task.CaseId == caseId).SumAsync(task => task.PausedMinutes, cancellationToken) / 60.0);
    }

    // Our clock stands while the case lies with its applicant (domain.md 2.0); that time is told beside ours.
    private async Task<(double Review, double Applicant)> TimesAsync(ProcessSalesDb db, Case file, CancellationToken cancellationToken)
    {
        var changes = await db.Audit.AsNoTracking().Where(entry => entry.CaseId == file.Id && entry.Subject == "case" && entry.Action == "State").OrderBy(entry => entry.At).ThenBy(entry => entry.Id)
            .Select(entry => new { entry.At, entry.To }).Take(500).ToListAsync(cancellationToken);
        var calendar = await calendars.CurrentAsync(cancellationToken);
        double review = 0, applicant = 0;
        for (var i = 0; i < changes.Count; i++)
        {
            var until = i + 1 < changes.Count ? changes[i + 1].At : file.ClosedAt ?? clock.Now;
            var hours = calendar.WorkingTimeBetween(changes[i].At, until).TotalHours;
            if (changes[i].To == nameof(CaseState.InReview)) review += hours;
            if (changes[i].To == nameof(CaseState.Returned)) applicant += hours;
        }

        return (Math.Round(review, 1), Math.Round(applicant, 1));
    }
}
