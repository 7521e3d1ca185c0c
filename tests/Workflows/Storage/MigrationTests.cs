using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using ProcessSales.Workflows.Dunning;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Storage.Compiled;
using ProcessSales.Workflows.Tests.Dunning;
using ProcessSales.Workflows.Tests.Running;

namespace ProcessSales.Workflows.Tests.Storage;

public sealed class MigrationTests
{
    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task The_migrations_lead_to_the_present_model(string database)
    {
        await using var business = await Business.OpenAsync(database);
        Assert.False(await business.ReadAsync(db => Task.FromResult(db.Database.HasPendingModelChanges())));
        Assert.Empty(await business.ReadAsync(db => db.Database.GetPendingMigrationsAsync()));
    }

    /// <summary>Red after a change of a table until the compiled model is written anew (docs/architecture.md, Changing a table).</summary>
    [Fact]
    public void The_compiled_model_is_the_one_that_the_code_describes()
    {
        var options = new DbContextOptionsBuilder<SqliteDb>().UseSqlite().Options;
        using var code = new FromCode(options);
        using var compiled = new SqliteDb(options);
        Assert.Same(SqliteDbModel.Instance, compiled.Model);
        Assert.Equal(Told(code.Model), Told(compiled.Model));

        static string Told(IModel model) => model.ToDebugString(MetadataDebugStringOptions.LongDefault);
    }

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task A_start_finds_nothing_to_do_once_the_tables_are_there_and_something_when_one_migration_is_missing(string database)
    {
        await using var business = await Business.OpenAsync(database);
        Assert.False(await business.Get<DatabaseSetup>().RunAsync());
        var last = await business.ReadAsync(async db => (await db.Database.GetAppliedMigrationsAsync()).Last());
        await business.ReadAsync(db => db.Database.ExecuteSqlAsync($"DELETE FROM \"__EFMigrationsHistory\" WHERE \"MigrationId\" = {last}"));
        await Assert.ThrowsAnyAsync<Exception>(() => business.Get<DatabaseSetup>().RunAsync());
    }

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task Levels_that_were_passed_over_are_kept_with_the_one_that_was_told(string database)
    {
        await using var oracle = await Oracle.OpenAsync(database);
        await oracle.Runner.RunAsync();
        var item = await oracle.ItemAsync("AR-20");
        var told = await LevelsAsync();
        Assert.NotEmpty(told);
        await oracle.Business.ReadAsync(async db =>
        {
            var migrator = db.GetService<IMigrator>();
            await migrator.MigrateAsync("VisitTerms");
            foreach (var level in new[] { ReminderLevel.R1, ReminderLevel.R2, ReminderLevel.R3 })
            {
                var rank = Reminder.RankOf(new(level));
                await db.Database.ExecuteSqlAsync(
                    $"""
                    INSERT INTO "Reminders" ("Id", "ReceivableId", "PayerId", "Cycle", "Level", "Time", "Rank", "State", "Day", "RunId", "Amount")
                    SELECT {Guid.NewGuid()}, "ReceivableId", "PayerId", "Cycle", "Level", "Time", {rank}, 'Skipped', "Day", "RunId", "Amount" FROM "Reminders" WHERE "ReceivableId" = {item} AND "State" = 'Sent'
                    """);
            }

            await migrator.MigrateAsync();
            return true;
        });
        Assert.Equal(told, await LevelsAsync());

        Task<List<string>> LevelsAsync() => oracle.Business.ReadAsync(db => db.Reminders.OrderBy(row => row.Id).Select(row => $"{row.Id} {row.Level} {row.PassedOver}").ToListAsync());
    }

    [Fact]
    public async Task A_start_after_one_that_was_killed_at_the_upgrade_goes_on_with_it()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("upgrade-").FullName, "processsales.db");
        await using (var killed = new SqliteConnection($"Data Source={file};Pooling=False"))
        {
            await killed.OpenAsync(TestContext.Current.CancellationToken);
            await using var left = killed.CreateCommand();
            left.CommandText = """
                CREATE TABLE "__EFMigrationsLock" ("Id" INTEGER NOT NULL CONSTRAINT "PK___EFMigrationsLock" PRIMARY KEY, "Timestamp" TEXT NOT NULL);
                INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-11-29 07:25:32.895883+00:00');
                """;
            await left.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var folder = Path.GetDirectoryName(file)!;
        await using var services = new ServiceCollection().AddLogging()
            .AddProcessSalesWorkflows(new() { DataDirectory = folder, ConnectionString = $"Data Source={file}", WorkflowsDirectory = folder, PublicUrl = new("http://localhost:5080") })
            .BuildServiceProvider();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        Assert.True(await services.GetRequiredService<DatabaseSetup>().RunAsync(patience.Token));
        Assert.False(await services.GetRequiredService<DatabaseSetup>().RunAsync(patience.Token));
    }

    [Fact]
    public async Task A_database_restored_from_a_backup_is_set_up_and_brought_back_to_wal_mode()
    {
        // The fixture's file is such a backup: VACUUM INTO leaves WAL mode.
        await using var business = await Business.OpenAsync();
        await business.Get<DatabaseSetup>().RunAsync();
        Assert.Equal("wal", (await business.ReadAsync(db => db.Database.SqlQueryRaw<string>("SELECT journal_mode AS Value FROM pragma_journal_mode").ToListAsync()))[0]);
    }

    [Fact]
    public async Task Money_is_summed_and_compared_in_the_database_to_the_cent()
    {
        await using var business = await Business.OpenAsync();
        var sum = await business.ReadAsync(db => db.BudgetLines.SumAsync(line => line.Granted));
        var single = await business.ReadAsync(db => db.BudgetLines.Select(line => line.Granted).ToListAsync());
        Assert.Equal(single.Sum(), sum);
        Assert.Equal(single.Count(granted => granted > 100.01m), await business.ReadAsync(db => db.BudgetLines.CountAsync(line => line.Granted > 100.01m)));
    }

    /// <summary>The compiled model belongs to the class itself, so one derived of it makes its own.</summary>
    private sealed class FromCode(DbContextOptions<SqliteDb> options) : SqliteDb(options);
}
