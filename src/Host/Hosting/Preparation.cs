using ProcessSales.Host.Engine;
using ProcessSales.Workflows.Imports;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Host.Hosting;

/// <summary>What must be there before the first request: the schema, the first data and the processes. A start is mostly compiling, so its parts run side by side.</summary>
internal static class Preparation
{
    /// <summary>Says on the console how far a start is.</summary>
    internal static void Say(string step) => Console.WriteLine($"ProcessSales: {step}");

    /// <summary>Begins at once, on another thread; the routes are laid meanwhile.</summary>
    internal static Task PrepareSchemaAsync(this WebApplication app)
    {
        Say("Preparing the database");
        return Task.Run(async () =>
        {
            var changed = await app.Services.GetRequiredService<DatabaseSetup>().RunAsync(app.Lifetime.ApplicationStopping);
            app.Services.GetRequiredService<FirstLoading>().IsWaitedFor = changed;
        });
    }

    /// <summary>Loads before the first request; added before the engine, so that the engine starts meanwhile.</summary>
    internal static void AddFirstData(this IServiceCollection services)
    {
        services.AddSingleton<FirstLoading>();
        services.AddHostedService(provider => provider.GetRequiredService<FirstLoading>());
    }
}

/// <summary>Loads holidays, approval rules and, in demo mode, the demo company.</summary>
internal sealed partial class FirstLoading(FirstData data, ILogger<FirstLoading> log) : IHostedService
{
    /// <summary>Whether nobody is let in before everything is loaded: the tables are new or were changed. Otherwise little can be missing, and it is looked for beside the first requests.</summary>
    internal bool IsWaitedFor { get; set; }

    /// <summary>Ends when everything that is waited for is loaded, or with what went wrong.</summary>
    internal Task Loaded { get; private set; } = Task.CompletedTask;

    public Task StartAsync(CancellationToken stop)
    {
        var loading = Task.Run(() => data.LoadAsync(Preparation.Say, stop), stop);
        if (IsWaitedFor)
            Loaded = loading;
        else
            _ = ReportAsync(loading);
        return Task.CompletedTask;
    }

    private async Task ReportAsync(Task loading)
    {
        try
        {
            await loading;
        }
        catch (OperationCanceledException)
        {
            // The host ended first.
        }
        catch (Exception error)
        {
            FirstDataFailed(log, error);
        }
    }

    [LoggerMessage(LogLevel.Error, "What a new database is filled with could not be loaded")]
    private static partial void FirstDataFailed(ILogger log, Exception error);

    public Task StopAsync(CancellationToken stop) => Task.CompletedTask;
}

/// <summary>Publishes the definitions of the workflows folder when the engine has started and before the first request.</summary>
internal sealed class ProcessSeeding(IServiceProvider services, FirstLoading first) : IHostedService
{
    public async Task StartAsync(CancellationToken stop)
    {
        // One after the other: both write, and on a slow machine the second would wait longer for the file than it may.
        await first.Loaded;
        await services.PrepareProcessesAsync(stop);
    }

    public Task StopAsync(CancellationToken stop) => Task.CompletedTask;
}
