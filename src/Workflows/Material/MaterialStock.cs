using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Material;

/// <summary>A movement to note.</summary>
/// <param name="Key">Unique; the same key again has no second effect.</param>
/// <param name="Quantity">Above 0; below 0 only as a correction: of the store-room, or of what its subject had used.</param>
/// <param name="PersonId">Who has it; required but for <see cref="MaterialMove.In"/>.</param>
public sealed record MaterialOrder(string Key, Guid ItemId, MaterialMove Move, int Quantity, Guid? PersonId, Guid? StoreId = null, Guid? SubjectId = null, string Note = "", Guid? ById = null);

/// <summary>What a person holds of an item.</summary>
public sealed record HeldMaterial(Guid ItemId, string Code, string Name, string NameEn, MaterialKind Kind, int Quantity);

/// <summary>Issues, uses and takes back material; nobody uses more than he has, and the store-room never goes below nothing (domain.md W18). Safe for concurrent use.</summary>
public sealed class MaterialStock(IDbContextFactory<ProcessSalesDb> databases, CompanyClock clock)
{
    /// <summary>Notes a movement.</summary>
    /// <exception cref="RefusedException">There is not so much, or the item is unknown.</exception>
    public async Task MoveAsync(MaterialOrder order, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(() => MoveAsync(db, order, clock.Now, cancellationToken), cancellationToken);
    }

    /// <summary>What a person holds, by code; items without any left are left out.</summary>
    public async Task<IReadOnlyList<HeldMaterial>> HeldByAsync(Guid person, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var sums = await db.MaterialEntries.Where(row => row.PersonId == person).GroupBy(row => row.ItemId)
            .Select(group => new { ItemId = group.Key, Quantity = group.Sum(row => row.Move == MaterialMove.Issue ? row.Quantity : -row.Quantity) }).Where(row => row.Quantity > 0).ToListAsync(cancellationToken);
        var ids = sums.Select(row => row.ItemId).ToList();
        var items = await db.MaterialItems.AsNoTracking().Where(row => ids.Contains(row.Id)).ToDictionaryAsync(row => row.Id, cancellationToken);
        return [.. sums.Select(row => new HeldMaterial(row.ItemId, items[row.ItemId].Code, items[row.ItemId].Name, items[row.ItemId].NameEn, items[row.ItemId].Kind, row.Quantity)).OrderBy(row => row.Code, StringComparer.Ordinal)];
    }

    /// <summary>How many of an item a person holds.</summary>
    internal static Task<int> HeldAsync(ProcessSalesDb db, Guid person, Guid item, CancellationToken cancellationToken) =>
        db.MaterialEntries.Where(row => row.PersonId == person && row.ItemId == item).SumAsync(row => row.Move == MaterialMove.Issue ? row.Quantity : -row.Quantity, cancellationToken);

    /// <summary>The same inside the caller's transaction.</summary>
    /// <exception cref="RefusedException">There is not so much, or the item is unknown.</exception>
    internal static async Task MoveAsync(ProcessSalesDb db, MaterialOrder order, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await db.MaterialEntries.AnyAsync(row => row.Key == order.Key, cancellationToken) || db.MaterialEntries.Local.Any(row => row.Key == order.Key)) return;
        var item = await db.MaterialItems.SingleOrDefaultAsync(row => row.Id == order.ItemId, cancellationToken) ?? throw new RefusedException(RefusalKind.NotFound, "material.unknown");
        if (order.Quantity == 0 || (order.Quantity < 0 && !(order.Move == MaterialMove.In || order is { Move: MaterialMove.Use, SubjectId: not null }))) throw new RefusedException(RefusalKind.Invalid, [new("Quantity", "field.tooSmall", 1)]);
        if (order.Move != MaterialMove.In && order.PersonId is null) throw new RefusedException(RefusalKind.Invalid, [new("PersonId", "required")]);
        if (order.Move is MaterialMove.Use or MaterialMove.Return)
        {
            var held = await HeldAsync(db, order.PersonId!.Value, order.ItemId, cancellationToken);
            if (order.Quantity > held) throw new RefusedException(RefusalKind.Invalid, [new("Quantity", "material.tooMuch", held)]);
        }

        var change = order.Move switch { MaterialMove.In or MaterialMove.Return => order.Quantity, MaterialMove.Issue => -order.Quantity, _ => 0 };
        if (item.Stock + change < 0) throw new RefusedException(RefusalKind.Invalid, [new("Quantity", "material.tooMuch", item.Stock)]);
        item.Stock += change;
        // Also for a use, so that two that share what is left cannot both have it.
        item.Version++;
        db.MaterialEntries.Add(new()
        {
            Id = Guid.CreateVersion7(now), Key = order.Key, ItemId = item.Id, Move = order.Move, Quantity = order.Quantity, PersonId = order.PersonId,
            StoreId = order.StoreId, SubjectId = order.SubjectId, Note = order.Note, At = now, ById = order.ById,
        });
    }
}
