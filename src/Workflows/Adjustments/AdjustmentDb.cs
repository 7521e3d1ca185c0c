using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Adjustments;

namespace ProcessSales.Workflows.Storage;

/// <content>Tables of credit notes and write-offs.</content>
public abstract partial class ProcessSalesDb
{
    /// <summary>Applications to lower an item without money.</summary>
    public DbSet<Adjustment> Adjustments => Set<Adjustment>();
}
