using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Issues;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Returns;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Visits;

namespace ProcessSales.Workflows.Listings;

/// <summary>What is known of lines that go on together. What a state needs is refused when it is missing.</summary>
public sealed record LineFacts
{
    /// <summary>Why; needed to cancel.</summary>
    public string? Note { get; init; }

    /// <summary>The buyer whom the offer went to; needed to submit.</summary>
    public string? Buyer { get; init; }

    /// <summary>Who promised the fee and the shelf date, with names; needed to accept.</summary>
    public string? Promise { get; init; }

    /// <summary>The shelf date that was promised.</summary>
    public DateOnly? PromisedShelfOn { get; init; }

    /// <summary>CNY incl. VAT that the chain asks for each of the lines; null for what was approved.</summary>
    public decimal? AgreedFee { get; init; }

    /// <summary>Why the chain refused; needed to refuse.</summary>
    public ListingRefusal? Refusal { get; init; }

    /// <summary>When to ask again; null takes the usual time.</summary>
    public DateOnly? RetryOn { get; init; }

    /// <summary>The chain's own code; needed when the item is created.</summary>
    public string? ItemCode { get; init; }

    /// <summary>Number of the first order; needed to order.</summary>
    public string? OrderNumber { get; init; }

    /// <summary>Pieces a line that were ordered, came, were sold: by the state that is entered.</summary>
    public int? Quantity { get; init; }

    /// <summary>Production date of what came; needed at delivery.</summary>
    public DateOnly? ProducedOn { get; init; }

    /// <summary>Facings; needed on the shelf.</summary>
    public int? Facings { get; init; }

    /// <summary>Whether the price tag is right; needed on the shelf.</summary>
    public bool? TagRight { get; init; }

    /// <summary>Picture that shows it.</summary>
    public Guid? PhotoId { get; init; }

    /// <summary>Pieces left; needed to delist.</summary>
    public int? Rest { get; init; }

    /// <summary>Number of the return of what is left; needed to delist while something is left.</summary>
    public string? ReturnNumber { get; init; }
}

/// <summary>An order to bring lines of a listing into a state.</summary>
/// <param name="Lines">Which ones; all of them go or none.</param>
/// <param name="On">When it happened, company zone; null for today.</param>
public sealed record MoveLines(Guid Person, Guid CaseId, IReadOnlyCollection<Guid> Lines, LineState To, DateOnly? On, LineFacts Facts);

/// <summary>
/// The follow-up grid (form F-L2): people bring many lines into a state at once. A move, its stamps and the order to the process are one transaction;
/// the caller hands the order to the pump. Safe for concurrent use.
/// </summary>
public sealed partial class ListingGrid(
    IDbContextFactory<ProcessSalesDb> databases, ListingTermsBook book, CaseRegister cases, CaseNews news, OpenIssues issues, WorkingCalendars calendars, CompanyClock clock)
{
    /// <summary>Brings lines into a state.</summary>
    /// <exception cref="RefusedException">Something that the state needs is missing, a line is elsewhere by now, or it is not the person's.</exception>
    public async Task MoveAsync(MoveLines order, CancellationToken cancellationToken = default)
    {
        if (!order.To.IsByHand()) throw new RefusedException(RefusalKind.Invalid, [new("To", "listing.notByHand", order.To)]);
        if (order.Lines.Count == 0) throw new RefusedException(RefusalKind.Invalid, [new("Lines", "listing.nothingChosen")]);
        var on = order.On ?? clock.Today;
        if (on > clock.Today) throw new RefusedException(RefusalKind.Invalid, [new("On", "listing.future")]);
        LineNeeds.Check(order.To, order.Facts);
        var calendar = await calendars.CurrentAsync(cancellationToken);
        await ChangeAsync(order.Person, order.CaseId, ListingDuty.Of(order.To), async (db, file, request, lines) =>
        {
            var wanted = order.Lines.ToHashSet();
            var chosen = lines.Where(line => wanted.Contains(line.Id)).ToList();
            if (chosen.Count != wanted.Count) throw new RefusedException(RefusalKind.NotFound, "listing.unknownLine");
            if (!request.State.IsRunning()) throw new RefusedException(RefusalKind.Conflict, "listing.notRunning");
            if (chosen.Find(line => on < line.StateOn) is { } earlier) throw new RefusedException(RefusalKind.Invalid, [new("On", "listing.beforeLast", earlier.StateOn)]);
            var terms = await book.CurrentAsync(db, cancellationToken);
            await CheckAsync(db, file, request, chosen, order, on, cancellationToken);
            foreach (var line in chosen)
            {
                lines.Move(clock.Now, line, order.To, on, order.Person, Short(order.Facts.Note));
                Enter(line, order, on, terms);
            }

            EnterOnRequest(request, order, on);
            if (order.To == LineState.OnShelf) await ReplaceAsync(db, calendar, file, chosen, order.Person, cancellationToken);
            await ListingCourse.FollowAsync(db, clock.Now, request, lines, on, order.Person, Short(order.Facts.Note), cancellationToken);
            Record(db, order.Person, file, $"Lines{order.To}", $"{chosen.Count} × {string.Join(", ", chosen.Select(line => line.ProductCode).Distinct().Take(5))}{(order.Facts.Note is { Length: > 0 } note ? $" · {note}" : "")}");
        }, cancellationToken);
    }

    /// <summary>Changes what the chain asks for lines that it has accepted, such as after a higher fee was not approved.</summary>
    /// <exception cref="RefusedException">A line is not accepted, or it is not the person's.</exception>
    public Task AgreeAsync(Guid person, Guid caseId, IReadOnlyCollection<Guid> lineIds, decimal fee, string? promise, CancellationToken cancellationToken = default)
    {
        if (fee is < 0m or > 1_000_000m) throw new RefusedException(RefusalKind.Invalid, [new("AgreedFee", "listing.range", 0, 1_000_000)]);
        return ChangeAsync(person, caseId, ListingDuty.Sales, async (db, file, request, lines) =>
        {
            var chosen = lines.Where(line => lineIds.Contains(line.Id)).ToList();
            if (chosen.Count == 0 || chosen.Exists(line => line.State != LineState.Accepted)) throw new RefusedException(RefusalKind.Conflict, "listing.notAccepted");
            if (request.SignedOn is not null) throw new RefusedException(RefusalKind.Conflict, "listing.signed");
            foreach (var line in chosen) line.AgreedFee = fee;
            if (promise is { Length: > 0 }) request.Promise = Short(promise, 300);
            // What was turned down is asked for anew with the new figure.
            if (request.Supplement == SupplementState.Refused) request.Supplement = SupplementState.None;
            await ListingCourse.FollowAsync(db, clock.Now, request, lines, clock.Today, person, null, cancellationToken);
            Record(db, person, file, "ListingFee", $"{chosen.Count} × {fee:N2}");
        }, cancellationToken);
    }

    /// <summary>Notes that the chain was heard of, so that reminders of its silence count from here.</summary>
    /// <exception cref="RefusedException">Nothing was written, or it is not the person's.</exception>
    public Task HeardAsync(Guid person, Guid caseId, string note, CancellationToken cancellationToken = default)
    {
        if (string.IsNullOrWhiteSpace(note)) throw new RefusedException(RefusalKind.Invalid, [new("Note", "required")]);
        return ChangeAsync(person, caseId, ListingDuty.Sales, (db, file, request, _) =>
        {
            request.LastWordOn = clock.Today;
            request.Version++;
            Record(db, person, file, "ListingWord", Short(note));
            return Task.CompletedTask;
        }, cancellationToken);
    }

    /// <summary>Notes that agreement and fee are signed (L80).</summary>
    /// <exception cref="RefusedException">A part is missing, lines are still negotiated, or a higher fee is not approved.</exception>
    public Task SignAsync(Guid person, Guid caseId, DateOnly? on, string? clause, ListingInvoice? invoice, string? payMode, CancellationToken cancellationToken = default)
    {
        var day = on ?? clock.Today;
        var missing = new List<Refusal>();
        if (string.IsNullOrWhiteSpace(clause)) missing.Add(new("Clause", "required"));
        if (invoice is null) missing.Add(new("Invoice", "required"));
        if (!PayModes.Contains(payMode)) missing.Add(new("PayMode", "required"));
        if (day > clock.Today) missing.Add(new("On", "listing.future"));
        if (missing.Count > 0) throw new RefusedException(RefusalKind.Invalid, missing);
        return ChangeAsync(person, caseId, ListingDuty.Money, async (db, file, request, lines) =>
        {
            if (request.SignedOn is not null) throw new RefusedException(RefusalKind.Conflict, "listing.signed");
            if (!lines.Any(line => line.State == LineState.Accepted)) throw new RefusedException(RefusalKind.Conflict, "listing.notAccepted");
            if (request.FeeIsOpen) throw new RefusedException(RefusalKind.Conflict, "listing.feeOpen");
            (request.SignedOn, request.Clause, request.Invoice, request.PayMode) = (day, Short(clause, 100), invoice, payMode);
            await ListingCourse.FollowAsync(db, clock.Now, request, lines, day, person, null, cancellationToken);
            Record(db, person, file, "ListingSigned", clause);
        }, cancellationToken);
    }

    /// <summary>Settles the fee with the chain (L140); the process turns what is reserved into cost.</summary>
    /// <exception cref="RefusedException">More than was agreed, no voucher, a proof is missing, not signed, nothing on a shelf, or not finance.</exception>
    public Task SettleAsync(Guid person, Guid caseId, decimal amount, string? voucher, CancellationToken cancellationToken = default)
    {
        if (string.IsNullOrWhiteSpace(voucher)) throw new RefusedException(RefusalKind.Invalid, [new("Voucher", "required")]);
        return ChangeAsync(person, caseId, ListingDuty.Finance, async (db, file, request, lines) =>
        {
            if (request.SettledOn is not null) throw new RefusedException(RefusalKind.Conflict, "listing.settled");
            if (request.SignedOn is null || lines.All(line => line.ShelfOn is null)) throw new RefusedException(RefusalKind.Conflict, "listing.notOnShelf");
            if (amount < 0m || amount > request.AgreedFee) throw new RefusedException(RefusalKind.Invalid, [new("Amount", "listing.range", 0, request.AgreedFee)]);
            var missing = (await ListingProofs.OfAsync(db, caseId, cancellationToken)).Where(proof => !proof.IsThere).Select(proof => new Refusal("Proofs", "listing.proofMissing", proof.Kind, proof.AtLeast, proof.There)).ToList();
            if (amount > 0m && missing.Count > 0) throw new RefusedException(RefusalKind.Invalid, missing);
            (request.SettledFee, request.SettledOn, request.Voucher) = (amount, clock.Today, Short(voucher, 60));
            request.Version++;
            Record(db, person, file, "ListingSettled", $"{amount:N2} · {voucher}");
        }, cancellationToken);
    }

    /// <summary>Ways in which a fee is paid, text keys shared with promotions.</summary>
    public static IReadOnlyList<string> PayModes { get; } = ["deduct", "invoiceDiscount", "transfer", "goods"];

    // Everything that people change runs through here: the case is held, the person is checked against it, the process is told.
    private async Task ChangeAsync(Guid? person, Guid caseId, Func<Role, bool> duty, Func<ProcessSalesDb, Case, ListingRequest, ListingLines, Task> change, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            await db.LockCaseAsync(caseId, cancellationToken);
            IQueryable<Case> cases = db.Cases;
            if (person is { } by)
            {
                cases = (await DataScope.OfAsync(db, by, cancellationToken)).Cases(db);
                var role = await db.Users.Where(row => row.Id == by && row.Active).Select(row => (Role?)row.Role).SingleOrDefaultAsync(cancellationToken);
                if (role is null || !duty(role.Value)) throw new RefusedException(RefusalKind.Forbidden, "listing.notYours");
            }

            var file = await cases.SingleOrDefaultAsync(row => row.Id == caseId, cancellationToken) ?? throw new RefusedException(RefusalKind.NotFound, "case.unknown");
            var request = await db.Listings.SingleOrDefaultAsync(row => row.CaseId == caseId, cancellationToken) ?? throw new RefusedException(RefusalKind.NotFound, "listing.unknown");
            var lines = await ListingLines.ReadAsync(db, request.Id, cancellationToken);
            await change(db, file, request, lines);
            // Before the approval the process waits for people, not for lines.
            if (request.State != ListingState.InReview) await ListingCourse.TellProcessAsync(db, clock.Now, request, file, cancellationToken);
            await lines.SaveAsync(cancellationToken);
        }, cancellationToken);
    }

    private static async Task CheckAsync(ProcessSalesDb db, Case file, ListingRequest request, List<ListingLine> chosen, MoveLines order, DateOnly on, CancellationToken cancellationToken)
    {
        if (order.To == LineState.ItemCreated)
        {
            if (request.FeeIsOpen) throw new RefusedException(RefusalKind.Conflict, "listing.feeOpen");
            if (request.SignedOn is null) throw new RefusedException(RefusalKind.Conflict, "listing.notSigned");
        }

        if (order.To == LineState.Delivered) await CheckAgeAsync(db, chosen, order.Facts.ProducedOn!.Value, on, cancellationToken);
        if (order.To == LineState.Delisted && order.Facts.Rest > 0)
        {
            var number = order.Facts.ReturnNumber?.Trim();
            if (!await db.Cases.AnyAsync(row => row.Number == number && row.Process == ReturnDesk.Process && row.CustomerCode == file.CustomerCode
                && row.State != CaseState.Cancelled && row.State != CaseState.Rejected && row.State != CaseState.Withdrawn, cancellationToken))
            {
                throw new RefusedException(RefusalKind.Invalid, [new("ReturnNumber", "listing.returnFirst")]);
            }
        }
    }

    // Goods that are too old come back at once: what the chain would refuse is not entered as delivered (domain.md 1.8).
    private static async Task CheckAgeAsync(ProcessSalesDb db, List<ListingLine> chosen, DateOnly produced, DateOnly on, CancellationToken cancellationToken)
    {
        if (produced > on) throw new RefusedException(RefusalKind.Invalid, [new("ProducedOn", "listing.future")]);
        var codes = chosen.Select(line => line.ProductCode).Distinct().ToList();
        foreach (var product in await db.Products.AsNoTracking().Where(row => codes.Contains(row.Code)).ToListAsync(cancellationToken))
        {
            if (product.ShelfLife > 0 && !Freshness.Default.MayComeIn(produced, product.ShelfLife, product.ShelfLifeUnit, on))
            {
                throw new RefusedException(RefusalKind.Invalid, [new("ProducedOn", "listing.tooOld", product.Name, Freshness.Default.Of(produced, product.ShelfLife, product.ShelfLifeUnit, on).Age.ToString("P0", System.Globalization.CultureInfo.InvariantCulture))]);
            }
        }
    }

    private static void Enter(ListingLine line, MoveLines order, DateOnly on, ListingTerms terms)
    {
        var facts = order.Facts;
        switch (order.To)
        {
            case LineState.Accepted: line.AgreedFee = facts.AgreedFee ?? line.ApprovedFee; break;
            case LineState.Refused: (line.Refusal, line.RetryOn, line.AgreedFee) = (facts.Refusal, facts.RetryOn ?? on.AddDays(terms.RetryDays), null); break;
            case LineState.ItemCreated: line.ItemCode = facts.ItemCode!.Trim(); break;
            case LineState.Ordered: (line.OrderNumber, line.OrderQuantity) = (facts.OrderNumber!.Trim(), facts.Quantity); break;
            case LineState.Delivered: (line.DeliveredQuantity, line.ProducedOn) = (facts.Quantity, facts.ProducedOn); break;
            case LineState.OnShelf: (line.ShelfOn, line.Facings, line.TagRight, line.PhotoId) = (on, facts.Facings, facts.TagRight, facts.PhotoId); break;
            case LineState.Kept: line.SoldQuantity = facts.Quantity; break;
            case LineState.Delisted: (line.SoldQuantity, line.RestQuantity, line.ReturnNumber) = (facts.Quantity, facts.Rest, facts.Rest > 0 ? facts.ReturnNumber?.Trim() : null); break;
        }
    }

    private static void EnterOnRequest(ListingRequest request, MoveLines order, DateOnly on)
    {
        var facts = order.Facts;
        if (order.To == LineState.Submitted) request.Buyer = Short(facts.Buyer, 60);
        if (order.To == LineState.Accepted) (request.Promise, request.PromisedShelfOn) = (Short(facts.Promise, 300), facts.PromisedShelfOn ?? request.PromisedShelfOn);
        if (order.To is LineState.Submitted or LineState.Accepted or LineState.Refused or LineState.ItemCreated && !(request.LastWordOn > on)) request.LastWordOn = on;
    }

    private void Record(ProcessSalesDb db, Guid? person, Case file, string action, string? comment) =>
        db.Record(clock.Now, new() { PersonId = person, CaseId = file.Id, Subject = "listing", Action = action, Comment = Short(comment) });

    private static string? Short(string? text, int most = 500) => text?.Trim() is { Length: > 0 } trimmed ? trimmed[..Math.Min(trimmed.Length, most)] : null;
}

/// <summary>Who may do what in the grid; the record itself is checked by the person's scope.</summary>
public static class ListingDuty
{
    /// <summary>The line of sales.</summary>
    public static bool Sales(Role role) => role is Role.Kam or Role.Ast or Role.Arm or Role.Rgm or Role.Dir;

    /// <summary>The line of sales and finance.</summary>
    public static bool Money(Role role) => Sales(role) || Finance(role);

    /// <summary>Expenses.</summary>
    public static bool Finance(Role role) => role is Role.FinEx or Role.FinM;

    /// <summary>Who may bring lines into a state: logistics enters deliveries, promoters the shelf.</summary>
    public static Func<Role, bool> Of(LineState to) => to switch
    {
        LineState.Delivered => role => Sales(role) || role == Role.Log,
        LineState.OnShelf => role => Sales(role) || role == Role.Pcc,
        _ => Sales,
    };
}

/// <summary>What must be known to bring a line into a state.</summary>
public static class LineNeeds
{
    /// <summary>Names of the facts that a state needs.</summary>
    public static IReadOnlyList<string> Of(LineState to) => to switch
    {
        LineState.Submitted => [nameof(LineFacts.Buyer)],
        LineState.Accepted => [nameof(LineFacts.Promise)],
        LineState.Refused => [nameof(LineFacts.Refusal)],
        LineState.ItemCreated => [nameof(LineFacts.ItemCode)],
        LineState.Ordered => [nameof(LineFacts.OrderNumber), nameof(LineFacts.Quantity)],
        LineState.Delivered => [nameof(LineFacts.Quantity), nameof(LineFacts.ProducedOn)],
        LineState.OnShelf => [nameof(LineFacts.Facings), nameof(LineFacts.TagRight)],
        LineState.Kept => [nameof(LineFacts.Quantity)],
        LineState.Delisted => [nameof(LineFacts.Quantity), nameof(LineFacts.Rest)],
        LineState.Cancelled => [nameof(LineFacts.Note)],
        _ => [],
    };

    /// <summary>Refuses facts that lack what the state needs, or that cannot be.</summary>
    /// <exception cref="RefusedException">Every fact that is missing or cannot be, by name.</exception>
    public static void Check(LineState to, LineFacts facts)
    {
        var refusals = Of(to).Where(name => IsMissing(name, facts)).Select(name => new Refusal(name, "required")).ToList();
        if (facts.AgreedFee is < 0m or > 1_000_000m) refusals.Add(new(nameof(LineFacts.AgreedFee), "listing.range", 0, 1_000_000));
        if (facts.Quantity is < 0 or > 10_000_000) refusals.Add(new(nameof(LineFacts.Quantity), "listing.range", 0, 10_000_000));
        if (facts.Facings is < 1 or > 1_000) refusals.Add(new(nameof(LineFacts.Facings), "listing.range", 1, 1_000));
        if (facts.Rest is < 0 or > 10_000_000) refusals.Add(new(nameof(LineFacts.Rest), "listing.range", 0, 10_000_000));
        if (facts.ItemCode is { Length: > 40 }) refusals.Add(new(nameof(LineFacts.ItemCode), "tooLong", 40));
        if (facts.OrderNumber is { Length: > 60 }) refusals.Add(new(nameof(LineFacts.OrderNumber), "tooLong", 60));
        if (refusals.Count > 0) throw new RefusedException(RefusalKind.Invalid, refusals);
    }

    private static bool IsMissing(string name, LineFacts facts) => name switch
    {
        nameof(LineFacts.Buyer) => string.IsNullOrWhiteSpace(facts.Buyer),
        nameof(LineFacts.Promise) => string.IsNullOrWhiteSpace(facts.Promise),
        nameof(LineFacts.Refusal) => facts.Refusal is null,
        nameof(LineFacts.ItemCode) => string.IsNullOrWhiteSpace(facts.ItemCode),
        nameof(LineFacts.OrderNumber) => string.IsNullOrWhiteSpace(facts.OrderNumber),
        nameof(LineFacts.Quantity) => facts.Quantity is null,
        nameof(LineFacts.ProducedOn) => facts.ProducedOn is null,
        nameof(LineFacts.Facings) => facts.Facings is null,
        nameof(LineFacts.TagRight) => facts.TagRight is null,
        nameof(LineFacts.Rest) => facts.Rest is null,
        nameof(LineFacts.Note) => string.IsNullOrWhiteSpace(facts.Note),
        _ => false,
    };
}
