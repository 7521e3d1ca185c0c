using System.Globalization;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Dunning;
using ProcessSales.Workflows.Notifications;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Visits;

/// <summary>Tells logistics of an order that a visit brings home, and whether credit holds it back (domain.md 2.2, decision 5). Safe for concurrent use.</summary>
internal sealed class VisitOrders(Notifier notifier, NotificationTemplates templates)
{
    private const string Template = "visit-order";

    /// <summary>Finding them may keep a new version of a file, so it is done before the visit's transaction begins; null when they cannot be used.</summary>
    public Task<EventTemplates?> FindAsync(CancellationToken cancellationToken) => templates.FindUsableAsync(VisitRegister.Process, Template, cancellationToken);

    /// <summary>Tells it once a visit, inside the visit's transaction.</summary>
    public async Task TellAsync(ProcessSalesDb db, Visit visit, VisitContent content, EventTemplates? found, CancellationToken cancellationToken)
    {
        if (visit.OrderAmount is not { } amount) return;
        var store = await db.Stores.AsNoTracking().Where(row => row.Id == visit.StoreId).Select(row => new { row.Code, row.Name, row.CustomerId, Payer = db.Customers.Where(payer => payer.Id == row.CustomerId).Select(payer => new { payer.CreditHold, payer.HighRisk }).First() }).SingleAsync(cancellationToken);
        // A chain in trouble that has paid ahead does not wait.
        var hold = store.Payer is { CreditHold: not null, HighRisk: true }
            && !(await PrepaidOrders.WaitingAsync(db, db.Customers.Where(row => row.Id == store.CustomerId).Select(row => row.Id), (visit.Id, store.CustomerId, amount), cancellationToken)).Contains(visit.Id) ? null : store.Payer.CreditHold;
        var person = await db.Users.AsNoTracking().Where(row => row.Id == visit.PersonId).Select(row => row.Name).SingleAsync(cancellationToken);
        var recipients = (await Staff.WithRoleAsync(db, Role.Log, visit.AreaId, cancellationToken)).Select(row => row.Id).ToList();
        var ordered = content.Lines.Where(line => line.Ordered > 0).ToList();
        var data = VisitNews.Model(visit.Id, store.Name, person, string.Create(CultureInfo.InvariantCulture, $"{store.Code} · {ordered.Count} SKU · {ordered.Sum(line => line.Ordered)}"));
        (data["amount"], data["amountText"], data["comment"]) = (amount, amount.ToString("#,##0.00", CultureInfo.InvariantCulture), hold);
        await notifier.AddAsync(db, new($"order:{visit.Id:N}", VisitRegister.Process, Template, recipients, data, visit.CaseId, NotificationClass.Task), found, cancellationToken);
    }
}
