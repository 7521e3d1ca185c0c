using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Issues;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Reports;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Terms;

namespace ProcessSales.Workflows.Visits;

/// <summary>What each figure counts. The sums, the lists and the exports all read it from here, so that a number and its list agree.</summary>
internal sealed class FigurePoints(ProcessSalesDb db, DataScope scope, FigureFilter filter, CompanyClock clock, TermsHistory<VisitTerms> terms)
{
    /// <summary>Counted by the database; null for figures of person-days, medians and issues, which <see cref="InMemoryAsync"/> counts.</summary>
    public IQueryable<FigurePoint>? Query(VisitFigure figure)
    {
        var today = clock.Today;
        var visits = Visits();
        var left = visits.Where(visit => visit.CheckOutAt != null);
        return figure switch
        {
            VisitFigure.HitRate => Of(visits.Where(visit => visit.PlannedVisitId != null && visit.AdHocReason == null && visit.State != VisitState.Cancelled && (visit.Day < today || visit.CheckInAt != null))
                .Select(visit => new CountedVisit { Id = visit.Id, Part = visit.Effective == true ? 1 : 0 })),
            VisitFigure.PlanRate => Of(visits.Where(visit => visit.CheckInAt != null).Select(visit => new CountedVisit { Id = visit.Id, Part = visit.PlannedVisitId != null && visit.AdHocReason == null ? 1 : 0 })),
            VisitFigure.OrderStrike => Of(visits.Where(visit => visit.Effective == true).Select(visit => new CountedVisit { Id = visit.Id, Part = visit.OrderAmount != null ? 1 : 0 })),
            VisitFigure.ShelfShare => from visit in left
                                      where visit.ShelfFacings > 0 && visit.OwnFacings != null
                                      join store in db.Stores on visit.StoreId equals store.Id
                                      select new FigurePoint
                                      {
                                          VisitId = visit.Id, PersonId = visit.PersonId, StoreId = visit.StoreId, AreaId = visit.AreaId, ChainId = store.CustomerId, Day = visit.Day, Code = null,
                                          Part = visit.OwnFacings!.Value, Whole = visit.ShelfFacings!.Value,
                                      },
            VisitFigure.Distribution => Of(left, db.VisitLines.Where(line => line.MustHave).Select(line => new CountedLine
            {
                VisitId = line.VisitId, Code = line.ProductCode, Part = line.Status == ShelfStatus.OnShelf && (line.ShelfQuantity == null || line.ShelfQuantity > 0) ? 1 : 0,
            })),
            VisitFigure.OutOfStock => Of(left, db.VisitLines.Where(line => line.Status != ShelfStatus.NotListed).Select(line => new CountedLine
            {
                VisitId = line.VisitId, Code = line.ProductCode, Part = line.Status == ShelfStatus.OutOfStock ? 1 : 0,
            })),
            VisitFigure.PriceAccuracy => Prices(left),
            VisitFigure.Display => Of(left, Checked("display")),
            VisitFigure.Promotion => Of(left, Checked("promotion")),
            VisitFigure.NearExpiry => Of(
                left.Where(visit => !left.Any(later => later.StoreId == visit.StoreId && (later.Day > visit.Day || (later.Day == visit.Day && later.CheckOutAt > visit.CheckOutAt)))),
                db.VisitBatches.Where(batch => batch.Band == FreshnessBand.Orange || batch.Band == FreshnessBand.Red).Select(batch => new CountedLine { VisitId = batch.VisitId, Code = batch.ProductCode, Part = batch.Quantity })),
            _ => null,
        };
    }

    /// <summary>Counted here: person-days, minutes and issues, of which there are few.</summary>
    public async Task<IReadOnlyList<FigurePoint>> InMemoryAsync(VisitFigure figure, CancellationToken cancellationToken) => figure switch
    {
        VisitFigure.MinutesInStore => await MinutesAsync(cancellationToken),
        VisitFigure.OnTimeStart => await StartsAsync(cancellationToken),
        VisitFigure.ReportsOnTime => await ReportsAsync(cancellationToken),
        VisitFigure.Meetings => await MeetingsAsync(cancellationToken),
        VisitFigure.IssuesOnTime => await IssuesAsync(cancellationToken),
        _ => throw new ArgumentOutOfRangeException(nameof(figure)),
    };

    // Each visit by the tolerance of its day.
    private IQueryable<FigurePoint> Prices(IQueryable<Visit> visits)
    {
        var first = terms.Changes.Where(day => day > filter.From && day <= filter.Until).Append(filter.From).Order().ToList();
        return first.Select((from, at) => (From: from, Before: at + 1 < first.Count ? first[at + 1] : DateOnly.MaxValue))
            .Select(span => Prices(visits.Where(visit => visit.Day >= span.From && visit.Day < span.Before), terms.On(span.From).PriceTolerance))
            .Aggregate((earlier, later) => earlier.Concat(later));
    }

    private IQueryable<FigurePoint> Prices(IQueryable<Visit> visits, decimal tolerance)
    {
        // Both sides are multiplied, since SQLite keeps money in whole ten-thousandths.
        var (one, low, high) = (1m, 1m - tolerance, 1m + tolerance);
        return Of(visits, db.VisitLines.Where(line => line.Price != null).Select(line => new CountedLine
        {
            VisitId = line.VisitId, Code = line.ProductCode, Part = line.Price * one >= line.AgreedPrice * low && line.Price * one <= line.AgreedPrice * high ? 1 : 0,
        }));
    }

    private IQueryable<CountedLine> Checked(string element) => db.VisitAnswers.Where(answer => answer.Element == element && answer.Result != CheckResult.NotApplicable).Select(answer => new CountedLine
    {
        VisitId = answer.VisitId, Code = answer.Check, Part = answer.Result == CheckResult.Yes ? 1 : 0,
    });

    private IQueryable<Visit> Visits()
    {
        var visits = scope.Visits(db).AsNoTracking().Where(visit => visit.Day >= filter.From && visit.Day <= filter.Until);
        if (filter.Person is { } person) visits = visits.Where(visit => visit.PersonId == person);
        if (filter.Area is { } area) visits = visits.Where(visit => visit.AreaId == area);
        if (filter.Chain is { } chain) visits = visits.Where(visit => db.Stores.Any(store => store.Id == visit.StoreId && store.CustomerId == chain));
        return visits;
    }

    private IQueryable<FigurePoint> Of(IQueryable<CountedVisit> visits) =>
        from counted in visits
        join visit in db.Visits on counted.Id equals visit.Id
        join store in db.Stores on visit.StoreId equals store.Id
        select new FigurePoint { VisitId = visit.Id, PersonId = visit.PersonId, StoreId = visit.StoreId, AreaId = visit.AreaId, ChainId = store.CustomerId, Day = visit.Day, Code = null, Part = counted.Part, Whole = 1 };

    private IQueryable<FigurePoint> Of(IQueryable<Visit> visits, IQueryable<CountedLine> lines) =>
        from visit in visits
        join store in db.Stores on visit.StoreId equals store.Id
        join line in lines on visit.Id equals line.VisitId
        select new FigurePoint { VisitId = visit.Id, PersonId = visit.PersonId, StoreId = visit.StoreId, AreaId = visit.AreaId, ChainId = store.CustomerId, Day = visit.Day, Code = line.Code, Part = line.Part, Whole = 1 };

    private async Task<IReadOnlyList<FigurePoint>> MinutesAsync(CancellationToken cancellationToken)
    {
        var rows = await Visits().Where(visit => visit.CheckInAt != null && visit.CheckOutAt != null)
            .Select(visit => new { visit.Id, visit.PersonId, visit.StoreId, visit.AreaId, Chain = db.Stores.Where(store => store.Id == visit.StoreId).Select(store => store.CustomerId).First(), visit.Day, visit.CheckInAt, visit.CheckOutAt }).ToListAsync(cancellationToken);
        return [.. rows.Select(row => new FigurePoint
        {
            VisitId = row.Id, PersonId = row.PersonId, StoreId = row.StoreId, AreaId = row.AreaId, ChainId = row.Chain, Day = row.Day, Part = (int)(row.CheckOutAt!.Value - row.CheckInAt!.Value).TotalMinutes, Whole = 1,
        })];
    }

    private async Task<IReadOnlyList<FigurePoint>> StartsAsync(CancellationToken cancellationToken)
    {
        if (filter.Chain is not null) return [];
        return [.. (await PersonDaysAsync(cancellationToken)).Where(day => day.Day < clock.Today || day.First is not null).Select(day => new FigurePoint
        {
            VisitId = day.FirstVisit, PersonId = day.Person, AreaId = day.Area, Day = day.Day, Part = day.First is { } first && TimeOnly.FromDateTime(clock.ToLocal(first).DateTime) <= terms.On(day.Day).FirstCheckInBy ? 1 : 0, Whole = 1,
        })];
    }

    private async Task<IReadOnlyList<FigurePoint>> ReportsAsync(CancellationToken cancellationToken)
    {
        if (filter.Chain is not null) return [];
        var days = (await PersonDaysAsync(cancellationToken)).Where(day => day.First is not null && clock.Now >= clock.At(day.Day, terms.On(day.Day).DailyReportBy)).ToList();
        var punctual = (await db.WorkReports.AsNoTracking().Where(row => row.Kind == ReportKind.Daily && row.From >= filter.From && row.From <= filter.Until && row.OnTime).Select(row => new { row.PersonId, row.From }).ToListAsync(cancellationToken))
            .Select(row => (row.PersonId, row.From)).ToHashSet();
        return [.. days.Select(day => new FigurePoint { VisitId = day.FirstVisit, PersonId = day.Person, AreaId = day.Area, Day = day.Day, Part = punctual.Contains((day.Person, day.Day)) ? 1 : 0, Whole = 1 })];
    }

    private async Task<IReadOnlyList<FigurePoint>> MeetingsAsync(CancellationToken cancellationToken)
    {
        if (filter.Chain is not null) return [];
        var there = (await db.MeetingMarks.AsNoTracking().Where(row => row.Meeting == ReportKind.Evening && row.Day >= filter.From && row.Day <= filter.Until).Select(row => new { row.PersonId, row.Day }).ToListAsync(cancellationToken))
            .Select(row => (row.PersonId, row.Day)).ToHashSet();
        return [.. (await PersonDaysAsync(cancellationToken)).Where(day => day.First is not null && (day.Day < clock.Today || there.Contains((day.Person, day.Day))))
            .Select(day => new FigurePoint { VisitId = day.FirstVisit, PersonId = day.Person, AreaId = day.Area, Day = day.Day, Part = there.Contains((day.Person, day.Day)) ? 1 : 0, Whole = 1 })];
    }

    private async Task<List<PersonDay>> PersonDaysAsync(CancellationToken cancellationToken)
    {
        var rows = await Visits().Where(visit => visit.State != VisitState.Cancelled).Select(visit => new { visit.Id, visit.PersonId, visit.AreaId, visit.Day, visit.CheckInAt }).ToListAsync(cancellationToken);
        return [.. rows.GroupBy(row => (row.PersonId, row.Day)).Select(day =>
        {
            var first = day.Where(row => row.CheckInAt is not null).MinBy(row => row.CheckInAt);
            return new PersonDay(day.Key.PersonId, (first ?? day.First()).AreaId, day.Key.Day, first?.CheckInAt, (first ?? day.First()).Id);
        })];
    }

    private async Task<IReadOnlyList<FigurePoint>> IssuesAsync(CancellationToken cancellationToken)
    {
        var today = clock.Today;
        var issues = scope.Issues(db).AsNoTracking().Where(issue => issue.DueOn >= filter.From && issue.DueOn <= filter.Until && (issue.State != IssueState.Open || issue.DueOn < today));
        if (filter.Person is { } person) issues = issues.Where(issue => issue.OwnerId == person);
        if (filter.Chain is { } chain) issues = issues.Where(issue => issue.CustomerId == chain);
        if (filter.Area is { } area) issues = issues.Where(issue => db.Users.Any(owner => owner.Id == issue.OwnerId && owner.OrgUnitId == area));
        var rows = await issues.Select(issue => new { issue.Id, issue.OwnerId, issue.StoreId, issue.CustomerId, Area = db.Users.Where(owner => owner.Id == issue.OwnerId).Select(owner => owner.OrgUnitId).First(), issue.DueOn, issue.ResolvedAt, issue.ClosedAt }).ToListAsync(cancellationToken);
        return [.. rows.Select(row => new FigurePoint
        {
            IssueId = row.Id, PersonId = row.OwnerId, StoreId = row.StoreId, AreaId = row.Area, ChainId = row.CustomerId, Day = row.DueOn, Whole = 1,
            Part = (row.ResolvedAt ?? row.ClosedAt) is { } settled && clock.DateOf(settled) <= row.DueOn ? 1 : 0,
        })];
    }

    private sealed record PersonDay(Guid Person, Guid? Area, DateOnly Day, DateTimeOffset? First, Guid FirstVisit);

    private sealed class CountedVisit
    {
        public Guid Id { get; init; }

        public int Part { get; init; }
    }

    private sealed class CountedLine
    {
        public Guid VisitId { get; init; }

        public string Code { get; init; } = "";

        public int Part { get; init; }
    }
}
