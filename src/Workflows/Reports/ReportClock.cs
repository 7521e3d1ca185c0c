using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Issues;
using ProcessSales.Workflows.Notifications;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Visits;

namespace ProcessSales.Workflows.Reports;

/// <summary>
/// Tells people what a day of visits asks of them, at its hour (domain.md 2.2, notifications). Looked at again it tells nothing twice; what nobody told for hours
/// because the house was down is no news any more and falls away. Safe for concurrent use.
/// </summary>
public sealed class ReportClock(
    IDbContextFactory<ProcessSalesDb> databases, IEnumerable<IStoreMatterSource> matters, Notifier notifier, Staff staff, WorkingCalendars calendars, CompanyClock clock)
{
    private static readonly TimeOnly Morning = new(8, 0);
    private static readonly TimeOnly FirstCall = new(9, 35);
    private static readonly TimeOnly SecondCall = new(10, 0);
    private static readonly TimeOnly Evening = new(20, 0);
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(4);

    /// <summary>Tells what is due now. Returns to how many people something was told or had been told before.</summary>
    public async Task<int> SweepAsync(CancellationToken cancellationToken = default)
    {
        var now = TimeOnly.FromDateTime(clock.ToLocal(clock.Now).DateTime);
        var today = clock.Today;
        bool IsDue(TimeOnly from) => now >= from && now.ToTimeSpan() - from.ToTimeSpan() < Fresh;
        var told = 0;
        if (IsDue(Morning)) told += await TellMorningAsync(today, cancellationToken) + await TellMonthAsync(today, cancellationToken);
        if (IsDue(FirstCall)) told += await TellNoCheckInAsync(today, IsDue(SecondCall), cancellationToken);
        if (IsDue(Evening)) told += await TellMissedAsync(today, cancellationToken);
        return told;
    }

    private async Task<int> TellMorningAsync(DateOnly today, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var visits = await Planned(db, today).Select(visit => new { visit.PersonId, visit.StoreId }).ToListAsync(cancellationToken);
        var waiting = new Dictionary<Guid, List<StoreMatter>>();
        var stores = visits.Select(visit => visit.StoreId).Distinct().ToList();
        foreach (var source in matters)
        {
            foreach (var group in await source.OfAsync(stores, today, cancellationToken))
            {
                if (!waiting.TryGetValue(group.Key, out var known)) waiting[group.Key] = known = [];
                known.AddRange(group);
            }
        }

        foreach (var person in visits.GroupBy(visit => visit.PersonId))
        {
            var own = person.SelectMany(visit => waiting.GetValueOrDefault(visit.StoreId, [])).DistinctBy(matter => matter.Id).ToList();
            await TellAsync($"visit-morning/{person.Key:N}/{today:yyyyMMdd}", "visit-morning", [person.Key], NotificationClass.Reminder, new()
            {
                ["title"] = Iso(today), ["count"] = person.Count(), ["issues"] = own.Count(matter => matter.Kind == StoreMatterKind.OpenIssue), ["payments"] = own.Count(matter => matter.Kind == StoreMatterKind.Payment),
            }, cancellationToken);
        }

        return visits.Select(visit => visit.PersonId).Distinct().Count();
    }

    private async Task<int> TellNoCheckInAsync(DateOnly today, bool alsoManagers, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var late = await Planned(db, today).Where(visit => !db.Visits.Any(other => other.PersonId == visit.PersonId && other.Day == today && other.CheckInAt != null)).Select(visit => visit.PersonId).Distinct().ToListAsync(cancellationToken);
        var names = await staff.NamesAsync(late, cancellationToken);
        foreach (var person in late)
        {
            var data = new JsonObject { ["title"] = names.GetValueOrDefault(person, ""), ["owner"] = names.GetValueOrDefault(person, "") };
            await TellAsync($"visit-late/{person:N}/{today:yyyyMMdd}", "visit-late", [person], NotificationClass.Reminder, data, cancellationToken);
            if (alsoManagers && await staff.SuperiorOfAsync(person, cancellationToken) is { } superior)
                await TellAsync($"visit-late/{person:N}/{today:yyyyMMdd}/superior", "visit-late", [superior.Id], NotificationClass.Escalation, (JsonObject)data.DeepClone(), cancellationToken);
        }

        return late.Count;
    }

    private async Task<int> TellMissedAsync(DateOnly today, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var missed = await (from visit in Planned(db, today)
                            where visit.CheckInAt == null
                            join store in db.Stores on visit.StoreId equals store.Id
                            join person in db.Users on visit.PersonId equals person.Id
                            orderby person.UserName, visit.Order
                            select new { visit.PersonId, Person = person.Name, Store = store.Name }).ToListAsync(cancellationToken);
        var bySuperior = new Dictionary<Guid, List<(string Person, string Store)>>();
        foreach (var own in missed.GroupBy(row => row.PersonId))
        {
            await TellAsync($"visit-missed/{own.Key:N}/{today:yyyyMMdd}", "visit-missed", [own.Key], NotificationClass.Reminder, Data(own.Count(), string.Join('、', own.Select(row => row.Store)), own.First().Person), cancellationToken);
            if (await staff.SuperiorOfAsync(own.Key, cancellationToken) is not { } superior) continue;
            if (!bySuperior.TryGetValue(superior.Id, out var list)) bySuperior[superior.Id] = list = [];
            list.AddRange(own.Select(row => (row.Person, row.Store)));
        }

        // A manager hears of all his people in one message.
        foreach (var (superior, list) in bySuperior)
            await TellAsync($"visit-missed/{superior:N}/{today:yyyyMMdd}/team", "visit-missed", [superior], NotificationClass.Report,
                Data(list.Count, string.Join(';', list.GroupBy(row => row.Person).Select(person => $"{person.Key}:{string.Join('、', person.Select(row => row.Store))}")), ""), cancellationToken);
        return missed.Select(row => row.PersonId).Distinct().Count() + bySuperior.Count;
    }

    // 每月4–6日区域月会 (domain.md 1.5, M1): told on the month's first working day, with last month's pack.
    private async Task<int> TellMonthAsync(DateOnly today, CancellationToken cancellationToken)
    {
        var first = (await calendars.CurrentAsync(cancellationToken)).RollForward(new(today.Year, today.Month, 1));
        if (today != first) return 0;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var people = await db.Users.Where(row => row.Active && (row.Role == Role.Kam || row.Role == Role.Ast || row.Role == Role.Arm || row.Role == Role.Rgm)).Select(row => row.Id).ToListAsync(cancellationToken);
        await TellAsync($"month-meeting/{today:yyyyMM}", "month-meeting", people, NotificationClass.Report, new()
        {
            ["title"] = today.AddMonths(-1).ToString("yyyy-MM", CultureInfo.InvariantCulture), ["until"] = Iso(new DateOnly(today.Year, today.Month, 6)), ["note"] = Iso(new DateOnly(today.Year, today.Month, 4)),
        }, cancellationToken);
        return people.Count;
    }

    private static IQueryable<Visit> Planned(ProcessSalesDb db, DateOnly day) =>
        db.Visits.AsNoTracking().Where(visit => visit.Day == day && visit.PlannedVisitId != null && visit.State != VisitState.Cancelled && visit.CancelReason == null);

    private static JsonObject Data(int count, string list, string owner) => new() { ["title"] = list, ["note"] = list, ["count"] = count, ["owner"] = owner };

    private async Task TellAsync(string key, string template, IReadOnlyList<Guid> recipients, NotificationClass about, JsonObject more, CancellationToken cancellationToken)
    {
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            if (await db.Notifications.AnyAsync(row => row.Key == key, cancellationToken)) return;
        }

        var data = VisitNews.Empty();
        foreach (var (name, value) in more) data[name] = value?.DeepClone();
        await notifier.QueueAsync(new(key, VisitRegister.Process, template, recipients, data, null, about, clock.Now), cancellationToken);
    }

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
