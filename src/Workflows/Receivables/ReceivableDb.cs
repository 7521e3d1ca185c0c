using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Receivables;

namespace ProcessSales.Workflows.Storage;

/// <content>Tables of what payers owe.</content>
public abstract partial class ProcessSalesDb
{
    /// <summary>What payers owe, an invoice or statement line each.</summary>
    public DbSet<Receivable> Receivables => Set<Receivable>();

    /// <summary>Money that came in.</summary>
    public DbSet<Receipt> Receipts => Set<Receipt>();

    /// <summary>What was set against what is open; only ever appended.</summary>
    public DbSet<Allocation> Allocations => Set<Allocation>();

    /// <summary>The firm's own terms of settlement and reminding.</summary>
    public DbSet<CollectionTermsRow> CollectionTerms => Set<CollectionTermsRow>();
}
