using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;
using System.Data.Common;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace ProcessSales.Workflows.Storage;

/// <summary>Brings the business's tables to the present version.</summary>
public sealed class DatabaseSetup
{
    private readonly IDbContextFactory<ProcessSalesDb> databases;
    private readonly WorkflowsOptions options;
    private readonly FileCustody custody;

    internal DatabaseSetup(IDbContextFactory<ProcessSalesDb> databases, WorkflowsOptions options, FileCustody custody)
    {
        this.databases = databases;
        this.options = options;
        this.custody = custody;
    }

    /// <summary>Creates or upgrades the tables; data stays.</summary>
    /// <returns>Whether there was anything to do.</returns>
    /// <exception cref="DatabaseFileException">The SQLite file must not be used as it lies there.</exception>
    public async Task<bool> RunAsync(CancellationToken cancellationToken = default)
    {
        custody.Take();

        // Asked without a context: it needs the whole model, which is most of a start and is made meanwhile.
        var known = Migrations(options.UsesPostgreSql ? typeof(PostgresDb) : typeof(SqliteDb));
        if (known.IsSubsetOf(await AppliedAsync(cancellationToken)))
            return false;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var turn = await TurnAsync(cancellationToken);
        // EF's own lock is a row in the file: a process killed at an upgrade leaves it, and every later start would wait for it without an end.
        if (turn is not null) await db.Database.ExecuteSqlRawAsync("DROP TABLE IF EXISTS \"__EFMigrationsLock\"", cancellationToken);
        await db.Database.MigrateAsync(cancellationToken);
        return true;
    }

    /// <summary>The turn of this process among those that upgrade the same SQLite file; the operating system ends it with the process. Null where there is no file.</summary>
    private async Task<FileStream?> TurnAsync(CancellationToken cancellationToken)
    {
        if (FileCustody.FileOf(options.ConnectionString) is not { } file) return null;
        while (true)
        {
            try
            {
                return new FileStream(file + "-upgrade", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(file + "-upgrade"))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken); // another process has it
            }
        }
    }

    private static HashSet<string> Migrations(Type context) =>
    [
        .. typeof(ProcessSalesDb).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(Migration)) && type.GetCustomAttribute<DbContextAttribute>()?.ContextType == context)
            .Select(type => type.GetCustomAttribute<MigrationAttribute>()!.Id),
    ];

    /// <summary>Empty when there is no database, or none of ours, yet.</summary>
    private async Task<HashSet<string>> AppliedAsync(CancellationToken cancellationToken)
    {
        await using DbConnection connection = options.UsesPostgreSql
            ? new NpgsqlConnection(options.ConnectionString)
            : new SqliteConnection(new SqliteConnectionStringBuilder(options.ConnectionString) { Pooling = false }.ToString());
        if (connection is SqliteConnection && new SqliteConnectionStringBuilder(options.ConnectionString) is { Mode: not SqliteOpenMode.Memory } file && !File.Exists(file.DataSource))
            return [];
        try
        {
            await connection.OpenAsync(cancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = "SELECT \"MigrationId\" FROM \"__EFMigrationsHistory\"";
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var applied = new HashSet<string>(StringComparer.Ordinal);
            while (await reader.ReadAsync(cancellationToken))
                applied.Add(reader.GetString(0));
            return applied;
        }
        catch (DbException)
        {
            // No such database or table. Whatever else is wrong is said by the migration that follows.
            return [];
        }
    }
}

/// <summary>Registers the database.</summary>
internal static class StorageRegistration
{
    /// <summary>Many nodes go by the server's clock, a single one by its own; a clock that was added before stays.</summary>
    public static void AddClock(this IServiceCollection services, WorkflowsOptions options)
    {
        if (options.UsesPostgreSql && services.All(service => service.ServiceType != typeof(TimeProvider)))
        {
            services.AddSingleton(new DatabaseTime(options.ConnectionString, TimeProvider.System));
            services.AddSingleton<TimeProvider>(provider => provider.GetRequiredService<DatabaseTime>());
            services.AddHostedService<DatabaseTimekeeping>();
        }

        services.TryAddSingleton(TimeProvider.System);
        if (options.DemoDirectory is null) return;
        // The demo company's stories happened before they are told.
        var clock = services.Last(service => service.ServiceType == typeof(TimeProvider));
        services.Remove(clock);
        services.AddSingleton<TimeProvider>(provider => new Demo.StoryTime((TimeProvider)(clock.ImplementationInstance ?? clock.ImplementationFactory!(provider))));
    }

    /// <summary>
    /// The model would be most of a start: it is begun before anybody asks for it, while the rest of the app is put together. Of SQLite, with which an
    /// app is developed and started often, it is compiled beforehand.
    /// </summary>
    public static IServiceCollection AddStorage(this IServiceCollection services, WorkflowsOptions options)
    {
        if (options.UsesPostgreSql)
        {
            var model = Task.Run(() =>
            {
                using var db = new PostgresDb(new DbContextOptionsBuilder<PostgresDb>().UseNpgsql().Options);
                return db.Model;
            });
            services.AddPooledDbContextFactory<PostgresDb>(database => database.UseNpgsql(options.ConnectionString).UseModel(model.GetAwaiter().GetResult()));
            services.AddSingleton<IDbContextFactory<ProcessSalesDb>, Factory<PostgresDb>>();
        }
        else
        {
            var connection = new SqliteConnectionStringBuilder(options.ConnectionString) { ForeignKeys = true };
            var model = Task.Run(() => Ready.Value);
            services.AddPooledDbContextFactory<SqliteDb>(database => database.UseSqlite(connection.ToString()).AddInterceptors(new DurableConnections()).UseModel(model.GetAwaiter().GetResult()));
            services.AddSingleton<IDbContextFactory<ProcessSalesDb>, Factory<SqliteDb>>();
        }

        return services.AddSingleton(provider => new DatabaseSetup(provider.GetRequiredService<IDbContextFactory<ProcessSalesDb>>(), options, provider.GetRequiredService<FileCustody>())).AddSingleton<FileCustody>();
    }

    // The first context finishes the compiled model, and EF lets a second one have it before that is done.
    private static readonly Lazy<IModel> Ready = new(() =>
    {
        using var db = new SqliteDb(new DbContextOptionsBuilder<SqliteDb>().UseSqlite().UseModel(Compiled.SqliteDbModel.Instance).Options);
        return db.Model;
    });

    /// <summary>Asks for the model when the first context is wanted: what only holds a factory starts before the model is made.</summary>
    private sealed class Factory<T>(IServiceProvider services) : IDbContextFactory<ProcessSalesDb>
        where T : ProcessSalesDb
    {
        private readonly Lazy<IDbContextFactory<T>> inner = new(services.GetRequiredService<IDbContextFactory<T>>);

        public ProcessSalesDb CreateDbContext() => inner.Value.CreateDbContext();

        public async Task<ProcessSalesDb> CreateDbContextAsync(CancellationToken cancellationToken = default) => await inner.Value.CreateDbContextAsync(cancellationToken);
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
