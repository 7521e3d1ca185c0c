using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Workflows.Approvals;

/// <summary>Finds who must approve (domain.md 2.4). The rules are data; who fills a role follows from the applicant's place in the organisation. Safe for concurrent use.</summary>
public sealed class ApprovalMatrix(IDbContextFactory<ProcessSalesDb> databases)
{
    /// <summary>The path of a case on a day.</summary>
    /// <exception cref="RefusedException">No row holds the case, or nobody at all can sign a level: money never passes by itself.</exception>
    public Task<ApprovalPath> ResolveAsync(string process, ApprovalFacts facts, Guid applicant, DateOnly on, CancellationToken cancellationToken = default) =>
        ResolveAsync(process, facts, applicant, on, null, cancellationToken);

    /// <summary>The path of a case that changes an approved one or adds to it.</summary>
    /// <param name="atLeast">The chain that the earlier approval took: every role in it signs again, whatever the amount says now (domain.md 2.4). Null for none.</param>
    /// <exception cref="RefusedException">No row holds the case, or nobody at all can sign a level.</exception>
    public Task<ApprovalPath> ResolveAsync(string process, ApprovalFacts facts, Guid applicant, DateOnly on, string? atLeast, CancellationToken cancellationToken) =>
        ResolveAsync(process, facts, applicant, on, atLeast, false, cancellationToken);

    /// <summary>The same, and one level above it where the table has one: what exceeds an approval is seen by more than those who gave it (issue of promotions, overspend).</summary>
    /// <exception cref="RefusedException">No row holds the case, or nobody at all can sign a level.</exception>
    public async Task<ApprovalPath> ResolveAsync(string process, ApprovalFacts facts, Guid applicant, DateOnly on, string? atLeast, bool oneMore, CancellationToken cancellationToken)
    {
        var holding = (await RulesOnAsync(process, on, cancellationToken)).Where(rule => rule.Holds(facts)).ToList();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var row = (atLeast is null ? holding.FirstOrDefault()
                : (oneMore ? holding.FirstOrDefault(rule => ApprovalChain.IsAbove(rule.Chain, atLeast)) : null) ?? holding.FirstOrDefault(rule => ApprovalChain.Covers(rule.Chain, atLeast)) ?? holding.LastOrDefault())
            ?? throw new RefusedException(RefusalKind.Invalid, "approval.noRule", process);
        // The table may have been shortened since: the old chain then counts as it was.
        var chain = atLeast is not null && !ApprovalChain.Covers(row.Chain, atLeast) ? atLeast : row.Chain;
        if (facts.OnHold && !ApprovalChain.Covers(chain, Role.FinM.Code())) chain += $" > {Role.FinM.Code()}";
        var person = await db.Users.AsNoTracking().SingleOrDefaultAsync(who => who.Id == applicant, cancellationToken)
            ?? throw new RefusedException(RefusalKind.NotFound, "person.unknown");

        var levels = new List<ApprovalLevel>();
        foreach (var step in ApprovalChain.Parse(chain))
        {
            var approvers = new List<Approver>();
            foreach (var role in step.Roles)
            {
                foreach (var approver in await FillAsync(db, role, person, levels, cancellationToken))
                {
                    if (approvers.All(known => known.PersonId != approver.PersonId)) approvers.Add(approver);
                }
            }

            // A countersign that has shrunk to one person (both seats are his) stays one: he signs it knowingly, even right after his own level.
            levels.Add(new(levels.Count + 1, approvers.Count == 1 && step.Rule == GroupRule.Any ? GroupRule.Single : step.Rule, approvers));
        }

        return new(levels, row.Id, row.EffectiveFrom) { Rule = new(row.Order, row.MaxAmount, row.MaxRatio, chain, facts) { MaxStores = row.MaxStores, MaxPayback = row.MaxPayback } };
    }

    /// <summary>The rows of a process that hold on a day, in their order; empty for none.</summary>
    public async Task<IReadOnlyList<ApprovalRule>> RulesOnAsync(string process, DateOnly on, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var known = db.ApprovalRules.AsNoTracking().Where(rule => rule.Process == process && rule.EffectiveFrom <= on);
        return await known.Where(rule => rule.EffectiveFrom == known.Max(other => other.EffectiveFrom)).OrderBy(rule => rule.Order).ToListAsync(cancellationToken);
    }

    /// <summary>All rows, the newest first within a process.</summary>
    public async Task<IReadOnlyList<ApprovalRule>> RulesAsync(CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.ApprovalRules.AsNoTracking().OrderBy(rule => rule.Process).ThenByDescending(rule => rule.EffectiveFrom).ThenBy(rule => rule.Order).ToListAsync(cancellationToken);
    }

    // A role with several holders in the unit is filled by any one of them in turn of name; the chain decides how many sign, not the head count.
    private static async Task<IReadOnlyList<Approver>> FillAsync(ProcessSalesDb db, Role role, Person applicant, IReadOnlyList<ApprovalLevel> levels, CancellationToken cancellationToken)
    {
        var holders = await Staff.WithRoleAsync(db, role, applicant.OrgUnitId, cancellationToken);
        if (holders.FirstOrDefault(holder => holder.Id != applicant.Id) is { } holder && !(applicant.Role == role))
        {
            return [new(holder.Id, holder.Name, role.Code(), null)];
        }

        // The applicant never signs for himself and an empty seat never passes: the next above does (domain.md 2.0, 4.2).
        var note = holders.Count > 0 ? "applicant" : Approver.Vacant;
        var superior = await AboveAsync(db, role, applicant, levels, cancellationToken)
            ?? throw new RefusedException(RefusalKind.Invalid, "approval.nobody", role.Code());
        return [new(superior.Id, superior.Name, role.Code(), note)];
    }

    // Above an accountant stands finance; above anybody else the line above the applicant. Whoever has signed on an earlier level is passed over as
    // long as somebody stands above him, so that an empty seat does not take a pair of eyes away.
    private static async Task<Person?> AboveAsync(ProcessSalesDb db, Role role, Person applicant, IReadOnlyList<ApprovalLevel> levels, CancellationToken cancellationToken)
    {
        if (role is Role.FinEx or Role.FinAr)
        {
            var managers = await Staff.WithRoleAsync(db, Role.FinM, applicant.OrgUnitId, cancellationToken);
            if (managers.FirstOrDefault(person => person.Id != applicant.Id) is { } manager) return manager;
        }

        var signing = levels.SelectMany(level => level.Approvers).Select(approver => approver.PersonId).ToHashSet();
        Person? last = null;
        var seen = new HashSet<Guid> { applicant.Id };
        for (var at = await Staff.SuperiorOfAsync(db, applicant.Id, cancellationToken); at is not null && seen.Add(at.Id); at = await Staff.SuperiorOfAsync(db, at.Id, cancellationToken))
        {
            if (at.Role == Role.Adm) continue;
            last = at;
            if (!signing.Contains(at.Id)) break;
        }

        return last;
    }
}
