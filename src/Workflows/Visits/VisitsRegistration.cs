using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ProcessSales.Workflows.Visits;

/// <summary>Registers the visits of stores.</summary>
public static class VisitsRegistration
{
    /// <summary>Adds them; a <see cref="VisitRules"/> that was registered before counts.</summary>
    public static IServiceCollection AddVisits(this IServiceCollection services)
    {
        services.TryAddSingleton(new VisitRules());
        return services.AddSingleton<VisitRegister>()
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
