using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Contracts;
using ProcessSales.Workflows.Dunning;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Statements;

/// <summary>
/// By which cycle a payer's goods are stated: as the contract says that was the last to begin on their day, so that each slip has one cycle and a change in mid-month neither
/// loses nor doubles any. Goods of a payer that was flagged high risk are stated one by one. Immutable.
/// </summary>
internal sealed class PayerCycles(IReadOnlyList<Contract> contracts, HighRisk risk)
{
    /// <summary>Cycle of goods that came on a day.</summary>
    public StatementCycle On(DateOnly day) => risk.Covers(day) ? StatementCycle.Delivery : ContractOn(day)?.StatementCycle ?? StatementCycle.Monthly;

    /// <summary>Whether a month may be stated on a day: its own day of the next month has come.</summary>
    /// <param name="month">First day of the month.</param>
    public bool IsMonthDue(DateOnly month, DateOnly today) => today >= month.AddMonths(1).AddDays((ContractOn(month.AddMonths(1).AddDays(-1))?.StatementDay ?? 1) - 1);

    /// <summary>Whether a batch may be stated: its k-th later delivery has come, or the days of the term are over.</summary>
    /// <param name="deliveries">Days on which goods came to the payer.</param>
    public bool IsBatchDue(DateOnly day, IEnumerable<DateOnly> deliveries, DateOnly today)
    {
        var term = PaymentTerm.TryParse(ContractOn(day)?.PaymentTerm, out var found) && found.Basis == TermBasis.Batch ? found : new(TermBasis.Batch, PaymentTerm.BatchFallback, 1);
        return term.Due(new(day, LaterDeliveries: [.. deliveries])) <= today;
    }

    /// <summary>Reads those of a payer.</summary>
    public static async Task<PayerCycles> OfAsync(ProcessSalesDb db, Guid payer, CompanyClock clock, CancellationToken cancellationToken) => new(
        await db.Contracts.AsNoTracking().Where(row => row.CustomerId == payer).OrderByDescending(row => row.From).ToListAsync(cancellationToken), await HighRisk.OfAsync(db, payer, clock, cancellationToken));

    /// <summary>Payers whose goods may be stated otherwise than by month.</summary>
    public static IQueryable<Guid> Special(ProcessSalesDb db) => db.Contracts.Where(row => row.StatementCycle != StatementCycle.Monthly).Select(row => row.CustomerId)
        .Union(db.CreditHolds.Where(row => row.Reason == CreditHoldReason.HighRisk && row.DecidedAt != null).Select(row => row.PayerId));

    // One that ran out is gone on with until the next.
    private Contract? ContractOn(DateOnly day) => contracts.FirstOrDefault(row => row.From <= day);
}
