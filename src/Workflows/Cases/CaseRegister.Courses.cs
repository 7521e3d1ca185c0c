using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Continuations;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Workflows.Cases;

/// <content>Cases that begin their course anew, and steps that are answered from elsewhere.</content>
public sealed partial class CaseRegister
{
    /// <summary>
    /// Ends the present run of a case inside the caller's transaction: its open tasks are closed and the engine is told to cancel the instance. With
    /// <paramref name="anew"/> the case gets another instance, which begins where the thing of the business stands.
    /// </summary>
    internal async Task EndRunAsync(ProcessSalesDb db, Case file, Guid? person, string outcome, bool anew, CancellationToken cancellationToken)
    {
        foreach (var task in await db.Tasks.Where(task => task.CaseId == file.Id && task.State == TaskState.Open).ToListAsync(cancellationToken))
        {
            task.State = TaskState.Cancelled;
            task.LadderAt = null;
            task.Outcome = outcome;
            task.CompletedById = person;
            task.CompletedAt = clock.Now;
            task.Version++;
        }

        file.Version++;
        db.Continuations.Add(await OrderAsync(db, file, ContinuationKind.Cancel, cancellationToken));
        if (!anew) return;
        // The order is read back before the next one is written, so that they keep their order.
        await db.SaveChangesAsync(cancellationToken);
        file.InstanceId = Guid.CreateVersion7(clock.Now).ToString("N");
        file.DefinitionVersion = null;
        file.PathJson = null;
        file.PathPosition = null;
        file.PathStartedAt = null;
        db.Continuations.Add(await OrderAsync(db, file, ContinuationKind.Start, cancellationToken));
    }

    /// <summary>Answers the open task of a step for whoever did the same elsewhere, inside the caller's transaction; does nothing when the step asks nobody.</summary>
    internal async Task AnswerInAsync(ProcessSalesDb db, Case file, string step, Guid person, string action, CancellationToken cancellationToken)
    {
        var task = await db.Tasks.SingleOrDefaultAsync(row => row.CaseId == file.Id && row.InstanceId == file.InstanceId && row.ActivityId == step && row.State == TaskState.Open, cancellationToken);
        if (task is null) return;
        task.State = TaskState.Completed;
        task.LadderAt = null;
        task.Outcome = action;
        task.CompletedById = person;
        task.CompletedAt = clock.Now;
        task.Version++;
        file.Version++;
        var order = await OrderAsync(db, file, ContinuationKind.Resume, cancellationToken);
        order.BookmarkId = task.BookmarkId;
        order.InputJson = new System.Text.Json.Nodes.JsonObject { ["Action"] = action, ["Person"] = person.ToString() }.ToJsonString();
        db.Continuations.Add(order);
    }
}
