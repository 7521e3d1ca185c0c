using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Terms;

namespace ProcessSales.Workflows.Promotions;

/// <summary><see cref="PromotionTerms"/> as they hold from a day on.</summary>
public sealed class PromotionTermsRow : TermsRow;

/// <summary>The firm's own terms of promotions. Safe for concurrent use.</summary>
public sealed class PromotionTermsBook(IDbContextFactory<ProcessSalesDb> databases, CompanyClock clock) : TermsBook<PromotionTerms, PromotionTermsRow>(databases, clock, "promotion-terms");

/// <summary>From when on an application is an emergency, for the form's formula. Safe for concurrent use.</summary>
internal sealed class EmergencyDays(PromotionTermsBook book) : Forms.IFormSetting
{
    public string Name => "emergencyDays";

    public async Task<decimal> TodayAsync(CancellationToken cancellationToken) => (await book.CurrentAsync(cancellationToken)).EmergencyDays;
}

internal sealed class PromotionTermsTable : TermsTable<PromotionTermsRow>;
