using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Dunning;

/// <summary>An extension in the list of its item.</summary>
public sealed record ExtensionRow(DueExtension Extension, string AskedBy, string? Rgm, string? FinM, string? RefusedBy);

/// <summary>Extensions of due dates (domain.md 2.6, Approvals; 3.3 rule 2): asked for by the KAM or his area manager, granted by RGM and FIN-M together. Safe for concurrent use.</summary>
public sealed class ExtensionDesk(IDbContextFactory<ProcessSalesDb> databases, WorkingCalendars calendars, FarDayNews news, CollectionTermsBook book, CompanyClock clock)
{
    /// <summary>Asks for a later due date of an open item.</summary>
    /// <exception cref="RefusedException">Neither KAM nor ARM, the item is not the person's or not open, a field is wrong, or one is asked for already.</exception>
    public async Task<Guid> AskAsync(Guid person, Guid receivable, DateOnly to, string? reason, CancellationToken cancellationToken = default)
    {
        Require.Reason(reason);
        var ready = await news.ReadyAsync(cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.ChangeAsync(async () =>
        {
            await db.RequireRoleAsync(person, [Role.Kam, Role.Arm], cancellationToken);
            var item = await db.Receivables.AsNoTracking().SingleOrDefaultAsync(row => row.Id == receivable, cancellationToken) ?? throw new RefusedException(RefusalKind.NotFound, "receivable.unknown");
            var payer = await db.RequirePayerAsync(person, item.CustomerId, cancellationToken);
            if (item.Ended is not null || item.Open <= 0m) throw new RefusedException(RefusalKind.Conflict, "receivable.ended", item.Number);
            if (to <= item.DueOn || to <= clock.Today || to > clock.Today.AddYears(1)) throw new RefusedException(RefusalKind.Invalid, [new("To", "extension.day")]);
            if (await db.DueExtensions.AnyAsync(row => row.OpenFor == receivable, cancellationToken)) throw new RefusedException(RefusalKind.Conflict, "extension.exists", item.Number);
            var row = new DueExtension { Id = Guid.CreateVersion7(clock.Now), ReceivableId = item.Id, OpenFor = item.Id, From = item.DueOn, To = to, Reason = reason!.Trim(), AskedById = person, AskedAt = clock.Now };
            db.DueExtensions.Add(row);
            Record(db, person, item, "AskExtension", $"{to:yyyy-MM-dd}", row.Reason);
            await news.AskAsync(db, ready, payer, DayOf(row, item), row.Reason, cancellationToken);
            return row.Id;
        }, cancellationToken);
    }

    /// <summary>RGM or FIN-M agrees; once both have, the item is due on the new day, and its reminders begin a new cycle.</summary>
    /// <exception cref="RefusedException">The person is neither, or it was decided already, or the item has ended.</exception>
    public async Task AgreeAsync(Guid person, Guid id, CancellationToken cancellationToken = default)
    {
        var ready = await news.ReadyAsync(cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var payerId = await (from extension in db.DueExtensions where extension.Id == id join item in db.Receivables on extension.ReceivableId equals item.Id select (Guid?)item.CustomerId).SingleOrDefaultAsync(cancellationToken)
            ?? throw new RefusedException(RefusalKind.NotFound, "extension.unknown");
        var calendar = await calendars.OfCustomerAsync(payerId, cancellationToken);
        await db.ChangeAsync(async () =>
        {
            var who = await db.RequireRoleAsync(person, [Role.Rgm, Role.FinM], cancellationToken);
            var payer = await db.RequirePayerAsync(person, payerId, cancellationToken);
            var row = await db.DueExtensions.SingleAsync(one => one.Id == id, cancellationToken);
            if (row.State != ExtensionState.Proposed) throw new RefusedException(RefusalKind.Conflict, "extension.transition", row.State, ExtensionState.Agreed);
            var item = (await AllocationLedger.HoldAsync(db, [row.ReceivableId], cancellationToken))[row.ReceivableId];
            if (who.Role == Role.Rgm) row.RgmId = person;
            else row.FinMId = person;
            row.Version++;
            if (row is not { RgmId: not null, FinMId: not null })
            {
                Record(db, person, item, "AgreeExtension", $"{row.To:yyyy-MM-dd}", null);
                return;
            }

            if (item.Ended is not null || item.Open <= 0m) throw new RefusedException(RefusalKind.Conflict, "receivable.ended", item.Number);
            row.Go(ExtensionState.Agreed, clock.Now);
            item.FallDue(row.To, payer, await book.CurrentAsync(db, cancellationToken), calendar);
            item.Cycle++;
            item.Version++;
            db.Record(clock.Now, new() { PersonId = person, Subject = $"receivable:{item.Number}", Action = "Extend", From = $"{row.From:yyyy-MM-dd}", To = $"{row.To:yyyy-MM-dd}", Comment = row.Reason });
            await news.DecideAsync(db, ready, payer, DayOf(row, item), true, person, null, cancellationToken);
        }, cancellationToken);
    }

    /// <summary>RGM or FIN-M does not agree, or whoever asked takes it back.</summary>
    /// <exception cref="RefusedException">The person is none of these, the reason is missing, or it was decided already.</exception>
    public async Task RefuseAsync(Guid person, Guid id, string? reason, CancellationToken cancellationToken = default)
    {
        Require.Reason(reason);
        var ready = await news.ReadyAsync(cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            var row = await db.DueExtensions.SingleOrDefaultAsync(one => one.Id == id, cancellationToken) ?? throw new RefusedException(RefusalKind.NotFound, "extension.unknown");
            var item = await db.Receivables.AsNoTracking().SingleAsync(one => one.Id == row.ReceivableId, cancellationToken);
            var payer = await db.RequirePayerAsync(person, item.CustomerId, cancellationToken);
            if (row.AskedById != person) await db.RequireRoleAsync(person, [Role.Rgm, Role.FinM], cancellationToken);
            row.Go(ExtensionState.Refused, clock.Now);
            (row.RefusedById, row.Comment) = (person, reason!.Trim());
            Record(db, person, item, "RefuseExtension", $"{row.To:yyyy-MM-dd}", row.Comment);
            if (row.AskedById != person) await news.DecideAsync(db, ready, payer, DayOf(row, item), false, person, row.Comment, cancellationToken);
        }, cancellationToken);
    }

    /// <summary>Extensions of an item, the newest first.</summary>
    /// <exception cref="RefusedException">The item is not for the person.</exception>
    public async Task<IReadOnlyList<ExtensionRow>> OfItemAsync(Guid person, Guid receivable, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var payer = await db.Receivables.Where(row => row.Id == receivable).Select(row => (Guid?)row.CustomerId).SingleOrDefaultAsync(cancellationToken) ?? throw new RefusedException(RefusalKind.NotFound, "receivable.unknown");
        await db.RequirePayerAsync(person, payer, cancellationToken);
        return await db.DueExtensions.AsNoTracking().Where(row => row.ReceivableId == receivable).OrderByDescending(row => row.AskedAt).Take(20)
            .Select(row => new ExtensionRow(
                row, db.Users.Where(user => user.Id == row.AskedById).Select(user => user.Name).First(), db.Users.Where(user => user.Id == row.RgmId).Select(user => user.Name).FirstOrDefault(),
                db.Users.Where(user => user.Id == row.FinMId).Select(user => user.Name).FirstOrDefault(), db.Users.Where(user => user.Id == row.RefusedById).Select(user => user.Name).FirstOrDefault()))
            .ToListAsync(cancellationToken);
    }

    private static FarDay DayOf(DueExtension row, Receivable item) => new($"extension/{row.Id:N}", "Extension", item.Number, item.Open, row.To, row.AskedById);

    private void Record(ProcessSalesDb db, Guid person, Receivable item, string action, string to, string? comment) =>
        db.Record(clock.Now, new() { PersonId = person, Subject = $"receivable:{item.Number}", Action = action, From = $"{item.DueOn:yyyy-MM-dd}", To = to, Comment = comment });
}
