using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Customers;
using ProcessSales.Workflows.Notifications;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Dunning;

/// <summary>What a payer's workflow has to do next.</summary>
public enum ReminderTurn
{
    /// <summary>Nothing: it waits for the next run.</summary>
    Wait,

    /// <summary>People are reminded before the due date, or told something beside the levels.</summary>
    Remind,

    /// <summary>People are reminded of what is overdue.</summary>
    Overdue,

    /// <summary>Superiors are told: level O4 or above.</summary>
    Escalate,

    /// <summary>A manager has paused the payer.</summary>
    Paused,

    /// <summary>Nothing is open any more.</summary>
    Settled,
}

/// <summary>
/// Tells people what the runs have found: all of one payer in one message to each (domain.md 3.3 rule 11). Called by the payer's workflow. What is told is marked in the
/// transaction that queues the message, so a repeated step tells nothing twice. Safe for concurrent use.
/// </summary>
public sealed class ReminderPost(
    IDbContextFactory<ProcessSalesDb> databases, Notifier notifier, NotificationTemplates templates, CaseNews news, CollectionTermsBook book, CompanyClock clock)
{
    /// <summary>The stimulus on which a payer's workflow waits for the next run.</summary>
    public const string Stimulus = "ProcessSales.ReminderLevel";

    private const int MostLines = 60;

    /// <summary>What the workflow has to do; nothing left ends the payer's file.</summary>
    /// <param name="instanceId">The payer's workflow.</param>
    /// <param name="definitionVersion">The version that it runs on, so that its case can be drawn; null when unknown.</param>
    /// <param name="cancellationToken">Stops before anything is written.</param>
    public async Task<ReminderTurn> TurnAsync(string instanceId, int? definitionVersion = null, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await db.ReminderFiles.SingleOrDefaultAsync(row => row.InstanceId == instanceId, cancellationToken) is not { } file)
            throw new InvalidOperationException("This process belongs to a payer: the run of the reminders starts it, not a person.");
        var ranks = await db.ReminderNotices.Where(row => row.PayerId == file.PayerId && row.SentAt == null).Select(row => row.Rank).ToListAsync(cancellationToken);
        if (ranks.Count > 0)
        {
            var highest = ranks.Max();
            return highest >= Reminder.RankOf(new(ReminderLevel.O4)) ? ReminderTurn.Escalate : highest >= Reminder.RankOf(new(ReminderLevel.O1)) ? ReminderTurn.Overdue : ReminderTurn.Remind;
        }

        if (await ShowAsync(db, file, definitionVersion, cancellationToken) is { } standing) return standing;
        file.RunningFor = null;
        file.EndedAt ??= clock.Now;
        await db.SaveChangesAsync(cancellationToken);
        return ReminderTurn.Settled;
    }

    /// <summary>Sends what waits. Returns how many people were told, copies not counted.</summary>
    /// <param name="instanceId">The payer's workflow.</param>
    /// <param name="template">The message's template in the process's folder.</param>
    /// <param name="definitionVersion">The version that it runs on; null when unknown.</param>
    /// <param name="cancellationToken">Stops before anything is written.</param>
    public async Task<int> SendAsync(string instanceId, string template, int? definitionVersion = null, CancellationToken cancellationToken = default)
    {
        var found = await templates.FindUsableAsync(PayerProcess.Process, template, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.ChangeAsync(async () =>
        {
            var file = await db.ReminderFiles.AsNoTracking().SingleAsync(row => row.InstanceId == instanceId, cancellationToken);
            var waiting = await db.ReminderNotices.AsNoTracking().Where(row => row.PayerId == file.PayerId && row.SentAt == null).OrderBy(row => row.Id).ToListAsync(cancellationToken);
            if (waiting.Count == 0) return 0;
            var page = await PageAsync(db, file, waiting, cancellationToken);
            // A reminder of today goes out at once; a copy waits for the digest.
            var messages = waiting.GroupBy(notice => (notice.RecipientId, notice.Copy)).Select(group => new NotificationRequest(
                $"dunning/{group.First().Id:N}", PayerProcess.Process, template, [group.Key.RecipientId], page.For([.. group]), file.CaseId,
                group.Key.Copy ? NotificationClass.Copy : NotificationClass.Reminder, group.Key.Copy ? null : clock.Now)).ToList();
            await notifier.AddAllAsync(db, messages, found, cancellationToken);

            // As one statement each, however many items a payer has.
            var now = clock.Now;
            foreach (var some in waiting.Select(notice => notice.Id).Chunk(500))
                await db.ReminderNotices.Where(row => some.Contains(row.Id) && row.SentAt == null).ExecuteUpdateAsync(set => set.SetProperty(row => row.SentAt, now), cancellationToken);
            // What the case says of itself belongs to the same commit.
            await ShowAsync(db, file, definitionVersion, cancellationToken);
            return waiting.Where(notice => !notice.Copy).Select(notice => notice.RecipientId).Distinct().Count();
        }, cancellationToken);
    }

    /// <summary>The beginning of what a case says of itself while its payer is paused.</summary>
    internal const string PauseMark = "⏸";

    // Whoever opens the case sees where its items stand without a query of his own. Null when nothing is open: credit notes alone are nothing to remind of.
    private async Task<ReminderTurn?> ShowAsync(ProcessSalesDb db, ReminderFile file, int? version, CancellationToken cancellationToken)
    {
        var open = await db.Receivables.Where(row => row.CustomerId == file.PayerId && row.Ended == null).Select(row => row.Open).ToListAsync(cancellationToken);
        open.RemoveAll(amount => amount <= 0);
        if (open.Count == 0) return null;
        var today = clock.Today;
        var pauses = await db.DunningPauses.AsNoTracking().Where(row => row.PayerId == file.PayerId && row.From <= today && row.Until >= today).OrderByDescending(row => row.Until).ToListAsync(cancellationToken);
        var pause = pauses.Find(row => row.ReceivableId is null);
        var alone = pauses.Where(row => row.ReceivableId is not null).Select(row => row.ReceivableId).Distinct().Count();
        var rank = await db.Reminders.Where(row => row.PayerId == file.PayerId && db.Receivables.Any(item => item.Id == row.ReceivableId && item.Ended == null && item.Cycle == row.Cycle))
            .MaxAsync(row => (int?)row.Rank, cancellationToken);
        var stands = string.Create(CultureInfo.InvariantCulture, $"{(rank is { } highest ? Reminder.RungOf(highest) + " · " : "")}{open.Count} × · ¥{open.Sum():N2}{(alone > 0 ? $" · {PauseMark} {alone} ×" : "")}");
        var note = pause is null ? stands : $"{PauseMark} {pause.Until:yyyy-MM-dd} {pause.Reason}";
        if (note.Length > 300) note = note[..300];
        await db.Cases.Where(row => row.Id == file.CaseId && (row.StateNote != note || row.DefinitionVersion != (version ?? row.DefinitionVersion)))
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.StateNote, note).SetProperty(row => row.DefinitionVersion, row => version ?? row.DefinitionVersion).SetProperty(row => row.Version, row => row.Version + 1), cancellationToken);
        return pause is null ? ReminderTurn.Wait : ReminderTurn.Paused;
    }

    private async Task<Page> PageAsync(ProcessSalesDb db, ReminderFile file, IReadOnlyList<ReminderNotice> notices, CancellationToken cancellationToken)
    {
        var owner = await db.Cases.AsNoTracking().SingleAsync(row => row.Id == file.CaseId, cancellationToken);
        var payer = await db.Customers.AsNoTracking().SingleAsync(row => row.Id == file.PayerId, cancellationToken);
        var ids = notices.Select(notice => notice.ReceivableId).OfType<Guid>().Distinct().ToList();
        var items = await db.Receivables.AsNoTracking().Where(row => ids.Contains(row.Id)).ToDictionaryAsync(row => row.Id, cancellationToken);
        var promiseIds = notices.Select(notice => notice.PromiseId).OfType<Guid>().Distinct().ToList();
        var promises = await db.Promises.AsNoTracking().Where(row => promiseIds.Contains(row.Id)).ToDictionaryAsync(row => row.Id, cancellationToken);
        var about = notices.Select(notice => notice.AboutId).OfType<Guid>().Distinct().ToList();
        var names = await db.Users.AsNoTracking().Where(row => about.Contains(row.Id)).ToDictionaryAsync(row => row.Id, row => row.Name, cancellationToken);
        // Credit notes and money that is not allocated are shown and netted, never dunned (rule 10).
        var credits = await db.Receivables.AsNoTracking().Where(row => row.CustomerId == file.PayerId && row.Ended == null).Select(row => row.Open).ToListAsync(cancellationToken);
        var credit = await Payments.UnallocatedAsync(db, file.PayerId, cancellationToken) - credits.Where(open => open < 0).Sum();
        var model = await news.ModelAsync(owner, "", null, null, cancellationToken);
        var today = clock.Today;
        var rate = items.Values.Any(item => item.DaysOverdue(today) > 0) ? await LateRate.OfAsync(db, file.PayerId, today, await book.CurrentAsync(db, cancellationToken), cancellationToken) : 0m;
        return new(model, payer, items, promises, names, credit, today, rate);
    }

    /// <summary>What the messages about one payer have in common.</summary>
    private sealed class Page(
        JsonObject model, Customer payer, IReadOnlyDictionary<Guid, Receivable> items, IReadOnlyDictionary<Guid, Promise> promises, IReadOnlyDictionary<Guid, string> names, decimal credit,
        DateOnly today, decimal rate)
    {
        public JsonObject For(IReadOnlyList<ReminderNotice> notices)
        {
            var data = (JsonObject)model.DeepClone();
            var rows = notices.Where(notice => notice.Kind is NoticeKind.Level or NoticeKind.Again && Item(notice) is { Ended: null, Open: > 0 }).OrderByDescending(notice => notice.Rank).ToList();
            var total = rows.Select(notice => Item(notice)!).DistinctBy(item => item.Id).Sum(item => item.Undisputed);
            data["chain"] = payer.Name;
            data["chainEn"] = payer.NameEn.Length > 0 ? payer.NameEn : payer.Name;
            data["copy"] = notices.All(notice => notice.Copy);
            data["level"] = rows.Count > 0 ? Reminder.RungOf(rows[0].Rank).ToString() : "";
            data["overdue"] = rows.Count > 0 && !Reminder.RungOf(rows[0].Rank).Level.IsAhead();
            data["count"] = rows.Count;
            data["total"] = total;
            data["totalText"] = Money(total);
            data["credit"] = credit;
            data["creditText"] = credit > 0 ? Money(credit) : "";
            data["netText"] = Money(Math.Max(0, total - credit));
            var expected = payer.ReminderBase == ReminderBase.ExpectedPay;
            data["firstDue"] = rows.Count > 0 ? Day(rows.Min(notice => expected ? Item(notice)!.ExpectedOn : Item(notice)!.DueOn)) : "";
            data["expectedPay"] = expected;
            data["items"] = new JsonArray([.. rows.Take(MostLines).Select(Row)]);
            data["more"] = Math.Max(0, rows.Count - MostLines);
            data["broken"] = Promises(NoticeKind.PromiseBroken);
            data["ahead"] = Promises(NoticeKind.PromiseAhead);
            data["unanswered"] = Others(NoticeKind.Unanswered);
            data["old"] = Others(NoticeKind.Limitation);
            data["disputes"] = Others(NoticeKind.DisputeLate);
            data["claim"] = notices.Any(notice => notice.Kind == NoticeKind.ClaimMoney);
            data["hold"] = notices.Any(notice => notice.Kind == NoticeKind.HoldProposed);
            data["ours"] = notices.Any(notice => notice.Kind == NoticeKind.OurFault);
            return data;

            JsonArray Promises(NoticeKind kind) => new([.. notices.Where(notice => notice.Kind == kind && notice.PromiseId is { } id && promises.ContainsKey(id)).Select(notice => promises[notice.PromiseId!.Value])
                .Select(promise => (JsonNode)new JsonObject { ["day"] = Day(promise.On), ["amountText"] = Money(promise.Amount), ["paidText"] = Money(promise.Paid), ["by"] = promise.By })]);

            JsonArray Others(NoticeKind kind) => new([.. notices.Where(notice => notice.Kind == kind && Item(notice) is not null).Take(MostLines).Select(Row)]);
        }

        private Receivable? Item(ReminderNotice notice) => notice.ReceivableId is { } id ? items.GetValueOrDefault(id) : null;

        private JsonNode Row(ReminderNotice notice)
        {
            var item = Item(notice)!;
            var late = item.DaysOverdue(today);
            return new JsonObject
            {
                ["number"] = item.Number,
                ["level"] = notice.Rank > 0 ? Reminder.RungOf(notice.Rank).ToString() : "",
                ["due"] = Day(item.DueOn),
                ["days"] = late,
                ["openText"] = Money(item.Undisputed),
                ["disputedText"] = item.Disputed > 0 ? Money(item.Disputed) : "",
                ["promise"] = item.PromisedOn is { } on ? Day(on) : "",
                ["interestText"] = late > 0 && rate > 0m ? Money(DunningRules.Interest(item.Undisputed, late, rate)) : "",
                ["who"] = notice.AboutId is { } about ? names.GetValueOrDefault(about) : null,
            };
        }

        private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

        private static string Money(decimal amount) => amount.ToString("N2", CultureInfo.InvariantCulture);
    }
}
