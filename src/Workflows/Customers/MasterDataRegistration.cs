using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Cards;
using ProcessSales.Workflows.Contracts;
using ProcessSales.Workflows.Issues;
using ProcessSales.Workflows.Material;
using ProcessSales.Workflows.Plans;
using ProcessSales.Workflows.Products;
using ProcessSales.Workflows.Promoters;
using ProcessSales.Workflows.Routes;
using ProcessSales.Workflows.Standards;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Targets;
using ProcessSales.Workflows.Visits;

namespace ProcessSales.Workflows.Customers;

internal static class MasterDataRegistration
{
    /// <summary>Contracts, standards and material of stores, and the issues that are open there.</summary>
    public static IServiceCollection AddMasterData(this IServiceCollection services) => services
        .AddSingleton<CardKind, CustomerCards>()
        .AddSingleton<CardKind, StoreCards>()
        .AddSingleton<CardKind, ProductCards>()
        .AddSingleton<CardKind, ContactCards>()
        .AddSingleton<CardKind, ContractCards>()
        .AddSingleton<CardKind, ContractFeeCards>()
        .AddSingleton<CardKind, PriceListCards>()
        .AddSingleton<CardKind, RouteCards>()
        .AddSingleton<CardKind, MustHaveCards>()
        .AddSingleton<CardKind, DisplayTargetCards>()
        .AddSingleton<CardKind, MaterialCards>()
        .AddSingleton<CardKind, TargetCards>()
        .AddSingleton<CardKind, ForecastCards>()
        .AddSingleton<CardKind, FreshnessCards>()
        .AddSingleton<CardKind, PromoterCards>()
        .AddSingleton(provider => new CardDesk(provider.GetServices<CardKind>(), provider.GetRequiredService<IDbContextFactory<ProcessSalesDb>>(), provider.GetRequiredService<CompanyClock>()))
        .AddSingleton<AgreedPrices>()
        .AddSingleton<StoreStandards>()
        .AddSingleton<MaterialStock>()
        .AddSingleton<TargetBook>()
        .AddSingleton<PromoterBook>()
        .AddSingleton<Demo.IDemoStory, DemoTargets>()
        .AddSingleton<PlanMaker>()
        .AddSingleton<Demo.IDemoStory, DemoPlans>()
        .AddSingleton<WeeklyPlans>()
        .AddSingleton<PlanBook>()
        .AddSingleton<OpenIssues>()
        .AddSingleton<IssueDesk>()
        .AddSingleton<IssueLadder>()
        .AddSingleton<IssueBook>()
        .AddSingleton<IStoreMatterSource>(provider => provider.GetRequiredService<IssueBook>());
}
