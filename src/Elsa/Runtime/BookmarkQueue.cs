using Elsa.Common.Models;
using Elsa.Storage;
using Elsa.Workflows.Runtime.Entities;
using Elsa.Workflows.Runtime.Filters;
using Elsa.Workflows.Runtime.Options;
using Elsa.Workflows.Runtime.OrderDefinitions;

namespace Elsa.Workflows.Runtime;

/// <summary>Wakes the queue's worker of this process; other processes find the rows when they look.</summary>
internal sealed class QueueSignal
{
    private readonly SemaphoreSlim _signal = new(0, 1);

    public void Raise()
    {
        try
        {
            _signal.Release();
        }
        catch (SemaphoreFullException)
        {
            // Raised already and not yet heard.
        }
    }

    public Task<bool> WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) => _signal.WaitAsync(atMost, cancellationToken);
}

/// <summary>Keeps resumes; from within a burst they join its commit.</summary>
internal sealed class BookmarkQueue(EngineDatabase database, CurrentBurst current, QueueSignal signal, IIdentityGenerator ids, TimeProvider time) : IBookmarkQueue
{
    public async Task EnqueueAsync(NewBookmarkQueueItem item, CancellationToken cancellationToken = default)
    {
        var row = new QueueRow(ids.GenerateId(), QueueKind.Bookmark, time.GetUtcNow())
        {
            InstanceId = item.WorkflowInstanceId,
            CorrelationId = item.CorrelationId,
            BookmarkId = item.BookmarkId,
            Hash = item.StimulusHash,
            ActivityInstanceId = item.ActivityInstanceId,
            ActivityTypeName = item.ActivityTypeName,
            Data = item.Options is null ? null : QueueRow.Write(item.Options),
        };
        if (current.Outbox is { } outbox)
        {
            outbox.Add(row);
            return;
        }

        await database.WriteAsync(session => row.SaveAsync(session), cancellationToken).ConfigureAwait(false);
        signal.Raise();
    }
}

/// <summary>Waiting resumes in the database, for whoever wants to see them.</summary>
internal sealed class BookmarkQueueStore(EngineDatabase database) : IBookmarkQueueStore
{
    private static readonly Dictionary<string, string> Columns = new() { ["Id"] = "Id", ["CreatedAt"] = "CreatedAt", ["DeliveryAttempts"] = "Attempts", ["WorkflowInstanceId"] = "InstanceId" };

    public Task SaveAsync(BookmarkQueueItem record, CancellationToken cancellationToken = default)
    {
        var row = new QueueRow(record.Id, QueueKind.Bookmark, record.CreatedAt)
        {
            InstanceId = record.WorkflowInstanceId,
            CorrelationId = record.CorrelationId,
            BookmarkId = record.BookmarkId,
            Hash = record.StimulusHash,
            ActivityInstanceId = record.ActivityInstanceId,
            ActivityTypeName = record.ActivityTypeName,
            Data = record.Options is null ? null : QueueRow.Write(record.Options),
            Attempts = record.DeliveryAttempts,
            LastAttemptedAt = record.LastAttemptedAt,
            LastErrorType = record.LastErrorType,
            LastErrorMessage = record.LastErrorMessage,
        };
        return database.WriteAsync(session => row.SaveAsync(session), cancellationToken);
    }

    public Task AddAsync(BookmarkQueueItem record, CancellationToken cancellationToken = default) => SaveAsync(record, cancellationToken);

    public async Task<BookmarkQueueItem?> FindAsync(BookmarkQueueFilter filter, CancellationToken cancellationToken = default) =>
        (await RowsAsync(filter, PageArgs.FromRange(null, 1), "CreatedAt, Id", cancellationToken).ConfigureAwait(false)).FirstOrDefault();

    public async Task<IEnumerable<BookmarkQueueItem>> FindManyAsync(BookmarkQueueFilter filter, CancellationToken cancellationToken = default) =>
        await RowsAsync(filter, null, "CreatedAt, Id", cancellationToken).ConfigureAwait(false);

    public Task<Page<BookmarkQueueItem>> PageAsync<TOrderBy>(PageArgs pageArgs, BookmarkQueueItemOrder<TOrderBy?> orderBy, CancellationToken cancellationToken = default) =>
        PageAsync(pageArgs, new BookmarkQueueFilter(), orderBy, cancellationToken);

    public async Task<Page<BookmarkQueueItem>> PageAsync<TOrderBy>(PageArgs pageArgs, BookmarkQueueFilter filter, BookmarkQueueItemOrder<TOrderBy?> orderBy, CancellationToken cancellationToken = default)
    {
        var conditions = ConditionsOf(filter);
        var total = await database.ReadAsync(session => session.CountAsync("SELECT count(*) FROM ElsaQueue" + conditions.Where, conditions.Arguments), cancellationToken).ConfigureAwait(false);
        return Page.Of<BookmarkQueueItem>(await RowsAsync(filter, pageArgs, Conditions.Order(orderBy, Columns, "CreatedAt") + ", Id", cancellationToken).ConfigureAwait(false), total);
    }

    public async Task<long> DeleteAsync(BookmarkQueueFilter filter, CancellationToken cancellationToken = default)
    {
        var conditions = ConditionsOf(filter);
        return await database.WriteAsync(session => session.ExecuteAsync("DELETE FROM ElsaQueue" + conditions.Where, conditions.Arguments), cancellationToken).ConfigureAwait(false);
    }

    private Task<List<BookmarkQueueItem>> RowsAsync(BookmarkQueueFilter filter, PageArgs? page, string order, CancellationToken cancellationToken)
    {
        var conditions = ConditionsOf(filter);
        var sql = $"SELECT {QueueRow.Columns} FROM ElsaQueue" + conditions.Where + conditions.Slice(order, page);
        return database.ReadAsync(session => session.QueryAsync(sql, static row => Item(QueueRow.Read(row)), conditions.Arguments), cancellationToken);
    }

    private Conditions ConditionsOf(BookmarkQueueFilter filter) => new Conditions(database)
        .Add("Kind = " + (int)QueueKind.Bookmark)
        .Equal("Id", filter.Id)
        .OneOf("Id", filter.Ids)
        .Equal("BookmarkId", filter.BookmarkId)
        .Equal("InstanceId", filter.WorkflowInstanceId)
        .Equal("Hash", filter.BookmarkHash)
        .Equal("ActivityInstanceId", filter.ActivityInstanceId)
        .Equal("ActivityTypeName", filter.ActivityTypeName)
        .Compare("CreatedAt", "<", filter.CreatedAtLessThan);

    private static BookmarkQueueItem Item(QueueRow row) => new()
    {
        Id = row.Id,
        WorkflowInstanceId = row.InstanceId,
        CorrelationId = row.CorrelationId,
        BookmarkId = row.BookmarkId,
        StimulusHash = row.Hash,
        ActivityInstanceId = row.ActivityInstanceId,
        ActivityTypeName = row.ActivityTypeName,
        Options = row.Data is null ? null : row.Request<ResumeBookmarkOptions>(),
        CreatedAt = row.CreatedAt,
        DeliveryAttempts = row.Attempts,
        LastAttemptedAt = row.LastAttemptedAt,
        LastErrorType = row.LastErrorType,
        LastErrorMessage = row.LastErrorMessage,
    };
}
