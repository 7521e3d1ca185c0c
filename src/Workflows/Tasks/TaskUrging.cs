using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Notifications;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Tasks;

/// <summary>催办: the applicant, or a manager of the case's area, reminds whoever has the case now. Safe for concurrent use.</summary>
public sealed class TaskUrging(IDbContextFactory<ProcessSalesDb> databases, CaseNews news, CompanyClock clock, WorkflowsOptions options)
{
    private const int MostADay = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(30);

    /// <summary>Reminds everybody who has the case, each task at most once in 30 minutes and three times a day (domain.md 4.2 rule 4). Returns how many tasks were urged.</summary>
    /// <exception cref="RefusedException">The case is not visible, nobody has it, or all of them were urged too recently.</exception>
    public async Task<int> UrgeAsync(Guid person, Guid caseId, string? client, CancellationToken cancellationToken = default)
    {
        var ready = await news.ReadyAsync(cancellationToken, "task-urged");
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.ChangeAsync(async () =>
        {
            await db.LockCaseAsync(caseId, cancellationToken);
            var scope = await DataScope.OfAsync(db, person, cancellationToken);
            var file = await scope.Cases(db).AsNoTracking().SingleOrDefaultAsync(row => row.Id == caseId, cancellationToken) ?? throw new RefusedException(RefusalKind.NotFound, "case.unknown");
            if (!await MayAsync(db, person, file, cancellationToken)) throw new RefusedException(RefusalKind.Forbidden, "urge.notYours");
            var tasks = await db.Tasks.Where(task => task.CaseId == caseId && task.State == TaskState.Open && task.AssigneeId != person).OrderBy(task => task.CreatedAt).ToListAsync(cancellationToken);
            if (tasks.Count == 0) throw new RefusedException(RefusalKind.Conflict, "urge.nobody");
            var (urged, refusal) = (0, default(Refusal));
            SentMessage? message = null;
            foreach (var task in tasks)
            {
                if (await LimitAsync(db, task, cancellationToken) is { } limit)
                {
                    refusal = limit;
                    continue;
                }

                message ??= await SentMessage.BeginAsync(db, options.UndoWindow, person, caseId, SentKind.Urge, clock.Now, cancellationToken);
                await UrgeAsync(db, ready, file, task, person, message, client, cancellationToken);
                urged++;
            }

            return urged > 0 ? urged : throw new RefusedException(RefusalKind.Conflict, [refusal!]);
        }, cancellationToken);
    }

    /// <summary>Whether the person may urge: the applicant, or a manager who has not the case himself.</summary>
    internal static async Task<bool> MayAsync(ProcessSalesDb db, Guid person, Case file, CancellationToken cancellationToken) =>
        file.OwnerId == person || await db.Users.AnyAsync(row => row.Id == person && (row.Role == Role.Arm || row.Role == Role.Rgm || row.Role == Role.Dir), cancellationToken);

    private async Task UrgeAsync(ProcessSalesDb db, ReadyTemplates ready, Case file, HumanTask task, Guid person, SentMessage? message, string? client, CancellationToken cancellationToken)
    {
        var urge = new TaskUrge { Id = Guid.CreateVersion7(clock.Now), TaskId = task.Id, PersonId = person, At = clock.Now, Day = clock.Today, MessageId = message?.Id };
        db.TaskUrges.Add(urge);
        var entry = new AuditEntry { PersonId = person, CaseId = file.Id, Subject = $"task:{task.StepName}", Action = "Urge", Client = client };
        db.Record(clock.Now, entry);
        if (message is not null) message.AuditId = entry.Id;
        var handlers = task.AssigneeId is { } holder ? [holder] : await db.TaskCandidates.Where(row => row.TaskId == task.Id).Select(row => row.PersonId).ToListAsync(cancellationToken);
        var by = await db.Users.Where(row => row.Id == person).Select(row => row.Name).SingleAsync(cancellationToken);
        await news.TellAsync(db, ready, file, $"urge/{urge.Id:N}", "task-urged", handlers, task.StepName, task.DueAt, new JsonObject { ["handler"] = by }, cancellationToken, new() { As = ToldAs.Holder, By = by }, message);
    }

    private async Task<Refusal?> LimitAsync(ProcessSalesDb db, HumanTask task, CancellationToken cancellationToken)
    {
        var today = clock.Today;
        if (await db.TaskUrges.CountAsync(urge => urge.TaskId == task.Id && urge.Day == today, cancellationToken) >= MostADay) return new(null, "urge.enough", MostADay);
        var since = clock.Now - Pause;
        var last = await db.TaskUrges.Where(urge => urge.TaskId == task.Id && urge.At > since).OrderByDescending(urge => urge.At).Select(urge => (DateTimeOffset?)urge.At).FirstOrDefaultAsync(cancellationToken);
        return last is { } at ? new(null, "urge.tooSoon", (int)Math.Ceiling((at + Pause - clock.Now).TotalMinutes)) : null;
    }
}
