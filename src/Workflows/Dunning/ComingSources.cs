using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Complaints;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Promotions;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Statements;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Dunning;

/// <summary>What comes up beside the levels: windows that statements have to reach, answers that are awaited, clocks of complaints, days of promotions. Each by the rule of whoever acts on it.</summary>
internal sealed class ComingSources(ProcessSalesDb db, ComingScene scene, ComplaintClock complaints, CompanyClock clock)
{
    private const int Most = 2_000;

    private DateOnly Today => clock.Today;

    public async Task<IReadOnlyList<ComingEvent>> OfAsync(CancellationToken cancellationToken)
    {
        var found = new List<ComingEvent>();
        await WindowsAsync(found, cancellationToken);
        await AnswersAsync(found, cancellationToken);
        await ComplaintsAsync(found, cancellationToken);
        await PromotionsAsync(found, cancellationToken);
        return found;
    }

    // Level W of domain.md 3.2: as StatementCourse reminds, each window once.
    private async Task WindowsAsync(List<ComingEvent> found, CancellationToken cancellationToken)
    {
        var waiting = await Statement.AwaitingWindow(db.Statements.AsNoTracking()).OrderBy(row => row.WindowFrom).ThenBy(row => row.Number).Take(Most).ToListAsync(cancellationToken);
        foreach (var row in waiting)
        {
            if (!scene.Payers.TryGetValue(row.CustomerId, out var payer) || row.NextWindow(MonthDays.Read(payer.InvoiceWindows), Today) is not { } window || window.From == row.ToldOfWindow || window.Until < Today) continue;
            var day = scene.Terms.FirstDay(Today, terms => scene.Calendar.AddWorkingDays(window.From, -terms.WindowNoticeDays));
            if (day <= scene.Until) found.Add(new(day, ComingKind.WindowNotice, payer.Id, payer.Code, payer.Name, row.Number, null, row.InvoiceAmount ?? row.Agreed ?? row.Total, scene.Names(payer, Role.Kam, Role.FinAr), $"{window.From:yyyy-MM-dd}", $"/collections/statements/{row.Id}"));
        }
    }

    // What was put off comes again; what nobody answers goes to the superior (domain.md 3.3 rules 12 and 13).
    private async Task AnswersAsync(List<ComingEvent> found, CancellationToken cancellationToken)
    {
        var rows = await (from notice in db.ReminderNotices.AsNoTracking()
                          where notice.Kind == NoticeKind.Level && !notice.Copy && notice.SentAt != null && notice.AnsweredAt == null && !notice.Raised
                          join item in db.Receivables on notice.ReceivableId equals (Guid?)item.Id
                          where item.Ended == null && !item.Legal
                          orderby notice.Day
                          select new { notice.PayerId, notice.ReceivableId, notice.RecipientId, notice.Rank, notice.Day, notice.SnoozedUntil, item.Number, Amount = item.Open - item.Disputed }).Take(Most).ToListAsync(cancellationToken);
        foreach (var row in rows)
        {
            if (!scene.Payers.TryGetValue(row.PayerId, out var payer)) continue;
            var again = row.SnoozedUntil is not null;
            var to = again ? row.RecipientId : scene.Book.People.SuperiorOf(row.RecipientId);
            var from = scene.Book.PausedUntil(row.PayerId, row.ReceivableId) is { } paused ? scene.From.OrLater(paused.AddDays(1)) : scene.From;
            var day = scene.Calendar.RollForward(row.SnoozedUntil is { } snoozed ? snoozed.OrLater(from) : scene.Terms.FirstDay(from, terms => scene.Calendar.AddWorkingDays(row.Day, terms.AnswerDays)));
            if (to is not { } person || day > scene.Until) continue;
            found.Add(new(day, again ? ComingKind.Again : ComingKind.Unanswered, payer.Id, payer.Code, payer.Name, row.Number, null, row.Amount, scene.Book.People.NameOf(person), $"{Reminder.RungOf(row.Rank)} · {scene.Book.People.NameOf(row.RecipientId)}"));
        }
    }

    private async Task ComplaintsAsync(List<ComingEvent> found, CancellationToken cancellationToken)
    {
        var open = await (await ComplaintScope.OfAsync(db, scene.Person, cancellationToken)).AsNoTracking().Where(row => row.NextLookAt != null).OrderBy(row => row.NextLookAt).Take(Most).ToListAsync(cancellationToken);
        open.RemoveAll(row => row.CustomerId is { } id ? !scene.Payers.ContainsKey(id) && !scene.All : !scene.All);
        if (open.Count == 0) return;
        var ids = open.Select(row => row.Id).ToList();
        var legal = (await db.LegalClocks.AsNoTracking().Where(row => ids.Contains(row.ComplaintId) && row.DoneAt == null).ToListAsync(cancellationToken)).ToLookup(row => row.ComplaintId);
        var terms = await complaints.TermsAsync(db, cancellationToken);
        var cases = open.Select(row => row.CaseId).ToList();
        var numbers = await db.Cases.Where(row => cases.Contains(row.Id)).ToDictionaryAsync(row => row.Id, row => row.Number, cancellationToken);
        foreach (var complaint in open)
        {
            var payer = complaint.CustomerId is { } id ? scene.Payers.GetValueOrDefault(id) : null;
            foreach (var moment in complaints.Moments(complaint, legal[complaint.Id], scene.Calendar, terms).Where(moment => moment.Late))
            {
                var day = clock.DateOf(moment.DueAt);
                if (day < Today || day > scene.Until) continue;
                found.Add(new(day, ComingKind.Complaint, payer?.Id, payer?.Code ?? "", payer?.Name ?? "", numbers[complaint.CaseId], null, 0, scene.Book.People.NameOf(complaint.HandlerId), $"{complaint.Severity} · {moment.Name}", $"/complaints/{complaint.Id}"));
            }
        }
    }

    private async Task PromotionsAsync(List<ComingEvent> found, CancellationToken cancellationToken)
    {
        var until = scene.Until;
        var rows = await (await PromotionScope.OfAsync(db, scene.Person, cancellationToken)).AsNoTracking()
            .Where(row => row.ClosedAt == null && ((row.Start >= Today && row.Start <= until) || (row.End >= Today && row.End <= until) || (row.SettleBy >= Today && row.SettleBy <= until)))
            .OrderBy(row => row.Start).Take(Most).ToListAsync(cancellationToken);
        foreach (var row in rows)
        {
            if (row.CustomerId is not { } id || !scene.Payers.TryGetValue(id, out var payer)) continue;
            if (row.State.IsLive()) Add(row.Start, "▶");
            if (row.State.IsLive()) Add(row.End, "■");
            if (row.State.IsClaimable() && row.SettleBy is { } by) Add(by, "¥");

            void Add(DateOnly day, string mark)
            {
                if (day >= Today && day <= until) found.Add(new(day, ComingKind.Promotion, payer.Id, payer.Code, payer.Name, row.Number, null, mark == "¥" ? row.ApprovedTotal : 0, scene.Book.People.NameOf(row.OwnerId), $"{mark} {row.Name}", $"/promotions/{row.Id}"));
            }
        }
    }
}
