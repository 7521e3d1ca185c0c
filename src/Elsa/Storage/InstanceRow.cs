using System.Data.Common;
using Elsa.Workflows;
using Elsa.Workflows.State;

namespace Elsa.Storage;

/// <summary>An instance as it lies in the database.</summary>
internal sealed record InstanceRow
{
    private const string Columns = "i.Num, i.Id, i.DefinitionId, i.DefinitionVersionId, i.Version, i.ParentId, i.Status, i.SubStatus, i.IsExecuting, i.CorrelationId, i.Name, i.IncidentCount, i.IsSystem, i.CreatedAt, i.UpdatedAt, i.FinishedAt, i.Revision, i.Attempts";

    public long Num { get; init; }
    public required string Id { get; init; }
    public required string DefinitionId { get; init; }
    public required string DefinitionVersionId { get; init; }
    public int Version { get; init; }
    public string? ParentId { get; init; }
    public WorkflowStatus Status { get; init; }
    public WorkflowSubStatus SubStatus { get; init; }
    public bool IsExecuting { get; init; }
    public string? CorrelationId { get; init; }
    public string? Name { get; init; }
    public int IncidentCount { get; init; }
    public bool IsSystem { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Counts commits; the guard against two bursts from the same state.</summary>
    public long Revision { get; init; }

    /// <summary>How often a burst was begun again after a crash; back to 0 with every commit.</summary>
    public int Attempts { get; init; }

    /// <summary>Null in lists.</summary>
    public byte[]? State { get; init; }

    /// <summary>How the definition's version was saved when the row was read, so that its graph need not be asked for; null in lists and when the version is missing.</summary>
    public string? DefinitionStamp { get; init; }

    public static string Select(bool withState) => withState
        ? $"SELECT {Columns}, s.State, (SELECT d.Stamp FROM ElsaDefinitions d WHERE d.Id = i.DefinitionVersionId) FROM ElsaInstances i JOIN ElsaInstanceStates s ON s.Num = i.Num"
        : $"SELECT {Columns} FROM ElsaInstances i";

    public static InstanceRow Read(DbDataReader row) => new()
    {
        Num = row.GetInt64(0),
        Id = row.GetString(1),
        DefinitionId = row.GetString(2),
        DefinitionVersionId = row.GetString(3),
        Version = row.GetInt32(4),
        ParentId = row.Text(5),
        Status = (WorkflowStatus)row.GetInt32(6),
        SubStatus = (WorkflowSubStatus)row.GetInt32(7),
        IsExecuting = row.Flag(8),
        CorrelationId = row.Text(9),
        Name = row.Text(10),
        IncidentCount = row.GetInt32(11),
        IsSystem = row.Flag(12),
        CreatedAt = row.Moment(13),
        UpdatedAt = row.Moment(14),
        FinishedAt = row.MomentOrNull(15),
        Revision = row.GetInt64(16),
        Attempts = row.GetInt32(17),
        State = row.FieldCount > 18 ? row.Bytes(18) : null,
        DefinitionStamp = row.FieldCount > 18 ? row.Text(19) : null,
    };

    public static ValueTask<InstanceRow?> ReadAsync(Session session, string id, bool forUpdate) =>
        session.FirstAsync(forUpdate ? ReadForUpdate : ReadOne, Read, id);

    // Both tables are locked: only a locked row is read again after waiting for another node's commit.
    private static readonly string ReadOne = Select(true) + " WHERE i.Id = $1";
    private static readonly string ReadForUpdate = ReadOne + " FOR UPDATE";

    public static InstanceRow From(WorkflowState state, byte[] bytes) => new()
    {
        Id = state.Id,
        DefinitionId = state.DefinitionId,
        DefinitionVersionId = state.DefinitionVersionId,
        Version = state.DefinitionVersion,
        ParentId = state.ParentWorkflowInstanceId,
        Status = state.Status,
        SubStatus = state.SubStatus,
        IsExecuting = state.IsExecuting,
        CorrelationId = state.CorrelationId,
        Name = state.Name,
        IncidentCount = state.Incidents.Count,
        IsSystem = state.IsSystem,
        CreatedAt = state.CreatedAt,
        UpdatedAt = state.UpdatedAt,
        FinishedAt = state.FinishedAt,
        State = Packed.Pack(bytes),
    };

    /// <summary>The row's number, or null when the id is taken.</summary>
    public async ValueTask<long?> InsertAsync(Session session)
    {
        var inserted = await session.QueryAsync(
            """
            INSERT INTO ElsaInstances (Id, DefinitionId, DefinitionVersionId, Version, ParentId, Status, SubStatus, IsExecuting, CorrelationId, Name, IncidentCount, IsSystem, CreatedAt, UpdatedAt, FinishedAt, Revision, Attempts)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 1, 0) ON CONFLICT (Id) DO NOTHING RETURNING Num
            """,
            static row => row.GetInt64(0),
            Id, DefinitionId, DefinitionVersionId, Version, ParentId, (int)Status, (int)SubStatus, IsExecuting.Flag(), CorrelationId, Name, IncidentCount, IsSystem.Flag(),
            CreatedAt.Ticks(), UpdatedAt.Ticks(), FinishedAt?.Ticks()).ConfigureAwait(false);
        if (inserted.Count == 0)
            return null;

        await session.ExecuteAsync("INSERT INTO ElsaInstanceStates (Num, State) VALUES ($1, $2)", inserted[0], State).ConfigureAwait(false);
        return inserted[0];
    }

    /// <summary>False, with nothing written, when the row was changed or deleted since the revision was read.</summary>
    public async ValueTask<bool> UpdateAsync(Session session, long num, long revision)
    {
        var updated = await session.ExecuteAsync(
            """
            UPDATE ElsaInstances SET Status = $3, SubStatus = $4, IsExecuting = $5, CorrelationId = $6, Name = $7, IncidentCount = $8, UpdatedAt = $9, FinishedAt = $10,
                DefinitionVersionId = $11, Version = $12, Attempts = 0, Revision = Revision + 1
            WHERE Num = $1 AND Revision = $2
            """,
            num, revision, (int)Status, (int)SubStatus, IsExecuting.Flag(), CorrelationId, Name, IncidentCount, UpdatedAt.Ticks(), FinishedAt?.Ticks(), DefinitionVersionId, Version).ConfigureAwait(false);
        if (updated == 0)
            return false;

        await session.ExecuteAsync("UPDATE ElsaInstanceStates SET State = $2 WHERE Num = $1", num, State).ConfigureAwait(false);
        return true;
    }
}
