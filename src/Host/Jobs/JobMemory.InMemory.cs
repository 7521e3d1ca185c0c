using Hangfire;
using Hangfire.InMemory;

namespace ProcessSales.Host.Jobs;

/// <summary>Keeps jobs in memory: what must survive is kept by the application itself.</summary>
internal static class JobMemory
{
    internal static void Use(IGlobalConfiguration hangfire) => hangfire.UseInMemoryStorage(new InMemoryStorageOptions { MaxExpirationTime = TimeSpan.FromHours(12) });
}
