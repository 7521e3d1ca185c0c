using Microsoft.Extensions.DependencyInjection;

namespace ProcessSales.Workflows.Imports;

internal static class ImportsRegistration
{
    public static IServiceCollection AddImports(this IServiceCollection services) => services;
}
