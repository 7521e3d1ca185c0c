using System.Globalization;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Issues;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Visits;

namespace ProcessSales.Workflows.Dunning;

/// <summary>
/// Sends the KAM to the payer when the demand letter falls due (domain.md 3.2, O3). A chain has no door of its own: the visit is raised at one of its stores, where the KAM comes next
/// or else may go, and comes back in the preparation of visits there until it is done.
/// </summary>
internal sealed class PaymentVisits(OpenIssues issues)
{
    private const string Prefix = "payment/";

    /// <summary>Raises the visit within the caller's transaction; one that is still to be made is enough.</summary>
    public async Task RaiseAsync(ProcessSalesDb db, WorkingCalendar calendar, DueBook book, Payer payer, IReadOnlyList<OpenItem> items, DateOnly day, CancellationToken cancellationToken)
    {
        if (await db.OpenIssues.AnyAsync(row => row.CustomerId == payer.Id && row.Source == IssueSource.Payment && row.State != IssueState.Closed && row.Key.StartsWith(Prefix), cancellationToken)) return;
        var kam = book.People.Of(payer, Role.Kam)[0];
        var store = await db.Stores.AsNoTracking().Where(row => row.CustomerId == payer.Id && row.Active)
            .Select(row => new { row.Id, row.Code, row.Class, Mine = row.OwnerId == kam, Next = db.Visits.Where(visit => visit.StoreId == row.Id && visit.PersonId == kam && visit.State == VisitState.Planned && visit.Day >= day).Min(visit => (DateOnly?)visit.Day) })
            .OrderBy(row => row.Next == null).ThenBy(row => row.Next).ThenBy(row => !row.Mine).ThenBy(row => row.Class == "").ThenBy(row => row.Class).ThenBy(row => row.Code)
            .Select(row => (Guid?)row.Id).FirstOrDefaultAsync(cancellationToken);
        var numbers = string.Join("、", items.Take(3).Select(item => item.Number)) + (items.Count > 3 ? $" +{items.Count - 3}" : "");
        var title = string.Create(CultureInfo.InvariantCulture, $"上门催收 Visit for payment: {numbers} ¥{items.Sum(item => item.Open - item.Disputed):N2}");
        await issues.RaiseAsync(
            db, calendar, new(Prefix + $"{payer.Id:N}/{day:yyyyMMdd}", IssueSource.Payment, items[0].Id, store, payer.Id, IssueKind.Other, title.Length > OpenIssues.LongestTitle ? title[..OpenIssues.LongestTitle] : title, kam), cancellationToken);
    }

    /// <summary>Closes the visits whose items have all been settled meanwhile.</summary>
    public async Task CloseSettledAsync(ProcessSalesDb db, WorkingCalendar calendar, CancellationToken cancellationToken)
    {
        var open = await db.OpenIssues.AsNoTracking().Where(row => row.Source == IssueSource.Payment && row.State != IssueState.Closed && row.Key.StartsWith(Prefix)).Select(row => new { row.Key, row.CustomerId }).ToListAsync(cancellationToken);
        foreach (var visit in open)
        {
            if (!DateOnly.TryParseExact(visit.Key[(visit.Key.LastIndexOf('/') + 1)..], "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) continue;
            var left = await db.Reminders.AnyAsync(
                row => row.PayerId == visit.CustomerId && row.Level == ReminderLevel.O3 && row.Day == day && db.Receivables.Any(item => item.Id == row.ReceivableId && item.Ended == null), cancellationToken);
            if (!left) await issues.CloseAsync(db, calendar, visit.Key, null, "已结清 Settled", cancellationToken);
        }
    }
}
