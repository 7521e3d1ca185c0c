using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace ProcessSales.Workflows.Storage;

/// <summary>One prepared statement for many rows of a table, within the caller's transaction: SQLite's provider would make a command of every row. Not thread-safe.</summary>
internal sealed class RowStatement<T> : IAsyncDisposable
    where T : class
{
    private readonly DbCommand command;
    private readonly (IClrPropertyGetter Getter, ValueConverter? Converter)[] values;

    private RowStatement(ProcessSalesDb db, IReadOnlyList<IProperty> columns, string text)
    {
        command = db.Database.GetDbConnection().CreateCommand();
        command.Transaction = db.Database.CurrentTransaction!.GetDbTransaction();
        command.CommandText = text;
        values = [.. columns.Select(column => (column.GetGetter(), column.GetRelationalTypeMapping().Converter))];
        for (var at = 0; at < columns.Count; at++) command.Parameters.Add(columns[at].GetRelationalTypeMapping().CreateParameter(command, Parameter(at), null, true));
    }

    /// <summary>Inserts whole rows.</summary>
    public static RowStatement<T> Insert(ProcessSalesDb db)
    {
        var table = TableOf(db);
        IProperty[] all = [.. table.GetProperties()];
        return new(db, all, $"INSERT INTO \"{table.GetTableName()}\" ({string.Join(',', all.Select(Name))}) VALUES ({string.Join(',', all.Select((_, at) => Parameter(at)))})");
    }

    /// <summary>Changes rows by their key.</summary>
    /// <param name="db">The context of the transaction.</param>
    /// <param name="set">What is written; null for everything but the key.</param>
    /// <param name="onlyWhileNull">A property that must be null still; null for no such condition.</param>
    public static RowStatement<T> Update(ProcessSalesDb db, IReadOnlyCollection<IProperty>? set = null, string? onlyWhileNull = null)
    {
        var table = TableOf(db);
        var written = set?.ToList() ?? [.. table.GetProperties().Where(column => !column.IsPrimaryKey())];
        var key = table.FindPrimaryKey()!.Properties;
        var still = onlyWhileNull is null ? "" : $" AND {Name(table.FindProperty(onlyWhileNull)!)} IS NULL";
        return new(
            db, [.. written, .. key],
            $"UPDATE \"{table.GetTableName()}\" SET {string.Join(',', written.Select(Pair))} WHERE {string.Join(" AND ", key.Select((column, at) => Pair(column, written.Count + at)))}{still}");
    }

    /// <summary>Writes a row. Returns how many were written: 0 when it is not there, or may not be changed.</summary>
    public Task<int> WriteAsync(T row, CancellationToken cancellationToken)
    {
        for (var at = 0; at < values.Length; at++)
        {
            var value = values[at].Getter.GetClrValue(row);
            command.Parameters[at].Value = (values[at].Converter is { } converter ? converter.ConvertToProvider(value) : value) ?? DBNull.Value;
        }

        return command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => command.DisposeAsync();

    private static IEntityType TableOf(ProcessSalesDb db) => db.Model.FindEntityType(typeof(T)) ?? throw new InvalidOperationException($"{typeof(T).Name} is no table.");

    private static string Parameter(int at) => string.Create(CultureInfo.InvariantCulture, $"@p{at}");

    private static string Name(IProperty column) => $"\"{column.GetColumnName()}\"";

    private static string Pair(IProperty column, int at) => $"{Name(column)} = {Parameter(at)}";
}
