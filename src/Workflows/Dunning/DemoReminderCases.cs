using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Demo;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Dunning;

/// <summary>
/// The payers' processes behind the reminders that <see cref="DemoReminders"/> says were sent: begun on the working day before, they wait for the next run, so that there is
/// something to open before it.
/// </summary>
internal sealed class DemoReminderCases(
    IDbContextFactory<ProcessSalesDb> databases, WorkingCalendars calendars, CollectionTermsBook book, PayerProcess process, DemoStage stage, CompanyClock clock) : IDemoStory
{
    public int Order => 62;

    public string Name => "reminders under way";

    public async Task<bool> IsToldAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return !await Waiting(db).AnyAsync(cancellationToken);
    }

    public async Task TellAsync(CancellationToken cancellationToken)
    {
        var before = (await calendars.CurrentAsync(cancellationToken)).AddWorkingDays(clock.Today, -1);
        StoryTime.Go(clock.At(before, (await book.CurrentAsync(cancellationToken)).At) - clock.Now);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var people = await PayerPeople.ReadAsync(db, cancellationToken);
        foreach (var id in await Waiting(db).OrderBy(payer => payer).ToListAsync(cancellationToken))
        {
            var caseId = await db.ChangeAsync(() => process.OrderAsync(db, people.Payers[id], null, false, clock.Now, cancellationToken), cancellationToken);
            await stage.GoOnAsync(caseId, cancellationToken);
        }
    }

    private static IQueryable<Guid> Waiting(ProcessSalesDb db) => db.Reminders.Where(row => !db.ReminderFiles.Any(file => file.PayerId == row.PayerId)).Select(row => row.PayerId).Distinct();
}
