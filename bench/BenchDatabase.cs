using Microsoft.Data.Sqlite;
using Npgsql;

namespace ProcessSales.Bench;

/// <summary>A database of its own for one measurement, gone afterwards.</summary>
internal sealed class BenchDatabase : IAsyncDisposable
{
    private readonly string? _directory;
    private readonly string? _server;

    private BenchDatabase(string name, string connectionString, string? directory, string? server)
    {
        Name = name;
        ConnectionString = connectionString;
        _directory = directory;
        _server = server;
    }

    public string Name { get; }

    public string ConnectionString { get; }

    public bool IsPostgreSql => _server is not null;

    public static async Task<BenchDatabase> CreateAsync(string? server)
    {
        if (server is null)
        {
            // Beside the program and not in /tmp, which may lie in memory.
            var directory = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "data", Guid.NewGuid().ToString("n"))).FullName;
            return new("SQLite", new SqliteConnectionStringBuilder { DataSource = Path.Combine(directory, "engine.db") }.ToString(), directory, null);
        }

        var name = "bench_" + Guid.NewGuid().ToString("n");
        await using var source = NpgsqlDataSource.Create(server);
        await using var command = source.CreateCommand($"CREATE DATABASE {name}");
        await command.ExecuteNonQueryAsync();
        return new("PostgreSQL", new NpgsqlConnectionStringBuilder(server) { Database = name, MaxPoolSize = 60 }.ConnectionString, null, server);
    }

    /// <summary>How many bytes the database takes, everything moved out of its log.</summary>
    public async Task<long> SizeAsync()
    {
        if (IsPostgreSql)
        {
            await using var source = NpgsqlDataSource.Create(ConnectionString);
            await using var size = source.CreateCommand("SELECT pg_database_size(current_database())");
            return (long)(await size.ExecuteScalarAsync())!;
        }

        await using var connection = new SqliteConnection(ConnectionString + ";Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA busy_timeout = 30000; PRAGMA wal_checkpoint(TRUNCATE)";
        await command.ExecuteNonQueryAsync();
        return new FileInfo(connection.DataSource).Length;
    }

    public async ValueTask DisposeAsync()
    {
        if (_directory is not null)
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(_directory, true);
            return;
        }

        NpgsqlConnection.ClearAllPools();
        await using var source = NpgsqlDataSource.Create(_server!);
        await using var command = source.CreateCommand($"DROP DATABASE {new NpgsqlConnectionStringBuilder(ConnectionString).Database} WITH (FORCE)");
        await command.ExecuteNonQueryAsync();
    }
}
