using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Routes;

namespace ProcessSales.Workflows.Storage;

/// <content>Tables of routes.</content>
public abstract partial class ProcessSalesDb
{
    /// <summary>Ways on which stores are visited.</summary>
    public DbSet<Route> Routes => Set<Route>();

    /// <summary>Stores on them.</summary>
    public DbSet<RouteStop> RouteStops => Set<RouteStop>();
}
