using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Promotions;

/// <content>What moves money between lines, between cases, and into lines.</content>
public sealed partial class BudgetLedger
{
    /// <summary>Raises or, with a negative amount, lowers what the line was granted.</summary>
    /// <exception cref="RefusedException">An absolute line would fall below what is used.</exception>
    public async Task AdjustAsync(string key, Guid lineId, decimal amount, Guid? person, string? note, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(() => AdjustAsync(db, key, lineId, amount, person, note, cancellationToken), cancellationToken);
    }

    /// <summary>The same inside a transaction of the caller.</summary>
    internal async Task AdjustAsync(ProcessSalesDb db, string key, Guid lineId, decimal amount, Guid? person, string? note, CancellationToken cancellationToken)
    {
        if (amount == 0m) throw new RefusedException(RefusalKind.Invalid, "budget.notPositive", amount);
        await EnterAsync(db, key, lineId, line =>
        {
            RefuseUnlessCovered(line, -amount);
            line.Granted += amount;
            Append(db, line, BudgetEntryKind.Adjust, amount, key, null, person, note);
            return Task.CompletedTask;
        }, cancellationToken);
    }

    /// <summary>Gives part of a line to another: one entry on each, in one transaction.</summary>
    /// <exception cref="RefusedException">An absolute line has not so much left, or both are the same.</exception>
    public async Task TransferAsync(string key, Guid fromLine, Guid toLine, decimal amount, Guid? person, string? note, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(() => TransferAsync(db, key, fromLine, toLine, amount, person, note, cancellationToken), cancellationToken);
    }

    /// <summary>The same inside a transaction of the caller.</summary>
    internal async Task TransferAsync(ProcessSalesDb db, string key, Guid fromLine, Guid toLine, decimal amount, Guid? person, string? note, CancellationToken cancellationToken)
    {
        RefuseUnlessPositive(amount);
        await TransferAsync(db, key, fromLine, toLine, line =>
        {
            RefuseUnlessCovered(line, amount);
            return amount;
        }, person, note, cancellationToken);
    }

    /// <summary>Carries whatever is neither reserved nor spent on a line to another. Returns how much, CNY; 0 when nothing was left or the key was used before.</summary>
    public async Task<decimal> CarryAsync(string key, Guid fromLine, Guid toLine, Guid? person, string? note, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.ChangeAsync(() => TransferAsync(db, key, fromLine, toLine, line => Math.Max(0m, line.Available), person, note, cancellationToken), cancellationToken);
    }

    // How much is decided while both lines are held: nobody else can reserve of it meanwhile.
    private async Task<decimal> TransferAsync(ProcessSalesDb db, string key, Guid fromLine, Guid toLine, Func<BudgetLine, decimal> howMuch, Guid? person, string? note, CancellationToken cancellationToken)
    {
        if (fromLine == toLine) throw new RefusedException(RefusalKind.Invalid, "budget.sameLine");
        var held = new Dictionary<Guid, BudgetLine>();
        // Always in the same order: two that hold both lines must not wait for each other.
        foreach (var id in new[] { fromLine, toLine }.Order()) held[id] = await HoldAsync(db, id, cancellationToken);
        if (await db.BudgetEntries.AnyAsync(entry => entry.Key == key + "/out", cancellationToken)) return 0m;
        var amount = howMuch(held[fromLine]);
        if (amount == 0m) return 0m;
        held[fromLine].Granted -= amount;
        held[toLine].Granted += amount;
        Append(db, held[fromLine], BudgetEntryKind.TransferOut, amount, key + "/out", null, person, note);
        Append(db, held[toLine], BudgetEntryKind.TransferIn, amount, key + "/in", null, person, note);
        return amount;
    }

    /// <summary>What a case has set aside on a line, CNY.</summary>
    public async Task<decimal> OpenAsync(Guid lineId, Guid caseId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await OpenAsync(db, lineId, caseId, cancellationToken);
    }

    internal static async Task<decimal> OpenAsync(ProcessSalesDb db, Guid lineId, Guid caseId, CancellationToken cancellationToken) =>
        (await OpenReservesAsync(db, caseId, cancellationToken)).GetValueOrDefault(lineId);

    /// <summary>
    /// Hands over what one case has set aside to another, which then has exactly the target on the line and nothing elsewhere: a change of a promotion was
    /// approved. Inside a transaction of the caller.
    /// </summary>
    /// <exception cref="RefusedException">Both together have not so much, and an absolute line has not the rest.</exception>
    internal async Task TakeOverAsync(ProcessSalesDb db, string key, Guid fromCase, Guid toCase, Guid lineId, decimal target, Guid? person, CancellationToken cancellationToken)
    {
        if (await db.BudgetEntries.AnyAsync(entry => entry.Key.StartsWith(key + "/"), cancellationToken)) return;
        // Each is saved before the next reads: what is open is summed from the entries.
        await ReleaseAsync(db, $"{key}/given", fromCase, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await ReleaseAsync(db, $"{key}/old", toCase, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        if (target <= 0m) return;
        var taken = await ReserveAsync(db, new($"{key}/new", lineId, target, toCase, person), cancellationToken);
        if (!taken.Reserved) throw new RefusedException(RefusalKind.Conflict, "budget.insufficient", target, taken.Available);
    }

    private static void RefuseUnlessCovered(BudgetLine line, decimal amount)
    {
        if (line.Control == BudgetControl.Absolute && amount > line.Available) throw new RefusedException(RefusalKind.Conflict, "budget.insufficient", amount, line.Available);
    }
}
