using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

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
    private readonly IProperty[] columns;
    private readonly object?[][] before;

    /// <param name="db">The context of the transaction.</param>
    /// <param name="rows">As they are stored.</param>
    public ManyRows(ProcessSalesDb db, IReadOnlyList<T> rows)
    {
        (this.db, Rows) = (db, rows);
        columns = [.. db.Model.FindEntityType(typeof(T))!.GetProperties()];
        before = [.. rows.Select(row => Array.ConvertAll(columns, column => column.GetGetter().GetClrValue(row)))];
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

        await using var statement = RowStatement<T>.Insert(db);
        foreach (var row in rows) await statement.WriteAsync(row, cancellationToken);
    }

    /// <summary>Writes what has changed since the rows were handed over.</summary>
    /// <exception cref="DbUpdateConcurrencyException">A row is not there any more.</exception>
    public async Task SaveAsync(CancellationToken cancellationToken)
    {
        var changed = new List<T>();
        var written = new HashSet<IProperty>();
        for (var i = 0; i < Rows.Count; i++)
        {
            var others = columns.Where((column, place) => !Equals(before[i][place], column.GetGetter().GetClrValue(Rows[i]))).ToList();
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
        await using var statement = RowStatement<T>.Update(db, written);
        foreach (var row in changed)
        {
            if (await statement.WriteAsync(row, cancellationToken) != 1) throw new DbUpdateConcurrencyException($"A row of {typeof(T).Name} is not there any more.");
        }
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
}
