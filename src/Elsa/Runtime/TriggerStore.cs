using System.Data.Common;
using Elsa.Common.Models;
using Elsa.Storage;
using Elsa.Workflows.Runtime.Entities;
using Elsa.Workflows.Runtime.Filters;
using Elsa.Workflows.Runtime.OrderDefinitions;
using Elsa.Workflows.Serialization;

namespace Elsa.Workflows.Runtime.Stores;

/// <summary>Triggers in the database.</summary>
internal sealed class TriggerStore(EngineDatabase database) : ITriggerStore
{
    private const string Select = "SELECT Id, DefinitionId, DefinitionVersionId, Name, ActivityId, Hash, Payload FROM ElsaTriggers";

    private static readonly Dictionary<string, string> Columns = new()
    {
        ["Id"] = "Id", ["WorkflowDefinitionId"] = "DefinitionId", ["WorkflowDefinitionVersionId"] = "DefinitionVersionId", ["Name"] = "Name", ["ActivityId"] = "ActivityId", ["Hash"] = "Hash",
    };

    public ValueTask SaveAsync(StoredTrigger record, CancellationToken cancellationToken = default) => SaveManyAsync([record], cancellationToken);

    public ValueTask SaveManyAsync(IEnumerable<StoredTrigger> records, CancellationToken cancellationToken = default) => ReplaceAsync([], records, cancellationToken);

    public async ValueTask<StoredTrigger?> FindAsync(TriggerFilter filter, CancellationToken cancellationToken = default) =>
        (await RowsAsync(filter, PageArgs.FromRange(null, 1), "Id", cancellationToken).ConfigureAwait(false)).FirstOrDefault();

    public async ValueTask<IEnumerable<StoredTrigger>> FindManyAsync(TriggerFilter filter, CancellationToken cancellationToken = default) =>
        await RowsAsync(filter, null, "Id", cancellationToken).ConfigureAwait(false);

    public ValueTask<Page<StoredTrigger>> FindManyAsync(TriggerFilter filter, PageArgs pageArgs, CancellationToken cancellationToken = default) =>
        PageAsync(filter, pageArgs, "Id", cancellationToken);

    public ValueTask<Page<StoredTrigger>> FindManyAsync<TProp>(TriggerFilter filter, PageArgs pageArgs, StoredTriggerOrder<TProp?> order, CancellationToken cancellationToken = default) =>
        PageAsync(filter, pageArgs, Conditions.Order(order, Columns, "Id") + ", Id", cancellationToken);

    public async ValueTask ReplaceAsync(IEnumerable<StoredTrigger> removed, IEnumerable<StoredTrigger> added, CancellationToken cancellationToken = default)
    {
        var gone = removed.Select(trigger => trigger.Id).ToList();
        var come = added.ToList();
        await database.WriteAsync(session => ReplaceAsync(database, session, gone, come), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<long> DeleteManyAsync(TriggerFilter filter, CancellationToken cancellationToken = default)
    {
        var conditions = ConditionsOf(filter);
        return await database.WriteAsync(async session =>
        {
            await session.ExecuteAsync("DELETE FROM ElsaTimers WHERE Id IN (SELECT Id FROM ElsaTriggers" + conditions.Where + ")", conditions.Arguments).ConfigureAwait(false);
            return (long)await session.ExecuteAsync("DELETE FROM ElsaTriggers" + conditions.Where, conditions.Arguments).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The due times of removed triggers go with them.</summary>
    public static async ValueTask<int> ReplaceAsync(EngineDatabase database, Session session, IReadOnlyCollection<string> removed, IReadOnlyCollection<StoredTrigger> added)
    {
        if (removed.Count > 0)
        {
            var list = database.List(removed);
            await session.ExecuteAsync("DELETE FROM ElsaTimers WHERE " + database.OneOf("Id", 1), list).ConfigureAwait(false);
            await session.ExecuteAsync("DELETE FROM ElsaTriggers WHERE " + database.OneOf("Id", 1), list).ConfigureAwait(false);
        }

        foreach (var trigger in added)
            await session.ExecuteAsync(
                """
                INSERT INTO ElsaTriggers (Id, DefinitionId, DefinitionVersionId, Name, ActivityId, Hash, Payload) VALUES ($1, $2, $3, $4, $5, $6, $7)
                ON CONFLICT (Id) DO UPDATE SET DefinitionVersionId = excluded.DefinitionVersionId, Name = excluded.Name, ActivityId = excluded.ActivityId, Hash = excluded.Hash, Payload = excluded.Payload
                """,
                trigger.Id, trigger.WorkflowDefinitionId, trigger.WorkflowDefinitionVersionId, trigger.Name, trigger.ActivityId, trigger.Hash,
                trigger.Payload is null ? null : PlainData.WriteText(trigger.Payload)).ConfigureAwait(false);
        return added.Count;
    }

    private async ValueTask<Page<StoredTrigger>> PageAsync(TriggerFilter filter, PageArgs page, string order, CancellationToken cancellationToken)
    {
        var conditions = ConditionsOf(filter);
        var total = await database.ReadAsync(session => session.CountAsync("SELECT count(*) FROM ElsaTriggers" + conditions.Where, conditions.Arguments), cancellationToken).ConfigureAwait(false);
        return Page.Of<StoredTrigger>(await RowsAsync(filter, page, order, cancellationToken).ConfigureAwait(false), total);
    }

    private Task<List<StoredTrigger>> RowsAsync(TriggerFilter filter, PageArgs? page, string order, CancellationToken cancellationToken)
    {
        var conditions = ConditionsOf(filter);
        var sql = Select + conditions.Where + conditions.Slice(order, page);
        return database.ReadAsync(session => session.QueryAsync(sql, Read, conditions.Arguments), cancellationToken);
    }

    private Conditions ConditionsOf(TriggerFilter filter) => new Conditions(database)
        .Equal("Id", filter.Id)
        .OneOf("Id", filter.Ids)
        .Equal("DefinitionId", filter.WorkflowDefinitionId)
        .OneOf("DefinitionId", filter.WorkflowDefinitionIds)
        .Equal("DefinitionVersionId", filter.WorkflowDefinitionVersionId)
        .OneOf("DefinitionVersionId", filter.WorkflowDefinitionVersionIds)
        .Equal("Name", filter.Name)
        .OneOf("Name", filter.Names)
        .Equal("Hash", filter.Hash);

    private static StoredTrigger Read(DbDataReader row) => new()
    {
        Id = row.GetString(0),
        WorkflowDefinitionId = row.GetString(1),
        WorkflowDefinitionVersionId = row.GetString(2),
        Name = row.Text(3),
        ActivityId = row.GetString(4),
        Hash = row.Text(5),
        Payload = row.Text(6) is { } payload ? PlainData.ReadText(payload) : null,
    };
}
