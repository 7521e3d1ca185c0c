using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Promotions;

/// <summary>Confirmed settlements as what a chain may deduct (domain.md 2.4, P130). Safe for concurrent use.</summary>
public sealed class SettlementDeductions(SettlementCourse course) : IDeductionSource
{
    /// <inheritdoc />
    public string Kind => "promotion";

    /// <inheritdoc />
    public async Task<IReadOnlyList<Deductible>> OpenAsync(ProcessSalesDb db, Guid customerId, CancellationToken cancellationToken) =>
        await (from settlement in db.PromotionSettlements.AsNoTracking()
               where settlement.State == SettlementState.Paying && settlement.Matched < settlement.Confirmed
               join promotion in db.Promotions on settlement.PromotionId equals promotion.Id
               where promotion.CustomerId == customerId && db.PromotionCosts.Any(cost => cost.PromotionId == promotion.Id && cost.PayMode != "transfer" && cost.PayMode != "goods")
               orderby settlement.ConfirmedAt, settlement.Number
               select new Deductible("promotion", settlement.Id, settlement.Number, promotion.Number + " " + promotion.Name, customerId, settlement.Confirmed, settlement.Matched)).ToListAsync(cancellationToken);

    /// <inheritdoc />
    public async Task MatchAsync(ProcessSalesDb db, string key, Guid id, decimal amount, Guid? person, CancellationToken cancellationToken)
    {
        if (await db.SettlementPayments.AnyAsync(row => row.Key == key, cancellationToken) || db.SettlementPayments.Local.Any(row => row.Key == key)) return;
        var settlement = await db.PromotionSettlements.SingleOrDefaultAsync(row => row.Id == id, cancellationToken)
            ?? throw new RefusedException(RefusalKind.NotFound, "settlement.unknown");
        if (settlement.State is not (SettlementState.Paying or SettlementState.Deducted)) throw new RefusedException(RefusalKind.Conflict, "promotion.notNow", settlement.State);
        if (amount > settlement.Confirmed - settlement.Matched || amount < -settlement.Matched) throw new RefusedException(RefusalKind.Conflict, "settlement.overMatch", amount, settlement.Confirmed - settlement.Matched);
        course.Pay(db, settlement, key, amount, true, "", person);
        if (settlement.Matched == settlement.Confirmed && settlement.State == SettlementState.Paying)
        {
            course.Move(db, settlement, SettlementState.Deducted, person, null, null);
            await course.CloseTasksAsync(db, settlement, "Deducted", person, cancellationToken);
        }
        else if (settlement.Matched < settlement.Confirmed && settlement.State == SettlementState.Deducted)
        {
            course.Move(db, settlement, SettlementState.Paying, person, null, null);
        }
    }
}
