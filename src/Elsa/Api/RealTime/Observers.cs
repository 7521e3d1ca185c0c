using System.Collections.Concurrent;

namespace Elsa.Workflows.Api.RealTime;

/// <summary>Counts, on this node, who watches which instance.</summary>
internal sealed class Observers
{
    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);

    /// <summary>The instances that somebody watches.</summary>
    public ICollection<string> Watched => _counts.Keys;

    public bool Any(string instanceId) => _counts.ContainsKey(instanceId);

    public void Add(string instanceId) => _counts.AddOrUpdate(instanceId, 1, static (_, count) => count + 1);

    public void Remove(string instanceId)
    {
        while (_counts.TryGetValue(instanceId, out var count))
            if (count > 1 ? _counts.TryUpdate(instanceId, count - 1, count) : _counts.TryRemove(new KeyValuePair<string, int>(instanceId, count)))
                return;
    }
}
