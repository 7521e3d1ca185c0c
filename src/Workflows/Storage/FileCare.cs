using Microsoft.Data.Sqlite;

namespace ProcessSales.Workflows.Storage;

/// <summary>What an operator does with a SQLite file, also while the app runs on it.</summary>
public static class FileCare
{
    /// <summary>Everything that is wrong with the file's pages, indexes and references; empty when nothing is.</summary>
    public static async Task<IReadOnlyList<string>> CheckAsync(string connectionString, CancellationToken cancellationToken = default)
    {
        await using var connection = await OpenAsync(connectionString, cancellationToken);
        var wrong = await ReadAsync(connection, "PRAGMA integrity_check", cancellationToken);
        if (wrong is ["ok"]) wrong.Clear();
        wrong.AddRange((await ReadAsync(connection, "SELECT DISTINCT \"table\" || ': a row refers to one of ' || \"parent\" || ' that is not there' FROM pragma_foreign_key_check", cancellationToken)));
        return wrong;
    }

    /// <summary>Writes a copy that is complete by itself, as the data was at one moment; a file that is there already is not overwritten.</summary>
    /// <exception cref="DatabaseFileException">The copy exists.</exception>
    public static async Task BackupAsync(string connectionString, string copy, CancellationToken cancellationToken = default)
    {
        if (File.Exists(copy)) throw new DatabaseFileException($"{copy} exists already; name another file.");
        await using (var connection = await OpenAsync(connectionString, cancellationToken))
        {
            await using var command = connection.CreateCommand();
            command.CommandText = "VACUUM INTO $copy";
            command.Parameters.AddWithValue("$copy", copy);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        // The copy needs no log beside it, so it must not say that it is in use.
        await using var made = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = copy, Pooling = false }.ToString());
        await made.OpenAsync(cancellationToken);
        await ReadAsync(made, "PRAGMA user_version=0", cancellationToken);
    }

    private static async Task<SqliteConnection> OpenAsync(string connectionString, CancellationToken cancellationToken)
    {
        var file = FileCustody.FileOf(connectionString);
        if (file is null || !File.Exists(file)) throw new DatabaseFileException($"There is no database file '{file ?? connectionString}'.");
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder(connectionString) { Pooling = false, Mode = SqliteOpenMode.ReadWrite }.ToString());
        await connection.OpenAsync(cancellationToken);
        return connection;
    }

    private static async Task<List<string>> ReadAsync(SqliteConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<string>();
        while (await reader.ReadAsync(cancellationToken)) rows.Add(reader.GetString(0));
        return rows;
    }
}
