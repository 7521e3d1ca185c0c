using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Complaints;

/// <summary>What every change of a complaint goes through: its states, its severity with the clocks that follow, its log. Safe for concurrent use.</summary>
public sealed class ComplaintStanding(ComplaintNews news, ComplaintTermsBook book, CompanyClock clock)
{
    /// <summary>The process of complaints.</summary>
    public const string Process = "complaint-handling";

    /// <summary>The terms of today.</summary>
    internal Task<ComplaintTerms> TermsAsync(ProcessSalesDb db, CancellationToken cancellationToken) => book.CurrentAsync(db, cancellationToken);

    /// <summary>Takes it to another state and notes it.</summary>
    /// <exception cref="RefusedException">The table does not allow it.</exception>
    internal void Move(ProcessSalesDb db, Complaint complaint, ComplaintState to, Guid? person, string? comment, string? key = null)
    {
        if (!complaint.State.Allows(to)) throw new RefusedException(RefusalKind.Conflict, "complaint.transition", complaint.State, to);
        db.Record(clock.Now, new() { PersonId = person, CaseId = complaint.CaseId, Subject = "complaint", Action = "State", From = $"Complaint.{complaint.State}", To = $"Complaint.{to}", Comment = comment, Key = key });
        complaint.State = to;
        if (to.IsFinal()) (complaint.ClosedAt, complaint.NextLookAt) = (clock.Now, null);
        complaint.Version++;
    }

    /// <summary>Adds a line to the log; the same key again adds nothing, so a key must be looked for before.</summary>
    internal void Write(ProcessSalesDb db, Complaint complaint, ComplaintEntryKind kind, Guid? person, string text, string? key = null, string? holder = null, string? place = null)
    {
        if (string.IsNullOrWhiteSpace(text)) return;
        db.ComplaintEntries.Add(new()
        {
            Id = Guid.CreateVersion7(clock.Now), ComplaintId = complaint.Id, At = clock.Now, PersonId = person, Kind = kind, Text = text.Trim(), Key = key, Holder = holder, Place = place,
        });
        complaint.Version++;
    }

    /// <summary>
    /// Works the severity out again and raises it where the rule or <paramref name="asked"/> says so. The rule's A is never lowered here. Clocks count from
    /// the registration on; whoever must know is told.
    /// </summary>
    internal async Task JudgeAsync(
        ProcessSalesDb db, ReadyTemplates ready, Case file, Complaint complaint, WorkingCalendar calendar, Severity? asked, Guid? person, bool first, CancellationToken cancellationToken)
    {
        var terms = await book.CurrentAsync(db, cancellationToken);
        var like = complaint.Type.IsQuality() ? await BatchTrace.Like(db, complaint, clock.Now.AddDays(-terms.BatchDays)).Where(row => row.Id != complaint.Id).ToListAsync(cancellationToken) : [];
        var facts = new SeverityFacts(complaint.Type, complaint.Source, complaint.Description, complaint.HealthEffect, complaint.ExpiredFound, like.Count + 1);
        var found = SeverityRule.Of(facts, await db.SeverityKeywords.AsNoTracking().ToListAsync(cancellationToken), terms.SeveralCases);
        (complaint.RuledSeverity, complaint.SeverityReason) = (found.Severity, found.Reason);
        var next = found.Severity == Severity.A && !complaint.Lowered ? Severity.A
            : asked ?? (first ? found.Severity : complaint.Lowered || complaint.Severity < found.Severity ? complaint.Severity : found.Severity);
        if (first || next != complaint.Severity) await SetSeverityAsync(db, ready, file, complaint, calendar, next, person, first, cancellationToken);
        if (complaint.HealthEffect && !await db.LegalClocks.AnyAsync(row => row.ComplaintId == complaint.Id && row.Kind == LegalClockKind.AccidentReport, cancellationToken))
        {
            await StartLegalClockAsync(db, complaint, LegalClockKind.AccidentReport, complaint.ReceivedAt, null, calendar, cancellationToken);
        }

        if (complaint.Type.IsQuality() && like.Count + 1 >= terms.BatchAlertAt && complaint.ProductCode is not null)
        {
            await AlertAsync(db, ready, file, complaint, like, cancellationToken);
        }
    }

    /// <summary>Sets the severity and lets its clocks run from the registration on.</summary>
    internal async Task SetSeverityAsync(
        ProcessSalesDb db, ReadyTemplates ready, Case file, Complaint complaint, WorkingCalendar calendar, Severity severity, Guid? person, bool first, CancellationToken cancellationToken)
    {
        var before = complaint.Severity;
        complaint.Severity = severity;
        await SetClocksAsync(db, complaint, complaint.ClockFrom, calendar, cancellationToken);
        complaint.Round++;
        if (severity == Severity.A) complaint.AlarmFrom = clock.Now;
        else complaint.AlarmFrom = null;
        if (!first)
        {
            Write(db, complaint, ComplaintEntryKind.Severity, person, $"{before} → {severity} · {complaint.SeverityReason}");
            db.Record(clock.Now, new() { PersonId = person, CaseId = complaint.CaseId, Subject = "complaint", Action = "Severity", From = before.ToString(), To = severity.ToString(), Comment = complaint.SeverityReason });
        }

        // A severity A is told by the alarm's own first key, so that the sweep does not tell it twice.
        var key = severity == Severity.A ? ComplaintClock.AlarmKey(complaint, 0) : $"complaint/{complaint.Id:N}/{complaint.Round}/new";
        if (first || severity < before) await news.TellNewAsync(db, ready, file, complaint, key, cancellationToken);
    }

    /// <summary>Sets our three clocks by the terms of the day from which they count; never one without a moment.</summary>
    internal async Task SetClocksAsync(ProcessSalesDb db, Complaint complaint, DateTimeOffset from, WorkingCalendar calendar, CancellationToken cancellationToken)
    {
        var own = (await book.OnAsync(db, clock.DateOf(from), cancellationToken)).Severities[complaint.Severity];
        complaint.ClockFrom = from;
        complaint.ReplyDueAt = own.Reply.After(from, calendar);
        complaint.PlanDueAt = own.Plan.After(from, calendar);
        complaint.CloseDueAt = own.Close.After(from, calendar);
        complaint.NextLookAt = clock.Now;
    }

    internal async Task StartLegalClockAsync(ProcessSalesDb db, Complaint complaint, LegalClockKind kind, DateTimeOffset from, Guid? person, WorkingCalendar calendar, CancellationToken cancellationToken)
    {
        var terms = await book.OnAsync(db, clock.DateOf(from), cancellationToken);
        db.LegalClocks.Add(new() { ComplaintId = complaint.Id, Kind = kind, From = from, DueAt = terms.Legal[kind].After(from, calendar), StartedById = person });
        complaint.NextLookAt = clock.Now;
        db.Record(clock.Now, new() { PersonId = person, CaseId = complaint.CaseId, Subject = "complaint", Action = "LegalClock", To = kind.ToString() });
    }

    // Every further complaint of the batch tells it again, with the stores that hold it then.
    private async Task AlertAsync(ProcessSalesDb db, ReadyTemplates ready, Case file, Complaint complaint, IReadOnlyList<Complaint> like, CancellationToken cancellationToken)
    {
        var holders = await BatchTrace.OfAsync(db, complaint.ProductCode, complaint.ProducedOn, cancellationToken);
        var cases = like.Select(row => row.CaseId).Append(complaint.CaseId).ToList();
        var numbers = await db.Cases.Where(row => cases.Contains(row.Id)).OrderBy(row => row.Number).Select(row => row.Number).ToListAsync(cancellationToken);
        await news.TellAsync(
            db, ready, file, complaint, $"complaint/{complaint.Id:N}/batch/{numbers.Count}", ComplaintNews.BatchAlert, await ComplaintNews.RolesAsync(db, complaint, cancellationToken, Role.Qa, Role.Dir), null,
            new JsonObject { ["stores"] = string.Join("、", holders.Select(holder => holder.Store)), ["comment"] = string.Join("、", numbers) }, cancellationToken);
    }
}
