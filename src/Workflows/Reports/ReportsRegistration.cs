using Microsoft.Extensions.DependencyInjection;

namespace ProcessSales.Workflows.Reports;

/// <summary>Registers reports and meeting packs.</summary>
public static class ReportsRegistration
{
    /// <summary>Adds them.</summary>
    public static IServiceCollection AddReports(this IServiceCollection services) => services.AddSingleton<FieldReports>().AddSingleton<ReportDesk>().AddSingleton<ReportClock>();
}
