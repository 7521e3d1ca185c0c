using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Visits;

namespace ProcessSales.Workflows.Listings;

/// <summary>What speaks for and against an application beside its form.</summary>
internal sealed class ListingFacts(IDbContextFactory<ProcessSalesDb> databases, PaybackLimit payback) : ICaseFactSource
{
    public async Task<IReadOnlyList<CaseFact>> OfAsync(Guid person, Case file, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await db.Listings.AsNoTracking().SingleOrDefaultAsync(row => row.CaseId == file.Id, cancellationToken) is not { } request) return [];
        var lines = await db.ListingLines.AsNoTracking().Where(line => line.RequestId == request.Id).ToListAsync(cancellationToken);
        var facts = new List<CaseFact> { new("ListingPoints") { Count = lines.Count, Amount = request.ApprovedFee } };
        if (request.PaybackMonths is { } months) facts.Add(new("ListingPayback") { Text = months.ToString("0.0", System.Globalization.CultureInfo.InvariantCulture), Grave = months > await payback.TodayAsync(cancellationToken) });
        if (request.Supplement == SupplementState.Needed) facts.Add(new("ListingSupplement") { Amount = request.AgreedFee, Grave = true });
        var codes = lines.Select(line => line.ProductCode).Distinct().ToList();
        var refused = await (from line in db.ListingLines
                             join other in db.Listings on line.RequestId equals other.Id
                             where other.CustomerId == request.CustomerId && other.Id != request.Id && codes.Contains(line.ProductCode) && (line.State == LineState.Refused || line.State == LineState.Delisted)
                             select line.Id).CountAsync(cancellationToken);
        if (refused > 0) facts.Add(new("ListingRefusedBefore") { Count = refused, Text = refused.ToString(System.Globalization.CultureInfo.InvariantCulture), Grave = true });
        return facts;
    }
}

/// <summary>Open listings of stores, for whoever visits them.</summary>
internal sealed class ListingMatters(IDbContextFactory<ProcessSalesDb> databases) : IStoreMatterSource
{
    public async Task<ILookup<Guid, StoreMatter>> OfAsync(IReadOnlyCollection<Guid> storeIds, DateOnly day, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var open = await (from line in db.ListingLines.AsNoTracking()
                          where storeIds.Contains(line.StoreId) && line.State != LineState.Proposed && line.State != LineState.Refused && line.State != LineState.Kept && line.State != LineState.Delisted && line.State != LineState.Cancelled
                          join request in db.Listings on line.RequestId equals request.Id
                          where request.ClosedAt == null
                          join file in db.Cases on request.CaseId equals file.Id
                          select new { line.StoreId, line.ProductCode, line.State, request.Id, request.CaseId, request.TargetShelfOn, file.Number, file.Title }).ToListAsync(cancellationToken);
        return open.GroupBy(line => new { line.StoreId, line.Id }).Select(group => (group.Key.StoreId, Matter: new StoreMatter(
                StoreMatterKind.Listing, group.Key.Id, group.First().Number, $"{group.First().Title} · {group.Count()}", null, group.First().TargetShelfOn, null, $"/listings/{group.First().CaseId}?store={group.Key.StoreId}")))
            .ToLookup(each => each.StoreId, each => each.Matter);
    }
}

/// <summary>Settled listing fees that chains may deduct.</summary>
internal sealed class ListingDeductions(CompanyClock clock) : IDeductionSource
{
    public string Kind => "listing";

    public async Task<IReadOnlyList<Deductible>> OpenAsync(ProcessSalesDb db, Guid customerId, CancellationToken cancellationToken) =>
        await (from request in db.Listings.AsNoTracking()
               join file in db.Cases on request.CaseId equals file.Id
               where request.CustomerId == customerId && request.PayMode == "deduct" && request.SettledFee > request.DeductedFee
               orderby request.SettledOn, file.Number
               select new Deductible("listing", request.Id, file.Number, file.Title, customerId, request.SettledFee, request.DeductedFee)).ToListAsync(cancellationToken);

    public async Task MatchAsync(ProcessSalesDb db, string key, Guid id, decimal amount, Guid? person, CancellationToken cancellationToken)
    {
        if (await db.ListingDeductions.AnyAsync(row => row.Key == key, cancellationToken) || db.ListingDeductions.Local.Any(row => row.Key == key)) return;
        var request = await db.Listings.SingleOrDefaultAsync(row => row.Id == id, cancellationToken) ?? throw new RefusedException(RefusalKind.NotFound, "listing.unknown");
        if (request.DeductedFee + amount < 0m || request.DeductedFee + amount > request.SettledFee) throw new RefusedException(RefusalKind.Conflict, "listing.deductionTooHigh", amount, request.SettledFee - request.DeductedFee);
        request.DeductedFee += amount;
        request.Version++;
        db.ListingDeductions.Add(new() { Id = Guid.CreateVersion7(clock.Now), Key = key, RequestId = id, Amount = amount, At = clock.Now, PersonId = person });
    }
}
