using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Visits;

/// <summary>Registers the visits of stores.</summary>
public static class VisitsRegistration
{
    /// <summary>Adds them; a <see cref="VisitRules"/> that was registered before counts.</summary>
    public static IServiceCollection AddVisits(this IServiceCollection services)
    {
        services.TryAddSingleton(new VisitRules());
        return services
            .AddSingleton<VisitOrders>()
            .AddSingleton(provider => new VisitRegister(
                provider.GetRequiredService<IDbContextFactory<ProcessSalesDb>>(), provider.GetRequiredService<Cases.CaseRegister>(), provider.GetRequiredService<Calendar.WorkingCalendars>(), provider.GetRequiredService<DayStandards>(),
                provider.GetRequiredService<VisitOrders>(), provider.GetRequiredService<Calendar.CompanyClock>(), provider.GetRequiredService<VisitRules>()))
            .AddSingleton<DayStandards>()
            .AddSingleton<IIssueOpener, VisitIssues>()
            .AddSingleton<VisitReviews>()
            .AddSingleton<VisitPhotos>()
            .AddSingleton<VisitDay>()
            .AddSingleton<VisitLists>()
            .AddSingleton<VisitFigures>()
            .AddSingleton<BatchTrace>()
            .AddSingleton<CompetitorNews>()
            .AddSingleton<Checklists>()
            .AddSingleton<FindingPump>()
            .AddSingleton<Demo.IDemoStory, DemoVisits>()
            .AddSingleton<Cases.ICaseFactSource, VisitFacts>();
    }
}
