using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Elsa.Storage;

/// <summary>Keeps statements prepared. Everything completes at once, so nothing is ever left waiting on the writer's thread.</summary>
internal sealed class SqliteSession(SqliteConnection connection) : Session, IDisposable
{
    private const int PreparedStatements = 256;
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);

    public override ValueTask<int> ExecuteAsync(string sql, params object?[] arguments) => new(Command(sql, arguments).ExecuteNonQuery());

    public override ValueTask<List<T>> QueryAsync<T>(string sql, Func<DbDataReader, T> read, params object?[] arguments)
    {
        using var reader = Command(sql, arguments).ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(read(reader));
        return new(rows);
    }

    public void Execute(string sql) => Command(sql, []).ExecuteNonQuery();

    public void Dispose()
    {
        foreach (var command in _commands.Values)
            command.Dispose();
        connection.Dispose();
    }

    private SqliteCommand Command(string sql, object?[] arguments)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            if (_commands.Count >= PreparedStatements)
                Forget();
            command = connection.CreateCommand();
            command.CommandText = sql;
            for (var i = 0; i < arguments.Length; i++)
                command.Parameters.Add(new SqliteParameter("$" + (i + 1), null));
            _commands.Add(sql, command);
        }

        for (var i = 0; i < arguments.Length; i++)
            command.Parameters[i].Value = arguments[i] ?? DBNull.Value;
        return command;
    }

    private void Forget()
    {
        foreach (var command in _commands.Values)
            command.Dispose();
        _commands.Clear();
    }
}
