using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Statements;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Dunning;

/// <summary>
/// Which new orders of payers flagged high risk wait for release 待释放: those that money of theirs which is allocated to nothing does not cover, the oldest first (domain.md 2.6,
/// exceptions). Orders from before the flag, and what has been delivered, do not wait.
/// </summary>
internal static class PrepaidOrders
{
    /// <summary>The visits whose orders wait.</summary>
    /// <param name="payers">Payers to look at; those without the flag have none.</param>
    /// <param name="asked">A visit whose order is being taken and is not stored yet, with its sum, CNY; null for none.</param>
    public static async Task<IReadOnlySet<Guid>> WaitingAsync(ProcessSalesDb db, IQueryable<Guid> payers, (Guid Visit, Guid Payer, decimal Amount)? asked, CancellationToken cancellationToken)
    {
        var flagged = await db.Customers.AsNoTracking().Where(row => row.HighRisk && payers.Contains(row.Id)).Select(row => new { row.Id, Since = row.CreditHoldSince }).ToListAsync(cancellationToken);
        var waiting = new HashSet<Guid>();
        foreach (var payer in flagged)
        {
            var since = payer.Since ?? DateOnly.MinValue;
            var orders = await (from visit in db.Visits.AsNoTracking()
                                where visit.OrderAmount != null && visit.Day >= since
                                join store in db.Stores on visit.StoreId equals store.Id
                                where store.CustomerId == payer.Id
                                    && !db.GoodsMovements.Any(slip => slip.StoreId == store.Id && slip.Kind == MovementKind.Delivery && slip.Day > visit.Day)
                                orderby visit.Day, visit.CheckInAt, visit.Id
                                select new { visit.Id, Amount = visit.OrderAmount!.Value }).ToListAsync(cancellationToken);
            if (asked is { } fresh && fresh.Payer == payer.Id)
            {
                orders.RemoveAll(order => order.Id == fresh.Visit);
                orders.Add(new { Id = fresh.Visit, fresh.Amount });
            }

            if (orders.Count == 0) continue;
            var money = await Payments.UnallocatedAsync(db, payer.Id, cancellationToken);
            foreach (var order in orders)
            {
                if (order.Amount <= money) money -= order.Amount;
                else waiting.Add(order.Id);
            }
        }

        return waiting;
    }
}
