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

    /// <summary>Waits until requests are answered: what nobody waits for does not make a start longer.</summary>
    /// <returns>False when the host ends before.</returns>
    internal static async Task<bool> StartsAsync(this IHostApplicationLifetime lifetime, CancellationToken stop)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(() => started.TrySetResult());
        await using var ending = stop.Register(() => started.TrySetCanceled(stop));
        await started.Task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return started.Task.IsCompletedSuccessfully;
    }

    /// <summary>Loads before the first request; added before the engine, so that the engine starts meanwhile.</summary>
    internal static void AddFirstData(this IServiceCollection services)
    {
        services.AddSingleton<FirstLoading>();
        services.AddHostedService(provider => provider.GetRequiredService<FirstLoading>());
    }
}

/// <summary>Loads holidays, approval rules and, in demo mode, the demo company.</summary>
internal sealed partial class FirstLoading(FirstData data, IHostApplicationLifetime lifetime, ILogger<FirstLoading> log) : IHostedService
{
    /// <summary>Whether nobody is let in before everything is loaded: the tables are new or were changed. Otherwise little can be missing, and it is looked for beside the first requests.</summary>
    internal bool IsWaitedFor { get; set; }

    /// <summary>Ends when everything is loaded, or with what went wrong.</summary>
    internal Task Loaded { get; private set; } = Task.CompletedTask;

    public Task StartAsync(CancellationToken stop)
    {
        Loaded = IsWaitedFor ? Task.Run(() => data.LoadAsync(Preparation.Say, stop), stop) : LoadLaterAsync();
        return Task.CompletedTask;
    }

    private async Task LoadLaterAsync()
    {
        if (!await lifetime.StartsAsync(lifetime.ApplicationStopping)) return;
        try
        {
            await data.LoadAsync(Preparation.Say, lifetime.ApplicationStopping);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            FirstDataFailed(log, error);
            throw;
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
        if (first.IsWaitedFor) await first.Loaded;
        await services.PrepareProcessesAsync(stop);
    }

    public Task StopAsync(CancellationToken stop) => Task.CompletedTask;
}
