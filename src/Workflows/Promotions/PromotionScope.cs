using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Promotions;

/// <summary>Which promotions a person sees: those whose application he sees, those that run in a store he sees, and all of them for logistics, who sends the goods.</summary>
internal static class PromotionScope
{
    public static async Task<IQueryable<Promotion>> OfAsync(ProcessSalesDb db, Guid person, CancellationToken cancellationToken)
    {
        var scope = await DataScope.OfAsync(db, person, cancellationToken);
        if (scope.Everything || await db.Users.AnyAsync(row => row.Id == person && row.Active && row.Role == Role.Log, cancellationToken)) return db.Promotions;
        var cases = scope.Cases(db);
        var stores = scope.Stores(db);
        return db.Promotions.Where(row => cases.Any(file => file.Id == row.CaseId)
            || db.PromotionStores.Any(place => place.PromotionId == row.Id && stores.Any(store => store.Id == place.StoreId)));
    }

    /// <summary>The promotion, tracked.</summary>
    /// <exception cref="RefusedException">It does not exist, or not for this person.</exception>
    public static async Task<Promotion> FindAsync(ProcessSalesDb db, Guid person, Guid id, CancellationToken cancellationToken) =>
        await (await OfAsync(db, person, cancellationToken)).SingleOrDefaultAsync(row => row.Id == id, cancellationToken)
        ?? throw new RefusedException(RefusalKind.NotFound, "promotion.unknown");

    /// <summary>Whether the person carries the promotion: its applicant, or who assists him.</summary>
    public static async Task<bool> CarriesAsync(ProcessSalesDb db, Guid person, Promotion promotion, CancellationToken cancellationToken) =>
        promotion.OwnerId == person || await db.Assistances.AnyAsync(row => row.AssistantId == person && row.ManagerId == promotion.OwnerId, cancellationToken);

    /// <exception cref="RefusedException">The person does not carry the promotion.</exception>
    public static async Task RefuseUnlessCarriedAsync(ProcessSalesDb db, Guid person, Promotion promotion, CancellationToken cancellationToken)
    {
        if (!await CarriesAsync(db, person, promotion, cancellationToken)) throw new RefusedException(RefusalKind.Forbidden, "promotion.notYours");
    }
}
