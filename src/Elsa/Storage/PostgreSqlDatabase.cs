using System.Data.Common;
using Npgsql;
using NpgsqlTypes;

namespace Elsa.Storage;

/// <summary>PostgreSQL, for many nodes. A burst holds its instance's row locked from reading to commit.</summary>
internal sealed class PostgreSqlDatabase : EngineDatabase
{
    /// <summary>Any number that no other program takes for its own advisory lock.</summary>
    private const long SetUpLock = 0x456C7361;

    private readonly NpgsqlDataSource _source;

    public PostgreSqlDatabase(string connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        if (builder.MaxAutoPrepare == 0)
            builder.MaxAutoPrepare = 100;
        _source = NpgsqlDataSource.Create(builder);
    }

    public override string OneOf(string column, int argument) => $"{column} = ANY(${argument})";

    public override object List(IEnumerable<string> values) => values.ToArray();

    public override string Contains(string column, int argument) => $"strpos(lower({column}), lower(${argument})) > 0";

    public override bool IsShared => true;

    public override string SkippingLocked => " FOR UPDATE SKIP LOCKED";

    public override async Task SetUpAsync(CancellationToken cancellationToken = default)
    {
        await WriteAsync(static async session =>
        {
            await session.QueryAsync("SELECT pg_advisory_xact_lock($1)::text", static _ => 0, SetUpLock).ConfigureAwait(false);
            return await Schema.UpgradeAsync(session, Schema.PostgreSql).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);
    }

    public override async Task<T> ReadAsync<T>(Func<Session, ValueTask<T>> read, CancellationToken cancellationToken = default)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        return await read(new PostgreSqlSession(connection)).ConfigureAwait(false);
    }

    public override async Task<T> WriteAsync<T>(Func<Session, ValueTask<T>> write, CancellationToken cancellationToken = default)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        var result = await write(new PostgreSqlSession(connection)).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return result;
    }

    public override async Task<InstanceHold?> HoldAsync(string instanceId, CancellationToken cancellationToken = default)
    {
        var connection = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            var session = new PostgreSqlSession(connection);
            var row = await InstanceRow.ReadAsync(session, instanceId, forUpdate: true).ConfigureAwait(false);
            if (row is not null)
                return new Hold(row, connection, transaction, session);
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        await connection.DisposeAsync().ConfigureAwait(false);
        return null;
    }

    public override ValueTask DisposeAsync() => _source.DisposeAsync();

    private sealed class Hold(InstanceRow row, NpgsqlConnection connection, NpgsqlTransaction transaction, PostgreSqlSession session) : InstanceHold(row)
    {
        public override async Task<T> CommitAsync<T>(Func<Session, ValueTask<T>> write, CancellationToken cancellationToken = default)
        {
            var result = await write(session).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return result;
        }

        public override async ValueTask DisposeAsync()
        {
            await transaction.DisposeAsync().ConfigureAwait(false);
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }
}

/// <summary>Statements are prepared by the driver once they were used a few times.</summary>
internal sealed class PostgreSqlSession(NpgsqlConnection connection) : Session
{
    public override async ValueTask<int> ExecuteAsync(string sql, params object?[] arguments)
    {
        await using var command = Command(sql, arguments);
        return await command.ExecuteNonQueryAsync().ConfigureAwait(false);
    }

    public override async ValueTask<List<T>> QueryAsync<T>(string sql, Func<DbDataReader, T> read, params object?[] arguments)
    {
        await using var command = Command(sql, arguments);
        await using var reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
        var rows = new List<T>();
        while (await reader.ReadAsync().ConfigureAwait(false))
            rows.Add(read(reader));
        return rows;
    }

    private NpgsqlCommand Command(string sql, object?[] arguments)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var argument in arguments)
            command.Parameters.Add(argument is null
                ? new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = NpgsqlDbType.Unknown }
                : new NpgsqlParameter { Value = argument });
        return command;
    }
}
