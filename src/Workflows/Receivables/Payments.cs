using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Receivables;

/// <summary>What of an item was settled, and when it was last.</summary>
/// <param name="Open">CNY still open.</param>
/// <param name="Settled">Whether nothing is open any more.</param>
/// <param name="LastAt">Its last entry, UTC; null for none.</param>
public sealed record ItemSettlement(Guid ReceivableId, decimal Open, bool Settled, DateTimeOffset? LastAt);

/// <summary>Money that came for an item.</summary>
public sealed record ItemPayment(Guid ReceivableId, decimal Amount, DateOnly BankDate, DateTimeOffset At);

/// <summary>Answers those who wait for money: reminders, letters, promises.</summary>
public static class Payments
{
    /// <summary>How items stand; a letter over several is done only when all of them are settled.</summary>
    public static async Task<IReadOnlyList<ItemSettlement>> OfAsync(ProcessSalesDb db, IReadOnlyCollection<Guid> receivableIds, CancellationToken cancellationToken)
    {
        var found = new List<ItemSettlement>();
        foreach (var part in receivableIds.Distinct().Chunk(500))
        {
            found.AddRange(await db.Receivables.AsNoTracking().Where(row => part.Contains(row.Id))
                .Select(row => new ItemSettlement(row.Id, row.Open, row.Ended != null, db.Allocations.Where(entry => entry.ReceivableId == row.Id).Max(entry => (DateTimeOffset?)entry.At)))
                .ToListAsync(cancellationToken));
        }

        return found;
    }

    /// <summary>Whether all of these items are settled.</summary>
    public static async Task<bool> AreSettledAsync(ProcessSalesDb db, IReadOnlyCollection<Guid> receivableIds, CancellationToken cancellationToken) =>
        (await OfAsync(db, receivableIds, cancellationToken)).All(item => item.Settled);

    /// <summary>What was paid on items since a moment (UTC), reversals taken off; the oldest first.</summary>
    public static async Task<IReadOnlyList<ItemPayment>> SinceAsync(ProcessSalesDb db, IReadOnlyCollection<Guid> receivableIds, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var ids = receivableIds.Distinct().ToList();
        return await (from entry in db.Allocations.AsNoTracking()
                      where ids.Contains(entry.ReceivableId) && entry.Kind == AllocationKind.Receipt && entry.At >= since
                      join receipt in db.Receipts on entry.ReceiptId equals (Guid?)receipt.Id
                      orderby entry.At
                      select new ItemPayment(entry.ReceivableId, entry.Amount, receipt.BankDate, entry.At)).ToListAsync(cancellationToken);
    }

    /// <summary>What payers have given too much, by payer, CNY: shown netted, never dunned (domain.md 3.3 rule 10).</summary>
    public static async Task<IReadOnlyDictionary<Guid, decimal>> UnallocatedAsync(ProcessSalesDb db, CancellationToken cancellationToken) =>
        (await Free(db).ToListAsync(cancellationToken)).GroupBy(row => row.CustomerId!.Value).ToDictionary(rows => rows.Key, rows => rows.Sum(row => row.Unallocated));

    /// <summary>The same of one payer.</summary>
    public static async Task<decimal> UnallocatedAsync(ProcessSalesDb db, Guid payer, CancellationToken cancellationToken) =>
        (await Free(db).Where(row => row.CustomerId == payer).ToListAsync(cancellationToken)).Sum(row => row.Unallocated);

    private static IQueryable<Receipt> Free(ProcessSalesDb db) => db.Receipts.AsNoTracking().Where(row => row.State == ReceiptState.Claimed && row.Unallocated > 0m);
}
