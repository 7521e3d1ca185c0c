using ProcessSales.Workflows.Storage;

namespace ProcessSales.Host.Hosting;

/// <summary>What must be there before the first request: the schema and, in demo mode, the demo company.</summary>
internal static class Preparation
{
    internal static async Task PrepareAsync(this WebApplication app)
    {
        await app.Services.GetRequiredService<DatabaseSetup>().RunAsync(app.Lifetime.ApplicationStopping);
    }
}
