using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Notifications;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Tasks;

/// <summary>An order about who has a task.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="Person">Who orders it.</param>
/// <param name="Target">Who gets it.</param>
/// <param name="Comment">What is written with it; null for nothing.</param>
/// <param name="Client">Device of the person.</param>
public sealed record HandTask(Guid TaskId, Guid Person, Guid Target, string? Comment, string? Client);

/// <summary>
/// Changes who has a task, never where the case goes (domain.md 4.2). Each change is one transaction of the row, its audit entry and the message to
/// whoever gets it; the engine learns of it with the answer. Safe for concurrent use.
/// </summary>
public sealed class TaskHolders(IDbContextFactory<ProcessSalesDb> databases, CaseNews news, CompanyClock clock)
{
    /// <summary>认领: a candidate makes a shared task his own.</summary>
    /// <exception cref="RefusedException">It is not for the person, or somebody else has it by now.</exception>
    public Task ClaimAsync(Guid person, Guid taskId, string? client, CancellationToken cancellationToken = default) =>
        ChangeAsync(person, taskId, async (db, task, file, ready) =>
        {
            if (!await db.TaskCandidates.AnyAsync(row => row.TaskId == task.Id && row.PersonId == person && !row.BesideAssignee, cancellationToken)) throw Unknown();
            if (task.AssigneeId == person) return;
            if (task.AssigneeId is { } holder) throw new RefusedException(RefusalKind.Conflict, "task.takenBy", await NameAsync(db, holder, cancellationToken));
            if (TaskDecisions.ActionsOf(task).Any(TaskActions.Decides)) await TaskConflicts.RefuseAnswerAsync(db, task, file, person, cancellationToken);
            task.AssigneeId = person;
            Note(db, task, person, "Claim", null, null, client);
        }, cancellationToken);

    /// <summary>释放: gives a shared task back to all who may do it.</summary>
    /// <exception cref="RefusedException">It is not the person's, or was never shared.</exception>
    public Task ReleaseAsync(Guid person, Guid taskId, string? client, CancellationToken cancellationToken = default) =>
        ChangeAsync(person, taskId, async (db, task, _, _) =>
        {
            RefuseUnlessMine(task, person);
            if (task.ConsultedById is not null) throw new RefusedException(RefusalKind.Conflict, "task.consulted");
            if (!await db.TaskCandidates.AnyAsync(row => row.TaskId == task.Id && !row.BesideAssignee, cancellationToken)) throw new RefusedException(RefusalKind.Invalid, "task.notShared");
            task.AssigneeId = null;
            Note(db, task, person, "Release", null, null, client);
        }, cancellationToken);

    /// <summary>转办: hands the task over for good; the case goes on from the other's answer.</summary>
    /// <exception cref="RefusedException">It is not the person's, or the other must not have it.</exception>
    public Task TransferAsync(HandTask order, CancellationToken cancellationToken = default) =>
        ChangeAsync(order.Person, order.TaskId, async (db, task, file, ready) =>
        {
            RefuseUnlessMine(task, order.Person);
            if (task.ConsultedById is not null) throw new RefusedException(RefusalKind.Conflict, "task.consulted");
            await TaskConflicts.RefuseAsync(db, task, file, order.Target, cancellationToken);
            task.OnBehalfOfId = null;
            await GiveAsync(db, ready, task, file, order, "Transfer", "task-transferred", cancellationToken);
        }, cancellationToken);

    /// <summary>委派: asks somebody for an opinion; the task comes back with it.</summary>
    /// <exception cref="RefusedException">It is not the person's, is out already, or the other must not have it.</exception>
    public Task ConsultAsync(HandTask order, CancellationToken cancellationToken = default) =>
        ChangeAsync(order.Person, order.TaskId, async (db, task, file, ready) =>
        {
            RefuseUnlessMine(task, order.Person);
            if (task.ConsultedById is not null) throw new RefusedException(RefusalKind.Conflict, "task.consulted");
            await TaskConflicts.RefuseAsync(db, task, file, order.Target, cancellationToken);
            task.ConsultedById = order.Person;
            await GiveAsync(db, ready, task, file, order, "Consult", "task-consulted", cancellationToken);
        }, cancellationToken);

    /// <summary>The one who was asked says what he thinks, and the task goes back.</summary>
    /// <exception cref="RefusedException">The person was not asked, or wrote nothing.</exception>
    public Task OpineAsync(Guid person, Guid taskId, string? opinion, string? client, CancellationToken cancellationToken = default) =>
        ChangeAsync(person, taskId, async (db, task, file, ready) =>
        {
            RefuseUnlessMine(task, person);
            if (task.ConsultedById is not { } asker) throw new RefusedException(RefusalKind.Conflict, "task.notConsulted");
            if (string.IsNullOrWhiteSpace(opinion)) throw new RefusedException(RefusalKind.Invalid, [new("Comment", "comment.required")]);
            task.ConsultedById = null;
            await GiveAsync(db, ready, task, file, new(taskId, person, asker, opinion, client), TaskActions.Opinion, "task-opinion", cancellationToken);
        }, cancellationToken);

    /// <summary>Takes a task back that is out for an opinion, or that a delegate has on the person's behalf.</summary>
    /// <exception cref="RefusedException">It was never the person's.</exception>
    public Task RecallAsync(Guid person, Guid taskId, string? client, CancellationToken cancellationToken = default) =>
        ChangeAsync(person, taskId, (db, task, _, _) =>
        {
            if (task.ConsultedById == person) task.ConsultedById = null;
            else if (task.OnBehalfOfId == person && task.ConsultedById is null) task.OnBehalfOfId = null;
            else throw Unknown();
            var from = task.AssigneeId;
            task.AssigneeId = person;
            Note(db, task, person, "Recall", from, null, client);
            return Task.CompletedTask;
        }, cancellationToken);

    /// <summary>改派: somebody above whoever has it, or an administrator, gives it to another.</summary>
    /// <exception cref="RefusedException">The person is not above the holder, or the other must not have it.</exception>
    public Task ReassignAsync(HandTask order, CancellationToken cancellationToken = default) =>
        ChangeAsync(order.Person, order.TaskId, async (db, task, file, ready) =>
        {
            if (!await MayReassignAsync(db, order.Person, task, cancellationToken)) throw new RefusedException(RefusalKind.Forbidden, "task.notSuperior");
            await TaskConflicts.RefuseAsync(db, task, file, order.Target, cancellationToken);
            task.OnBehalfOfId = null;
            task.ConsultedById = null;
            await GiveAsync(db, ready, task, file, order, "Reassign", "task-transferred", cancellationToken);
        }, cancellationToken);

    /// <summary>Whether the person stands above whoever has the task, or is an administrator.</summary>
    internal static async Task<bool> MayReassignAsync(ProcessSalesDb db, Guid person, HumanTask task, CancellationToken cancellationToken)
    {
        if (task.State != TaskState.Open) return false;
        if (await db.Users.AnyAsync(row => row.Id == person && row.Active && row.Role == Role.Adm, cancellationToken)) return true;
        var holders = task.AssigneeId is { } holder
            ? [holder]
            : await db.TaskCandidates.Where(row => row.TaskId == task.Id).Select(row => row.PersonId).ToListAsync(cancellationToken);
        foreach (var below in holders)
        {
            if (await IsAboveAsync(db, person, below, cancellationToken)) return true;
        }

        return false;
    }

    private static async Task<bool> IsAboveAsync(ProcessSalesDb db, Guid person, Guid below, CancellationToken cancellationToken)
    {
        var seen = new HashSet<Guid>();
        for (Guid? at = below; at is { } here && seen.Add(here);)
        {
            at = await db.Users.Where(row => row.Id == here).Select(row => row.SuperiorId).SingleOrDefaultAsync(cancellationToken);
            if (at == person) return true;
        }

        return false;
    }

    private async Task GiveAsync(ProcessSalesDb db, ReadyTemplates ready, HumanTask task, Case file, HandTask order, string action, string template, CancellationToken cancellationToken)
    {
        var from = task.AssigneeId;
        task.AssigneeId = order.Target;
        Note(db, task, order.Person, action, from, order.Comment, order.Client);
        var more = new JsonObject { ["handler"] = await NameAsync(db, order.Person, cancellationToken), ["comment"] = order.Comment?.Trim() };
        await news.TellAsync(db, ready, file, $"task/{task.Id:N}/{action}/{task.Version}", template, [order.Target], task.StepName, task.DueAt, more, cancellationToken, new() { As = ToldAs.Holder, By = more["handler"]?.ToString() });
    }

    private async Task ChangeAsync(Guid person, Guid taskId, Func<ProcessSalesDb, HumanTask, Case, ReadyTemplates, Task> change, CancellationToken cancellationToken)
    {
        var ready = await news.ReadyAsync(cancellationToken, "task-transferred", "task-consulted", "task-opinion");
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            var caseId = await db.Tasks.Where(row => row.Id == taskId).Select(row => (Guid?)row.CaseId).SingleOrDefaultAsync(cancellationToken) ?? throw Unknown();
            await db.LockCaseAsync(caseId, cancellationToken);
            var scope = await DataScope.OfAsync(db, person, cancellationToken);
            var file = await scope.Cases(db).AsNoTracking().SingleOrDefaultAsync(row => row.Id == caseId, cancellationToken) ?? throw Unknown();
            var task = await db.Tasks.SingleAsync(row => row.Id == taskId, cancellationToken);
            if (task.State != TaskState.Open) throw await TaskDecisions.HandledAsync(db, task, cancellationToken);
            task.Version++;
            await change(db, task, file, ready);
        }, cancellationToken);
    }

    private void Note(ProcessSalesDb db, HumanTask task, Guid person, string action, Guid? from, string? comment, string? client)
    {
        if (comment is { Length: > 2000 }) throw new RefusedException(RefusalKind.Invalid, [new("Comment", "tooLong", 2000)]);
        db.Record(clock.Now, new()
        {
            PersonId = person, OnBehalfOfId = task.OnBehalfOfId, CaseId = task.CaseId, Subject = $"task:{task.StepName}", Action = action, Comment = string.IsNullOrWhiteSpace(comment) ? null : comment.Trim(), Client = client,
            BeforeJson = new JsonObject { ["assignee"] = from?.ToString() }.ToJsonString(), AfterJson = new JsonObject { ["assignee"] = task.AssigneeId?.ToString() }.ToJsonString(),
        });
    }

    private static void RefuseUnlessMine(HumanTask task, Guid person)
    {
        if (task.AssigneeId != person) throw Unknown();
    }

    private static Task<string> NameAsync(ProcessSalesDb db, Guid person, CancellationToken cancellationToken) =>
        db.Users.Where(row => row.Id == person).Select(row => row.Name).SingleAsync(cancellationToken);

    private static RefusedException Unknown() => new(RefusalKind.NotFound, "task.unknown");
}
