using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Dunning;

/// <summary>What a run does for one payer.</summary>
/// <param name="Payer">The payer.</param>
/// <param name="Items">Items whose level is reached, as they were read for all payers.</param>
/// <param name="More">What else people are told.</param>
/// <param name="Waiting">Whether something that was noted before waits to be told.</param>
/// <param name="Silent">Whether the payer's workflow should have told something of an earlier day and has not.</param>
internal sealed record PayerWork(Payer Payer, IReadOnlyList<OpenItem> Items, IReadOnlyList<SideNotice> More, bool Waiting, bool Silent);

/// <summary>What became of it.</summary>
/// <param name="Sent">Items that were reminded of.</param>
/// <param name="Held">Items that were settled or held at the last moment, and why.</param>
/// <param name="CaseId">The payer's case, to be handed to the pump; null when nothing is told.</param>
internal sealed record PayerDone(int Sent, IReadOnlyList<(Guid Item, LeftOut Why)> Held, Guid? CaseId);

/// <summary>
/// Writes the reminders of one payer in one transaction: levels, who is told, letters, and the order to the payer's workflow. A process that dies before the
/// commit has told nobody; after it the order is carried out by whoever comes next. Rows go out untracked, since a run may write hundreds of thousands.
/// </summary>
internal sealed class PayerBatch(PayerProcess process, PaymentVisits visits)
{
    /// <param name="db">Within the transaction.</param>
    /// <param name="run">The run.</param>
    /// <param name="day">Its day.</param>
    /// <param name="book">What was read for all payers.</param>
    /// <param name="terms">Those of the run.</param>
    /// <param name="work">The payer.</param>
    /// <param name="calendar">Working days.</param>
    /// <param name="published">The version of the process that holds now.</param>
    /// <param name="now">UTC.</param>
    /// <param name="cancellationToken">Stops before anything is written.</param>
    public async Task<PayerDone> WriteAsync(
        ProcessSalesDb db, DunningRun run, RunDay day, DueBook book, CollectionTerms terms, PayerWork work, WorkingCalendar calendar, int? published, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // Paid a second ago? Only what this transaction reads counts (trial T-12).
        var (open, before) = await ReadAsync(db, work, cancellationToken);
        var (held, reached) = (new List<(Guid, LeftOut)>(), new List<(OpenItem Item, LadderStep Step)>());
        var (levels, notices) = (new List<StoredRow<Reminder>>(), new List<ReminderNotice>());
        var people = new Dictionary<ReminderLevel, (IReadOnlyList<Guid> Direct, IReadOnlyList<Guid> Copies)>();
        var ladder = book.LadderOf(work.Payer.Id);
        foreach (var seen in work.Items)
        {
            if (!open.TryGetValue(seen.Id, out var item))
            {
                held.Add((seen.Id, LeftOut.NothingOpen));
                continue;
            }

            Rung? last = before.TryGetValue(item.Id, out var rank) ? Reminder.RungOf(rank) : null;
            var verdict = DunningRules.Decide(book.Seen(item) with { Sent = last }, book.Of(item.PayerId), ladder, day, terms);
            if (verdict.Send is not { } rung)
            {
                held.Add((item.Id, verdict.Why ?? LeftOut.AlreadySent));
                continue;
            }

            levels.Add(new(0, new()
            {
                Id = Guid.CreateVersion7(now), ReceivableId = item.Id, PayerId = item.PayerId, Cycle = item.Cycle, Level = rung.Level, Time = rung.Time, Rank = Reminder.RankOf(rung),
                PassedOver = Reminder.PassedOverOf(verdict.Skipped), Day = day.Day, RunId = run.Id, Amount = item.Open - item.Disputed,
            }));
            var step = ladder.Find(rung.Level)!;
            reached.Add((item, step));
            if (!people.TryGetValue(rung.Level, out var who))
            {
                var direct = book.People.Of(work.Payer, step.To);
                people[rung.Level] = who = (direct, [.. book.People.Of(work.Payer, step.Copy).Except(direct)]);
            }

            foreach (var person in who.Direct) notices.Add(Level(item, rung, person, copy: false));
            foreach (var person in who.Copies) notices.Add(Level(item, rung, person, copy: true));
        }

        // A level's notices are written with the level, which was not there: only what comes beside them may have been told meanwhile.
        var sides = work.More.Select(side => side.Notice.Key).ToList();
        var told = sides.Count == 0 ? [] : (await db.ReminderNotices.Where(row => sides.Contains(row.Key)).Select(row => row.Key).ToListAsync(cancellationToken)).ToHashSet();
        notices.AddRange(work.More.Select(side => side.Notice).Where(notice => told.Add(notice.Key)));
        await KeepAsync(db, levels, cancellationToken);
        if (notices.Count == 0 && !work.Waiting) return new(reached.Count, held, null);
        await KeepAsync(db, notices.ConvertAll(notice => new StoredRow<ReminderNotice>(0, notice)), cancellationToken);
        await NoteAsync(db, work.More, day.Day, cancellationToken);
        var caseId = await process.OrderAsync(db, work.Payer, published, work.Silent, now, cancellationToken);
        foreach (var letter in reached.Where(pair => pair.Step.Tone is not null).GroupBy(pair => pair.Step.Tone!.Value))
            await LetterDesk.DraftAsync(db, work.Payer, caseId, letter.Key, [.. letter.Select(pair => pair.Item)], day.Day, terms, now, cancellationToken);
        var visit = reached.Where(pair => pair.Step.Level == ReminderLevel.O3).Select(pair => pair.Item).ToList();
        if (visit.Count > 0) await visits.RaiseAsync(db, calendar, book, work.Payer, visit, day.Day, cancellationToken);
        return new(reached.Count, held, caseId);

        // The payer comes first in the key: what is written together lies together in the index.
        ReminderNotice Level(OpenItem item, Rung rung, Guid person, bool copy) => new()
        {
            Id = Guid.CreateVersion7(now), Key = $"level/{item.PayerId:N}/{item.Id:N}/{item.Cycle}/{Reminder.RankOf(rung)}/{person:N}", PayerId = item.PayerId, RecipientId = person, Copy = copy, Kind = NoticeKind.Level,
            ReceivableId = item.Id, Rank = Reminder.RankOf(rung), Day = day.Day,
        };
    }

    private static async Task<(Dictionary<Guid, OpenItem> Open, Dictionary<Guid, int> Ranks)> ReadAsync(ProcessSalesDb db, PayerWork work, CancellationToken cancellationToken)
    {
        if (work.Items.Count == 0) return ([], []);
        var open = db.Receivables.AsNoTracking().Where(row => row.CustomerId == work.Payer.Id && row.Ended == null);
        var items = await OpenItem.Of(db, open).ToDictionaryAsync(item => item.Id, cancellationToken);
        return (items, await DueBook.ToldAsync(db, open, cancellationToken));
    }

    // Two nodes that write the same start over with fresh reads.
    private static async Task KeepAsync<T>(ProcessSalesDb db, IReadOnlyList<StoredRow<T>> rows, CancellationToken cancellationToken)
        where T : class
    {
        if (await new BulkTable<T>(db).InsertAsync(rows, _ => { }, cancellationToken) is not null) throw new DbUpdateConcurrencyException($"{typeof(T).Name} was written by another node.");
    }

    // What went to the superior, or came again, does not come a second time; what came again has its full time to be answered.
    private static async Task NoteAsync(ProcessSalesDb db, IReadOnlyList<SideNotice> sides, DateOnly today, CancellationToken cancellationToken)
    {
        var raised = sides.Select(side => side.RaisedFrom).OfType<Guid>().ToList();
        if (raised.Count > 0) await db.ReminderNotices.Where(row => raised.Contains(row.Id)).ExecuteUpdateAsync(set => set.SetProperty(row => row.Raised, true), cancellationToken);
        var again = sides.Select(side => side.AgainFrom).OfType<Guid>().ToList();
        if (again.Count == 0) return;
        await db.ReminderNotices.Where(row => again.Contains(row.Id))
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.SnoozedUntil, (DateOnly?)null).SetProperty(row => row.Day, today), cancellationToken);
    }
}
