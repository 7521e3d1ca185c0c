using System.Security.Cryptography;
using System.Text;
using Elsa.Storage;
using Elsa.Workflows.Management;
using Elsa.Workflows.Models;
using Elsa.Workflows.Options;
using Elsa.Workflows.Runtime.Entities;
using Elsa.Workflows.Runtime.Filters;
using Elsa.Workflows.Runtime.Messages;
using Elsa.Workflows.Runtime.Options;
using Elsa.Workflows.Runtime.Results;
using Elsa.Workflows.Runtime.Stores;
using Microsoft.Extensions.Logging;

namespace Elsa.Workflows.Runtime;

/// <summary>Delivers stimuli. From within a burst they are delivered after its commit; one meant for a certain instance waits until the instance waits for it.</summary>
internal sealed class StimulusSender(
    EngineDatabase database,
    InstanceRunner runner,
    GuardedStarts guarded,
    IWorkflowDefinitionService definitions,
    BookmarkStore bookmarks,
    TriggerStore triggers,
    IStimulusHasher hasher,
    IIdentityGenerator ids,
    CurrentBurst current,
    QueueSignal queue,
    TimeProvider time,
    ILogger<StimulusSender> logger) : IStimulusSender
{
    public Task<SendStimulusResult> SendAsync(string activityTypeName, object stimulus, StimulusMetadata? metadata = null, CancellationToken cancellationToken = default)
    {
        var hashes = new List<string> { hasher.Hash(activityTypeName, stimulus) };
        if (metadata?.ActivityInstanceId is { } execution)
            hashes.Add(hasher.Hash(activityTypeName, stimulus, execution));
        return SendAsync(new StimulusDelivery { Name = activityTypeName, Hashes = hashes, Metadata = metadata }, cancellationToken);
    }

    public Task<SendStimulusResult> SendAsync(string stimulusHash, StimulusMetadata? metadata = null, CancellationToken cancellationToken = default) =>
        SendAsync(new StimulusDelivery { Hashes = [stimulusHash], Metadata = metadata }, cancellationToken);

    /// <summary>Stores the stimulus, to be delivered in the background.</summary>
    public async Task EnqueueAsync(StimulusDelivery delivery, CancellationToken cancellationToken)
    {
        var row = new QueueRow(ids.GenerateId(), QueueKind.Stimulus, time.GetUtcNow()) { ActivityTypeName = delivery.Name, Hash = delivery.Hashes[0], Data = QueueRow.Write(delivery) };
        if (current.Outbox is { } outbox)
        {
            outbox.Add(row);
            return;
        }

        await database.WriteAsync(session => row.SaveAsync(session), cancellationToken).ConfigureAwait(false);
        queue.Raise();
    }

    public string HashOf(string activityTypeName, object stimulus) => hasher.Hash(activityTypeName, stimulus);

    /// <summary>Starts and resumes what waits. The key makes starts of a repeated delivery the same start.</summary>
    public async Task<List<RunWorkflowInstanceResponse>> DeliverAsync(StimulusDelivery delivery, string? key, CancellationToken cancellationToken)
    {
        var answers = new List<RunWorkflowInstanceResponse>();
        var metadata = delivery.Metadata ?? new StimulusMetadata();
        var isMeantForOne = metadata.WorkflowInstanceId is not null || metadata.BookmarkId is not null || metadata.ActivityInstanceId is not null;
        if (!isMeantForOne && !delivery.ResumeOnly)
            foreach (var trigger in await triggers.FindManyAsync(new TriggerFilter { Hash = delivery.Hashes[0] }, cancellationToken).ConfigureAwait(false))
                if (await AttemptAsync(() => StartAsync(trigger, metadata, key, cancellationToken)).ConfigureAwait(false) is { } started)
                    answers.Add(started);

        var waiting = await bookmarks.FindManyAsync(new BookmarkFilter
        {
            Hashes = delivery.Hashes,
            BookmarkId = metadata.BookmarkId,
            WorkflowInstanceId = metadata.WorkflowInstanceId,
            CorrelationId = metadata.CorrelationId,
            ActivityInstanceId = metadata.ActivityInstanceId,
        }, cancellationToken).ConfigureAwait(false);
        var matched = 0;
        foreach (var bookmark in waiting)
        {
            matched++;
            if (await AttemptAsync(() => ResumeAsync(bookmark, metadata, cancellationToken)).ConfigureAwait(false) is { } resumed)
                answers.Add(resumed);
        }

        if (matched == 0 && isMeantForOne && key is null)
            await KeepAsync(delivery, metadata, cancellationToken).ConfigureAwait(false);
        return answers;
    }

    private async Task<SendStimulusResult> SendAsync(StimulusDelivery delivery, CancellationToken cancellationToken)
    {
        if (current.Outbox is null)
            return new SendStimulusResult(await DeliverAsync(delivery, null, cancellationToken).ConfigureAwait(false));
        await EnqueueAsync(delivery, cancellationToken).ConfigureAwait(false);
        return new SendStimulusResult([]);
    }

    private async Task<RunWorkflowInstanceResponse?> StartAsync(StoredTrigger trigger, StimulusMetadata metadata, string? key, CancellationToken cancellationToken)
    {
        if (await definitions.FindWorkflowGraphAsync(trigger.WorkflowDefinitionVersionId, cancellationToken).ConfigureAwait(false) is not { } graph)
            return null;
        var options = new RunWorkflowOptions
        {
            CorrelationId = metadata.CorrelationId,
            Input = metadata.Input,
            Properties = metadata.Properties,
            ParentWorkflowInstanceId = metadata.ParentWorkflowInstanceId,
            TriggerActivityId = trigger.ActivityId,
        };
        options.WorkflowInstanceId = key is null ? null : Keys.Derive(key, trigger.Id);
        var outcome = await guarded.StartAsync(graph.Workflow, metadata.CorrelationId, () => key is null
            ? runner.StartNewAsync(graph, options, null, false)
            : runner.StartAsync(graph, options, null, false, null, cancellationToken), cancellationToken).ConfigureAwait(false);
        return outcome?.Response;
    }

    private async Task<RunWorkflowInstanceResponse?> ResumeAsync(StoredBookmark bookmark, StimulusMetadata metadata, CancellationToken cancellationToken)
    {
        var request = new RunWorkflowInstanceRequest { BookmarkId = bookmark.Id, Input = metadata.Input, Properties = metadata.Properties };
        var outcome = await runner.ContinueAsync(bookmark.WorkflowInstanceId, request, null, cancellationToken).ConfigureAwait(false);
        return outcome is { HadEffect: true } ? outcome.Response : null;
    }

    /// <summary>One instance that cannot go on must not keep the stimulus from the others.</summary>
    private async Task<RunWorkflowInstanceResponse?> AttemptAsync(Func<Task<RunWorkflowInstanceResponse?>> attempt)
    {
        try
        {
            return await attempt().ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            logger.LogError(e, "A stimulus could not be delivered to one of its receivers");
            return null;
        }
    }

    private async Task KeepAsync(StimulusDelivery delivery, StimulusMetadata metadata, CancellationToken cancellationToken)
    {
        var row = new QueueRow(ids.GenerateId(), QueueKind.Bookmark, time.GetUtcNow())
        {
            InstanceId = metadata.WorkflowInstanceId,
            CorrelationId = metadata.CorrelationId,
            BookmarkId = metadata.BookmarkId,
            Hash = delivery.Hashes[0],
            ActivityInstanceId = metadata.ActivityInstanceId,
            ActivityTypeName = delivery.Name,
            Data = QueueRow.Write(new ResumeBookmarkOptions { Input = metadata.Input, Properties = metadata.Properties }),
        };
        await database.WriteAsync(session => row.SaveAsync(session), cancellationToken).ConfigureAwait(false);
        queue.Raise();
    }
}

/// <summary>A stimulus on its way.</summary>
internal sealed class StimulusDelivery
{
    public string? Name { get; init; }

    /// <summary>The first finds triggers, any finds bookmarks.</summary>
    public List<string> Hashes { get; init; } = [];

    public StimulusMetadata? Metadata { get; init; }

    public bool ResumeOnly { get; init; }
}

/// <summary>Ids that are the same whenever the same thing is done again.</summary>
internal static class Keys
{
    public static string Derive(params string[] parts) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))).AsSpan(0, 12));
}
