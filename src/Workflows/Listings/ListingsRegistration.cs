using Microsoft.Extensions.DependencyInjection;
using ProcessSales.Workflows.Attachments;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Demo;
using ProcessSales.Workflows.Forms;
using ProcessSales.Workflows.Prices;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Returns;
using ProcessSales.Workflows.Visits;

namespace ProcessSales.Workflows.Listings;

internal static class ListingsRegistration
{
    /// <summary>Listings of new products.</summary>
    public static IServiceCollection AddListings(this IServiceCollection services) => services
        .AddSingleton<ListingTermsBook>()
        .AddSingleton<PaybackLimit>()
        .AddSingleton<IFormSetting>(services => services.GetRequiredService<PaybackLimit>())
        .AddSingleton<ListingRegister>()
        .AddSingleton<ListingGrid>()
        .AddSingleton<ListingBook>()
        .AddSingleton<ListingKpis>()
        .AddSingleton<ListingKpiList>()
        .AddSingleton<ListingClock>()
        .AddSingleton<LaunchNotices>()
        .AddSingleton<IDemoStory, DemoListings>()
        .AddSingleton<IFileRight, ListingFiles>()
        .AddSingleton<IFormCheck, ListingFormCheck>()
        .AddSingleton<ICaseFactSource, ListingFacts>()
        .AddSingleton<Dunning.IComingSource, ListingComing>()
        .AddSingleton<IStoreMatterSource, ListingMatters>()
        .AddSingleton<IFindingTaker, ListingShelf>()
        .AddSingleton<IDeductionSource, ListingDeductions>();

    /// <summary>Price changes, returns and exchanges.</summary>
    public static IServiceCollection AddPricesAndReturns(this IServiceCollection services) => services
        .AddSingleton<PriceChanges>()
        .AddSingleton<IFormCheck, PriceChangeCheck>()
        .AddSingleton<IFindingTaker, PriceFindings>()
        .AddSingleton<ReturnDesk>()
        .AddSingleton<IDeductionSource, ReturnDeductions>()
        .AddSingleton<IFindingTaker, ReturnFindings>();
}
