using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Attachments;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Continuations;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Dunning;

/// <summary>A talk as it is written down.</summary>
/// <param name="PayerId">With whose people.</param>
/// <param name="Kind">How.</param>
/// <param name="With">Name and post.</param>
/// <param name="Reason">Why they have not paid; null when that is not known.</param>
/// <param name="Result">What was said.</param>
/// <param name="NextOn">When to act next.</param>
public sealed record NewContact(Guid PayerId, ContactKind Kind, string With, NonPaymentReason? Reason, string Result, DateOnly? NextOn)
{
    /// <summary>A screenshot or letter; null for none.</summary>
    public (string FileName, Stream Content)? Proof { get; init; }
}

/// <summary>What people do about money that is due: talk, put off, leave alone for a while (domain.md 3.3 rules 5, 12, 13). Safe for concurrent use.</summary>
public sealed class CollectionDesk
{
    private const string ProofField = "contactProof";

    private readonly IDbContextFactory<ProcessSalesDb> databases;
    private readonly WorkingCalendars calendars;
    private readonly PayerProcess process;
    private readonly ContinuationPump pump;
    private readonly AttachmentStore attachments;
    private readonly CollectionTermsBook book;
    private readonly CompanyClock clock;

    internal CollectionDesk(
        IDbContextFactory<ProcessSalesDb> databases, WorkingCalendars calendars, PayerProcess process, ContinuationPump pump, AttachmentStore attachments, CollectionTermsBook book, CompanyClock clock) =>
        (this.databases, this.calendars, this.process, this.pump, this.attachments, this.book, this.clock) = (databases, calendars, process, pump, attachments, book, clock);

    /// <summary>Writes a talk down. It answers all reminders that the person has of the payer, so it says what comes next.</summary>
    /// <exception cref="RefusedException">The payer is not the person's, or a field is missing.</exception>
    public async Task LogAsync(Guid person, NewContact contact, CancellationToken cancellationToken = default)
    {
        var today = clock.Today;
        var problems = new List<Refusal>();
        if (string.IsNullOrWhiteSpace(contact.With)) problems.Add(new("With", "required"));
        else if (contact.With.Length > 200) problems.Add(new("With", "tooLong", 200));
        if (string.IsNullOrWhiteSpace(contact.Result)) problems.Add(new("Result", "required"));
        else if (contact.Result.Length > 2000) problems.Add(new("Result", "tooLong", 2000));
        if (contact.NextOn is null) problems.Add(new("NextOn", "required"));
        else if (contact.NextOn < today || contact.NextOn > today.AddDays(90)) problems.Add(new("NextOn", "contact.next"));
        if (problems.Count > 0) throw new RefusedException(RefusalKind.Invalid, problems);
        var proof = await attachments.KeepOfPayerAsync(databases, person, contact.PayerId, ProofField, contact.Proof, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            var payer = await db.RequirePayerAsync(person, contact.PayerId, cancellationToken);
            db.PayerContacts.Add(new()
            {
                Id = Guid.CreateVersion7(clock.Now), PayerId = contact.PayerId, PersonId = person, At = clock.Now, Kind = contact.Kind, With = contact.With.Trim(), Reason = contact.Reason,
                Result = contact.Result.Trim(), NextOn = contact.NextOn!.Value, AttachmentId = proof,
            });
            var now = clock.Now;
            await db.ReminderNotices.Where(row => row.PayerId == contact.PayerId && row.RecipientId == person && row.SentAt != null && row.AnsweredAt == null)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.AnsweredAt, now).SetProperty(row => row.SnoozedUntil, (DateOnly?)null), cancellationToken);
            // Our own faults go to those who can mend them, not to the payer (domain.md 3.2).
            if (contact.Reason?.IsOurs() == true) await TellOursAsync(db, payer.Id, contact.Reason.Value, cancellationToken);
            db.Record(now, new() { PersonId = person, Subject = $"contact:{payer.Code}", Action = contact.Kind.ToString(), Comment = contact.Result });
        }, cancellationToken);
    }

    /// <summary>Puts the person's reminders of a payer off by so many working days.</summary>
    /// <exception cref="RefusedException">Nothing can be put off: too serious, too often, too long, or the reason is missing.</exception>
    public async Task SnoozeAsync(Guid person, Guid payer, int days, string? reason, CancellationToken cancellationToken = default)
    {
        Require.Reason(reason);
        var terms = await book.CurrentAsync(cancellationToken);
        if (days < 1 || days > terms.SnoozeDays) throw new RefusedException(RefusalKind.Invalid, [new("Days", "snooze.days", terms.SnoozeDays)]);
        var until = (await calendars.CurrentAsync(cancellationToken)).AddWorkingDays(clock.Today, days);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            var rows = await db.ReminderNotices
                .Where(row => row.PayerId == payer && row.RecipientId == person && row.Kind == NoticeKind.Level && !row.Copy && row.SentAt != null && row.AnsweredAt == null && row.SnoozedUntil == null)
                .ToListAsync(cancellationToken);
            if (rows.Count == 0) throw new RefusedException(RefusalKind.Conflict, "snooze.nothing");
            if (rows.Any(row => Reminder.RungOf(row.Rank).Level.IsSerious())) throw new RefusedException(RefusalKind.Conflict, "snooze.serious");
            if (rows.Any(row => row.Snoozes >= terms.Snoozes)) throw new RefusedException(RefusalKind.Conflict, "snooze.often", terms.Snoozes);
            foreach (var row in rows) (row.SnoozedUntil, row.Snoozes, row.SnoozeReason) = (until, row.Snoozes + 1, reason);
            db.Record(clock.Now, new() { PersonId = person, Subject = $"dunning:{payer}", Action = "Snooze", To = $"{until:yyyy-MM-dd}", Comment = reason });
        }, cancellationToken);
    }

    /// <summary>Leaves a payer alone until a day 暂停催收; it ends by itself.</summary>
    /// <exception cref="RefusedException">Not a manager or FIN-M, too long, or the reason is missing.</exception>
    public Task PauseAsync(Guid person, Guid payer, DateOnly until, string? reason, CancellationToken cancellationToken = default) =>
        PauseAsync(person, _ => Task.FromResult((payer, (Guid?)null)), until, reason, cancellationToken);

    /// <summary>Leaves one receivable alone until a day; the payer's others go on.</summary>
    /// <exception cref="RefusedException">There is no such open receivable for the person, not a manager or FIN-M, too long, or the reason is missing.</exception>
    public Task PauseItemAsync(Guid person, Guid receivable, DateOnly until, string? reason, CancellationToken cancellationToken = default) =>
        PauseAsync(person, db => ItemAsync(db, receivable, cancellationToken), until, reason, cancellationToken);

    /// <summary>Ends a pause of a payer before its time; those of single receivables stay.</summary>
    /// <exception cref="RefusedException">Not a manager or FIN-M.</exception>
    public Task ResumeAsync(Guid person, Guid payer, CancellationToken cancellationToken = default) => ResumeAsync(person, _ => Task.FromResult((payer, (Guid?)null)), cancellationToken);

    /// <summary>Ends a pause of one receivable before its time.</summary>
    /// <exception cref="RefusedException">There is no such open receivable for the person, or not a manager or FIN-M.</exception>
    public Task ResumeItemAsync(Guid person, Guid receivable, CancellationToken cancellationToken = default) => ResumeAsync(person, db => ItemAsync(db, receivable, cancellationToken), cancellationToken);

    private static async Task<(Guid Payer, Guid? Item)> ItemAsync(ProcessSalesDb db, Guid receivable, CancellationToken cancellationToken) =>
        await db.Receivables.Where(row => row.Id == receivable && row.Ended == null).Select(row => new { row.CustomerId }).SingleOrDefaultAsync(cancellationToken) is { } row
            ? (row.CustomerId, receivable)
            : throw new RefusedException(RefusalKind.NotFound, "receivable.unknown");

    private async Task PauseAsync(Guid person, Func<ProcessSalesDb, Task<(Guid Payer, Guid? Item)>> find, DateOnly until, string? reason, CancellationToken cancellationToken)
    {
        Require.Reason(reason);
        var today = clock.Today;
        var longest = (await book.CurrentAsync(cancellationToken)).LongestPause;
        if (until < today || until > today.AddDays(longest)) throw new RefusedException(RefusalKind.Invalid, [new("Until", "pause.days", longest)]);
        await ChangeAsync(person, find, "Pause", $"{until:yyyy-MM-dd}", reason, (db, payer, item) =>
        {
            db.DunningPauses.Add(new() { Id = Guid.CreateVersion7(clock.Now), PayerId = payer, ReceivableId = item, From = today, Until = until, Reason = reason!, ApprovedById = person, At = clock.Now });
            return Task.CompletedTask;
        }, cancellationToken);
    }

    private Task ResumeAsync(Guid person, Func<ProcessSalesDb, Task<(Guid Payer, Guid? Item)>> find, CancellationToken cancellationToken)
    {
        var yesterday = clock.Today.AddDays(-1);
        return ChangeAsync(person, find, "Resume", null, null, (db, payer, item) => db.DunningPauses.Where(row => row.PayerId == payer && row.ReceivableId == item && row.Until > yesterday)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.Until, yesterday), cancellationToken), cancellationToken);
    }

    // The payer's workflow is told too: it moves to the step that shows the pause, or back.
    private async Task ChangeAsync(
        Guid person, Func<ProcessSalesDb, Task<(Guid Payer, Guid? Item)>> find, string action, string? to, string? reason, Func<ProcessSalesDb, Guid, Guid?, Task> change, CancellationToken cancellationToken)
    {
        var published = await process.PublishedAsync(cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var file = await db.ChangeAsync(async () =>
        {
            await db.RequireRoleAsync(person, [Role.Arm, Role.Rgm, Role.Dir, Role.FinM], cancellationToken);
            var (payer, item) = await find(db);
            var customer = await db.RequirePayerAsync(person, payer, cancellationToken);
            await change(db, payer, item);
            var running = await process.OrderRunningAsync(db, payer, published, false, clock.Now, cancellationToken);
            var subject = item is null ? $"dunning:{customer.Code}" : $"dunning:{await db.Receivables.Where(row => row.Id == item).Select(row => row.Number).SingleAsync(cancellationToken)}";
            db.Record(clock.Now, new() { PersonId = person, CaseId = running, Subject = subject, Action = action, To = to, Comment = reason });
            return running;
        }, cancellationToken);
        if (file is { } caseId) await pump.RunAsync(caseId, cancellationToken);
    }

    private async Task TellOursAsync(ProcessSalesDb db, Guid payer, NonPaymentReason reason, CancellationToken cancellationToken)
    {
        var people = await PayerPeople.ReadAsync(db, cancellationToken);
        var today = clock.Today;
        foreach (var person in people.Of(people.Payers[payer], [Role.FinAr, Role.Ast]))
        {
            var key = $"ours/{payer:N}/{reason}/{today:yyyyMMdd}/{person:N}";
            if (await db.ReminderNotices.AnyAsync(row => row.Key == key, cancellationToken)) continue;
            // Waits for the next batch: a talk at noon is no reason for a second message of the day. Dated yesterday, it does not count as that batch.
            db.ReminderNotices.Add(new() { Id = Guid.CreateVersion7(clock.Now), Key = key, PayerId = payer, RecipientId = person, Kind = NoticeKind.OurFault, Day = today.AddDays(-1) });
        }
    }
}
