using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Contracts;
using ProcessSales.Workflows.Standards;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Visits;

/// <summary>What a store should carry, as a visit needs it.</summary>
/// <param name="Code">EAN-13.</param>
/// <param name="MustHave">Whether its list demands it.</param>
/// <param name="Facings">Facings it should have; null for none agreed.</param>
/// <param name="Price">Agreed retail price, CNY.</param>
public sealed record ExpectedLine(string Code, bool MustHave, int? Facings, decimal Price);

/// <summary>Puts a store's list, targets and prices of a day together. Safe for concurrent use.</summary>
public sealed class DayStandards(IDbContextFactory<ProcessSalesDb> databases, StoreStandards standards, AgreedPrices prices)
{
    /// <summary>By store; every active article. Where no list names anything for a store, all of them are looked at.</summary>
    public async Task<IReadOnlyDictionary<Guid, IReadOnlyList<ExpectedLine>>> OfAsync(IReadOnlyCollection<Guid> stores, DateOnly day, CancellationToken cancellationToken = default)
    {
        var expected = await standards.OfAsync(stores, day, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var customers = await db.Stores.Where(row => stores.Contains(row.Id)).ToDictionaryAsync(row => row.Id, row => row.CustomerId, cancellationToken);
        var agreed = new Dictionary<Guid, IReadOnlyDictionary<string, AgreedPrice>>();
        foreach (var customer in customers.Values.Distinct()) agreed[customer] = await prices.OnAsync(customer, day, null, cancellationToken);
        return customers.ToDictionary(pair => pair.Key, pair =>
        {
            var (list, own) = (expected[pair.Key], agreed[pair.Value]);
            return (IReadOnlyList<ExpectedLine>)[.. own.Values.OrderBy(price => price.ProductCode, StringComparer.Ordinal).Select(price => new ExpectedLine(
                price.ProductCode, list.MustHaves.Count == 0 || list.MustHaves.Contains(price.ProductCode), list.Facings.TryGetValue(price.ProductCode, out var facings) ? facings : null, price.RetailPrice))];
        });
    }
}
