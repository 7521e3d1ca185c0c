using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Continuations;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Workflows.Complaints;

/// <summary>What is known when a complaint is registered; the rest is completed later (domain.md 2.5, C10).</summary>
/// <param name="ClientId">The sender's own id: the same again registers nothing more.</param>
public sealed record ComplaintRegistration(Guid ClientId, ComplaintType Type, ComplaintSource Source, string Description)
{
    /// <summary>The store; null for the hotline.</summary>
    public Guid? StoreId { get; init; }

    /// <summary>The chain, where no store is concerned; a store says it by itself.</summary>
    public Guid? CustomerId { get; init; }

    /// <summary>EAN-13.</summary>
    public string? ProductCode { get; init; }

    /// <summary>Date on the pack.</summary>
    public DateOnly? ProducedOn { get; init; }

    /// <summary>Number on the pack.</summary>
    public string? BatchNumber { get; init; }

    /// <summary>包装已丢</summary>
    public bool PackLost { get; init; }

    /// <summary>Pieces.</summary>
    public decimal? Quantity { get; init; }

    /// <summary>身体不适/就医</summary>
    public bool HealthEffect { get; init; }

    /// <summary>Who complains.</summary>
    public string? ReporterName { get; init; }

    /// <summary>Phone.</summary>
    public string? ReporterPhone { get; init; }

    /// <summary>匿名</summary>
    public bool Anonymous { get; init; }

    /// <summary>Whether a sample is kept.</summary>
    public bool SampleKept { get; init; }

    /// <summary>Where.</summary>
    public string? SamplePlace { get; init; }

    /// <summary>What the person wants.</summary>
    public ComplaintDemand Demand { get; init; } = ComplaintDemand.Explanation;

    /// <summary>CNY.</summary>
    public decimal? DemandAmount { get; init; }

    /// <summary>Why there is no picture.</summary>
    public string? NoEvidenceReason { get; init; }

    /// <summary>When it happened, UTC; null for now.</summary>
    public DateTimeOffset? OccurredAt { get; init; }

    /// <summary>When the company learned of it, UTC; null for now. What the law gives counts from then.</summary>
    public DateTimeOffset? ReceivedAt { get; init; }

    /// <summary>The visit's finding behind it.</summary>
    public Guid? FindingId { get; init; }

    /// <summary>The visit.</summary>
    public Guid? VisitId { get; init; }

    /// <summary>Pictures of the visit.</summary>
    public IReadOnlyList<Guid> VisitPhotos { get; init; } = [];

    /// <summary>Whether expired goods were on a shelf.</summary>
    public bool ExpiredFound { get; init; }
}

/// <summary>Registers complaints and keeps what people do and write besides the steps of the process. Safe for concurrent use.</summary>
public sealed class ComplaintDesk(
    IDbContextFactory<ProcessSalesDb> databases, CaseRegister cases, ComplaintStanding standing, ComplaintNews news, WorkingCalendars calendars, CompanyClock clock)
{
    private const int ShortestDescription = 10;
    private const int LongestText = 2000;

    /// <summary>Registers a complaint and orders its workflow; the caller hands the order to the pump. Returns the case's id, that of the first time when it is sent again.</summary>
    /// <exception cref="RefusedException">Something needed is missing or impossible.</exception>
    public async Task<Guid> RegisterAsync(Guid person, ComplaintRegistration entered, string? client = null, CancellationToken cancellationToken = default)
    {
        Check(entered);
        var calendar = await calendars.CurrentAsync(cancellationToken);
        var ready = await news.ReadyAsync(cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.ChangeAsync(async () =>
        {
            var known = await db.Complaints.Where(row => row.ClientId == entered.ClientId || (entered.FindingId != null && row.FindingId == entered.FindingId)).Select(row => (Guid?)row.CaseId).FirstOrDefaultAsync(cancellationToken);
            if (known is { } before) return before;
            var who = await db.Users.AsNoTracking().SingleOrDefaultAsync(row => row.Id == person && row.Active, cancellationToken) ?? throw new RefusedException(RefusalKind.Forbidden, "person.unknown");
            var store = entered.StoreId is { } storeId
                ? await db.Stores.AsNoTracking().SingleOrDefaultAsync(row => row.Id == storeId, cancellationToken) ?? throw new RefusedException(RefusalKind.Invalid, [new("StoreId", "field.unknownReference", "")])
                : null;
            var customerId = store?.CustomerId ?? entered.CustomerId;
            var customer = customerId is null ? null
                : await db.Customers.AsNoTracking().SingleOrDefaultAsync(row => row.Id == customerId, cancellationToken) ?? throw new RefusedException(RefusalKind.Invalid, [new("CustomerId", "field.unknownReference", "")]);
            var product = entered.ProductCode is null ? null
                : await db.Products.AsNoTracking().SingleOrDefaultAsync(row => row.Code == entered.ProductCode, cancellationToken) ?? throw new RefusedException(RefusalKind.Invalid, [new("ProductCode", "field.unknownReference", entered.ProductCode)]);
            var handler = await HandlerAsync(db, store?.OwnerId, customer?.OwnerId, who.Id, cancellationToken);
            var title = string.Join(' ', new[] { store?.Name, product?.Name, entered.Description.Length > 30 ? entered.Description[..30] + "…" : entered.Description }.OfType<string>());
            var file = await cases.StartAsync(db, new(ComplaintStanding.Process, handler) { StartedById = person, AreaId = customer?.AreaId ?? who.OrgUnitId, Title = title }, cancellationToken);
            file.CustomerCode = customer?.Code;
            file.SearchText = string.Join(' ', new[] { store?.Code, store?.Name, customer?.Code, customer?.Name, product?.Code, product?.Name, who.Name }.OfType<string>()).ToLowerInvariant();
            var complaint = new Complaint
            {
                Id = Guid.CreateVersion7(clock.Now), CaseId = file.Id, State = ComplaintState.Registered, ClientId = entered.ClientId, Type = entered.Type, Source = entered.Source,
                Description = entered.Description.Trim(), RegisteredById = person, ReporterName = Clean(entered.ReporterName), ReporterPhone = Clean(entered.ReporterPhone),
                Anonymous = entered.Anonymous || string.IsNullOrWhiteSpace(entered.ReporterName), StoreId = store?.Id, CustomerId = customer?.Id, AreaId = file.AreaId, HandlerId = handler,
                ProductCode = product?.Code, ProducedOn = entered.ProducedOn, BatchNumber = Clean(entered.BatchNumber), PackLost = entered.PackLost, Quantity = entered.Quantity, HealthEffect = entered.HealthEffect,
                ExpiredFound = entered.ExpiredFound, NoEvidenceReason = Clean(entered.NoEvidenceReason), SampleKept = entered.SampleKept, Demand = entered.Demand, DemandAmount = entered.DemandAmount,
                OccurredAt = entered.OccurredAt ?? entered.ReceivedAt ?? clock.Now, ReceivedAt = entered.ReceivedAt ?? clock.Now, RegisteredAt = clock.Now, ClockFrom = clock.Now, FindingId = entered.FindingId, VisitId = entered.VisitId,
                VisitPhotos = entered.VisitPhotos.Count == 0 ? null : string.Join(',', entered.VisitPhotos.Take(50)),
            };
            db.Complaints.Add(complaint);
            if (entered.SampleKept) standing.Write(db, complaint, ComplaintEntryKind.Custody, person, entered.SamplePlace ?? "", holder: who.Name, place: Clean(entered.SamplePlace));
            // Whoever registers it reads it, also without a task in it.
            if (handler != person) db.CaseCopies.Add(new() { CaseId = file.Id, PersonId = person, At = clock.Now, ReadAt = clock.Now, Reason = CopyReason.Submit });
            file.DataJson = ComplaintForms.Registration(complaint, product?.Name, entered.SamplePlace, clock).ToJsonString();
            await db.SaveChangesAsync(cancellationToken);
            await standing.JudgeAsync(db, ready, file, complaint, calendar, null, person, first: true, cancellationToken);
            db.Record(clock.Now, new() { PersonId = person, CaseId = file.Id, Subject = "complaint", Action = "State", To = $"Complaint.{complaint.State}", Client = client });
            return file.Id;
        }, cancellationToken);
    }

    /// <summary>接手: somebody takes a critical complaint, and the alarm stops.</summary>
    /// <exception cref="RefusedException">It is not visible to the person, or over.</exception>
    public Task TakeAsync(Guid person, Guid id, CancellationToken cancellationToken = default) => ChangeAsync(person, id, (db, _, complaint, who) =>
    {
        if (who.Role is Role.Pcc or Role.Adm) throw new RefusedException(RefusalKind.Forbidden, "notAllowed");
        if (complaint.State.IsFinal()) throw new RefusedException(RefusalKind.Conflict, "complaint.over");
        if (complaint.TakenAt is not null) throw new RefusedException(RefusalKind.Conflict, "complaint.taken");
        (complaint.TakenAt, complaint.TakenById, complaint.NextLookAt) = (clock.Now, person, clock.Now);
        standing.Write(db, complaint, ComplaintEntryKind.Note, person, $"接手 Taken: {who.Name}");
        return Task.CompletedTask;
    }, cancellationToken);

    /// <summary>Adds a line to the log. A first reply also ends the task that asks for it.</summary>
    /// <exception cref="RefusedException">Nothing was written, or the complaint is not visible.</exception>
    public Task WriteAsync(Guid person, Guid id, ComplaintEntryKind kind, string? text, string? holder, string? place, CancellationToken cancellationToken = default)
    {
        if (kind is not (ComplaintEntryKind.Amendment or ComplaintEntryKind.Note or ComplaintEntryKind.FirstReply or ComplaintEntryKind.Custody or ComplaintEntryKind.Negotiation or ComplaintEntryKind.Promise or ComplaintEntryKind.Regulator))
        {
            throw new RefusedException(RefusalKind.Invalid, [new("Kind", "field.notAValue")]);
        }

        if (string.IsNullOrWhiteSpace(text)) throw new RefusedException(RefusalKind.Invalid, [new("Text", "required")]);
        if (text.Length > LongestText) throw new RefusedException(RefusalKind.Invalid, [new("Text", "tooLong", LongestText)]);
        if (kind == ComplaintEntryKind.Custody && (string.IsNullOrWhiteSpace(holder) || string.IsNullOrWhiteSpace(place))) throw new RefusedException(RefusalKind.Invalid, [new("Holder", "complaint.custody")]);
        if (holder is { Length: > 100 } || place is { Length: > 100 }) throw new RefusedException(RefusalKind.Invalid, [new("Place", "tooLong", 100)]);
        return ChangeAsync(person, id, async (db, file, complaint, who) =>
        {
            standing.Write(db, complaint, kind, person, text, holder: Clean(holder), place: Clean(place));
            if (kind == ComplaintEntryKind.Custody) complaint.SampleKept = true;
            if (kind == ComplaintEntryKind.FirstReply)
            {
                if (who.Role == Role.Pcc) throw new RefusedException(RefusalKind.Forbidden, "notAllowed");
                if (complaint.RepliedAt is not null) throw new RefusedException(RefusalKind.Conflict, "complaint.replied");
                Reply(complaint, person);
                await cases.AnswerInAsync(db, file, ComplaintCourse.ReplyStep, person, ComplaintCourse.Replied, cancellationToken);
            }
        }, cancellationToken);
    }

    /// <summary>Notes that the customer was answered, which also takes a critical complaint.</summary>
    internal void Reply(Complaint complaint, Guid? person)
    {
        complaint.RepliedAt ??= clock.Now;
        if (complaint.TakenAt is null) (complaint.TakenAt, complaint.TakenById) = (clock.Now, person);
        complaint.NextLookAt = clock.Now;
        complaint.Version++;
    }

    /// <summary>Quality proposes to lower a severity A that the rule set, with a reason.</summary>
    /// <exception cref="RefusedException">Not of quality, not A, or no reason.</exception>
    public async Task ProposeLowerAsync(Guid person, Guid id, Severity to, string? reason, CancellationToken cancellationToken = default)
    {
        if (string.IsNullOrWhiteSpace(reason)) throw new RefusedException(RefusalKind.Invalid, [new("Reason", "required")]);
        if (reason.Length > 500) throw new RefusedException(RefusalKind.Invalid, [new("Reason", "tooLong", 500)]);
        var ready = await news.ReadyAsync(cancellationToken);
        await ChangeAsync(person, id, async (db, file, complaint, who) =>
        {
            if (who.Role != Role.Qa) throw new RefusedException(RefusalKind.Forbidden, "notAllowed");
            if (complaint.Severity != Severity.A || to == Severity.A || complaint.State.IsFinal()) throw new RefusedException(RefusalKind.Conflict, "complaint.notCritical");
            (complaint.LowerProposedById, complaint.LowerReason, complaint.LowerTo) = (person, reason.Trim(), to);
            standing.Write(db, complaint, ComplaintEntryKind.Severity, person, $"A → {to}? {reason.Trim()}");
            await news.TellAsync(db, ready, file, complaint, $"complaint/{complaint.Id:N}/lower/{complaint.Version}", ComplaintNews.LowerAsked, await ComplaintNews.RolesAsync(db, complaint, cancellationToken, Role.Arm), null,
                new() { ["comment"] = reason.Trim(), ["handler"] = who.Name }, cancellationToken);
        }, cancellationToken);
    }

    /// <summary>The area manager agrees to the lower severity.</summary>
    /// <exception cref="RefusedException">Not an area manager, or nothing was proposed.</exception>
    public async Task ConfirmLowerAsync(Guid person, Guid id, CancellationToken cancellationToken = default)
    {
        var calendar = await calendars.CurrentAsync(cancellationToken);
        var ready = await news.ReadyAsync(cancellationToken);
        await ChangeAsync(person, id, async (db, file, complaint, who) =>
        {
            if (who.Role != Role.Arm) throw new RefusedException(RefusalKind.Forbidden, "notAllowed");
            if (complaint.LowerProposedById is null || complaint.LowerTo is not { } to || complaint.LowerProposedById == person || complaint.State.IsFinal()) throw new RefusedException(RefusalKind.Conflict, "complaint.notProposed");
            complaint.Lowered = true;
            complaint.SeverityReason = "Lowered";
            complaint.LowerProposedById = null;
            await standing.SetSeverityAsync(db, ready, file, complaint, calendar, to, person, first: false, cancellationToken);
        }, cancellationToken);
    }

    /// <summary>Starts a legal clock, or notes that it was met.</summary>
    /// <exception cref="RefusedException">Not of quality or direction, or it runs already.</exception>
    public async Task LegalClockAsync(Guid person, Guid id, LegalClockKind kind, bool done, CancellationToken cancellationToken = default)
    {
        var calendar = await calendars.CurrentAsync(cancellationToken);
        await ChangeAsync(person, id, async (db, _, complaint, who) =>
        {
            if (who.Role is not (Role.Qa or Role.Dir)) throw new RefusedException(RefusalKind.Forbidden, "notAllowed");
            var running = await db.LegalClocks.SingleOrDefaultAsync(row => row.ComplaintId == complaint.Id && row.Kind == kind, cancellationToken);
            if (done)
            {
                if (running is not { DoneAt: null }) throw new RefusedException(RefusalKind.Conflict, "complaint.clock");
                running.DoneAt = clock.Now;
                standing.Write(db, complaint, ComplaintEntryKind.Regulator, person, $"{kind} ✓");
            }
            else
            {
                if (running is not null) throw new RefusedException(RefusalKind.Conflict, "complaint.clock");
                await standing.StartLegalClockAsync(db, complaint, kind, clock.Now, person, calendar, cancellationToken);
                standing.Write(db, complaint, ComplaintEntryKind.Regulator, person, $"{kind} ▶");
            }
        }, cancellationToken);
    }

    internal async Task ChangeAsync(Guid person, Guid id, Func<ProcessSalesDb, Case, Complaint, Person, Task> change, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            var complaint = await (await ComplaintScope.OfAsync(db, person, cancellationToken)).SingleOrDefaultAsync(row => row.Id == id, cancellationToken) ?? throw new RefusedException(RefusalKind.NotFound, "complaint.unknown");
            await db.LockCaseAsync(complaint.CaseId, cancellationToken);
            var file = await db.Cases.SingleAsync(row => row.Id == complaint.CaseId, cancellationToken);
            var who = await db.Users.AsNoTracking().SingleAsync(row => row.Id == person, cancellationToken);
            complaint.Version++;
            await change(db, file, complaint, who);
        }, cancellationToken);
    }

    private void Check(ComplaintRegistration entered)
    {
        var refusals = new List<Refusal>();
        if (entered.Description is not { } text || text.Trim().Length < ShortestDescription) refusals.Add(new("Description", "complaint.description", ShortestDescription));
        else if (text.Length > LongestText) refusals.Add(new("Description", "tooLong", LongestText));
        if (entered.ProducedOn > clock.Today) refusals.Add(new("ProducedOn", "complaint.producedLater"));
        if (entered.ReceivedAt > clock.Now) refusals.Add(new("ReceivedAt", "complaint.receivedLater"));
        if (entered.OccurredAt > (entered.ReceivedAt ?? clock.Now)) refusals.Add(new("OccurredAt", "complaint.occurredLater"));
        if (entered.Quantity is < 0 or > 1_000_000) refusals.Add(new("Quantity", "field.tooLarge", 1_000_000m));
        if (entered.DemandAmount is < 0 or > 100_000_000) refusals.Add(new("DemandAmount", "field.tooLarge", 100_000_000m));
        if (entered.ReporterName is { Length: > 60 }) refusals.Add(new("ReporterName", "tooLong", 60));
        if (entered.ReporterPhone is { Length: > 30 }) refusals.Add(new("ReporterPhone", "tooLong", 30));
        if (entered.BatchNumber is { Length: > 60 }) refusals.Add(new("BatchNumber", "tooLong", 60));
        if (entered.SamplePlace is { Length: > 100 }) refusals.Add(new("SamplePlace", "tooLong", 100));
        if (entered.NoEvidenceReason is { Length: > 200 }) refusals.Add(new("NoEvidenceReason", "tooLong", 200));
        if (refusals.Count > 0) throw new RefusedException(RefusalKind.Invalid, refusals);
    }

    // The manager of the store handles it, then that of the chain; what nobody's store concerns is quality's, or stays with the manager who brought it.
    internal static async Task<Guid> HandlerAsync(ProcessSalesDb db, Guid? ofStore, Guid? ofCustomer, Guid otherwise, CancellationToken cancellationToken)
    {
        foreach (var manager in new[] { ofStore, ofCustomer }.OfType<Guid>())
        {
            if (await db.Users.AnyAsync(row => row.Id == manager && row.Active, cancellationToken)) return manager;
        }

        if (await db.Users.AnyAsync(row => row.Id == otherwise && row.Role == Role.Kam, cancellationToken)) return otherwise;
        return (await db.Users.Where(row => row.Role == Role.Qa && row.Active).OrderBy(row => row.UserName).Select(row => (Guid?)row.Id).FirstOrDefaultAsync(cancellationToken)) ?? otherwise;
    }

    private static string? Clean(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
