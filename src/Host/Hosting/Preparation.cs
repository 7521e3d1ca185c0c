using Elsa.Workflows.Management;
using ProcessSales.Host.Engine;
using ProcessSales.Workflows.Imports;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Host.Hosting;

/// <summary>What must be there before the first request: the schema, the steps that the engine knows and, in demo mode, the demo company.</summary>
internal static class Preparation
{
    // The business's and the engine's part do not wait for each other: a start is mostly compiling.
    internal static Task PrepareAsync(this WebApplication app)
    {
        var stop = app.Lifetime.ApplicationStopping;
        Say("Preparing the database");
        return Task.WhenAll(Task.Run(BusinessAsync, stop), Task.Run(EngineAsync, stop));

        async Task BusinessAsync()
        {
            await app.Services.GetRequiredService<DatabaseSetup>().RunAsync(stop);
            await app.Services.GetRequiredService<FirstData>().LoadAsync(Say, stop);
        }

        Task EngineAsync() => app.Services.GetRequiredService<IActivityRegistryPopulator>().EnsureRegistryPopulatedAsync(stop);

        void Say(string step) => Console.WriteLine($"ProcessSales: {step}");
    }
}

/// <summary>Publishes the definitions of the workflows folder when the engine has started and before the first request.</summary>
internal sealed class ProcessSeeding(IServiceProvider services) : IHostedService
{
    public Task StartAsync(CancellationToken stop) => services.PrepareProcessesAsync(stop);

    public Task StopAsync(CancellationToken stop) => Task.CompletedTask;
}
