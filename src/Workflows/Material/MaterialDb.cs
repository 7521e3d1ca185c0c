using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Material;

namespace ProcessSales.Workflows.Storage;

/// <content>Tables of material.</content>
public abstract partial class ProcessSalesDb
{
    /// <summary>POS material and gifts.</summary>
    public DbSet<MaterialItem> MaterialItems => Set<MaterialItem>();

    /// <summary>How they moved.</summary>
    public DbSet<MaterialEntry> MaterialEntries => Set<MaterialEntry>();
}
