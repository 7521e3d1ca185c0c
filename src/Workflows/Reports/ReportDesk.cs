using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Issues;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Plans;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Visits;

namespace ProcessSales.Workflows.Reports;

/// <summary>An item of the self-check that was answered with "no".</summary>
/// <param name="Title">What the open issue is called; null when none is wanted.</param>
public sealed record MissedItem(string Key, string? Title);

/// <summary>What a person's day looks like to the system, to begin the self-check with.</summary>
/// <param name="Answers">By item; null where the system cannot know.</param>
/// <param name="Done">When it was filled in, UTC; null before.</param>
public sealed record SelfCheckView(DateOnly Day, IReadOnlyDictionary<string, bool?> Answers, IReadOnlyList<string> Missed, DateTimeOffset? Done);

/// <summary>A notice as its list shows it.</summary>
public sealed record NoticeRow(Guid Id, string Title, string Body, DateOnly From, DateOnly Until, string? Unit, string Author);

/// <summary>Takes in what people add to their reports, self-checks, attendance and notices. Safe for concurrent use.</summary>
public sealed class ReportDesk(IDbContextFactory<ProcessSalesDb> databases, OpenIssues issues, WorkingCalendars calendars, CompanyClock clock, VisitTermsBook book)
{
    /// <summary>Longest words of a report, characters.</summary>
    public const int LongestWords = 600;

    /// <summary>Most lines of them.</summary>
    public const int MostLines = 3;

    /// <summary>Days for which a report can be handed in late.</summary>
    public const int LatestDays = 14;

    /// <summary>The items of form F-V4.</summary>
    public static IReadOnlyList<string> SelfCheckItems { get; } = ["arrived", "stores", "elements", "dates", "promotions", "complaints", "payments", "files", "report", "material"];

    /// <summary>The words of a report; null before it was handed in.</summary>
    public async Task<WorkReport?> ReadAsync(Guid person, ReportKind kind, DateOnly from, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.WorkReports.AsNoTracking().SingleOrDefaultAsync(row => row.PersonId == person && row.Kind == kind && row.From == from, cancellationToken);
    }

    /// <summary>Hands a person's own report in; handed in again its words change, and its hour stays that of the first time.</summary>
    /// <exception cref="RefusedException">There is no such report, the day is to come or long over, or the words are too many.</exception>
    public async Task HandInAsync(Guid person, ReportKind kind, DateOnly day, string? words, CancellationToken cancellationToken = default)
    {
        if (kind is not (ReportKind.Daily or ReportKind.Weekly)) throw new RefusedException(RefusalKind.Invalid, [new("Kind", "report.unknown")]);
        var from = FieldReports.Period(kind, day).From;
        if (from > clock.Today || from < clock.Today.AddDays(-LatestDays)) throw new RefusedException(RefusalKind.Invalid, [new("Day", "report.day", LatestDays)]);
        var text = string.Join('\n', (words ?? "").ReplaceLineEndings("\n").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        if (text.Split('\n').Length > MostLines) throw new RefusedException(RefusalKind.Invalid, [new("Words", "report.lines", MostLines)]);
        if (text.Length > LongestWords) throw new RefusedException(RefusalKind.Invalid, [new("Words", "tooLong", LongestWords)]);
        var due = await DueAsync(kind, from, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            var report = await db.WorkReports.SingleOrDefaultAsync(row => row.PersonId == person && row.Kind == kind && row.From == from, cancellationToken);
            if (report is null)
                db.WorkReports.Add(report = new() { Id = Guid.CreateVersion7(clock.Now), PersonId = person, Kind = kind, From = from, HandedInAt = clock.Now, OnTime = clock.Now <= due });
            report.Words = text;
            db.Record(clock.Now, new() { PersonId = person, Subject = "report", Action = kind.ToString(), Comment = $"{from:yyyy-MM-dd}" });
        }, cancellationToken);
    }

    /// <summary>When a report is due, UTC: a daily one by the terms of its day, a weekly one on the first working day after it at 09:00, before the weekly meeting.</summary>
    public async Task<DateTimeOffset> DueAsync(ReportKind kind, DateOnly from, CancellationToken cancellationToken = default) => kind == ReportKind.Daily
        ? clock.At(from, (await book.HistoryAsync(cancellationToken)).On(from).DailyReportBy)
        : clock.At((await calendars.CurrentAsync(cancellationToken)).RollForward(WeekDays.MondayOf(from).AddDays(7)), new(9, 0));

    /// <summary>The self-check of a day with what the data already says.</summary>
    public async Task<SelfCheckView> SelfCheckAsync(Guid person, DateOnly day, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var visits = await db.Visits.AsNoTracking().Where(visit => visit.PersonId == person && visit.Day == day && visit.State != VisitState.Cancelled)
            .Select(visit => new { visit.CheckInAt, visit.CheckOutAt, visit.PlannedVisitId, visit.Effective, visit.ContentJson }).ToListAsync(cancellationToken);
        var terms = await book.OnAsync(db, day, cancellationToken);
        var made = visits.Where(visit => visit.CheckOutAt is not null).Select(visit => VisitContent.Parse(visit.ContentJson)).ToList();
        var first = visits.Min(visit => visit.CheckInAt);
        bool? All(Func<VisitContent, bool> holds) => made.Count == 0 ? null : made.TrueForAll(content => holds(content));
        bool Lacks(VisitContent content, string step) => VisitSteps.Missing(content).Contains(step);
        var check = await db.SelfChecks.AsNoTracking().SingleOrDefaultAsync(row => row.PersonId == person && row.Day == day, cancellationToken);
        return new(day, new Dictionary<string, bool?>
        {
            ["arrived"] = visits.Count == 0 ? null : first is { } at && TimeOnly.FromDateTime(clock.ToLocal(at).DateTime) <= terms.FirstCheckInBy,
            ["stores"] = visits.Count == 0 ? null : visits.Where(visit => visit.PlannedVisitId is not null).All(visit => visit.CheckInAt is not null),
            ["elements"] = All(content => !Lacks(content, "V-04")), ["dates"] = All(content => !Lacks(content, "V-06")), ["promotions"] = All(content => !Lacks(content, "V-12")),
            ["complaints"] = All(content => !Lacks(content, "V-14")), ["payments"] = All(content => !Lacks(content, "V-15")), ["files"] = null,
            ["report"] = await db.WorkReports.AnyAsync(row => row.PersonId == person && row.Kind == ReportKind.Daily && row.From == day, cancellationToken), ["material"] = null,
        }, check is null || check.Missed.Length == 0 ? [] : check.Missed.Split(','), check?.At);
    }

    /// <summary>Keeps a person's self-check; the issues that were wanted are his own, each once a day and item.</summary>
    /// <exception cref="RefusedException">The day is to come or over for long, or an item is unknown.</exception>
    public async Task CheckAsync(Guid person, DateOnly day, IReadOnlyList<MissedItem> missed, CancellationToken cancellationToken = default)
    {
        if (day > clock.Today || day < clock.Today.AddDays(-LatestDays)) throw new RefusedException(RefusalKind.Invalid, [new("Day", "report.day", LatestDays)]);
        if (missed.Any(item => !SelfCheckItems.Contains(item.Key))) throw new RefusedException(RefusalKind.Invalid, [new("Missed", "report.item")]);
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            await db.ChangeAsync(async () =>
            {
                var check = await db.SelfChecks.SingleOrDefaultAsync(row => row.PersonId == person && row.Day == day, cancellationToken);
                if (check is null) db.SelfChecks.Add(check = new() { PersonId = person, Day = day });
                check.Missed = string.Join(',', SelfCheckItems.Where(key => missed.Any(item => item.Key == key)));
                check.At = clock.Now;
                db.Record(clock.Now, new() { PersonId = person, Subject = "selfCheck", Action = "Fill", To = check.Missed, Comment = $"{day:yyyy-MM-dd}" });
            }, cancellationToken);
        }

        foreach (var item in missed.Where(item => !string.IsNullOrWhiteSpace(item.Title)))
            await issues.RaiseAsync(new($"selfcheck/{person:N}/{day:yyyyMMdd}/{item.Key}", IssueSource.SelfCheck, null, null, null, IssueKind.Other, item.Title!, person, person), cancellationToken);
    }

    /// <summary>Who of those whose reports the person reads was marked as present at a meeting.</summary>
    public async Task<IReadOnlySet<Guid>> PresentAsync(Guid viewer, DateOnly day, ReportKind meeting, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var ids = (await ReportPeople.OfAsync(db, viewer, cancellationToken)).Select(person => person.Id).ToList();
        return (await db.MeetingMarks.Where(row => row.Day == day && row.Meeting == meeting && ids.Contains(row.PersonId)).Select(row => row.PersonId).ToListAsync(cancellationToken)).ToHashSet();
    }

    /// <summary>Marks who was at a meeting: a manager his people, everybody himself. Who is not named is taken off again.</summary>
    /// <exception cref="RefusedException">Somebody is none of the person's, or the meeting is to come.</exception>
    public async Task MarkAsync(Guid by, DateOnly day, ReportKind meeting, IReadOnlyCollection<Guid> present, CancellationToken cancellationToken = default)
    {
        if (meeting == ReportKind.Daily || !Enum.IsDefined(meeting)) throw new RefusedException(RefusalKind.Invalid, [new("Kind", "report.unknown")]);
        if (day > clock.Today) throw new RefusedException(RefusalKind.Invalid, [new("Day", "report.day", LatestDays)]);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            var ids = (await ReportPeople.OfAsync(db, by, cancellationToken)).Select(person => person.Id).ToList();
            if (present.Any(person => !ids.Contains(person))) throw new RefusedException(RefusalKind.NotFound, "report.unknown");
            var marks = await db.MeetingMarks.Where(row => row.Day == day && row.Meeting == meeting && ids.Contains(row.PersonId)).ToListAsync(cancellationToken);
            db.MeetingMarks.RemoveRange(marks.Where(mark => !present.Contains(mark.PersonId)));
            db.MeetingMarks.AddRange(present.Where(person => marks.TrueForAll(mark => mark.PersonId != person)).Select(person => new MeetingMark { PersonId = person, Day = day, Meeting = meeting, MarkedById = by, At = clock.Now }));
            db.Record(clock.Now, new() { PersonId = by, Subject = "meeting", Action = meeting.ToString(), Comment = $"{day:yyyy-MM-dd} {present.Count}" });
        }, cancellationToken);
    }

    /// <summary>The notices that the person sees, those to come and over ones of the last month included.</summary>
    public async Task<Page<NoticeRow>> NoticesAsync(Guid viewer, int number, int size, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var units = await UnitsAboveAsync(db, viewer, cancellationToken);
        var since = clock.Today.AddDays(-30);
        var rows = db.Notices.AsNoTracking().Where(row => row.Until >= since && (row.UnitId == null || row.AuthorId == viewer || units.Contains(row.UnitId.Value)));
        var total = await rows.CountAsync(cancellationToken);
        return new(await rows.OrderByDescending(row => row.From).ThenBy(row => row.Id).Skip((number - 1) * size).Take(size).Select(row => new NoticeRow(
            row.Id, row.Title, row.Body, row.From, row.Until, db.OrgUnits.Where(unit => unit.Id == row.UnitId).Select(unit => unit.Name).FirstOrDefault(), db.Users.Where(author => author.Id == row.AuthorId).Select(author => author.Name).First())).ToListAsync(cancellationToken), total, number, size);
    }

    /// <summary>Puts a notice up: a manager for his unit, the director and administrators for everybody.</summary>
    /// <exception cref="RefusedException">The person may not, or something is missing or too long.</exception>
    public async Task PutUpAsync(Guid person, string? title, string? body, DateOnly? from, DateOnly? until, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var author = await db.Users.AsNoTracking().SingleAsync(row => row.Id == person, cancellationToken);
        if (author.Role.Access() is not (AccessLevel.Manager or AccessLevel.Admin)) throw new RefusedException(RefusalKind.Forbidden, "notAllowed");
        var first = from ?? clock.Today;
        var last = until ?? first.AddDays(7);
        var broken = new List<Refusal>();
        if (string.IsNullOrWhiteSpace(title)) broken.Add(new("Title", "required"));
        if (title?.Length > 100) broken.Add(new("Title", "tooLong", 100));
        if (body?.Length > 2000) broken.Add(new("Body", "tooLong", 2000));
        if (last < first) broken.Add(new("Until", "report.until"));
        if (broken.Count > 0) throw new RefusedException(RefusalKind.Invalid, broken);
        var notice = new Notice { Id = Guid.CreateVersion7(clock.Now), Title = title!.Trim(), Body = body?.Trim() ?? "", From = first, Until = last, AuthorId = person, At = clock.Now, UnitId = author.Role is Role.Arm or Role.Rgm ? author.OrgUnitId : null };
        db.Notices.Add(notice);
        db.Record(clock.Now, new() { PersonId = person, Subject = "notice", Action = "PutUp", Comment = notice.Title });
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>The person's unit and all above it.</summary>
    internal static async Task<IReadOnlyList<Guid>> UnitsAboveAsync(ProcessSalesDb db, Guid person, CancellationToken cancellationToken)
    {
        var parents = await db.OrgUnits.ToDictionaryAsync(unit => unit.Id, unit => unit.ParentId, cancellationToken);
        var above = new List<Guid>();
        for (var at = await db.Users.Where(row => row.Id == person).Select(row => row.OrgUnitId).SingleOrDefaultAsync(cancellationToken); at is { } here && !above.Contains(here); at = parents.GetValueOrDefault(here)) above.Add(here);
        return above;
    }
}
