using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Statements;

namespace ProcessSales.Workflows.Storage;

/// <content>Tables of statements.</content>
public abstract partial class ProcessSalesDb
{
    /// <summary>Deliveries and returns.</summary>
    public DbSet<GoodsMovement> GoodsMovements => Set<GoodsMovement>();

    /// <summary>Lines of retailers' own statements.</summary>
    public DbSet<RetailerLine> RetailerLines => Set<RetailerLine>();

    /// <summary>What chains owe for a month.</summary>
    public DbSet<Statement> Statements => Set<Statement>();

    /// <summary>Lines of statements.</summary>
    public DbSet<StatementLine> StatementLines => Set<StatementLine>();

    /// <summary>Where ours and theirs differ.</summary>
    public DbSet<StatementDifference> StatementDifferences => Set<StatementDifference>();
}
