using Elsa.Extensions;
using Elsa.Scheduling;
using Elsa.Storage;
using Elsa.Workflows.Models;
using Elsa.Workflows.Runtime.Entities;
using Elsa.Workflows.Runtime.Stores;
using Elsa.Workflows.State;

namespace Elsa.Workflows.Runtime;

/// <summary>Everything that one burst changed, worked out before the transaction, so that the transaction only writes.</summary>
internal sealed class BurstRecord
{
    private readonly InstanceRow _row;
    private readonly byte[] _journal;
    private readonly List<StoredBookmark> _bookmarks;
    private readonly List<TimerRow> _timers = [];
    private readonly IReadOnlyList<QueueRow> _sent;
    private readonly string? _queueItem;
    private readonly DateTimeOffset _now;

    public BurstRecord(RunWorkflowResult result, IReadOnlyCollection<Bookmark> bookmarksBefore, ISet<string> executionsBefore, IReadOnlyList<QueueRow> sent, string? queueItem, IWorkflowStateSerializer serializer, DateTimeOffset now)
    {
        State = result.WorkflowState;
        _sent = sent;
        _queueItem = queueItem;
        _now = now;

        var before = bookmarksBefore.Select(bookmark => bookmark.Id).ToHashSet(StringComparer.Ordinal);
        var after = State.Bookmarks.Select(bookmark => bookmark.Id).ToHashSet(StringComparer.Ordinal);
        Added = State.Bookmarks.Where(bookmark => !before.Contains(bookmark.Id)).ToList();
        Removed = bookmarksBefore.Where(bookmark => !after.Contains(bookmark.Id)).ToList();
        Unchanged = State.Bookmarks.Where(bookmark => before.Contains(bookmark.Id)).ToList();

        _row = InstanceRow.From(State, serializer.SerializeToUtfBytes(State));
        _bookmarks = Added.ConvertAll(bookmark => Store(State, bookmark));
        foreach (var bookmark in Added)
            if (TimerTable.For(State.Id, bookmark) is { } timer)
                _timers.Add(timer);

        var entries = result.Journal.WorkflowExecutionLogEntries.Select(entry => Entry(State, entry)).ToList();
        Executions = Touched(result, executionsBefore);
        _journal = JournalPack.Write(entries, Executions);
    }

    public WorkflowState State { get; }

    public List<Bookmark> Added { get; }

    public List<Bookmark> Removed { get; }

    public List<Bookmark> Unchanged { get; }

    public List<ActivityExecutionRecord> Executions { get; }

    /// <summary>True when something was sent that must be delivered now.</summary>
    public bool Sent => _sent.Count > 0;

    /// <summary>When the first of the new timers falls due; null when there is none.</summary>
    public DateTimeOffset? FirstDue => _timers.Count == 0 ? null : _timers.Min(timer => timer.DueAt);

    /// <summary>False, with nothing written, when the instance was changed since it was read, is there already, or was withdrawn from the queue.</summary>
    public async ValueTask<bool> WriteAsync(Session session, InstanceRow? read)
    {
        var num = read?.Num;
        if (read is null && _queueItem is not null && await session.ExecuteAsync("DELETE FROM ElsaQueue WHERE Id = $1", _queueItem).ConfigureAwait(false) == 0)
            return false;
        if (read is null)
            num = await _row.InsertAsync(session).ConfigureAwait(false);
        else if (!await _row.UpdateAsync(session, read.Num, read.Revision).ConfigureAwait(false))
            num = null;
        if (num is null)
            return false;

        foreach (var bookmark in Removed)
        {
            await session.ExecuteAsync("DELETE FROM ElsaBookmarks WHERE Id = $1", bookmark.Id).ConfigureAwait(false);
            if (TimerTable.IsTimed(bookmark))
                await session.ExecuteAsync("DELETE FROM ElsaTimers WHERE Id = $1", bookmark.Id).ConfigureAwait(false);
        }

        foreach (var bookmark in _bookmarks)
            await BookmarkStore.SaveAsync(session, bookmark).ConfigureAwait(false);
        foreach (var timer in _timers)
            await TimerTable.SaveAsync(session, timer).ConfigureAwait(false);
        await session.ExecuteAsync("INSERT INTO ElsaJournal (InstanceNum, CommittedAt, Data) VALUES ($1, $2, $3)", num, _now.Ticks(), _journal).ConfigureAwait(false);
        foreach (var sent in _sent)
            await sent.SaveAsync(session).ConfigureAwait(false);
        if (_queueItem is not null && read is not null)
            await session.ExecuteAsync("DELETE FROM ElsaQueue WHERE Id = $1", _queueItem).ConfigureAwait(false);
        return true;
    }

    public static StoredBookmark Store(WorkflowState state, Bookmark bookmark) => new()
    {
        Id = bookmark.Id,
        Name = bookmark.Name,
        Hash = bookmark.Hash,
        WorkflowInstanceId = state.Id,
        ActivityInstanceId = bookmark.ActivityInstanceId,
        CorrelationId = state.CorrelationId,
        Payload = bookmark.Payload,
        Metadata = bookmark.Metadata,
        CreatedAt = bookmark.CreatedAt,
    };

    private static WorkflowExecutionLogRecord Entry(WorkflowState state, WorkflowExecutionLogEntry entry) => new()
    {
        Sequence = entry.Sequence,
        Timestamp = entry.Timestamp,
        WorkflowInstanceId = state.Id,
        ActivityInstanceId = entry.ActivityInstanceId,
        ParentActivityInstanceId = entry.ParentActivityInstanceId,
        ActivityId = entry.ActivityId,
        ActivityType = entry.ActivityType,
        ActivityTypeVersion = entry.ActivityTypeVersion,
        ActivityName = entry.ActivityName,
        ActivityNodeId = entry.NodeId,
        EventName = entry.EventName,
        Message = entry.Message,
        Source = entry.Source,
        Payload = entry.Payload,
    };

    /// <summary>Executions that began in this burst or that the journal mentions; those that just go on waiting are recorded already.</summary>
    private static List<ActivityExecutionRecord> Touched(RunWorkflowResult result, ISet<string> before)
    {
        var mentioned = result.Journal.WorkflowExecutionLogEntries.Select(entry => entry.ActivityInstanceId).ToHashSet(StringComparer.Ordinal);
        var waiting = result.WorkflowState.Bookmarks.Select(bookmark => bookmark.ActivityInstanceId).ToHashSet(StringComparer.Ordinal);
        var records = new List<ActivityExecutionRecord>();
        foreach (var context in result.Journal.ActivityExecutionContexts)
            if (!before.Contains(context.Id) || mentioned.Contains(context.Id))
                records.Add(Record(context, waiting.Contains(context.Id)));
        return records;
    }

    private static ActivityExecutionRecord Record(ActivityExecutionContext context, bool waits) => new()
    {
        Id = context.Id,
        WorkflowInstanceId = context.WorkflowExecutionContext.Id,
        ActivityId = context.Activity.Id,
        ActivityNodeId = context.NodeId,
        ActivityType = context.Activity.Type,
        ActivityTypeVersion = context.Activity.Version,
        ActivityName = context.Activity.Name,
        ActivityState = context.ActivityStateOrNull!,
        Payload = context.JournalDataOrNull,
        Outputs = context.GetOutputs()!,
        Properties = context.PropertiesOrNull,
        Metadata = context.MetadataOrNull,
        Exception = ExceptionState.FromException(context.Exception),
        StartedAt = context.StartedAt,
        HasBookmarks = waits,
        Status = context.Status,
        AggregateFaultCount = context.AggregateFaultCount,
        CompletedAt = context.CompletedAt,
        SchedulingActivityExecutionId = context.SchedulingActivityExecutionId,
        SchedulingActivityId = context.SchedulingActivityId,
        SchedulingWorkflowInstanceId = context.SchedulingWorkflowInstanceId,
        CallStackDepth = context.CallStackDepth,
    };
}
