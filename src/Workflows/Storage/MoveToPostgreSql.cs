using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using Npgsql;
using NpgsqlTypes;

namespace ProcessSales.Workflows.Storage;

/// <summary>A table that was moved.</summary>
/// <param name="Name">Its name in PostgreSQL.</param>
/// <param name="Rows">How many rows it has.</param>
public sealed record MovedTable(string Name, long Rows);

/// <summary>
/// Moves all data of a SQLite file that nobody uses into an empty PostgreSQL database whose tables are there. The file says afterwards that it was
/// moved, so that nobody goes on with it by mistake. All or nothing: counts and hashes of every table are compared before anything is committed.
/// </summary>
public sealed class MoveToPostgreSql(string sqlite, string postgreSql)
{
    private static readonly string[] LeftAlone = ["__EFMigrationsHistory", "__EFMigrationsLock", "ElsaSchema"];

    /// <summary>Moves; <paramref name="progress"/> hears of every table.</summary>
    /// <exception cref="DatabaseFileException">The target holds work already, lacks a table or column, or what arrived differs from what was sent.</exception>
    public async Task<IReadOnlyList<MovedTable>> RunAsync(Action<string> progress, CancellationToken cancellationToken = default)
    {
        await using var source = new SqliteConnection(new SqliteConnectionStringBuilder(sqlite) { Pooling = false, Mode = SqliteOpenMode.ReadWrite, DefaultTimeout = 2 }.ToString());
        await using var held = await HoldAsync(source, cancellationToken);
        await using var target = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(postgreSql) { Pooling = false }.ToString());
        await target.OpenAsync(cancellationToken);
        await using var transaction = await target.BeginTransactionAsync(cancellationToken);
        var tables = await TablesAsync(target, cancellationToken);
        await ClearAsync(target, tables, cancellationToken);

        var moved = new List<MovedTable>();
        var known = (await NamesAsync(source, held, cancellationToken)).ToDictionary(name => name, StringComparer.OrdinalIgnoreCase);
        foreach (var table in tables)
        {
            if (!known.Remove(table.Name, out var name)) continue;
            var (rows, sent) = await CopyAsync(source, held, target, table, name, cancellationToken);
            var arrived = await HashAsync(target, table, cancellationToken);
            if (arrived != (rows, sent)) throw new DatabaseFileException($"Table {table.Name}: {rows} rows were sent and {arrived.Rows} arrived, or their contents differ. Nothing was moved.");
            await SetIdentityAsync(target, table, cancellationToken);
            moved.Add(new(table.Name, rows));
            progress($"{table.Name}: {rows}");
        }

        if (known.Count > 0) throw new DatabaseFileException($"PostgreSQL has no table for {string.Join(", ", known.Values)}: both must come from the same version of the app. Nothing was moved.");
        await transaction.CommitAsync(cancellationToken);
        FileCustody.MarkAsMoved(source, held);
        await held.CommitAsync(CancellationToken.None);
        return moved;
    }

    /// <summary>The file for this program alone: an app that still ran on it would write what nobody moves.</summary>
    private static async Task<SqliteTransaction> HoldAsync(SqliteConnection source, CancellationToken cancellationToken)
    {
        try
        {
            await source.OpenAsync(cancellationToken);
            await using var alone = new SqliteCommand("PRAGMA locking_mode=EXCLUSIVE", source);
            await alone.ExecuteNonQueryAsync(cancellationToken);
            return source.BeginTransaction();
        }
        catch (SqliteException trouble) when (trouble.SqliteErrorCode is 5 or 6)
        {
            throw new DatabaseFileException($"{source.DataSource} is in use: stop the app first. Nothing was moved.");
        }
    }

    // What a first start on the empty database has put in may go; work of people may not.
    private static async Task ClearAsync(NpgsqlConnection target, List<Table> tables, CancellationToken cancellationToken)
    {
        foreach (var name in new[] { "Cases", "Audit" })
        {
            await using var look = new NpgsqlCommand($"SELECT EXISTS (SELECT 1 FROM \"{name}\")", target);
            if ((bool)(await look.ExecuteScalarAsync(cancellationToken))!) throw new DatabaseFileException($"The PostgreSQL database is in use already: its table {name} has rows. Nothing was moved.");
        }

        await using var clear = new NpgsqlCommand($"TRUNCATE {string.Join(", ", tables.Select(table => table.Quoted))} CASCADE", target);
        await clear.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<(long Rows, string Hash)> CopyAsync(SqliteConnection source, SqliteTransaction held, NpgsqlConnection target, Table table, string name, CancellationToken cancellationToken)
    {
        await using var command = new SqliteCommand($"SELECT * FROM \"{name}\"", source, held);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var columns = Enumerable.Range(0, reader.FieldCount).Select(at => table.Columns.SingleOrDefault(column => column.Name.Equals(reader.GetName(at), StringComparison.OrdinalIgnoreCase))
            ?? throw new DatabaseFileException($"PostgreSQL's table {table.Name} has no column {reader.GetName(at)}: both must come from the same version of the app. Nothing was moved.")).ToList();
        await using var copy = await target.BeginBinaryImportAsync($"COPY {table.Quoted} ({string.Join(", ", columns.Select(column => column.Quoted))}) FROM STDIN (FORMAT BINARY)", cancellationToken);
        var order = columns.Select((column, at) => (column, at)).OrderBy(pair => pair.column.Name, StringComparer.Ordinal).Select(pair => pair.at).ToArray();
        var sum = new RowSum();
        while (await reader.ReadAsync(cancellationToken))
        {
            var row = columns.Select((column, at) => reader.IsDBNull(at) ? null : column.Read(reader.GetValue(at))).ToArray();
            await copy.StartRowAsync(cancellationToken);
            for (var at = 0; at < row.Length; at++)
            {
                if (row[at] is { } value) await copy.WriteAsync(value, columns[at].Kind, cancellationToken);
                else await copy.WriteNullAsync(cancellationToken);
            }

            sum.Add(order.Select(at => row[at]));
        }

        await copy.CompleteAsync(cancellationToken);
        return (sum.Rows, sum.Hash);
    }

    private static async Task<(long Rows, string Hash)> HashAsync(NpgsqlConnection target, Table table, CancellationToken cancellationToken)
    {
        var columns = table.Columns.OrderBy(column => column.Name, StringComparer.Ordinal).ToList();
        await using var command = new NpgsqlCommand($"SELECT {string.Join(", ", columns.Select(column => column.Quoted))} FROM {table.Quoted}", target);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var sum = new RowSum();
        while (await reader.ReadAsync(cancellationToken)) sum.Add(columns.Select((column, at) => reader.IsDBNull(at) ? null : column.Stored(reader, at)));
        return (sum.Rows, sum.Hash);
    }

    private static async Task SetIdentityAsync(NpgsqlConnection target, Table table, CancellationToken cancellationToken)
    {
        foreach (var column in table.Columns.Where(column => column.IsIdentity))
        {
            await using var command = new NpgsqlCommand(
                $"SELECT setval(pg_get_serial_sequence('{table.Quoted}', '{column.Name}'), coalesce(max({column.Quoted}), 0) + 1, false) FROM {table.Quoted}", target);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private static async Task<List<string>> NamesAsync(SqliteConnection source, SqliteTransaction held, CancellationToken cancellationToken)
    {
        await using var command = new SqliteCommand("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'", source, held);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var names = new List<string>();
        while (await reader.ReadAsync(cancellationToken)) names.Add(reader.GetString(0));
        return [.. names.Where(name => !LeftAlone.Contains(name))];
    }

    /// <summary>The target's tables, those that others refer to first.</summary>
    private static async Task<List<Table>> TablesAsync(NpgsqlConnection target, CancellationToken cancellationToken)
    {
        var tables = new Dictionary<string, Table>(StringComparer.Ordinal);
        await using (var command = new NpgsqlCommand(
            "SELECT c.table_name, c.column_name, c.udt_name, c.is_identity = 'YES' FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name) "
            + "WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' ORDER BY c.table_name, c.ordinal_position", target))
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                var name = reader.GetString(0);
                if (LeftAlone.Contains(name, StringComparer.OrdinalIgnoreCase)) continue;
                if (!tables.TryGetValue(name, out var table)) tables[name] = table = new(name);
                table.Columns.Add(new(reader.GetString(1), reader.GetString(2), reader.GetBoolean(3)));
            }
        }

        await using (var command = new NpgsqlCommand(
            "SELECT child.relname, parent.relname FROM pg_constraint k JOIN pg_class child ON child.oid = k.conrelid JOIN pg_class parent ON parent.oid = k.confrelid "
            + "WHERE k.contype = 'f' AND child.oid <> parent.oid AND child.relnamespace = current_schema()::regnamespace", target))
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken)) tables[reader.GetString(0)].Parents.Add(reader.GetString(1));
        }

        var ordered = new List<Table>();
        while (tables.Count > 0)
        {
            var next = tables.Values.Where(table => !table.Parents.Any(tables.ContainsKey)).OrderBy(table => table.Name, StringComparer.Ordinal).ToList();
            if (next.Count == 0) throw new DatabaseFileException($"The tables {string.Join(", ", tables.Keys)} refer to each other in a circle. Nothing was moved.");
            ordered.AddRange(next);
            foreach (var table in next) tables.Remove(table.Name);
        }

        return ordered;
    }

    private sealed record Table(string Name)
    {
        public List<Column> Columns { get; } = [];

        public HashSet<string> Parents { get; } = [];

        public string Quoted => $"\"{Name}\"";
    }

    /// <summary>A column of PostgreSQL; SQLite keeps decimals as ten-thousandths and moments as UTC ticks.</summary>
    private sealed record Column(string Name, string Type, bool IsIdentity)
    {
        public string Quoted => $"\"{Name}\"";

        public NpgsqlDbType Kind => Type switch
        {
            "uuid" => NpgsqlDbType.Uuid,
            "bool" => NpgsqlDbType.Boolean,
            "int2" => NpgsqlDbType.Smallint,
            "int4" => NpgsqlDbType.Integer,
            "int8" => NpgsqlDbType.Bigint,
            "numeric" => NpgsqlDbType.Numeric,
            "float8" => NpgsqlDbType.Double,
            "timestamptz" => NpgsqlDbType.TimestampTz,
            "date" => NpgsqlDbType.Date,
            "time" => NpgsqlDbType.Time,
            "bytea" => NpgsqlDbType.Bytea,
            "text" or "varchar" => NpgsqlDbType.Text,
            _ => throw new DatabaseFileException($"The move does not know columns of type {Type}, such as {Name}."),
        };

        public object Read(object value) => Type switch
        {
            "uuid" => Guid.Parse((string)value),
            "bool" => (long)value != 0,
            "int2" => (short)(long)value,
            "int4" => (int)(long)value,
            "int8" => (long)value,
            "numeric" => (long)value / 10_000m,
            "float8" => Convert.ToDouble(value, CultureInfo.InvariantCulture),
            "timestamptz" => new DateTimeOffset((long)value - ((long)value % 10), TimeSpan.Zero), // the server keeps microseconds
            "date" => DateOnly.Parse((string)value, CultureInfo.InvariantCulture),
            "time" => TimeOnly.Parse((string)value, CultureInfo.InvariantCulture),
            "bytea" => (byte[])value,
            _ => (string)value,
        };

        public object Stored(NpgsqlDataReader reader, int at) => Type switch
        {
            "timestamptz" => reader.GetFieldValue<DateTimeOffset>(at),
            "date" => reader.GetFieldValue<DateOnly>(at),
            "time" => reader.GetFieldValue<TimeOnly>(at),
            _ => reader.GetValue(at),
        };
    }

    /// <summary>Adds up the hashes of rows, whatever their order.</summary>
    private sealed class RowSum
    {
        private readonly byte[] sum = new byte[SHA256.HashSizeInBytes];

        public long Rows { get; private set; }

        public string Hash => Convert.ToHexString(sum);

        public void Add(IEnumerable<object?> row)
        {
            var text = new StringBuilder();
            foreach (var value in row)
            {
                text.Append(value switch
                {
                    null => "-",
                    byte[] bytes => Convert.ToHexString(bytes),
                    decimal number => number.ToString("0.0000", CultureInfo.InvariantCulture),
                    DateTimeOffset moment => moment.UtcTicks.ToString(CultureInfo.InvariantCulture),
                    IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
                    _ => "'" + value,
                }).Append('\u001f');
            }

            var hash = SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()));
            var carry = 0;
            for (var at = sum.Length - 1; at >= 0; at--)
            {
                carry += sum[at] + hash[at];
                sum[at] = (byte)carry;
                carry >>= 8;
            }

            Rows++;
        }
    }
}
