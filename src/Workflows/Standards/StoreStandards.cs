using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Standards;

/// <summary>What a store should have on a day.</summary>
/// <param name="MustHaves">EAN-13s.</param>
/// <param name="Facings">Target facings by EAN-13; articles without a target are left out.</param>
public sealed record StoreStandard(IReadOnlySet<string> MustHaves, IReadOnlyDictionary<string, int> Facings);

/// <summary>What stores should have: the narrowest line of an article counts, of two alike the later begun. Safe for concurrent use.</summary>
public sealed class StoreStandards(IDbContextFactory<ProcessSalesDb> databases)
{
    /// <summary>The standard of each of these stores on a day. Asked once for a whole day's stores.</summary>
    public async Task<IReadOnlyDictionary<Guid, StoreStandard>> OfAsync(IReadOnlyCollection<Guid> stores, DateOnly day, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var known = await db.Stores.AsNoTracking().Where(row => stores.Contains(row.Id)).Select(row => new { row.Id, row.CustomerId, row.Class }).ToListAsync(cancellationToken);
        var customers = known.Select(row => row.CustomerId).Distinct().ToList();
        var active = await db.Products.Where(row => row.Active).Select(row => row.Code).ToListAsync(cancellationToken);
        var sold = active.ToHashSet();
        var lists = await LinesAsync(db.MustHaves);
        var targets = await LinesAsync(db.DisplayTargets);
        return known.ToDictionary(store => store.Id, store => new StoreStandard(
            Narrowest(lists, store.Id, store.CustomerId, store.Class).Where(line => !line.Exempt && sold.Contains(line.ProductCode)).Select(line => line.ProductCode).ToHashSet(),
            Narrowest(targets, store.Id, store.CustomerId, store.Class).Where(line => sold.Contains(line.ProductCode)).ToDictionary(line => line.ProductCode, line => line.Facings)));

        async Task<List<T>> LinesAsync<T>(IQueryable<T> lines)
            where T : StandardLine => await lines.AsNoTracking()
                .Where(row => row.From <= day && (row.Until == null || row.Until >= day))
                .Where(row => (row.StoreId == null || stores.Contains(row.StoreId.Value)) && (row.CustomerId == null || customers.Contains(row.CustomerId.Value)))
                .ToListAsync(cancellationToken);
    }

    private static IEnumerable<T> Narrowest<T>(IEnumerable<T> lines, Guid store, Guid customer, string storeClass)
        where T : StandardLine => lines.Where(line => line.HoldsFor(store, customer, storeClass)).GroupBy(line => line.ProductCode)
            .Select(group => group.OrderByDescending(line => line.Rank).ThenByDescending(line => line.From).ThenBy(line => line.Id).First());
}
