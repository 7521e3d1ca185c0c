using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Approvals;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Tasks;

/// <summary>A level that was passed, to which a case can be returned.</summary>
public sealed record PassedLevel(int Number, string Signers);

/// <summary>What a person may do with a task besides answering it.</summary>
/// <param name="Claim">Make it one's own.</param>
/// <param name="Release">Give it back to all who may do it.</param>
/// <param name="HandOver">Transfer it, or ask somebody about it.</param>
/// <param name="AddSigners">Add signers.</param>
/// <param name="Reassign">Give it to another as a superior.</param>
/// <param name="Recall">Take it back from whoever was asked or stands in.</param>
/// <param name="Pause">Stop its clock.</param>
/// <param name="Resume">Let its clock run on.</param>
/// <param name="Passed">Where a return may go besides the applicant.</param>
/// <param name="OnBehalfOf">Name of whom the holder stands in for; null for nobody.</param>
/// <param name="ConsultedBy">Name of who asked for an opinion; null for nobody.</param>
public sealed record TaskMove(
    bool Claim, bool Release, bool HandOver, bool AddSigners, bool Reassign, bool Recall, bool Pause, bool Resume, IReadOnlyList<PassedLevel> Passed, string? OnBehalfOf, string? ConsultedBy)
{
    /// <summary>Whether there is anything beyond answering.</summary>
    public bool Any => Claim || Release || HandOver || AddSigners || Reassign || Recall || Pause || Resume;
}

/// <summary>Finds what a person may do with a task. Safe for concurrent use.</summary>
public sealed class TaskMoves(IDbContextFactory<ProcessSalesDb> databases)
{
    /// <summary>What the person may do; nothing for a task that is not visible or not open.</summary>
    public async Task<TaskMove> OfAsync(Guid person, Guid taskId, CancellationToken cancellationToken = default)
    {
        var nothing = new TaskMove(false, false, false, false, false, false, false, false, [], null, null);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var task = await db.Tasks.AsNoTracking().SingleOrDefaultAsync(row => row.Id == taskId && row.State == TaskState.Open, cancellationToken);
        if (task is null) return nothing;
        var scope = await DataScope.OfAsync(db, person, cancellationToken);
        var file = await scope.Cases(db).AsNoTracking().SingleOrDefaultAsync(row => row.Id == task.CaseId, cancellationToken);
        if (file is null) return nothing;
        var candidate = await db.TaskCandidates.AsNoTracking().SingleOrDefaultAsync(row => row.TaskId == taskId && row.PersonId == person, cancellationToken);
        var shared = await db.TaskCandidates.AnyAsync(row => row.TaskId == taskId && !row.BesideAssignee, cancellationToken);
        var mine = task.AssigneeId == person;
        var own = mine && task.ConsultedById is null;
        var names = await db.Users.Where(row => row.Id == task.OnBehalfOfId || row.Id == task.ConsultedById).ToDictionaryAsync(row => row.Id, row => row.Name, cancellationToken);
        return new(
            task.AssigneeId is null && candidate is { BesideAssignee: false },
            own && shared,
            own && TaskDecisions.ActionsOf(task).Any(TaskActions.Decides),
            own && task.Seat is not null,
            !mine && await TaskHolders.MayReassignAsync(db, person, task, cancellationToken),
            !mine && (task.ConsultedById == person || (task.OnBehalfOfId == person && task.ConsultedById is null)),
            own && task.PausedAt is null && task.DueAt is not null,
            own && task.PausedAt is not null,
            own || candidate is { BesideAssignee: true } ? PassedOf(file.PathJson, task.Level) : [],
            task.OnBehalfOfId is { } absent ? names.GetValueOrDefault(absent) : null,
            task.ConsultedById is { } asker ? names.GetValueOrDefault(asker) : null);
    }

    private static IReadOnlyList<PassedLevel> PassedOf(string? path, int? level) =>
        ApprovalPath.Parse(path)?.Levels.Where(one => one.Number < level).Select(one => new PassedLevel(one.Number, string.Join("、", one.Approvers.Select(approver => approver.Name)))).ToList() ?? [];
}
