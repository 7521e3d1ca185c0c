using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Imports;

namespace ProcessSales.Workflows.Storage;

/// <content>Tables of imports.</content>
public abstract partial class ProcessSalesDb
{
    /// <summary>Imports that run beside the requests.</summary>
    public DbSet<ImportRun> ImportRuns => Set<ImportRun>();
}
