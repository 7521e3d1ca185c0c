using Elsa.Workflows.Management.Options;
using Microsoft.Extensions.Options;

namespace Elsa.Workflows.Management;

/// <summary>Makes the activities known that the application chose.</summary>
public interface IActivityRegistryPopulator
{
    /// <summary>Does it once, however often it is called.</summary>
    Task EnsureRegistryPopulatedAsync(CancellationToken cancellationToken = default);

    /// <summary>Does it again.</summary>
    Task PopulateRegistryAsync(CancellationToken cancellationToken = default);
}

internal sealed class ActivityRegistryPopulator(IActivityRegistry registry, IEnumerable<IActivityProvider> providers, IOptions<ManagementOptions> options) : IActivityRegistryPopulator
{
    private readonly SemaphoreSlim _once = new(1);
    private bool _done;

    public async Task EnsureRegistryPopulatedAsync(CancellationToken cancellationToken = default)
    {
        if (Volatile.Read(ref _done))
            return;
        await _once.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_done)
                return;
            await PopulateRegistryAsync(cancellationToken).ConfigureAwait(false);
            Volatile.Write(ref _done, true);
        }
        finally
        {
            _once.Release();
        }
    }

    public async Task PopulateRegistryAsync(CancellationToken cancellationToken = default)
    {
        await registry.RegisterAsync(options.Value.ActivityTypes, cancellationToken).ConfigureAwait(false);
        await registry.RefreshDescriptorsAsync(providers.Where(provider => provider is not IActivityRegistry), cancellationToken).ConfigureAwait(false);
    }
}
