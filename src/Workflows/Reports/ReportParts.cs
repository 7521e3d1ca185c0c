using System.Globalization;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Complaints;
using ProcessSales.Workflows.Dunning;
using ProcessSales.Workflows.Issues;
using ProcessSales.Workflows.Statements;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Visits;

namespace ProcessSales.Workflows.Reports;

/// <summary>The parts that reports are put together of, for some people and the days from one to another, both included.</summary>
internal sealed class ReportParts(ProcessSalesDb db, IReadOnlyList<ReportPerson> people, DateOnly from, DateOnly until, CompanyClock clock, CancellationToken stop)
{
    private const int MostRows = 200;
    private readonly List<Guid> ids = [.. people.Select(person => person.Id)];

    private DateTimeOffset Begin => clock.At(from, TimeOnly.MinValue);

    private DateTimeOffset End => clock.At(until.AddDays(1), TimeOnly.MinValue);

    private IQueryable<Visit> Visits => db.Visits.AsNoTracking().Where(visit => ids.Contains(visit.PersonId) && visit.Day >= from && visit.Day <= until);

    private string Span => $"from={Iso(from)}&until={Iso(until)}{(people.Count == 1 ? $"&person={people[0].Id}" : "")}";

    // The same for the list of all visits.
    private string All => $"from={Iso(from)}&to={Iso(until)}{(people.Count == 1 ? $"&person={people[0].Id}" : "")}";

    /// <summary>Planned, visited, effective; the first check-in of a single person's single day; orders.</summary>
    public async Task<ReportPart> WorkAsync(string key = "Work")
    {
        var rows = await Visits.Select(visit => new { visit.PlannedVisitId, visit.AdHocReason, visit.State, visit.CheckInAt, visit.Effective, visit.OrderAmount, visit.Day }).ToListAsync(stop);
        var planned = rows.Where(row => row is { PlannedVisitId: not null, AdHocReason: null } && row.State != VisitState.Cancelled).ToList();
        var facts = new List<ReportFact>
        {
            new("Planned", planned.Count, $"/visits/all?planned=true&{All}"),
            new("Visited", rows.Count(row => row.CheckInAt is not null), $"/visits/figures/list?figure={VisitFigure.PlanRate}&{Span}"),
            new("Effective", rows.Count(row => row.Effective == true), $"/visits/figures/list?figure={VisitFigure.OrderStrike}&{Span}"),
            new("HitRate", new Share(planned.Count(row => row.Effective == true), planned.Count(row => IsDue(row.Day, row.CheckInAt))), $"/visits/figures/list?figure={VisitFigure.HitRate}&{Span}"),
        };
        if (from == until && people.Count == 1) facts.Add(new("FirstCheckIn", rows.Min(row => row.CheckInAt) is { } first ? first : null));
        facts.Add(new("Orders", rows.Count(row => row.OrderAmount is not null), $"/visits/all?orders=true&{All}"));
        facts.Add(new("OrderSum", new Cny(rows.Sum(row => row.OrderAmount ?? 0m))));
        return new(key, facts, [], null);
    }

    /// <summary>One row a person.</summary>
    public async Task<ReportPart> PeopleAsync()
    {
        var rows = await Visits.Select(visit => new { visit.PersonId, visit.Day, visit.PlannedVisitId, visit.AdHocReason, visit.State, visit.CheckInAt, visit.Effective, visit.OrderAmount }).ToListAsync(stop);
        var reports = await db.WorkReports.AsNoTracking().Where(row => ids.Contains(row.PersonId) && row.Kind == ReportKind.Daily && row.From >= from && row.From <= until).Select(row => new { row.PersonId, row.OnTime }).ToListAsync(stop);
        var single = from == until;
        return new("People", [], ["Person", "Planned", "Visited", "Effective", single ? "FirstCheckIn" : "HitRate", "Orders", "OrderSum", single ? "Report" : "ReportsOnTime"], [.. people.Select(person =>
        {
            var own = rows.Where(row => row.PersonId == person.Id).ToList();
            var planned = own.Where(row => row is { PlannedVisitId: not null, AdHocReason: null } && row.State != VisitState.Cancelled).ToList();
            var handed = reports.Where(row => row.PersonId == person.Id).ToList();
            return new ReportRow(
                $"/reports?kind={(single ? ReportKind.Daily : ReportKind.Weekly)}&day={Iso(from)}&who={person.Id}",
                person.Name, planned.Count, own.Count(row => row.CheckInAt is not null), own.Count(row => row.Effective == true),
                single ? own.Min(row => row.CheckInAt) is { } first ? first : null : new Share(planned.Count(row => row.Effective == true), planned.Count(row => IsDue(row.Day, row.CheckInAt))),
                own.Count(row => row.OrderAmount is not null), new Cny(own.Sum(row => row.OrderAmount ?? 0m)),
                single ? new Named(handed.Count == 0 ? "Missing" : handed[0].OnTime ? "OnTime" : "Late") : handed.Count(row => row.OnTime));
        })]);
    }

    /// <summary>What was ordered in visits beside what the rule suggested, and where it stands: held by credit, on its way, late, or arrived with a slip of the store.</summary>
    public async Task<ReportPart> OrdersAsync()
    {
        var today = clock.Today;
        // A chain in trouble that has paid ahead does not wait.
        var waiting = await PrepaidOrders.WaitingAsync(db, db.Customers.Select(row => row.Id), null, stop);
        return new("OrderList", [], ["Store", "Number", "Amount", "Lines", "Suggested", "Ordered", "OrderState", "Expected"], await RowsAsync(
            from visit in Visits
            where visit.OrderAmount != null
            join store in db.Stores on visit.StoreId equals store.Id
            join payer in db.Customers on store.CustomerId equals payer.Id
            orderby visit.Day, visit.CheckInAt
            select new
            {
                visit.Id, visit.Day, store.Name, store.LeadTimeDays, visit.OrderAmount, payer.CreditHold, payer.HighRisk,
                Number = db.Cases.Where(file => file.Id == visit.CaseId).Select(file => file.Number).FirstOrDefault(),
                Lines = db.VisitLines.Count(line => line.VisitId == visit.Id && line.Ordered > 0),
                Suggested = db.VisitLines.Where(line => line.VisitId == visit.Id).Sum(line => line.Suggested),
                Ordered = db.VisitLines.Where(line => line.VisitId == visit.Id).Sum(line => line.Ordered),
                Arrived = db.GoodsMovements.Where(slip => slip.StoreId == store.Id && slip.Kind == MovementKind.Delivery && slip.Day > visit.Day).Min(slip => (DateOnly?)slip.Day),
            },
            row =>
            {
                var expected = row.Day.AddDays(row.LeadTimeDays);
                var state = row.Arrived is not null ? "Arrived" : row.CreditHold is not null && (!row.HighRisk || waiting.Contains(row.Id)) ? "OnHold" : expected < today ? "Overdue" : "Underway";
                return new($"/visits/{row.Id}", row.Name, row.Number, new Cny(row.OrderAmount ?? 0m), row.Lines, row.Suggested, row.Ordered, new Named($"Order{state}"), row.Arrived ?? expected);
            }));
    }

    public async Task<ReportPart> OutOfStockAsync() => new("OutOfStock", [], ["Store", "Article", "Sold"], await RowsAsync(
        from visit in Visits
        join line in db.VisitLines on visit.Id equals line.VisitId
        where line.Status == ShelfStatus.OutOfStock
        join store in db.Stores on visit.StoreId equals store.Id
        join product in db.Products on line.ProductCode equals product.Code
        orderby store.Code, product.Code
        select new { visit.Id, Store = store.Name, Article = product.Name, line.Sold },
        row => new($"/visits/{row.Id}", row.Store, row.Article, row.Sold)));

    public async Task<ReportPart> NearExpiryAsync() => new("NearExpiry", [], ["Store", "Article", "Produced", "Pieces", "DaysLeft", "Pulled"], await RowsAsync(
        from visit in Visits
        join batch in db.VisitBatches on visit.Id equals batch.VisitId
        where batch.Band == FreshnessBand.Orange || batch.Band == FreshnessBand.Red
        join store in db.Stores on visit.StoreId equals store.Id
        join product in db.Products on batch.ProductCode equals product.Code
        orderby batch.DaysLeft, store.Code
        select new { visit.Id, Store = store.Name, Article = product.Name, batch.ProducedOn, batch.Quantity, batch.DaysLeft, batch.Pulled },
        row => new($"/visits/{row.Id}", row.Store, row.Article, row.ProducedOn, row.Quantity, row.DaysLeft, row.Pulled)));

    /// <summary>What visits said of promotions and of payments.</summary>
    public async Task<IReadOnlyList<ReportPart>> SaidAsync()
    {
        var visits = await (from visit in Visits
                            where visit.CheckOutAt != null
                            join store in db.Stores on visit.StoreId equals store.Id
                            orderby visit.Day, visit.CheckInAt
                            select new { visit.Id, store.Name, visit.ContentJson }).Take(MostRows * 5).ToListAsync(stop);
        var said = visits.SelectMany(visit => VisitContent.Parse(visit.ContentJson).Matters.Where(matter => matter.Answer is not null).Select(matter => (visit.Id, visit.Name, Matter: matter))).ToList();
        return
        [
            new("Promotions", [], ["Store", "Promotion", "Done", "Note"], [.. said.Where(row => row.Matter.Kind == StoreMatterKind.Promotion).Take(MostRows)
                .Select(row => new ReportRow($"/visits/{row.Id}", row.Name, row.Matter.Title, new Named(row.Matter.Answer == "done" ? "Yes" : "No"), row.Matter.Note))]),
            await PaymentsAsync([.. said.Where(row => row.Matter.Kind == StoreMatterKind.Payment && (row.Matter.PromisedAmount is not null || row.Matter.PromisedOn is not null || row.Matter.Note is { Length: > 0 })).Take(MostRows)
                .Select(row => new ReportRow($"/visits/{row.Id}", row.Name, new Named("Promised"), row.Matter.PromisedAmount is { } amount ? new Cny(amount) : null, row.Matter.PromisedOn, row.Matter.Note))]),
        ];
    }

    public async Task<ReportPart> ComplaintsAsync()
    {
        var (begin, end) = (Begin, End);
        var rows = await (from complaint in db.Complaints.AsNoTracking()
                          where (ids.Contains(complaint.RegisteredById) || db.Stores.Any(store => store.Id == complaint.StoreId && ids.Contains(store.OwnerId)))
                              && ((complaint.RegisteredAt >= begin && complaint.RegisteredAt < end) || (complaint.ClosedAt >= begin && complaint.ClosedAt < end))
                          orderby complaint.Severity, complaint.RegisteredAt
                          select new { complaint.CaseId, complaint.Severity, complaint.Description, complaint.ClosedAt, complaint.Decision, Store = db.Stores.Where(store => store.Id == complaint.StoreId).Select(store => store.Name).FirstOrDefault() }).Take(MostRows).ToListAsync(stop);
        return new("Complaints", [new("New", rows.Count(row => row.ClosedAt is null)), new("Closed", rows.Count(row => row.ClosedAt is not null))], ["Severity", "Store", "What", "State", "Decision"],
            [.. rows.Select(row => new ReportRow($"/cases/{row.CaseId}", row.Severity.ToString(), row.Store, Short(row.Description), new Named(row.ClosedAt is null ? "New" : "Closed"), row.Decision))]);
    }

    public async Task<ReportPart> CompetitorsAsync()
    {
        var (begin, end) = (Begin, End);
        return new("Competitors", [], ["Brand", "Article", "Action", "Price", "Store", "Note"], await RowsAsync(
            from note in db.CompetitorNotes.AsNoTracking()
            where ids.Contains(note.PersonId) && note.At >= begin && note.At < end
            orderby note.At
            select new { note.VisitId, note.Brand, note.Item, note.Action, note.Price, note.Note, Store = db.Stores.Where(store => store.Id == note.StoreId).Select(store => store.Name).FirstOrDefault() },
            row => new(row.VisitId is { } visit ? $"/visits/{visit}" : "/visits/competitors", row.Brand, row.Item, new Named($"Competitor.{row.Action}"), row.Price is { } price ? new Cny(price) : null, row.Store, row.Note)));
    }

    /// <summary>The visits of a day in their order, with what waits at each store.</summary>
    public async Task<ReportPart> PlanAsync(string key, DateOnly day) => new(key, [new("Day", day)], people.Count == 1 ? ["Store", "Address", "State", "OpenIssues"] : ["Person", "Store", "State", "OpenIssues"], await RowsAsync(
        from visit in db.Visits.AsNoTracking()
        where ids.Contains(visit.PersonId) && visit.Day == day && visit.State != VisitState.Cancelled
        join store in db.Stores on visit.StoreId equals store.Id
        join person in db.Users on visit.PersonId equals person.Id
        orderby person.UserName, visit.Order, store.Code
        select new { visit.Id, Store = store.Name, store.Address, Person = person.Name, visit.State, Issues = db.OpenIssues.Count(issue => issue.StoreId == store.Id && issue.State != IssueState.Closed) },
        row => new($"/visits/{row.Id}", people.Count == 1 ? row.Store : row.Person, people.Count == 1 ? row.Address : row.Store, new Named($"VisitState.{row.State}"), row.Issues)));

    /// <summary>漏访 and visits that were made but not handed in. What is still to come is neither.</summary>
    public async Task<ReportPart> MissedAsync()
    {
        var (today, single) = (clock.Today, from == until);
        return new("Missed", [], single ? ["Person", "Store", "State"] : ["Person", "Store", "Day", "State"], await RowsAsync(
            from visit in Visits
            where visit.State == VisitState.Missed || visit.State == VisitState.LeftStore || visit.State == VisitState.Abandoned || ((visit.State == VisitState.Planned || visit.State == VisitState.Preparing) && visit.Day <= today)
            join store in db.Stores on visit.StoreId equals store.Id
            join person in db.Users on visit.PersonId equals person.Id
            orderby person.UserName, visit.Day, visit.Order
            select new { visit.Id, visit.Day, Store = store.Name, Person = person.Name, visit.State },
            row => single ? new($"/visits/{row.Id}", row.Person, row.Store, new Named($"VisitState.{row.State}")) : new($"/visits/{row.Id}", row.Person, row.Store, row.Day, new Named($"VisitState.{row.State}"))));
    }

    /// <summary>Issues that are open, the latest on top.</summary>
    public async Task<ReportPart> IssuesAsync()
    {
        var (begin, end, today) = (Begin, End, clock.Today);
        var open = db.OpenIssues.AsNoTracking().Where(issue => ids.Contains(issue.OwnerId) && issue.State == IssueState.Open);
        var facts = new List<ReportFact>
        {
            new("Raised", await db.OpenIssues.CountAsync(issue => ids.Contains(issue.OwnerId) && issue.RaisedAt >= begin && issue.RaisedAt < end, stop)),
            new("Settled", await db.OpenIssues.CountAsync(issue => ids.Contains(issue.OwnerId) && (issue.ResolvedAt ?? issue.ClosedAt) >= begin && (issue.ResolvedAt ?? issue.ClosedAt) < end, stop)),
            new("Open", await open.CountAsync(stop), "/issues"),
            new("Overdue", await open.CountAsync(issue => issue.DueOn < today, stop), "/issues?show=overdue"),
        };
        return new("Issues", facts, ["What", "Store", "Owner", "Due", "Decision"], await RowsAsync(
            open.OrderBy(issue => issue.DueOn).ThenBy(issue => issue.Id).Take(30).Select(issue => new
            {
                issue.Id, issue.Title, issue.DueOn, issue.Decision, Store = db.Stores.Where(store => store.Id == issue.StoreId).Select(store => store.Name).FirstOrDefault(), Owner = db.Users.Where(row => row.Id == issue.OwnerId).Select(row => row.Name).First(),
            }),
            row => new($"/issues/{row.Id}", row.Title, row.Store, row.Owner, row.DueOn, row.Decision)));
    }

    /// <summary>What a person added; for a team one row each.</summary>
    public async Task<ReportPart> WordsAsync(ReportKind kind)
    {
        var words = await db.WorkReports.AsNoTracking().Where(row => ids.Contains(row.PersonId) && row.Kind == kind && row.From == from).ToListAsync(stop);
        var checks = kind == ReportKind.Daily ? await db.SelfChecks.AsNoTracking().Where(row => ids.Contains(row.PersonId) && row.Day == from).ToListAsync(stop) : [];
        return new("Words", [], ["Person", "HandedIn", "Words", "SelfCheck"], [.. people.Select(person => (person, report: words.Find(row => row.PersonId == person.Id), check: checks.Find(row => row.PersonId == person.Id)))
            .Where(row => row.report is not null || row.check is not null)
            .Select(row => new ReportRow(null, row.person.Name, row.report?.HandedInAt, row.report?.Words, row.check is null ? null : row.check.Missed.Length == 0 ? new Named("AllYes") : new Named("NoCount:" + row.check.Missed.Split(',').Length.ToString(CultureInfo.InvariantCulture))))]);
    }

    public async Task<ReportPart> NoticesAsync(Guid viewer, DateOnly day)
    {
        var units = await ReportDesk.UnitsAboveAsync(db, viewer, stop);
        return new("Notices", [], ["Title", "Text", "From"], await RowsAsync(
            db.Notices.AsNoTracking().Where(row => row.From <= day && row.Until >= day && (row.UnitId == null || units.Contains(row.UnitId.Value))).OrderByDescending(row => row.From).ThenBy(row => row.Id).Select(row => new { row.Title, row.Body, row.From }),
            row => new("/reports/notices", row.Title, row.Body, row.From)));
    }

    /// <summary>What waits at the stores of a day, each kind in a part of its own.</summary>
    public async Task<IReadOnlyList<ReportPart>> MattersAsync(IEnumerable<IStoreMatterSource> sources, DateOnly day)
    {
        var stores = await db.Visits.Where(visit => ids.Contains(visit.PersonId) && visit.Day == day && visit.State != VisitState.Cancelled).Select(visit => visit.StoreId).Distinct().Order().Take(MostRows).ToListAsync(stop);
        var names = await db.Stores.Where(row => stores.Contains(row.Id)).ToDictionaryAsync(row => row.Id, row => row.Name, stop);
        var found = new List<(string Store, StoreMatter Matter)>();
        foreach (var source in sources)
        {
            foreach (var group in await source.OfAsync(stores, day, stop)) found.AddRange(group.Select(matter => (names[group.Key], matter)));
        }

        // A matter of a chain stands at each of its stores; a meeting hears of it once.
        return [.. Enum.GetValues<StoreMatterKind>().Select(kind => new ReportPart($"Matter.{kind}", [], ["Store", "What", "Decision", "Due", "Amount"],
            [.. found.Where(row => row.Matter.Kind == kind).DistinctBy(row => row.Matter.Id).OrderBy(row => row.Matter.DueOn ?? DateOnly.MaxValue).Take(MostRows)
                .Select(row => new ReportRow(row.Matter.Link, row.Store, $"{row.Matter.Number} {row.Matter.Title}".Trim(), row.Matter.Decision, row.Matter.DueOn, row.Matter.Amount is { } amount ? new Cny(amount) : null))]))];
    }

    private async Task<ReportPart> PaymentsAsync(IReadOnlyList<ReportRow> promised)
    {
        var (begin, end) = (Begin, End);
        var received = await (from receipt in db.Receipts.AsNoTracking()
                              join payer in db.Customers on receipt.CustomerId equals (Guid?)payer.Id
                              where ids.Contains(payer.OwnerId) && receipt.ClaimedAt >= begin && receipt.ClaimedAt < end
                              orderby receipt.ClaimedAt
                              select new { receipt.Id, payer.Name, receipt.Amount, receipt.BankDate }).Take(MostRows).ToListAsync(stop);
        return new("Payments", [], ["Store", "What", "Amount", "On", "Note"],
            [.. promised, .. received.Select(row => new ReportRow($"/collections/receipts/{row.Id}", row.Name, new Named("Received"), new Cny(row.Amount), row.BankDate, null))]);
    }

    // As the figure counts: those of today once somebody was there.
    private bool IsDue(DateOnly day, DateTimeOffset? came) => day < clock.Today || came is not null;

    private async Task<IReadOnlyList<ReportRow>> RowsAsync<T>(IQueryable<T> query, Func<T, ReportRow> row) => [.. (await query.Take(MostRows).ToListAsync(stop)).Select(row)];

    private static string Short(string text) => text.Length > 80 ? text[..80] + "…" : text;

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
