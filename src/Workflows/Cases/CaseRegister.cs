using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Approvals;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Continuations;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Workflows.Cases;

/// <summary>What a step of a process changes in its case.</summary>
public sealed record CaseUpdate
{
    /// <summary>Unique per execution of the step; the same key again changes nothing.</summary>
    public required string Key { get; init; }

    /// <summary>The instance.</summary>
    public required string InstanceId { get; init; }

    /// <summary>Definition id of the workflow.</summary>
    public required string Process { get; init; }

    /// <summary>Version that the instance runs on.</summary>
    public int? DefinitionVersion { get; init; }

    /// <summary>The new state; null keeps it.</summary>
    public CaseState? State { get; init; }

    /// <summary>The new title; null keeps it.</summary>
    public string? Title { get; init; }

    /// <summary>CNY; null keeps it.</summary>
    public decimal? Amount { get; init; }

    /// <summary>The customer's code; null keeps it.</summary>
    public string? CustomerCode { get; init; }

    /// <summary>What people should know of the state; null or empty clears it when the state changes.</summary>
    public string? Note { get; init; }

    /// <summary>Whose case it becomes when there is none yet; ignored otherwise.</summary>
    public Guid? OwnerId { get; init; }
}

/// <summary>Starts cases and moves them on. Safe for concurrent use.</summary>
public sealed partial class CaseRegister(IDbContextFactory<ProcessSalesDb> databases, ProcessCatalog catalog, CompanyClock clock)
{
    /// <summary>The name on which a process waits while its applicant may withdraw.</summary>
    public const string WithdrawStimulus = "ProcessSales.Withdraw";

    /// <summary>Changes the case of an instance; opens one for an instance that has none, as when it was started in the designer.</summary>
    /// <exception cref="RefusedException">The state cannot follow the present one, or there is no case and nobody to own it.</exception>
    public async Task<Case> OpenOrUpdateAsync(CaseUpdate update, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.ChangeAsync(async () =>
        {
            var file = await db.Cases.SingleOrDefaultAsync(row => row.InstanceId == update.InstanceId, cancellationToken);
            if (file is null)
            {
                var owner = update.OwnerId ?? throw new RefusedException(RefusalKind.Invalid, "case.noOwner");
                var who = await db.Users.AsNoTracking().SingleAsync(row => row.Id == owner, cancellationToken);
                var info = catalog.Find(update.Process);
                file = await OpenAsync(db, info?.Number ?? "WF", update.Process, update.InstanceId, owner, who.OrgUnitId, info?.Name.Zh ?? update.Process, cancellationToken);
            }
            else if (await db.Audit.AnyAsync(entry => entry.Key == update.Key, cancellationToken))
            {
                return file;
            }

            var from = file.State;
            var to = update.State ?? from;
            if (!from.Allows(to)) throw new RefusedException(RefusalKind.Conflict, "case.transition", from, to);
            file.State = to;
            if (update.State is not null) file.StateNote = string.IsNullOrWhiteSpace(update.Note) ? null : update.Note;
            file.Title = update.Title ?? file.Title;
            file.Amount = update.Amount ?? file.Amount;
            file.CustomerCode = update.CustomerCode ?? file.CustomerCode;
            file.DefinitionVersion = update.DefinitionVersion ?? file.DefinitionVersion;
            if (from != to && to.IsFinal()) file.ClosedAt = clock.Now;
            file.Version++;
            db.Record(clock.Now, new()
            {
                CaseId = file.Id, Subject = "case", Action = "State", From = from.ToString(), To = to.ToString(), Comment = file.StateNote, Key = update.Key,
            });
            return file;
        }, cancellationToken);
    }

    /// <summary>Shows on the case which way it takes and how far it is.</summary>
    /// <param name="instanceId">The instance.</param>
    /// <param name="path">The path with what was answered on it.</param>
    /// <param name="position">Levels behind the case.</param>
    /// <param name="begins">Whether a round begins, so that what was decided before belongs to an earlier one.</param>
    /// <param name="cancellationToken">Stops before anything is written.</param>
    public async Task ShowPathAsync(string instanceId, ApprovalPath path, int position, bool begins, CancellationToken cancellationToken = default)
    {
        var json = JsonSerializer.Serialize(path, JsonSerializerOptions.Web);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            var file = await db.Cases.SingleAsync(row => row.InstanceId == instanceId, cancellationToken);
            if (begins || file.PathStartedAt is null) file.PathStartedAt = clock.Now;
            file.PathJson = json;
            file.PathPosition = position;
            file.Version++;
        }, cancellationToken);
    }

    /// <summary>Notes in the timeline what a step did by itself, such as passing a level (domain.md 4.2 rule 8); the same key again notes nothing.</summary>
    public async Task NoteAsync(string instanceId, Guid? person, string subject, string action, string? comment, string key, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            if (await db.Audit.AnyAsync(entry => entry.Key == key, cancellationToken)) return;
            var caseId = await db.Cases.Where(row => row.InstanceId == instanceId).Select(row => row.Id).SingleAsync(cancellationToken);
            db.Record(clock.Now, new() { PersonId = person, CaseId = caseId, Subject = subject, Action = action, Comment = comment, Key = key });
        }, cancellationToken);
    }

    /// <summary>
    /// The applicant takes a case back while it is in review: free before the first decision, with a reason after it (domain.md 4.2 rule 3).
    /// Its open tasks are closed at once, so that an approver who has the page open is told.
    /// </summary>
    /// <exception cref="RefusedException">It is not his, not in review, or the reason is missing.</exception>
    public async Task WithdrawAsync(Guid person, Guid caseId, string? reason, string? client, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            // Whoever decides at this moment is waited for, so that all that follows is read as of one moment.
            await db.LockCaseAsync(caseId, cancellationToken);
            var file = await db.Cases.SingleOrDefaultAsync(row => row.Id == caseId && row.OwnerId == person, cancellationToken)
                ?? throw new RefusedException(RefusalKind.NotFound, "case.unknown");
            if (file.State != CaseState.InReview) throw new RefusedException(RefusalKind.Conflict, "case.notInReview");
            var open = await db.Tasks.Where(task => task.CaseId == caseId && task.State == TaskState.Open).ToListAsync(cancellationToken);
            if (open.Count == 0) throw new RefusedException(RefusalKind.Conflict, "case.beingDecided");
            var decided = ApprovalPath.Parse(file.PathJson)?.HasAnswers == true || await db.Tasks.AnyAsync(
                task => task.CaseId == caseId && task.Level != null && task.State == TaskState.Completed && task.CreatedAt >= file.PathStartedAt, cancellationToken);
            if (decided && string.IsNullOrWhiteSpace(reason)) throw new RefusedException(RefusalKind.Invalid, [new("Reason", "withdraw.reason")]);
            if (reason is { Length: > 500 }) throw new RefusedException(RefusalKind.Invalid, [new("Reason", "tooLong", 500)]);

            foreach (var task in open)
            {
                task.State = TaskState.Cancelled;
                task.LadderAt = null;
                task.Outcome = "Withdrawn";
                task.CompletedById = person;
                task.CompletedAt = clock.Now;
                task.Version++;
            }

            file.Version++;
            var order = await OrderAsync(db, file, ContinuationKind.ResumeByStimulus, cancellationToken);
            order.Stimulus = WithdrawStimulus;
            order.InputJson = JsonSerializer.Serialize(new { Action = "Withdraw", Comment = reason ?? "", Person = person }, JsonSerializerOptions.Default);
            db.Continuations.Add(order);
            db.Record(clock.Now, new() { PersonId = person, CaseId = caseId, Subject = "case", Action = "Withdraw", From = file.State.ToString(), Comment = reason, Client = client });
        }, cancellationToken);
    }

    /// <summary>Everybody who has held a task of the present round of approval, such as those to tell of a withdrawal.</summary>
    public async Task<IReadOnlyList<Guid>> AskedAsync(string instanceId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await (from file in db.Cases
                      where file.InstanceId == instanceId
                      join task in db.Tasks on file.Id equals task.CaseId
                      where task.Level != null && task.AssigneeId != null && task.CreatedAt >= file.PathStartedAt
                      select task.AssigneeId!.Value).Distinct().ToListAsync(cancellationToken);
    }

    private async Task<Continuation> OrderAsync(ProcessSalesDb db, Case file, ContinuationKind kind, CancellationToken cancellationToken) => new()
    {
        Id = await ContinuationOrder.NextAsync(db, file.Id, clock.Now, cancellationToken),
        Kind = kind,
        Process = file.Process,
        InstanceId = file.InstanceId,
        CaseId = file.Id,
        CreatedAt = clock.Now,
        NextAttemptAt = clock.Now,
    };
}
