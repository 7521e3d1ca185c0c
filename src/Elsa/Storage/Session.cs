using System.Data.Common;

namespace Elsa.Storage;

/// <summary>A connection in use. Not thread safe.</summary>
internal abstract class Session
{
    /// <summary>How many rows were changed.</summary>
    public abstract ValueTask<int> ExecuteAsync(string sql, params object?[] arguments);

    /// <summary>All rows, each read by the function.</summary>
    public abstract ValueTask<List<T>> QueryAsync<T>(string sql, Func<DbDataReader, T> read, params object?[] arguments);

    /// <summary>The first row, or the default when there is none.</summary>
    public async ValueTask<T?> FirstAsync<T>(string sql, Func<DbDataReader, T> read, params object?[] arguments)
    {
        var rows = await QueryAsync(sql, read, arguments).ConfigureAwait(false);
        return rows.Count > 0 ? rows[0] : default;
    }

    /// <summary>The single number that the statement yields.</summary>
    public ValueTask<long> CountAsync(string sql, params object?[] arguments) => FirstAsync(sql, static row => row.GetInt64(0), arguments);
}

/// <summary>Reads columns that may be null, and moments, which are stored as UTC ticks.</summary>
internal static class Columns
{
    public static string? Text(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static byte[]? Bytes(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<byte[]>(column);

    public static bool Flag(this DbDataReader row, int column) => row.GetInt32(column) != 0;

    public static DateTimeOffset Moment(this DbDataReader row, int column) => new(row.GetInt64(column), TimeSpan.Zero);

    public static DateTimeOffset? MomentOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.Moment(column);

    public static long Ticks(this DateTimeOffset moment) => moment.UtcTicks;

    public static int Flag(this bool value) => value ? 1 : 0;
}
