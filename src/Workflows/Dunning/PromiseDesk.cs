using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Attachments;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Dunning;

/// <summary>A payer's word as it is taken down (F-S6).</summary>
/// <param name="PayerId">Who.</param>
/// <param name="Items">What it is about; empty for all that is open.</param>
/// <param name="Amount">CNY.</param>
/// <param name="On">The promised day.</param>
/// <param name="By">Name and post.</param>
/// <param name="Channel">How it was given.</param>
/// <param name="Id">Its identity where it may come twice: the second changes nothing; null for a new one.</param>
public sealed record NewPromise(Guid PayerId, IReadOnlyList<Guid> Items, decimal Amount, DateOnly On, string By, ContactKind Channel, Guid? Id = null)
{
    /// <summary>When somebody looks at it next; null for the promised day alone.</summary>
    public DateOnly? CheckOn { get; init; }

    /// <summary>What shows it, such as a screenshot; null for none.</summary>
    public (string FileName, Stream Content)? Proof { get; init; }
}

/// <summary>Promises to pay (domain.md 3.3 rule 7). Safe for concurrent use.</summary>
public sealed class PromiseDesk(IDbContextFactory<ProcessSalesDb> databases, WorkingCalendars calendars, AttachmentStore attachments, FarDayNews news, CollectionTermsBook book, CompanyClock clock)
{
    private const string ProofField = "promiseProof";

    /// <summary>Takes a promise down. One that lies too far ahead holds nothing back before RGM and FIN-M agree.</summary>
    /// <exception cref="RefusedException">The payer is not the person's, nothing of it is open, or a field is wrong.</exception>
    public async Task<Guid> TakeAsync(Guid person, NewPromise promise, CancellationToken cancellationToken = default)
    {
        var today = clock.Today;
        var problems = new List<Refusal>();
        if (promise.Amount <= 0) problems.Add(new("Amount", "field.notAValue"));
        if (promise.On < today || promise.On > today.AddYears(1)) problems.Add(new("On", "promise.day"));
        if (string.IsNullOrWhiteSpace(promise.By)) problems.Add(new("By", "required"));
        if (promise.By is { Length: > 200 }) problems.Add(new("By", "tooLong", 200));
        if (promise.CheckOn < today || promise.CheckOn > promise.On) problems.Add(new("CheckOn", "promise.check"));
        if (problems.Count > 0) throw new RefusedException(RefusalKind.Invalid, problems);
        var calendar = await calendars.CurrentAsync(cancellationToken);
        var ready = await news.ReadyAsync(cancellationToken);
        var proof = await attachments.KeepOfPayerAsync(databases, person, promise.PayerId, ProofField, promise.Proof, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.ChangeAsync(async () =>
        {
            var payer = await db.RequirePayerAsync(person, promise.PayerId, cancellationToken);
            if (promise.Id is { } given && await db.Promises.AnyAsync(row => row.Id == given, cancellationToken)) return given;
            var wanted = promise.Items.ToList();
            var items = await db.Receivables.Where(row => row.CustomerId == promise.PayerId && row.Ended == null && (wanted.Count == 0 || wanted.Contains(row.Id))).ToListAsync(cancellationToken);
            items.RemoveAll(item => item.Open <= 0);
            if (items.Count == 0) throw new RefusedException(RefusalKind.Invalid, [new("Items", "promise.nothingOpen")]);
            if (promise.Amount > items.Sum(item => item.Open)) throw new RefusedException(RefusalKind.Invalid, [new("Amount", "promise.tooMuch")]);
            var terms = await book.CurrentAsync(db, cancellationToken);
            var row = new Promise
            {
                Id = promise.Id ?? Guid.CreateVersion7(clock.Now), PayerId = promise.PayerId, Amount = promise.Amount, On = promise.On, Last = calendar.AddWorkingDays(promise.On, terms.PromiseGrace),
                State = promise.On > today.AddDays(terms.LongestPromise) ? PromiseState.Proposed : PromiseState.Open, By = promise.By.Trim(), Channel = promise.Channel, TakenById = person, TakenAt = clock.Now,
                CheckOn = promise.CheckOn, ProofId = proof,
            };
            db.Promises.Add(row);
            foreach (var item in items)
            {
                db.PromiseItems.Add(new() { PromiseId = row.Id, ReceivableId = item.Id, OpenThen = item.Open });
                if (row.State == PromiseState.Open) (item.PromisedOn, item.Version) = (row.On, item.Version + 1);
            }

            db.Record(clock.Now, new() { PersonId = person, Subject = $"promise:{row.Id}", Action = "Take", To = row.State.ToString(), Comment = $"{row.Amount} {row.On:yyyy-MM-dd}" });
            if (row.State == PromiseState.Proposed) await news.AskAsync(db, ready, payer, DayOf(row, items), row.By, cancellationToken);
            return row.Id;
        }, cancellationToken);
    }

    /// <summary>RGM or FIN-M agrees to a promise that lies far ahead; once both have, it counts.</summary>
    /// <exception cref="RefusedException">The person is neither, or the promise is not proposed.</exception>
    public async Task AgreeAsync(Guid person, Guid id, CancellationToken cancellationToken = default)
    {
        var ready = await news.ReadyAsync(cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            var who = await db.RequireRoleAsync(person, [Role.Rgm, Role.FinM], cancellationToken);
            var promise = await FindAsync(db, person, id, cancellationToken);
            if (promise.State != PromiseState.Proposed) throw new RefusedException(RefusalKind.Conflict, "promise.transition", promise.State, PromiseState.Open);
            if (who.Role == Role.Rgm) promise.RgmId = person;
            else promise.FinMId = person;
            promise.Version++;
            if (promise is { RgmId: not null, FinMId: not null })
            {
                promise.Go(PromiseState.Open, clock.Today);
                await MarkAsync(db, promise, promise.On, cancellationToken);
                await DecidedAsync(db, ready, promise, true, person, null, cancellationToken);
            }

            db.Record(clock.Now, new() { PersonId = person, Subject = $"promise:{id}", Action = "Agree", To = promise.State.ToString() });
        }, cancellationToken);
    }

    /// <summary>Calls a promise off.</summary>
    /// <exception cref="RefusedException">The payer is not the person's, the reason is missing, or it has ended.</exception>
    public async Task CancelAsync(Guid person, Guid id, string? reason, CancellationToken cancellationToken = default)
    {
        Require.Reason(reason);
        var ready = await news.ReadyAsync(cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            var promise = await FindAsync(db, person, id, cancellationToken);
            if (promise.State == PromiseState.Proposed && promise.TakenById != person) await DecidedAsync(db, ready, promise, false, person, reason, cancellationToken);
            promise.Go(PromiseState.Cancelled, clock.Today);
            await MarkAsync(db, promise, null, cancellationToken);
            db.Record(clock.Now, new() { PersonId = person, Subject = $"promise:{id}", Action = "Cancel", To = promise.State.ToString(), Comment = reason });
        }, cancellationToken);
    }

    /// <summary>Looks which promises were kept and which were not; all in one transaction.</summary>
    public async Task SettleAsync(CancellationToken cancellationToken = default)
    {
        var today = clock.Today;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            var open = await db.Promises.Where(row => row.State == PromiseState.Open).ToListAsync(cancellationToken);
            if (open.Count == 0) return;
            var kept = (await book.CurrentAsync(db, cancellationToken)).KeptShare;
            var left = (await (from item in db.PromiseItems
                               join promise in db.Promises on item.PromiseId equals promise.Id
                               where promise.State == PromiseState.Open
                               join receivable in db.Receivables on item.ReceivableId equals receivable.Id
                               select new { item.PromiseId, item.OpenThen, receivable.Open }).ToListAsync(cancellationToken)).ToLookup(row => row.PromiseId);
            foreach (var promise in open)
            {
                var paid = left[promise.Id].Sum(row => row.OpenThen - row.Open);
                if (PromiseStates.Outcome(promise.Amount, paid, promise.Last, today, kept) is not { } outcome) continue;
                promise.Paid = Math.Max(paid, 0);
                promise.Go(outcome, today);
                await MarkAsync(db, promise, null, cancellationToken);
                db.Record(clock.Now, new() { Subject = $"promise:{promise.Id}", Action = "Settle", To = outcome.ToString(), Comment = $"{promise.Paid}", Key = $"promise/{promise.Id:N}/settle" });
            }
        }, cancellationToken);
    }

    private static FarDay DayOf(Promise promise, IReadOnlyList<Receivables.Receivable> items) => new(
        $"promise/{promise.Id:N}", "Promise", string.Join('、', items.Take(3).Select(item => item.Number)) + (items.Count > 3 ? $" +{items.Count - 3}" : ""), promise.Amount, promise.On, promise.TakenById);

    private async Task DecidedAsync(ProcessSalesDb db, FarDayTemplates ready, Promise promise, bool agreed, Guid by, string? why, CancellationToken cancellationToken)
    {
        var payer = await db.Customers.AsNoTracking().SingleAsync(row => row.Id == promise.PayerId, cancellationToken);
        var items = await db.Receivables.AsNoTracking().Where(row => db.PromiseItems.Any(item => item.PromiseId == promise.Id && item.ReceivableId == row.Id)).OrderBy(row => row.DueOn).ToListAsync(cancellationToken);
        await news.DecideAsync(db, ready, payer, DayOf(promise, items), agreed, by, why, cancellationToken);
    }

    private static async Task MarkAsync(ProcessSalesDb db, Promise promise, DateOnly? on, CancellationToken cancellationToken)
    {
        var items = await db.Receivables.Where(row => row.Ended == null && db.PromiseItems.Any(item => item.PromiseId == promise.Id && item.ReceivableId == row.Id)).ToListAsync(cancellationToken);
        foreach (var item in items.Where(item => on is not null || item.PromisedOn == promise.On)) (item.PromisedOn, item.Version) = (on, item.Version + 1);
    }

    private static async Task<Promise> FindAsync(ProcessSalesDb db, Guid person, Guid id, CancellationToken cancellationToken)
    {
        var promise = await db.Promises.SingleOrDefaultAsync(row => row.Id == id, cancellationToken) ?? throw new RefusedException(RefusalKind.NotFound, "promise.unknown");
        await db.RequirePayerAsync(person, promise.PayerId, cancellationToken);
        return promise;
    }
}

/// <summary>Checks that several desks make.</summary>
internal static class Require
{
    /// <exception cref="RefusedException">The reason is missing or too long.</exception>
    public static void Reason(string? reason, string field = "Reason")
    {
        if (string.IsNullOrWhiteSpace(reason)) throw new RefusedException(RefusalKind.Invalid, [new(field, "required")]);
        if (reason.Length > 500) throw new RefusedException(RefusalKind.Invalid, [new(field, "tooLong", 500)]);
    }

    /// <summary>The payer, when the person may see it.</summary>
    /// <exception cref="RefusedException">There is none, or it is not for the person.</exception>
    public static async Task<Customers.Customer> RequirePayerAsync(this ProcessSalesDb db, Guid person, Guid payer, CancellationToken cancellationToken) =>
        await (await DataScope.OfAsync(db, person, cancellationToken)).Customers(db).SingleOrDefaultAsync(row => row.Id == payer, cancellationToken) ?? throw new RefusedException(RefusalKind.NotFound, "payer.unknown");
}
