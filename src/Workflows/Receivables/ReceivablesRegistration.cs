using Microsoft.Extensions.DependencyInjection;
using ProcessSales.Workflows.Demo;
using ProcessSales.Workflows.Dunning;
using ProcessSales.Workflows.Imports;

namespace ProcessSales.Workflows.Receivables;

internal static class ReceivablesRegistration
{
    /// <summary>Settlement 对账、开票、结款.</summary>
    public static IServiceCollection AddReceivables(this IServiceCollection services) => services
        .AddSingleton<CollectionTermsBook>()
        .AddSingleton<ReceivableList>()
        .AddSingleton<Cases.ICaseFactSource, ReceivableFacts>()
        .AddSingleton<AllocationLedger>()
        .AddSingleton<ReceiptDesk>()
        .AddSingleton<IFreshMoney, FreshReceipts>()
        .AddSingleton<IDemoStory, DemoReceivables>()
        .AddSingleton<ImportKind, ReceivableImport>()
        .AddSingleton<ImportKind, ReceiptImport>();
}
