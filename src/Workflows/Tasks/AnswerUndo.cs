using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Tasks;

/// <summary>An answer that its giver may still undo.</summary>
/// <param name="Outcome">What was answered.</param>
/// <param name="Until">Until when, UTC.</param>
public sealed record PendingAnswer(Guid TaskId, Guid CaseId, string Title, string Outcome, DateTimeOffset Until);

/// <summary>
/// Takes an answer back before the engine has heard of it. Until then the task counts as answered for everybody; undone, nothing has happened but
/// for two entries in the audit. Safe for concurrent use.
/// </summary>
public sealed class AnswerUndo(IDbContextFactory<ProcessSalesDb> databases, WorkingCalendars calendars, CompanyClock clock)
{
    /// <summary>The person's last answer that can be undone; null for none.</summary>
    public async Task<PendingAnswer?> PendingAsync(Guid person, CancellationToken cancellationToken = default)
    {
        var now = clock.Now;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.UndoableAnswers.AsNoTracking().Where(answer => answer.PersonId == person && answer.Until > now).OrderByDescending(answer => answer.Until)
            .Join(db.Tasks, answer => answer.TaskId, task => task.Id, (answer, task) => new { answer, task })
            .Join(db.Cases, row => row.task.CaseId, file => file.Id, (row, file) => new PendingAnswer(row.task.Id, file.Id, file.Title, row.task.Outcome ?? "", row.answer.Until))
            .FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>Undoes the answer to a task. Returns the case's instance.</summary>
    /// <exception cref="RefusedException">It is too late, it was not the person's answer, or somebody has acted on it.</exception>
    public async Task<string> UndoAsync(Guid person, Guid taskId, string? client, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.ChangeAsync(async () =>
        {
            var answer = await db.UndoableAnswers.SingleOrDefaultAsync(row => row.TaskId == taskId && row.PersonId == person, cancellationToken) ?? throw TooLate();
            var task = await db.Tasks.SingleAsync(row => row.Id == taskId, cancellationToken);
            await db.LockCaseAsync(task.CaseId, cancellationToken);
            var file = await db.Cases.SingleAsync(row => row.Id == task.CaseId, cancellationToken);
            if (await db.Continuations.AnyAsync(row => row.CaseId == file.Id && row.Id > answer.ContinuationId, cancellationToken))
                throw new RefusedException(RefusalKind.Conflict, "undo.actedUpon");

            // Whoever hands the order over has counted the attempt: of the two only one finds the row as it was. The undoable answer goes with it.
            var now = clock.Now;
            if (await db.Continuations.Where(row => row.Id == answer.ContinuationId && row.Attempts == 0 && row.NextAttemptAt > now).ExecuteDeleteAsync(cancellationToken) == 0) throw TooLate();
            db.Entry(answer).State = EntityState.Detached;
            await ReopenAsync(db, task, answer, cancellationToken);
            file.Version++;
            if (answer.HandedIn)
            {
                (file.DataJson, file.FormKey, file.FormVersion, file.SubmittedAt) = (answer.DataJson, answer.FormKey, answer.FormVersion, answer.SubmittedAt);
                file.WarningsJson = answer.WarningsJson;
            }

            return file.InstanceId;
        }, cancellationToken);

        async Task ReopenAsync(ProcessSalesDb db, HumanTask task, UndoableAnswer answer, CancellationToken stop)
        {
            var outcome = task.Outcome;
            var beside = await db.Tasks.Where(row => row.CaseId == task.CaseId && row.Id != task.Id
                && row.State == TaskState.Superseded && row.CompletedById == task.CompletedById && row.CompletedAt == task.CompletedAt).ToListAsync(stop);
            var calendar = await calendars.CurrentAsync(stop);
            foreach (var row in beside.Append(task))
            {
                row.State = TaskState.Open;
                (row.Outcome, row.CompletedById, row.CompletedAt) = (null, null, null);
                TaskClock.SetNextRung(row, calendar);
                row.Version++;
            }

            // The operation stays noted: when the network repeats what was undone, it must not come back.
            task.Comment = null;
            (task.AssigneeId, task.OnBehalfOfId) = (answer.AssigneeId, answer.OnBehalfOfId);
            (task.DraftJson, task.DraftAt) = (answer.DraftJson, answer.DraftAt);
            db.Record(clock.Now, new() { PersonId = person, CaseId = task.CaseId, Subject = $"task:{task.StepName}", Action = "Undo", From = outcome, Client = client });
        }
    }

    private static RefusedException TooLate() => new(RefusalKind.Conflict, "undo.tooLate");
}
