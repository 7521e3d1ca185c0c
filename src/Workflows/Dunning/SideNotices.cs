using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Dunning;

/// <summary>Something that people are told beside the levels.</summary>
/// <param name="Notice">What is told.</param>
/// <param name="RaisedFrom">The notice that nobody answered.</param>
/// <param name="AgainFrom">The notice that was put off until today.</param>
internal sealed record SideNotice(ReminderNotice Notice, Guid? RaisedFrom = null, Guid? AgainFrom = null);

/// <summary>What a run tells beside the levels: promises, what was put off or not answered, money to be claimed, claims that become old. One query a kind.</summary>
internal sealed class SideNotices(WorkingCalendars calendars, CompanyClock clock)
{
    // A run that was missed tells of a broken promise later, but not for ever.
    private const int TellBrokenFor = 14;

    public async Task<IReadOnlyList<SideNotice>> FindAsync(ProcessSalesDb db, DateOnly today, DueBook book, IReadOnlyList<FreshMoney> held, CollectionTerms terms, CancellationToken cancellationToken)
    {
        var calendar = await calendars.CurrentAsync(cancellationToken);
        var found = new List<SideNotice>();
        found.AddRange(await PromisesAsync(db, today, book.People, calendar, cancellationToken));
        found.AddRange(await WaitingAsync(db, today, book, calendar, terms, cancellationToken));
        found.AddRange(await OldAsync(db, today, book, terms, cancellationToken));
        foreach (var money in held.Where(money => !money.Claimed))
        {
            if (!book.People.Payers.TryGetValue(money.PayerId, out var payer)) continue;
            foreach (var person in book.People.Of(payer, Role.FinAr)) found.Add(new(New(payer.Id, person, NoticeKind.ClaimMoney, $"claim/{money.ReceiptId:N}", today)));
        }

        var proposed = await db.CreditHolds.AsNoTracking().Where(row => row.State == CreditHoldState.Proposed).Select(row => new { row.Id, row.PayerId }).ToListAsync(cancellationToken);
        foreach (var hold in proposed)
        {
            if (!book.People.Payers.TryGetValue(hold.PayerId, out var payer)) continue;
            foreach (var person in book.People.Of(payer, Role.FinM)) found.Add(new(New(payer.Id, person, NoticeKind.HoldProposed, $"hold/{hold.Id:N}", today)));
        }

        // What was told before is not looked at again in each payer's transaction.
        var told = new HashSet<string>();
        foreach (var chunk in found.Select(side => side.Notice.Key).Chunk(500))
            told.UnionWith(await db.ReminderNotices.Where(row => chunk.Contains(row.Key)).Select(row => row.Key).ToListAsync(cancellationToken));
        found.RemoveAll(side => told.Contains(side.Notice.Key));
        return found;
    }

    // Rule 7: a working day before and on the day to the KAM, and on the day on which he wanted to look at it; broken to KAM and ARM.
    private async Task<IReadOnlyList<SideNotice>> PromisesAsync(ProcessSalesDb db, DateOnly today, PayerPeople people, WorkingCalendar calendar, CancellationToken cancellationToken)
    {
        var found = new List<SideNotice>();
        var since = today.AddDays(-TellBrokenFor);
        var promises = await db.Promises.AsNoTracking()
            .Where(row => row.State == PromiseState.Open || ((row.State == PromiseState.Broken || row.State == PromiseState.Part) && row.EndedOn > since)).ToListAsync(cancellationToken);
        foreach (var promise in promises)
        {
            if (!people.Payers.TryGetValue(promise.PayerId, out var payer)) continue;
            var open = promise.State == PromiseState.Open;
            if (open && today != promise.On && today != calendar.AddWorkingDays(promise.On, -1) && (promise.CheckOn is not { } check || today != calendar.RollForward(check))) continue;
            foreach (var person in people.Of(payer, open ? [Role.Kam] : [Role.Kam, Role.Arm]))
            {
                var key = open ? $"promise/{promise.Id:N}/{today:yyyyMMdd}" : $"promise/{promise.Id:N}/broken";
                var notice = New(payer.Id, person, open ? NoticeKind.PromiseAhead : NoticeKind.PromiseBroken, key, today);
                notice.PromiseId = promise.Id;
                found.Add(new(notice));
            }
        }

        return found;
    }

    // Rules 12 and 13: what was put off comes again; what nobody answered goes to the superior.
    private async Task<IReadOnlyList<SideNotice>> WaitingAsync(ProcessSalesDb db, DateOnly today, DueBook book, WorkingCalendar calendar, CollectionTerms terms, CancellationToken cancellationToken)
    {
        var late = calendar.AddWorkingDays(today, -terms.AnswerDays);
        var rows = await (from notice in db.ReminderNotices.AsNoTracking()
                          where notice.Kind == NoticeKind.Level && !notice.Copy && notice.SentAt != null && notice.AnsweredAt == null && !notice.Raised
                              && (notice.SnoozedUntil == null ? notice.Day <= late : notice.SnoozedUntil <= today)
                          join item in db.Receivables on notice.ReceivableId equals (Guid?)item.Id
                          where item.Ended == null && !item.Legal
                          select notice).ToListAsync(cancellationToken);
        var found = new List<SideNotice>();
        foreach (var row in rows)
        {
            if (!book.People.Payers.TryGetValue(row.PayerId, out var payer)) continue;
            // Who leaves a payer or an item alone asks nobody why it is not answered.
            if (book.PausedUntil(row.PayerId, row.ReceivableId) >= today) continue;
            var again = row.SnoozedUntil is not null;
            if ((again ? row.RecipientId : book.People.SuperiorOf(row.RecipientId)) is not { } person) continue;
            var notice = New(payer.Id, person, again ? NoticeKind.Again : NoticeKind.Unanswered, again ? $"again/{row.Id:N}/{row.Snoozes}" : $"unanswered/{row.Id:N}", today);
            (notice.ReceivableId, notice.Rank, notice.AboutId) = (row.ReceivableId, row.Rank, row.RecipientId);
            found.Add(again ? new(notice, AgainFrom: row.Id) : new(notice, RaisedFrom: row.Id));
        }

        return found;
    }

    // A demand in writing interrupts the limitation period: two and a half years after the last proof people are warned (domain.md 2.6).
    private async Task<IReadOnlyList<SideNotice>> OldAsync(ProcessSalesDb db, DateOnly today, DueBook book, CollectionTerms terms, CancellationToken cancellationToken)
    {
        var limit = today.AddMonths(-terms.LimitationMonths);
        var old = book.Items.Where(item => item.Open > 0 && item.DueOn <= limit).ToList();
        if (old.Count == 0) return [];
        var proofs = await LetterDesk.ProofsAsync(db, null, cancellationToken);
        var found = new List<SideNotice>();
        foreach (var item in old)
        {
            var last = proofs.TryGetValue(item.Id, out var proof) && proof > item.DueOn ? proof : item.DueOn;
            if (last > limit || !book.People.Payers.TryGetValue(item.PayerId, out var payer)) continue;
            foreach (var person in book.People.Of(payer, [Role.Kam, Role.FinM]))
            {
                var notice = New(payer.Id, person, NoticeKind.Limitation, $"limitation/{item.Id:N}/{last:yyyyMMdd}", today);
                notice.ReceivableId = item.Id;
                found.Add(new(notice));
            }
        }

        return found;
    }

    private ReminderNotice New(Guid payer, Guid person, NoticeKind kind, string key, DateOnly day) =>
        new() { Id = Guid.CreateVersion7(clock.Now), Key = $"{key}/{person:N}", PayerId = payer, RecipientId = person, Kind = kind, Day = day };
}
