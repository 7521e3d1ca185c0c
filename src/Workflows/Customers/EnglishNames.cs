using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Customers;

/// <summary>English names of chains and articles, for whoever reads English. Safe for concurrent use.</summary>
public sealed class EnglishNames(IDbContextFactory<ProcessSalesDb> databases)
{
    /// <summary>All that have one, by their Chinese name.</summary>
    public async Task<IReadOnlyDictionary<string, string>> AllAsync(CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var found = await db.Customers.Where(row => row.NameEn != "").Select(row => new { row.Name, row.NameEn }).Concat(db.Products.Where(row => row.NameEn != "").Select(row => new { row.Name, row.NameEn })).ToListAsync(cancellationToken);
        return found.DistinctBy(row => row.Name).ToDictionary(row => row.Name, row => row.NameEn);
    }
}
