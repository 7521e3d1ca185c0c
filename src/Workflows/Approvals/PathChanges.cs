using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Continuations;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Workflows.Approvals;

/// <summary>Where an added signer stands.</summary>
public enum AddPlace
{
    /// <summary>前加签: they first, then I.</summary>
    Before,

    /// <summary>后加签: after me.</summary>
    After,

    /// <summary>并加签: together with me.</summary>
    Beside,
}

/// <summary>An order to add signers.</summary>
/// <param name="TaskId">The task of whoever adds them.</param>
/// <param name="Person">Who adds them.</param>
/// <param name="Signers">In the order in which they sign where they sign one after the other.</param>
/// <param name="Place">Where they stand.</param>
/// <param name="Rule">How many of them sign: any, all or one after the other.</param>
/// <param name="Comment">Why; null for nothing.</param>
/// <param name="Client">Device of the person.</param>
public sealed record AddSigners(Guid TaskId, Guid Person, IReadOnlyList<Guid> Signers, AddPlace Place, GroupRule Rule, string? Comment, string? Client);

/// <summary>
/// Changes the way a case takes: added and removed signers, an approval taken back. The order goes to the engine, whose snapshot of the path is the
/// record; what must no longer be answered is closed at once. The caller hands the order to the pump. Safe for concurrent use.
/// </summary>
public sealed class PathChanges(IDbContextFactory<ProcessSalesDb> databases, CompanyClock clock)
{
    /// <summary>The name on which an approval waits for a change of its path.</summary>
    public const string Stimulus = "ProcessSales.ChangePath";

    private const int MostSigners = 10;

    /// <summary>加签. Returns the case.</summary>
    /// <exception cref="RefusedException">The task is not the person's, or one of the signers must not sign.</exception>
    public async Task<Guid> AddAsync(AddSigners order, CancellationToken cancellationToken = default)
    {
        if (order.Signers.Count is 0 or > MostSigners) throw new RefusedException(RefusalKind.Invalid, [new("Person", "signers.count", MostSigners)]);
        if (order.Signers.Distinct().Count() != order.Signers.Count) throw new RefusedException(RefusalKind.Invalid, [new("Person", "signers.twice")]);
        if (order.Rule is not (GroupRule.Any or GroupRule.All or GroupRule.Sequential)) throw new RefusedException(RefusalKind.Invalid, [new("Rule", "signers.rule")]);
        if (order.Comment is { Length: > 2000 }) throw new RefusedException(RefusalKind.Invalid, [new("Comment", "tooLong", 2000)]);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.ChangeAsync(async () =>
        {
            var (file, task) = await FindAsync(db, order.TaskId, order.Person, cancellationToken);
            if (task.State != TaskState.Open) throw await TaskDecisions.HandledAsync(db, task, cancellationToken);
            if (task.AssigneeId != order.Person) throw Unknown();
            if (task.Seat is null || task.Level is null) throw new RefusedException(RefusalKind.Invalid, "signers.notHere");
            if (task.ConsultedById is not null) throw new RefusedException(RefusalKind.Conflict, "task.consulted");
            var signers = new JsonArray();
            var names = new List<string>();
            foreach (var signer in order.Signers)
            {
                if (await TaskConflicts.AgainstAsync(db, task, file, signer, cancellationToken, beyond: true) is { } refusal) throw new RefusedException(RefusalKind.Invalid, [refusal]);
                var name = await db.Users.Where(row => row.Id == signer).Select(row => row.Name).SingleAsync(cancellationToken);
                signers.Add(new JsonObject { ["id"] = signer.ToString(), ["name"] = name });
                names.Add(name);
            }

            if (order.Place == AddPlace.Before) Close(task, order.Person, "AddBefore");
            else task.Version++;
            await OrderAsync(db, file, task, order.Person, "AddSigner", new() { ["Place"] = order.Place.ToString(), ["Rule"] = order.Rule.ToString(), ["Signers"] = signers.ToJsonString() }, cancellationToken);
            Note(db, task, order.Person, $"AddSigner.{order.Place}", string.Join("、", names) + (string.IsNullOrWhiteSpace(order.Comment) ? "" : $": {order.Comment.Trim()}"), order.Client);
            return file.Id;
        }, cancellationToken);
    }

    /// <summary>减签: whoever added a signer removes him while he has not signed.</summary>
    /// <exception cref="RefusedException">Nobody is on the seat, somebody else added him, or he has signed.</exception>
    public async Task RemoveAsync(Guid person, Guid caseId, string seat, string? client, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            await db.LockCaseAsync(caseId, cancellationToken);
            var scope = await DataScope.OfAsync(db, person, cancellationToken);
            var file = await scope.Cases(db).SingleOrDefaultAsync(row => row.Id == caseId, cancellationToken) ?? throw new RefusedException(RefusalKind.NotFound, "case.unknown");
            var signer = ApprovalPath.Parse(file.PathJson)?.Levels.SelectMany(level => level.Seats).FirstOrDefault(one => one.Seat == seat && one.AddedById == person)
                ?? throw new RefusedException(RefusalKind.NotFound, "signers.notYours");
            var rows = await db.Tasks.Where(task => task.CaseId == caseId && task.Seat == seat && task.CreatedAt >= file.PathStartedAt).ToListAsync(cancellationToken);
            if (file.State != CaseState.InReview || signer.Answer is not null || rows.Exists(task => task.State == TaskState.Completed)) throw new RefusedException(RefusalKind.Conflict, "signers.signed", signer.Name);
            foreach (var task in rows.Where(task => task.State == TaskState.Open)) Close(task, person, "Removed");
            var step = await db.Tasks.Where(task => task.CaseId == caseId && task.Level != null).OrderByDescending(task => task.CreatedAt).FirstAsync(cancellationToken);
            await OrderAsync(db, file, step, person, "RemoveSigner", new() { ["Seat"] = seat }, cancellationToken);
            Note(db, step, person, "RemoveSigner", signer.Name, client);
        }, cancellationToken);
    }

    /// <summary>取回: undoes the person's own approval while nobody behind it has handled the case.</summary>
    /// <exception cref="RefusedException">There is no such approval, or the next has handled it.</exception>
    public async Task TakeBackAsync(Guid person, Guid caseId, string? client, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            await db.LockCaseAsync(caseId, cancellationToken);
            var scope = await DataScope.OfAsync(db, person, cancellationToken);
            var file = await scope.Cases(db).SingleOrDefaultAsync(row => row.Id == caseId, cancellationToken) ?? throw new RefusedException(RefusalKind.NotFound, "case.unknown");
            var task = await TakableAsync(db, file, person, cancellationToken) ?? throw new RefusedException(RefusalKind.Conflict, "takeBack.tooLate");
            var behind = Behind(ApprovalPath.Parse(file.PathJson)!, task);
            var open = await db.Tasks.Where(row => row.CaseId == caseId && row.State == TaskState.Open && row.Seat != null).ToListAsync(cancellationToken);
            foreach (var next in open.Where(row => behind.Any(seat => seat.Seat == row.Seat))) Close(next, person, "TakenBack");
            task.Outcome = "TakenBack";
            task.Version++;
            await OrderAsync(db, file, task, person, "TakeBack", new() { ["Seat"] = task.Seat }, cancellationToken);
            Note(db, task, person, "TakeBack", null, client);
        }, cancellationToken);
    }

    /// <summary>The person's approval that can still be taken back; null for none. The engine must have gone on from it, and nobody behind it have acted.</summary>
    internal static async Task<HumanTask?> TakableAsync(ProcessSalesDb db, Case file, Guid person, CancellationToken cancellationToken)
    {
        if (file.State != CaseState.InReview || ApprovalPath.Parse(file.PathJson) is not { } path) return null;
        var mine = await db.Tasks
            .Where(task => task.CaseId == file.Id && task.Seat != null && task.State == TaskState.Completed && task.CompletedById == person && task.Outcome == TaskActions.Approve && task.CreatedAt >= file.PathStartedAt)
            .OrderByDescending(task => task.CompletedAt).ThenByDescending(task => task.Level).FirstOrDefaultAsync(cancellationToken);
        if (mine is null || path.Levels.SelectMany(level => level.Seats).FirstOrDefault(seat => seat.Seat == mine.Seat)?.Answer is null) return null;
        if (await db.Continuations.AnyAsync(row => row.CaseId == file.Id, cancellationToken)) return null;
        if (!await db.Tasks.AnyAsync(task => task.CaseId == file.Id && task.State == TaskState.Open, cancellationToken)) return null;
        return Behind(path, mine).Any(seat => seat.Answer is not null && seat.Note != Approver.Passed) ? null : mine;
    }

    /// <summary>The seats that come after an answer: all later levels, and whoever was added to sign after it.</summary>
    private static IReadOnlyList<Approver> Behind(ApprovalPath path, HumanTask task) =>
    [
        .. path.Levels.SelectMany(level => level.Seats).Where(seat => seat.Seat == task.Seat).SelectMany(seat => seat.After).SelectMany(group => group.Signers).SelectMany(signer => signer.Seats),
        .. path.Levels.Where(level => level.Number > task.Level).SelectMany(level => level.Seats),
    ];

    private static async Task<(Case File, HumanTask Task)> FindAsync(ProcessSalesDb db, Guid taskId, Guid person, CancellationToken cancellationToken)
    {
        var caseId = await db.Tasks.Where(row => row.Id == taskId).Select(row => (Guid?)row.CaseId).SingleOrDefaultAsync(cancellationToken) ?? throw Unknown();
        await db.LockCaseAsync(caseId, cancellationToken);
        var scope = await DataScope.OfAsync(db, person, cancellationToken);
        var file = await scope.Cases(db).SingleOrDefaultAsync(row => row.Id == caseId, cancellationToken) ?? throw Unknown();
        return (file, await db.Tasks.SingleAsync(row => row.Id == taskId, cancellationToken));
    }

    private void Close(HumanTask task, Guid by, string outcome)
    {
        task.State = TaskState.Cancelled;
        task.Outcome = outcome;
        task.CompletedById = by;
        task.CompletedAt = clock.Now;
        task.LadderAt = null;
        task.Version++;
    }

    private async Task OrderAsync(ProcessSalesDb db, Case file, HumanTask task, Guid person, string action, JsonObject input, CancellationToken cancellationToken)
    {
        file.Version++;
        input["Action"] = action;
        input["Person"] = person.ToString();
        input["Step"] = task.ActivityId;
        input["Seat"] ??= task.Seat;
        var id = await ContinuationOrder.NextAsync(db, file.Id, clock.Now, cancellationToken);
        input["Order"] = id.ToString("N");
        db.Continuations.Add(new()
        {
            Id = id, Kind = ContinuationKind.ResumeByStimulus, Stimulus = Stimulus, Process = file.Process,
            InstanceId = file.InstanceId, CaseId = file.Id, CreatedAt = clock.Now, NextAttemptAt = clock.Now, InputJson = input.ToJsonString(),
        });
    }

    private void Note(ProcessSalesDb db, HumanTask task, Guid person, string action, string? comment, string? client) => db.Record(clock.Now, new()
    {
        PersonId = person, OnBehalfOfId = task.OnBehalfOfId, CaseId = task.CaseId, Subject = $"task:{task.StepName}", Action = action, Comment = comment, Client = client,
    });

    private static RefusedException Unknown() => new(RefusalKind.NotFound, "task.unknown");
}
