using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace Elsa.Storage;

/// <summary>A SQLite file in WAL mode with full sync: many readers, one writer that joins commits.</summary>
internal sealed class SqliteDatabase : EngineDatabase
{
    /// <summary>In KiB. Every change passes through the one writer, so it may keep more pages at hand than each of the readers.</summary>
    private const int CacheOfWriter = 64_000;
    private const int CacheOfReader = 8_000;

    private readonly string _connectionString;
    private readonly ConcurrentStack<SqliteSession> _readers = [];
    private readonly SqliteConnection? _keepAlive;
    private readonly Lock _gate = new();
    private SqliteWriter? _writer;
    private bool _disposed;

    public SqliteDatabase(string connectionString)
    {
        var builder = new SqliteConnectionStringBuilder(connectionString) { Pooling = false };
        InMemory = builder.Mode == SqliteOpenMode.Memory || builder.DataSource == ":memory:";
        if (InMemory)
        {
            // A named database in memory lives as long as one connection to it.
            builder.DataSource = builder.DataSource is ":memory:" or "" ? "elsa-" + Guid.NewGuid().ToString("n") : builder.DataSource;
            builder.Mode = SqliteOpenMode.Memory;
            builder.Cache = SqliteCacheMode.Shared;
        }

        _connectionString = builder.ConnectionString;
        if (InMemory)
            _keepAlive = Open();
    }

    private bool InMemory { get; }

    public override string OneOf(string column, int argument) => $"{column} IN (SELECT value FROM json_each(${argument}))";

    public override object List(IEnumerable<string> values) => JsonSerializer.Serialize(values);

    public override string Contains(string column, int argument) => $"instr(lower({column}), lower(${argument})) > 0";

    public override bool IsShared => false;

    public override string SkippingLocked => "";

    public override async Task SetUpAsync(CancellationToken cancellationToken = default)
    {
        await WriteAsync(static session => Schema.UpgradeAsync(session, Schema.Sqlite), cancellationToken).ConfigureAwait(false);
    }

    public override async Task<T> ReadAsync<T>(Func<Session, ValueTask<T>> read, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!_readers.TryPop(out var session))
            session = new SqliteSession(Open());
        try
        {
            return await read(session).ConfigureAwait(false);
        }
        finally
        {
            if (_disposed)
                session.Dispose();
            else
                _readers.Push(session);
        }
    }

    public override Task<T> WriteAsync<T>(Func<Session, ValueTask<T>> write, CancellationToken cancellationToken = default) =>
        Writer().WriteAsync(write, cancellationToken);

    public override async Task<InstanceHold?> HoldAsync(string instanceId, CancellationToken cancellationToken = default)
    {
        var row = await ReadAsync(session => InstanceRow.ReadAsync(session, instanceId, forUpdate: false), cancellationToken).ConfigureAwait(false);
        return row is null ? null : new Hold(this, row);
    }

    public override ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_disposed)
                return ValueTask.CompletedTask;
            _disposed = true;
        }

        _writer?.Dispose();
        while (_readers.TryPop(out var reader))
            reader.Dispose();
        _keepAlive?.Dispose();
        return ValueTask.CompletedTask;
    }

    private SqliteWriter Writer()
    {
        if (_writer is not null)
            return _writer;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _writer ??= new SqliteWriter(new SqliteSession(Open(CacheOfWriter)));
        }
    }

    private SqliteConnection Open(int cache = CacheOfReader)
    {
        var connection = new SqliteConnection(_connectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = InMemory
            ? $"PRAGMA read_uncommitted = 1; PRAGMA busy_timeout = {1000 * connection.DefaultTimeout}"
            : $"PRAGMA busy_timeout = {1000 * connection.DefaultTimeout}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -{cache}; PRAGMA temp_store = MEMORY";
        command.ExecuteNonQuery();
        return connection;
    }

    /// <summary>The row's revision is the guard: a commit that finds another one has no effect.</summary>
    private sealed class Hold(SqliteDatabase database, InstanceRow row) : InstanceHold(row)
    {
        public override Task<T> CommitAsync<T>(Func<Session, ValueTask<T>> write, CancellationToken cancellationToken = default) =>
            database.WriteAsync(write, cancellationToken);
    }
}
