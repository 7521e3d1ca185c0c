using Elsa.Storage;
using Elsa.Workflows.Management;
using Elsa.Workflows.Models;
using Elsa.Workflows.Options;
using Elsa.Workflows.Runtime.Filters;
using Elsa.Workflows.Runtime.Messages;
using Elsa.Workflows.Runtime.Options;
using Elsa.Workflows.Runtime.Requests;
using Elsa.Workflows.Runtime.Stores;
using Microsoft.Extensions.Logging;

namespace Elsa.Workflows.Runtime;

/// <summary>
/// Does what the queue holds. An attempt is counted before it is made, so that work which kills the process is not tried for
/// ever: after a few attempts it stays in the queue with its reason and waits for a person.
/// </summary>
internal sealed class QueueWorker(
    EngineDatabase database,
    InstanceRunner runner,
    StimulusSender stimuli,
    IWorkflowDefinitionService definitions,
    BookmarkStore bookmarks,
    TimeProvider time,
    ILogger<QueueWorker> logger)
{
    private const int PageSize = 50;
    private const int MostAttempts = 5;

    /// <summary>While a row is worked on, nobody else takes it; after that time it is taken to be left over.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    /// <summary>Works on everything that is due; how many rows were taken.</summary>
    public async Task<int> DrainAsync(CancellationToken cancellationToken)
    {
        var total = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            var rows = await ClaimAsync(cancellationToken).ConfigureAwait(false);
            if (rows.Count == 0)
                break;
            total += rows.Count;
            await Parallel.ForEachAsync(rows, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = cancellationToken }, async (row, token) => await WorkAsync(row, token).ConfigureAwait(false)).ConfigureAwait(false);
        }

        return total;
    }

    private async Task<List<QueueRow>> ClaimAsync(CancellationToken cancellationToken)
    {
        // Most looks find nothing, and a look that only reads keeps no writer waiting.
        var now = time.GetUtcNow();
        if (await database.ReadAsync(session => session.CountAsync("SELECT count(*) FROM ElsaQueue WHERE DueAt <= $1", now.Ticks()), cancellationToken).ConfigureAwait(false) == 0)
            return [];
        var claimed = await database.WriteAsync(session => session.QueryAsync(
            $"""
            UPDATE ElsaQueue SET DueAt = $2, Attempts = Attempts + 1, LastAttemptedAt = $1
            WHERE Id IN (SELECT Id FROM ElsaQueue WHERE DueAt <= $1 ORDER BY DueAt, Id LIMIT {PageSize}{database.SkippingLocked})
            RETURNING {QueueRow.Columns}
            """, QueueRow.Read, now.Ticks(), (now + Lease).Ticks()), cancellationToken).ConfigureAwait(false);
        claimed.Sort(static (one, other) => one.CreatedAt != other.CreatedAt ? one.CreatedAt.CompareTo(other.CreatedAt) : string.CompareOrdinal(one.Id, other.Id));
        return claimed;
    }

    private async Task WorkAsync(QueueRow row, CancellationToken cancellationToken)
    {
        try
        {
            if (row.Attempts > MostAttempts)
            {
                await GiveUpAsync(row, row.LastErrorType ?? "Interrupted", row.LastErrorMessage ?? "The process ended each time this was tried.").ConfigureAwait(false);
                return;
            }

            var isDone = row.Kind switch
            {
                QueueKind.Stimulus => await DeliverAsync(row, cancellationToken).ConfigureAwait(false),
                QueueKind.Bookmark => await ResumeAsync(row, cancellationToken).ConfigureAwait(false),
                QueueKind.Start => await StartAsync(row, cancellationToken).ConfigureAwait(false),
                QueueKind.Cancel => await CancelAsync(row.InstanceId!, cancellationToken).ConfigureAwait(false),
                QueueKind.CancelChildren => await CancelChildrenAsync(row.InstanceId!, cancellationToken).ConfigureAwait(false),
                _ => await RunAsync(row, cancellationToken).ConfigureAwait(false),
            };
            if (isDone)
                await database.WriteAsync(session => session.ExecuteAsync("DELETE FROM ElsaQueue WHERE Id = $1", row.Id), CancellationToken.None).ConfigureAwait(false);
            else
                await WaitAsync(row).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            logger.LogError(e, "Attempt {Attempt} at {Kind} {Id} failed", row.Attempts, row.Kind, row.Id);
            if (row.Attempts >= MostAttempts)
                await GiveUpAsync(row, e.GetType().Name, e.Message).ConfigureAwait(false);
            else
                await PostponeAsync(row with { LastErrorType = e.GetType().Name, LastErrorMessage = e.Message, DueAt = time.GetUtcNow() + TimeSpan.FromSeconds(Math.Pow(2, row.Attempts)) }).ConfigureAwait(false);
        }
    }

    private async Task<bool> DeliverAsync(QueueRow row, CancellationToken cancellationToken)
    {
        var delivery = row.Request<StimulusDelivery>();
        var isMeantForOne = delivery.Metadata is { } metadata && (metadata.WorkflowInstanceId ?? metadata.BookmarkId ?? metadata.ActivityInstanceId) is not null;
        var answers = await stimuli.DeliverAsync(delivery, row.Id, cancellationToken).ConfigureAwait(false);
        return answers.Count > 0 || !isMeantForOne || time.GetUtcNow() - row.CreatedAt > Patience;
    }

    private async Task<bool> ResumeAsync(QueueRow row, CancellationToken cancellationToken)
    {
        var options = row.Request<ResumeBookmarkOptions>();
        var found = await bookmarks.FindManyAsync(new BookmarkFilter
        {
            BookmarkId = row.BookmarkId,
            WorkflowInstanceId = row.InstanceId,
            CorrelationId = row.CorrelationId,
            Hash = row.Hash,
            ActivityInstanceId = row.ActivityInstanceId,
            Name = row.ActivityTypeName,
        }, cancellationToken).ConfigureAwait(false);
        var list = found.ToList();
        var hadEffect = false;
        foreach (var bookmark in list)
        {
            // Where there is one bookmark only, the row goes with the commit that continues it.
            var request = new RunWorkflowInstanceRequest { BookmarkId = bookmark.Id, Input = options.Input, Properties = options.Properties };
            hadEffect |= await runner.ContinueAsync(bookmark.WorkflowInstanceId, request, list.Count == 1 ? row.Id : null, cancellationToken).ConfigureAwait(false) is { HadEffect: true };
        }

        return hadEffect || time.GetUtcNow() - row.CreatedAt > Patience;
    }

    private async Task<bool> StartAsync(QueueRow row, CancellationToken cancellationToken)
    {
        var request = row.Request<DispatchWorkflowDefinitionRequest>();
        var graph = await definitions.FindWorkflowGraphAsync(request.DefinitionVersionId, cancellationToken).ConfigureAwait(false)
            ?? throw new InvalidOperationException($"The definition version '{request.DefinitionVersionId}' is missing or cannot be read.");
        var options = new RunWorkflowOptions
        {
            WorkflowInstanceId = request.InstanceId,
            CorrelationId = request.CorrelationId,
            Input = request.Input,
            Properties = request.Properties,
            ParentWorkflowInstanceId = request.ParentWorkflowInstanceId,
            TriggerActivityId = request.TriggerActivityId,
            SchedulingActivityExecutionId = request.SchedulingActivityExecutionId,
            SchedulingWorkflowInstanceId = request.SchedulingWorkflowInstanceId,
            SchedulingCallStackDepth = request.SchedulingCallStackDepth,
        };
        try
        {
            await runner.StartAsync(graph, options, null, false, row.Id, cancellationToken).ConfigureAwait(false);
        }
        catch (StartWithdrawnException)
        {
            // Cancelled while it was begun: nothing of it was written.
        }

        return true;
    }

    /// <summary>Whoever removes the row of a start decides: it was removed here and never begins, or the instance is there and is cancelled.</summary>
    private async Task<bool> CancelAsync(string instanceId, CancellationToken cancellationToken)
    {
        if (await database.WriteAsync(session => session.ExecuteAsync("DELETE FROM ElsaQueue WHERE Id = $1 AND Kind = $2", instanceId, (int)QueueKind.Start), cancellationToken).ConfigureAwait(false) == 0)
            await runner.CancelAsync(instanceId, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private async Task<bool> CancelChildrenAsync(string parentId, CancellationToken cancellationToken)
    {
        await database.WriteAsync(session => session.ExecuteAsync("DELETE FROM ElsaQueue WHERE InstanceId = $1 AND Kind = $2", parentId, (int)QueueKind.Start), cancellationToken).ConfigureAwait(false);
        var children = await database.ReadAsync(session => session.QueryAsync(
            "SELECT Id FROM ElsaInstances WHERE ParentId = $1 AND Status = $2", static child => child.GetString(0), parentId, (int)WorkflowStatus.Running), cancellationToken).ConfigureAwait(false);
        foreach (var child in children)
            await runner.CancelAsync(child, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private async Task<bool> RunAsync(QueueRow row, CancellationToken cancellationToken)
    {
        var request = row.Request<DispatchWorkflowInstanceRequest>();
        await runner.ContinueAsync(row.InstanceId!, new RunWorkflowInstanceRequest
        {
            BookmarkId = request.BookmarkId,
            ActivityHandle = request.ActivityHandle,
            Input = request.Input,
            Properties = request.Properties,
        }, row.Id, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>What is not there yet is waited for: that is no failed attempt.</summary>
    private Task WaitAsync(QueueRow row)
    {
        var age = time.GetUtcNow() - row.CreatedAt;
        return PostponeAsync(row with { Attempts = 0, DueAt = time.GetUtcNow() + (age < TimeSpan.FromMinutes(1) ? TimeSpan.FromSeconds(1) : TimeSpan.FromSeconds(30)) });
    }

    private async Task GiveUpAsync(QueueRow row, string errorType, string message)
    {
        logger.LogError("{Kind} {Id} of workflow instance {InstanceId} needs attention: {Message}", row.Kind, row.Id, row.InstanceId, message);
        await PostponeAsync(row with { LastErrorType = errorType, LastErrorMessage = message, DueAt = QueueRow.GivenUp }).ConfigureAwait(false);

        // A parent must not wait for ever for a child that cannot be started.
        if (row.Kind == QueueKind.Start && ParentNotice.ResumeOf(row.Request<DispatchWorkflowDefinitionRequest>(), message, time.GetUtcNow()) is { } resume)
            await database.WriteAsync(session => resume.SaveAsync(session), CancellationToken.None).ConfigureAwait(false);
    }

    private Task PostponeAsync(QueueRow row) => database.WriteAsync(session => session.ExecuteAsync(
        "UPDATE ElsaQueue SET DueAt = $2, LastErrorType = $3, LastErrorMessage = $4, Attempts = $5 WHERE Id = $1", row.Id, row.DueAt.Ticks(), row.LastErrorType, row.LastErrorMessage, row.Attempts), CancellationToken.None);
}
