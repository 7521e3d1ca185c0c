using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using System.Data.Common;
using System.Runtime.CompilerServices;

namespace ProcessSales.Workflows.Storage;

/// <summary>Brings the business's tables to the present version.</summary>
public sealed class DatabaseSetup(IDbContextFactory<ProcessSalesDb> databases)
{
    /// <summary>Creates or upgrades the tables; data stays.</summary>
    public async Task RunAsync(CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        // Migrating also compares the whole model with its snapshot, which costs a start a second.
        if ((await db.Database.GetPendingMigrationsAsync(cancellationToken)).Any())
            await db.Database.MigrateAsync(cancellationToken);
    }
}

/// <summary>Registers the database.</summary>
internal static class StorageRegistration
{
    public static IServiceCollection AddStorage(this IServiceCollection services, WorkflowsOptions options)
    {
        if (options.UsesPostgreSql)
        {
            services.AddPooledDbContextFactory<PostgresDb>(database => database.UseNpgsql(options.ConnectionString));
            services.AddSingleton<IDbContextFactory<ProcessSalesDb>, Factory<PostgresDb>>();
        }
        else
        {
            var connection = new SqliteConnectionStringBuilder(options.ConnectionString) { ForeignKeys = true };
            services.AddPooledDbContextFactory<SqliteDb>(database => database.UseSqlite(connection.ToString()).AddInterceptors(new DurableConnections()));
            services.AddSingleton<IDbContextFactory<ProcessSalesDb>, Factory<SqliteDb>>();
        }

        return services.AddSingleton<DatabaseSetup>();
    }

    private sealed class Factory<T>(IDbContextFactory<T> inner) : IDbContextFactory<ProcessSalesDb>
        where T : ProcessSalesDb
    {
        public ProcessSalesDb CreateDbContext() => inner.CreateDbContext();

        public async Task<ProcessSalesDb> CreateDbContextAsync(CancellationToken cancellationToken = default) => await inner.CreateDbContextAsync(cancellationToken);
    }

    /// <summary>What was committed is on disk, readers do not wait for writers.</summary>
    private sealed class DurableConnections : DbConnectionInterceptor
    {
        // The settings belong to the open file, which the pool gives out many times: they are made once, not for every question.
        private readonly ConditionalWeakTable<object, object> set = [];

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
        {
            if (!IsNew(connection)) return;
            using var command = connection.CreateCommand();
            command.CommandText = PragmasFor(connection);
            command.ExecuteNonQuery();
        }

        public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            if (!IsNew(connection)) return;
            await using var command = connection.CreateCommand();
            command.CommandText = PragmasFor(connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        private bool IsNew(DbConnection connection) => ((SqliteConnection)connection).Handle is not { } file || set.TryAdd(file, file);

        // Whether a database exists is asked on a connection that may not write, and a file restored from a backup is not in WAL mode yet.
        private static string PragmasFor(DbConnection connection)
        {
            var settings = new SqliteConnectionStringBuilder(connection.ConnectionString);
            var patience = $"PRAGMA busy_timeout={1000 * settings.DefaultTimeout};";
            return settings.Mode == SqliteOpenMode.ReadOnly ? patience : $"PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; {patience}";
        }
    }
}
