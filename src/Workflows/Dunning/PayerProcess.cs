using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Continuations;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Dunning;

/// <summary>
/// Begins a payer's workflow with its first level and orders it to go on. What a manager has changed and published is followed from the next order on: the case stays, and its
/// workflow begins anew on the new version. Safe for concurrent use.
/// </summary>
internal sealed class PayerProcess(CaseRegister cases, IServiceScopeFactory scopes)
{
    /// <summary>Definition id of the process.</summary>
    public const string Process = "settlement-reminder";

    /// <summary>The version of the process that is published now; asked for once, before the transactions that order by it.</summary>
    public async Task<int?> PublishedAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IProcessEngine>().PublishedAsync(Process, cancellationToken);
    }

    /// <summary>Orders within the caller's transaction that the payer's workflow goes on; begins one when there is none. Returns its case, which the caller hands to the pump.</summary>
    /// <param name="silent">Whether it has left something untold since an earlier day, so that nothing more is to be expected of it.</param>
    public async Task<Guid> OrderAsync(ProcessSalesDb db, Payer payer, int? published, bool silent, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await OrderRunningAsync(db, payer.Id, published, silent, now, cancellationToken) is { } running) return running;
        var file = await cases.StartAsync(db, new(Process, payer.OwnerId)
        {
            AreaId = payer.AreaId, Title = $"{payer.Name} 催款", Fill = opened => (opened.State, opened.CustomerCode) = (CaseState.Running, payer.Code),
        }, cancellationToken);
        db.ReminderFiles.Add(new() { Id = Guid.CreateVersion7(now), PayerId = payer.Id, RunningFor = payer.Id, CaseId = file.Id, InstanceId = file.InstanceId, StartedAt = now });
        return file.Id;
    }

    /// <summary>The same for a workflow that there is; null when there is none.</summary>
    public async Task<Guid?> OrderRunningAsync(ProcessSalesDb db, Guid payer, int? published, bool silent, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await db.ReminderFiles.SingleOrDefaultAsync(row => row.RunningFor == payer, cancellationToken) is not { } running) return null;
        await db.LockCaseAsync(running.CaseId, cancellationToken);
        var file = await db.Cases.SingleAsync(row => row.Id == running.CaseId, cancellationToken);
        var on = file.DefinitionVersion;
        // An order that waits yet is only late; without one the workflow has ended or stopped at an incident.
        if (published > on || (silent && !await db.Continuations.AnyAsync(row => row.CaseId == file.Id, cancellationToken)))
        {
            await cases.EndRunAsync(db, file, null, "NewVersion", anew: true, cancellationToken);
            running.InstanceId = file.InstanceId;
            db.Record(now, new() { CaseId = file.Id, Subject = "case", Action = "NewRun", From = $"{on}", To = $"{published}" });
            return file.Id;
        }

        await cases.ResumeAsync(db, file.Id, ReminderPost.Stimulus, cancellationToken);
        return file.Id;
    }
}
