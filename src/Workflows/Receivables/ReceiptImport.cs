using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Customers;
using ProcessSales.Workflows.Imports;
using ProcessSales.Workflows.People;

namespace ProcessSales.Workflows.Receivables;

/// <summary>Bank entries, known by the bank's reference: one that is here already is left as it is, so a file may overlap the last one.</summary>
internal sealed class ReceiptImport(CompanyClock clock) : ImportKind
{
    public override string Name => "receipts";

    public override IReadOnlyList<ImportColumn> Columns { get; } =
    [
        new("BankReference", true, "20261120-000123"), new("BankDate", true, "2026-11-20"), new("PayerName", true, "岚桥商业有限公司"), new("Amount", true, "52310.00"), new("Method", false, "Transfer"),
        new("DraftDueOn", false, ""), new("Remittance", false, "FP2026110001"),
    ];

    public override bool AllowedTo(Role role) => role == Role.FinAr;

    public override async Task ReadAsync(ImportBatch batch, CancellationToken cancellationToken)
    {
        var db = batch.Database;
        var known = new Dictionary<string, Receipt>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in batch.Rows.Select(row => row.Text("BankReference", 80, required: false)).Where(text => text.Length > 0).Distinct().Chunk(1_000))
        {
            foreach (var row in await db.Receipts.AsNoTracking().Where(row => part.Contains(row.BankReference)).ToListAsync(cancellationToken)) known[row.BankReference] = row;
        }

        var payers = await db.Customers.AsNoTracking().ToListAsync(cancellationToken);
        RefuseTwins(batch.Rows.Select(row => (row, row.Text("BankReference", 80, required: false))), "BankReference");
        foreach (var row in batch.Rows)
        {
            var reference = row.Text("BankReference", 80);
            var day = row.Date("BankDate");
            var payer = row.Text("PayerName", 200);
            var amount = row.Amount("Amount", 0.01m, 1_000_000_000m);
            var method = row.Text("Method", 20, required: false).Length == 0 ? ReceiptMethod.Transfer : row.Choice<ReceiptMethod>("Method");
            var draftDue = row.Text("DraftDueOn", 20, required: method == ReceiptMethod.Draft).Length == 0 ? (DateOnly?)null : row.Date("DraftDueOn");
            var remittance = row.Text("Remittance", 500, required: false);
            if (known.TryGetValue(reference, out var old))
            {
                if (old.Amount != amount || old.BankDate != day) row.Fault("BankReference", "receipt.otherContent", reference);
                continue;
            }

            db.Receipts.Add(new()
            {
                Id = Guid.CreateVersion7(clock.Now), BankReference = reference, BankDate = day, PayerName = payer, Amount = amount, Unallocated = amount, Method = method, DraftDueOn = draftDue,
                Remittance = remittance, SuggestedCustomerId = Payer(payers, payer)?.Id, EnteredAt = clock.Now,
            });
        }
    }

    // A bank writes the firm's name, a chain is known by its short one: the longest that is part of it is meant.
    internal static Customer? Payer(IReadOnlyList<Customer> payers, string name) =>
        payers.Where(payer => payer.Name.Length >= 2 && name.Contains(payer.Name, StringComparison.OrdinalIgnoreCase))
            .OrderByDescending(payer => payer.Name.Length).FirstOrDefault();
}
