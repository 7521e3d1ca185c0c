using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Terms;

namespace ProcessSales.Workflows.Visits;

/// <summary>
/// Keeps visits as phones tell them. A message that comes twice changes nothing; one that rests on an older state is answered with what is stored and
/// never overwrites it. Safe for concurrent use.
/// </summary>
public sealed class VisitRegister
{
    private readonly IDbContextFactory<ProcessSalesDb> databases;
    private readonly CaseRegister cases;
    private readonly WorkingCalendars calendars;
    private readonly DayStandards standards;
    private readonly VisitOrders orders;
    private readonly CompanyClock clock;
    private readonly VisitTermsBook book;

    internal VisitRegister(IDbContextFactory<ProcessSalesDb> databases, CaseRegister cases, WorkingCalendars calendars, DayStandards standards, VisitOrders orders, CompanyClock clock, VisitTermsBook book)
    {
        this.databases = databases;
        this.cases = cases;
        this.calendars = calendars;
        this.standards = standards;
        this.orders = orders;
        this.clock = clock;
        this.book = book;
    }

    /// <summary>The process that reviews visits.</summary>
    public const string Process = "store-visit";

    /// <summary>The name on which a review waits while its visit is completed.</summary>
    public const string ResubmittedStimulus = "ProcessSales.VisitResubmitted";

    private const int LongestReason = 200;

    /// <summary>Puts a visit into a day, as a plan does; the same line of the plan again changes nothing. Returns its id.</summary>
    public async Task<Guid> PlanAsync(Guid store, Guid person, DateOnly day, int? order, Guid? plannedVisitId, string? adHocReason = null, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.ChangeAsync(async () =>
        {
            if (plannedVisitId is { } line && await db.Visits.Where(row => row.PlannedVisitId == line).Select(row => (Guid?)row.Id).SingleOrDefaultAsync(cancellationToken) is { } known) return known;
            var visit = await NewAsync(db, person, Guid.NewGuid(), store, adHocReason, cancellationToken);
            visit.Day = day;
            visit.Order = order;
            visit.PlannedVisitId = plannedVisitId;
            visit.Version = 1;
            return visit.Id;
        }, cancellationToken);
    }

    /// <summary>Keeps what a phone tells of a visit.</summary>
    /// <exception cref="RefusedException">It breaks a rule, is somebody else's, or the store is out of the person's scope; nothing was kept.</exception>
    public async Task<VisitReceipt> PutAsync(Guid person, Guid clientId, VisitMessage message, string? client, CancellationToken cancellationToken = default)
    {
        var content = VisitContent.Parse(message.ContentJson);
        var json = content.ToJson();
        if (message.Steps.Count > 50) throw new RefusedException(RefusalKind.Invalid, [new("steps", "visit.tooMany", 50)]);
        if (clientId == Guid.Empty || message.OperationId == Guid.Empty) throw new RefusedException(RefusalKind.Invalid, "visit.unreadable");
        var calendar = await calendars.CurrentAsync(cancellationToken);
        var expected = (await standards.OfAsync([message.StoreId], clock.DateOf(content.CheckIn?.At ?? clock.Now), cancellationToken)).GetValueOrDefault(message.StoreId, []);
        var brings = message.Steps.Any(step => step.To == VisitState.Submitted) && content.Lines.Any(line => line.Ordered > 0);
        var told = brings ? await orders.FindAsync(cancellationToken) : null;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.ChangeAsync(async () =>
        {
            // A phone that got no answer in time sends again: the second must not look while the first is being stored.
            await db.AloneAsync($"visit/{clientId:N}", cancellationToken);
            var terms = await book.HistoryAsync(db, cancellationToken);
            var visit = await db.Visits.SingleOrDefaultAsync(row => row.ClientId == clientId, cancellationToken);
            if (visit is not null && visit.PersonId != person) throw new RefusedException(RefusalKind.NotFound, "visit.unknown");
            if (await db.VisitOperations.Where(row => row.Id == message.OperationId).Select(row => (Guid?)row.VisitId).SingleOrDefaultAsync(cancellationToken) is { } known)
                return visit?.Id == known ? Receipt(visit) : throw new RefusedException(RefusalKind.Invalid, "visit.unreadable");
            if (visit is not null && visit.StoreId != message.StoreId) throw new RefusedException(RefusalKind.Invalid, [new("storeId", "visit.wrongStore")]);
            if (visit is not null && !RestsOn(visit, message)) return Receipt(visit) with { Conflict = true, ContentJson = visit.ContentJson, CaseId = null };
            if (visit is null)
            {
                if (message.BasedOn != 0) throw new RefusedException(RefusalKind.NotFound, "visit.unknown");
                if (string.IsNullOrWhiteSpace(message.AdHocReason)) throw new RefusedException(RefusalKind.Invalid, [new("adHocReason", "visit.adHocReason")]);
                if (!await (await DataScope.OfAsync(db, person, cancellationToken)).Stores(db).AnyAsync(row => row.Id == message.StoreId, cancellationToken)) throw new RefusedException(RefusalKind.NotFound, "store.unknown");
                visit = await NewAsync(db, person, clientId, message.StoreId, message.AdHocReason, cancellationToken);
                visit.Day = clock.DateOf(message.Steps.Count > 0 ? Timely(message.Steps[0].At, terms) : message.SentAt);
            }

            visit.ContentJson = json;
            visit.ChecklistVersion = visit.ChecklistVersion == 0 ? message.ChecklistVersion : visit.ChecklistVersion;
            visit.ClockDifference = (int)Math.Clamp((message.SentAt - clock.Now).TotalSeconds, int.MinValue, int.MaxValue);
            var record = await VisitRecord.OpenAsync(db, visit, content, terms, clock, calendar, expected, cancellationToken);
            var moves = await db.VisitMoves.Where(row => row.VisitId == visit.Id).Select(row => row.Id).ToListAsync(cancellationToken);
            var fresh = message.Steps.Where(step => !moves.Contains(step.Id)).DistinctBy(step => step.Id).ToList();
            if (fresh.Count == 0 && !visit.State.IsWritable()) throw new RefusedException(RefusalKind.Conflict, "visit.notWritable");
            record.Check(fresh.Count > 0 ? fresh[^1].To : visit.State);
            foreach (var step in fresh) await MoveAsync(db, record, step, terms, person, client, cancellationToken);
            await record.ProjectAsync(cancellationToken);
            if (brings && visit.State == VisitState.Submitted) await orders.TellAsync(db, visit, content, told, cancellationToken);
            visit.Version++;
            db.VisitOperations.Add(new() { Id = message.OperationId, VisitId = visit.Id, At = clock.Now });
            return Receipt(visit);
        }, cancellationToken);
    }

    // What the day's end changed by itself is no reason to distrust a phone that had no network.
    private static bool RestsOn(Visit visit, VisitMessage message) =>
        message.BasedOn == visit.Version || (visit.State == VisitState.Missed && message.BasedOn == visit.Version - 1);

    private static VisitReceipt Receipt(Visit visit) => new(visit.Id, visit.State, visit.Version, false, visit.StateNote, visit.CancelReason is not null, null, visit.CaseId);

    private async Task<Visit> NewAsync(ProcessSalesDb db, Guid person, Guid clientId, Guid store, string? adHocReason, CancellationToken cancellationToken)
    {
        if (adHocReason?.Length > LongestReason) throw new RefusedException(RefusalKind.Invalid, [new("adHocReason", "tooLong", LongestReason)]);
        var visit = new Visit
        {
            Id = Guid.CreateVersion7(clock.Now), ClientId = clientId, StoreId = store, PersonId = person, AdHocReason = adHocReason?.Trim(), State = VisitState.Planned, Day = clock.Today, CreatedAt = clock.Now,
            AreaId = await db.Users.Where(row => row.Id == person && row.Active).Select(row => row.OrgUnitId).SingleOrDefaultAsync(cancellationToken),
        };
        db.Visits.Add(visit);
        return visit;
    }

    private DateTimeOffset Timely(DateTimeOffset at, TermsHistory<VisitTerms> terms) => at > clock.Now.AddDays(-terms.On(clock.Today).OldestVisitDays) && at < clock.Now.AddDays(2)
        ? at.ToUniversalTime() : throw new RefusedException(RefusalKind.Invalid, [new("steps", "visit.time")]);

    private async Task MoveAsync(ProcessSalesDb db, VisitRecord record, VisitStep step, TermsHistory<VisitTerms> terms, Guid person, string? client, CancellationToken cancellationToken)
    {
        var visit = record.Visit;
        var at = Timely(step.At, terms);
        if (!step.To.IsVisitors() || !visit.State.Allows(step.To)) throw new RefusedException(RefusalKind.Conflict, "visit.transition", visit.State, step.To);
        if (step.To.NeedsReason() && string.IsNullOrWhiteSpace(step.Reason)) throw new RefusedException(RefusalKind.Invalid, [new("reason", "visit.reason")]);
        if (step.Reason?.Length > LongestReason) throw new RefusedException(RefusalKind.Invalid, [new("reason", "tooLong", LongestReason)]);
        var reason = string.IsNullOrWhiteSpace(step.Reason) ? null : step.Reason.Trim();
        if (step.To == VisitState.Cancelled && clock.DateOf(at) >= visit.Day)
        {
            // On the very day only the area manager lets a visit drop.
            if (visit.CancelReason is not null) return;
            visit.CancelReason = reason;
            await AskAsync(db, visit, VisitMatters.Cancellation, reason, cancellationToken);
            return;
        }

        db.Note(visit, step.To, at, clock.Now, person, reason, step.Id, client);
        switch (step.To)
        {
            case VisitState.InStore:
                await record.CheckInAsync(at, cancellationToken);
                break;
            case VisitState.LeftStore:
                record.CheckOut(at);
                break;
            case VisitState.Submitted:
                await record.HandInAsync(at, cancellationToken);
                if (visit.CaseId is { } open && await db.Cases.AnyAsync(row => row.Id == open && row.Process == Process && (row.State == CaseState.Returned || row.State == CaseState.InReview), cancellationToken))
                    await cases.ResumeAsync(db, open, ResubmittedStimulus, cancellationToken);
                else await AskAsync(db, visit, VisitMatters.Review, null, cancellationToken);
                break;
            case VisitState.Abandoned:
                visit.Abandonment = step.Abandonment ?? Abandonment.Emergency;
                if (visit.Abandonment == Abandonment.Refused && await RefusedAgainAsync(db, visit, clock.DateOf(at), terms.On(clock.DateOf(at)), cancellationToken)) await AskAsync(db, visit, VisitMatters.Refusals, reason, cancellationToken);
                break;
        }
    }

    private static async Task<bool> RefusedAgainAsync(ProcessSalesDb db, Visit visit, DateOnly day, VisitTerms terms, CancellationToken cancellationToken)
    {
        var since = day.AddDays(-terms.RefusalDays);
        var before = await db.Visits.CountAsync(row => row.StoreId == visit.StoreId && row.Id != visit.Id && row.Abandonment == Abandonment.Refused && row.Day >= since, cancellationToken);
        return before + 1 >= terms.Refusals;
    }

    private async Task AskAsync(ProcessSalesDb db, Visit visit, string kind, string? reason, CancellationToken cancellationToken)
    {
        var store = await db.Stores.AsNoTracking().SingleAsync(row => row.Id == visit.StoreId, cancellationToken);
        var customer = await db.Customers.Where(row => row.Id == store.CustomerId).Select(row => row.Code).SingleAsync(cancellationToken);
        var file = await cases.StartAsync(db, new(Process, visit.PersonId)
        {
            StartedById = visit.PersonId, AreaId = visit.AreaId, Title = VisitMatters.Title(kind, store.Name, visit.Day),
            Fill = opened => (opened.CustomerCode, opened.DataJson, opened.SubmittedAt) = (customer, VisitMatters.Write(kind, visit.Id, reason), clock.Now),
        }, cancellationToken);
        visit.CaseId = file.Id;
    }
}

/// <summary>Changes of a visit's state, in one place.</summary>
internal static class VisitMoves
{
    /// <summary>Moves the visit on and keeps the step.</summary>
    /// <exception cref="RefusedException">The table does not allow it.</exception>
    public static void Note(
        this ProcessSalesDb db, Visit visit, VisitState to, DateTimeOffset at, DateTimeOffset receivedAt, Guid? person, string? reason, Guid? id = null, string? client = null)
    {
        if (!visit.State.Allows(to)) throw new RefusedException(RefusalKind.Conflict, "visit.transition", visit.State, to);
        db.VisitMoves.Add(new() { Id = id ?? Guid.CreateVersion7(receivedAt), VisitId = visit.Id, From = visit.State, To = to, At = at, ReceivedAt = receivedAt, PersonId = person, Reason = reason });
        db.Record(receivedAt, new() { PersonId = person, CaseId = visit.CaseId, Subject = "visit", Action = "State", From = visit.State.ToString(), To = to.ToString(), Comment = reason, Client = client });
        visit.State = to;
        visit.StateNote = reason;
    }
}
