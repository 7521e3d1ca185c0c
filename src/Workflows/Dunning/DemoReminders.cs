using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Demo;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Dunning;

/// <summary>
/// The "state before" of the twenty receivables of domain.md 5: what was sent, promised and held before T, so that the run of T does what the table there says. Comes right
/// after the receivables, before anything else is told.
/// </summary>
internal sealed class DemoReminders(IDbContextFactory<ProcessSalesDb> databases, WorkingCalendars calendars, CollectionTermsBook book, CompanyClock clock) : IDemoStory
{
    // What was sent last for each item; the levels below it were sent before.
    private static readonly (string Number, ReminderLevel Last)[] Sent =
    [
        ("AR-03", ReminderLevel.R1), ("AR-04", ReminderLevel.R2), ("AR-05", ReminderLevel.R3), ("AR-06", ReminderLevel.O1), ("AR-07", ReminderLevel.O2), ("AR-08", ReminderLevel.O2), ("AR-09", ReminderLevel.O2), ("AR-10", ReminderLevel.O4),
        ("AR-11", ReminderLevel.O4), ("AR-12", ReminderLevel.O5), ("AR-13", ReminderLevel.O1), ("AR-14", ReminderLevel.O2), ("AR-15", ReminderLevel.O1), ("AR-16", ReminderLevel.O3), ("AR-19", ReminderLevel.R2),
    ];

    public int Order => 61;

    public string Name => "reminders sent before";

    public async Task<bool> IsToldAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Promises.AnyAsync(cancellationToken) || !await db.Receivables.AnyAsync(row => row.Number == "AR-20", cancellationToken);
    }

    public async Task TellAsync(CancellationToken cancellationToken)
    {
        var calendar = await calendars.CurrentAsync(cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            if (await db.Promises.AnyAsync(cancellationToken)) return;
            // Today's run may have looked before there was anything to see: then it has not been.
            var day = clock.Today;
            await db.DunningRuns.Where(run => run.Day == day && run.Picked == 0 && run.State == DunningRunState.Done).ExecuteDeleteAsync(cancellationToken);
            var terms = await book.CurrentAsync(db, cancellationToken);
            var items = await db.Receivables.Where(row => row.Number.StartsWith("AR-")).ToDictionaryAsync(row => row.Number, cancellationToken);
            // AR-04 is due on T, whatever day the stories are told on.
            var today = items["AR-04"].DueOn;
            foreach (var (number, last) in Sent) Remind(db, items[number], last, today, calendar);
            var names = await db.Users.ToDictionaryAsync(row => row.UserName!, row => row.Id, cancellationToken);
            Promise(db, items["AR-08"], today.AddDays(3), names["lin.zhiyuan"], calendar, terms, today.AddDays(-4));
            Promise(db, items["AR-09"], Broken(today, calendar, terms), names["lin.zhiyuan"], calendar, terms, today.AddDays(-9));
            Hold(db, items["AR-10"].CustomerId, names["he.mingqian"], today);
            Talk(db, items["AR-08"].CustomerId, names["lin.zhiyuan"], "周会计 财务", NonPaymentReason.InProcess, "付款已走流程,承诺三天后到账", today.AddDays(-4), today.AddDays(3));
            Talk(db, items["AR-10"].CustomerId, names["luo.shuyao"], "吴经理 采购", NonPaymentReason.NoFunds, "资金紧张,请求分期", today.AddDays(-12), today.AddDays(2));
        }, cancellationToken);
    }

    private void Remind(ProcessSalesDb db, Receivable item, ReminderLevel last, DateOnly today, WorkingCalendar calendar)
    {
        foreach (var step in Ladder.Usual.Steps.Where(step => step.Level <= last))
        {
            var rung = new Rung(step.Level);
            var day = calendar.RollForward(item.BaseOn.AddDays(step.Days));
            db.Reminders.Add(new()
            {
                Id = Guid.CreateVersion7(clock.Now), ReceivableId = item.Id, PayerId = item.CustomerId, Cycle = item.Cycle, Level = rung.Level, Rank = Reminder.RankOf(rung),
                Day = day < today ? day : calendar.AddWorkingDays(today, -1), Amount = item.Undisputed,
            });
        }
    }

    // The latest day up to T-2 whose grace is over on T: over a weekend that is a little earlier.
    private static DateOnly Broken(DateOnly today, WorkingCalendar calendar, CollectionTerms terms)
    {
        var day = today.AddDays(-2);
        while (calendar.AddWorkingDays(day, terms.PromiseGrace) >= today) day = day.AddDays(-1);
        return day;
    }

    private void Promise(ProcessSalesDb db, Receivable item, DateOnly on, Guid by, WorkingCalendar calendar, CollectionTerms terms, DateOnly taken)
    {
        var promise = new Promise
        {
            Id = Guid.CreateVersion7(clock.Now), PayerId = item.CustomerId, Amount = item.Open, On = on, Last = calendar.AddWorkingDays(on, terms.PromiseGrace), State = PromiseState.Open, By = "周会计 财务",
            Channel = ContactKind.Phone, TakenById = by, TakenAt = clock.At(taken, new(10, 0)),
        };
        db.Promises.Add(promise);
        db.PromiseItems.Add(new() { PromiseId = promise.Id, ReceivableId = item.Id, OpenThen = item.Open });
        item.PromisedOn = on;
        item.Version++;
    }

    // The customers' file says that C05 is held; here is who proposed and confirmed it.
    private void Hold(ProcessSalesDb db, Guid payer, Guid finance, DateOnly today) => db.CreditHolds.Add(new()
    {
        Id = Guid.CreateVersion7(clock.Now), PayerId = payer, OpenFor = payer, State = CreditHoldState.Confirmed, Reason = CreditHoldReason.Overdue, Amount = 38_050m, ProposedAt = clock.At(today.AddDays(-29), new(9, 0)),
        DueAt = clock.At(today.AddDays(-28), new(9, 0)), DecidedById = finance, DecidedAt = clock.At(today.AddDays(-28), new(8, 40)), Comment = "逾期超过 60 天,财务经理确认冻结",
    });

    private void Talk(ProcessSalesDb db, Guid payer, Guid person, string with, NonPaymentReason reason, string result, DateOnly on, DateOnly next) => db.PayerContacts.Add(new()
    {
        Id = Guid.CreateVersion7(clock.Now), PayerId = payer, PersonId = person, At = clock.At(on, new(10, 30)), Kind = ContactKind.Phone, With = with, Reason = reason, Result = result, NextOn = next,
    });
}
