using System.Collections.Concurrent;
using Elsa.Workflows.Management.Models;

namespace Elsa.Workflows.Management;

/// <summary>The graphs of versions that were read before, each good for one stamp: a version that is saved again gets another.</summary>
internal sealed class KnownGraphs
{
    private readonly ConcurrentDictionary<string, (string Stamp, WorkflowGraphFindResult Result)> _known = new(StringComparer.Ordinal);

    public WorkflowGraphFindResult? Find(string versionId, string stamp) => _known.TryGetValue(versionId, out var known) && known.Stamp == stamp ? known.Result : null;

    public void Keep(string versionId, string stamp, WorkflowGraphFindResult result) => _known[versionId] = (stamp, result);
}
