using System.Text.Json.Nodes;
using Elsa.Extensions;
using Elsa.Persistence.EFCore;
using Elsa.Persistence.EFCore.Extensions;
using Elsa.Persistence.EFCore.Modules.Management;
using Elsa.Persistence.EFCore.Modules.Runtime;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using ProcessSales.Activities.Engine;
using ProcessSales.Tests;
using ProcessSales.Workflows;
using ProcessSales.Workflows.Approvals;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Continuations;
using ProcessSales.Workflows.Notifications;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Activities.Tests.Running;

/// <summary>A small company on a real database and the real engine, with a clock that stands still until it is moved.</summary>
public sealed class Company : IAsyncDisposable
{
    private readonly List<TestDatabase> _former = [];
    private TestDatabase _database;
    private readonly string _folder = Directory.CreateTempSubdirectory("company").FullName;
    private IHost _host = null!;

    private Company(TestDatabase database) => _database = database;

    /// <summary>Begins on Monday 2026-09-14, 10:00 in Shanghai.</summary>
    public FakeTimeProvider Clock { get; private set; } = new(new DateTimeOffset(2026, 9, 14, 2, 0, 0, TimeSpan.Zero));

    public string WorkflowsFolder => Path.Combine(_folder, "workflows");

    /// <summary>Where processes, mails and attachments lie.</summary>
    public string Folder => _folder;

    public string ConnectionString => _database.ConnectionString;

    public IServiceProvider Services => _host.Services;

    public static async Task<Company> OpenAsync(string provider)
    {
        var company = new Company(await TestDatabase.CreateAsync(provider));
        company.CopyProcesses();
        await company.StartAsync();
        await Settlers.SettleAsync(company);
        return company;
    }

    public T Get<T>() where T : notnull => Services.GetRequiredService<T>();

    /// <summary>Stops the host and starts another on the same database, later by so much.</summary>
    public async Task RestartAsync(TimeSpan later)
    {
        await _host.StopAsync();
        _host.Dispose();
        Clock = new FakeTimeProvider(Clock.GetUtcNow() + later);
        await StartAsync();
    }

    /// <summary>Leaves the database to another process.</summary>
    public async Task CloseAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
    }

    /// <summary>Goes on in PostgreSQL with all that lies in the SQLite file; what the move said of each table.</summary>
    public async Task<IReadOnlyList<MovedTable>> MoveAsync(TestDatabase target)
    {
        await CloseAsync();
        _former.Add(_database);
        _database = target;
        await StartAsync(); // makes the tables
        await CloseAsync();
        var moved = await new MoveToPostgreSql(_former[^1].ConnectionString, target.ConnectionString).RunAsync(_ => { });
        await StartAsync();
        return moved;
    }

    /// <summary>Takes the database back.</summary>
    public Task ReopenAsync() => StartAsync();

    /// <summary>Looks into the database while another process works on it.</summary>
    public ProcessSalesDb ReadFromOutside() => ConnectionString.StartsWith("Data Source", StringComparison.Ordinal)
        ? new SqliteDb(new DbContextOptionsBuilder<SqliteDb>().UseSqlite(ConnectionString).Options)
        : new PostgresDb(new DbContextOptionsBuilder<PostgresDb>().UseNpgsql(ConnectionString).Options);

    public async Task<ProcessSalesDb> OpenDbAsync() => await Get<IDbContextFactory<ProcessSalesDb>>().CreateDbContextAsync();

    /// <summary>Opens a case and brings it to the applicant's form.</summary>
    public async Task<Guid> StartCaseAsync(Guid person)
    {
        var id = await Get<CaseRegister>().StartAsync(person, "promotion-approval");
        Assert.True(await Get<ContinuationPump>().RunAsync(id));
        return id;
    }

    public async Task<Guid> SubmitNewAsync(Guid person, decimal total, decimal ratio = 0.10m, Guid? line = null)
    {
        var id = await StartCaseAsync(person);
        await SubmitAsync(id, person, total, ratio, line);
        return id;
    }

    public Task SubmitAsync(Guid caseId, Guid person, decimal total, decimal ratio = 0.10m, Guid? line = null) =>
        ActAsync(caseId, person, "Submit", null, new JsonObject
        {
            ["name"] = "中秋堆头",
            ["chain"] = "C01",
            ["start"] = "2026-10-08",
            ["end"] = "2026-10-20",
            ["budgetLine"] = (line ?? Settlers.Line).ToString(),
            ["total"] = total,
            ["expenseRatio"] = ratio,
        });

    /// <summary>Hands in the same with another name, which is only a text.</summary>
    public Task SubmitNamedAsync(Guid caseId, Guid person, decimal total, string name) =>
        ActAsync(caseId, person, "Submit", null, new JsonObject
        {
            ["name"] = name, ["chain"] = "C01", ["start"] = "2026-10-08", ["end"] = "2026-10-20", ["budgetLine"] = Settlers.Line.ToString(), ["total"] = total, ["expenseRatio"] = 0.10m,
        });

    /// <summary>The open task that the person has in the case.</summary>
    public async Task<Guid> TaskOfAsync(Guid caseId, Guid person) =>
        await Get<Inbox>().TaskInCaseAsync(person, caseId) ?? throw new InvalidOperationException($"{await NameAsync(person)} has no task in the case: {await HoldersAsync(caseId)} have.");

    /// <summary>The path as the case shows it.</summary>
    public async Task<ApprovalPath> PathAsync(Guid caseId) => ApprovalPath.Parse((await CaseAsync(caseId)).PathJson)!;

    /// <summary>What stands in the timeline, oldest first.</summary>
    public async Task<List<string>> ActionsAsync(Guid caseId)
    {
        await using var db = await OpenDbAsync();
        return await db.Audit.Where(x => x.CaseId == caseId).OrderBy(x => x.Id).Select(x => x.Action).ToListAsync();
    }

    /// <summary>Answers the one open task that the person has in the case, and lets the engine go on.</summary>
    public async Task ActAsync(Guid caseId, Guid person, string action, string? comment = null, JsonObject? data = null)
    {
        await Get<TaskDecisions>().CompleteAsync(new CompleteTask(await TaskOfAsync(caseId, person), person, action, comment, data, Guid.NewGuid(), null));
        Assert.True(await Get<ContinuationPump>().RunAsync(caseId));
    }

    /// <summary>What the latest audit entry of this action says; null for none.</summary>
    public async Task<string?> AuditOfAsync(Guid caseId, string action)
    {
        await using var db = await OpenDbAsync();
        return await db.Audit.Where(entry => entry.CaseId == caseId && entry.Action == action).OrderByDescending(entry => entry.Id).Select(entry => entry.Comment).FirstOrDefaultAsync();
    }

    public async Task<Case> CaseAsync(Guid id)
    {
        await using var db = await OpenDbAsync();
        return await db.Cases.AsNoTracking().SingleAsync(x => x.Id == id);
    }

    /// <summary>Names of those who have an open task, in order.</summary>
    public async Task<string> HoldersAsync(Guid caseId)
    {
        await using var db = await OpenDbAsync();
        return string.Join(",", await db.Tasks.Where(x => x.CaseId == caseId && x.State == TaskState.Open)
            .Join(db.Users, x => x.AssigneeId, x => x.Id, (_, x) => x.UserName!).OrderBy(x => x).ToListAsync());
    }

    /// <summary>The messages that a person has got, oldest first.</summary>
    public async Task<List<Notification>> MessagesAsync(Guid person, string? template = null)
    {
        await using var db = await OpenDbAsync();
        return await db.Notifications.AsNoTracking().Where(x => x.RecipientId == person && (template == null || x.Template == template)).OrderBy(x => x.CreatedAt).ToListAsync();
    }

    public async Task<decimal> AvailableAsync(Guid? line = null) => (await Get<Workflows.Promotions.BudgetLedger>().FindAsync(line ?? Settlers.Line))!.Available;

    /// <summary>Moves the clock and waits until what fell due has been done.</summary>
    public async Task PassAsync(TimeSpan time, Func<Task<bool>> until)
    {
        Clock.Advance(time);
        await Get<TaskClock>().SweepAsync();
        var looks = 0;
        await EventuallyAsync(async () =>
        {
            // At the very moment at which time was moved the engine's clock may have gone to sleep, for up to a minute.
            if (++looks == 100) Clock.Advance(TimeSpan.FromMinutes(1));
            return await until();
        });
    }

    /// <summary>Moves the clock and lets the deadlines be looked at, as the timetable does.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        Clock.Advance(time);
        await Get<TaskClock>().SweepAsync();
    }

    public static async Task EventuallyAsync(Func<Task<bool>> until)
    {
        for (var i = 0; i < 1200 && !await until(); i++)
            await Task.Delay(25);
        Assert.True(await until());
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        await _database.DisposeAsync();
        foreach (var database in _former) await database.DisposeAsync();
        Directory.Delete(_folder, true);
    }

    private async Task<string> NameAsync(Guid person)
    {
        await using var db = await OpenDbAsync();
        return await db.Users.Where(x => x.Id == person).Select(x => x.UserName!).SingleAsync();
    }

    private void CopyProcesses()
    {
        CopyProcess("settlement-reminder");
        CopyProcess("promotion-settlement");
        foreach (var whole in new[] { "product-listing", "price-change", "return-exchange", "complaint-handling", "dispute", "credit-note", "write-off" }) CopyProcess(whole, true);
        var target = CopyProcess("promotion-approval");
        Directory.CreateDirectory(Path.Combine(target, "forms"));
        File.Copy(Path.Combine(Repository.Root, "tests", "Activities", "Fixtures", "promotion-application.json"), Path.Combine(target, "forms", "promotion-application.json"));
    }

    private string CopyProcess(string name, bool forms = false)
    {
        var source = Path.Combine(Repository.Root, "workflows", name);
        var target = Path.Combine(WorkflowsFolder, name);
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories).Where(x => forms || !x.Contains("/forms/", StringComparison.Ordinal)))
        {
            var copy = Path.Combine(target, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return target;
    }

    private async Task StartAsync()
    {
        var options = new WorkflowsOptions
        {
            DataDirectory = _folder,
            ConnectionString = _database.ConnectionString,
            WorkflowsDirectory = WorkflowsFolder,
            PublicUrl = new Uri("http://localhost"),
        };
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.EntityFrameworkCore", LogLevel.None);
        builder.Services.AddSingleton<TimeProvider>(Clock);
        builder.Services.AddProcessSalesWorkflows(options);
        builder.Services.RefuseUnorderedQueries();
        builder.Services.AddElsa(module => module
            .UseWorkflowManagement(x => x.UseEntityFrameworkCore(storage => Keep(storage, options)))
            .UseWorkflowRuntime(x => x.UseEntityFrameworkCore(storage => Keep(storage, options)))
            .UseScheduling().UseJavaScript().UseLiquid().UseProcessSales());
        _host = builder.Build();
        await Get<DatabaseSetup>().RunAsync();
        await _host.StartAsync();
        await using var scope = Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<DefinitionSeeder>().SeedAsync(default);
        await Get<TaskProjector>().ReconcileAsync(default);
    }

    private static void Keep<T>(PersistenceFeatureBase<T> storage, WorkflowsOptions options) where T : PersistenceFeatureBase<T>
    {
        if (options.UsesPostgreSql)
            storage.UsePostgreSql(options.ConnectionString);
        else
            storage.UseSqlite(options.ConnectionString);
    }
}
