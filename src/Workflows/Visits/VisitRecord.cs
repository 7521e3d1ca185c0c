using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Customers;
using ProcessSales.Workflows.Products;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Terms;

namespace ProcessSales.Workflows.Visits;

/// <summary>A visit while a message is taken in: turns what was entered into the columns and rows that lists, reviews and figures read.</summary>
internal sealed class VisitRecord
{
    private readonly ProcessSalesDb db;
    private readonly VisitContent content;
    private readonly VisitTerms terms;
    private readonly CompanyClock clock;
    private readonly WorkingCalendar calendar;
    private readonly Store store;
    private readonly Dictionary<string, Product> products;
    private readonly Dictionary<string, ExpectedLine> standards;
    private readonly HashSet<Guid> owners;
    private readonly Freshness freshness;

    private VisitRecord(
        ProcessSalesDb db, Visit visit, VisitContent content, VisitTerms terms, CompanyClock clock, WorkingCalendar calendar, Store store, Dictionary<string, Product> products, Dictionary<string, ExpectedLine> standards,
        HashSet<Guid> owners, Freshness freshness)
    {
        this.db = db;
        this.content = content;
        this.terms = terms;
        this.clock = clock;
        this.calendar = calendar;
        this.store = store;
        this.products = products;
        this.standards = standards;
        this.owners = owners;
        this.freshness = freshness;
        Visit = visit;
    }

    public Visit Visit { get; }

    public static async Task<VisitRecord> OpenAsync(
        ProcessSalesDb db, Visit visit, VisitContent content, TermsHistory<VisitTerms> terms, CompanyClock clock, WorkingCalendar calendar, IReadOnlyList<ExpectedLine> expected, CancellationToken cancellationToken)
    {
        var store = await db.Stores.AsNoTracking().SingleAsync(row => row.Id == visit.StoreId, cancellationToken);
        var products = await db.Products.AsNoTracking().ToDictionaryAsync(row => row.Code, cancellationToken);
        var standards = expected.ToDictionary(line => line.Code);
        var named = content.Checks.Select(check => check.OwnerId).OfType<Guid>().Distinct().ToList();
        var owners = named.Count == 0 ? [] : await db.Users.Where(row => row.Active && named.Contains(row.Id)).Select(row => row.Id).ToHashSetAsync(cancellationToken);
        var day = content.CheckIn is { } came ? clock.DateOf(came.At) : visit.Day;
        return new(db, visit, content, terms.On(day), clock, calendar, store, products, standards, owners, await FreshnessTerms.OnAsync(db, day, cancellationToken));
    }

    /// <exception cref="RefusedException">What was entered cannot be kept in the state that it leads to.</exception>
    public void Check(VisitState to) => new VisitCheck(content, to, products, standards.ToDictionary(line => line.Key, line => line.Value.Price), owners, freshness, Visit.Day, terms).Run();

    public Task CheckInAsync(DateTimeOffset at, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var place = content.CheckIn;
        Visit.CheckInAt = at;
        Visit.CheckInReceivedAt = clock.Now;
        Visit.Day = clock.DateOf(at);
        Visit.Latitude = place?.Latitude;
        Visit.Longitude = place?.Longitude;
        Visit.Accuracy = place?.Accuracy;
        Visit.Distance = place is { Latitude: { } north, Longitude: { } east } ? Math.Round(Position.Metres(north, east, store.Latitude, store.Longitude)) : null;
        Visit.PositionIssue = Position.Judge(Visit.Distance, Visit.Accuracy, store.GeofenceRadius, place?.Mock == true);
        Visit.PositionReason = place?.Reason;
        Visit.CancelReason = null;
        return Task.CompletedTask;
    }

    /// <exception cref="RefusedException">It would be before the check-in.</exception>
    public void CheckOut(DateTimeOffset at)
    {
        if (at <= Visit.CheckInAt) throw new RefusedException(RefusalKind.Invalid, [new("checkOut", "visit.outBeforeIn")]);
        Visit.CheckOutAt = at;
    }

    public async Task HandInAsync(DateTimeOffset at, CancellationToken cancellationToken)
    {
        Visit.SubmittedAt ??= at;
        Visit.ReceivedAt ??= clock.Now;
        var number = await db.VisitVersions.Where(row => row.VisitId == Visit.Id).MaxAsync(row => (int?)row.Number, cancellationToken) ?? 0;
        db.VisitVersions.Add(new() { VisitId = Visit.Id, Number = number + 1, At = at, ReceivedAt = clock.Now, ContentJson = Visit.ContentJson });
        await JudgeAsync(cancellationToken);
    }

    /// <summary>Writes the rows anew, and enters what others must decide.</summary>
    public async Task ProjectAsync(CancellationToken cancellationToken)
    {
        Visit.PositionReason = content.CheckIn?.Reason ?? Visit.PositionReason;
        Visit.Summary = content.Summary;
        Visit.NextOn = content.NextOn;
        Visit.Promoter = content.Promoter?.Presence;
        Visit.OwnFacings = content.Lines.Any(line => line.Facings is not null) ? content.Lines.Sum(line => line.Facings ?? 0) : null;
        Visit.ShelfFacings = content.ShelfFacings;
        Visit.FailedChecks = content.Checks.Count(check => check.Result == CheckResult.No);
        var amount = content.Lines.Sum(line => (line.Ordered ?? 0) * (products.GetValueOrDefault(line.Code)?.SupplyPrice ?? 0m));
        Visit.OrderAmount = amount > 0 ? amount : null;
        await db.VisitLines.Where(row => row.VisitId == Visit.Id).ExecuteDeleteAsync(cancellationToken);
        await db.VisitBatches.Where(row => row.VisitId == Visit.Id).ExecuteDeleteAsync(cancellationToken);
        await db.VisitAnswers.Where(row => row.VisitId == Visit.Id).ExecuteDeleteAsync(cancellationToken);
        await db.CompetitorNotes.Where(row => row.VisitId == Visit.Id).ExecuteDeleteAsync(cancellationToken);
        var rows = new VisitRows(Visit, content, products, freshness);
        db.VisitLines.AddRange(rows.Lines(standards));
        db.VisitBatches.AddRange(rows.Batches());
        db.VisitAnswers.AddRange(rows.Answers());
        var seenAt = Visit.CheckInAt ?? clock.Now;
        db.CompetitorNotes.AddRange(content.Competitors.Select(seen => new CompetitorNote
        {
            Id = Guid.CreateVersion7(clock.Now), VisitId = Visit.Id, StoreId = Visit.StoreId, PersonId = Visit.PersonId, At = seenAt, Brand = seen.Brand.Trim(), Item = seen.Item, Action = seen.Action,
            Price = seen.Price, Note = seen.Note,
        }));
        await FindAsync(cancellationToken);
        // Before the visitor has left he may still take it down again.
        if (Visit.State is VisitState.LeftStore or VisitState.Submitted or VisitState.Abandoned) await new VisitMaterials(db, Visit, content, clock.Now).DrawAsync(cancellationToken);
        if (Visit.State is VisitState.Submitted) await JudgeAsync(cancellationToken);
    }

    private async Task FindAsync(CancellationToken cancellationToken)
    {
        var known = await db.FoundMatters.Where(row => row.VisitId == Visit.Id).Select(row => row.Key).ToListAsync(cancellationToken);
        var found = new VisitFindings(content, Visit, products, freshness, terms, calendar).All();
        // Expired goods and a missing promoter wait for nobody; the rest is told once the visitor has left and has nothing more to put right.
        var ripe = Visit.State is VisitState.LeftStore or VisitState.Submitted or VisitState.Abandoned;
        foreach (var row in found.Where(row => (ripe || row.Expired || row.Element == FindingPump.PromoterElement) && !known.Contains(row.Key)))
        {
            row.Id = Guid.CreateVersion7(clock.Now);
            row.At = Visit.CheckOutAt ?? Visit.CheckInAt ?? clock.Now;
            row.ReceivedAt = clock.Now;
            row.NextAttemptAt = clock.Now;
            db.FoundMatters.Add(row);
        }
    }

    private async Task JudgeAsync(CancellationToken cancellationToken)
    {
        var missing = VisitSteps.Missing(content);
        var minutes = Visit.CheckInAt is { } came && Visit.CheckOutAt is { } left ? (left - came).TotalMinutes : 0;
        var late = Visit.SubmittedAt > clock.At(Visit.Day, terms.SubmitBy);
        var sameDay = Visit.SubmittedAt is { } at && clock.DateOf(at) <= Visit.Day;
        var short_ = minutes < terms.LeastMinutes;
        var excused = Visit.PositionIssue == PositionIssue.None || !string.IsNullOrWhiteSpace(Visit.PositionReason);
        Visit.Effective = Visit.CheckInAt is not null && excused && !short_ && missing.Count == 0 && sameDay;
        var photos = await db.VisitPhotos.AnyAsync(row => row.VisitId == Visit.Id && (row.FromGallery || row.ReusedFromId != null), cancellationToken);
        var prices = content.Lines.Any(line => VisitCheck.IsOff(line.Price, standards.GetValueOrDefault(line.Code)?.Price ?? 0m, terms));
        VisitExceptions.Set(Visit, new()
        {
            [VisitException.Expired] = content.Batches.Any(batch => !batch.BackRoom && freshness.Of(batch.ProducedOn, products[batch.Code].ShelfLife, products[batch.Code].ShelfLifeUnit, Visit.Day).Expired && batch.Quantity > 0),
            [VisitException.Position] = Visit.PositionIssue != PositionIssue.None,
            [VisitException.StepsMissing] = missing.Count > 0,
            [VisitException.Short] = short_,
            [VisitException.Clock] = Math.Abs(Visit.ClockDifference ?? 0) > terms.ClockMinutes * 60,
            [VisitException.Late] = late,
            [VisitException.Photos] = photos,
            [VisitException.OutOfStock] = content.Lines.Any(line => line.Status == ShelfStatus.OutOfStock),
            [VisitException.Price] = prices,
            [VisitException.Rotation] = VisitFindings.OutOfOrder(content).Any(),
            [VisitException.PromoterAbsent] = content.Promoter?.Presence == PromoterPresence.Absent,
        });
    }
}
