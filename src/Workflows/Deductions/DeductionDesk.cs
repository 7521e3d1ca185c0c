using System.Globalization;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Disputes;
using ProcessSales.Workflows.Notifications;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Statements;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Deductions;

/// <summary>
/// Classifies what chains kept back (domain.md 2.6 J40, J100): matched with a settled promotion, listing fee, complaint, return or rebate, or disputed. The sums of an
/// item, of a deduction and of what it was matched with change in one transaction. Safe for concurrent use.
/// </summary>
public sealed class DeductionDesk(
    IDbContextFactory<ProcessSalesDb> databases, IEnumerable<IDeductionSource> sources, AllocationLedger ledger, DisputeDesk disputes, WorkingCalendars calendars, Notifier notifier,
    NotificationTemplates templates, CollectionTermsBook book, CompanyClock clock)
{
    private static readonly Role[] Hands = [Role.Ast, Role.Kam, Role.FinAr, Role.FinEx];
    private static readonly Role[] Matchers = [Role.Kam, Role.FinEx];

    /// <summary>Enters that an item was paid short.</summary>
    /// <returns>The deduction.</returns>
    /// <exception cref="RefusedException">More than is open, not in dispute and not entered already, or the person may not.</exception>
    public Task<Guid> EnterAsync(Guid person, Guid receivableId, decimal amount, string? reference, string? note, CancellationToken cancellationToken = default) =>
        ChangeAsync(person, Hands, async (db, scope, calendar) =>
        {
            await SeeAsync(db, scope, receivableId, cancellationToken);
            var item = (await AllocationLedger.HoldAsync(db, [receivableId], cancellationToken))[receivableId];
            var entered = (await db.Deductions.AsNoTracking().Where(row => row.ReceivableId == receivableId && row.State == DeductionState.Open).ToListAsync(cancellationToken)).Sum(row => row.Unknown);
            var most = item.Ended is null ? item.Undisputed - entered : 0m;
            if (amount <= 0m || decimal.Round(amount, 2) != amount) throw Invalid("amount", "allocation.notPositive");
            if (amount > most) throw Invalid("amount", "dispute.moreThanOpen", item.Number, Math.Max(most, 0m));
            var deduction = await NewAsync(db, person, item.CustomerId, amount, Written(reference, "reference", 60, true), Written(note, "note", 500, false), calendar, cancellationToken);
            deduction.ReceivableId = item.Id;
            return deduction.Id;
        }, cancellationToken);

    /// <summary>Takes a difference of a statement by which the chain pays less as a deduction: it is settled once every yuan of it is matched or disputed.</summary>
    /// <returns>The deduction.</returns>
    /// <exception cref="RefusedException">The chain does not pay less by it, the statement is agreed already, or the person may not.</exception>
    public Task<Guid> TakeAsync(Guid person, Guid differenceId, CancellationToken cancellationToken = default) =>
        ChangeAsync(person, Hands, async (db, scope, calendar) =>
        {
            var difference = await db.StatementDifferences.SingleOrDefaultAsync(row => row.Id == differenceId, cancellationToken) ?? throw new RefusedException(RefusalKind.NotFound, "difference.unknown");
            var payers = scope.Customers(db);
            var statement = await db.Statements.SingleOrDefaultAsync(row => row.Id == difference.StatementId && payers.Any(payer => payer.Id == row.CustomerId), cancellationToken) ?? throw new RefusedException(RefusalKind.NotFound, "difference.unknown");
            if (await db.Deductions.AsNoTracking().SingleOrDefaultAsync(row => row.DifferenceId == differenceId, cancellationToken) is { } known) return known.Id;
            if (statement.State != StatementState.Differences) throw new RefusedException(RefusalKind.Conflict, "statement.notCompared", statement.State);
            if (difference.Amount >= 0m) throw new RefusedException(RefusalKind.Conflict, "deduction.notLess");
            var deduction = await NewAsync(db, person, statement.CustomerId, -difference.Amount, difference.Reference, "", calendar, cancellationToken);
            deduction.DifferenceId = differenceId;
            (difference.Result, difference.SettledById, difference.SettledAt) = (DifferenceResult.Deduction, person, clock.Now);
            statement.Version++;
            return deduction.Id;
        }, cancellationToken);

    /// <summary>What of the payer's a deduction may be matched with, the oldest first.</summary>
    /// <exception cref="RefusedException">There is no such deduction, or the person may not see it.</exception>
    public async Task<IReadOnlyList<Deductible>> CandidatesAsync(Guid person, Guid deductionId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var payers = (await DataScope.OfAsync(db, person, cancellationToken)).Customers(db);
        var customer = await db.Deductions.Where(row => row.Id == deductionId && payers.Any(payer => payer.Id == row.CustomerId)).Select(row => (Guid?)row.CustomerId).SingleOrDefaultAsync(cancellationToken)
            ?? throw new RefusedException(RefusalKind.NotFound, "deduction.unknown");
        var found = new List<Deductible>();
        foreach (var source in sources) found.AddRange(await source.OpenAsync(db, customer, cancellationToken));
        return found;
    }

    /// <summary>Matches a part with something settled of the same payer. The item, if there is one, is lowered by as much. The same key again changes nothing.</summary>
    /// <exception cref="RefusedException">More than either has left, another payer's, or the person may not.</exception>
    public Task MatchAsync(Guid person, Guid deductionId, string kind, Guid sourceId, decimal amount, Guid key, CancellationToken cancellationToken = default) =>
        PartAsync(person, Matchers, deductionId, amount, key, async (db, deduction, part, _) =>
        {
            var source = sources.FirstOrDefault(each => each.Kind == kind) ?? throw Invalid("source", "field.unknownReference", kind.Length > 40 ? kind[..40] : kind);
            var open = (await source.OpenAsync(db, deduction.CustomerId, cancellationToken)).FirstOrDefault(each => each.Id == sourceId) ?? throw Invalid("source", "deduction.sourceGone");
            if (amount > open.Amount - open.Matched) throw Invalid("amount", "deduction.moreThanSource", open.Number, open.Amount - open.Matched);
            await source.MatchAsync(db, KeyOf(part), sourceId, amount, person, cancellationToken);
            (part.Kind, part.SourceId, part.Number) = (kind, sourceId, open.Number);
            deduction.Matched += amount;
            if (deduction.ReceivableId is { } item) await ledger.LowerAsync(db, item, amount, AllocationKind.Deduction, deduction.Id, KeyOf(part), person, cancellationToken);
        }, cancellationToken);

    /// <summary>
    /// Says that a part is not ours to bear. A dispute over the item is opened at once, or as soon as the statement is invoiced. Returns the dispute's case for the pump;
    /// null while there is none. The same key again changes nothing.
    /// </summary>
    /// <exception cref="RefusedException">More than is left, nothing said why, or the person may not.</exception>
    public async Task<Guid?> DisputeAsync(Guid person, Guid deductionId, decimal amount, DisputeReason reason, string? story, Guid key, CancellationToken cancellationToken = default)
    {
        Guid? opened = null;
        await PartAsync(person, [Role.Kam, Role.FinAr, Role.FinEx], deductionId, amount, key, async (db, deduction, part, calendar) =>
        {
            opened = null;
            (part.Reason, part.Note) = (reason, Written(story, "story", 500, true));
            deduction.Disputed += amount;
            if (deduction.ReceivableId is { } item) opened = await OpenAsync(db, deduction, part, item, calendar, cancellationToken);
        }, cancellationToken);
        return opened;
    }

    /// <summary>Takes a match back: the item is open again by as much, and what it was matched with may be deducted again.</summary>
    /// <exception cref="RefusedException">It is a dispute, was taken back before, its statement is agreed already, or the person may not.</exception>
    public Task ReverseAsync(Guid person, Guid partId, string? reason, CancellationToken cancellationToken = default) =>
        ChangeAsync(person, Matchers, async (db, scope, _) =>
        {
            var part = await db.DeductionParts.AsNoTracking().SingleOrDefaultAsync(row => row.Id == partId, cancellationToken) ?? throw new RefusedException(RefusalKind.NotFound, "deduction.unknown");
            var deduction = await HoldAsync(db, scope, part.DeductionId, cancellationToken);
            if (part is not { SourceId: { } sourceId, ReversesId: null } || await db.DeductionParts.AnyAsync(row => row.ReversesId == partId, cancellationToken)) throw new RefusedException(RefusalKind.Conflict, "allocation.reversed");
            await RefuseAgreedAsync(db, deduction, cancellationToken);
            var back = new DeductionPart
            {
                Id = Guid.CreateVersion7(clock.Now), DeductionId = deduction.Id, Kind = part.Kind, SourceId = sourceId, Number = part.Number, Amount = -part.Amount, ReversesId = part.Id, At = clock.Now, PersonId = person,
                Note = Written(reason, "reason", 500, true),
            };
            db.DeductionParts.Add(back);
            deduction.Matched -= part.Amount;
            await sources.Single(each => each.Kind == part.Kind).MatchAsync(db, KeyOf(back), sourceId, -part.Amount, person, cancellationToken);
            if (deduction.ReceivableId is not null) await ledger.ReverseKeyAsync(db, person, KeyOf(part), back.Note, cancellationToken);
            deduction.Settle();
            Record(db, person, deduction, "Unmatch", part.Amount, back.Note);
            return true;
        }, cancellationToken);

    /// <summary>The chain paid it after all, or it was entered by mistake.</summary>
    /// <exception cref="RefusedException">Parts of it are matched or disputed, it stands on a statement, or the person may not.</exception>
    public Task WithdrawAsync(Guid person, Guid deductionId, string? reason, CancellationToken cancellationToken = default) =>
        ChangeAsync(person, Hands, async (db, scope, _) =>
        {
            var deduction = await HoldAsync(db, scope, deductionId, cancellationToken);
            if (deduction.Matched != 0m || deduction.Disputed != 0m) throw new RefusedException(RefusalKind.Conflict, "deduction.inUse");
            var why = Written(reason, "reason", 500, true);
            if (deduction.DifferenceId is { } id)
            {
                // The difference is to be settled in another way then; the row stays and lets go of it.
                await RefuseAgreedAsync(db, deduction, cancellationToken);
                var difference = await db.StatementDifferences.SingleAsync(row => row.Id == id, cancellationToken);
                (difference.Result, difference.SettledById, difference.SettledAt) = (DifferenceResult.Open, null, null);
                deduction.DifferenceId = null;
            }

            deduction.MoveTo(DeductionState.Withdrawn);
            Record(db, person, deduction, "Withdraw", deduction.Amount, why);
            return true;
        }, cancellationToken);

    /// <summary>Tells owner and superior of deductions that nobody has classified in time, each once. Safe to repeat. Returns how many.</summary>
    public async Task<int> WatchAsync(CancellationToken cancellationToken = default)
    {
        var today = clock.Today;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var late = await db.Deductions.AsNoTracking().Where(row => row.State == DeductionState.Open && row.DueOn < today && row.ToldAt == null).OrderBy(row => row.DueOn).Take(500).Select(row => row.Id).ToListAsync(cancellationToken);
        if (late.Count == 0) return 0;
        var found = await templates.FindAsync(StatementDesk.Process, "deduction-late", cancellationToken);
        foreach (var id in late)
        {
            await db.ChangeAsync(async () =>
            {
                var deduction = await db.Deductions.SingleAsync(row => row.Id == id, cancellationToken);
                if (deduction.State != DeductionState.Open || deduction.ToldAt is not null) return;
                deduction.ToldAt = clock.Now;
                deduction.Version++;
                var payer = await db.Customers.AsNoTracking().SingleAsync(row => row.Id == deduction.CustomerId, cancellationToken);
                var superior = (await Staff.SuperiorOfAsync(db, deduction.OwnerId, cancellationToken))?.Id;
                Guid[] people = superior is { } boss ? [deduction.OwnerId, boss] : [deduction.OwnerId];
                await notifier.AddAsync(db, new($"deduction/{id:N}/late", StatementDesk.Process, "deduction-late", people, SettlementWords.Of(
                    ("number", deduction.Reference), ("title", payer.Name), ("amount", deduction.Unknown), ("due", deduction.DueOn)), null), found, cancellationToken);
            }, cancellationToken);
            db.ChangeTracker.Clear();
        }

        return late.Count;
    }

    /// <summary>Opens the disputes that waited for a statement's invoice, inside the caller's transaction.</summary>
    internal async Task OpenWaitingAsync(ProcessSalesDb db, Guid statementId, Guid receivableId, CancellationToken cancellationToken)
    {
        var calendar = await calendars.CurrentAsync(cancellationToken);
        var waiting = await (from part in db.DeductionParts
                             where part.Reason != null && part.DisputeId == null
                             join deduction in db.Deductions on part.DeductionId equals deduction.Id
                             join difference in db.StatementDifferences on deduction.DifferenceId equals (Guid?)difference.Id
                             where difference.StatementId == statementId
                             select new { part, deduction }).ToListAsync(cancellationToken);
        foreach (var each in waiting) await OpenAsync(db, each.deduction, each.part, receivableId, calendar, cancellationToken);
    }

    private async Task<Guid> OpenAsync(ProcessSalesDb db, Deduction deduction, DeductionPart part, Guid item, WorkingCalendar calendar, CancellationToken cancellationToken)
    {
        var dispute = await disputes.OpenAsync(db, part.PersonId, new(item, part.Amount, part.Reason!.Value, part.Note), deduction.Id, calendar, cancellationToken);
        (part.DisputeId, part.Number) = (dispute.Id, dispute.Number);
        return dispute.CaseId;
    }

    private Task PartAsync(Guid person, Role[] roles, Guid deductionId, decimal amount, Guid key, Func<ProcessSalesDb, Deduction, DeductionPart, WorkingCalendar, Task> fill, CancellationToken cancellationToken) =>
        ChangeAsync(person, roles, async (db, scope, calendar) =>
        {
            var deduction = await HoldAsync(db, scope, deductionId, cancellationToken);
            if (await db.DeductionParts.AnyAsync(row => row.Id == key, cancellationToken)) return true;
            if (deduction.State != DeductionState.Open) throw new RefusedException(RefusalKind.Conflict, "deduction.state", deduction.State);
            await RefuseAgreedAsync(db, deduction, cancellationToken);
            if (amount <= 0m || decimal.Round(amount, 2) != amount) throw Invalid("amount", "allocation.notPositive");
            if (amount > deduction.Unknown) throw Invalid("amount", "deduction.moreThanLeft", deduction.Unknown);
            var part = new DeductionPart { Id = key == Guid.Empty ? Guid.CreateVersion7(clock.Now) : key, DeductionId = deduction.Id, Amount = amount, At = clock.Now, PersonId = person };
            await fill(db, deduction, part, calendar);
            db.DeductionParts.Add(part);
            deduction.Settle();
            Record(db, person, deduction, part.SourceId is null ? "Dispute" : "Match", amount, part.Number);
            return true;
        }, cancellationToken);

    private async Task<Deduction> NewAsync(ProcessSalesDb db, Guid person, Guid customer, decimal amount, string reference, string note, WorkingCalendar calendar, CancellationToken cancellationToken)
    {
        var owner = await db.Customers.Where(row => row.Id == customer).Select(row => row.OwnerId).SingleAsync(cancellationToken);
        var deduction = new Deduction
        {
            Id = Guid.CreateVersion7(clock.Now), CustomerId = customer, Reference = reference, Note = note, Amount = amount, OwnerId = owner, DueOn = calendar.AddWorkingDays(clock.Today, (await book.CurrentAsync(db, cancellationToken)).DeductionDays), EnteredAt = clock.Now,
        };
        db.Deductions.Add(deduction);
        Record(db, person, deduction, "Enter", amount, note.Length > 0 ? note : null);
        return deduction;
    }

    private async Task<T> ChangeAsync<T>(Guid person, Role[] roles, Func<ProcessSalesDb, DataScope, WorkingCalendar, Task<T>> change, CancellationToken cancellationToken)
    {
        var calendar = await calendars.CurrentAsync(cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.ChangeAsync(async () =>
        {
            await db.RequireRoleAsync(person, cancellationToken, roles);
            return await change(db, await DataScope.OfAsync(db, person, cancellationToken), calendar);
        }, cancellationToken);
    }

    // What both sides agreed on stands: later it is a matter of the item and its dispute.
    private static async Task RefuseAgreedAsync(ProcessSalesDb db, Deduction deduction, CancellationToken cancellationToken)
    {
        if (deduction.DifferenceId is not { } id) return;
        var state = await (from difference in db.StatementDifferences where difference.Id == id join statement in db.Statements on difference.StatementId equals statement.Id select statement.State).SingleAsync(cancellationToken);
        if (!state.IsCompared()) throw new RefusedException(RefusalKind.Conflict, "statement.notCompared", state);
    }

    private static async Task<Deduction> HoldAsync(ProcessSalesDb db, DataScope scope, Guid id, CancellationToken cancellationToken)
    {
        var payers = scope.Customers(db);
        return await db.Deductions.Where(row => row.Id == id && payers.Any(payer => payer.Id == row.CustomerId)).ExecuteUpdateAsync(set => set.SetProperty(row => row.Version, row => row.Version + 1), cancellationToken) == 1
            ? await db.Deductions.SingleAsync(row => row.Id == id, cancellationToken)
            : throw new RefusedException(RefusalKind.NotFound, "deduction.unknown");
    }

    private static async Task SeeAsync(ProcessSalesDb db, DataScope scope, Guid receivableId, CancellationToken cancellationToken)
    {
        var payers = scope.Customers(db);
        if (!await db.Receivables.AnyAsync(row => row.Id == receivableId && payers.Any(payer => payer.Id == row.CustomerId), cancellationToken)) throw new RefusedException(RefusalKind.NotFound, "receivable.unknown");
    }

    private void Record(ProcessSalesDb db, Guid person, Deduction deduction, string action, decimal amount, string? comment) => db.Record(clock.Now, new()
    {
        PersonId = person, Subject = $"deduction:{deduction.Reference}", Action = action, To = amount.ToString("0.00", CultureInfo.InvariantCulture), Comment = comment,
    });

    private static string KeyOf(DeductionPart part) => $"deduction/{part.DeductionId:N}/{part.Id:N}";

    private static string Written(string? text, string field, int longest, bool required)
    {
        var plain = text?.Trim() ?? "";
        if (required && plain.Length == 0) throw Invalid(field, "required");
        return plain.Length <= longest ? plain : throw Invalid(field, "tooLong", longest);
    }

    private static RefusedException Invalid(string field, string key, params object?[] arguments) => new(RefusalKind.Invalid, [new(field, key, arguments)]);
}
