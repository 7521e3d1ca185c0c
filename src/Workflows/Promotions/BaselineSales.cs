using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Contracts;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Promotions;

/// <summary>What stores sell without a promotion, from the counts of their visits (domain.md 2.4, F-P1 baseline). Safe for concurrent use.</summary>
public sealed class BaselineSales(CompanyClock clock)
{
    /// <summary>Weeks that are averaged.</summary>
    public const int Weeks = 4;

    private const int LookBackWeeks = 12;

    /// <summary>
    /// Sales of the articles in the stores over so many days, CNY without VAT at the agreed supply price: the mean of the last four weeks in which somebody counted there and no promotion of
    /// these articles ran in these stores. Null while there are not four such weeks within the last twelve.
    /// </summary>
    /// <param name="stores">Codes of the stores.</param>
    /// <param name="products">EAN-13s.</param>
    internal async Task<decimal?> OfAsync(ProcessSalesDb db, string customerCode, IReadOnlyCollection<string> stores, IReadOnlyCollection<string> products, int days, CancellationToken cancellationToken)
    {
        if (stores.Count == 0 || products.Count == 0 || days < 1) return null;
        var customer = await db.Customers.AsNoTracking().Where(row => row.Code == customerCode).Select(row => new { row.Id, row.VatRate }).SingleOrDefaultAsync(cancellationToken);
        if (customer is null) return null;
        var (today, first) = (clock.Today, clock.Today.AddDays(-7 * LookBackWeeks));
        var counted = await (from visit in db.Visits.AsNoTracking()
                             where visit.Day >= first && visit.Day < today && visit.SubmittedAt != null && db.Stores.Any(store => store.Id == visit.StoreId && store.CustomerId == customer.Id && stores.Contains(store.Code))
                             join line in db.VisitLines on visit.Id equals line.VisitId
                             where line.Sold != null && products.Contains(line.ProductCode)
                             select new { visit.Day, line.ProductCode, Sold = line.Sold!.Value }).ToListAsync(cancellationToken);
        if (counted.Count == 0) return null;
        var promoted = await db.Promotions.AsNoTracking().Where(row => row.End >= first && row.Start < today && row.State != PromotionState.Cancelled
                && db.PromotionStores.Any(store => store.PromotionId == row.Id && stores.Contains(store.Code)) && db.PromotionSkus.Any(sku => sku.PromotionId == row.Id && products.Contains(sku.ProductCode)))
            .Select(row => new { row.Start, End = row.EndedOn ?? row.End }).ToListAsync(cancellationToken);
        var prices = await AgreedPrices.OnAsync(db, customer.Id, today, products, cancellationToken);
        var weeks = new List<decimal>();
        for (var until = today.AddDays(-1); until >= first && weeks.Count < Weeks; until = until.AddDays(-7))
        {
            var from = until.AddDays(-6);
            var rows = counted.Where(row => row.Day >= from && row.Day <= until).ToList();
            if (rows.Count == 0 || promoted.Exists(other => other.Start <= until && other.End >= from)) continue;
            weeks.Add(rows.Sum(row => row.Sold * (prices.TryGetValue(row.ProductCode, out var price) ? price.SupplyPrice : 0m)));
        }

        return weeks.Count < Weeks ? null : decimal.Round(weeks.Average() / (1m + customer.VatRate) * days / 7m, 2);
    }
}
