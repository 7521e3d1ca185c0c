using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Tests;

/// <summary>Fails a test whose query takes some of many rows without saying which: each database would choose others.</summary>
internal static class StrictQueries
{
    public static void RefuseUnorderedQueries(this IServiceCollection services)
    {
        services.ConfigureDbContext<SqliteDb>(Refuse);
        services.ConfigureDbContext<PostgresDb>(Refuse);
    }

    private static void Refuse(DbContextOptionsBuilder database) => database.ConfigureWarnings(warnings => warnings.Throw(
        CoreEventId.RowLimitingOperationWithoutOrderByWarning, CoreEventId.DistinctAfterOrderByWithoutRowLimitingOperatorWarning));
}
