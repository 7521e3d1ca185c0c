using Hangfire;
using Hangfire.MemoryStorage;

namespace ProcessSales.Host.Jobs;

/// <summary>Keeps jobs in memory: what must survive is kept by the application itself.</summary>
internal static class JobMemory
{
    internal static void Use(IGlobalConfiguration hangfire) => hangfire.UseMemoryStorage();
}
