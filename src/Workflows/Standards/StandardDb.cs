using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Standards;

namespace ProcessSales.Workflows.Storage;

/// <content>Tables of what stores should have.</content>
public abstract partial class ProcessSalesDb
{
    /// <summary>Articles that stores must have.</summary>
    public DbSet<MustHave> MustHaves => Set<MustHave>();

    /// <summary>Facings that articles should have.</summary>
    public DbSet<DisplayTarget> DisplayTargets => Set<DisplayTarget>();
}
