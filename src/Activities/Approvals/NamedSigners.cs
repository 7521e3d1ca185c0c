using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows;
using ProcessSales.Workflows.Approvals;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Activities;

/// <summary>The path of an approval whose step names its signers itself: one level.</summary>
public sealed class NamedSigners(Addressees addressees, Staff staff, IDbContextFactory<ProcessSalesDb> databases)
{
    /// <summary>Who signs. The applicant's own seat and an empty one go to the superior, never to nobody (domain.md 4.2).</summary>
    /// <exception cref="RefusedException">Nobody at all can sign.</exception>
    public async Task<ApprovalPath> PathAsync(Case file, IReadOnlyList<string> words, GroupRule rule, decimal share, CancellationToken stop)
    {
        var found = await addressees.ResolveAsync(file, words, stop);
        await using var db = await databases.CreateDbContextAsync(stop);
        var people = await db.Users.AsNoTracking().Where(row => found.Contains(row.Id) && row.Active && row.Role != Role.Adm).ToDictionaryAsync(row => row.Id, stop);
        var approvers = new List<Approver>();
        foreach (var id in found.Where(id => id != file.OwnerId && people.ContainsKey(id)))
            approvers.Add(new(id, people[id].Name, people[id].Role.Code(), null));
        if ((approvers.Count == 0 || found.Contains(file.OwnerId)) && await AboveAsync(file.OwnerId, stop) is { } superior && approvers.TrueForAll(one => one.PersonId != superior.Id))
            approvers.Add(new(superior.Id, superior.Name, superior.Role.Code(), found.Contains(file.OwnerId) ? "applicant" : Approver.Vacant));
        if (approvers.Count == 0)
            throw new RefusedException(RefusalKind.Invalid, "approval.nobody", string.Join(", ", words));
        var level = new ApprovalLevel(1, approvers.Count == 1 && rule != GroupRule.All ? GroupRule.Single : rule, approvers) { Share = rule == GroupRule.Share ? Math.Clamp(share, 0.01m, 1m) : null };
        return Signing.Seated(new ApprovalPath([level], Guid.Empty, default));
    }

    private async Task<Person?> AboveAsync(Guid owner, CancellationToken stop)
    {
        var at = await staff.SuperiorOfAsync(owner, stop);
        while (at is { Role: Role.Adm })
            at = await staff.SuperiorOfAsync(at.Id, stop);
        return at;
    }
}
