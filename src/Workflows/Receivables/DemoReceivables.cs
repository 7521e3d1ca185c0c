using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Demo;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Receivables;

/// <summary>
/// The twenty receivables AR-01 to AR-20 of domain.md 5, by days past due on T, the day of loading moved to a working day. The due offset is authoritative; the day of
/// the invoice is computed backwards from it. Money that came before is older than a day, so that it holds no reminder.
/// </summary>
internal sealed class DemoReceivables(IDbContextFactory<ProcessSalesDb> databases, WorkingCalendars calendars, CollectionTermsBook book, CompanyClock clock) : IDemoStory
{
    private static readonly DemoItem[] Items =
    [
        new(1, "C01", 86_400.00m, -20), new(2, "C01", 52_310.00m, -7), new(3, "C02", 31_280.00m, -3), new(4, "C02", 27_900.00m, 0), new(5, "C03", 64_000.00m, 1), new(6, "C04", 12_450.00m, 7),
        new(7, "C04", 9_870.00m, 9), new(8, "C01", 41_000.00m, 15), new(9, "C01", 38_600.00m, 16), new(10, "C05", 18_200.00m, 33), new(11, "C05", 15_750.00m, 61), new(12, "C05", 22_300.00m, 95),
        new(13, "C02", 48_000.00m, 8, Disputed: 6_500.00m), new(14, "C02", 7_300.00m, 20, Disputed: 7_300.00m), new(15, "C03", 16_000.00m, 5, Amount: 40_000.00m),
        new(16, "C04", 38.50m, 30, Amount: 45_200.00m), new(17, "C01", 0m, 4, Amount: 33_500.00m), new(18, "C02", -3_200.00m, 0), new(19, "C05", 8_900.00m, -2), new(20, "C01", 19_500.00m, 1),
    ];

    public int Order => 60;

    public string Name => "receivables";

    public async Task<bool> IsToldAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Receivables.AnyAsync(row => row.Number == "AR-20", cancellationToken) || !await db.Customers.AnyAsync(row => row.Code == "C05", cancellationToken);
    }

    public async Task TellAsync(CancellationToken cancellationToken)
    {
        var today = (await calendars.CurrentAsync(cancellationToken)).RollForward(clock.Today);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            if (await db.Receivables.AnyAsync(row => row.Number == "AR-20", cancellationToken)) return;
            var payers = await db.Customers.AsNoTracking().ToDictionaryAsync(row => row.Code, cancellationToken);
            var terms = await book.CurrentAsync(db, cancellationToken);
            foreach (var demo in Items)
            {
                var payer = payers[demo.Payer];
                var calendar = await calendars.OfCustomerAsync(payer.Id, cancellationToken);
                var item = Item(demo, payer, today, calendar, terms);
                db.Receivables.Add(item);
                if (item.Amount != item.Open) Pay(db, item, today);
            }
        }, cancellationToken);
    }

    private Receivable Item(DemoItem demo, Customers.Customer payer, DateOnly today, WorkingCalendar calendar, CollectionTerms terms)
    {
        var due = today.AddDays(-demo.DaysOverdue);
        var paid = demo.Open == 0m;
        var item = new Receivable
        {
            Id = Guid.CreateVersion7(clock.Now),
            CustomerId = payer.Id,
            Number = $"AR-{demo.Number:00}",
            Kind = demo.Open < 0m ? ReceivableKind.CreditNote : ReceivableKind.Invoice,
            Amount = demo.Amount ?? demo.Open,
            Open = demo.Open,
            Disputed = demo.Disputed,
            IssuedOn = due.AddDays(-(PaymentTerm.TryParse(payer.PaymentTerm, out var term) ? term.Days : 30)),
            Ended = paid ? ReceivableState.Paid : null,
            EndedOn = paid ? today.AddDays(-3) : null,
            CreatedAt = clock.At(due.AddDays(-30), new(10, 0)),
        };
        item.FallDue(due, payer, terms, calendar);
        return item;
    }

    private void Pay(ProcessSalesDb db, Receivable item, DateOnly today)
    {
        var at = clock.At(today.AddDays(-3), new(10, 0));
        var amount = item.Amount - item.Open;
        var receipt = new Receipt
        {
            Id = Guid.CreateVersion7(at), BankReference = $"DEMO-{item.Number}", BankDate = today.AddDays(-3), PayerName = "演示付款", Amount = amount, Unallocated = 0m, Remittance = item.Number,
            State = ReceiptState.Claimed, CustomerId = item.CustomerId, EnteredAt = at, ClaimedAt = at,
        };
        db.Receipts.Add(receipt);
        db.Allocations.Add(new() { Id = Guid.CreateVersion7(at), Key = $"demo/{item.Number}", ReceivableId = item.Id, ReceiptId = receipt.Id, Kind = AllocationKind.Receipt, Amount = amount, At = at });
    }

    private sealed record DemoItem(int Number, string Payer, decimal Open, int DaysOverdue, decimal? Amount = null, decimal Disputed = 0m);
}
