using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Cards;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Complaints;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Promotions;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Imports;

internal static class ImportsRegistration
{
    public static IServiceCollection AddImports(this IServiceCollection services) => services
        .AddSingleton<PeopleImport>()
        .AddSingleton(provider => new PersonDesk(
            provider.GetRequiredService<PeopleImport>(), provider.GetRequiredService<IDbContextFactory<ProcessSalesDb>>(), provider.GetRequiredService<Handover>(), provider.GetRequiredService<CompanyClock>()))
        .AddSingleton(provider =>
        {
            var databases = provider.GetRequiredService<IDbContextFactory<ProcessSalesDb>>();
            ImportKind[] kinds =
            [
                new OrgUnitsImport(),
                provider.GetRequiredService<PeopleImport>(),
                .. provider.GetServices<CardKind>(),
                new BudgetsImport(provider.GetRequiredService<BudgetLedger>()),
                new ApprovalRulesImport(provider.GetRequiredService<ProcessCatalog>()),
                new CalendarImport(),
                new ProofRulesImport(),
                new SeverityKeywordsImport(),
                new UnitsSoldImport(),
            ];
            return new ImportDesk(
                kinds.Concat(provider.GetServices<ImportKind>()), databases, provider.GetRequiredService<WorkingCalendars>(), provider.GetRequiredService<CompanyClock>(), provider.GetRequiredService<IDataProtectionProvider>());
        })
        .AddSingleton(provider => new ImportRuns(
            provider.GetRequiredService<ImportDesk>(), provider.GetRequiredService<IDbContextFactory<ProcessSalesDb>>(), provider.GetRequiredService<CompanyClock>(), provider.GetRequiredService<ILogger<ImportRuns>>()))
        .AddSingleton(provider => new FirstData(
            provider.GetRequiredService<ImportDesk>(), provider.GetRequiredService<ProcessCatalog>(), provider.GetRequiredService<WorkflowsOptions>(),
            provider.GetRequiredService<IDbContextFactory<ProcessSalesDb>>()));
}
