using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Continuations;
using ProcessSales.Workflows.Customers;
using ProcessSales.Workflows.Demo;
using ProcessSales.Workflows.Issues;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Products;
using ProcessSales.Workflows.Reports;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Terms;
using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Workflows.Visits;

/// <summary>
/// The visits of domain.md 5: the last ten working days of six KA managers with four stores each (88 % effective, 4 % missed, 3 % elsewhere, 3 % returned, 2 % broken
/// off), today's four with one done and one under way, the next five working days planned; with their findings and twelve open issues. Stores are open at weekends, so
/// today is the day of loading itself. What was reviewed long ago is written as it would stand; what waits for somebody goes through the register and the engine.
/// </summary>
internal sealed class DemoVisits(
    IDbContextFactory<ProcessSalesDb> databases, VisitRegister register, OpenIssues issues, DayStandards standards, Checklists checklists, WorkingCalendars calendars, ContinuationPump pump, Inbox inbox, TaskDecisions decisions,
    CompanyClock clock, VisitTermsBook book) : IDemoStory
{
    private const string Told = "demo/visits";
    private const int StoresADay = 4;
    private const int PastDays = 10;
    private const int NextDays = 5;

    public int Order => 40;

    public string Name => "visits";

    public async Task<bool> IsToldAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Audit.AnyAsync(row => row.Key == Told, cancellationToken) || !await db.Users.AnyAsync(row => row.UserName == "lin.zhiyuan", cancellationToken);
    }

    public async Task TellAsync(CancellationToken cancellationToken)
    {
        var calendar = await calendars.CurrentAsync(cancellationToken);
        var terms = await book.HistoryAsync(cancellationToken);
        var people = await PeopleAsync(cancellationToken);
        var past = Past(calendar, clock.Today);
        var fates = Fates(past.Count * people.Count * StoresADay);
        var returned = new List<Guid>();
        for (var at = 0; at < past.Count; at++)
        {
            for (var who = 0; who < people.Count; who++)
            {
                for (var place = 0; place < StoresADay; place++)
                {
                    var number = (((at * people.Count) + who) * StoresADay) + place;
                    var fate = fates[number];
                    var visit = new DemoVisit(people[who], people[who].Stores[(place + at) % people[who].Stores.Count], past[at], place + 1, fate.Fate, fate.Finding, number);
                    // Those that came back are among the latest, so that somebody still has to complete them.
                    if (fate.Fate == DemoFate.Returned) returned.AddRange(await HandInAsync(visit, clock.At(visit.Day, Hour(place)), cancellationToken));
                    else await WriteAsync(visit, calendar, terms, cancellationToken);
                }
            }
        }

        foreach (var person in people)
        {
            for (var place = 0; place < StoresADay; place++) await TodayAsync(person, place, cancellationToken);
            var day = clock.Today;
            for (var at = 0; at < NextDays; at++)
            {
                day = calendar.AddWorkingDays(day, 1);
                for (var place = 0; place < StoresADay; place++) await PlanAsync(new(person, person.Stores[(place + at + 1) % person.Stores.Count], day, place + 1, DemoFate.Effective, DemoFinding.None, 0), cancellationToken);
            }
        }

        foreach (var file in returned) await ReturnAsync(file, cancellationToken);
        await IssuesAsync(people, calendar, cancellationToken);
        await ReportsAsync(people, past, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            if (!await db.Audit.AnyAsync(row => row.Key == Told, cancellationToken)) db.Record(clock.Now, new() { Subject = "demo", Action = "Told", Comment = Name, Key = Told });
        }, cancellationToken);
    }

    private static List<DateOnly> Past(WorkingCalendar calendar, DateOnly today)
    {
        var days = new List<DateOnly>();
        for (var day = today.AddDays(-1); days.Count < PastDays; day = day.AddDays(-1)) if (calendar.IsWorkday(day)) days.Insert(0, day);
        return days;
    }

    // The shares of domain.md 5, spread by a die that always falls alike; what came back lies in the last three days.
    private static DemoPlan[] Fates(int count)
    {
        var luck = new Random(20261128);
        var plans = Enumerable.Range(0, count).Select(_ => new DemoPlan(DemoFate.Effective, DemoFinding.None)).ToArray();
        var recent = count * 7 / PastDays;
        Put(DemoFate.Returned, count * 3 / 100, recent, count);
        Put(DemoFate.Missed, (count * 4 / 100) + 1, 0, recent);
        Put(DemoFate.Elsewhere, count * 3 / 100, 0, recent);
        Put(DemoFate.Abandoned, count * 2 / 100, 0, recent);
        foreach (var (finding, times) in new[] { (DemoFinding.OutOfStock, 9), (DemoFinding.Price, 6), (DemoFinding.NearExpiry, 4), (DemoFinding.Red, 1), (DemoFinding.Posm, 3), (DemoFinding.Promotion, 2) })
        {
            for (var i = 0; i < times;)
            {
                var at = luck.Next(count / 2, count);
                if (plans[at] is not { Fate: DemoFate.Effective, Finding: DemoFinding.None }) continue;
                plans[at] = new(DemoFate.Effective, finding);
                i++;
            }
        }

        return plans;

        void Put(DemoFate fate, int times, int from, int until)
        {
            for (var i = 0; i < times;)
            {
                var at = luck.Next(from, until);
                if (plans[at].Fate != DemoFate.Effective) continue;
                plans[at] = new(fate, DemoFinding.None);
                i++;
            }
        }
    }

    private async Task<IReadOnlyList<DemoVisitor>> PeopleAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var people = await db.Users.AsNoTracking().Where(row => row.Role == Role.Kam && row.Active).OrderBy(row => row.UserName).ToListAsync(cancellationToken);
        var visitors = new List<DemoVisitor>();
        foreach (var person in people)
        {
            var stores = await (await DataScope.OfAsync(db, person.Id, cancellationToken)).Stores(db).AsNoTracking().Where(row => row.Active).OrderBy(row => row.Code).ToListAsync(cancellationToken);
            if (stores.Count > 0) visitors.Add(new(person, person.SuperiorId, stores));
        }

        return visitors;
    }

    private async Task<Guid> PlanAsync(DemoVisit demo, CancellationToken cancellationToken) => await register.PlanAsync(demo.Store.Id, demo.Visitor.Person.Id, demo.Day, demo.Place, demo.Key, cancellationToken: cancellationToken);

    // As it would stand today if it had been made, handed in and accepted then.
    private async Task WriteAsync(DemoVisit demo, WorkingCalendar calendar, TermsHistory<VisitTerms> terms, CancellationToken cancellationToken)
    {
        var id = await PlanAsync(demo, cancellationToken);
        var expected = (await standards.OfAsync([demo.Store.Id], demo.Day, cancellationToken))[demo.Store.Id];
        var list = await ListAsync(demo, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            var visit = await db.Visits.SingleAsync(row => row.Id == id, cancellationToken);
            // The end of its day may have come between, as for a phone without a network.
            var ended = visit.State == VisitState.Missed && demo.Fate != DemoFate.Missed;
            if (visit.State != VisitState.Planned && !ended) return;
            var came = clock.At(demo.Day, Hour(demo.Place - 1)).AddMinutes(demo.Number % 11);
            visit.CreatedAt = clock.At(demo.Day.AddDays(-3), new(17, 0));
            if (demo.Fate == DemoFate.Missed)
            {
                db.Note(visit, VisitState.Missed, clock.At(demo.Day.AddDays(1), default), clock.At(demo.Day.AddDays(1), default), null, null);
                visit.Version++;
                return;
            }

            var content = await FilledAsync(db, demo, expected, list, came, cancellationToken);
            visit.ContentJson = content.ToJson();
            visit.ChecklistVersion = list.Version;
            visit.ClockDifference = 0;
            var record = await VisitRecord.OpenAsync(db, visit, content, terms, clock, calendar, expected, cancellationToken);
            var person = demo.Visitor.Person.Id;
            db.Note(visit, VisitState.InStore, came, came, person, null);
            await record.CheckInAsync(came, cancellationToken);
            visit.CheckInReceivedAt = came;
            if (demo.Fate == DemoFate.Abandoned)
            {
                db.Note(visit, VisitState.Abandoned, came.AddMinutes(4), came.AddMinutes(4), person, "门店盘点,不便接待");
                visit.Abandonment = Abandonment.Emergency;
                visit.Version++;
                return;
            }

            var left = content.CheckOut!.At;
            db.Note(visit, VisitState.LeftStore, left, left, person, null);
            record.CheckOut(left);
            db.Note(visit, VisitState.Submitted, left.AddMinutes(1), left.AddMinutes(1), person, null);
            await record.HandInAsync(left.AddMinutes(1), cancellationToken);
            (visit.SubmittedAt, visit.ReceivedAt) = (left.AddMinutes(1), left.AddMinutes(1));
            await record.ProjectAsync(cancellationToken);
            // Long settled: what was found then is handed to nobody today. Twelve of them stand as open issues.
            foreach (var found in db.FoundMatters.Local.ToList()) (found.HandedAt, found.ToldAt) = (left, left);
            var reviewed = clock.At(calendar.AddWorkingDays(demo.Day, 1), new(9, 40));
            if (reviewed > clock.Now) reviewed = clock.Now;
            db.Note(visit, VisitState.Reviewed, reviewed, reviewed, demo.Visitor.Superior, null);
            (visit.ReviewedAt, visit.ReviewedById) = (reviewed, demo.Visitor.Superior);
            visit.Version++;
        }, cancellationToken);
    }

    private async Task TodayAsync(DemoVisitor visitor, int place, CancellationToken cancellationToken)
    {
        var demo = new DemoVisit(visitor, visitor.Stores[place % visitor.Stores.Count], clock.Today, place + 1, DemoFate.Effective, DemoFinding.None, 1000 + place);
        // Before sunrise nobody has been anywhere yet.
        var open = clock.ToLocal(clock.Now).Hour >= 2;
        if (place == 0 && open) await HandInAsync(demo, clock.Now.AddMinutes(-70), cancellationToken);
        else if (place == 1 && open) await SendAsync(demo, clock.Now.AddMinutes(-12), [VisitState.InStore], cancellationToken);
        else await PlanAsync(demo, cancellationToken);
    }

    private async Task<IReadOnlyList<Guid>> HandInAsync(DemoVisit demo, DateTimeOffset came, CancellationToken cancellationToken) =>
        await SendAsync(demo, came, [VisitState.InStore, VisitState.LeftStore, VisitState.Submitted], cancellationToken) is { } file ? [file] : [];

    private async Task<Guid?> SendAsync(DemoVisit demo, DateTimeOffset came, VisitState[] states, CancellationToken cancellationToken)
    {
        var id = await PlanAsync(demo, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var visit = await db.Visits.AsNoTracking().SingleAsync(row => row.Id == id, cancellationToken);
        if (visit.State != VisitState.Planned) return visit.State == VisitState.Submitted ? visit.CaseId : null;
        var expected = (await standards.OfAsync([demo.Store.Id], demo.Day, cancellationToken))[demo.Store.Id];
        var list = await ListAsync(demo, cancellationToken);
        var content = await FilledAsync(db, demo, expected, list, came, cancellationToken);
        if (states.Length == 1) content = new() { Goals = content.Goals, Tools = content.Tools, Persons = content.Persons, CheckIn = content.CheckIn, CheckCount = content.CheckCount, HasPromoter = content.HasPromoter, Photos = [content.Photos[0]] };
        var steps = states.Select(state => new VisitStep(Guid.CreateVersion7(clock.Now), state, state switch { VisitState.InStore => came, VisitState.LeftStore => content.CheckOut!.At, _ => content.CheckOut!.At.AddMinutes(1) })).ToList();
        var receipt = await register.PutAsync(demo.Visitor.Person.Id, visit.ClientId, new(demo.Key, visit.Version, demo.Store.Id, null, clock.Now, list.Version, steps, content.ToJson()), "demo", cancellationToken);
        if (receipt.CaseId is { } file) await pump.RunToEndAsync(file, cancellationToken);
        return receipt.CaseId;
    }

    private async Task ReturnAsync(Guid file, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await db.Visits.Where(row => row.CaseId == file).Join(db.Users, row => row.PersonId, row => row.Id, (_, row) => row.SuperiorId).SingleOrDefaultAsync(cancellationToken) is not { } superior) return;
        var holder = await db.Tasks.Where(row => row.CaseId == file && row.State == TaskState.Open).Select(row => row.AssigneeId).FirstOrDefaultAsync(cancellationToken) ?? superior;
        if (await inbox.TaskInCaseAsync(holder, file, cancellationToken) is not { } task) return;
        await decisions.CompleteAsync(new(task, holder, TaskActions.Return, "请补充货架整理后的照片说明", null, Guid.CreateVersion7(clock.Now), "demo"), cancellationToken);
        await pump.RunAsync(file, cancellationToken);
    }

    private async Task<Checklist> ListAsync(DemoVisit demo, CancellationToken cancellationToken) => (await checklists.ReadAsync(cancellationToken)).For(demo.Store.Class, demo.Day);

    private async Task<VisitContent> FilledAsync(ProcessSalesDb db, DemoVisit demo, IReadOnlyList<ExpectedLine> expected, Checklist list, DateTimeOffset came, CancellationToken cancellationToken)
    {
        var products = await db.Products.AsNoTracking().ToDictionaryAsync(row => row.Code, cancellationToken);
        var promoter = await db.StorePromoters.Where(row => row.StoreId == demo.Store.Id).Join(db.Users, row => row.PersonId, person => person.Id, (_, person) => person.Name).OrderBy(name => name).FirstOrDefaultAsync(cancellationToken);
        var away = demo.Fate == DemoFate.Elsewhere ? 0.02 : 0.0003;
        var luck = new Random(demo.Number);
        return DemoVisitContent.Of(expected, products, list, came, 18 + luck.Next(22), (demo.Store.Latitude + away, demo.Store.Longitude), promoter, demo.Finding, luck);
    }

    // Twelve of what was found are open issues, the three oldest overdue.
    private async Task IssuesAsync(IReadOnlyList<DemoVisitor> people, WorkingCalendar calendar, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var ids = people.Select(person => person.Person.Id).ToList();
        var found = await db.FoundMatters.AsNoTracking().Where(row => ids.Contains(row.PersonId) && row.Element != FindingPump.AnswerElement && row.HandedAt != null).OrderBy(row => row.At).ThenBy(row => row.Id).ToListAsync(cancellationToken);
        var chosen = found.Take(3).Concat(found.TakeLast(9)).DistinctBy(row => row.Id).ToList();
        for (var at = 0; at < chosen.Count; at++)
        {
            var row = chosen[at];
            var due = at < 3 ? calendar.RollForward(clock.Today.AddDays(-3 - at)) : calendar.AddWorkingDays(clock.Today, 1 + (at % 3));
            await issues.RaiseAsync(
                new($"visit/{row.VisitId:N}/{row.Key}", IssueSource.Visit, row.VisitId, row.StoreId, null, VisitIssues.KindOf(row), row.Note.Length > OpenIssues.LongestTitle ? row.Note[..OpenIssues.LongestTitle] : row.Note, row.PersonId, row.PersonId,
                    due < clock.Today || at >= 3 ? due : clock.Today.AddDays(-1), row.ProductCode, row.At), cancellationToken);
        }
    }

    private async Task ReportsAsync(IReadOnlyList<DemoVisitor> people, IReadOnlyList<DateOnly> past, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            var ids = people.Select(person => person.Person.Id).ToList();
            if (await db.WorkReports.AnyAsync(row => ids.Contains(row.PersonId), cancellationToken)) return;
            foreach (var (day, at) in past.Select((day, at) => (day, at)))
            {
                foreach (var (person, who) in people.Select((person, who) => (person, who)))
                {
                    var late = (at + who) % 9 == 0;
                    var when = clock.At(day, late ? new(20, 15) : new(18, 5));
                    db.WorkReports.Add(new() { Id = Guid.CreateVersion7(when), PersonId = person.Person.Id, Kind = ReportKind.Daily, From = day, HandedInAt = when, OnTime = !late, Words = (at + who) % 4 == 0 ? "新品试吃台物料不足,请支援" : "" });
                    db.SelfChecks.Add(new() { PersonId = person.Person.Id, Day = day, At = when, Missed = (at + who) % 7 == 0 ? "arrived" : "" });
                    db.MeetingMarks.Add(new() { PersonId = person.Person.Id, Day = day, Meeting = ReportKind.Evening, MarkedById = person.Superior ?? person.Person.Id, At = when });
                }
            }
        }, cancellationToken);
    }

    // 09:05, 10:35, 14:00 and 15:50.
    private static TimeOnly Hour(int place) => place switch { 0 => new(9, 5), 1 => new(10, 35), 2 => new(14, 0), _ => new(15, 50) };

    private enum DemoFate
    {
        Effective,
        Missed,
        Elsewhere,
        Returned,
        Abandoned,
    }

    private sealed record DemoPlan(DemoFate Fate, DemoFinding Finding);

    private sealed record DemoVisitor(Person Person, Guid? Superior, IReadOnlyList<Store> Stores);

    private sealed record DemoVisit(DemoVisitor Visitor, Store Store, DateOnly Day, int Place, DemoFate Fate, DemoFinding Finding, int Number)
    {
        /// <summary>The same each time, so that a story that was interrupted goes on where it stopped.</summary>
        public Guid Key { get; } = new(SHA256.HashData(Encoding.UTF8.GetBytes($"demo-visit/{Visitor.Person.UserName}/{Day:yyyyMMdd}/{Place}"))[..16]);
    }
}
