using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Visits;

/// <summary>Registers the visits of stores.</summary>
public static class VisitsRegistration
{
    /// <summary>Adds them.</summary>
    public static IServiceCollection AddVisits(this IServiceCollection services) =>
        services
            .AddSingleton<VisitTermsBook>()
            .AddSingleton<VisitOrders>()
            .AddSingleton(provider => new VisitRegister(
                provider.GetRequiredService<IDbContextFactory<ProcessSalesDb>>(), provider.GetRequiredService<Cases.CaseRegister>(), provider.GetRequiredService<Calendar.WorkingCalendars>(), provider.GetRequiredService<DayStandards>(),
                provider.GetRequiredService<VisitOrders>(), provider.GetRequiredService<Calendar.CompanyClock>(), provider.GetRequiredService<VisitTermsBook>()))
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
