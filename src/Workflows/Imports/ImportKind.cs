using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Imports;

/// <summary>
/// Something that can be imported. Reading the rows checks them and prepares the changes in one go; whether they are kept is the caller's
/// decision, so a check and the import proper cannot disagree.
/// </summary>
internal abstract class ImportKind
{
    public abstract string Name { get; }

    public abstract IReadOnlyList<ImportColumn> Columns { get; }

    /// <summary>Who may import it; without a word of its own finance, directors and administrators.</summary>
    public virtual bool AllowedTo(Role role) => role is Role.Adm or Role.Dir or Role.FinEx or Role.FinM;

    public abstract Task ReadAsync(ImportBatch batch, CancellationToken cancellationToken);

    /// <summary>Prepares the change of one record that a person entered on a page, under the same rules.</summary>
    /// <param name="cells">By column.</param>
    /// <param name="subject">What kind of record it is, for the key of the change.</param>
    /// <exception cref="RefusedException">A value breaks a rule.</exception>
    public async Task ReadOneAsync(ProcessSalesDb db, IReadOnlyDictionary<string, string> cells, Guid person, string subject, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var errors = new List<RowError>();
        await ReadAsync(new(db, [new ImportRow(1, cells, errors, null)], person, $"{subject}/{Guid.NewGuid():N}", null, now), cancellationToken);
        if (errors.Count > 0) throw new RefusedException(RefusalKind.Invalid, [.. errors.Select(error => new Refusal(error.Column, error.Key, [.. error.Arguments]))]);
    }

    /// <summary>Notes rows that repeat an earlier one.</summary>
    protected static void RefuseTwins(IEnumerable<(ImportRow Row, string Key)> rows, string column)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (row, key) in rows)
        {
            if (key.Length > 0 && !seen.Add(key)) row.Fault(column, "import.twice", key);
        }
    }
}

/// <summary>The rows of one file and where their changes are prepared.</summary>
/// <param name="Database">Tracks the prepared changes.</param>
/// <param name="Rows">In the file's order.</param>
/// <param name="Person">Who imports; null for the demo company and what ships with the product.</param>
/// <param name="Key">Unique per applied import.</param>
/// <param name="DefaultPassword">For people whose row has none; null leaves them without.</param>
/// <param name="At">When, UTC.</param>
internal sealed record ImportBatch(ProcessSalesDb Database, IReadOnlyList<ImportRow> Rows, Guid? Person, string Key, string? DefaultPassword, DateTimeOffset At = default)
{
    private const int Part = 1_000;

    /// <summary>How far it is; null for a short one.</summary>
    public ImportProgress? Progress { get; init; }

    /// <summary>Whether it is applied and not only checked.</summary>
    public bool Writes { get; init; }

    /// <summary>How many times the rows are gone through in all; reading them is the first.</summary>
    public int Passes { get; init; } = 1;

    /// <summary>The rows of a file that may be long: says how far it is, and stops when asked.</summary>
    public IEnumerable<ImportRow> Walk(CancellationToken cancellationToken)
    {
        for (var at = 0; at < Rows.Count; at++)
        {
            if (at % Part == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (Progress is not null) Progress.Done = at / Passes;
            }

            yield return Rows[at];
        }
    }
}
