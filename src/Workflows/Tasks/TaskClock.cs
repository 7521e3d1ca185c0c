using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Notifications;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Tasks;

/// <summary>
/// The time of tasks, in working hours: it stands while a task waits for others, and as it runs out the rungs of the task's ladder are climbed
/// (domain.md 2.0). It never answers a task. Safe for concurrent use.
/// </summary>
public sealed class TaskClock(IDbContextFactory<ProcessSalesDb> databases, WorkingCalendars calendars, CaseNews news, CompanyClock clock)
{
    private const int MostASweep = 500;

    /// <summary>Climbs every rung that is due; rungs that fell due while nobody looked are climbed once each. Returns how many there were.</summary>
    public async Task<int> SweepAsync(CancellationToken cancellationToken = default)
    {
        var climbed = 0;
        while (true)
        {
            List<Guid> due;
            await using (var db = await databases.CreateDbContextAsync(cancellationToken))
            {
                var now = clock.Now;
                due = await db.Tasks.Where(task => task.State == TaskState.Open && task.LadderAt <= now).OrderBy(task => task.LadderAt).Select(task => task.Id).Take(MostASweep).ToListAsync(cancellationToken);
            }

            var before = climbed;
            foreach (var id in due)
            {
                while (await ClimbAsync(id, cancellationToken)) climbed++;
            }

            if (due.Count < MostASweep || climbed == before) return climbed;
        }
    }

    /// <summary>Stops the clock of a task while it waits for somebody outside, such as the retailer.</summary>
    /// <exception cref="RefusedException">It is not the person's, its clock stands already, or the reason is missing.</exception>
    public Task PauseAsync(Guid person, Guid taskId, string? reason, string? client, CancellationToken cancellationToken = default)
    {
        if (string.IsNullOrWhiteSpace(reason)) throw new RefusedException(RefusalKind.Invalid, [new("Comment", "comment.required")]);
        if (reason.Length > 300) throw new RefusedException(RefusalKind.Invalid, [new("Comment", "tooLong", 300)]);
        return ChangeAsync(person, taskId, (db, task) =>
        {
            if (task.PausedAt is not null) throw new RefusedException(RefusalKind.Conflict, "task.paused");
            task.PausedAt = clock.Now;
            task.PauseReason = reason.Trim();
            task.LadderAt = null;
            db.Record(clock.Now, new() { PersonId = person, CaseId = task.CaseId, Subject = $"task:{task.StepName}", Action = "Pause", Comment = task.PauseReason, Client = client });
            return Task.CompletedTask;
        }, cancellationToken);
    }

    /// <summary>Lets the clock of a task run on; its deadline moves by the working time that has passed meanwhile.</summary>
    /// <exception cref="RefusedException">It is not the person's, or its clock runs.</exception>
    public Task ResumeAsync(Guid person, Guid taskId, string? client, CancellationToken cancellationToken = default) =>
        ChangeAsync(person, taskId, async (db, task) =>
        {
            if (task.PausedAt is not { } since) throw new RefusedException(RefusalKind.Conflict, "task.notPaused");
            var calendar = await calendars.CurrentAsync(cancellationToken);
            var waited = calendar.WorkingTimeBetween(since, clock.Now);
            if (task.ClockFrom is { } from) task.ClockFrom = calendar.AddWorkingTime(from, waited);
            if (task.DueAt is { } due) task.DueAt = calendar.AddWorkingTime(due, waited);
            task.PausedMinutes += (int)waited.TotalMinutes;
            task.PausedAt = null;
            task.PauseReason = null;
            SetNextRung(task, calendar);
            db.Record(clock.Now, new() { PersonId = person, CaseId = task.CaseId, Subject = $"task:{task.StepName}", Action = "Resume", Client = client });
        }, cancellationToken);

    /// <summary>Sets when the next rung is due; none for a task without a ladder or whose clock stands.</summary>
    internal static void SetNextRung(HumanTask task, WorkingCalendar calendar)
    {
        task.LadderAt = TaskLadder.Parse(task.LadderJson) is { } ladder && task.PausedAt is null && task.LadderStep < ladder.Rungs.Count
            ? calendar.AddWorkingTime(task.ClockFrom ?? task.CreatedAt, TimeSpan.FromHours(ladder.Hours * ladder.Rungs[task.LadderStep].Percent / 100))
            : null;
    }

    private async Task<bool> ClimbAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var known = TaskLadder.Parse(await db.Tasks.Where(row => row.Id == id).Select(row => row.LadderJson).SingleOrDefaultAsync(cancellationToken));
        var ready = await news.ReadyAsync(cancellationToken, known?.Reminder, known?.Escalation);
        return await db.ChangeAsync(async () =>
        {
            var task = await db.Tasks.SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
            if (task is not { State: TaskState.Open, PausedAt: null, LadderAt: { } at } || at > clock.Now || TaskLadder.Parse(task.LadderJson) is not { } ladder) return false;
            var file = await db.Cases.AsNoTracking().SingleAsync(row => row.Id == task.CaseId, cancellationToken);
            var rung = ladder.Rungs[task.LadderStep];
            await ClimbAsync(db, ready, file, task, ladder, rung, cancellationToken);
            task.LadderStep++;
            task.Version++;
            SetNextRung(task, await calendars.CurrentAsync(cancellationToken));
            return true;
        }, cancellationToken);
    }

    private async Task ClimbAsync(ProcessSalesDb db, ReadyTemplates ready, Case file, HumanTask task, TaskLadder ladder, Rung rung, CancellationToken cancellationToken)
    {
        var key = $"ladder/{task.Id:N}/{task.LadderStep}";
        var holders = task.AssigneeId is { } holder ? [holder] : await db.TaskCandidates.Where(row => row.TaskId == task.Id && !row.BesideAssignee).Select(row => row.PersonId).ToListAsync(cancellationToken);
        if (rung.Kind is RungKind.Remind or RungKind.Tell && ladder.Reminder is { } reminder)
        {
            await news.TellAsync(db, ready, file, $"{key}/reminder", reminder, holders, task.StepName, task.DueAt, null, cancellationToken, Why(ToldAs.Holder));
        }

        if (rung.Kind == RungKind.Remind) return;
        foreach (var late in holders)
        {
            if (await Staff.SuperiorOfAsync(db, late, cancellationToken) is not { } superior) continue;
            if (rung.Kind == RungKind.Raise)
            {
                if (await Staff.SuperiorOfAsync(db, superior.Id, cancellationToken) is not { } above) continue;
                superior = above;
            }

            var joined = rung.Kind == RungKind.Join && await JoinAsync(db, file, task, superior.Id, cancellationToken);
            db.Record(clock.Now, new()
            {
                CaseId = file.Id, Subject = $"task:{task.StepName}", Action = joined ? "Join" : "Escalate", Comment = superior.Name, Key = $"{key}/{late:N}",
                AfterJson = Why(ToldAs.Superior).For(superior.Id, null, []),
            });
            if (ladder.Escalation is not { } escalation) continue;
            var name = await db.Users.Where(row => row.Id == late).Select(row => row.Name).SingleAsync(cancellationToken);
            await news.TellAsync(db, ready, file, $"{key}/{late:N}", escalation, [superior.Id], task.StepName, task.DueAt, new JsonObject { ["handler"] = name }, cancellationToken, Why(rung.Kind == RungKind.Raise ? ToldAs.NextLevel : ToldAs.Superior));
        }

        NotificationReason Why(ToldAs told) => new() { As = told, Rung = rung.Kind, Percent = rung.Percent, Hours = ladder.Hours, CountsFrom = task.ClockFrom ?? task.CreatedAt };
    }

    // An additional handler must be free of conflicts like any other; if he is not, he is told and the task stays as it is.
    private static async Task<bool> JoinAsync(ProcessSalesDb db, Case file, HumanTask task, Guid superior, CancellationToken cancellationToken)
    {
        if (await TaskConflicts.AgainstAsync(db, task, file, superior, cancellationToken) is not null) return false;
        if (await db.TaskCandidates.AnyAsync(row => row.TaskId == task.Id && row.PersonId == superior, cancellationToken)) return false;
        db.TaskCandidates.Add(new() { TaskId = task.Id, PersonId = superior, BesideAssignee = true });
        return true;
    }

    private async Task ChangeAsync(Guid person, Guid taskId, Func<ProcessSalesDb, HumanTask, Task> change, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            var task = await db.Tasks.SingleOrDefaultAsync(row => row.Id == taskId && row.AssigneeId == person, cancellationToken);
            if (task is null || !await db.Users.AnyAsync(row => row.Id == person && row.Active, cancellationToken)) throw new RefusedException(RefusalKind.NotFound, "task.unknown");
            if (task.State != TaskState.Open) throw await TaskDecisions.HandledAsync(db, task, cancellationToken);
            await change(db, task);
            task.Version++;
        }, cancellationToken);
    }
}
