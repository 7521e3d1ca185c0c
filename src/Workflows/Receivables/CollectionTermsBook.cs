using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Terms;

namespace ProcessSales.Workflows.Receivables;

/// <summary><see cref="CollectionTerms"/> as they hold from a day on.</summary>
public sealed class CollectionTermsRow : TermsRow;

/// <summary>The firm's own terms of settlement and reminding. Safe for concurrent use.</summary>
public sealed class CollectionTermsBook(IDbContextFactory<ProcessSalesDb> databases, CompanyClock clock) : TermsBook<CollectionTerms, CollectionTermsRow>(databases, clock, "collection-terms");

internal sealed class CollectionTermsTable : TermsTable<CollectionTermsRow>;
