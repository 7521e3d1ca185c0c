using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace ProcessSales.Workflows.Storage;

/// <summary>The tables in a SQLite file. SQLite has neither decimals nor zoned times, so both are kept as integers that sort and compare.</summary>
public class SqliteDb(DbContextOptions<SqliteDb> options) : ProcessSalesDb(options)
{
    /// <inheritdoc />
    protected override void ConfigureConventions(ModelConfigurationBuilder configuration)
    {
        base.ConfigureConventions(configuration);
        configuration.Properties<DateTimeOffset>().HaveConversion<UtcTicks>();
        configuration.Properties<decimal>().HaveConversion<TenThousandths>();
    }

    internal sealed class UtcTicks() : ValueConverter<DateTimeOffset, long>(time => time.UtcTicks, ticks => new DateTimeOffset(ticks, TimeSpan.Zero));

    internal sealed class TenThousandths() : ValueConverter<decimal, long>(value => (long)(value * 10_000m), stored => stored / 10_000m);
}
