using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Visits;

/// <summary>Where a batch was seen last.</summary>
/// <param name="Quantity">Pieces in the store, shelf and back room together, less what was pulled for good.</param>
public sealed record BatchSighting(Guid StoreId, string StoreCode, string Store, Guid OwnerId, Guid VisitId, DateOnly SeenOn, int Quantity);

/// <summary>Finds which stores hold a batch, for complaints and recalls: across all areas, since a batch knows none. The caller decides who may ask.</summary>
public sealed class BatchTrace(IDbContextFactory<ProcessSalesDb> databases)
{
    /// <summary>Stores in whose visits since a day the batch was seen, by store; each with its latest sighting. At most 1,000.</summary>
    public async Task<IReadOnlyList<BatchSighting>> StoresWithAsync(string productCode, DateOnly producedOn, DateOnly since, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await (from batch in db.VisitBatches
                          where batch.ProductCode == productCode && batch.ProducedOn == producedOn
                          join visit in db.Visits on batch.VisitId equals visit.Id
                          where visit.Day >= since
                          join store in db.Stores on visit.StoreId equals store.Id
                          orderby visit.Day descending, visit.CheckInAt descending
                          select new { store.Id, store.Code, store.Name, store.OwnerId, VisitId = visit.Id, visit.Day, Left = batch.Quantity - batch.Pulled + batch.Held })
            .AsNoTracking().Take(20_000).ToListAsync(cancellationToken);
        return [.. rows.GroupBy(row => row.Id).Select(store => store.GroupBy(row => row.VisitId).First()).Select(last =>
            new BatchSighting(last.First().Id, last.First().Code, last.First().Name, last.First().OwnerId, last.Key, last.First().Day, last.Sum(row => row.Left))).OrderBy(row => row.StoreCode).Take(1000)];
    }
}
