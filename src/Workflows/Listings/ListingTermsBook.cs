using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Approvals;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Forms;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Terms;

namespace ProcessSales.Workflows.Listings;

/// <summary><see cref="ListingTerms"/> as they hold from a day on.</summary>
public sealed class ListingTermsRow : TermsRow;

/// <summary>The firm's own terms of listings. Safe for concurrent use.</summary>
public sealed class ListingTermsBook(IDbContextFactory<ProcessSalesDb> databases, CompanyClock clock) : TermsBook<ListingTerms, ListingTermsRow>(databases, clock, "listing-terms");

/// <summary>The payback beyond which the last of the approval table's rows decides, for the form's warning: there is no second limit beside the table's. Safe for concurrent use.</summary>
public sealed class PaybackLimit(ApprovalMatrix matrix, CompanyClock clock) : IFormSetting
{
    /// <summary>More months than a form can come to.</summary>
    public const decimal None = 1_000_000_000m;

    /// <inheritdoc />
    public string Name => "paybackMonths";

    /// <inheritdoc />
    public async Task<decimal> TodayAsync(CancellationToken cancellationToken) =>
        (await matrix.RulesOnAsync(ListingRegister.Process, clock.Today, cancellationToken)).Max(rule => rule.MaxPayback) ?? None;
}

internal sealed class ListingTermsTable : TermsTable<ListingTermsRow>;
