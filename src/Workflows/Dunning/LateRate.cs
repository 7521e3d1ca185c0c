using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Customers;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Dunning;

/// <summary>Late interest of a payer, for information only (domain.md 3.3 rule 15).</summary>
internal static class LateRate
{
    /// <summary>What the contract in force grants a day; without such a clause the statutory rate, where a large firm owes a small or medium one; else 0. 0.0005 is 0.05 %.</summary>
    public static async Task<decimal> OfAsync(ProcessSalesDb db, Guid payer, DateOnly day, CollectionTerms terms, CancellationToken cancellationToken)
    {
        var found = await db.Customers.Where(row => row.Id == payer).Select(row => new
        {
            row.Size, row.OurSize,
            Agreed = db.Contracts.Where(contract => contract.CustomerId == row.Id && contract.From <= day && contract.Until >= day && contract.LateInterest != null).OrderByDescending(contract => contract.From).Select(contract => contract.LateInterest).FirstOrDefault(),
        }).SingleAsync(cancellationToken);
        return found.Agreed ?? (found is { Size: EnterpriseSize.Large, OurSize: EnterpriseSize.Sme } ? terms.DailyInterest : 0m);
    }
}
