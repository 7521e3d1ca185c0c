using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Terms;

namespace ProcessSales.Workflows.Complaints;

/// <summary>A moment at which somebody is told.</summary>
/// <param name="Name">Which clock: <c>reply</c>, <c>plan</c>, <c>close</c>, <c>improve</c>, or a legal one.</param>
/// <param name="Late">Whether the time is over; otherwise it is a reminder.</param>
internal sealed record ComplaintMoment(string Name, DateTimeOffset At, DateTimeOffset DueAt, bool Late, bool Legal = false);

/// <summary>
/// The clocks of complaints (domain.md 2.5): a critical one is told every 30 minutes until somebody takes it, at any hour; at 80 % of a term its handler
/// is reminded, at 100 % his superior told, and the director of a critical one. May run at any time and any number of times. Safe for concurrent use.
/// </summary>
public sealed class ComplaintClock(IDbContextFactory<ProcessSalesDb> databases, ComplaintNews news, WorkingCalendars calendars, ComplaintTermsBook book, CompanyClock clock)
{
    private const int MostASweep = 500;
    private const int ForgetAtOnce = 500;

    /// <summary>Unique for the n-th alarm of a round.</summary>
    internal static string AlarmKey(Complaint complaint, int number) => $"complaint/{complaint.Id:N}/{complaint.Round}/alarm/{number}";

    /// <summary>Tells all that is due; what fell due while nobody looked is told once. Returns how many complaints were looked at.</summary>
    public async Task<int> SweepAsync(CancellationToken cancellationToken = default)
    {
        var ready = await news.ReadyAsync(cancellationToken);
        var calendar = await calendars.CurrentAsync(cancellationToken);
        List<Guid> due;
        TermsHistory<ComplaintTerms> terms;
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            var now = clock.Now;
            terms = await book.HistoryAsync(db, cancellationToken);
            due = await db.Complaints.Where(row => row.NextLookAt <= now).OrderBy(row => row.NextLookAt).Select(row => row.Id).Take(MostASweep).ToListAsync(cancellationToken);
        }

        foreach (var id in due) await LookAsync(id, ready, calendar, terms, cancellationToken);
        return due.Count;
    }

    /// <summary>Forgets name and phone of those whose complaints ended a year ago (domain.md 4.4). Returns how many.</summary>
    public async Task<int> ForgetAsync(CancellationToken cancellationToken = default)
    {
        var forgotten = 0;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            var before = clock.Now.AddMonths(-(await book.CurrentAsync(db, cancellationToken)).ForgetAfterMonths);
            var rows = await db.Complaints.Where(row => row.ClosedAt < before && row.ForgottenAt == null).OrderBy(row => row.ClosedAt).Take(ForgetAtOnce).ToListAsync(cancellationToken);
            foreach (var row in rows)
            {
                (row.ReporterName, row.ReporterPhone, row.ForgottenAt) = (null, null, clock.Now);
                row.Version++;
                db.Record(clock.Now, new() { CaseId = row.CaseId, Subject = "complaint", Action = "Forget" });
                // The snapshot of the form carries the name, and so does what was handed in before.
                var file = await db.Cases.SingleAsync(one => one.Id == row.CaseId, cancellationToken);
                file.DataJson = WithoutName(file.DataJson);
                foreach (var entry in await db.Audit.Where(one => one.CaseId == row.CaseId && (one.BeforeJson != null || one.AfterJson != null)).ToListAsync(cancellationToken))
                {
                    (entry.BeforeJson, entry.AfterJson) = (WithoutName(entry.BeforeJson), WithoutName(entry.AfterJson));
                }
            }

            forgotten = rows.Count;
        }, cancellationToken);
        return forgotten;
    }

    /// <summary>The terms of all days, for <see cref="Moments"/>; to be read once a run.</summary>
    internal Task<TermsHistory<ComplaintTerms>> TermsAsync(ProcessSalesDb db, CancellationToken cancellationToken) => book.HistoryAsync(db, cancellationToken);

    /// <summary>When somebody is told of a complaint, apart from the alarm, in order. Each clock goes by the terms of the day from which it counts.</summary>
    internal IReadOnlyList<ComplaintMoment> Moments(Complaint complaint, IEnumerable<LegalClock> legal, WorkingCalendar calendar, TermsHistory<ComplaintTerms> history)
    {
        var terms = history.On(clock.DateOf(complaint.ClockFrom));
        var moments = new List<ComplaintMoment>();
        if (!complaint.State.IsFinal() && complaint.State != ComplaintState.Legal)
        {
            var own = terms.Severities[complaint.Severity];
            if (complaint.RepliedAt is null) Add("reply", own.Reply, complaint.ReplyDueAt);
            if (complaint.PlannedAt is null) Add("plan", own.Plan, complaint.PlanDueAt);
            Add("close", own.Close, complaint.CloseDueAt);
            if (complaint is { State: ComplaintState.Improving, ImprovementDueOn: { } day })
            {
                // A day before, and once the day is over.
                moments.Add(new("improve", clock.At(day.AddDays(-1), new(9, 0)), clock.At(day, new(18, 0)), false));
                moments.Add(new("improve", clock.At(day, new(18, 0)), clock.At(day, new(18, 0)), true));
            }
        }

        foreach (var clockOf in complaint.State.IsFinal() ? [] : legal.Where(row => row.DoneAt is null))
        {
            var then = history.On(clock.DateOf(clockOf.From));
            moments.Add(new(clockOf.Kind.ToString(), then.Legal[clockOf.Kind].After(clockOf.From, calendar, then.RemindAt), clockOf.DueAt, false, Legal: true));
            moments.Add(new(clockOf.Kind.ToString(), clockOf.DueAt, clockOf.DueAt, true, Legal: true));
        }

        return [.. moments.OrderBy(moment => moment.At)];

        void Add(string name, Term term, DateTimeOffset due)
        {
            var remind = term.After(complaint.ClockFrom, calendar, terms.RemindAt);
            moments.Add(new(name, remind < due ? remind : due, due, false));
            moments.Add(new(name, due, due, true));
        }
    }

    private async Task LookAsync(Guid id, ReadyTemplates ready, WorkingCalendar calendar, TermsHistory<ComplaintTerms> terms, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            var complaint = await db.Complaints.SingleAsync(row => row.Id == id, cancellationToken);
            if (complaint.NextLookAt is null || complaint.NextLookAt > clock.Now) return;
            var file = await db.Cases.AsNoTracking().SingleAsync(row => row.Id == complaint.CaseId, cancellationToken);
            var legal = await db.LegalClocks.AsNoTracking().Where(row => row.ComplaintId == id).ToListAsync(cancellationToken);
            var next = await AlarmAsync(db, ready, file, complaint, terms, cancellationToken);
            foreach (var moment in Moments(complaint, legal, calendar, terms))
            {
                if (moment.At <= clock.Now) await TellAsync(db, ready, file, complaint, moment, cancellationToken);
                else if (next is null || moment.At < next) next = moment.At;
            }

            complaint.NextLookAt = next;
            complaint.Version++;
        }, cancellationToken);
    }

    // Only the newest of alarms that nobody heard is told: three messages at once say no more than one.
    private async Task<DateTimeOffset?> AlarmAsync(ProcessSalesDb db, ReadyTemplates ready, Case file, Complaint complaint, TermsHistory<ComplaintTerms> terms, CancellationToken cancellationToken)
    {
        if (complaint is not { Severity: Severity.A, TakenAt: null, AlarmFrom: { } from } || complaint.State.IsFinal() || complaint.State == ComplaintState.Legal) return null;
        var every = terms.On(clock.DateOf(from)).AlarmEvery;
        var number = (int)((clock.Now - from) / every);
        await news.TellNewAsync(db, ready, file, complaint, AlarmKey(complaint, number), cancellationToken);
        return from + (every * (number + 1));
    }

    private async Task TellAsync(ProcessSalesDb db, ReadyTemplates ready, Case file, Complaint complaint, ComplaintMoment moment, CancellationToken cancellationToken)
    {
        var holders = await ComplaintNews.HoldersAsync(db, complaint, cancellationToken);
        var people = new List<Guid>(holders);
        var template = ComplaintNews.Reminder;
        if (moment.Legal)
        {
            template = ComplaintNews.LegalDue;
            people.AddRange(await ComplaintNews.RolesAsync(db, complaint, cancellationToken, moment.Late ? [Role.Qa, Role.Dir] : [Role.Qa]));
        }
        else if (moment.Late)
        {
            template = complaint.Severity == Severity.A ? ComplaintNews.CriticalOverdue : ComplaintNews.Overdue;
            foreach (var holder in holders)
            {
                if (await Staff.SuperiorOfAsync(db, holder, cancellationToken) is { } superior) people.Add(superior.Id);
            }

            if (complaint.Severity == Severity.A) people.AddRange(await ComplaintNews.RolesAsync(db, complaint, cancellationToken, Role.Dir));
        }

        var key = $"complaint/{complaint.Id:N}/{complaint.Round}/{moment.Name}/{(moment.Late ? 100 : 80)}";
        if (await db.Notifications.AnyAsync(row => row.Key == key, cancellationToken)) return;
        await news.TellAsync(db, ready, file, complaint, key, template, people, moment.DueAt, new() { ["clock"] = moment.Name }, cancellationToken);
    }

    private static string? WithoutName(string? json)
    {
        if (json is null || System.Text.Json.Nodes.JsonNode.Parse(json) is not System.Text.Json.Nodes.JsonObject data || !data.ContainsKey("reporterName")) return json;
        data["reporterName"] = null;
        return data.ToJsonString();
    }
}
