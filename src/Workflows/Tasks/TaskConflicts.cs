using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Approvals;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Tasks;

/// <summary>Segregation of duties (domain.md 2.0): who may never hold or answer which task, however it came to them.</summary>
internal static class TaskConflicts
{
    /// <summary>Why this person must not get the task; null when nothing speaks against it. <paramref name="beyond"/>: as a further signer, not in place of the holder.</summary>
    public static async Task<Refusal?> AgainstAsync(ProcessSalesDb db, HumanTask task, Case file, Guid target, CancellationToken cancellationToken, bool beyond = false)
    {
        var person = await db.Users.AsNoTracking().SingleOrDefaultAsync(row => row.Id == target, cancellationToken);
        if (person is not { Active: true }) return new("Person", "person.unknown");
        if (task.AssigneeId == target) return new("Person", "task.alreadyHolds", person.Name);
        if (!TaskDecisions.ActionsOf(task).Any(TaskActions.Decides)) return null;
        if (file.OwnerId == target) return new("Person", "task.targetIsApplicant", person.Name);
        if (person.Role == Role.Adm) return new("Person", "task.targetIsAdministrator");
        if (!beyond && await IsFinanceSeatAsync(db, task, cancellationToken) && person.Role.Access() != AccessLevel.Finance) return new("Person", "task.targetNotFinance", person.Name);
        var signsBeside = task.GroupId is not null && await db.Tasks.AnyAsync(
            row => row.CaseId == task.CaseId && row.GroupId == task.GroupId && row.Id != task.Id
                && ((row.State == TaskState.Open && (row.AssigneeId == target || row.ConsultedById == target)) || (row.State == TaskState.Completed && row.CompletedById == target)), cancellationToken);
        return signsBeside || SignsOnPath(task, file, target) ? new("Person", "task.targetSignsBeside", person.Name) : null;
    }

    private static bool SignsOnPath(HumanTask task, Case file, Guid person) =>
        ApprovalPath.Parse(file.PathJson)?.Level(task.Level) is { } level
        && level.Seats.Any(seat => seat.Seat != task.Seat && (seat.Answer is { Outcome: TaskActions.Approve } answer ? answer.PersonId == person : seat.PersonId == person));

    /// <summary>Refuses whoever must not have it.</summary>
    /// <exception cref="RefusedException">Something speaks against the person.</exception>
    public static async Task RefuseAsync(ProcessSalesDb db, HumanTask task, Case file, Guid target, CancellationToken cancellationToken)
    {
        if (await AgainstAsync(db, task, file, target, cancellationToken) is { } refusal) throw new RefusedException(RefusalKind.Invalid, [refusal]);
    }

    /// <summary>Refuses an answer by the applicant, by an administrator, or by somebody who has signed beside already.</summary>
    /// <exception cref="RefusedException">The person must not decide this.</exception>
    public static async Task RefuseAnswerAsync(ProcessSalesDb db, HumanTask task, Case file, Guid person, CancellationToken cancellationToken)
    {
        if (file.OwnerId == person) throw new RefusedException(RefusalKind.Forbidden, "task.ownCase");
        if (await db.Users.AnyAsync(row => row.Id == person && row.Role == Role.Adm, cancellationToken)) throw new RefusedException(RefusalKind.Forbidden, "task.administrator");
        var signedBeside = task.GroupId is not null && await db.Tasks.AnyAsync(
            row => row.CaseId == task.CaseId && row.GroupId == task.GroupId && row.Id != task.Id && row.Seat != task.Seat && row.State == TaskState.Completed
                && row.CompletedById == person && row.Outcome == TaskActions.Approve, cancellationToken);
        var level = ApprovalPath.Parse(file.PathJson)?.Level(task.Level);
        if (signedBeside || level?.Seats.Any(seat => seat.Seat != task.Seat && seat.Answer?.PersonId == person) == true) throw new RefusedException(RefusalKind.Forbidden, "task.signedBeside");
    }

    // A seat of finance stays with finance, whoever holds it for the moment.
    private static async Task<bool> IsFinanceSeatAsync(ProcessSalesDb db, HumanTask task, CancellationToken cancellationToken)
    {
        var holder = task.OnBehalfOfId ?? task.ConsultedById ?? task.AssigneeId;
        return await db.Users.AnyAsync(row => row.Id == holder && (row.Role == Role.FinAr || row.Role == Role.FinEx || row.Role == Role.FinM), cancellationToken);
    }
}
