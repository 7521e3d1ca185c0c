using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Terms;

namespace ProcessSales.Workflows.Complaints;

/// <summary><see cref="ComplaintTerms"/> as they hold from a day on.</summary>
public sealed class ComplaintTermsRow : TermsRow;

/// <summary>The firm's own terms of complaints. Safe for concurrent use.</summary>
public sealed class ComplaintTermsBook(IDbContextFactory<ProcessSalesDb> databases, CompanyClock clock) : TermsBook<ComplaintTerms, ComplaintTermsRow>(databases, clock, "complaint-terms");

internal sealed class ComplaintTermsTable : TermsTable<ComplaintTermsRow>;
