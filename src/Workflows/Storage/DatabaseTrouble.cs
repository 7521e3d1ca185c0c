using Microsoft.Data.Sqlite;
using Npgsql;

namespace ProcessSales.Workflows.Storage;

/// <summary>Tells a database that cannot be used at the moment from a fault of the program.</summary>
public static class DatabaseTrouble
{
    /// <summary>True when the database was busy, locked, read-only, full or out of reach: nothing was stored, and the same may succeed later.</summary>
    public static bool IsUnavailable(Exception failure) => failure switch
    {
        SqliteException sqlite => sqlite.SqliteErrorCode is 5 or 6 or 8 or 10 or 13 or 14, // SQLITE_BUSY, LOCKED, READONLY, IOERR, FULL, CANTOPEN
        // Read-only, what the driver knows to pass by itself, and the classes "insufficient resources" and "operator intervention".
        PostgresException postgres => postgres.IsTransient || postgres.SqlState == PostgresErrorCodes.ReadOnlySqlTransaction
            || postgres.SqlState.StartsWith("53", StringComparison.Ordinal) || postgres.SqlState.StartsWith("57", StringComparison.Ordinal),
        NpgsqlException => true,
        _ => false,
    };
}
