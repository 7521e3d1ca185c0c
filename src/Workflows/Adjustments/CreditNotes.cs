using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Adjustments;

/// <summary>Makes approved credit notes. Safe for concurrent use.</summary>
public sealed class CreditNotes(AllocationLedger ledger, CompanyClock clock)
{
    /// <summary>
    /// Makes a credit note and sets it against its item, inside the caller's transaction. What the item has not open any more stays on the note, which then stands on
    /// the payer's next statement. The same key again makes nothing more. Returns the note.
    /// </summary>
    /// <param name="number">Of the case that was approved; the note's number follows from it.</param>
    /// <param name="amount">CNY, above 0.</param>
    internal async Task<Guid> PostAsync(ProcessSalesDb db, Guid? person, string number, Guid receivableId, decimal amount, Guid source, string key, CancellationToken cancellationToken)
    {
        var note = $"{number}-R";
        if (await db.Receivables.AsNoTracking().Where(row => row.Number == note).Select(row => (Guid?)row.Id).SingleOrDefaultAsync(cancellationToken) is { } known) return known;
        var item = (await AllocationLedger.HoldAsync(db, [receivableId], cancellationToken))[receivableId];
        var credit = New(item.CustomerId, note, amount);
        db.Receivables.Add(credit);
        var part = Math.Min(amount, item.Ended is null ? Math.Max(item.Open, 0m) : 0m);
        if (part > 0m) await ledger.CreditAsync(db, person, credit.Id, item.Id, part, $"{key}/{source:N}", cancellationToken);
        return credit.Id;
    }
    /// <summary>Makes a credit note that is set against no item: it stands on the payer's next statement. The same number again makes nothing more.</summary>
    /// <param name="number">The note's own number.</param>
    /// <param name="amount">CNY, above 0.</param>
    internal async Task GrantAsync(ProcessSalesDb db, Guid customerId, string number, decimal amount, CancellationToken cancellationToken)
    {
        if (!await db.Receivables.AnyAsync(row => row.Number == number, cancellationToken)) db.Receivables.Add(New(customerId, number, amount));
    }

    private Receivable New(Guid customerId, string number, decimal amount) => new()
    {
        Id = Guid.CreateVersion7(clock.Now), CustomerId = customerId, Number = number, Kind = ReceivableKind.CreditNote, Amount = -amount, Open = -amount, IssuedOn = clock.Today, DueOn = clock.Today,
        ExpectedOn = clock.Today, BaseOn = clock.Today, CreatedAt = clock.Now,
    };
}
