using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Disputes;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Receivables;

/// <summary>
/// Sets money and credits against what is open (domain.md 2.6 J90, J100). Entries are only ever appended. An operation writes to the rows it changes, the receipt first
/// and the items by their ids, before it reads them: whoever else wants one of them waits until it has checked, entered and committed. Only FIN-AR posts. Safe for
/// concurrent use.
/// </summary>
public sealed class AllocationLedger(IDbContextFactory<ProcessSalesDb> databases, CollectionTermsBook book, CompanyClock clock)
{
    /// <summary>Allocates money of a claimed receipt as the payer's remittance says. The same key again changes nothing.</summary>
    /// <exception cref="RefusedException">More than is open or unallocated, an item of another payer, or the person is not FIN-AR.</exception>
    public Task AllocateAsync(Guid person, Guid receiptId, IReadOnlyList<AllocationLine> lines, string key, CancellationToken cancellationToken = default) =>
        ChangeAsync(person, db => AllocateAsync(db, person, receiptId, lines, key, cancellationToken), cancellationToken);

    /// <summary>Allocates what is left of a claimed receipt: oldest due first, undisputed sums only. Returns what was allocated.</summary>
    /// <exception cref="RefusedException">It is not claimed, or the person is not FIN-AR.</exception>
    public async Task<IReadOnlyList<AllocationLine>> AllocateOldestAsync(Guid person, Guid receiptId, string key, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<AllocationLine> lines = [];
        await ChangeAsync(person, async db =>
        {
            lines = [];
            var receipt = await HoldReceiptAsync(db, receiptId, cancellationToken);
            if (await db.Allocations.AnyAsync(row => row.Key.StartsWith(key + "/"), cancellationToken)) return;
            var payer = Claimed(receipt);
            var open = await db.Receivables.AsNoTracking().Where(row => row.CustomerId == payer && row.Ended == null).ToListAsync(cancellationToken);
            // What others took meanwhile is not there any more when the rows are held: decide on what is.
            var held = await HoldAsync(db, AllocationPlan.Of(open, receipt.Unallocated).Select(line => line.ReceivableId), cancellationToken);
            lines = AllocationPlan.Of(held.Values, receipt.Unallocated);
            foreach (var line in lines) Post(db, held[line.ReceivableId], line.Amount, AllocationKind.Receipt, $"{key}/{line.ReceivableId:N}", person, receipt);
        }, cancellationToken);
        return lines;
    }

    /// <summary>Takes an entry back; both stay. A settled item is open again then, with the next cycle.</summary>
    /// <exception cref="RefusedException">It was taken back before, takes something back itself, or the person is not FIN-AR.</exception>
    public Task ReverseAsync(Guid person, Guid allocationId, string reason, CancellationToken cancellationToken = default) =>
        ChangeAsync(person, async db =>
        {
            var entry = await db.Allocations.AsNoTracking().SingleOrDefaultAsync(row => row.Id == allocationId, cancellationToken) ?? throw new RefusedException(RefusalKind.NotFound, "allocation.unknown");
            // What it was matched with has to hear of it: a match is taken back where it was made.
            if (entry.Kind == AllocationKind.Deduction) throw new RefusedException(RefusalKind.Conflict, "allocation.deduction");
            await ReverseAsync(db, person, [entry], reason, cancellationToken);
        }, cancellationToken);

    /// <summary>Sets a credit note against an item of the same payer.</summary>
    /// <exception cref="RefusedException">More than either has open, two payers, or the person is not FIN-AR.</exception>
    public Task CreditAsync(Guid person, Guid creditNoteId, Guid receivableId, decimal amount, string key, CancellationToken cancellationToken = default) =>
        ChangeAsync(person, db => CreditAsync(db, person, creditNoteId, receivableId, amount, key, cancellationToken), cancellationToken);

    /// <summary>Closes a rest so small that nobody is asked for it: at most <see cref="CollectionTerms.SmallRest"/> and <see cref="CollectionTerms.SmallRestShare"/> of the item.</summary>
    /// <exception cref="RefusedException">The rest is larger, or the person is not FIN-AR.</exception>
    public Task CloseSmallRestAsync(Guid person, Guid receivableId, CancellationToken cancellationToken = default) =>
        ChangeAsync(person, async db =>
        {
            var item = (await HoldAsync(db, [receivableId], cancellationToken))[receivableId];
            var terms = await book.CurrentAsync(db, cancellationToken);
            if (item.Ended is not null || !terms.IsSmallRest(item.Amount, item.Open)) throw new RefusedException(RefusalKind.Conflict, "receivable.notSmall", item.Open, terms.SmallRest);
            Post(db, item, item.Open, AllocationKind.SmallRest, $"small-rest/{item.Id:N}/{item.Cycle}", person);
        }, cancellationToken);

    internal async Task AllocateAsync(ProcessSalesDb db, Guid person, Guid receiptId, IReadOnlyList<AllocationLine> lines, string key, CancellationToken cancellationToken)
    {
        var receipt = await HoldReceiptAsync(db, receiptId, cancellationToken);
        if (await db.Allocations.AnyAsync(row => row.Key.StartsWith(key + "/"), cancellationToken)) return;
        var payer = Claimed(receipt);
        if (lines.Any(line => line.Amount <= 0m || decimal.Round(line.Amount, 2) != line.Amount)) throw Invalid("allocation.notPositive");
        if (lines.Select(line => line.ReceivableId).Distinct().Count() != lines.Count) throw Invalid("allocation.twice");
        if (lines.Sum(line => line.Amount) > receipt.Unallocated) throw Invalid("allocation.moreThanReceipt", receipt.Unallocated);
        var held = await HoldAsync(db, lines.Select(line => line.ReceivableId), cancellationToken);
        foreach (var line in lines)
        {
            var item = held[line.ReceivableId];
            if (item.CustomerId != payer) throw new RefusedException(RefusalKind.NotFound, "receivable.unknown");
            if (item.Ended is not null || line.Amount > item.Open) throw Invalid("allocation.moreThanOpen", item.Number, item.Ended is null ? item.Open : 0m);
            Post(db, item, line.Amount, AllocationKind.Receipt, $"{key}/{item.Id:N}", person, receipt);
        }
    }

    internal async Task CreditAsync(ProcessSalesDb db, Guid? person, Guid creditNoteId, Guid receivableId, decimal amount, string key, CancellationToken cancellationToken)
    {
        var held = await HoldAsync(db, [creditNoteId, receivableId], cancellationToken);
        if (await db.Allocations.AnyAsync(row => row.Key == key + "/item", cancellationToken)) return;
        var (credit, item) = (held[creditNoteId], held[receivableId]);
        if (credit.CustomerId != item.CustomerId || credit.Kind != ReceivableKind.CreditNote || item.Kind == ReceivableKind.CreditNote) throw Invalid("allocation.credit");
        if (amount <= 0m) throw Invalid("allocation.notPositive");
        if (amount > item.Open || amount > -credit.Open) throw Invalid("allocation.moreThanOpen", item.Number, Math.Min(item.Open, -credit.Open));
        Post(db, item, amount, AllocationKind.Credit, key + "/item", person, source: credit.Id);
        Post(db, credit, -amount, AllocationKind.Credit, key + "/credit", person, source: item.Id);
    }

    /// <summary>Lowers what is open for a reason that is no money, inside the caller's transaction; the same key again changes nothing.</summary>
    internal async Task LowerAsync(ProcessSalesDb db, Guid receivableId, decimal amount, AllocationKind kind, Guid source, string key, Guid? person, CancellationToken cancellationToken)
    {
        var item = (await HoldAsync(db, [receivableId], cancellationToken))[receivableId];
        if (await db.Allocations.AnyAsync(row => row.Key == key, cancellationToken)) return;
        if (amount <= 0m) throw Invalid("allocation.notPositive");
        if (item.Ended is not null || amount > item.Open) throw Invalid("allocation.moreThanOpen", item.Number, item.Ended is null ? item.Open : 0m);
        Post(db, item, amount, kind, key, person, source: source);
    }

    /// <summary>Takes the entry with a key back, inside the caller's transaction.</summary>
    internal async Task ReverseKeyAsync(ProcessSalesDb db, Guid person, string key, string reason, CancellationToken cancellationToken) =>
        await ReverseAsync(db, person, [await db.Allocations.AsNoTracking().SingleAsync(row => row.Key == key, cancellationToken)], reason, cancellationToken);

    /// <summary>Takes back all of a receipt's entries that count, inside the caller's transaction.</summary>
    internal async Task ReverseAllAsync(ProcessSalesDb db, Guid person, Receipt receipt, string reason, CancellationToken cancellationToken)
    {
        var entries = await db.Allocations.AsNoTracking()
            .Where(row => row.ReceiptId == receipt.Id && row.ReversesId == null && !db.Allocations.Any(other => other.ReversesId == row.Id)).ToListAsync(cancellationToken);
        await ReverseAsync(db, person, entries, reason, cancellationToken);
    }

    internal static async Task<Receipt> HoldReceiptAsync(ProcessSalesDb db, Guid id, CancellationToken cancellationToken) =>
        await db.Receipts.Where(row => row.Id == id).ExecuteUpdateAsync(set => set.SetProperty(row => row.Version, row => row.Version + 1), cancellationToken) == 1
            ? await db.Receipts.SingleAsync(row => row.Id == id, cancellationToken)
            : throw new RefusedException(RefusalKind.NotFound, "receipt.unknown");

    // Always in the same order: two that hold several items must not wait for each other.
    internal static async Task<Dictionary<Guid, Receivable>> HoldAsync(ProcessSalesDb db, IEnumerable<Guid> ids, CancellationToken cancellationToken)
    {
        var held = new Dictionary<Guid, Receivable>();
        foreach (var id in ids.Distinct().Order())
        {
            // What this transaction holds already has changes that are not stored yet.
            if (db.Receivables.Local.FindEntry(id) is { } known)
            {
                held[id] = known.Entity;
                continue;
            }

            var found = await db.Receivables.Where(row => row.Id == id).ExecuteUpdateAsync(set => set.SetProperty(row => row.Version, row => row.Version + 1), cancellationToken);
            if (found == 0) throw new RefusedException(RefusalKind.NotFound, "receivable.unknown");
            held[id] = await db.Receivables.SingleAsync(row => row.Id == id, cancellationToken);
        }

        return held;
    }

    private async Task ReverseAsync(ProcessSalesDb db, Guid person, IReadOnlyList<Allocation> entries, string reason, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(reason)) throw Invalid("reason.required");
        if (entries.Any(entry => entry.ReversesId is not null || entry.Kind is AllocationKind.WriteOff or AllocationKind.Statement or AllocationKind.RedInvoice)) throw new RefusedException(RefusalKind.Conflict, "allocation.reversed");
        var receipts = new Dictionary<Guid, Receipt>();
        foreach (var id in entries.Where(entry => entry.ReceiptId is not null).Select(entry => entry.ReceiptId!.Value).Distinct().Order())
        {
            receipts[id] = db.Receipts.Local.SingleOrDefault(row => row.Id == id) ?? await HoldReceiptAsync(db, id, cancellationToken);
        }

        // A credit has two sides, which go together.
        var others = new List<Allocation>();
        foreach (var entry in entries.Where(entry => entry.Kind == AllocationKind.Credit))
        {
            var twin = entry.Key.EndsWith("/item", StringComparison.Ordinal) ? entry.Key[..^5] + "/credit" : entry.Key[..^7] + "/item";
            others.Add(await db.Allocations.AsNoTracking().SingleAsync(row => row.Key == twin, cancellationToken));
        }

        var all = entries.Concat(others).DistinctBy(entry => entry.Id).ToList();
        var held = await HoldAsync(db, all.Select(entry => entry.ReceivableId), cancellationToken);
        foreach (var entry in all)
        {
            if (await db.Allocations.AnyAsync(row => row.ReversesId == entry.Id, cancellationToken)) throw new RefusedException(RefusalKind.Conflict, "allocation.reversed");
            var item = held[entry.ReceivableId];
            item.Reopen();
            Post(db, item, -entry.Amount, entry.Kind, $"reverse/{entry.Id:N}", person, entry.ReceiptId is { } id ? receipts[id] : null, entry.SourceId, entry.Id, reason);
        }

        // What is open again may be in dispute again.
        foreach (var item in held.Values)
        {
            if (await DisputeCourse.OfItemAsync(db, item.Id, cancellationToken) is { } disputed) item.Disputed = Math.Clamp(disputed, 0m, Math.Max(item.Open, 0m));
        }
    }

    private void Post(ProcessSalesDb db, Receivable item, decimal amount, AllocationKind kind, string key, Guid? person, Receipt? receipt = null, Guid? source = null, Guid? reverses = null, string? note = null)
    {
        item.Open -= amount;
        item.Disputed = Math.Clamp(item.Disputed, 0m, Math.Max(item.Open, 0m));
        item.Version++;
        if (receipt is not null)
        {
            receipt.Unallocated -= amount;
            receipt.Version++;
        }

        db.Allocations.Add(new()
        {
            Id = Guid.CreateVersion7(clock.Now), Key = key, ReceivableId = item.Id, ReceiptId = receipt?.Id, Kind = kind, Amount = amount, ReversesId = reverses, SourceId = source, At = clock.Now,
            PersonId = person, Note = note,
        });
        if (item.Open == 0m && reverses is null) item.End(EndOf(kind), clock.Today);
        db.Record(clock.Now, new()
        {
            PersonId = person, Subject = $"receivable:{item.Number}", Action = reverses is null ? kind.ToString() : "Reverse",
            To = amount.ToString("0.00", System.Globalization.CultureInfo.InvariantCulture), Comment = note,
        });
    }

    private static ReceivableState EndOf(AllocationKind kind) => kind switch
    {
        AllocationKind.WriteOff => ReceivableState.WrittenOff,
        AllocationKind.Credit => ReceivableState.CreditNoted,
        _ => ReceivableState.Paid,
    };

    private static Guid Claimed(Receipt receipt) => receipt is { State: ReceiptState.Claimed, CustomerId: { } payer } ? payer : throw new RefusedException(RefusalKind.Conflict, "receipt.state", receipt.State);

    private async Task ChangeAsync(Guid person, Func<ProcessSalesDb, Task> change, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            await db.RequireRoleAsync(person, cancellationToken, Role.FinAr);
            await change(db);
        }, cancellationToken);
    }

    private static RefusedException Invalid(string key, params object?[] arguments) => new(RefusalKind.Invalid, key, arguments);
}
