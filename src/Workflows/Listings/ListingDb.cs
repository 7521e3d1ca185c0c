using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Listings;

namespace ProcessSales.Workflows.Storage;

/// <content>Tables of listings.</content>
public abstract partial class ProcessSalesDb
{
    /// <summary>Listings.</summary>
    public DbSet<ListingRequest> Listings => Set<ListingRequest>();

    /// <summary>The firm's own terms of listings.</summary>
    public DbSet<ListingTermsRow> ListingTerms => Set<ListingTermsRow>();

    /// <summary>Articles in stores that are to be listed.</summary>
    public DbSet<ListingLine> ListingLines => Set<ListingLine>();

    /// <summary>How lines went through their states.</summary>
    public DbSet<ListingLineMove> ListingLineMoves => Set<ListingLineMove>();

    /// <summary>How listings went through their states, and whose time it was.</summary>
    public DbSet<ListingMove> ListingMoves => Set<ListingMove>();

    /// <summary>Papers of listings.</summary>
    public DbSet<ListingPaper> ListingPapers => Set<ListingPaper>();

    /// <summary>Deductions for listing fees.</summary>
    public DbSet<ListingDeduction> ListingDeductions => Set<ListingDeduction>();
}
