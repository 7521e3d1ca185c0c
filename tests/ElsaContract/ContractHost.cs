using Elsa.Extensions;
using Elsa.Persistence.EFCore.Extensions;
using Elsa.Persistence.EFCore.Modules.Management;
using Elsa.Persistence.EFCore.Modules.Runtime;
using Elsa.Workflows.Models;
using Elsa.Workflows.Runtime;
using Elsa.Workflows.Runtime.Messages;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Elsa.Contract.Tests;

/// <summary>The engine in a host, on a SQLite file that is removed in the end.</summary>
public sealed class ContractHost : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly AsyncServiceScope _scope;
    private readonly string _file;

    private ContractHost(IHost host, string file)
    {
        _host = host;
        _file = file;
        _scope = host.Services.CreateAsyncScope();
    }

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<ContractHost> StartAsync()
    {
        var file = Path.Combine(Path.GetTempPath(), $"contract-{Guid.NewGuid():n}.db");
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.Services.AddElsa(elsa => elsa
            .UseWorkflowManagement(management => management.UseEntityFrameworkCore(ef => ef.UseSqlite("Data Source=" + file)))
            .UseWorkflowRuntime(runtime => runtime.UseEntityFrameworkCore(ef => ef.UseSqlite("Data Source=" + file)))
            .UseScheduling()
            .UseJavaScript()
            .UseLiquid()
            .AddWorkflow<Greeting>()
            .AddWorkflow<AskAndWait>()
            .AddWorkflow<Delivery>());
        builder.Services.AddSingleton<RequestedTasks>();
        builder.Services.AddNotificationHandler<RequestedTasks.Note>();
        var host = builder.Build();
        await host.StartAsync(Stop);
        return new ContractHost(host, file);
    }

    public T Get<T>() where T : notnull => _scope.ServiceProvider.GetRequiredService<T>();

    public async Task<RunWorkflowInstanceResponse> StartWorkflowAsync(string definitionId, string? correlationId = null, IDictionary<string, object>? input = null)
    {
        var client = await Get<IWorkflowRuntime>().CreateClientAsync(Stop);
        return await client.CreateAndRunInstanceAsync(new CreateAndRunWorkflowInstanceRequest
        {
            WorkflowDefinitionHandle = WorkflowDefinitionHandle.ByDefinitionId(definitionId),
            CorrelationId = correlationId,
            Input = input,
        }, Stop);
    }

    public async ValueTask DisposeAsync()
    {
        await _scope.DisposeAsync();
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
        foreach (var suffix in new[] { "", "-wal", "-shm" })
            File.Delete(_file + suffix);
    }
}
