using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using ProcessSales.Tests;
using ProcessSales.Workflows.Imports;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Tests.Running;

/// <summary>The business on a database of its own, with the demo company and a clock that stands still at Monday 2026-11-23 10:00 in Shanghai.</summary>
public sealed class Business : IAsyncDisposable
{
    // The demo company is loaded once a run into each kind of database; every further test starts from a copy of that file or database.
    private static readonly Lazy<Task<string>> PreparedFile = new(PrepareFileAsync);
    private static readonly Lazy<Task<string>> PreparedDatabase = new(PrepareDatabaseAsync);

    private readonly ServiceProvider services;
    private readonly string folder;
    private readonly string? postgres;
    private readonly Func<ServiceProvider> another;

    private Business(Func<ServiceProvider> another, string folder, string? postgres, StandingClock clock)
    {
        this.another = another;
        services = another();
        this.folder = folder;
        this.postgres = postgres;
        Clock = clock;
    }

    public StandingClock Clock { get; }

    public string Folder => folder;

    public static async Task<Business> OpenAsync(string database = "SQLite", Action<IServiceCollection>? more = null, string? workflows = null) =>
        await OpenAsync(database, more, workflows, await (database == "SQLite" ? PreparedFile : PreparedDatabase).Value);

    private static async Task<string> PrepareFileAsync()
    {
        await using var business = await OpenAsync("SQLite", null, null, null);
        var copy = Path.Combine(Directory.CreateTempSubdirectory("prepared-").FullName, "processsales.db");
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        await business.ReadAsync(db => db.Database.ExecuteSqlAsync($"VACUUM INTO {copy}"));
        return copy;
    }

    private static async Task<string> PrepareDatabaseAsync()
    {
        Assert.SkipWhen(string.IsNullOrEmpty(Server), "PROCESSSALES_TEST_POSTGRES names no server");
        var business = await OpenAsync("PostgreSQL", null, null, null);
        await business.services.DisposeAsync();
        Directory.Delete(business.folder, recursive: true);
        NpgsqlConnection.ClearAllPools();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => DropAsync(business.postgres!).GetAwaiter().GetResult();
        return business.postgres!;
    }

    private static async Task<Business> OpenAsync(string database, Action<IServiceCollection>? more, string? workflows, string? prepared)
    {
        var folder = Directory.CreateTempSubdirectory("business-").FullName;
        var clock = new StandingClock(new DateTimeOffset(2026, 11, 23, 2, 0, 0, TimeSpan.Zero));
        string? name = null;
        var connection = $"Data Source={Path.Combine(folder, "processsales.db")}";
        if (database == "PostgreSQL")
        {
            name = $"business_{Guid.NewGuid():N}";
            await ExecuteAsync($"CREATE DATABASE {name}" + (prepared is null ? "" : $" TEMPLATE {prepared}"));
            connection = new NpgsqlConnectionStringBuilder(Server) { Database = name, MaxPoolSize = 40 }.ToString();
        }
        else if (prepared is not null)
        {
            File.Copy(prepared, Path.Combine(folder, "processsales.db"));
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
            collection.RefuseUnorderedQueries();
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
            await DropAsync(postgres);
        }

        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    private static string? Server => Environment.GetEnvironmentVariable("PROCESSSALES_TEST_POSTGRES");

    private static Task DropAsync(string name) => ExecuteAsync($"DROP DATABASE {name} WITH (FORCE)");

    private static async Task ExecuteAsync(string statement)
    {
        await using var connection = new NpgsqlConnection(Server);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync();
    }
}
