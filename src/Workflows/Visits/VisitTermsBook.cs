using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Terms;

namespace ProcessSales.Workflows.Visits;

/// <summary><see cref="VisitTerms"/> as they hold from a day on.</summary>
public sealed class VisitTermsRow : TermsRow;

/// <summary>The firm's own terms of store visits. Safe for concurrent use.</summary>
public sealed class VisitTermsBook(IDbContextFactory<ProcessSalesDb> databases, CompanyClock clock) : TermsBook<VisitTerms, VisitTermsRow>(databases, clock, "visit-terms");

internal sealed class VisitTermsTable : TermsTable<VisitTermsRow>;
