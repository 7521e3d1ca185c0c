using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Visits;

namespace ProcessSales.Workflows.Storage;

/// <content>Tables of visits.</content>
public abstract partial class ProcessSalesDb
{
    /// <summary>Visits of stores.</summary>
    public DbSet<Visit> Visits => Set<Visit>();

    /// <summary>How visits went through their states.</summary>
    public DbSet<VisitMove> VisitMoves => Set<VisitMove>();

    /// <summary>Visits as they were handed in.</summary>
    public DbSet<VisitVersion> VisitVersions => Set<VisitVersion>();

    /// <summary>Articles in visits.</summary>
    public DbSet<VisitLine> VisitLines => Set<VisitLine>();

    /// <summary>Batches in visits.</summary>
    public DbSet<VisitBatch> VisitBatches => Set<VisitBatch>();

    /// <summary>Answers to the checks of visits.</summary>
    public DbSet<VisitAnswer> VisitAnswers => Set<VisitAnswer>();

    /// <summary>Pictures of visits.</summary>
    public DbSet<VisitPhoto> VisitPhotos => Set<VisitPhoto>();

    /// <summary>Messages of phones that were accepted.</summary>
    public DbSet<VisitOperation> VisitOperations => Set<VisitOperation>();

    /// <summary>What was found in visits for others to decide.</summary>
    public DbSet<FoundMatter> FoundMatters => Set<FoundMatter>();

    /// <summary>The company's own bands of freshness.</summary>
    public DbSet<FreshnessTerm> FreshnessTerms => Set<FreshnessTerm>();

    /// <summary>News of competitors.</summary>
    public DbSet<CompetitorNote> CompetitorNotes => Set<CompetitorNote>();

    /// <summary>The firm's terms of visits.</summary>
    public DbSet<VisitTermsRow> VisitTerms => Set<VisitTermsRow>();
}
