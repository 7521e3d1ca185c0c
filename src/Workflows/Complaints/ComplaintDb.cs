using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Complaints;

namespace ProcessSales.Workflows.Storage;

/// <content>Tables of complaints.</content>
public abstract partial class ProcessSalesDb
{
    /// <summary>Complaints.</summary>
    public DbSet<Complaint> Complaints => Set<Complaint>();

    /// <summary>Their handling logs.</summary>
    public DbSet<ComplaintEntry> ComplaintEntries => Set<ComplaintEntry>();

    /// <summary>Their legal clocks.</summary>
    public DbSet<LegalClock> LegalClocks => Set<LegalClock>();

    /// <summary>What was deducted for them.</summary>
    public DbSet<ComplaintDeduction> ComplaintDeductions => Set<ComplaintDeduction>();

    /// <summary>Words that decide how grave one is.</summary>
    public DbSet<SeverityKeyword> SeverityKeywords => Set<SeverityKeyword>();

    /// <summary>The firm's own terms of complaints.</summary>
    public DbSet<ComplaintTermsRow> ComplaintTerms => Set<ComplaintTermsRow>();

    /// <summary>Pieces sold a month.</summary>
    public DbSet<UnitsSold> UnitsSold => Set<UnitsSold>();
}
