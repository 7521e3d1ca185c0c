using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Cases;

namespace ProcessSales.Workflows.Storage;

/// <content>Tables of what people send about cases.</content>
public abstract partial class ProcessSalesDb
{
    /// <summary>What people sent by hand, and may take back yet.</summary>
    public DbSet<SentMessage> SentMessages => Set<SentMessage>();
}
