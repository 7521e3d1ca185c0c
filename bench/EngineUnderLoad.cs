using Elsa.Extensions;
using Elsa.Features.Services;
using Elsa.Persistence.EFCore;
using Elsa.Persistence.EFCore.Extensions;
using Elsa.Persistence.EFCore.Modules.Management;
using Elsa.Persistence.EFCore.Modules.Runtime;
using Elsa.Workflows.Management;
using Elsa.Workflows.Management.Entities;
using Elsa.Workflows.Models;
using Elsa.Workflows.Runtime;
using Elsa.Workflows.Runtime.Messages;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ProcessSales.Bench;

/// <summary>A host with nothing but the engine, driven through its public API.</summary>
internal sealed class EngineUnderLoad : IAsyncDisposable
{
    /// <summary>Three steps with a wait in the middle, as the designer would store them.</summary>
    private const string ThreeSteps =
        """
        {"id":"root","type":"Elsa.Sequence","version":1,"activities":[
          {"id":"first","type":"Elsa.SetName","version":1,"value":{"typeName":"String","expression":{"type":"Literal","value":"Measured"}}},
          {"id":"wait","type":"Elsa.Event","version":1,"eventName":{"typeName":"String","expression":{"type":"Literal","value":"Go"}}},
          {"id":"last","type":"Elsa.Correlate","version":1,"correlationId":{"typeName":"String","expression":{"type":"Literal","value":"done"}}}]}
        """;

    private readonly IHost _host;

    private EngineUnderLoad(IHost host) => _host = host;

    public IServiceProvider Services => _host.Services;

    public static async Task<EngineUnderLoad> StartAsync(string connectionString, bool postgreSql, Action<IModule>? more = null)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.Services.AddElsa(elsa =>
        {
            elsa.UseWorkflowManagement(management => management.UseEntityFrameworkCore(storage => Keep(storage)));
            elsa.UseWorkflowRuntime(runtime => runtime.UseEntityFrameworkCore(storage => Keep(storage)));
            more?.Invoke(elsa);
        });
        var host = builder.Build();
        await host.StartAsync();
        return new(host);

        void Keep<T>(PersistenceFeatureBase<T> storage) where T : PersistenceFeatureBase<T>
        {
            if (postgreSql)
                storage.UsePostgreSql(connectionString);
            else
                storage.UseSqlite(connectionString);
        }
    }

    public async Task PublishAsync(string definitionId, string? root = null)
    {
        await using var scope = Services.CreateAsyncScope();
        var result = await scope.ServiceProvider.GetRequiredService<IWorkflowDefinitionPublisher>().PublishAsync(new WorkflowDefinition
        {
            DefinitionId = definitionId, Name = definitionId, StringData = root ?? ThreeSteps, Options = new WorkflowOptions(),
        });
        if (!result.Succeeded)
            throw new InvalidOperationException(string.Join("; ", result.ValidationErrors.Select(error => error.Message)));
    }

    /// <summary>Starts an instance; the answer comes when its first burst is on disk.</summary>
    /// <returns>The bookmark that it waits on.</returns>
    public async Task<string> StartAsync(string definitionId)
    {
        await using var scope = Services.CreateAsyncScope();
        var client = await scope.ServiceProvider.GetRequiredService<IWorkflowRuntime>().CreateClientAsync();
        var answer = await client.CreateAndRunInstanceAsync(new CreateAndRunWorkflowInstanceRequest { WorkflowDefinitionHandle = WorkflowDefinitionHandle.ByDefinitionId(definitionId) });
        return answer.Bookmarks.Single().Id;
    }

    public async Task ResumeAsync(string bookmarkId)
    {
        await using var scope = Services.CreateAsyncScope();
        _ = await scope.ServiceProvider.GetRequiredService<IWorkflowResumer>().ResumeAsync(bookmarkId, new Dictionary<string, object>())
            ?? throw new InvalidOperationException("Nothing was resumed.");
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        if (_host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
    }
}
