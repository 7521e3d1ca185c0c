using Elsa.Common.Models;
using Elsa.Storage;
using Elsa.Workflows.Runtime.Entities;

namespace Elsa.Workflows.Runtime;

/// <summary>Reads and writes the packs of the journal. A filter should name instances: without one every pack is read.</summary>
internal sealed class JournalReader(EngineDatabase database)
{
    private const string Select = "SELECT i.Num, i.Id, i.DefinitionId, i.DefinitionVersionId, i.Version, j.Data, j.Num, j.CommittedAt FROM ElsaJournal j JOIN ElsaInstances i ON i.Num = j.InstanceNum";
    private const int Window = 64;

    public async Task<List<WorkflowExecutionLogRecord>> EntriesAsync(ICollection<string>? instances, CancellationToken cancellationToken)
    {
        var entries = new List<WorkflowExecutionLogRecord>();
        foreach (var pack in await PacksAsync(instances, cancellationToken).ConfigureAwait(false))
            JournalPack.Read(pack.Instance, pack.Data, entries, null);
        return entries;
    }

    /// <summary>Each execution as its latest burst left it, in the order in which they started.</summary>
    public async Task<ICollection<ActivityExecutionRecord>> ExecutionsAsync(ICollection<string>? instances, CancellationToken cancellationToken)
    {
        var executions = new Dictionary<string, ActivityExecutionRecord>(StringComparer.Ordinal);
        foreach (var pack in await PacksAsync(instances, cancellationToken).ConfigureAwait(false))
            JournalPack.Read(pack.Instance, pack.Data, null, executions);
        return executions.Values;
    }

    /// <summary>The instances of executions of which only the ids are known. Ordered ids tell when to look; others need a full pass.</summary>
    public async Task<HashSet<string>> InstancesOfAsync(ICollection<string> executionIds, CancellationToken cancellationToken)
    {
        var missing = executionIds.ToHashSet(StringComparer.Ordinal);
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var id in executionIds)
            if (OrderedIdentity.MadeAt(id) is { } madeAt && missing.Contains(id))
                await LookAsync(Select + " WHERE j.CommittedAt >= $1 ORDER BY j.CommittedAt LIMIT " + Window, madeAt.Ticks()).ConfigureAwait(false);

        for (long last = 0; missing.Count > 0;)
        {
            var packs = await LookAsync(Select + " WHERE j.Num > $1 ORDER BY j.Num LIMIT 1000", last).ConfigureAwait(false);
            if (packs.Count == 0)
                break;
            last = packs[^1].Num;
        }

        return found;

        async Task<List<Pack>> LookAsync(string sql, object argument)
        {
            var packs = await database.ReadAsync(session => session.QueryAsync(sql, Read, argument), cancellationToken).ConfigureAwait(false);
            foreach (var pack in packs)
            {
                var executions = new Dictionary<string, ActivityExecutionRecord>(StringComparer.Ordinal);
                JournalPack.Read(pack.Instance, pack.Data, null, executions);
                foreach (var id in executions.Keys)
                    if (missing.Remove(id))
                        found.Add(pack.Instance.Id);
            }

            return packs;
        }
    }

    /// <summary>Adds a pack for each instance that the records name; records of unknown instances are dropped.</summary>
    public Task AddAsync(IEnumerable<WorkflowExecutionLogRecord> entries, IEnumerable<ActivityExecutionRecord> executions, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var entriesOf = entries.ToLookup(entry => entry.WorkflowInstanceId);
        var executionsOf = executions.ToLookup(execution => execution.WorkflowInstanceId);
        var packs = entriesOf.Select(group => group.Key).Union(executionsOf.Select(group => group.Key))
            .Select(instance => (Instance: instance, Data: JournalPack.Write(entriesOf[instance], executionsOf[instance]))).ToList();
        return database.WriteAsync(async session =>
        {
            foreach (var (instance, data) in packs)
                await session.ExecuteAsync("INSERT INTO ElsaJournal (InstanceNum, CommittedAt, Data) SELECT Num, $2, $3 FROM ElsaInstances WHERE Id = $1", instance, now.Ticks(), data).ConfigureAwait(false);
            return packs.Count;
        }, cancellationToken);
    }

    /// <summary>Takes records out of the packs of instances; how many.</summary>
    public async Task<long> RemoveAsync(ICollection<string>? instances, Predicate<WorkflowExecutionLogRecord> entry, Predicate<ActivityExecutionRecord> execution, CancellationToken cancellationToken)
    {
        var removed = 0L;
        foreach (var pack in await PacksAsync(instances, cancellationToken).ConfigureAwait(false))
        {
            var entries = new List<WorkflowExecutionLogRecord>();
            var executions = new Dictionary<string, ActivityExecutionRecord>(StringComparer.Ordinal);
            JournalPack.Read(pack.Instance, pack.Data, entries, executions);
            var leftEntries = entries.FindAll(record => !entry(record));
            var leftExecutions = executions.Values.Where(record => !execution(record)).ToList();
            var gone = entries.Count - leftEntries.Count + executions.Count - leftExecutions.Count;
            if (gone == 0)
                continue;
            removed += gone;
            var data = JournalPack.Write(leftEntries, leftExecutions);
            await database.WriteAsync(session => leftEntries.Count + leftExecutions.Count == 0
                ? session.ExecuteAsync("DELETE FROM ElsaJournal WHERE Num = $1", pack.Num)
                : session.ExecuteAsync("UPDATE ElsaJournal SET Data = $2 WHERE Num = $1", pack.Num, data), cancellationToken).ConfigureAwait(false);
        }

        return removed;
    }

    public static T[] Slice<T>(IEnumerable<T> records, PageArgs? page)
    {
        if (page?.Offset is { } offset)
            records = records.Skip(offset);
        if (page?.Limit is { } limit)
            records = records.Take(limit);
        return records.ToArray();
    }

    private Task<List<Pack>> PacksAsync(ICollection<string>? instances, CancellationToken cancellationToken)
    {
        var conditions = new Conditions(database).OneOf("i.Id", instances);
        return database.ReadAsync(session => session.QueryAsync(Select + conditions.Where + " ORDER BY j.Num", Read, conditions.Arguments), cancellationToken);
    }

    private static Pack Read(System.Data.Common.DbDataReader row) => new(
        row.GetInt64(6), new InstanceKey(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetInt32(4)), row.Bytes(5)!);

    private sealed record Pack(long Num, InstanceKey Instance, byte[] Data);
}
