using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Tasks;

/// <summary>What every page asks, translated to SQL once. A compiled query belongs to one database's model, hence to one inbox.</summary>
internal sealed class InboxQueries
{
    private readonly Func<ProcessSalesDb, Guid, DateTimeOffset, Task<InboxCounts?>> allCounts = EF.CompileAsyncQuery((ProcessSalesDb db, Guid person, DateTimeOffset now) =>
        db.Users.Where(row => row.Id == person).Select(row => new InboxCounts(
            db.Tasks.Count(task => task.AssigneeId == person && task.State == TaskState.Open)
            + db.TaskCandidates.Count(candidate => candidate.PersonId == person
                && db.Tasks.Any(task => task.Id == candidate.TaskId && task.State == TaskState.Open && (task.AssigneeId == null || (candidate.BesideAssignee && task.AssigneeId != person)))),
            db.TaskSnoozes.Count(snooze => snooze.PersonId == person && snooze.Until > now
                && db.Tasks.Any(task => task.Id == snooze.TaskId && task.State == TaskState.Open
                    && (task.AssigneeId == person || db.TaskCandidates.Any(candidate => candidate.TaskId == task.Id && candidate.PersonId == person && (task.AssigneeId == null || candidate.BesideAssignee))))),
            db.Cases.Count(file => file.OwnerId == person && file.ClosedAt == null),
            db.CaseCopies.Count(copy => copy.PersonId == person && copy.ReadAt == null))).SingleOrDefault());

    private readonly Func<ProcessSalesDb, Guid, DateTimeOffset, Task<int>> waiting = EF.CompileAsyncQuery((ProcessSalesDb db, Guid person, DateTimeOffset now) =>
        db.Users.Where(row => row.Id == person).Select(row =>
            db.Tasks.Count(task => task.AssigneeId == person && task.State == TaskState.Open)
            + db.TaskCandidates.Count(candidate => candidate.PersonId == person
                && db.Tasks.Any(task => task.Id == candidate.TaskId && task.State == TaskState.Open && (task.AssigneeId == null || (candidate.BesideAssignee && task.AssigneeId != person))))
            - db.TaskSnoozes.Count(snooze => snooze.PersonId == person && snooze.Until > now
                && db.Tasks.Any(task => task.Id == snooze.TaskId && task.State == TaskState.Open
                    && (task.AssigneeId == person || db.TaskCandidates.Any(candidate => candidate.TaskId == task.Id && candidate.PersonId == person && (task.AssigneeId == null || candidate.BesideAssignee)))))).SingleOrDefault());

    private readonly Func<ProcessSalesDb, Guid, DateTimeOffset, int, IAsyncEnumerable<DueTask>> dated = EF.CompileAsyncQuery((ProcessSalesDb db, Guid person, DateTimeOffset now, int most) =>
        db.Tasks.Where(task => task.AssigneeId == person && task.State == TaskState.Open && task.DueAt != null
                && !db.TaskSnoozes.Where(snooze => snooze.PersonId == person && snooze.Until > now).Select(snooze => snooze.TaskId).Contains(task.Id))
            .OrderBy(task => task.DueAt).ThenBy(task => task.CreatedAt).ThenBy(task => task.Id).Take(most).Select(task => new DueTask(task.Id, task.DueAt, task.CreatedAt)));

    private readonly Func<ProcessSalesDb, Guid, DateTimeOffset, int, IAsyncEnumerable<DueTask>> undated = EF.CompileAsyncQuery((ProcessSalesDb db, Guid person, DateTimeOffset now, int most) =>
        db.Tasks.Where(task => task.AssigneeId == person && task.State == TaskState.Open && task.DueAt == null
                && !db.TaskSnoozes.Where(snooze => snooze.PersonId == person && snooze.Until > now).Select(snooze => snooze.TaskId).Contains(task.Id))
            .OrderBy(task => task.CreatedAt).ThenBy(task => task.Id).Take(most).Select(task => new DueTask(task.Id, task.DueAt, task.CreatedAt)));

    private readonly Func<ProcessSalesDb, Guid, DateTimeOffset, int, IAsyncEnumerable<DueTask>> shared = EF.CompileAsyncQuery((ProcessSalesDb db, Guid person, DateTimeOffset now, int most) =>
        db.TaskCandidates.Where(candidate => candidate.PersonId == person)
            .Join(db.Tasks, candidate => candidate.TaskId, task => task.Id, (candidate, task) => new { candidate, task })
            .Where(row => row.task.State == TaskState.Open && (row.task.AssigneeId == null || (row.candidate.BesideAssignee && row.task.AssigneeId != person))
                && !db.TaskSnoozes.Where(snooze => snooze.PersonId == person && snooze.Until > now).Select(snooze => snooze.TaskId).Contains(row.task.Id))
            .OrderBy(row => row.task.DueAt == null).ThenBy(row => row.task.DueAt).ThenBy(row => row.task.CreatedAt).ThenBy(row => row.task.Id)
            .Take(most).Select(row => new DueTask(row.task.Id, row.task.DueAt, row.task.CreatedAt)));

    /// <summary>What is due first, from three lists that an index holds in order each: no more rows are read than shown.</summary>
    public async Task<List<Guid>> FirstDueAsync(ProcessSalesDb db, Guid person, DateTimeOffset now, int most, int skipped, CancellationToken cancellationToken)
    {
        var found = await ReadAsync(dated(db, person, now, most), cancellationToken);
        if (found.Count < most) found.AddRange(await ReadAsync(undated(db, person, now, most - found.Count), cancellationToken));
        var own = found.Count;
        found.AddRange(await ReadAsync(shared(db, person, now, most), cancellationToken));

        // The lists come in order, and a stable sort by the same two keys keeps the order of those that compare alike.
        var ordered = own == found.Count ? found : [.. found.OrderBy(task => task.DueAt ?? DateTimeOffset.MaxValue).ThenBy(task => task.CreatedAt)];
        return [.. ordered.Take(most).Skip(skipped).Select(task => task.Id)];
    }

    private static async Task<List<DueTask>> ReadAsync(IAsyncEnumerable<DueTask> rows, CancellationToken cancellationToken)
    {
        var read = new List<DueTask>();
        await foreach (var row in rows.WithCancellation(cancellationToken)) read.Add(row);
        return read;
    }

    private sealed record DueTask(Guid Id, DateTimeOffset? DueAt, DateTimeOffset CreatedAt);

    /// <summary>What waits, without what is put off.</summary>
    public Task<int> CountWaitingAsync(ProcessSalesDb db, Guid person, DateTimeOffset now) => waiting(db, person, now);

    /// <summary>The numbers on the tabs.</summary>
    public async Task<InboxCounts> CountsAsync(ProcessSalesDb db, Guid person, DateTimeOffset now)
    {
        var counts = await allCounts(db, person, now) ?? new(0, 0, 0, 0);
        return counts with { ToDo = counts.ToDo - counts.Aside };
    }

    /// <summary>What the rows of a page show, in no order.</summary>
    public static Task<List<InboxRow>> RowsAsync(ProcessSalesDb db, Guid person, DateTimeOffset now, IReadOnlyList<Guid> chosen, CancellationToken cancellationToken) =>
        (from task in db.Tasks.AsNoTracking()
         // As one value: a list of its own length would be translated anew.
         where EF.Parameter(chosen).Contains(task.Id)
         join file in db.Cases on task.CaseId equals file.Id
         join owner in db.Users on file.OwnerId equals owner.Id
         select new InboxRow(task.Id, file.Id, file.Number, file.Process, file.Title, task.StepName, owner.Name,
             file.CustomerCode, file.Amount, file.State, task.Outcome, task.CompletedAt ?? task.CreatedAt, task.DueAt,
             task.State == TaskState.Open && task.DueAt < now, null)
         {
             Priority = task.Priority,
             Until = db.TaskSnoozes.Where(snooze => snooze.PersonId == person && snooze.TaskId == task.Id && snooze.Until > now).Select(snooze => (DateTimeOffset?)snooze.Until).FirstOrDefault(),
         }).ToListAsync(cancellationToken);
}
