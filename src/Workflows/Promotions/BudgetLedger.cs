using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Promotions;

/// <summary>An order to set money aside.</summary>
/// <param name="Key">Unique per order; the same key again has no second effect.</param>
/// <param name="LineId">The line.</param>
/// <param name="Amount">CNY, positive.</param>
/// <param name="CaseId">For what.</param>
/// <param name="Person">For whom; null for the system.</param>
public sealed record Reservation(string Key, Guid LineId, decimal Amount, Guid CaseId, Guid? Person);

/// <summary>The ledger's answer.</summary>
/// <param name="Reserved">Whether the money is set aside.</param>
/// <param name="OverBudget">Whether it exceeds what was available: refused on an absolute line, marked on the others.</param>
/// <param name="Available">What is available on the line now, CNY.</param>
public sealed record ReserveResult(bool Reserved, bool OverBudget, decimal Available);

/// <summary>
/// The promotion budgets (domain.md 2.4). Entries are only ever appended. An operation writes to the line's row before it reads it, so whoever
/// else wants the line waits until the operation has checked, entered and committed. Safe for concurrent use.
/// </summary>
public sealed partial class BudgetLedger(IDbContextFactory<ProcessSalesDb> databases, CompanyClock clock)
{
    /// <summary>Sets money aside, unless the line is absolute and has too little left.</summary>
    /// <exception cref="RefusedException">The line does not exist or the amount is not positive.</exception>
    public async Task<ReserveResult> ReserveAsync(Reservation order, CancellationToken cancellationToken = default)
    {
        RefuseUnlessPositive(order.Amount);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.ChangeAsync(() => ReserveAsync(db, order, cancellationToken), cancellationToken);
    }

    /// <summary>The same inside a transaction of the caller.</summary>
    internal async Task<ReserveResult> ReserveAsync(ProcessSalesDb db, Reservation order, CancellationToken cancellationToken)
    {
        var line = await HoldAsync(db, order.LineId, cancellationToken);
        if (await db.BudgetEntries.SingleOrDefaultAsync(entry => entry.Key == order.Key, cancellationToken) is { } known)
        {
            return new(true, known.AvailableAfter < 0m && line.Control == BudgetControl.Advisory, known.AvailableAfter);
        }

        var exceeds = order.Amount > line.Available;
        if (exceeds && line.Control == BudgetControl.Absolute) return new(false, true, line.Available);
        line.Reserved += order.Amount;
        Append(db, line, BudgetEntryKind.Reserve, order.Amount, order.Key, order.CaseId, order.Person, null);
        return new(true, exceeds && line.Control == BudgetControl.Advisory, line.Available);
    }

    /// <summary>Gives back all that a case still has set aside. Returns the amount, CNY; 0 when there was nothing. The same key again gives back nothing more.</summary>
    public async Task<decimal> ReleaseAsync(string key, Guid caseId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.ChangeAsync(() => ReleaseAsync(db, key, caseId, cancellationToken), cancellationToken);
    }

    /// <summary>The same inside a transaction of the caller.</summary>
    internal async Task<decimal> ReleaseAsync(ProcessSalesDb db, string key, Guid caseId, CancellationToken cancellationToken)
    {
        var lines = new Dictionary<Guid, BudgetLine>();
        foreach (var lineId in await LinesOfAsync(db, caseId, cancellationToken)) lines[lineId] = await HoldAsync(db, lineId, cancellationToken);
        if (await db.BudgetEntries.AnyAsync(entry => entry.CaseId == caseId && entry.Key.StartsWith(key + "/"), cancellationToken)) return 0m;

        var reserves = await OpenReservesAsync(db, caseId, cancellationToken);
        while (reserves.Keys.Except(lines.Keys).Order().ToList() is { Count: > 0 } more)
        {
            // Somebody reserved for the case on another line while the first ones were waited for.
            foreach (var lineId in more) lines[lineId] = await HoldAsync(db, lineId, cancellationToken);
            reserves = await OpenReservesAsync(db, caseId, cancellationToken);
        }

        var released = 0m;
        foreach (var (lineId, open) in reserves)
        {
            var line = lines[lineId];
            line.Reserved -= open;
            released += open;
            Append(db, line, BudgetEntryKind.Release, open, $"{key}/{lineId:N}", caseId, null, null);
        }

        return released;
    }

    /// <summary>Turns part of what a case has set aside into a cost (settlement).</summary>
    /// <exception cref="RefusedException">More than is set aside.</exception>
    public async Task ConsumeAsync(string key, Guid lineId, Guid caseId, decimal amount, Guid? person, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(() => ConsumeAsync(db, key, lineId, caseId, amount, person, cancellationToken), cancellationToken);
    }

    /// <summary>The same inside a transaction of the caller.</summary>
    internal async Task ConsumeAsync(ProcessSalesDb db, string key, Guid lineId, Guid caseId, decimal amount, Guid? person, CancellationToken cancellationToken)
    {
        RefuseUnlessPositive(amount);
        await EnterAsync(db, key, lineId, async line =>
        {
            var open = (await OpenReservesAsync(db, caseId, cancellationToken)).GetValueOrDefault(lineId);
            if (amount > open) throw new RefusedException(RefusalKind.Conflict, "budget.notReserved", amount, open);
            line.Reserved -= amount;
            line.Consumed += amount;
            Append(db, line, BudgetEntryKind.Consume, amount, key, caseId, person, null);
        }, cancellationToken);
    }

    /// <summary>Takes a cost back; its entry stays and the money is available again.</summary>
    /// <exception cref="RefusedException">More than the case has consumed on the line.</exception>
    public async Task ReverseAsync(string key, Guid lineId, Guid caseId, decimal amount, Guid? person, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(() => ReverseAsync(db, key, lineId, caseId, amount, person, cancellationToken), cancellationToken);
    }

    /// <summary>The same inside a transaction of the caller.</summary>
    internal async Task ReverseAsync(ProcessSalesDb db, string key, Guid lineId, Guid caseId, decimal amount, Guid? person, CancellationToken cancellationToken)
    {
        RefuseUnlessPositive(amount);
        await EnterAsync(db, key, lineId, async line =>
        {
            var entries = await db.BudgetEntries.Where(entry => entry.CaseId == caseId && entry.LineId == lineId).ToListAsync(cancellationToken);
            var consumed = entries.Sum(entry => entry.Kind switch { BudgetEntryKind.Consume => entry.Amount, BudgetEntryKind.Reverse => -entry.Amount, _ => 0m });
            if (amount > consumed) throw new RefusedException(RefusalKind.Conflict, "budget.notConsumed", amount, consumed);
            line.Consumed -= amount;
            Append(db, line, BudgetEntryKind.Reverse, amount, key, caseId, person, null);
        }, cancellationToken);
    }

    /// <summary>Grants the line its first amount, or more.</summary>
    public async Task AllocateAsync(string key, Guid lineId, decimal amount, Guid? person, string? note, CancellationToken cancellationToken = default)
    {
        RefuseUnlessPositive(amount);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(() => EnterAsync(db, key, lineId, line =>
        {
            line.Granted += amount;
            Append(db, line, BudgetEntryKind.Allocate, amount, key, null, person, note);
            return Task.CompletedTask;
        }, cancellationToken), cancellationToken);
    }

    /// <summary>The line as it stands; null when unknown.</summary>
    public async Task<BudgetLine?> FindAsync(Guid lineId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.BudgetLines.AsNoTracking().SingleOrDefaultAsync(line => line.Id == lineId, cancellationToken);
    }

    /// <summary>
    /// Grants inside a transaction of the caller (imports): the first amount allocates, another one adjusts by the difference.
    /// </summary>
    internal void Grant(ProcessSalesDb db, BudgetLine line, decimal amount, string key, Guid? person)
    {
        var difference = amount - line.Granted;
        if (difference == 0m) return;
        var kind = line.Version == 0 && difference > 0m ? BudgetEntryKind.Allocate : BudgetEntryKind.Adjust;
        line.Granted = amount;
        Append(db, line, kind, difference, key, null, person, null);
    }

    /// <summary>What was spent before the ledger began, inside a transaction of the caller (imports).</summary>
    internal void OpenWithUsed(ProcessSalesDb db, BudgetLine line, decimal amount, string key, Guid? person)
    {
        line.Consumed += amount;
        Append(db, line, BudgetEntryKind.Consume, amount, key, null, person, null);
    }

    private static async Task EnterAsync(ProcessSalesDb db, string key, Guid lineId, Func<BudgetLine, Task> enter, CancellationToken cancellationToken)
    {
        var line = await HoldAsync(db, lineId, cancellationToken);
        if (await db.BudgetEntries.AnyAsync(entry => entry.Key == key, cancellationToken)) return;
        await enter(line);
    }

    private void Append(ProcessSalesDb db, BudgetLine line, BudgetEntryKind kind, decimal amount, string key, Guid? caseId, Guid? person, string? note)
    {
        line.Version++;
        db.BudgetEntries.Add(new()
        {
            Id = Guid.CreateVersion7(clock.Now),
            LineId = line.Id,
            Kind = kind,
            Amount = amount,
            CaseId = caseId,
            Key = key,
            At = clock.Now,
            PersonId = person,
            Note = note,
            AvailableAfter = line.Available,
        });
    }

    private static async Task<BudgetLine> HoldAsync(ProcessSalesDb db, Guid lineId, CancellationToken cancellationToken)
    {
        // A transaction that holds the line already keeps it to its end.
        if (db.BudgetLines.Local.FirstOrDefault(line => line.Id == lineId) is { } known) return known;
        var held = await db.BudgetLines.Where(line => line.Id == lineId).ExecuteUpdateAsync(set => set.SetProperty(line => line.Version, line => line.Version + 1), cancellationToken);
        return held == 1
            ? await db.BudgetLines.SingleAsync(line => line.Id == lineId, cancellationToken)
            : throw new RefusedException(RefusalKind.NotFound, "budget.unknownLine");
    }

    // Always in the same order: two that hold several lines must not wait for each other.
    private static async Task<List<Guid>> LinesOfAsync(ProcessSalesDb db, Guid caseId, CancellationToken cancellationToken) =>
        [.. (await db.BudgetEntries.Where(entry => entry.CaseId == caseId).Select(entry => entry.LineId).Distinct().ToListAsync(cancellationToken)).Order()];

    private static async Task<Dictionary<Guid, decimal>> OpenReservesAsync(ProcessSalesDb db, Guid caseId, CancellationToken cancellationToken)
    {
        var entries = await db.BudgetEntries.AsNoTracking().Where(entry => entry.CaseId == caseId).ToListAsync(cancellationToken);
        return entries.GroupBy(entry => entry.LineId)
            .Select(line => (line.Key, Open: line.Sum(entry => entry.Kind switch
            {
                BudgetEntryKind.Reserve => entry.Amount,
                BudgetEntryKind.Release or BudgetEntryKind.Consume => -entry.Amount,
                _ => 0m,
            })))
            .Where(line => line.Open > 0m)
            .ToDictionary(line => line.Key, line => line.Open);
    }

    private static void RefuseUnlessPositive(decimal amount)
    {
        if (amount <= 0m) throw new RefusedException(RefusalKind.Invalid, "budget.notPositive", amount);
    }
}
