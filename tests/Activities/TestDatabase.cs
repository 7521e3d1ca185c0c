using Microsoft.Data.Sqlite;
using Npgsql;

namespace ProcessSales.Activities.Tests;

/// <summary>A database of one test: a SQLite file, or a PostgreSQL database that is dropped afterwards.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    public const string Sqlite = "SQLite";
    public const string PostgreSql = "PostgreSQL";

    private readonly string? _admin;
    private readonly string _name;

    private TestDatabase(string name, string? admin, string connectionString) => (_name, _admin, ConnectionString) = (name, admin, connectionString);

    public string ConnectionString { get; }

    public static async Task<TestDatabase> CreateAsync(string provider)
    {
        var name = $"steps_{Guid.NewGuid():N}";
        if (provider == Sqlite)
        {
            var file = Path.Combine(Path.GetTempPath(), name + ".db");
            return new TestDatabase(file, null, $"Data Source={file}");
        }

        var admin = Environment.GetEnvironmentVariable("PROCESSSALES_TEST_POSTGRES");
        Assert.SkipWhen(string.IsNullOrEmpty(admin), "PROCESSSALES_TEST_POSTGRES names no PostgreSQL server.");
        await ExecuteAsync(admin!, $"CREATE DATABASE {name}");
        return new TestDatabase(name, admin, new NpgsqlConnectionStringBuilder(admin) { Database = name, MaxPoolSize = 40 }.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        if (_admin is not null)
        {
            await using (var connection = new NpgsqlConnection(ConnectionString))
                NpgsqlConnection.ClearPool(connection);
            await ExecuteAsync(_admin, $"DROP DATABASE IF EXISTS {_name} WITH (FORCE)");
            return;
        }

        SqliteConnection.ClearAllPools();
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(_name)!, Path.GetFileName(_name) + "*"))
            File.Delete(file);
    }

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
