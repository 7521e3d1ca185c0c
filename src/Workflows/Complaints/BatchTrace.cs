using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Visits;

namespace ProcessSales.Workflows.Complaints;

/// <summary>A store in which a visit saw a batch.</summary>
/// <param name="Day">The last visit that saw it, company zone.</param>
/// <param name="Shelf">Pieces on the shelf that day, less what was pulled.</param>
/// <param name="Back">Pieces in the back room.</param>
/// <param name="Pulled">Pieces that were taken from the shelf.</param>
/// <param name="Place">Where those stand.</param>
public sealed record BatchHolder(Guid StoreId, string Code, string Store, string Customer, DateOnly Day, int Shelf, int Back, int Pulled, string? Place);

/// <summary>同批排查: which stores hold a batch, from what visits saw (domain.md 2.5, C40). The batch is the article and the date on its pack.</summary>
internal static class BatchTrace
{
    /// <summary>The stores whose last sight of the batch left some of it there or put aside, by code.</summary>
    public static async Task<IReadOnlyList<BatchHolder>> OfAsync(ProcessSalesDb db, string? product, DateOnly? produced, CancellationToken cancellationToken)
    {
        if (product is null || produced is not { } day) return [];
        var rows = await (from batch in db.VisitBatches.AsNoTracking()
                          where batch.ProductCode == product && batch.ProducedOn == day
                          join visit in db.Visits on batch.VisitId equals visit.Id
                          where visit.State != VisitState.Abandoned && visit.State != VisitState.Cancelled
                          join store in db.Stores on visit.StoreId equals store.Id
                          join customer in db.Customers on store.CustomerId equals customer.Id
                          select new { batch, visit.Id, visit.Day, visit.CheckInAt, StoreId = store.Id, store.Code, Store = store.Name, Customer = customer.Name }).ToListAsync(cancellationToken);
        return [.. rows.GroupBy(row => row.StoreId).Select(store =>
        {
            var last = store.OrderByDescending(row => row.Day).ThenByDescending(row => row.CheckInAt).First();
            var seen = store.Where(row => row.Id == last.Id).ToList();
            return new BatchHolder(last.StoreId, last.Code, last.Store, last.Customer, last.Day,
                seen.Where(row => !row.batch.InBackRoom).Sum(row => Math.Max(0, row.batch.Quantity - row.batch.Pulled)),
                seen.Where(row => row.batch.InBackRoom).Sum(row => row.batch.Quantity), seen.Sum(row => row.batch.Pulled), seen.Select(row => row.batch.Place).FirstOrDefault(place => place is not null));
        }).OrderBy(row => row.Code, StringComparer.Ordinal)];
    }

    /// <summary>Quality complaints of the same batch that were registered since a moment; merged and unfounded ones do not count.</summary>
    public static IQueryable<Complaint> Like(ProcessSalesDb db, Complaint complaint, DateTimeOffset since) => db.Complaints.Where(row =>
        row.ProductCode != null && row.ProductCode == complaint.ProductCode && row.RegisteredAt >= since && row.State != ComplaintState.Invalid && row.State != ComplaintState.Merged
        && (row.Type == ComplaintType.Quality || row.Type == ComplaintType.ForeignBody || row.Type == ComplaintType.Packaging || row.Type == ComplaintType.Expired)
        && ((row.ProducedOn != null && row.ProducedOn == complaint.ProducedOn) || (row.BatchNumber != null && row.BatchNumber == complaint.BatchNumber)));
}
