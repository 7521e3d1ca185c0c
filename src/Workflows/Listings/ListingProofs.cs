using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Attachments;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Promotions;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Listings;

/// <summary>A proof that the settlement of a listing fee needs, with how many there are.</summary>
public sealed record ListingProof(string Kind, int AtLeast, int There)
{
    /// <summary>Whether there are enough.</summary>
    public bool IsThere => There >= AtLeast;
}

/// <summary>The proofs of a listing fee (domain.md 2.4, F-P3, first row): files of the case whose field names what they are.</summary>
internal static class ListingProofs
{
    /// <summary>The fee type under which the proof matrix lists them.</summary>
    public const string FeeType = "listing";

    /// <summary>What the matrix asks for; the approved application is always there.</summary>
    public static async Task<IReadOnlyList<ListingProof>> OfAsync(ProcessSalesDb db, Guid caseId, CancellationToken cancellationToken)
    {
        var rules = await db.ProofRules.AsNoTracking().Where(rule => rule.FeeType == FeeType && rule.Proof != Proofs.Application).OrderBy(rule => rule.Proof).ToListAsync(cancellationToken);
        var there = await db.Attachments.Where(row => row.CaseId == caseId && row.Field != null).GroupBy(row => row.Field!).Select(group => new { group.Key, Count = group.Count() }).ToDictionaryAsync(row => row.Key, row => row.Count, cancellationToken);
        return [.. rules.Select(rule => new ListingProof(rule.Proof, rule.AtLeast, there.GetValueOrDefault(rule.Proof)))];
    }
}

/// <summary>Sales and finance add proofs to a listing that they see, also when they have no task in it.</summary>
internal sealed class ListingFiles : IFileRight
{
    public async Task<bool> MayAddAsync(ProcessSalesDb db, Guid person, Guid caseId, CancellationToken cancellationToken)
    {
        if (!await db.Listings.AnyAsync(row => row.CaseId == caseId && row.SignedOn != null && row.SettledOn == null, cancellationToken)) return false;
        var role = await db.Users.Where(row => row.Id == person && row.Active).Select(row => (Role?)row.Role).SingleOrDefaultAsync(cancellationToken);
        return role is { } known && ListingDuty.Money(known) && await (await DataScope.OfAsync(db, person, cancellationToken)).Cases(db).AnyAsync(row => row.Id == caseId, cancellationToken);
    }
}
