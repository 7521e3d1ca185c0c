using System.Collections.Frozen;
using Elsa.Workflows.Models;

namespace Elsa.Workflows;

/// <summary>Written at start and when descriptors are refreshed, read all the time: readers see one frozen picture.</summary>
internal sealed class ActivityRegistry(IActivityDescriber describer, IEnumerable<IActivityDescriptorModifier> modifiers) : IActivityRegistry
{
    private readonly Lock _writing = new();
    private readonly Dictionary<(Type Provider, string Type, int Version), ActivityDescriptor> _descriptors = [];
    private volatile Picture _picture = Picture.Empty;

    public ValueTask<IEnumerable<ActivityDescriptor>> GetDescriptorsAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult(ListAll());

    public IEnumerable<ActivityDescriptor> ListAll() => _picture.All;

    public IEnumerable<ActivityDescriptor> ListByProvider(Type providerType)
    {
        lock (_writing)
            return [.. _descriptors.Where(x => x.Key.Provider == providerType).Select(x => x.Value)];
    }

    public ActivityDescriptor? Find(string type) => _picture.Newest.GetValueOrDefault(type);

    public ActivityDescriptor? Find(string type, int version) => _picture.ByVersion.GetValueOrDefault((type, version));

    public ActivityDescriptor? Find(Func<ActivityDescriptor, bool> predicate) => Array.Find(_picture.All, x => predicate(x));

    public IEnumerable<ActivityDescriptor> FindMany(Func<ActivityDescriptor, bool> predicate) => _picture.All.Where(predicate);

    public void Add(Type providerType, ActivityDescriptor descriptor) => Change(() => Put(providerType, descriptor));

    public void Register(ActivityDescriptor descriptor) => Add(GetType(), descriptor);

    public void Remove(Type providerType, ActivityDescriptor descriptor) =>
        Change(() => _descriptors.Remove((providerType, descriptor.TypeName, descriptor.Version)));

    public Task RegisterAsync(Type activityType, CancellationToken cancellationToken = default) => RegisterAsync([activityType], cancellationToken);

    public async Task RegisterAsync(IEnumerable<Type> activityTypes, CancellationToken cancellationToken = default)
    {
        var described = new List<ActivityDescriptor>();
        foreach (var type in activityTypes)
            described.Add(await describer.DescribeActivityAsync(type, cancellationToken).ConfigureAwait(false));
        Change(() =>
        {
            foreach (var descriptor in described)
                Put(GetType(), descriptor);
        });
    }

    public async Task RefreshDescriptorsAsync(IEnumerable<IActivityProvider> activityProviders, CancellationToken cancellationToken = default)
    {
        foreach (var provider in activityProviders)
            await RefreshDescriptorsAsync(provider, cancellationToken).ConfigureAwait(false);
    }

    public async Task RefreshDescriptorsAsync(IActivityProvider activityProvider, CancellationToken cancellationToken = default)
    {
        var provider = activityProvider.GetType();
        var descriptors = (await activityProvider.GetDescriptorsAsync(cancellationToken).ConfigureAwait(false)).ToList();
        Change(() =>
        {
            Drop(provider);
            foreach (var descriptor in descriptors)
                Put(provider, descriptor);
        });
    }

    public void Clear() => Change(_descriptors.Clear);

    public void ClearProvider(Type providerType) => Change(() => Drop(providerType));

    private void Put(Type provider, ActivityDescriptor descriptor)
    {
        foreach (var modifier in modifiers)
            modifier.Modify(descriptor);
        _descriptors[(provider, descriptor.TypeName, descriptor.Version)] = descriptor;
    }

    private void Drop(Type provider)
    {
        foreach (var key in _descriptors.Keys.Where(x => x.Provider == provider).ToList())
            _descriptors.Remove(key);
    }

    private void Change(Action change)
    {
        lock (_writing)
        {
            change();
            _picture = new Picture([.. _descriptors.Values]);
        }
    }

    private sealed class Picture(ActivityDescriptor[] all)
    {
        public static readonly Picture Empty = new([]);

        public ActivityDescriptor[] All { get; } = all;

        public FrozenDictionary<string, ActivityDescriptor> Newest { get; } =
            all.GroupBy(x => x.TypeName).ToFrozenDictionary(x => x.Key, x => x.MaxBy(y => (y.IsBrowsable, y.Version))!, StringComparer.Ordinal);

        public FrozenDictionary<(string, int), ActivityDescriptor> ByVersion { get; } =
            all.GroupBy(x => (x.TypeName, x.Version)).ToFrozenDictionary(x => x.Key, x => x.Last());
    }
}
