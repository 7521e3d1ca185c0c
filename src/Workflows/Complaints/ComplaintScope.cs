using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Complaints;

/// <summary>Which complaints a person sees: quality all, others those of their cases and stores and those that they registered (domain.md 2.0). Applied inside the query.</summary>
internal static class ComplaintScope
{
    public static async Task<IQueryable<Complaint>> OfAsync(ProcessSalesDb db, Guid person, CancellationToken cancellationToken)
    {
        var scope = await DataScope.OfAsync(db, person, cancellationToken);
        if (scope.Everything || await db.Users.AnyAsync(row => row.Id == person && row.Active && row.Role == Role.Qa, cancellationToken)) return db.Complaints;
        var cases = scope.Cases(db);
        var stores = scope.Stores(db);
        return db.Complaints.Where(row => row.RegisteredById == person || cases.Any(file => file.Id == row.CaseId) || (row.StoreId != null && stores.Any(store => store.Id == row.StoreId)));
    }
}
