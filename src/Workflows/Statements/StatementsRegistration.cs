using Microsoft.Extensions.DependencyInjection;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Demo;
using ProcessSales.Workflows.Imports;

namespace ProcessSales.Workflows.Statements;

internal static class StatementsRegistration
{
    /// <summary>Statements 对账 and what they are built from.</summary>
    public static IServiceCollection AddStatements(this IServiceCollection services) => services
        .AddSingleton<StatementSources>()
        .AddSingleton<StatementBook>()
        .AddSingleton<StatementDesk>()
        .AddSingleton<StatementCourse>()
        .AddSingleton<IDemoStory, DemoStatements>()
        .AddSingleton<ImportKind>(provider => new MovementImport(MovementKind.Delivery, provider.GetRequiredService<CompanyClock>()))
        .AddSingleton<ImportKind>(provider => new MovementImport(MovementKind.Return, provider.GetRequiredService<CompanyClock>()))
        .AddSingleton<ImportKind, RetailerStatementImport>();
}
