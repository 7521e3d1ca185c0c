using System.Data.Common;
using Elsa.Common.Models;
using Elsa.Storage;
using Elsa.Workflows.Runtime.Entities;
using Elsa.Workflows.Runtime.Filters;
using Elsa.Workflows.Serialization;

namespace Elsa.Workflows.Runtime.Stores;

/// <summary>Bookmarks in the database.</summary>
internal sealed class BookmarkStore(EngineDatabase database) : IBookmarkStore
{
    private const string Columns = "SELECT Id, InstanceId, Name, Hash, ActivityInstanceId, CorrelationId, Payload, Metadata, CreatedAt FROM ElsaBookmarks";

    public ValueTask SaveAsync(StoredBookmark record, CancellationToken cancellationToken = default) => SaveManyAsync([record], cancellationToken);

    public async ValueTask SaveManyAsync(IEnumerable<StoredBookmark> records, CancellationToken cancellationToken)
    {
        var list = records.ToList();
        await database.WriteAsync(async session =>
        {
            foreach (var record in list)
                await SaveAsync(session, record).ConfigureAwait(false);
            return list.Count;
        }, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<StoredBookmark?> FindAsync(BookmarkFilter filter, CancellationToken cancellationToken = default) =>
        (await RowsAsync(filter, PageArgs.FromRange(null, 1), cancellationToken).ConfigureAwait(false)).FirstOrDefault();

    public async ValueTask<IEnumerable<StoredBookmark>> FindManyAsync(BookmarkFilter filter, CancellationToken cancellationToken = default) =>
        await RowsAsync(filter, null, cancellationToken).ConfigureAwait(false);

    public async ValueTask<Page<StoredBookmark>> FindManyAsync(BookmarkFilter filter, PageArgs pageArgs, CancellationToken cancellationToken = default)
    {
        var conditions = ConditionsOf(filter);
        var total = await database.ReadAsync(session => session.CountAsync("SELECT count(*) FROM ElsaBookmarks" + conditions.Where, conditions.Arguments), cancellationToken).ConfigureAwait(false);
        return Page.Of<StoredBookmark>(await RowsAsync(filter, pageArgs, cancellationToken).ConfigureAwait(false), total);
    }

    /// <summary>Only where the bookmarks are: what a resume needs to know, without their payloads.</summary>
    public Task<List<(string Id, string InstanceId)>> PlacesAsync(BookmarkFilter filter, CancellationToken cancellationToken)
    {
        var conditions = ConditionsOf(filter);
        var sql = "SELECT Id, InstanceId FROM ElsaBookmarks" + conditions.Where + conditions.Slice("CreatedAt, Id", null);
        return database.ReadAsync(session => session.QueryAsync(sql, static row => (row.GetString(0), row.GetString(1)), conditions.Arguments), cancellationToken);
    }

    public async ValueTask<long> DeleteAsync(BookmarkFilter filter, CancellationToken cancellationToken = default)
    {
        var conditions = ConditionsOf(filter);
        return await database.WriteAsync(async session =>
        {
            await session.ExecuteAsync("DELETE FROM ElsaTimers WHERE Id IN (SELECT Id FROM ElsaBookmarks" + conditions.Where + ")", conditions.Arguments).ConfigureAwait(false);
            return (long)await session.ExecuteAsync("DELETE FROM ElsaBookmarks" + conditions.Where, conditions.Arguments).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);
    }

    public static ValueTask<int> SaveAsync(Session session, StoredBookmark bookmark) => session.ExecuteAsync(
        """
        INSERT INTO ElsaBookmarks (Id, InstanceId, Name, Hash, ActivityInstanceId, CorrelationId, Payload, Metadata, CreatedAt) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (Id) DO UPDATE SET InstanceId = excluded.InstanceId, Name = excluded.Name, Hash = excluded.Hash, ActivityInstanceId = excluded.ActivityInstanceId,
            CorrelationId = excluded.CorrelationId, Payload = excluded.Payload, Metadata = excluded.Metadata
        """,
        bookmark.Id, bookmark.WorkflowInstanceId, bookmark.Name ?? "", bookmark.Hash, bookmark.ActivityInstanceId, bookmark.CorrelationId,
        bookmark.Payload is null ? null : PlainData.WriteText(bookmark.Payload), bookmark.Metadata is null ? null : PlainData.WriteText(bookmark.Metadata), bookmark.CreatedAt.Ticks());

    private Task<List<StoredBookmark>> RowsAsync(BookmarkFilter filter, PageArgs? page, CancellationToken cancellationToken)
    {
        var conditions = ConditionsOf(filter);
        var sql = Columns + conditions.Where + conditions.Slice("CreatedAt, Id", page);
        return database.ReadAsync(session => session.QueryAsync(sql, Read, conditions.Arguments), cancellationToken);
    }

    private Conditions ConditionsOf(BookmarkFilter filter) => new Conditions(database)
        .Equal("Id", filter.BookmarkId)
        .OneOf("Id", filter.BookmarkIds)
        .Equal("InstanceId", filter.WorkflowInstanceId)
        .OneOf("InstanceId", filter.WorkflowInstanceIds)
        .Equal("Hash", filter.Hash)
        .OneOf("Hash", filter.Hashes)
        .Equal("CorrelationId", filter.CorrelationId)
        .Equal("Name", filter.Name)
        .OneOf("Name", filter.Names)
        .Equal("ActivityInstanceId", filter.ActivityInstanceId);

    private static StoredBookmark Read(DbDataReader row) => new()
    {
        Id = row.GetString(0),
        WorkflowInstanceId = row.GetString(1),
        Name = row.GetString(2),
        Hash = row.GetString(3),
        ActivityInstanceId = row.Text(4),
        CorrelationId = row.Text(5),
        Payload = row.Text(6) is { } payload ? PlainData.ReadText(payload) : null,
        Metadata = (row.Text(7) is { } metadata ? PlainData.ReadText(metadata) as IDictionary<string, object> : null)?.ToDictionary(pair => pair.Key, pair => pair.Value as string ?? ""),
        CreatedAt = row.Moment(8),
    };
}
