using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.ApiAccess;

namespace ProcessSales.Workflows.Storage;

/// <content>Tables of the API for other systems.</content>
public abstract partial class ProcessSalesDb
{
    /// <summary>Keys of other systems.</summary>
    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();
}
