using Npgsql;

namespace Elsa.Tests.Storage;

/// <summary>A database of its own for one test: a SQLite file, or a database on the server that the tests may use.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    public const string Sqlite = "SQLite";
    public const string PostgreSql = "PostgreSQL";

    private readonly string? _directory;
    private readonly string? _server;
    private readonly string? _name;

    private TestDatabase(string kind, string connectionString, string? directory, string? server, string? name)
    {
        Kind = kind;
        ConnectionString = connectionString;
        _directory = directory;
        _server = server;
        _name = name;
    }

    public string Kind { get; }

    public string ConnectionString { get; }

    /// <summary>Every test that says so runs on both.</summary>
    public static TheoryData<string> Both => [Sqlite, PostgreSql];

    public static async Task<TestDatabase> CreateAsync(string kind)
    {
        if (kind == Sqlite)
        {
            var directory = Directory.CreateTempSubdirectory("elsa-tests-").FullName;
            return new TestDatabase(kind, $"Data Source={Path.Combine(directory, "engine.db")}", directory, null, null);
        }

        var server = Environment.GetEnvironmentVariable("PROCESSSALES_TEST_POSTGRES");
        if (string.IsNullOrEmpty(server))
            Assert.Skip("PROCESSSALES_TEST_POSTGRES names no server.");
        var name = "elsa_" + Guid.NewGuid().ToString("n");
        await using var source = NpgsqlDataSource.Create(server);
        await using (var command = source.CreateCommand($"CREATE DATABASE {name}"))
            await command.ExecuteNonQueryAsync();
        return new TestDatabase(kind, new NpgsqlConnectionStringBuilder(server) { Database = name, MaxPoolSize = 40 }.ConnectionString, null, server, name);
    }

    /// <summary>The database of another process, which is left as it is.</summary>
    public static TestDatabase Open(string kind, string connectionString) => new(kind, connectionString, null, null, null);

    public async ValueTask DisposeAsync()
    {
        if (_directory is null && _server is null)
            return;
        if (_directory is not null)
        {
            Directory.Delete(_directory, true);
            return;
        }

        await using var source = NpgsqlDataSource.Create(_server!);
        await using var command = source.CreateCommand($"DROP DATABASE IF EXISTS {_name} WITH (FORCE)");
        await command.ExecuteNonQueryAsync();
    }
}
