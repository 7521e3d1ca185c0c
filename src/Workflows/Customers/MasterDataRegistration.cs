using Microsoft.Extensions.DependencyInjection;
using ProcessSales.Workflows.Contracts;
using ProcessSales.Workflows.Issues;
using ProcessSales.Workflows.Material;
using ProcessSales.Workflows.Standards;
using ProcessSales.Workflows.Visits;

namespace ProcessSales.Workflows.Customers;

internal static class MasterDataRegistration
{
    /// <summary>Contracts, standards and material of stores, and the issues that are open there.</summary>
    public static IServiceCollection AddMasterData(this IServiceCollection services) => services
        .AddSingleton<AgreedPrices>()
        .AddSingleton<StoreStandards>()
        .AddSingleton<MaterialStock>()
        .AddSingleton<OpenIssues>()
        .AddSingleton<IssueLadder>()
        .AddSingleton<IssueBook>()
        .AddSingleton<IStoreMatterSource>(provider => provider.GetRequiredService<IssueBook>());
}
