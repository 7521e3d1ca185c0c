using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Promotions;

/// <summary>Tells people about a promotion inside the transaction of what is told. Safe for concurrent use.</summary>
public sealed class PromotionNews(CaseNews news)
{
    /// <summary>Finds the templates, before the transaction.</summary>
    internal Task<ReadyTemplates> ReadyAsync(CancellationToken cancellationToken, params string?[] templates) => news.ReadyAsync(cancellationToken, templates);

    /// <summary>Tells people; the same key again tells nobody twice.</summary>
    internal async Task TellAsync(
        ProcessSalesDb db, ReadyTemplates ready, Promotion promotion, string key, string template, IReadOnlyList<Guid> people, JsonObject? more, CancellationToken cancellationToken)
    {
        if (people.Count == 0) return;
        var file = await db.Cases.AsNoTracking().SingleAsync(row => row.Id == promotion.CaseId, cancellationToken);
        await news.TellAsync(db, ready, file, $"promotion/{promotion.Id:N}/{key}", template, people, promotion.Name, null, more, cancellationToken);
    }

    /// <summary>The applicant and who assists him.</summary>
    internal static async Task<List<Guid>> TeamAsync(ProcessSalesDb db, Promotion promotion, CancellationToken cancellationToken) =>
        [promotion.OwnerId, .. await db.Assistances.Where(row => row.ManagerId == promotion.OwnerId).Select(row => row.AssistantId).ToListAsync(cancellationToken)];

    /// <summary>The promoters of its stores.</summary>
    internal static Task<List<Guid>> PromotersAsync(ProcessSalesDb db, Promotion promotion, CancellationToken cancellationToken) =>
        (from store in db.PromotionStores where store.PromotionId == promotion.Id join promoter in db.StorePromoters on store.StoreId equals promoter.StoreId select promoter.PersonId).Distinct().ToListAsync(cancellationToken);

    /// <summary>Who has a role for the promotion's area.</summary>
    internal static async Task<List<Guid>> OfRoleAsync(ProcessSalesDb db, Promotion promotion, Role role, CancellationToken cancellationToken) =>
        [.. (await Staff.WithRoleAsync(db, role, promotion.AreaId, cancellationToken)).Select(person => person.Id)];
}
