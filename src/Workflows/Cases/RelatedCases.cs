using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Cases;

/// <summary>Another case that has to do with one.</summary>
/// <param name="Why">What they share, a key of the texts: <c>Budget</c> or <c>Customer</c>.</param>
public sealed record RelatedCase(Guid Id, string Number, string Title, CaseState State, decimal? Amount, string Why);

/// <summary>Finds cases of the same budget line or customer, within what the person may see. Safe for concurrent use.</summary>
public sealed class RelatedCases(IDbContextFactory<ProcessSalesDb> databases)
{
    private const int Most = 8;

    /// <summary>Up to eight, the newest first; those that share the budget line stand before those of the customer.</summary>
    public async Task<IReadOnlyList<RelatedCase>> OfAsync(Guid person, Case file, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var visible = (await DataScope.OfAsync(db, person, cancellationToken)).Cases(db).AsNoTracking().Where(row => row.Id != file.Id);
        var lines = db.BudgetEntries.Where(entry => entry.CaseId == file.Id).Select(entry => entry.LineId);
        var found = await visible.Where(row => db.BudgetEntries.Any(entry => entry.CaseId == row.Id && lines.Contains(entry.LineId)))
            .OrderByDescending(row => row.CreatedAt).Take(Most).Select(row => new RelatedCase(row.Id, row.Number, row.Title, row.State, row.Amount, "Budget")).ToListAsync(cancellationToken);
        if (file.CustomerCode is not { } customer || found.Count == Most) return found;
        var known = found.Select(row => row.Id).ToList();
        found.AddRange(await visible.Where(row => row.CustomerCode == customer && !known.Contains(row.Id))
            .OrderByDescending(row => row.CreatedAt).Take(Most - found.Count).Select(row => new RelatedCase(row.Id, row.Number, row.Title, row.State, row.Amount, "Customer")).ToListAsync(cancellationToken));
        return found;
    }
}
