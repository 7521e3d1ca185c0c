using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Dunning;
using ProcessSales.Workflows.Imports;
using ProcessSales.Workflows.People;

namespace ProcessSales.Workflows.Receivables;

/// <summary>
/// Receivables from the accounts: an invoice or credit note a row, known by its number. The same number again changes the dates only while nothing was paid on it,
/// never the amount. Without a due date it follows from the payer's term and the day of goods-in.
/// </summary>
internal sealed class ReceivableImport(WorkingCalendars calendars, CollectionTermsBook book, CompanyClock clock) : ImportKind
{
    public override string Name => "receivables";

    public override IReadOnlyList<ImportColumn> Columns { get; } =
    [
        new("Number", true, "FP2026110001"), new("Customer", true, "C01"), new("Kind", false, "Invoice"), new("Amount", true, "86400.00"), new("Open", false, "86400.00"),
        new("IssuedOn", true, "2026-11-05"), new("GoodsIn", false, "2026-10-12"), new("DueOn", false, "2026-12-30"),
    ];

    public override bool AllowedTo(Role role) => role is Role.FinAr or Role.FinM;

    public override async Task ReadAsync(ImportBatch batch, CancellationToken cancellationToken)
    {
        var db = batch.Database;
        var terms = await book.CurrentAsync(db, cancellationToken);
        var payers = await db.Customers.AsNoTracking().ToDictionaryAsync(row => row.Code, cancellationToken);
        var numbers = batch.Rows.Select(row => row.Text("Number", 60, required: false)).Where(number => number.Length > 0).Distinct().ToList();
        var known = new Dictionary<string, Receivable>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in numbers.Chunk(1_000))
        {
            foreach (var row in await db.Receivables.Where(row => part.Contains(row.Number)).ToListAsync(cancellationToken)) known[row.Number] = row;
        }

        var risks = new Dictionary<Guid, HighRisk>();
        RefuseTwins(batch.Rows.Select(row => (row, row.Text("Number", 60, required: false))), "Number");
        foreach (var row in batch.Rows)
        {
            var number = row.Text("Number", 60);
            var payer = row.Find("Customer", payers);
            var kind = row.Text("Kind", 20, required: false).Length == 0 ? ReceivableKind.Invoice : row.Choice<ReceivableKind>("Kind");
            var amount = row.Amount("Amount", -1_000_000_000m, 1_000_000_000m);
            var open = row.OptionalNumber("Open", -1_000_000_000m, 1_000_000_000m) ?? amount;
            var issued = row.Date("IssuedOn");
            if (number.Length == 0 || payer is null) continue;
            if (amount == 0m || amount < 0m != (kind == ReceivableKind.CreditNote)) row.Fault("Amount", "receivable.sign");
            if (Math.Abs(open) > Math.Abs(amount) || open * amount < 0m) row.Fault("Open", "receivable.openExceeds", amount);
            if (!risks.TryGetValue(payer.Id, out var risk)) risks[payer.Id] = risk = await HighRisk.OfAsync(db, payer.Id, clock, cancellationToken);
            if (Due(row, payer, risk, issued) is not { } due) continue;
            if (!known.TryGetValue(number, out var item))
            {
                item = new() { Id = Guid.CreateVersion7(clock.Now), Number = number, CustomerId = payer.Id, Kind = kind, Amount = amount, Open = open, CreatedAt = clock.Now };
                known[number] = item;
                db.Receivables.Add(item);
            }
            else if (item.CustomerId != payer.Id || item.Amount != amount || item.Kind != kind)
            {
                row.Fault("Number", "receivable.otherContent", number);
                continue;
            }
            else if (item.Ended is not null || item.Open != item.Amount)
            {
                continue;
            }

            item.IssuedOn = issued;
            item.FallDue(due, payer, terms, await calendars.OfCustomerAsync(payer.Id, cancellationToken));
            item.Version++;
        }
    }

    private static DateOnly? Due(ImportRow row, Customers.Customer payer, HighRisk risk, DateOnly issued)
    {
        if (row.Text("DueOn", 20, required: false).Length > 0) return row.Date("DueOn") is var due && due != default ? due : null;
        var goodsIn = row.Text("GoodsIn", 20, required: false).Length > 0 ? row.Date("GoodsIn") : (DateOnly?)null;
        // Goods that came while the chain was flagged are due before shipment, whatever its contract says.
        if (goodsIn is { } came && risk.Covers(came)) return came;
        if (!PaymentTerm.TryParse(payer.PaymentTerm, out var term)) row.Fault("Customer", "term.unreadable", payer.PaymentTerm);
        else if (term.Due(new(goodsIn, issued, goodsIn)) is { } day) return day;
        else row.Fault("GoodsIn", "required");
        return null;
    }
}
