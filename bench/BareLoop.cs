using System.Data.Common;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace ProcessSales.Bench;

/// <summary>
/// What the same bytes cost without an engine: the rows of one burst, written by prepared statements in a transaction of its own, or on
/// SQLite joined with those of the other callers as the engine joins them.
/// </summary>
internal sealed class BareLoop : IAsyncDisposable
{
    private const int StoredASecond = 30_000;
    private static readonly string[] Tables = ["BareInstance", "BareState", "BareBookmark", "BareJournal"];
    private readonly BenchDatabase _database;
    private readonly byte[][] _rows;
    private readonly Channel<TaskCompletionSource> _waiting = Channel.CreateUnbounded<TaskCompletionSource>();
    private Task _writer = Task.CompletedTask;
    private long _written;

    private BareLoop(BenchDatabase database, IReadOnlyList<int> sizes)
    {
        _database = database;
        _rows = [.. sizes.Select(size => { var bytes = new byte[size]; Random.Shared.NextBytes(bytes); return bytes; })];
    }

    /// <summary>Bursts per second.</summary>
    /// <param name="server">Null for SQLite.</param>
    /// <param name="callers">At once.</param>
    /// <param name="seconds">For how long.</param>
    /// <param name="sizes">Bytes of the instance's, the state's, the bookmark's and the journal's row.</param>
    /// <param name="resumes">True: the first two are changed and the third deleted, as when an instance goes on.</param>
    public static async Task<double> MeasureAsync(string? server, int callers, double seconds, IReadOnlyList<int> sizes, bool resumes)
    {
        await using var database = await BenchDatabase.CreateAsync(server);
        await using var loop = new BareLoop(database, sizes);
        await loop.PrepareAsync();
        // What is to be gone on with has to be there, and lasts until it is used up.
        List<int> stored = resumes ? [.. Enumerable.Range(0, (int)(seconds * StoredASecond))] : [];
        if (resumes)
        {
            await loop.StartWriterAsync(resumes: false);
            await Load.EachAsync(256, stored, _ => loop.JoinedAsync());
            await loop.StopWriterAsync();
        }

        loop._written = 0;
        if (server is null && callers > 1)
        {
            await loop.StartWriterAsync(resumes);
            var rate = resumes ? await Load.EachAsync(callers, stored, _ => loop.JoinedAsync()) : await Load.ForAsync(callers, seconds, loop.JoinedAsync);
            await loop.StopWriterAsync();
            return rate;
        }

        await using var connections = new Connections(database, loop, resumes);
        return resumes ? await Load.EachAsync(callers, stored, _ => connections.OneAsync()) : await Load.ForAsync(callers, seconds, connections.OneAsync);
    }

    public async ValueTask DisposeAsync() => await _writer;

    private async Task PrepareAsync()
    {
        await using var connection = await OpenAsync();
        foreach (var table in Tables)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = $"CREATE TABLE {table} (Num BIGINT PRIMARY KEY, Data {(_database.IsPostgreSql ? "BYTEA" : "BLOB")})";
            await command.ExecuteNonQueryAsync();
        }
    }

    private Task JoinedAsync()
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Writer.TryWrite(done);
        return done.Task;
    }

    private async Task StartWriterAsync(bool resumes)
    {
        var stop = new TaskCompletionSource();
        var connection = await OpenAsync();
        _writer = Task.Factory.StartNew(() =>
        {
            using var statements = new Statements(connection, _rows, resumes);
            var batch = new List<TaskCompletionSource>();
            while (_waiting.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
            {
                batch.Clear();
                var last = false;
                while (batch.Count < 512 && _waiting.Reader.TryRead(out var one))
                {
                    last |= one.Task.AsyncState is true;
                    batch.Add(one);
                }

                using (var transaction = connection.BeginTransaction())
                {
                    foreach (var one in batch)
                        if (one.Task.AsyncState is not true)
                            statements.Write(++_written, transaction);
                    transaction.Commit();
                }

                foreach (var one in batch)
                    one.SetResult();
                if (last)
                    break;
            }

            connection.Dispose();
        }, TaskCreationOptions.LongRunning);
    }

    private async Task StopWriterAsync()
    {
        _waiting.Writer.TryWrite(new TaskCompletionSource(true));
        await _writer;
    }

    private async Task<DbConnection> OpenAsync()
    {
        DbConnection connection = _database.IsPostgreSql ? new NpgsqlConnection(_database.ConnectionString) : new SqliteConnection(_database.ConnectionString + ";Pooling=False");
        await connection.OpenAsync();
        if (!_database.IsPostgreSql)
        {
            await using var pragmas = connection.CreateCommand();
            pragmas.CommandText = "PRAGMA busy_timeout = 30000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -8000";
            await pragmas.ExecuteNonQueryAsync();
        }

        return connection;
    }

    /// <summary>A connection a caller, each with commits of its own.</summary>
    private sealed class Connections(BenchDatabase database, BareLoop loop, bool resumes) : IAsyncDisposable
    {
        private readonly System.Collections.Concurrent.ConcurrentBag<(DbConnection Connection, Statements Statements)> _free = [];

        public async Task OneAsync()
        {
            if (!_free.TryTake(out var own))
            {
                var connection = await loop.OpenAsync();
                own = (connection, new Statements(connection, loop._rows, resumes));
            }

            await using (var transaction = await own.Connection.BeginTransactionAsync())
            {
                var number = Interlocked.Increment(ref loop._written);
                if (database.IsPostgreSql)
                    await own.Statements.WriteAsync(number, transaction);
                else
                    own.Statements.Write(number, transaction);
                await transaction.CommitAsync();
            }

            _free.Add(own);
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var (connection, statements) in _free)
            {
                statements.Dispose();
                await connection.DisposeAsync();
            }
        }
    }

    private sealed class Statements : IDisposable
    {
        private readonly List<DbCommand> _commands = [];

        public Statements(DbConnection connection, byte[][] rows, bool resumes)
        {
            for (var i = 0; i < Tables.Length; i++)
            {
                var command = connection.CreateCommand();
                var going = resumes && i < 3;
                command.CommandText = going
                    ? i == 2 ? $"DELETE FROM {Tables[i]} WHERE Num = @num" : $"UPDATE {Tables[i]} SET Data = @data WHERE Num = @num"
                    : $"INSERT INTO {Tables[i]} (Num, Data) VALUES (@num, @data)";
                Add(command, "@num", 0L);
                if (!going || i < 2)
                    Add(command, "@data", rows[i]);
                command.Prepare();
                _commands.Add(command);
            }

            // Journals are added to, also when an instance goes on.
            Offset = resumes ? 1_000_000_000 : 0;
        }

        private long Offset { get; }

        public void Write(long number, DbTransaction transaction)
        {
            foreach (var command in Aimed(number, transaction))
                command.ExecuteNonQuery();
        }

        public async Task WriteAsync(long number, DbTransaction transaction)
        {
            foreach (var command in Aimed(number, transaction))
                await command.ExecuteNonQueryAsync();
        }

        public void Dispose() => _commands.ForEach(static command => command.Dispose());

        private IEnumerable<DbCommand> Aimed(long number, DbTransaction transaction)
        {
            for (var i = 0; i < _commands.Count; i++)
            {
                _commands[i].Transaction = transaction;
                _commands[i].Parameters[0].Value = i == 3 ? number + Offset : number;
                yield return _commands[i];
            }
        }

        private static void Add(DbCommand command, string name, object value)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value;
            command.Parameters.Add(parameter);
        }
    }
}
