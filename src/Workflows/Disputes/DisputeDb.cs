using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Disputes;

namespace ProcessSales.Workflows.Storage;

/// <content>Tables of disputes.</content>
public abstract partial class ProcessSalesDb
{
    /// <summary>Parts of items that payers do not want to pay.</summary>
    public DbSet<Dispute> Disputes => Set<Dispute>();
}
