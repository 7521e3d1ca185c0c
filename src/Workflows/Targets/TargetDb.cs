using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Targets;

namespace ProcessSales.Workflows.Storage;

/// <content>Tables of targets and forecasts.</content>
public abstract partial class ProcessSalesDb
{
    /// <summary>What people are to sell.</summary>
    public DbSet<SalesTarget> SalesTargets => Set<SalesTarget>();

    /// <summary>What chains are expected to take.</summary>
    public DbSet<SalesForecast> SalesForecasts => Set<SalesForecast>();
}
