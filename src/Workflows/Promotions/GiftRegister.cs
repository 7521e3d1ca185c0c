using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Material;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Promotions;

/// <summary>A movement of gifts or material for a promotion (form F-P4).</summary>
/// <param name="Holder">Who takes, uses or gives them back.</param>
/// <param name="Store">Where they are used; null for the other movements.</param>
/// <param name="Operation">Of the page it is sent from: sent twice it is noted once.</param>
public sealed record GiftMove(Guid Promotion, Guid Item, MaterialMove Move, int Quantity, Guid? Holder, Guid? Store, string? Note, Guid Operation);

/// <summary>What became of an item within a promotion.</summary>
/// <param name="Stock">In the store-room now.</param>
public sealed record GiftBalance(Guid Item, string Code, string Name, string NameEn, int Stock, int Issued, int Used, int Returned)
{
    /// <summary>Still with people.</summary>
    public int Held => Issued - Used - Returned;
}

/// <summary>A line of the register.</summary>
public sealed record GiftEntry(DateTimeOffset At, string Item, string ItemEn, MaterialMove Move, int Quantity, string? Holder, string? Store, string Note);

/// <summary>The register of a promotion as a person sees it.</summary>
/// <param name="Balances">Every item that moved for it, and those in stock that its plan names.</param>
/// <param name="Items">What can be handed out.</param>
/// <param name="Holders">To whom.</param>
/// <param name="MayIssue">Whether the viewer hands out.</param>
/// <param name="MayUse">Whether the viewer notes uses and returns.</param>
public sealed record GiftSheet(
    IReadOnlyList<GiftBalance> Balances, IReadOnlyList<GiftEntry> Entries, IReadOnlyList<(Guid Id, string Name)> Items, IReadOnlyList<(Guid Id, string Name)> Holders, bool MayIssue, bool MayUse);

/// <summary>赠品/物料登记 of promotions: logistics hands out from the store-room, the team uses in stores and gives back (domain.md W18, 2.4 P70). Safe for concurrent use.</summary>
public sealed class GiftRegister(IDbContextFactory<ProcessSalesDb> databases, CompanyClock clock)
{
    /// <summary>The register; null when the person does not see the promotion.</summary>
    public async Task<GiftSheet?> ReadAsync(Guid person, Guid promotionId, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var promotion = await (await PromotionScope.OfAsync(db, person, cancellationToken)).AsNoTracking().SingleOrDefaultAsync(row => row.Id == promotionId, cancellationToken);
        if (promotion is null) return null;
        var planned = await db.PromotionGifts.Where(row => row.PromotionId == promotionId).Select(row => row.Item).ToListAsync(cancellationToken);
        var entries = await db.MaterialEntries.AsNoTracking().Where(row => row.SubjectId == promotionId).OrderByDescending(row => row.At).Take(500).ToListAsync(cancellationToken);
        var moved = entries.Select(row => row.ItemId).Distinct().ToList();
        var items = await db.MaterialItems.AsNoTracking().Where(row => row.Active || moved.Contains(row.Id)).OrderBy(row => row.Code).ToListAsync(cancellationToken);
        var known = items.ToDictionary(row => row.Id);
        var people = await HoldersAsync(db, promotion, cancellationToken);
        var names = people.ToDictionary(row => row.Id, row => row.Name);
        var storeIds = entries.Select(row => row.StoreId).OfType<Guid>().Distinct().ToList();
        var stores = await db.Stores.Where(row => storeIds.Contains(row.Id)).ToDictionaryAsync(row => row.Id, row => row.Name, cancellationToken);
        int Sum(Guid item, MaterialMove move) => entries.Where(row => row.ItemId == item && row.Move == move).Sum(row => row.Quantity);
        var role = await db.Users.Where(row => row.Id == person).Select(row => row.Role).SingleAsync(cancellationToken);
        var open = promotion.ClosedAt is null;
        return new(
            [.. items.Where(row => moved.Contains(row.Id) || planned.Contains(row.Name) || planned.Contains(row.Code)).Select(row => new GiftBalance(row.Id, row.Code, row.Name, row.NameEn, row.Stock, Sum(row.Id, MaterialMove.Issue), Sum(row.Id, MaterialMove.Use), Sum(row.Id, MaterialMove.Return)))],
            [.. entries.Select(row => new GiftEntry(row.At, known[row.ItemId].Name, known[row.ItemId].NameEn, row.Move, row.Quantity, row.PersonId is { } who ? names.GetValueOrDefault(who) : null, row.StoreId is { } where ? stores.GetValueOrDefault(where) : null, row.Note))],
            [.. items.Where(row => row.Active).Select(row => (row.Id, row.Name))], people, open && role == Role.Log, open && (names.ContainsKey(person) || role == Role.Log));
    }

    /// <summary>Notes a movement.</summary>
    /// <exception cref="RefusedException">There is not so much, the promotion is closed, the holder does not belong to it, or it is not the person's to note.</exception>
    public async Task MoveAsync(Guid person, GiftMove order, CancellationToken cancellationToken = default)
    {
        if (order.Move == MaterialMove.In) throw new RefusedException(RefusalKind.Invalid, [new("Move", "material.notHere")]);
        if (order.Note is { Length: > 200 }) throw new RefusedException(RefusalKind.Invalid, [new("Note", "tooLong", 200)]);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            var promotion = await PromotionScope.FindAsync(db, person, order.Promotion, cancellationToken);
            if (promotion.ClosedAt is not null) throw new RefusedException(RefusalKind.Conflict, "promotion.notNow", promotion.State);
            var role = await db.Users.Where(row => row.Id == person).Select(row => row.Role).SingleAsync(cancellationToken);
            var holders = await HoldersAsync(db, promotion, cancellationToken);
            if (order.Move == MaterialMove.Issue ? role != Role.Log : role != Role.Log && holders.All(row => row.Id != person)) throw new RefusedException(RefusalKind.Forbidden, "promotion.notYours");
            if (holders.All(row => row.Id != order.Holder)) throw new RefusedException(RefusalKind.Invalid, [new("Holder", "material.otherHolder")]);
            if (order.Move == MaterialMove.Use && !await db.PromotionStores.AnyAsync(row => row.PromotionId == promotion.Id && row.StoreId == order.Store, cancellationToken)) throw new RefusedException(RefusalKind.Invalid, [new("Store", "promotion.otherStore")]);
            await MaterialStock.MoveAsync(
                db, new($"promotion/{order.Operation:N}", order.Item, order.Move, order.Quantity, order.Holder, order.Move == MaterialMove.Use ? order.Store : null, promotion.Id, order.Note?.Trim() ?? "", person), clock.Now, cancellationToken);
            var name = await db.MaterialItems.Where(row => row.Id == order.Item).Select(row => row.Name).SingleAsync(cancellationToken);
            db.Record(clock.Now, new() { PersonId = person, CaseId = promotion.CaseId, Subject = "promotion", Action = $"Gift{order.Move}", Comment = $"{name} {order.Quantity}" });
        }, cancellationToken);
    }

    // The applicant, his assistants and the promoters of the stores.
    private static async Task<List<(Guid Id, string Name)>> HoldersAsync(ProcessSalesDb db, Promotion promotion, CancellationToken cancellationToken)
    {
        List<Guid> ids = [.. await PromotionNews.TeamAsync(db, promotion, cancellationToken), .. await PromotionNews.PromotersAsync(db, promotion, cancellationToken)];
        return [.. (await db.Users.Where(row => ids.Contains(row.Id)).OrderBy(row => row.UserName).Select(row => new { row.Id, row.Name }).ToListAsync(cancellationToken)).Select(row => (row.Id, row.Name))];
    }
}
