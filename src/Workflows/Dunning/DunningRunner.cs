using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Continuations;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Dunning;

/// <summary>
/// Looks at everything that is open and reminds people of what has reached a level (domain.md 3.3). One run at a time on all nodes; may be repeated, missed and killed: each
/// payer is written whole or not at all, and each level has one row. Safe for concurrent use.
/// </summary>
public sealed partial class DunningRunner
{
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(3);
    private readonly IDbContextFactory<ProcessSalesDb> databases;
    private readonly WorkingCalendars calendars;
    private readonly ContinuationPump pump;
    private readonly PayerBatch batch;
    private readonly PayerProcess process;
    private readonly PaymentVisits visits;
    private readonly SideNotices sides;
    private readonly PromiseDesk promises;
    private readonly CreditHoldDesk holds;
    private readonly IEnumerable<IFreshMoney> money;
    private readonly CollectionTermsBook book;
    private readonly CompanyClock clock;
    private readonly ILogger<DunningRunner> log;

    internal DunningRunner(
        IDbContextFactory<ProcessSalesDb> databases, WorkingCalendars calendars, ContinuationPump pump, PayerBatch batch, PayerProcess process, PaymentVisits visits, SideNotices sides, PromiseDesk promises, CreditHoldDesk holds,
        IEnumerable<IFreshMoney> money, CollectionTermsBook book, CompanyClock clock, ILogger<DunningRunner> log) =>
        (this.databases, this.calendars, this.pump, this.batch, this.process, this.visits, this.sides, this.promises, this.holds, this.money, this.book, this.clock, this.log) =
        (databases, calendars, pump, batch, process, visits, sides, promises, holds, money, book, clock, log);

    /// <summary>Runs when today is a working day, its hour has come, and no run of today was done: the timetable's look, which also catches up what was missed.</summary>
    public async Task<DunningRun?> RunIfDueAsync(CancellationToken cancellationToken = default)
    {
        var today = clock.Today;
        var terms = await book.CurrentAsync(cancellationToken);
        if (clock.Now < clock.At(today, terms.At) || clock.Now >= clock.At(today, terms.Until)) return null;
        if (!(await calendars.CurrentAsync(cancellationToken)).IsWorkday(today)) return null;
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            if (await db.DunningRuns.AnyAsync(row => row.Day == today && row.State == DunningRunState.Done, cancellationToken)) return null;
        }

        return await RunAsync(cancellationToken);
    }

    /// <summary>Runs now. Null when another run is at work, or people do not work today: then nothing goes out.</summary>
    public async Task<DunningRun?> RunAsync(CancellationToken cancellationToken = default)
    {
        // Read once: a run goes by the terms of the day on which it began.
        var terms = await book.CurrentAsync(cancellationToken);
        var day = RunDay.Of(await calendars.CurrentAsync(cancellationToken), clock.Today, terms.Gap);
        if (!day.IsWorkday || await BeginAsync(day, cancellationToken) is not { } run) return null;
        try
        {
            await WorkAsync(run, day, terms, cancellationToken);
            await EndAsync(run, DunningRunState.Done, null, cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            LogFailure(failure, run.Day);
            await EndAsync(run, DunningRunState.Failed, failure.Message, CancellationToken.None);
        }

        return run;
    }

    private async Task WorkAsync(DunningRun run, RunDay day, CollectionTerms terms, CancellationToken cancellationToken)
    {
        await promises.SettleAsync(cancellationToken);
        await holds.LookAsync(cancellationToken);
        var calendar = await calendars.CurrentAsync(cancellationToken);
        var published = await process.PublishedAsync(cancellationToken);
        IReadOnlyList<PayerWork> works;
        DueBook due;
        var reasons = new Dictionary<LeftOut, int>();
        var lines = new List<DunningRunLine>();
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            var held = await MoneyAsync(db, day.Day, terms, cancellationToken);
            due = await DueBook.ReadAsync(db, day.Day, null, held.Select(one => one.PayerId).ToHashSet(), terms, cancellationToken);
            var reached = new Dictionary<Guid, List<OpenItem>>();
            foreach (var item in due.Items)
            {
                var verdict = due.Decide(item, day, terms);
                if (verdict.Why is { } why) Count(item.Id, why);
                else if (reached.TryGetValue(item.PayerId, out var list)) list.Add(item);
                else reached[item.PayerId] = [item];
            }

            run.Picked = due.Items.Count;
            var more = (await sides.FindAsync(db, day.Day, due, held, terms, cancellationToken)).ToLookup(side => side.Notice.PayerId);
            // What a workflow has not told since an earlier day it will not tell any more; only what waits for the next batch anyway is no sign of that.
            var waiting = await db.ReminderNotices.Where(row => row.SentAt == null).GroupBy(row => row.PayerId)
                .Select(group => new { group.Key, Silent = group.Count(row => row.Day < day.Day && row.Kind != NoticeKind.OurFault) > 0 }).ToDictionaryAsync(row => row.Key, row => row.Silent, cancellationToken);
            works = [.. reached.Keys.Union(more.Select(group => group.Key)).Union(waiting.Keys).Where(due.People.Payers.ContainsKey)
                .Select(payer => new PayerWork(due.People.Payers[payer], reached.GetValueOrDefault(payer) ?? [], [.. more[payer]], waiting.ContainsKey(payer), waiting.GetValueOrDefault(payer)))
                // A payer whose batch of today has gone gets no second message: the rest waits for tomorrow (rule 11).
                .Where(work => !due.Of(work.Payer.Id).RemindedToday).OrderBy(work => work.Payer.Code)];
        }

        foreach (var work in works)
        {
            PayerDone done;
            await using (var db = await databases.CreateDbContextAsync(cancellationToken))
            {
                done = await db.ChangeAsync(() => batch.WriteAsync(db, run, day, due, terms, work, calendar, published, clock.Now, cancellationToken), cancellationToken);
            }

            run.Sent += done.Sent;
            foreach (var (item, why) in done.Held) Count(item, why);
            if (done.CaseId is { } caseId) await pump.RunAsync(caseId, cancellationToken);
            if (clock.Now - run.AliveAt > Silence / 4) await StayAliveAsync(run, cancellationToken);
        }

        await CloseAsync(due, published, cancellationToken);
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            await db.ChangeAsync(() => visits.CloseSettledAsync(db, calendar, cancellationToken), cancellationToken);
        }

        await KeepLinesAsync(lines, cancellationToken);
        run.LeftOut = run.Picked - run.Sent;
        run.ReasonsJson = JsonSerializer.Serialize(reasons.OrderBy(reason => reason.Key).ToDictionary(reason => reason.Key.ToString(), reason => reason.Value));

        void Count(Guid item, LeftOut why)
        {
            reasons[why] = reasons.GetValueOrDefault(why) + 1;
            // The many that have reached nothing new are only counted.
            if (why is not (LeftOut.NotYet or LeftOut.AlreadySent or LeftOut.NothingOpen)) lines.Add(new() { RunId = run.Id, ReceivableId = item, Why = why });
        }
    }

    // Money holds a payer's message once, for one working day; what is claimed holds it for a day anyway.
    private async Task<IReadOnlyList<FreshMoney>> MoneyAsync(ProcessSalesDb db, DateOnly today, CollectionTerms terms, CancellationToken cancellationToken)
    {
        var found = new List<FreshMoney>();
        foreach (var source in money) found.AddRange(await source.SinceAsync(db, clock.Now.AddHours(-terms.PaymentHours), cancellationToken));
        if (found.Count == 0) return found;
        var ids = found.Select(one => one.ReceiptId).ToList();
        return await db.ChangeAsync(async () =>
        {
            var known = await db.MoneyHolds.AsNoTracking().Where(row => ids.Contains(row.ReceiptId)).ToDictionaryAsync(row => row.ReceiptId, row => row.Day, cancellationToken);
            foreach (var one in found.Where(one => !known.ContainsKey(one.ReceiptId)).DistinctBy(one => one.ReceiptId)) db.MoneyHolds.Add(new() { ReceiptId = one.ReceiptId, PayerId = one.PayerId, Day = today });
            return found.Where(one => one.Claimed || !known.TryGetValue(one.ReceiptId, out var day) || day == today).ToList();
        }, cancellationToken);
    }

    // A payer's workflow ends when nothing of the payer is open any more, and leaves its pause when that has ended by itself.
    private async Task CloseAsync(DueBook due, int? published, CancellationToken cancellationToken)
    {
        var owing = due.Items.Where(item => item.Open > 0).Select(item => item.PayerId).ToHashSet();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var running = await db.ReminderFiles.AsNoTracking().Where(row => row.RunningFor != null)
            .Select(row => new { row.PayerId, row.CaseId, Stands = db.Cases.Any(one => one.Id == row.CaseId && one.StateNote != null && one.StateNote.StartsWith(ReminderPost.PauseMark)) }).ToListAsync(cancellationToken);
        foreach (var file in running.Where(file => !owing.Contains(file.PayerId) || (file.Stands && due.Of(file.PayerId).PausedUntil is null)))
        {
            await db.ChangeAsync(() => process.OrderRunningAsync(db, file.PayerId, published, false, clock.Now, cancellationToken), cancellationToken);
            await pump.RunAsync(file.CaseId, cancellationToken);
        }
    }

    private async Task KeepLinesAsync(List<DunningRunLine> lines, CancellationToken cancellationToken)
    {
        foreach (var chunk in lines.DistinctBy(line => line.ReceivableId).Chunk(2_000))
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            db.DunningRunLines.AddRange(chunk);
            await db.SaveChangesAsync(cancellationToken);
        }
    }

    private async Task<DunningRun?> BeginAsync(RunDay day, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.ChangeAsync(async () =>
        {
            if (await db.DunningRuns.SingleOrDefaultAsync(row => row.Alone == true, cancellationToken) is { } other)
            {
                if (clock.Now - other.AliveAt < Silence) return null;
                (other.Alone, other.State, other.EndedAt, other.Error) = (null, DunningRunState.Failed, clock.Now, "no sign of life");
                await db.SaveChangesAsync(cancellationToken);
            }

            var run = new DunningRun { Id = Guid.CreateVersion7(clock.Now), Day = day.Day, AsOf = day.Ahead, State = DunningRunState.Running, Alone = true, StartedAt = clock.Now, AliveAt = clock.Now };
            db.DunningRuns.Add(run);
            return run;
        }, cancellationToken);
    }

    private async Task StayAliveAsync(DunningRun run, CancellationToken cancellationToken)
    {
        run.AliveAt = clock.Now;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.DunningRuns.Where(row => row.Id == run.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.AliveAt, run.AliveAt), cancellationToken);
    }

    private async Task EndAsync(DunningRun run, DunningRunState state, string? error, CancellationToken cancellationToken)
    {
        (run.State, run.Alone, run.EndedAt, run.Error) = (state, null, clock.Now, error is { Length: > 1000 } ? error[..1000] : error);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        db.DunningRuns.Update(run);
        await db.SaveChangesAsync(cancellationToken);
    }

    [LoggerMessage(LogLevel.Error, "The reminders of {Day} broke off; the timetable does what is left")]
    private partial void LogFailure(Exception failure, DateOnly day);
}
