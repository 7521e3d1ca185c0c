using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Promoters;

namespace ProcessSales.Workflows.Storage;

/// <content>Tables of promoters.</content>
public abstract partial class ProcessSalesDb
{
    /// <summary>How promoters were trained and assessed.</summary>
    public DbSet<PromoterRecord> PromoterRecords => Set<PromoterRecord>();
}
