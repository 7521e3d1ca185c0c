using Elsa.Scheduling;
using Elsa.Storage;
using Elsa.Workflows.Management;
using Elsa.Workflows.Models;
using Elsa.Workflows.Runtime.Messages;
using Elsa.Workflows.State;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Elsa.Workflows.Runtime;

/// <summary>Prepares the database and the registry before anything else starts, then works on the queue and on what a crash left behind.</summary>
internal sealed class EngineStart(
    EngineDatabase database,
    IActivityRegistryPopulator activities,
    IWorkflowDefinitionStorePopulator definitions,
    QueueWorker queue,
    QueueSignal signal,
    Recovery recovery,
    TimerPump timers,
    ILogger<EngineStart> logger) : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await database.SetUpAsync(cancellationToken).ConfigureAwait(false);
        await activities.EnsureRegistryPopulatedAsync(cancellationToken).ConfigureAwait(false);
        await definitions.PopulateStoreAsync(cancellationToken).ConfigureAwait(false);
        await base.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await timers.StopAsync().ConfigureAwait(false);
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        await GuardAsync(() => recovery.RunAsync(stoppingToken), stoppingToken).ConfigureAwait(false);
        timers.Start();
        while (!stoppingToken.IsCancellationRequested)
        {
            await GuardAsync(() => queue.DrainAsync(stoppingToken), stoppingToken).ConfigureAwait(false);
            try
            {
                await signal.WaitAsync(Poll, stoppingToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>A database that is away for a while must not end the host.</summary>
    private async Task GuardAsync(Func<Task> work, CancellationToken stoppingToken)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
        {
            logger.LogError(e, "The background work of the engine failed and is tried again");
        }
        catch (OperationCanceledException)
        {
        }
    }
}

/// <summary>Continues the instances that a crash left before or within a burst. An instance that ends the process each time is set aside with an incident.</summary>
internal sealed class Recovery(EngineDatabase database, InstanceRunner runner, InstanceReader reader, IWorkflowStateSerializer serializer, TimeProvider time, ILogger<Recovery> logger)
{
    private const int MostAttempts = 3;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(static session => session.QueryAsync(
            InstanceRow.Select(false) + " WHERE (IsExecuting = 1 OR SubStatus = 0) AND Status = 0 ORDER BY UpdatedAt", InstanceRow.Read), cancellationToken).ConfigureAwait(false);
        foreach (var row in rows)
        {
            if (row.Attempts >= MostAttempts)
            {
                await SetAsideAsync(row.Id, "This instance was begun several times and ended the process each time. It needs attention.", cancellationToken).ConfigureAwait(false);
                continue;
            }

            // The attempt is counted before it is made.
            await database.WriteAsync(session => session.ExecuteAsync("UPDATE ElsaInstances SET Attempts = Attempts + 1 WHERE Num = $1", row.Num), cancellationToken).ConfigureAwait(false);
            try
            {
                await runner.ContinueAsync(row.Id, new RunWorkflowInstanceRequest(), null, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                logger.LogError(e, "Workflow instance {InstanceId} could not be continued after a restart", row.Id);
                await SetAsideAsync(row.Id, e.Message, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task SetAsideAsync(string instanceId, string reason, CancellationToken cancellationToken)
    {
        logger.LogError("Workflow instance {InstanceId} needs attention: {Reason}", instanceId, reason);
        await using var hold = await database.HoldAsync(instanceId, cancellationToken).ConfigureAwait(false);
        if (hold is null || reader.State(hold.Row) is not { } state)
            return;
        state.Incidents.Add(new ActivityIncident("Workflow1", "Workflow1", "Elsa.Workflow", reason, null, time.GetUtcNow()));
        state.Status = WorkflowStatus.Finished;
        state.SubStatus = WorkflowSubStatus.Faulted;
        state.IsExecuting = false;
        state.FinishedAt = state.UpdatedAt = time.GetUtcNow();
        var row = InstanceRow.From(state, serializer.SerializeToUtfBytes(state));
        var resume = ParentNotice.ResumeOf(state, false, time.GetUtcNow());
        await hold.CommitAsync(async session =>
        {
            if (await row.UpdateAsync(session, hold.Row.Num, hold.Row.Revision).ConfigureAwait(false) && resume is not null)
                await resume.SaveAsync(session).ConfigureAwait(false);
            return true;
        }, cancellationToken).ConfigureAwait(false);
    }
}
