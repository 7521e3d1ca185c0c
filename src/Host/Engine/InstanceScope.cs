using Microsoft.EntityFrameworkCore;
using ProcessSales.Activities;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Host.Engine;

/// <summary>
/// Which workflow instances a person may see: those whose case he may see, and those without a case that he started himself. The director and
/// administrators see all.
/// </summary>
public sealed class InstanceScope(ICurrentPerson current, IDbContextFactory<ProcessSalesDb> databases, DataScope scope)
{
    /// <summary>The ids that the current person may see, of these or of all; null when nothing is hidden from whoever asks.</summary>
    public async Task<List<string>?> VisibleAsync(IReadOnlyCollection<string>? among, CancellationToken stop) =>
        current.Id is { } person ? await VisibleAsync(person, among, stop) : null;

    /// <summary>Whether the current person may see this one; background work may.</summary>
    public async Task<bool> MaySeeAsync(string instanceId, CancellationToken stop) => await VisibleAsync([instanceId], stop) is not { Count: 0 };

    /// <summary>Whether that person may see this one.</summary>
    public async Task<bool> MaySeeAsync(Guid person, string instanceId, CancellationToken stop) => await VisibleAsync(person, [instanceId], stop) is not { Count: 0 };

    private async Task<List<string>?> VisibleAsync(Guid person, IReadOnlyCollection<string>? among, CancellationToken stop)
    {
        await using var db = await databases.CreateDbContextAsync(stop);
        var role = await db.Users.Where(x => x.Id == person && x.Active).Select(x => (Role?)x.Role).SingleOrDefaultAsync(stop);
        if (role is null)
            return [];
        if (role is Role.Dir or Role.Adm)
            return null;
        var cases = (await scope.CasesAsync(db, person, stop)).Select(x => x.InstanceId);
        var runs = db.Set<StudioRun>().Where(x => x.PersonId == person && !db.Set<Case>().Any(y => y.InstanceId == x.InstanceId)).Select(x => x.InstanceId);
        if (among is not null)
        {
            cases = cases.Where(x => among.Contains(x));
            runs = runs.Where(x => among.Contains(x));
        }

        return await cases.Union(runs).ToListAsync(stop);
    }
}
