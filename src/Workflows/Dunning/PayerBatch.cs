using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Dunning;

/// <summary>What a run does for one payer.</summary>
/// <param name="Payer">The payer.</param>
/// <param name="Items">Items whose level is reached, as they were read for all payers.</param>
/// <param name="More">What else people are told.</param>
/// <param name="Waiting">Whether something that was noted before waits to be told.</param>
internal sealed record PayerWork(Payer Payer, IReadOnlyList<OpenItem> Items, IReadOnlyList<SideNotice> More, bool Waiting);

/// <summary>What became of it.</summary>
/// <param name="Sent">Items that were reminded of.</param>
/// <param name="Held">Items that were settled or held at the last moment, and why.</param>
/// <param name="CaseId">The payer's case, to be handed to the pump; null when nothing was told.</param>
internal sealed record PayerDone(int Sent, IReadOnlyList<(Guid Item, LeftOut Why)> Held, Guid? CaseId);

/// <summary>
/// Writes the reminders of one payer in one transaction: levels, who is told, letters, and the order to the payer's workflow. A process that dies before the
/// commit has told nobody; after it the order is carried out by whoever comes next.
/// </summary>
internal sealed class PayerBatch(CaseRegister cases, SettlementOptions settlement)
{
    public const string Process = "settlement-reminder";

    public async Task<PayerDone> WriteAsync(ProcessSalesDb db, DunningRun run, RunDay day, DueBook book, PayerWork work, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var ids = work.Items.Select(item => item.Id).ToList();
        // Paid a second ago? Only what this transaction reads counts (trial T-12).
        var fresh = await db.Receivables.AsNoTracking().Where(row => ids.Contains(row.Id)).OrderBy(row => row.DueOn).ThenBy(row => row.Number)
            .Select(row => new { Item = new OpenItem(row.Id, row.CustomerId, row.Number, row.DueOn, row.BaseOn, row.Amount, row.Open, row.Disputed, row.Cycle, row.Legal), row.Ended }).ToListAsync(cancellationToken);
        var before = (await db.Reminders.AsNoTracking().Where(row => ids.Contains(row.ReceivableId)).Select(row => new { row.ReceivableId, row.Cycle, row.Rank }).ToListAsync(cancellationToken))
            .ToLookup(row => (row.ReceivableId, row.Cycle), row => row.Rank);
        var held = new List<(Guid, LeftOut)>();
        var reached = new List<(OpenItem Item, LadderStep Step)>();
        var notices = new List<ReminderNotice>();
        var ladder = book.LadderOf(work.Payer.Id);
        foreach (var row in fresh)
        {
            var item = row.Item;
            var ranks = before[(item.Id, item.Cycle)].ToHashSet();
            Rung? sent = ranks.Count > 0 ? Reminder.RungOf(ranks.Max()) : null;
            var verdict = row.Ended is not null
                ? Verdict.Not(LeftOut.NothingOpen)
                : DunningRules.Decide(book.Seen(item) with { Sent = sent }, book.Of(item.PayerId), ladder, day, settlement);
            if (verdict.Send is not { } rung)
            {
                held.Add((item.Id, verdict.Why ?? LeftOut.AlreadySent));
                continue;
            }

            foreach (var skipped in verdict.Skipped.Where(skipped => !ranks.Contains(Reminder.RankOf(skipped)))) Add(item, skipped, ReminderState.Skipped);
            Add(item, rung, ReminderState.Sent);
            var step = ladder.Find(rung.Level)!;
            reached.Add((item, step));
            var direct = book.People.Of(work.Payer, step.To);
            foreach (var person in direct) notices.Add(Level(item, rung, person, copy: false));
            foreach (var person in book.People.Of(work.Payer, step.Copy).Except(direct)) notices.Add(Level(item, rung, person, copy: true));
        }

        notices.AddRange(work.More.Select(side => side.Notice));
        var keys = notices.Select(notice => notice.Key).ToList();
        var told = (await db.ReminderNotices.Where(row => keys.Contains(row.Key)).Select(row => row.Key).ToListAsync(cancellationToken)).ToHashSet();
        notices.RemoveAll(notice => !told.Add(notice.Key));
        if (notices.Count == 0 && !work.Waiting) return new(reached.Count, held, null);
        db.ReminderNotices.AddRange(notices);
        await NoteAsync(db, work.More, day.Day, cancellationToken);
        var caseId = await OrderAsync(db, work.Payer, now, cancellationToken);
        foreach (var letter in reached.Where(pair => pair.Step.Tone is not null).GroupBy(pair => pair.Step.Tone!.Value))
            await LetterDesk.DraftAsync(db, work.Payer, caseId, letter.Key, [.. letter.Select(pair => pair.Item)], day.Day, settlement, now, cancellationToken);
        return new(reached.Count, held, caseId);

        void Add(OpenItem item, Rung rung, ReminderState state) => db.Reminders.Add(new()
        {
            Id = Guid.CreateVersion7(now), ReceivableId = item.Id, PayerId = item.PayerId, Cycle = item.Cycle, Level = rung.Level, Time = rung.Time, Rank = Reminder.RankOf(rung), State = state, Day = day.Day,
            RunId = run.Id, Amount = item.Open - item.Disputed,
        });

        ReminderNotice Level(OpenItem item, Rung rung, Guid person, bool copy) => new()
        {
            Id = Guid.CreateVersion7(now), Key = $"level/{item.Id:N}/{item.Cycle}/{Reminder.RankOf(rung)}/{person:N}", PayerId = item.PayerId, RecipientId = person, Copy = copy, Kind = NoticeKind.Level,
            ReceivableId = item.Id, Rank = Reminder.RankOf(rung), Day = day.Day,
        };
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

    /// <summary>Orders the payer's workflow to go on; begins one when there is none.</summary>
    internal async Task<Guid> OrderAsync(ProcessSalesDb db, Payer payer, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await db.ReminderFiles.AsNoTracking().SingleOrDefaultAsync(row => row.RunningFor == payer.Id, cancellationToken) is { } running)
        {
            await cases.ResumeAsync(db, running.CaseId, ReminderPost.Stimulus, cancellationToken);
            return running.CaseId;
        }

        var file = await cases.StartAsync(db, new(Process, payer.OwnerId)
        {
            AreaId = payer.AreaId, Title = $"{payer.Name} 催款", Fill = opened => (opened.State, opened.CustomerCode) = (Cases.CaseState.Running, payer.Code),
        }, cancellationToken);
        db.ReminderFiles.Add(new() { Id = Guid.CreateVersion7(now), PayerId = payer.Id, RunningFor = payer.Id, CaseId = file.Id, InstanceId = file.InstanceId, StartedAt = now });
        return file.Id;
    }
}
