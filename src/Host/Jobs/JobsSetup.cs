using Hangfire;
using Hangfire.Dashboard;
using Hangfire.PostgreSql;
using ProcessSales.Host.Security;
using ProcessSales.Workflows;
using ProcessSales.Workflows.People;

namespace ProcessSales.Host.Jobs;

/// <summary>Hangfire: a server in this process, its recurring work and its pages for administrators.</summary>
internal static class JobsSetup
{
    internal static void AddJobs(this IServiceCollection services, WorkflowsOptions options)
    {
        services.AddHangfire((provider, hangfire) =>
        {
            hangfire.UseLogProvider(new JobLog(provider.GetRequiredService<ILoggerFactory>()));
            hangfire.UseSimpleAssemblyNameTypeSerializer().UseRecommendedSerializerSettings();
            if (options.UsesPostgreSql)
                hangfire.UsePostgreSqlStorage(storage => storage.UseNpgsqlConnection(options.ConnectionString), new() { SchemaName = "hangfire", UseSlidingInvisibilityTimeout = true });
            else
                JobMemory.Use(hangfire);
        });
        services.AddHangfireServer(server =>
        {
            server.WorkerCount = Math.Clamp(Environment.ProcessorCount * 2, 4, 20);
            server.SchedulePollingInterval = TimeSpan.FromSeconds(1);
        });
        services.AddScoped<RecurringWork>().AddScoped<VisitWork>().AddScoped<PlanWork>().AddScoped<ListingWork>().AddScoped<PromotionWork>()
            .AddScoped<ComplaintWork>().AddScoped<SettlementWork>().AddScoped<DunningWork>();
        services.AddHostedService<Timetable>();
    }

    internal static void MapJobs(this WebApplication app) =>
        app.MapHangfireDashboard("/hangfire", new DashboardOptions
        {
            Authorization = [new AdministratorsOnly()],
            IsReadOnlyFunc = context => context.GetHttpContext().User.Level() != AccessLevel.Admin,
            AppPath = "/",
            DashboardTitle = "ProcessSales",
            DisplayStorageConnectionString = false,
        }).RequireAuthorization(Access.Administration);

    // The role counts, never the address: behind a proxy everybody seems to be local.
    private sealed class AdministratorsOnly : IDashboardAuthorizationFilter
    {
        public bool Authorize(DashboardContext context) => context.GetHttpContext().User.Level() == AccessLevel.Admin
            && context.GetHttpContext().User.Identity?.IsAuthenticated == true;
    }
}
