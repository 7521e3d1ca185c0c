using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace ProcessSales.Workflows.Storage;

/// <summary>
/// Rows of one table that are read, changed and written together, thousands at a time, inside the caller's transaction. The context does not track them, which for so many costs more
/// than the work itself: what changed is found by comparing, and on SQLite, whose provider makes a command of every row, one command is prepared for all. PostgreSQL's sends
/// them together by itself, with what else the context saves. Not thread-safe.
/// </summary>
internal sealed class ManyRows<T>
    where T : class
{
    private readonly ProcessSalesDb db;
    private readonly IEntityType table;
    private readonly IProperty[] columns;
    private readonly object?[][] before;

    /// <param name="db">The context of the transaction.</param>
    /// <param name="rows">As they are stored.</param>
    public ManyRows(ProcessSalesDb db, IReadOnlyList<T> rows)
    {
        (this.db, Rows) = (db, rows);
        table = db.Model.FindEntityType(typeof(T))!;
        columns = [.. table.GetProperties()];
        before = [.. rows.Select(row => Array.ConvertAll(columns, column => column.PropertyInfo!.GetValue(row)))];
    }

    /// <summary>The rows.</summary>
    public IReadOnlyList<T> Rows { get; }

    /// <summary>Writes new rows.</summary>
    public static async Task InsertAsync(ProcessSalesDb db, IReadOnlyList<T> rows, CancellationToken cancellationToken)
    {
        if (rows.Count == 0) return;
        if (!db.Database.IsSqlite())
        {
            db.AddRange(rows);
            return;
        }

        var table = db.Model.FindEntityType(typeof(T))!;
        IProperty[] columns = [.. table.GetProperties()];
        await using var command = Prepare(db, columns, $"INSERT INTO {Quoted(table.GetTableName())} ({string.Join(", ", columns.Select(column => Quoted(column.GetColumnName())))}) VALUES ({string.Join(", ", columns.Select((_, place) => $"@p{place}"))})");
        foreach (var row in rows) await ExecuteAsync(command, columns, row, cancellationToken);
    }

    /// <summary>Writes what has changed since the rows were handed over.</summary>
    /// <exception cref="DbUpdateConcurrencyException">A row is not there any more.</exception>
    public async Task SaveAsync(CancellationToken cancellationToken)
    {
        var changed = new List<T>();
        var written = new HashSet<IProperty>();
        for (var i = 0; i < Rows.Count; i++)
        {
            var others = columns.Where((column, place) => !Equals(before[i][place], column.PropertyInfo!.GetValue(Rows[i]))).ToList();
            if (others.Count == 0) continue;
            changed.Add(Rows[i]);
            written.UnionWith(others);
        }

        if (changed.Count == 0) return;
        if (!db.Database.IsSqlite())
        {
            Hand(changed, written);
            return;
        }

        // A row that changed in another column is given the value that it has.
        IProperty[] set = [.. columns.Where(written.Contains)], key = [.. table.FindPrimaryKey()!.Properties];
        IProperty[] all = [.. set, .. key];
        string Pair(IProperty column, int place) => $"{Quoted(column.GetColumnName())} = @p{place}";
        await using var command = Prepare(db, all, $"UPDATE {Quoted(table.GetTableName())} SET {string.Join(", ", set.Select(Pair))} WHERE {string.Join(" AND ", key.Select((column, place) => Pair(column, set.Length + place)))}");
        foreach (var row in changed) await ExecuteAsync(command, all, row, cancellationToken);
    }

    private void Hand(List<T> changed, HashSet<IProperty> written)
    {
        foreach (var row in changed)
        {
            var entry = db.Entry(row);
            if (entry.State == EntityState.Added) continue;
            entry.State = EntityState.Unchanged;
            foreach (var column in written) entry.Property(column).IsModified = true;
        }
    }

    private static DbCommand Prepare(ProcessSalesDb db, IProperty[] columns, string text)
    {
        var command = db.Database.GetDbConnection().CreateCommand();
        command.Transaction = db.Database.CurrentTransaction!.GetDbTransaction();
        command.CommandText = text;
        for (var i = 0; i < columns.Length; i++) command.Parameters.Add(columns[i].GetRelationalTypeMapping().CreateParameter(command, $"@p{i}", null, columns[i].IsNullable));
        return command;
    }

    private static async Task ExecuteAsync(DbCommand command, IProperty[] columns, T row, CancellationToken cancellationToken)
    {
        for (var i = 0; i < columns.Length; i++)
        {
            var value = columns[i].PropertyInfo!.GetValue(row);
            command.Parameters[i].Value = (columns[i].GetRelationalTypeMapping().Converter is { } converter ? converter.ConvertToProvider(value) : value) ?? DBNull.Value;
        }

        if (await command.ExecuteNonQueryAsync(cancellationToken) != 1) throw new DbUpdateConcurrencyException($"{command.CommandText}: the row is not there any more.");
    }

    private static string Quoted(string? name) => $"\"{name}\"";
}
