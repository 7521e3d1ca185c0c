using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Plans;

namespace ProcessSales.Workflows.Storage;

/// <content>Tables of weekly plans.</content>
public abstract partial class ProcessSalesDb
{
    /// <summary>Weekly plans.</summary>
    public DbSet<WeeklyPlan> WeeklyPlans => Set<WeeklyPlan>();

    /// <summary>Visits in them.</summary>
    public DbSet<PlanVisit> PlanVisits => Set<PlanVisit>();
}
