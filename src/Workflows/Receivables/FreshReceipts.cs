using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Dunning;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Receivables;

/// <summary>Tells reminders of money that came in: nobody is asked for what he has paid (domain.md 3.3 rule 8).</summary>
internal sealed class FreshReceipts : IFreshMoney
{
    public async Task<IReadOnlyList<FreshMoney>> SinceAsync(ProcessSalesDb db, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var found = await db.Receipts.AsNoTracking()
            .Where(row => (row.State == ReceiptState.Unclaimed && row.SuggestedCustomerId != null)
                || (row.State == ReceiptState.Claimed && (row.EnteredAt >= since || row.ClaimedAt >= since || db.Allocations.Any(entry => entry.ReceiptId == row.Id && entry.At >= since))))
            .Select(row => new { row.Id, Payer = row.CustomerId ?? row.SuggestedCustomerId, row.State }).ToListAsync(cancellationToken);
        return found.Select(row => new FreshMoney(row.Id, row.Payer!.Value, row.State == ReceiptState.Claimed)).ToList();
    }
}
