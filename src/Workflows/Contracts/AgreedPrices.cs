using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Contracts;

/// <summary>What was agreed for an article at a chain. CNY including VAT.</summary>
/// <param name="FromList">False when the chain's list does not name it and the article's own prices hold.</param>
public sealed record AgreedPrice(string ProductCode, decimal SupplyPrice, decimal RetailPrice, bool FromList);

/// <summary>Looks agreed prices and contracts up. Safe for concurrent use.</summary>
public sealed class AgreedPrices(IDbContextFactory<ProcessSalesDb> databases)
{
    /// <summary>The prices that hold at a chain on a day, by article: the chain's list, else the article's own prices.</summary>
    /// <param name="products">EAN-13s; null for every active article.</param>
    public async Task<IReadOnlyDictionary<string, AgreedPrice>> OnAsync(Guid customer, DateOnly day, IReadOnlyCollection<string>? products = null, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await OnAsync(db, customer, day, products, cancellationToken);
    }

    /// <summary>The same as a transaction sees it.</summary>
    internal static async Task<IReadOnlyDictionary<string, AgreedPrice>> OnAsync(ProcessSalesDb db, Guid customer, DateOnly day, IReadOnlyCollection<string>? products, CancellationToken cancellationToken)
    {
        var articles = db.Products.AsNoTracking();
        articles = products is null ? articles.Where(row => row.Active) : articles.Where(row => products.Contains(row.Code));
        var own = await articles.Select(row => new AgreedPrice(row.Code, row.SupplyPrice, row.RetailPrice, false)).ToListAsync(cancellationToken);
        var listed = await db.PriceList.AsNoTracking().Where(row => row.CustomerId == customer && row.From <= day).OrderBy(row => row.From).ToListAsync(cancellationToken);
        var prices = own.ToDictionary(row => row.ProductCode);
        // The later line of an article replaces the earlier one.
        foreach (var line in listed)
        {
            if (prices.ContainsKey(line.ProductCode)) prices[line.ProductCode] = new(line.ProductCode, line.SupplyPrice, line.RetailPrice, true);
        }

        return prices;
    }

    /// <summary>The chain's contract that holds on a day, the latest begun when there are two; null for none.</summary>
    public async Task<Contract?> ContractOnAsync(Guid customer, DateOnly day, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Contracts.AsNoTracking().Where(row => row.CustomerId == customer && row.From <= day && row.Until >= day).OrderByDescending(row => row.From).FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>The fees of a contract.</summary>
    public async Task<IReadOnlyList<ContractFee>> FeesAsync(Guid contract, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.ContractFees.AsNoTracking().Where(row => row.ContractId == contract).OrderBy(row => row.Clause).ThenBy(row => row.FeeType).ToListAsync(cancellationToken);
    }
}
