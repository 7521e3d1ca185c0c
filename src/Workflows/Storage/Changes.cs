using System.Data;
using Microsoft.EntityFrameworkCore;

namespace ProcessSales.Workflows.Storage;

/// <summary>Write transactions.</summary>
internal static class Changes
{
    private const int Attempts = 25;

    // Any other busy file has been waited for already, as long as a person waits.
    private const int BusySnapshot = 517;

    /// <summary>
    /// Runs the work, saves and commits as one transaction; when another writer was faster it starts over with fresh reads,
    /// so that the work decides on what is really stored.
    /// </summary>
    public static async Task ChangeAsync(this ProcessSalesDb db, Func<Task> work, CancellationToken cancellationToken) =>
        await db.ChangeAsync(async () =>
        {
            await work();
            return true;
        }, cancellationToken);

    /// <inheritdoc cref="ChangeAsync(ProcessSalesDb, Func{Task}, CancellationToken)"/>
    public static async Task<T> ChangeAsync<T>(this ProcessSalesDb db, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                // Microsoft.Data.Sqlite begins immediate transactions: the write lock is held before the first read.
                await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
                var result = await work();
                await db.SaveChangesAsync(cancellationToken);
                await transaction.CommitAsync(cancellationToken);
                return result;
            }
            catch (Exception failure) when (attempt < Attempts && IsLostRace(failure))
            {
                db.ChangeTracker.Clear();
                await Task.Delay(Random.Shared.Next(2, 10 + (5 * attempt)), cancellationToken);
            }
        }
    }

    /// <summary>
    /// Waits, inside a change, until no other change of this key is under way, and sees what it stored. For what looks first and writes then, by several
    /// questions. In SQLite every change has the file to itself.
    /// </summary>
    public static async Task AloneAsync(this ProcessSalesDb db, string key, CancellationToken cancellationToken)
    {
        if (db.Database.IsNpgsql()) await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({key}, 0))", cancellationToken);
    }

    private static bool IsLostRace(Exception failure) => failure switch
    {
        DbUpdateConcurrencyException => true,
        DbUpdateException { InnerException: { } inner } => IsLostRace(inner),
        // Npgsql wraps what may pass by itself, such as a deadlock, in an advice to use its own retries.
        InvalidOperationException { InnerException: DbUpdateException or Npgsql.NpgsqlException } wrapped => IsLostRace(wrapped.InnerException!),
        Npgsql.PostgresException postgres => postgres.SqlState is "23505" or "40001" or "40P01",
        Microsoft.Data.Sqlite.SqliteException sqlite => sqlite.SqliteExtendedErrorCode is BusySnapshot or 2067 or 1555,
        _ => false,
    };
}
