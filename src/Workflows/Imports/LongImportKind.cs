using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Imports;

/// <summary>
/// Something whose files may be long. They are read and compared without holding the database, since SQLite has one writer, and written in one short transaction, which finds out by
/// itself whether anything has changed between.
/// </summary>
internal abstract class LongImportKind : ImportKind
{
    /// <summary>Reads the rows, notes their faults and prepares what is to be written.</summary>
    public abstract Task<IReadyImport> PrepareAsync(ImportBatch batch, CancellationToken cancellationToken);

    public sealed override async Task ReadAsync(ImportBatch batch, CancellationToken cancellationToken)
    {
        var ready = await PrepareAsync(batch, cancellationToken);
        if (batch.Writes) await ready.WriteAsync(batch.Database, batch.Progress, cancellationToken);
    }
}

/// <summary>Rows that only have to be written.</summary>
internal interface IReadyImport
{
    /// <summary>Writes them within the caller's transaction.</summary>
    /// <exception cref="RefusedException">Somebody has written the same, or what may not change any more, since they were read.</exception>
    Task WriteAsync(ProcessSalesDb db, ImportProgress? progress, CancellationToken cancellationToken);
}

/// <summary>Rows of one table.</summary>
/// <param name="onlyWhileNull">A property of a changed row that must be null still for the row to be changed; null when any row may be.</param>
internal sealed class ReadyRows<T>(string? onlyWhileNull = null) : IReadyImport
    where T : class
{
    private readonly List<StoredRow<T>> added = [];
    private readonly List<StoredRow<T>> changed = [];

    public void Add(ImportRow row, T value) => added.Add(new(row.Number, value));

    public void Change(ImportRow row, T value) => changed.Add(new(row.Number, value));

    public async Task WriteAsync(ProcessSalesDb db, ImportProgress? progress, CancellationToken cancellationToken)
    {
        var table = new BulkTable<T>(db);
        if (await table.InsertAsync(added, rows => Say(rows), cancellationToken) is { } twin) throw Changed(twin);
        if (await table.UpdateAsync(changed, onlyWhileNull, rows => Say(added.Count + rows), cancellationToken) is { } gone) throw Changed(gone);

        // Reading them was the first half.
        void Say(int rows)
        {
            if (progress is not null) progress.Done = (progress.Rows + rows) / 2;
        }
    }

    private static RefusedException Changed(int row) => new(RefusalKind.Conflict, "import.changedMeanwhile", row);
}
