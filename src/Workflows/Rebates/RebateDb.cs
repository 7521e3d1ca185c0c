using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Rebates;

namespace ProcessSales.Workflows.Storage;

/// <content>Tables of rebates.</content>
public abstract partial class ProcessSalesDb
{
    /// <summary>Rebates of periods that are over.</summary>
    public DbSet<Rebate> Rebates => Set<Rebate>();

    /// <summary>What was deducted of rebates; only ever added.</summary>
    public DbSet<RebateMatch> RebateMatches => Set<RebateMatch>();
}
