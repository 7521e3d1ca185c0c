using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Notifications;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Receivables;

/// <summary>A receipt in a list.</summary>
/// <param name="Cash">Whether it is money yet: a draft is not before it is due.</param>
public sealed record ReceiptRow(
    Guid Id, string BankReference, DateOnly BankDate, string PayerName, decimal Amount, decimal Unallocated, ReceiptMethod Method, DateOnly? DraftDueOn, string Remittance, ReceiptState State,
    string? CustomerCode, string? Customer, string? SuggestedCode, string? Suggested, bool Cash);

/// <summary>A bank entry that another system brings.</summary>
/// <param name="Amount">CNY, above 0.</param>
/// <param name="DraftDueOn">Needed for a draft; null for the others.</param>
public sealed record NewReceipt(string BankReference, DateOnly? BankDate, string PayerName, decimal Amount, ReceiptMethod Method, DateOnly? DraftDueOn, string Remittance);

/// <summary>An entry in the list of an item or a receipt.</summary>
/// <param name="Reversed">Whether it was taken back.</param>
public sealed record AllocationRow(Guid Id, DateTimeOffset At, AllocationKind Kind, string Number, Guid ReceivableId, decimal Amount, bool Reversed, bool IsReversal, string? Person, string? Note, string? BankReference);

/// <summary>
/// Says whose money it is (domain.md 2.6 J90): FIN-AR claims a receipt for a payer, a KAM may say that it is his payer's. Money that nobody claims is brought to the KAM
/// after two working days. Safe for concurrent use.
/// </summary>
public sealed class ReceiptDesk(
    IDbContextFactory<ProcessSalesDb> databases, AllocationLedger ledger, WorkingCalendars calendars, Notifier notifier, NotificationTemplates templates, CollectionTermsBook book, CompanyClock clock)
{
    private const string Process = "statement";

    /// <summary>One page, the newest first: what waits to be claimed comes before the rest. Whoever does not see everything sees what is or seems his payers'.</summary>
    /// <param name="open">Only what is unclaimed or not fully allocated.</param>
    public async Task<Page<ReceiptRow>> ListAsync(Guid person, string? text, bool open, int number, int size, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = Within(db, await DataScope.OfAsync(db, person, cancellationToken));
        if (open) rows = rows.Where(row => row.State == ReceiptState.Unclaimed || (row.State == ReceiptState.Claimed && row.Unallocated > 0m));
        if (text?.Trim() is { Length: > 0 } wanted) rows = rows.Where(row => row.BankReference.Contains(wanted) || row.PayerName.Contains(wanted) || row.Remittance.Contains(wanted));
        var total = await rows.CountAsync(cancellationToken);
        var page = await Shown(db, rows.OrderByDescending(row => row.State == ReceiptState.Unclaimed).ThenByDescending(row => row.BankDate).ThenBy(row => row.BankReference).Skip((number - 1) * size).Take(size)).ToListAsync(cancellationToken);
        return new(page.Select(Row).ToList(), total, number, size);
    }

    /// <summary>One receipt with all its entries, the newest last.</summary>
    /// <exception cref="RefusedException">There is none, or the person may not see it.</exception>
    public async Task<(ReceiptRow Receipt, IReadOnlyList<AllocationRow> Entries)> FindAsync(Guid person, Guid id, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = Within(db, await DataScope.OfAsync(db, person, cancellationToken)).Where(row => row.Id == id);
        var found = await Shown(db, rows).SingleOrDefaultAsync(cancellationToken) ?? throw new RefusedException(RefusalKind.NotFound, "receipt.unknown");
        return (Row(found), await EntriesAsync(db, db.Allocations.Where(row => row.ReceiptId == id), cancellationToken));
    }

    /// <summary>All entries of an item, the newest last.</summary>
    /// <exception cref="RefusedException">There is none, or the person may not see it.</exception>
    public async Task<IReadOnlyList<AllocationRow>> OfItemAsync(Guid person, Guid receivableId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var payers = (await DataScope.OfAsync(db, person, cancellationToken)).Customers(db);
        if (!await db.Receivables.AnyAsync(row => row.Id == receivableId && payers.Any(payer => payer.Id == row.CustomerId), cancellationToken)) throw new RefusedException(RefusalKind.NotFound, "receivable.unknown");
        return await EntriesAsync(db, db.Allocations.Where(row => row.ReceivableId == receivableId), cancellationToken);
    }

    /// <summary>Enters a bank entry. One with the same reference is left as it is. Returns the receipt, and whether it is new.</summary>
    /// <exception cref="RefusedException">A field is faulty, the reference is known with another amount or day, or the person is not FIN-AR.</exception>
    public async Task<(Guid Id, bool Made)> EnterAsync(Guid person, NewReceipt entry, CancellationToken cancellationToken = default)
    {
        var faults = new List<Refusal>();
        var reference = Written(entry.BankReference, "BankReference", 80, true, faults);
        var payer = Written(entry.PayerName, "PayerName", 200, true, faults);
        var remittance = Written(entry.Remittance, "Remittance", 500, false, faults);
        if (entry.BankDate is null) faults.Add(new("BankDate", "required"));
        else if (entry.BankDate > clock.Today) faults.Add(new("BankDate", "movement.future"));
        if (entry.Amount <= 0m || decimal.Round(entry.Amount, 2) != entry.Amount) faults.Add(new("Amount", "allocation.notPositive"));
        if (entry.Amount > 1_000_000_000m) faults.Add(new("Amount", "field.tooLarge", 1_000_000_000m));
        if (entry.Method == ReceiptMethod.Draft && entry.DraftDueOn is null) faults.Add(new("DraftDueOn", "required"));
        if (faults.Count > 0) throw new RefusedException(RefusalKind.Invalid, faults);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.ChangeAsync(async () =>
        {
            await db.RequireRoleAsync(person, cancellationToken, Role.FinAr);
            if (await db.Receipts.AsNoTracking().SingleOrDefaultAsync(row => row.BankReference == reference, cancellationToken) is { } known)
                return known.Amount == entry.Amount && known.BankDate == entry.BankDate ? (known.Id, false) : throw new RefusedException(RefusalKind.Conflict, "receipt.otherContent", reference);
            var receipt = new Receipt
            {
                Id = Guid.CreateVersion7(clock.Now), BankReference = reference, BankDate = entry.BankDate!.Value, PayerName = payer, Amount = entry.Amount, Unallocated = entry.Amount, Method = entry.Method,
                DraftDueOn = entry.Method == ReceiptMethod.Draft ? entry.DraftDueOn : null, Remittance = remittance, EnteredAt = clock.Now,
                SuggestedCustomerId = ReceiptImport.Payer(await db.Customers.AsNoTracking().ToListAsync(cancellationToken), payer)?.Id,
            };
            db.Receipts.Add(receipt);
            db.Record(clock.Now, new() { PersonId = person, Subject = $"receipt:{reference}", Action = "Enter", To = receipt.State.ToString() });
            return (receipt.Id, true);
        }, cancellationToken);
    }

    /// <summary>Claims a receipt for a payer; also for a parent firm's payment.</summary>
    /// <exception cref="RefusedException">Somebody was faster, the payer is unknown, or the person is not FIN-AR.</exception>
    public async Task ClaimAsync(Guid person, Guid receiptId, string customerCode, CancellationToken cancellationToken = default) =>
        await ChangeAsync(person, [Role.FinAr], receiptId, "Claim", customerCode, async (db, receipt) =>
        {
            var payer = await db.Customers.Where(row => row.Code == customerCode).Select(row => (Guid?)row.Id).SingleOrDefaultAsync(cancellationToken)
                ?? throw new RefusedException(RefusalKind.Invalid, [new("customer", "field.unknownReference", customerCode)]);
            receipt.MoveTo(ReceiptState.Claimed);
            receipt.CustomerId = payer;
            receipt.ClaimedAt = clock.Now;
        }, cancellationToken);

    /// <summary>A KAM says that the money is his payer's; FIN-AR claims it then.</summary>
    /// <exception cref="RefusedException">It is claimed already, or the payer is outside the person's scope.</exception>
    public async Task SuggestAsync(Guid person, Guid receiptId, string customerCode, CancellationToken cancellationToken = default) =>
        await ChangeAsync(person, [Role.Kam, Role.Ast, Role.Arm, Role.Rgm, Role.FinAr, Role.FinM], receiptId, "Suggest", customerCode, async (db, receipt) =>
        {
            var payers = (await DataScope.OfAsync(db, person, cancellationToken)).Customers(db);
            var payer = await payers.Where(row => row.Code == customerCode).Select(row => (Guid?)row.Id).SingleOrDefaultAsync(cancellationToken)
                ?? throw new RefusedException(RefusalKind.Invalid, [new("customer", "field.unknownReference", customerCode)]);
            if (receipt.State != ReceiptState.Unclaimed) throw new RefusedException(RefusalKind.Conflict, "receipt.state", receipt.State);
            receipt.SuggestedCustomerId = payer;
            receipt.Version++;
        }, cancellationToken);

    /// <summary>Takes a claim back: all that was allocated is reversed, and the money waits again.</summary>
    /// <exception cref="RefusedException">It is not claimed, or the person is not FIN-AR.</exception>
    public async Task UnclaimAsync(Guid person, Guid receiptId, string reason, CancellationToken cancellationToken = default) =>
        await ChangeAsync(person, [Role.FinAr], receiptId, "Unclaim", reason, async (db, receipt) =>
        {
            receipt.MoveTo(ReceiptState.Unclaimed);
            await ledger.ReverseAllAsync(db, person, receipt, reason, cancellationToken);
            receipt.CustomerId = null;
            receipt.ClaimedAt = null;
            receipt.ToldAt = null;
        }, cancellationToken);

    /// <summary>A draft was not honoured: what it had settled is open again, with the next cycle.</summary>
    /// <exception cref="RefusedException">It is no draft, or the person is not FIN-AR.</exception>
    public async Task BounceAsync(Guid person, Guid receiptId, string reason, CancellationToken cancellationToken = default) =>
        await ChangeAsync(person, [Role.FinAr], receiptId, "Bounce", reason, async (db, receipt) =>
        {
            if (receipt.Method == ReceiptMethod.Transfer) throw new RefusedException(RefusalKind.Conflict, "receipt.noDraft");
            receipt.MoveTo(ReceiptState.Bounced);
            await ledger.ReverseAllAsync(db, person, receipt, reason, cancellationToken);
        }, cancellationToken);

    /// <summary>Tells the KAMs of money that nobody has claimed for <see cref="CollectionTerms.SuspenseDays"/> working days, once. Safe to repeat. Returns how many receipts.</summary>
    public async Task<int> TellOfSuspenseAsync(CancellationToken cancellationToken = default)
    {
        var calendar = await calendars.CurrentAsync(cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var latest = calendar.AddWorkingDays(clock.Today, -(await book.CurrentAsync(db, cancellationToken)).SuspenseDays);
        var waiting = await db.Receipts.AsNoTracking().Where(row => row.State == ReceiptState.Unclaimed && row.ToldAt == null && row.BankDate < latest).OrderBy(row => row.BankDate).Take(200).ToListAsync(cancellationToken);
        if (waiting.Count == 0) return 0;
        var found = await templates.FindAsync(Process, "receipt-unclaimed", cancellationToken);
        foreach (var receipt in waiting)
        {
            await db.ChangeAsync(async () =>
            {
                var held = await AllocationLedger.HoldReceiptAsync(db, receipt.Id, cancellationToken);
                if (held.State != ReceiptState.Unclaimed || held.ToldAt is not null) return;
                var owner = await db.Customers.Where(row => row.Id == held.SuggestedCustomerId).Select(row => (Guid?)row.OwnerId).SingleOrDefaultAsync(cancellationToken);
                var people = owner is { } kam ? [kam] : await db.Users.Where(row => row.Active && (row.Role == Role.Kam || row.Role == Role.FinAr)).Select(row => row.Id).ToListAsync(cancellationToken);
                held.ToldAt = clock.Now;
                await notifier.AddAsync(db, new($"receipt/{held.Id:N}/unclaimed", Process, "receipt-unclaimed", people, SettlementWords.Of(
                    ("number", held.BankReference), ("title", held.PayerName), ("amount", held.Amount), ("note", held.Remittance), ("due", held.BankDate)), null), found, cancellationToken);
            }, cancellationToken);
            db.ChangeTracker.Clear();
        }

        return waiting.Count;
    }

    private async Task ChangeAsync(Guid person, Role[] roles, Guid receiptId, string action, string? note, Func<ProcessSalesDb, Receipt, Task> change, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            await db.RequireRoleAsync(person, cancellationToken, roles);
            var receipt = await AllocationLedger.HoldReceiptAsync(db, receiptId, cancellationToken);
            var from = receipt.State;
            await change(db, receipt);
            db.Record(clock.Now, new() { PersonId = person, Subject = $"receipt:{receipt.BankReference}", Action = action, From = from.ToString(), To = receipt.State.ToString(), Comment = note });
        }, cancellationToken);
    }

    private static string Written(string text, string field, int longest, bool required, List<Refusal> faults)
    {
        var plain = text.Trim();
        if (required && plain.Length == 0) faults.Add(new(field, "required"));
        if (plain.Length > longest) faults.Add(new(field, "tooLong", longest));
        return plain;
    }

    // Money of nobody is shown to all who might know it: finance, managers and KAMs.
    private static IQueryable<Receipt> Within(ProcessSalesDb db, DataScope scope)
    {
        if (scope.Everything) return db.Receipts.AsNoTracking();
        var payers = scope.Customers(db);
        return db.Receipts.AsNoTracking().Where(row => payers.Any(payer => payer.Id == row.CustomerId || payer.Id == row.SuggestedCustomerId)
            || (row.State == ReceiptState.Unclaimed && row.SuggestedCustomerId == null && payers.Any()));
    }

    private static IQueryable<Pair> Shown(ProcessSalesDb db, IQueryable<Receipt> rows) => rows.Select(row => new Pair
    {
        Receipt = row, Payer = db.Customers.FirstOrDefault(payer => payer.Id == row.CustomerId), Seems = db.Customers.FirstOrDefault(payer => payer.Id == row.SuggestedCustomerId),
    });

    private ReceiptRow Row(Pair pair)
    {
        var row = pair.Receipt;
        return new(row.Id, row.BankReference, row.BankDate, row.PayerName, row.Amount, row.Unallocated, row.Method, row.DraftDueOn, row.Remittance, row.State, pair.Payer?.Code, pair.Payer?.Name,
            pair.Seems?.Code, pair.Seems?.Name, row.IsCash(clock.Today));
    }

    private static async Task<IReadOnlyList<AllocationRow>> EntriesAsync(ProcessSalesDb db, IQueryable<Allocation> entries, CancellationToken cancellationToken) =>
        await entries.AsNoTracking().OrderBy(row => row.At).ThenBy(row => row.Id).Take(500)
            .Select(row => new AllocationRow(row.Id, row.At, row.Kind, db.Receivables.Where(item => item.Id == row.ReceivableId).Select(item => item.Number).First(), row.ReceivableId, row.Amount,
                db.Allocations.Any(other => other.ReversesId == row.Id), row.ReversesId != null, db.Users.Where(person => person.Id == row.PersonId).Select(person => person.Name).FirstOrDefault(), row.Note,
                db.Receipts.Where(receipt => receipt.Id == row.ReceiptId).Select(receipt => receipt.BankReference).FirstOrDefault()))
            .ToListAsync(cancellationToken);

    private sealed class Pair
    {
        public required Receipt Receipt { get; init; }

        public Customers.Customer? Payer { get; init; }

        public Customers.Customer? Seems { get; init; }
    }
}
