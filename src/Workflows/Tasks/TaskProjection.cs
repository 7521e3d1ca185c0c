using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Queues;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Tasks;

/// <summary>Makes the task rows agree with the engine's committed bookmarks. Repeating it changes nothing. Safe for concurrent use.</summary>
public sealed class TaskProjection(IDbContextFactory<ProcessSalesDb> databases, WorkingCalendars calendars, CompanyClock clock)
{
    /// <summary>
    /// Makes the rows of an instance agree with what it waits for: missing rows are added, open rows without a bookmark are closed. A row that
    /// was answered stays answered although its bookmark waits until the answer has reached the engine.
    /// </summary>
    /// <param name="instanceId">The instance; one without a case has no tasks.</param>
    /// <param name="readWaiting">Reads what the instance waits for. Called while no other node projects the same instance, so that a late reader
    /// cannot bring back what a newer burst has ended.</param>
    /// <param name="cancellationToken">Stops before anything is written.</param>
    public async Task ApplyAsync(string instanceId, Func<CancellationToken, Task<IReadOnlyList<TaskRequest>>> readWaiting, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            await db.LockCaseOfAsync(instanceId, cancellationToken);
            var file = await db.Cases.AsNoTracking().SingleOrDefaultAsync(row => row.InstanceId == instanceId, cancellationToken);
            if (file is null) return;
            var open = await readWaiting(cancellationToken);
            var known = await db.Tasks.Where(task => task.InstanceId == instanceId).ToListAsync(cancellationToken);
            var rows = known.ToDictionary(task => task.BookmarkId);
            var calendar = await calendars.CurrentAsync(cancellationToken);
            foreach (var request in open)
            {
                if (!rows.ContainsKey(request.BookmarkId)) await AddAsync(db, file, instanceId, request, calendar, cancellationToken);
            }

            // A failed step that is retried waits again under the same bookmarks; what a person has closed stays closed.
            var waiting = open.Select(request => request.BookmarkId).ToHashSet();
            foreach (var task in known.Where(task => task.State == TaskState.Cancelled && task.CompletedById is null && waiting.Contains(task.BookmarkId)))
            {
                task.State = TaskState.Open;
                task.CompletedAt = null;
                task.Version++;
            }

            foreach (var task in known.Where(task => task.State == TaskState.Open && !waiting.Contains(task.BookmarkId)))
            {
                task.State = TaskState.Cancelled;
                task.CompletedAt = clock.Now;
                task.Version++;
            }
        }, cancellationToken);
    }

    private static async Task AddAsync(ProcessSalesDb db, Case file, string instanceId, TaskRequest request, WorkingCalendar calendar, CancellationToken cancellationToken)
    {
        var queue = request.QueueKey is { } key ? await db.WorkQueues.SingleOrDefaultAsync(row => row.Key == key, cancellationToken) : null;
        var candidates = request.CandidateIds;
        if (queue is not null)
        {
            // Whoever changes the queue's people at this moment changes this row too: of the two one starts over.
            queue.Version++;
            var people = await db.QueueMembers.Where(row => row.QueueId == queue.Id).Select(row => row.PersonId).ToListAsync(cancellationToken);
            candidates = await QueueDesk.CandidatesAsync(db, people, file, request.Actions.Any(TaskActions.Decides), cancellationToken);
        }

        var task = new HumanTask
        {
            Id = Guid.CreateVersion7(request.CreatedAt),
            BookmarkId = request.BookmarkId,
            InstanceId = instanceId,
            CaseId = file.Id,
            ActivityId = request.ActivityId,
            StepName = request.StepName,
            Title = request.Title is { Length: > 0 } title ? title : file.Title,
            AssigneeId = request.AssigneeId,
            QueueId = queue?.Id,
            FormKey = request.FormKey,
            FormMode = request.FormMode,
            ActionsJson = request.ActionsJson,
            GroupId = request.GroupId,
            GroupRule = request.GroupRule,
            Level = request.Level,
            ReasonJson = TaskReason.Of(file, request).ToJson(),
            FieldRightsJson = request.FieldRights.Count == 0 ? null : JsonSerializer.Serialize(request.FieldRights),
            OnBehalfOfId = request.OnBehalfOfId,
            Seat = request.Seat,
            AddedById = request.AddedById,
            CommentNeeded = request.CommentNeeded,
            Priority = request.Priority,
            LadderJson = request.Ladder?.ToJson(),
            ClockFrom = request.CreatedAt,
            DueAt = request.DueAt,
            CreatedAt = request.CreatedAt,
        };
        TaskClock.SetNextRung(task, calendar);
        db.Tasks.Add(task);
        foreach (var candidate in candidates.Distinct()) db.TaskCandidates.Add(new() { TaskId = task.Id, PersonId = candidate });
    }
}
