using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Material;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Visits;

/// <summary>Takes what a visit placed or changed from what its visitor holds (domain.md W18, F-V2 posm). The books follow the visit: sent again it draws only what differs from what it drew before.</summary>
internal sealed class VisitMaterials(ProcessSalesDb db, Visit visit, VisitContent content, DateTimeOffset now)
{
    /// <exception cref="RefusedException">The visitor does not hold so much.</exception>
    public async Task DrawAsync(CancellationToken cancellationToken)
    {
        var used = content.Materials.Where(row => row.Code is { Length: > 0 } && row.Action is "placed" or "changed").GroupBy(row => row.Code!).ToDictionary(group => group.Key, group => group.Sum(row => row.Quantity));
        var drawn = await db.MaterialEntries.Where(row => row.SubjectId == visit.Id && row.Move == MaterialMove.Use).GroupBy(row => row.ItemId).Select(group => new { group.Key, Quantity = group.Sum(row => row.Quantity) })
            .ToDictionaryAsync(row => row.Key, row => row.Quantity, cancellationToken);
        if (used.Count == 0 && drawn.Count == 0) return;
        var codes = used.Keys.ToList();
        var before = drawn.Keys.ToList();
        var items = await db.MaterialItems.AsNoTracking().Where(row => codes.Contains(row.Code) || before.Contains(row.Id)).Select(row => new { row.Id, row.Code, row.Name }).OrderBy(row => row.Code).ToListAsync(cancellationToken);
        if (codes.Except(items.Select(item => item.Code)).FirstOrDefault() is { } unknown) throw new RefusedException(RefusalKind.Invalid, [new("materials", "visit.materialUnknown", unknown)]);
        foreach (var item in items)
        {
            var more = used.GetValueOrDefault(item.Code) - drawn.GetValueOrDefault(item.Id);
            if (more == 0) continue;
            var held = await MaterialStock.HeldAsync(db, visit.PersonId, item.Id, cancellationToken);
            if (more > held) throw new RefusedException(RefusalKind.Invalid, [new("materials", "visit.material", item.Name, held + drawn.GetValueOrDefault(item.Id))]);
            await MaterialStock.MoveAsync(db, new($"visit/{visit.Id:N}/{item.Code}/{visit.Version}", item.Id, MaterialMove.Use, more, visit.PersonId, visit.StoreId, visit.Id, ById: visit.PersonId), now, cancellationToken);
        }
    }
}
