using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using ProcessSales.Workflows.Imports;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Tests.Running;

/// <summary>The business on a database of its own, with the demo company and a clock that stands still at Monday 2026-11-23 10:00 in Shanghai.</summary>
public sealed class Business : IAsyncDisposable
{
    // The demo company is loaded once a run; every further SQLite test starts from a copy of that file.
    private static readonly Lazy<Task<string>> Prepared = new(PrepareAsync);

    private readonly ServiceProvider services;
    private readonly string folder;
    private readonly string? postgres;
    private readonly Func<ServiceProvider> another;

    private Business(Func<ServiceProvider> another, string folder, string? postgres, FakeTimeProvider clock)
    {
        this.another = another;
        services = another();
        this.folder = folder;
        this.postgres = postgres;
        Clock = clock;
    }

    public FakeTimeProvider Clock { get; }

    public string Folder => folder;

    public static async Task<Business> OpenAsync(string database = "SQLite", Action<IServiceCollection>? more = null, string? workflows = null) =>
        await OpenAsync(database, more, workflows, database == "SQLite" ? await Prepared.Value : null);

    private static async Task<string> PrepareAsync()
    {
        await using var business = await OpenAsync("SQLite", null, null, null);
        var copy = Path.Combine(Directory.CreateTempSubdirectory("prepared-").FullName, "processsales.db");
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        await business.ReadAsync(db => db.Database.ExecuteSqlAsync($"VACUUM INTO {copy}"));
        return copy;
    }

    private static async Task<Business> OpenAsync(string database, Action<IServiceCollection>? more, string? workflows, string? prepared)
    {
        var folder = Directory.CreateTempSubdirectory("business-").FullName;
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 2, 0, 0, TimeSpan.Zero));
        string? name = null;
        if (prepared is not null) File.Copy(prepared, Path.Combine(folder, "processsales.db"));
        var connection = $"Data Source={Path.Combine(folder, "processsales.db")}";
        if (database == "PostgreSQL")
        {
            var server = Environment.GetEnvironmentVariable("PROCESSSALES_TEST_POSTGRES");
            Assert.SkipWhen(string.IsNullOrEmpty(server), "PROCESSSALES_TEST_POSTGRES names no server");
            name = $"business_{Guid.NewGuid():N}";
            await ExecuteAsync(server!, $"CREATE DATABASE {name}");
            connection = new NpgsqlConnectionStringBuilder(server) { Database = name, MaxPoolSize = 40 }.ToString();
        }

        var root = Root();
        var business = new Business(Build, folder, name, clock);
        if (prepared is not null) return business;
        await business.Get<DatabaseSetup>().RunAsync();
        await business.Get<FirstData>().LoadAsync(_ => { });
        return business;

        ServiceProvider Build()
        {
            var collection = new ServiceCollection();
            collection.AddLogging();
            collection.AddSingleton<TimeProvider>(clock);
            collection.Configure<PasswordHasherOptions>(hasher => hasher.IterationCount = 1_000);
            collection.AddProcessSalesWorkflows(new()
            {
                DataDirectory = folder,
                ConnectionString = connection,
                WorkflowsDirectory = workflows ?? Path.Combine(root, "workflows"),
                DemoDirectory = Path.Combine(root, "demo"),
                PublicUrl = new("http://localhost:5080"),
            });
            more?.Invoke(collection);
            return collection.BuildServiceProvider();
        }
    }

    /// <summary>A second node on the same database.</summary>
    public ServiceProvider Another() => another();

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    public async Task<T> ReadAsync<T>(Func<ProcessSalesDb, Task<T>> read)
    {
        await using var db = await Get<IDbContextFactory<ProcessSalesDb>>().CreateDbContextAsync();
        return await read(db);
    }

    public async Task WriteAsync(Func<ProcessSalesDb, Task> write)
    {
        await using var db = await Get<IDbContextFactory<ProcessSalesDb>>().CreateDbContextAsync();
        await write(db);
        await db.SaveChangesAsync();
    }

    public Task<Guid> PersonAsync(string userName) => ReadAsync(db => db.Users.Where(person => person.UserName == userName).Select(person => person.Id).SingleAsync());

    public Task<Guid> LineAsync(string area, string feeType) => ReadAsync(db => db.BudgetLines
        .Where(line => line.FeeType == feeType && line.Month == new DateOnly(2026, 11, 1) && db.OrgUnits.Any(unit => unit.Id == line.AreaId && unit.Code == area)).Select(line => line.Id).SingleAsync());

    public static string Root()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (at is not null && !File.Exists(Path.Combine(at.FullName, "ProcessSales.sln"))) at = at.Parent;
        return at!.FullName;
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        if (postgres is not null)
        {
            NpgsqlConnection.ClearAllPools();
            await ExecuteAsync(Environment.GetEnvironmentVariable("PROCESSSALES_TEST_POSTGRES")!, $"DROP DATABASE {postgres} WITH (FORCE)");
        }

        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    private static async Task ExecuteAsync(string server, string statement)
    {
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync();
    }
}
