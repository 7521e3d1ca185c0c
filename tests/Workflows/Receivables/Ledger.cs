using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Tests.Running;

namespace ProcessSales.Workflows.Tests.Receivables;

/// <summary>Items and money to try things on.</summary>
internal static class Ledger
{
    public static async Task<Guid> ItemAsync(this Business business, string number, decimal amount, string due = "2026-11-20", string payer = "C01", decimal disputed = 0m, ReceivableKind kind = ReceivableKind.Invoice)
    {
        var item = new Receivable
        {
            Id = Guid.CreateVersion7(), Number = number, Kind = kind, Amount = amount, Open = amount, Disputed = disputed, IssuedOn = new(2026, 9, 1), DueOn = DateOnly.Parse(due),
            ExpectedOn = DateOnly.Parse(due), BaseOn = DateOnly.Parse(due),
        };
        await business.WriteAsync(async db =>
        {
            item.CustomerId = await db.Customers.Where(row => row.Code == payer).Select(row => row.Id).SingleAsync();
            db.Receivables.Add(item);
        });
        return item.Id;
    }

    public static async Task<Guid> MoneyAsync(this Business business, decimal amount, string? payer = "C01", ReceiptMethod method = ReceiptMethod.Transfer, string? draftDue = null)
    {
        var receipt = new Receipt
        {
            Id = Guid.CreateVersion7(), BankReference = Guid.NewGuid().ToString("N"), BankDate = new(2026, 11, 20), PayerName = "岚桥商业", Amount = amount, Unallocated = amount, Method = method,
            DraftDueOn = draftDue is null ? null : DateOnly.Parse(draftDue), EnteredAt = business.Clock.GetUtcNow(),
        };
        await business.WriteAsync(db =>
        {
            db.Receipts.Add(receipt);
            return Task.CompletedTask;
        });
        if (payer is not null) await business.Get<ReceiptDesk>().ClaimAsync(await business.PersonAsync("cheng.yinuo"), receipt.Id, payer);
        return receipt.Id;
    }

    public static Task<Receivable> ItemOfAsync(this Business business, Guid id) => business.ReadAsync(db => db.Receivables.AsNoTracking().SingleAsync(row => row.Id == id));

    public static Task<Receipt> ReceiptOfAsync(this Business business, Guid id) => business.ReadAsync(db => db.Receipts.AsNoTracking().SingleAsync(row => row.Id == id));

    /// <summary>What holds after whatever was done: every sum is the sum of its entries, and nothing is below zero.</summary>
    public static async Task BalancesAsync(this Business business)
    {
        var (items, receipts, entries) = await business.ReadAsync(async db => (
            await db.Receivables.AsNoTracking().ToListAsync(), await db.Receipts.AsNoTracking().ToListAsync(), await db.Allocations.AsNoTracking().ToListAsync()));
        foreach (var item in items)
        {
            var own = entries.Where(entry => entry.ReceivableId == item.Id).Sum(entry => entry.Amount);
            Assert.Equal(item.Amount - own, item.Open);
            Assert.True(item.Open * item.Amount >= 0m && Math.Abs(item.Open) <= Math.Abs(item.Amount), $"{item.Number}: {item.Open} of {item.Amount}");
            Assert.Equal(item.Open == 0m, item.Ended is not null);
            Assert.InRange(item.Disputed, 0m, Math.Max(item.Open, 0m));
        }

        foreach (var receipt in receipts)
        {
            var own = entries.Where(entry => entry.ReceiptId == receipt.Id).Sum(entry => entry.Amount);
            Assert.Equal(receipt.Amount - own, receipt.Unallocated);
            Assert.InRange(receipt.Unallocated, 0m, receipt.Amount);
            if (receipt.State != ReceiptState.Claimed) Assert.Equal(0m, own);
        }

        foreach (var reversal in entries.Where(entry => entry.ReversesId is not null))
        {
            var entry = entries.Single(other => other.Id == reversal.ReversesId);
            Assert.Equal((-entry.Amount, entry.ReceivableId, entry.ReceiptId), (reversal.Amount, reversal.ReceivableId, reversal.ReceiptId));
        }
    }
}
