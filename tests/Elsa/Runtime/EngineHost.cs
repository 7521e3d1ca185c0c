using Elsa.Extensions;
using Elsa.Persistence.EFCore.Extensions;
using Elsa.Persistence.EFCore.Modules.Management;
using Elsa.Persistence.EFCore.Modules.Runtime;
using Elsa.Storage;
using Elsa.Workflows;
using Elsa.Tests.Storage;
using Elsa.Workflows.Management;
using Elsa.Workflows.Management.Entities;
using Elsa.Workflows.Management.Models;
using Elsa.Workflows.Models;
using Elsa.Workflows.Runtime;
using Elsa.Workflows.Runtime.Entities;
using Elsa.Workflows.Runtime.Filters;
using Elsa.Workflows.Runtime.Messages;
using Elsa.Features.Services;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Elsa.Tests.Runtime;

/// <summary>A real host with the engine on a real database; time stands still unless a test moves it.</summary>
public sealed class EngineHost : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly AsyncServiceScope _scope;

    private EngineHost(IHost host, FakeTimeProvider time)
    {
        _host = host;
        Time = time;
        _scope = host.Services.CreateAsyncScope();
    }

    public FakeTimeProvider Time { get; }

    public IServiceProvider Services => _scope.ServiceProvider;

    public EffectLedger Effects => Services.GetRequiredService<EffectLedger>();

    internal EngineDatabase Database => Services.GetRequiredService<EngineDatabase>();

    public IWorkflowRuntime Runtime => Services.GetRequiredService<IWorkflowRuntime>();

    public IWorkflowInstanceStore Instances => Services.GetRequiredService<IWorkflowInstanceStore>();

    public IWorkflowDefinitionPublisher Publisher => Services.GetRequiredService<IWorkflowDefinitionPublisher>();

    public IWorkflowDefinitionManager Definitions => Services.GetRequiredService<IWorkflowDefinitionManager>();

    public static async Task<EngineHost> StartAsync(TestDatabase database, FakeTimeProvider? time = null, Action<IModule>? configure = null, Action<IServiceCollection>? services = null)
    {
        time ??= new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 1, 0, 0, TimeSpan.Zero));
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.Services.AddSingleton<EffectLedger>();
        builder.Services.AddSingleton<TimeProvider>(time);

        // Tests move the clock while bursts run: that is no burst that takes too long.
        builder.Services.Configure<BurstLimits>(static limits => (limits.Duration, limits.Activity) = (TimeSpan.FromDays(10_000), TimeSpan.FromDays(40)));
        services?.Invoke(builder.Services);
        builder.Services.AddElsa(elsa =>
        {
            elsa.UseWorkflowManagement(management =>
            {
                management.UseEntityFrameworkCore(ef => Use(ef, database));
                management.AddActivity<Effect>().AddActivity<Ask>().AddActivity<Remind>().AddActivity<Deadline>();
            });
            elsa.UseWorkflowRuntime(runtime => runtime.UseEntityFrameworkCore(ef => Use(ef, database)));
            elsa.UseScheduling();
            configure?.Invoke(elsa);
        });
        var host = builder.Build();
        await host.StartAsync();
        return new EngineHost(host, time);
    }

    public async Task<WorkflowDefinition> PublishAsync(string definitionId, string json)
    {
        var result = await TryPublishAsync(definitionId, json);
        Assert.True(result.Succeeded, string.Join("; ", result.ValidationErrors.Select(error => error.Message)));
        return (await Services.GetRequiredService<IWorkflowDefinitionService>().FindWorkflowDefinitionAsync(definitionId, Elsa.Common.Models.VersionOptions.Published))!;
    }

    public Task<PublishWorkflowDefinitionResult> TryPublishAsync(string definitionId, string json) =>
        Publisher.PublishAsync(new WorkflowDefinition { DefinitionId = definitionId, Name = definitionId, StringData = json, Options = new WorkflowOptions() });

    public async Task<RunWorkflowInstanceResponse> StartAsync(string definitionId, string? instanceId = null, string? correlationId = null)
    {
        var client = await Runtime.CreateClientAsync(instanceId);
        return await client.CreateAndRunInstanceAsync(new CreateAndRunWorkflowInstanceRequest
        {
            WorkflowDefinitionHandle = WorkflowDefinitionHandle.ByDefinitionId(definitionId),
            CorrelationId = correlationId,
        });
    }

    public Task<RunWorkflowInstanceResponse?> ResumeAsync(string bookmarkId) =>
        Services.GetRequiredService<IWorkflowResumer>().ResumeAsync(bookmarkId, new Dictionary<string, object>());

    public async Task<WorkflowInstance> InstanceAsync(string id) => (await Instances.FindAsync(id))!;

    public async Task<List<StoredBookmark>> BookmarksAsync(string? instanceId = null) =>
        (await Services.GetRequiredService<IBookmarkStore>().FindManyAsync(new BookmarkFilter { WorkflowInstanceId = instanceId })).ToList();

    public Task<long> CountAsync(string table) => Database.ReadAsync(session => session.CountAsync("SELECT count(*) FROM " + table));

    public Task SqlAsync(string sql, params object?[] arguments) => Database.WriteAsync(session => session.ExecuteAsync(sql, arguments));

    /// <summary>Lets time pass until what it brings has happened; a little more than asked for, because the clock may just be going to sleep.</summary>
    public Task PassAsync(TimeSpan span, Func<Task<bool>> condition, string what, int seconds = 15)
    {
        Time.Advance(span);
        return SoonAsync(() =>
        {
            Time.Advance(TimeSpan.FromSeconds(20));
            return condition();
        }, what, seconds);
    }

    /// <summary>What happens in the background happens soon.</summary>
    public static async Task SoonAsync(Func<Task<bool>> condition, string what, int seconds = 15)
    {
        var end = DateTime.UtcNow.AddSeconds(seconds);
        while (!await condition())
        {
            Assert.True(DateTime.UtcNow < end, "It did not happen in time: " + what);
            await Task.Delay(20);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _scope.DisposeAsync();
        await _host.StopAsync();
        if (_host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
    }

    private static void Use<T>(Elsa.Persistence.EFCore.PersistenceFeatureBase<T> feature, TestDatabase database) where T : Elsa.Persistence.EFCore.PersistenceFeatureBase<T>
    {
        if (database.Kind == TestDatabase.Sqlite)
            feature.UseSqlite(database.ConnectionString);
        else
            feature.UsePostgreSql(database.ConnectionString);
    }
}
