using System.Text.Json.Nodes;
using Elsa.Extensions;
using Elsa.Persistence.EFCore;
using Elsa.Persistence.EFCore.Extensions;
using Elsa.Persistence.EFCore.Modules.Management;
using Elsa.Persistence.EFCore.Modules.Runtime;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Activities;
using ProcessSales.Activities.Engine;
using ProcessSales.CrashHost;
using ProcessSales.Workflows;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Continuations;
using ProcessSales.Workflows.Dunning;
using ProcessSales.Workflows.Notifications;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Tasks;

// The business and the engine behind a few addresses, to be killed at any moment: database, folder, port, minutes ahead of the clock, and the
// point at which it kills itself, such as "committing:3"; none when somebody else does.
var (database, folder, port, ahead) = (args[0], args[1], args[2], int.Parse(args[3]));
var death = new Death(args.ElementAtOrDefault(4) ?? "never:1");
var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
builder.Logging.SetMinimumLevel(LogLevel.Error);
builder.Services.AddSingleton<TimeProvider>(new ClockAhead(TimeSpan.FromMinutes(ahead)));
var options = new WorkflowsOptions
{
    DataDirectory = folder, ConnectionString = database, WorkflowsDirectory = Path.Combine(folder, "workflows"), PublicUrl = new Uri("http://localhost"),
    QuietHours = default, DigestTimes = [], // what is lost or sent twice shows at once, at any hour
};
builder.Services.AddProcessSalesWorkflows(options);
builder.Services.ConfigureDbContext<SqliteDb>(x => x.AddInterceptors(death.AtCommits, death.AtCommands));
builder.Services.ConfigureDbContext<PostgresDb>(x => x.AddInterceptors(death.AtCommits, death.AtCommands));
builder.Services.AddElsa(module => module
    .UseWorkflowManagement(x => x.UseEntityFrameworkCore(Keep))
    .UseWorkflowRuntime(x => x.UseEntityFrameworkCore(Keep))
    .UseScheduling().UseJavaScript().UseLiquid().UseProcessSales());
var engine = builder.Services.Last(x => x.ServiceType == typeof(IProcessEngine));
builder.Services.Add(new ServiceDescriptor(
    typeof(IProcessEngine), provider => death.Around((IProcessEngine)ActivatorUtilities.CreateInstance(provider, engine.ImplementationType ?? typeof(ProcessEngine))), engine.Lifetime));
var app = builder.Build();

app.MapGet("/ready", () => Results.Ok());
app.MapPost("/start", async (Guid person, CaseRegister register, ContinuationPump pump) =>
{
    var id = await register.StartAsync(person, "promotion-approval");
    await pump.RunAsync(id);
    return Results.Text(id.ToString());
});
app.MapPost("/act", async (Guid file, Guid person, string action, Guid operation, JsonObject? data, Inbox inbox, TaskDecisions decisions, ContinuationPump pump, IDbContextFactory<ProcessSalesDb> databases) =>
{
    await using (var db = await databases.CreateDbContextAsync())
        if (await db.Tasks.AnyAsync(x => x.OperationId == operation))
            return Results.Ok();
    if (await inbox.TaskInCaseAsync(person, file) is not { } task)
        return Results.NotFound();
    await decisions.CompleteAsync(new CompleteTask(task, person, action, null, data, operation, null));
    await pump.RunAsync(file);
    return Results.Ok();
});

app.MapPost("/remind", async (DunningRunner runner) => (await runner.RunAsync())?.State.ToString() ?? "");

await app.StartAsync();
using var work = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
while (await work.WaitForNextTickAsync(app.Lifetime.ApplicationStopping))
{
    await app.Services.GetRequiredService<ContinuationPump>().SweepAsync();
    await app.Services.GetRequiredService<TaskProjector>().ReconcileAsync(default);
    await app.Services.GetRequiredService<DeliveryPump>().SendDueAsync();
}

void Keep<T>(PersistenceFeatureBase<T> storage) where T : PersistenceFeatureBase<T>
{
    if (options.UsesPostgreSql)
        storage.UsePostgreSql(database);
    else
        storage.UseSqlite(database);
}

internal sealed class ClockAhead(TimeSpan ahead) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + ahead;
}
