using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace ProcessSales.Workflows.Storage;

/// <summary>The tables in PostgreSQL.</summary>
public sealed class PostgresDb(DbContextOptions<PostgresDb> options) : ProcessSalesDb(options)
{
    /// <inheritdoc />
    protected override void ConfigureConventions(ModelConfigurationBuilder configuration)
    {
        base.ConfigureConventions(configuration);
        configuration.Properties<DateTimeOffset>().HaveConversion<Utc>();
        configuration.Properties<decimal>().HavePrecision(18, 4);
    }

    // PostgreSQL's driver takes UTC only.
    private sealed class Utc() : ValueConverter<DateTimeOffset, DateTimeOffset>(time => time.ToUniversalTime(), time => time);
}
