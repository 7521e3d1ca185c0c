using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Customers;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Dunning;

/// <summary>A payer in the list of what to do.</summary>
/// <param name="NextOn">When somebody wrote down to act next; null when nobody did.</param>
/// <param name="OldestDue">The earliest due date of what is open.</param>
/// <param name="Waiting">Reminders that the viewer has not answered.</param>
/// <param name="Level">The highest level sent for what is open; null for none.</param>
public sealed record PayerRow(
    Guid Id, string Code, string Name, string NameEn, string Owner, DateOnly? NextOn, DateOnly OldestDue, decimal Open, decimal Overdue, decimal Disputed, int Waiting, Rung? Level, DateOnly? PromisedOn,
    string? CreditHold, bool HighRisk, bool HoldProposed, DateOnly? PausedUntil, ReminderBase ReminderBase);

/// <summary>An open item of a payer.</summary>
public sealed record PayerItem(Guid Id, string Number, DateOnly DueOn, int DaysLate, decimal Amount, decimal Open, decimal Disputed, Rung? Level, DateOnly? ReminderOn, DateOnly? PromisedOn, decimal Interest, bool SmallRest, DateOnly? PausedUntil);

/// <summary>A promise in a list.</summary>
public sealed record PromiseRow(Promise Promise, string TakenBy, string? Rgm, string? FinM, int Items);

/// <summary>A talk in a list.</summary>
public sealed record ContactRow(PayerContact Contact, string Person);

/// <summary>A pause in a list.</summary>
/// <param name="Number">The one item that it is of; null for all of the payer.</param>
public sealed record PauseRow(DateOnly From, DateOnly Until, string Reason, string? Number, string Person);

/// <summary>A hold in a list.</summary>
public sealed record HoldRow(CreditHold Hold, string? ProposedBy, string? DecidedBy, string? ReleasedBy);

/// <summary>All about a payer's money.</summary>
/// <param name="Case">The case of the workflow that reminds; null before the first reminder.</param>
/// <param name="Waiting">Reminders that the viewer has not answered, the highest first.</param>
/// <param name="MayPut">Whether the viewer may put them off.</param>
/// <param name="Credit">CNY of credit notes.</param>
public sealed record PayerView(
    PayerRow Row, Role Viewer, Guid? Case, IReadOnlyList<PayerItem> Items, IReadOnlyList<PromiseRow> Promises, IReadOnlyList<ContactRow> Contacts, IReadOnlyList<LetterView> Letters, IReadOnlyList<HoldRow> Holds,
    IReadOnlyList<PauseRow> Pauses, IReadOnlyList<(string Number, Rung Rung)> Waiting, bool MayPut, decimal Credit);

/// <summary>What a run held back.</summary>
public sealed record HeldRow(string Number, string PayerCode, string Payer, decimal Open, LeftOut Why);

/// <summary>What the pages of reminders show, within a person's scope. Safe for concurrent use.</summary>
public sealed class CollectionViews(IDbContextFactory<ProcessSalesDb> databases, CollectionTermsBook book, CompanyClock clock)
{
    /// <summary>Payers that owe something, those with the earliest next action first; who has none written down comes before all.</summary>
    /// <param name="filter">all, overdue, held or promised.</param>
    public async Task<Page<PayerRow>> PayersAsync(Guid person, string? text, string? filter, int number, int size, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var today = clock.Today;
        var payers = (await DataScope.OfAsync(db, person, cancellationToken)).Customers(db).AsNoTracking().Where(payer => db.Receivables.Any(row => row.CustomerId == payer.Id && row.Ended == null));
        if (text?.Trim() is { Length: > 0 } part) payers = payers.Where(row => row.Code.Contains(part) || row.Name.Contains(part) || row.NameEn.Contains(part));
        payers = filter switch
        {
            "overdue" => payers.Where(payer => db.Receivables.Any(row => row.CustomerId == payer.Id && row.Ended == null && row.DueOn < today)),
            "held" => payers.Where(payer => payer.CreditHold != null || db.CreditHolds.Any(hold => hold.OpenFor == payer.Id)),
            "promised" => payers.Where(payer => db.Promises.Any(promise => promise.PayerId == payer.Id && promise.State == PromiseState.Open)),
            _ => payers,
        };
        var total = await payers.CountAsync(cancellationToken);
        var ids = await payers.Select(payer => new
            {
                payer.Id,
                Next = db.PayerContacts.Where(row => row.PayerId == payer.Id).OrderByDescending(row => row.At).Select(row => (DateOnly?)row.NextOn).FirstOrDefault(),
                Oldest = db.Receivables.Where(row => row.CustomerId == payer.Id && row.Ended == null).Min(row => (DateOnly?)row.DueOn),
            })
            .OrderBy(row => row.Next != null).ThenBy(row => row.Next).ThenBy(row => row.Oldest).ThenBy(row => row.Id).Skip((number - 1) * size).Take(size).Select(row => row.Id).ToListAsync(cancellationToken);
        var rows = await RowsAsync(db, person, ids, cancellationToken);
        return new([.. ids.Select(id => rows[id])], total, number, size);
    }

    /// <summary>All about one payer.</summary>
    /// <exception cref="RefusedException">There is none, or it is not for the person.</exception>
    public async Task<PayerView> PayerAsync(Guid person, string code, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var today = clock.Today;
        var payer = await (await DataScope.OfAsync(db, person, cancellationToken)).Customers(db).AsNoTracking().SingleOrDefaultAsync(row => row.Code == code, cancellationToken)
            ?? throw new RefusedException(RefusalKind.NotFound, "payer.unknown");
        var viewer = await db.Users.AsNoTracking().Where(row => row.Id == person).Select(row => row.Role).SingleAsync(cancellationToken);
        var open = await db.Receivables.AsNoTracking().Where(row => row.CustomerId == payer.Id && row.Ended == null).OrderBy(row => row.DueOn).ThenBy(row => row.Number).Take(1_000).ToListAsync(cancellationToken);
        var sent = (await (from reminder in db.Reminders.AsNoTracking()
                           where reminder.PayerId == payer.Id
                           join item in db.Receivables on new { Id = reminder.ReceivableId, reminder.Cycle } equals new { item.Id, item.Cycle }
                           where item.Ended == null
                           select new { reminder.ReceivableId, reminder.Rank, reminder.Day }).ToListAsync(cancellationToken))
            .GroupBy(row => row.ReceivableId).ToDictionary(group => group.Key, group => group.MaxBy(row => row.Rank)!);
        var paused = await db.DunningPauses.Where(row => row.PayerId == payer.Id && row.ReceivableId != null && row.From <= today && row.Until >= today).GroupBy(row => row.ReceivableId!.Value)
            .Select(group => new { group.Key, Until = group.Max(row => row.Until) }).ToDictionaryAsync(row => row.Key, row => row.Until, cancellationToken);
        var terms = await book.CurrentAsync(db, cancellationToken);
        var rate = await LateRate.OfAsync(db, payer.Id, today, terms, cancellationToken);
        var items = open.Where(item => item.Open > 0).Select(item => new PayerItem(
            item.Id, item.Number, item.DueOn, item.DaysOverdue(today), item.Amount, item.Open, item.Disputed, sent.TryGetValue(item.Id, out var last) ? Reminder.RungOf(last.Rank) : null,
            sent.TryGetValue(item.Id, out var told) ? told.Day : null, item.PromisedOn, DunningRules.Interest(item.Undisputed, item.DaysOverdue(today), rate),
            terms.IsSmallRest(item.Amount, item.Open), paused.TryGetValue(item.Id, out var alone) ? alone : null)).ToList();
        var promises = await (from promise in db.Promises.AsNoTracking()
                              where promise.PayerId == payer.Id
                              orderby promise.TakenAt descending
                              select new PromiseRow(
                                  promise, db.Users.Where(row => row.Id == promise.TakenById).Select(row => row.Name).First(), db.Users.Where(row => row.Id == promise.RgmId).Select(row => row.Name).FirstOrDefault(),
                                  db.Users.Where(row => row.Id == promise.FinMId).Select(row => row.Name).FirstOrDefault(), db.PromiseItems.Count(item => item.PromiseId == promise.Id))).Take(50).ToListAsync(cancellationToken);
        var contacts = await db.PayerContacts.AsNoTracking().Where(row => row.PayerId == payer.Id).OrderByDescending(row => row.At).Take(50)
            .Select(row => new ContactRow(row, db.Users.Where(user => user.Id == row.PersonId).Select(user => user.Name).First())).ToListAsync(cancellationToken);
        var holds = await db.CreditHolds.AsNoTracking().Where(row => row.PayerId == payer.Id).OrderByDescending(row => row.ProposedAt).Take(20)
            .Select(row => new HoldRow(
                row, db.Users.Where(user => user.Id == row.ProposedById).Select(user => user.Name).FirstOrDefault(), db.Users.Where(user => user.Id == row.DecidedById).Select(user => user.Name).FirstOrDefault(),
                db.Users.Where(user => user.Id == row.ReleasedById).Select(user => user.Name).FirstOrDefault())).ToListAsync(cancellationToken);
        var waiting = await (from notice in db.ReminderNotices.AsNoTracking()
                             where notice.PayerId == payer.Id && notice.RecipientId == person && notice.Kind == NoticeKind.Level && !notice.Copy && notice.SentAt != null && notice.AnsweredAt == null
                             join item in db.Receivables on notice.ReceivableId equals (Guid?)item.Id
                             where item.Ended == null
                             orderby notice.Rank descending, item.Number
                             select new { item.Number, notice.Rank, notice.Snoozes, notice.SnoozedUntil }).Take(100).ToListAsync(cancellationToken);
        var may = waiting.Count > 0 && waiting.All(row => !Reminder.RungOf(row.Rank).Level.IsSerious() && row.Snoozes < terms.Snoozes && row.SnoozedUntil is null);
        return new(
            (await RowsAsync(db, person, [payer.Id], cancellationToken))[payer.Id], viewer,
            await db.ReminderFiles.Where(row => row.PayerId == payer.Id).OrderByDescending(row => row.StartedAt).Select(row => (Guid?)row.CaseId).FirstOrDefaultAsync(cancellationToken),
            items, promises, contacts, await LetterDesk.ViewsAsync(db, db.DunningLetters.Where(row => row.PayerId == payer.Id), cancellationToken), holds,
            await db.DunningPauses.Where(row => row.PayerId == payer.Id).OrderByDescending(row => row.At).Take(20)
                .Select(row => new PauseRow(row.From, row.Until, row.Reason, db.Receivables.Where(item => item.Id == row.ReceivableId).Select(item => item.Number).FirstOrDefault(), db.Users.Where(user => user.Id == row.ApprovedById).Select(user => user.Name).First()))
                .ToListAsync(cancellationToken),
            [.. waiting.Select(row => (row.Number, Reminder.RungOf(row.Rank)))], may, -open.Where(item => item.Open < 0).Sum(item => item.Open));
    }

    /// <summary>Runs, the newest first.</summary>
    /// <exception cref="RefusedException">Neither a manager nor finance.</exception>
    public async Task<Page<DunningRun>> RunsAsync(Guid person, int number, int size, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.RequireAsync(person, cancellationToken, AccessLevel.Manager, AccessLevel.Finance);
        var total = await db.DunningRuns.CountAsync(cancellationToken);
        return new(await db.DunningRuns.AsNoTracking().OrderByDescending(row => row.StartedAt).Skip((number - 1) * size).Take(size).ToListAsync(cancellationToken), total, number, size);
    }

    /// <summary>A run with what it held back within the person's scope, at most 500.</summary>
    /// <exception cref="RefusedException">Neither a manager nor finance, or there is no such run.</exception>
    public async Task<(DunningRun Run, IReadOnlyList<HeldRow> Held)> RunAsync(Guid person, Guid id, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.RequireAsync(person, cancellationToken, AccessLevel.Manager, AccessLevel.Finance);
        var run = await db.DunningRuns.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken) ?? throw new RefusedException(RefusalKind.NotFound, "run.unknown");
        var payers = (await DataScope.OfAsync(db, person, cancellationToken)).Customers(db);
        var held = await (from line in db.DunningRunLines.AsNoTracking()
                          where line.RunId == id
                          join item in db.Receivables on line.ReceivableId equals item.Id
                          join payer in payers on item.CustomerId equals payer.Id
                          orderby payer.Code, item.Number
                          select new HeldRow(item.Number, payer.Code, payer.Name, item.Open, line.Why)).Take(500).ToListAsync(cancellationToken);
        return (run, held);
    }

    private async Task<Dictionary<Guid, PayerRow>> RowsAsync(ProcessSalesDb db, Guid person, IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        var today = clock.Today;
        var payers = await db.Customers.AsNoTracking().Where(row => ids.Contains(row.Id))
            .Select(row => new
            {
                row.Id, row.Code, row.Name, row.NameEn, row.CreditHold, row.HighRisk, row.ReminderBase, Owner = db.Users.Where(user => user.Id == row.OwnerId).Select(user => user.Name).First(),
                Next = db.PayerContacts.Where(contact => contact.PayerId == row.Id).OrderByDescending(contact => contact.At).Select(contact => (DateOnly?)contact.NextOn).FirstOrDefault(),
                Proposed = db.CreditHolds.Any(hold => hold.OpenFor == row.Id && hold.State == CreditHoldState.Proposed),
                Paused = db.DunningPauses.Where(pause => pause.PayerId == row.Id && pause.ReceivableId == null && pause.From <= today && pause.Until >= today).Max(pause => (DateOnly?)pause.Until),
                Promised = db.Promises.Where(promise => promise.PayerId == row.Id && promise.State == PromiseState.Open).Min(promise => (DateOnly?)promise.On),
            }).ToListAsync(cancellationToken);
        var items = (await db.Receivables.AsNoTracking().Where(row => ids.Contains(row.CustomerId) && row.Ended == null)
            .Select(row => new { row.CustomerId, row.DueOn, row.Open, row.Disputed }).ToListAsync(cancellationToken)).ToLookup(row => row.CustomerId);
        var levels = await (from reminder in db.Reminders
                            where ids.Contains(reminder.PayerId)
                            join item in db.Receivables on new { Id = reminder.ReceivableId, reminder.Cycle } equals new { item.Id, item.Cycle }
                            where item.Ended == null
                            group reminder.Rank by reminder.PayerId into ranks
                            select new { ranks.Key, Rank = ranks.Max() }).ToDictionaryAsync(row => row.Key, row => row.Rank, cancellationToken);
        var waiting = await db.ReminderNotices
            .Where(row => ids.Contains(row.PayerId) && row.RecipientId == person && row.Kind == NoticeKind.Level && !row.Copy && row.SentAt != null && row.AnsweredAt == null)
            .GroupBy(row => row.PayerId).Select(group => new { group.Key, Count = group.Count() }).ToDictionaryAsync(row => row.Key, row => row.Count, cancellationToken);
        return payers.ToDictionary(row => row.Id, row => new PayerRow(
            row.Id, row.Code, row.Name, row.NameEn, row.Owner, row.Next, items[row.Id].Select(item => item.DueOn).DefaultIfEmpty(today).Min(), items[row.Id].Sum(item => item.Open),
            items[row.Id].Where(item => item.DueOn < today && item.Open > 0).Sum(item => item.Open), items[row.Id].Sum(item => item.Disputed), waiting.GetValueOrDefault(row.Id),
            levels.TryGetValue(row.Id, out var rank) ? Reminder.RungOf(rank) : null, row.Promised, row.CreditHold, row.HighRisk, row.Proposed, row.Paused, row.ReminderBase));
    }
}
