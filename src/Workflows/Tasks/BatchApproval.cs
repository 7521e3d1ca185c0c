using Microsoft.EntityFrameworkCore;
using System.Text.Json.Nodes;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Continuations;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Tasks;

/// <summary>Why a case must be looked at by itself (domain.md 4.2 rule 9).</summary>
public enum RedFlag
{
    /// <summary>Nothing waits for the person any more.</summary>
    Gone,

    /// <summary>It is not an approval.</summary>
    NotDecidable,

    /// <summary>It is out for an opinion.</summary>
    Consulted,

    /// <summary>It is of another process than the first one.</summary>
    OtherProcess,

    /// <summary>The budget does not cover it.</summary>
    OverBudget,

    /// <summary>A price lies under its floor.</summary>
    BelowFloor,

    /// <summary>Deliveries to the customer are stopped.</summary>
    CustomerOnHold,

    /// <summary>The customer has an open complaint of severity A.</summary>
    SeverityA,

    /// <summary>The form says that each is approved by itself.</summary>
    OneByOne,
}

/// <summary>A line of a batch.</summary>
/// <param name="Flags">Empty for a line that may be approved with others.</param>
public sealed record BatchLine(Guid TaskId, Guid CaseId, string Process, string Number, string Title, string Applicant, decimal? Amount, IReadOnlyList<RedFlag> Flags);

/// <summary>What became of a line.</summary>
/// <param name="Refusal">Why not; null when it was approved.</param>
public sealed record BatchResult(BatchLine Line, Refusal? Refusal);

/// <summary>批量审批: approves several tasks of one process, never a line with a red flag. Safe for concurrent use.</summary>
public sealed class BatchApproval(IDbContextFactory<ProcessSalesDb> databases, TaskDecisions decisions, CaseFacts facts, ContinuationPump pump)
{
    /// <summary>Most lines at once.</summary>
    public const int Most = 50;

    /// <summary>The lines in the order given; tasks that are not the person's to see are left out.</summary>
    /// <exception cref="RefusedException">Too many were chosen.</exception>
    public async Task<IReadOnlyList<BatchLine>> LookAsync(Guid person, IReadOnlyList<Guid> tasks, CancellationToken cancellationToken = default)
    {
        if (tasks.Count > Most) throw new RefusedException(RefusalKind.Invalid, [new(null, "batch.tooMany", Most)]);
        var lines = new List<BatchLine>();
        foreach (var id in tasks.Distinct())
        {
            if (await decisions.ReadAsync(person, id, cancellationToken) is not { } view) continue;
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            var applicant = await db.Users.Where(row => row.Id == view.File.OwnerId).Select(row => row.Name).SingleAsync(cancellationToken);
            var flags = await FlagsAsync(db, person, view, cancellationToken);
            if (lines.Count > 0 && lines[0].Process != view.File.Process) flags.Add(RedFlag.OtherProcess);
            lines.Add(new(id, view.File.Id, view.File.Process, view.File.Number, view.File.Title, applicant, view.File.Amount, flags));
        }

        return lines;
    }

    /// <summary>
    /// Approves each line by itself: one that is refused does not hold up the others, and the same batch again has no second effect, because each line's
    /// operation follows from the batch's.
    /// </summary>
    public async Task<IReadOnlyList<BatchResult>> ApproveAsync(Guid person, IReadOnlyList<Guid> tasks, string? comment, Guid operation, string? client, CancellationToken cancellationToken = default)
    {
        var results = new List<BatchResult>();
        foreach (var line in await LookAsync(person, tasks, cancellationToken))
        {
            var own = OperationOf(operation, line.TaskId);
            Refusal? refusal = null;
            try
            {
                if (line.Flags.Any(flag => flag != RedFlag.Gone)) throw new RefusedException(RefusalKind.Conflict, "batch.redFlag");
                await decisions.CompleteAsync(new(line.TaskId, person, TaskActions.Approve, comment, null, own, client), cancellationToken);
                await pump.RunAsync(line.CaseId, cancellationToken);
            }
            catch (RefusedException refused)
            {
                refusal = refused.Refusals[0];
            }

            results.Add(new(line, refusal));
        }

        return results;
    }

    private async Task<List<RedFlag>> FlagsAsync(ProcessSalesDb db, Guid person, TaskView view, CancellationToken cancellationToken)
    {
        if (view.Task.State != TaskState.Open || view.Actions.Count == 0) return [RedFlag.Gone];
        var flags = new List<RedFlag>();
        if (view.Task.ConsultedById is not null) flags.Add(RedFlag.Consulted);
        else if (!view.Actions.Contains(TaskActions.Approve) || view.Task.FormMode == "edit") flags.Add(RedFlag.NotDecidable);
        if (IsTrue(view.Data["overBudget"]) || await IsOverBudgetAsync(db, view.File, cancellationToken)) flags.Add(RedFlag.OverBudget);
        if (IsTrue(view.Data["belowFloor"])) flags.Add(RedFlag.BelowFloor);
        if (view.Form is { Batch: false }) flags.Add(RedFlag.OneByOne);
        flags.AddRange((await facts.OfAsync(person, view.File, cancellationToken)).Select(fact => fact.Flag).OfType<RedFlag>().Distinct());
        return flags;
    }

    // The matrix has noted whether the budget covered it when it was handed in; what is reserved is part of what is available since.
    private static async Task<bool> IsOverBudgetAsync(ProcessSalesDb db, Case file, CancellationToken cancellationToken)
    {
        if (Approvals.ApprovalPath.Parse(file.PathJson)?.Rule?.Facts.OverBudget == true) return true;
        if (file.DataJson is null || JsonNode.Parse(file.DataJson)?["budgetLine"] is not JsonObject line || !Guid.TryParse(line["id"]?.ToString(), out var id)) return false;
        return await db.BudgetLines.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken) is { Available: < 0 };
    }

    private static bool IsTrue(JsonNode? value) => value?.ToString() == "true" || (value is JsonValue known && known.TryGetValue<bool>(out var truth) && truth);

    private static Guid OperationOf(Guid batch, Guid task)
    {
        Span<byte> bytes = stackalloc byte[32];
        batch.TryWriteBytes(bytes);
        task.TryWriteBytes(bytes[16..]);
        return new Guid(System.Security.Cryptography.SHA256.HashData(bytes).AsSpan(0, 16));
    }
}
