using ProcessSales.Activities;
using ProcessSales.Workflows.Cases;

namespace ProcessSales.Host.Engine;

/// <summary>
/// Which workflow instances a person may see: those whose case he may see, and those without a case that he started himself. Whoever sees all
/// cases sees all instances.
/// </summary>
public sealed class InstanceScope(ICurrentPerson current, CaseFile cases, DesignerRuns runs)
{
    /// <summary>The ids that the current person may see, of these or of all; null when nothing is hidden from whoever asks.</summary>
    public async Task<List<string>?> VisibleAsync(IReadOnlyCollection<string>? among, CancellationToken stop)
    {
        if (current.Id is not { } person)
            return null;
        if (among is { Count: 1 })
            return await MaySeeAsync(person, among.First(), stop) ? [.. among] : [];
        if (await cases.VisibleInstancesAsync(person, stop) is not { } visible)
            return null;
        var all = visible.Concat(await runs.OfAsync(person, stop));
        return among is null ? [.. all] : [.. all.Intersect(among)];
    }

    /// <summary>Whether the current person may see this one; background work may.</summary>
    public async Task<bool> MaySeeAsync(string instanceId, CancellationToken stop) => current.Id is not { } person || await MaySeeAsync(person, instanceId, stop);

    /// <summary>Whether that person may see this one.</summary>
    public async Task<bool> MaySeeAsync(Guid person, string instanceId, CancellationToken stop) =>
        await cases.IsVisibleAsync(person, instanceId, stop)
        || await runs.IsOfAsync(person, instanceId, stop)
        || await cases.SeesAllAsync(person, stop);
}
