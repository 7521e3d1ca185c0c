using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Notifications;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Workflows.Issues;

/// <summary>Reminds of issues and tells superiors as their working time runs out (domain.md 2.0). Each rung is climbed once. Safe for concurrent use.</summary>
public sealed class IssueLadder(
    IDbContextFactory<ProcessSalesDb> databases, OpenIssues issues, WorkingCalendars calendars, Notifier notifier, NotificationTemplates templates, WorkflowsOptions options, CompanyClock clock)
{
    /// <summary>Whose templates are used: <c>issue-reminder</c> and <c>issue-escalation</c>.</summary>
    public const string Process = "visit-plan";

    private const int MostASweep = 500;

    /// <summary>Climbs every rung that is due; rungs that fell due while nobody looked are climbed once each. Returns how many there were.</summary>
    public async Task<int> SweepAsync(CancellationToken cancellationToken = default)
    {
        var climbed = 0;
        while (true)
        {
            List<Guid> due;
            await using (var db = await databases.CreateDbContextAsync(cancellationToken))
            {
                var now = clock.Now;
                due = await db.OpenIssues.Where(row => row.LadderAt <= now).OrderBy(row => row.LadderAt).Select(row => row.Id).Take(MostASweep).ToListAsync(cancellationToken);
            }

            if (due.Count == 0) return climbed;
            var before = climbed;
            var ready = (Reminder: await templates.FindUsableAsync(Process, "issue-reminder", cancellationToken), Escalation: await templates.FindUsableAsync(Process, "issue-escalation", cancellationToken));
            var calendar = await calendars.CurrentAsync(cancellationToken);
            foreach (var id in due)
            {
                while (await ClimbAsync(id, calendar, ready.Reminder, ready.Escalation, cancellationToken)) climbed++;
            }

            if (due.Count < MostASweep || climbed == before) return climbed;
        }
    }

    private async Task<bool> ClimbAsync(Guid id, WorkingCalendar calendar, EventTemplates? reminder, EventTemplates? escalation, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.ChangeAsync(async () =>
        {
            var issue = await db.OpenIssues.SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
            if (issue is not { State: IssueState.Open, LadderAt: { } at } || at > clock.Now || issue.LadderStep >= options.Issues.Rungs.Count) return false;
            var rung = options.Issues.Rungs[issue.LadderStep];
            var key = $"issue/{issue.Id:N}/{issue.LadderStep}";
            var owner = await db.Users.AsNoTracking().SingleAsync(row => row.Id == issue.OwnerId, cancellationToken);
            var data = await IssueNews.DataAsync(db, issue, owner.Name, cancellationToken);
            if (rung.Kind is RungKind.Remind or RungKind.Tell) await TellAsync(db, $"{key}/reminder", "issue-reminder", reminder, [owner.Id], data, issue, NotificationClass.Reminder, cancellationToken);
            var superior = rung.Kind == RungKind.Remind ? null : await Staff.SuperiorOfAsync(db, owner.Id, cancellationToken);
            if (rung.Kind == RungKind.Raise && superior is not null) superior = await Staff.SuperiorOfAsync(db, superior.Id, cancellationToken);
            if (superior is not null)
            {
                if (rung.Kind == RungKind.Join) issue.AlsoOwnerId = superior.Id;
                await TellAsync(db, $"{key}/superior", "issue-escalation", escalation, [superior.Id], data, issue, NotificationClass.Escalation, cancellationToken);
            }

            OpenIssues.Note(db, issue, $"ladder/{issue.LadderStep}", IssueStep.Late, null, $"{rung.Percent} % · {superior?.Name ?? owner.Name}", null, clock.Now);
            issue.LadderStep++;
            issues.SetNextRung(issue, calendar);
            return true;
        }, cancellationToken);
    }

    private Task TellAsync(ProcessSalesDb db, string key, string template, EventTemplates? found, IReadOnlyList<Guid> recipients, JsonObject data, OpenIssue issue, NotificationClass about, CancellationToken cancellationToken) =>
        notifier.AddAsync(db, new(key, Process, template, recipients, data, null, about, clock.At(issue.DueOn, new(18, 0))), found, cancellationToken);
}
