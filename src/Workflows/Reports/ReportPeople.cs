using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Reports;

/// <summary>Somebody whose report can be read.</summary>
public sealed record ReportPerson(Guid Id, string Name);

/// <summary>Whose reports a person reads: his own and those assisted; a manager those of his units' visitors; who sees everything all of them.</summary>
internal static class ReportPeople
{
    public static async Task<IReadOnlyList<ReportPerson>> OfAsync(ProcessSalesDb db, Guid viewer, CancellationToken cancellationToken)
    {
        var scope = await DataScope.OfAsync(db, viewer, cancellationToken);
        var (owners, units, everything) = (scope.Owners, scope.Units, scope.Everything);
        var visitors = db.Users.AsNoTracking().Where(row => row.Active && (row.Role == Role.Kam || row.Role == Role.Ast));
        var all = everything ? visitors : db.Users.AsNoTracking().Where(row => row.Active && (owners.Contains(row.Id) && (row.Role == Role.Kam || row.Role == Role.Ast)))
            .Concat(visitors.Where(row => !owners.Contains(row.Id) && row.OrgUnitId != null && units.Contains(row.OrgUnitId.Value)));
        return await all.OrderBy(row => row.UserName).Select(row => new ReportPerson(row.Id, row.Name)).ToListAsync(cancellationToken);
    }
}
