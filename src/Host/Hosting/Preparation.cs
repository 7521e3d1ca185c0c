using ProcessSales.Host.Engine;
using ProcessSales.Workflows.Imports;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Host.Hosting;

/// <summary>What must be there before the first request: the schema and, in demo mode, the demo company.</summary>
internal static class Preparation
{
    // Begins at once on another thread: a start is mostly compiling, and the routes are laid meanwhile.
    internal static Task PrepareAsync(this WebApplication app)
    {
        var stop = app.Lifetime.ApplicationStopping;
        Say("Preparing the database");
        return Task.Run(async () =>
        {
            await app.Services.GetRequiredService<DatabaseSetup>().RunAsync(stop);
            await app.Services.GetRequiredService<FirstData>().LoadAsync(Say, stop);
        }, stop);
        void Say(string step) => Console.WriteLine($"ProcessSales: {step}");
    }
}

/// <summary>Publishes the definitions of the workflows folder when the engine has started and before the first request.</summary>
internal sealed class ProcessSeeding(IServiceProvider services) : IHostedService
{
    public Task StartAsync(CancellationToken stop) => services.PrepareProcessesAsync(stop);

    public Task StopAsync(CancellationToken stop) => Task.CompletedTask;
}
