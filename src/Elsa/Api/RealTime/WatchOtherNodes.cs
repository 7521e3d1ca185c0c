using Elsa.Storage;
using Elsa.Workflows.Api.RealTime.Contracts;
using Elsa.Workflows.Api.RealTime.Hubs;
using Elsa.Workflows.Api.RealTime.Messages;
using Elsa.Workflows.Runtime;
using Elsa.Workflows.Runtime.Stores;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Elsa.Workflows.Api.RealTime;

/// <summary>
/// Where several nodes share the database, an instance that is watched here may be continued there: its revision tells. One small question a
/// second while somebody watches, none otherwise. What this node has committed itself is told twice, which a page does not mind.
/// </summary>
internal sealed partial class WatchOtherNodes(
    EngineDatabase database, Observers observers, IHubContext<WorkflowInstanceHub, IWorkflowInstanceClient> hub, ActivityExecutionStore executions, ILogger<WatchOtherNodes> logger) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!database.IsShared)
            return;
        var known = new Dictionary<string, long>(StringComparer.Ordinal);
        using var pace = new PeriodicTimer(Pace);
        while (await pace.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            try
            {
                await LookAsync(known, stoppingToken).ConfigureAwait(false);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                LogFailure(failure);
            }
        }
    }

    private async Task LookAsync(Dictionary<string, long> known, CancellationToken cancellationToken)
    {
        var watched = observers.Watched;
        foreach (var gone in known.Keys.Except(watched).ToList())
            known.Remove(gone);
        if (watched.Count == 0)
            return;

        var rows = await database.ReadAsync(
            session => session.QueryAsync($"SELECT Id, Revision FROM ElsaInstances WHERE {database.OneOf("Id", 1)}", static row => (Id: row.GetString(0), Revision: row.GetInt64(1)), database.List(watched)),
            cancellationToken).ConfigureAwait(false);
        foreach (var (id, revision) in rows)
        {
            // Also at first sight: the page was read a moment before it began to watch.
            if (known.TryGetValue(id, out var last) && last == revision)
                continue;
            await TellAsync(id, cancellationToken).ConfigureAwait(false);
            known[id] = revision;
        }
    }

    private async Task TellAsync(string id, CancellationToken cancellationToken)
    {
        var page = hub.Clients.Group(id);
        var stats = await new ActivityExecutionStatsService(executions).GetStatsAsync(id, cancellationToken).ConfigureAwait(false);
        await page.ActivityExecutionLogUpdatedAsync(new ActivityExecutionLogUpdatedMessage(stats), cancellationToken).ConfigureAwait(false);
        await page.WorkflowExecutionLogUpdatedAsync(new WorkflowExecutionLogUpdatedMessage(), cancellationToken).ConfigureAwait(false);
        await page.WorkflowInstanceUpdatedAsync(new WorkflowInstanceUpdatedMessage(id), cancellationToken).ConfigureAwait(false);
    }

    [LoggerMessage(LogLevel.Warning, "What other nodes have committed could not be looked up; it is tried again")]
    private partial void LogFailure(Exception failure);
}
