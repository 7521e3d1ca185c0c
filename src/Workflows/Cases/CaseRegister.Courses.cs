using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Continuations;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Workflows.Cases;

/// <content>Cases whose thing of the business is opened in the same transaction, and those that begin their course anew.</content>
public sealed partial class CaseRegister
{
    /// <summary>Opens a case inside the caller's transaction and orders its workflow; the caller hands the order to the pump after it.</summary>
    /// <param name="owner">Whose it becomes; who registers it is noted as the one who did.</param>
    internal async Task<Case> OpenInAsync(ProcessSalesDb db, string process, Guid? person, Guid owner, Guid? area, string title, CancellationToken cancellationToken)
    {
        var info = catalog.Find(process) ?? throw new RefusedException(RefusalKind.NotFound, "process.unknown", process);
        var file = await OpenAsync(db, info.Number, process, Guid.CreateVersion7(clock.Now).ToString("N"), owner, area, title.Length > 300 ? title[..300] : title, cancellationToken);
        db.Continuations.Add(await OrderAsync(db, file, ContinuationKind.Start, cancellationToken));
        db.Record(clock.Now, new() { PersonId = person, CaseId = file.Id, Subject = "case", Action = "Start", To = nameof(CaseState.Draft) });
        return file;
    }

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
