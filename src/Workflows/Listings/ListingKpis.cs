using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Listings;

/// <summary>Middle and ninth tenth of some days.</summary>
public sealed record Spread(decimal Median, decimal P90)
{
    /// <summary>Null for no values. The median of an even number lies between the two in the middle; the ninth tenth is the smallest value that 90 % do not exceed.</summary>
    public static Spread? Of(IEnumerable<int> values)
    {
        var sorted = values.Order().ToList();
        if (sorted.Count == 0) return null;
        var middle = sorted.Count / 2;
        return new(sorted.Count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2m, sorted[(int)Math.Ceiling(sorted.Count * 0.9) - 1]);
    }
}

/// <summary>The figures of listings (domain.md 2.3, KPIs). Parts are fractions: 0.6 is 60 %; null where there is nothing to divide by.</summary>
/// <param name="Listings">How many were handed in.</param>
/// <param name="Cycle">Days from hand-in to shelf, of those that came there.</param>
/// <param name="Ours">The part of it that was ours.</param>
/// <param name="Retailer">The part that was the retailer's.</param>
/// <param name="Acceptance">Lines accepted ÷ submitted.</param>
/// <param name="ShelfRate">Lines on the shelf ÷ accepted.</param>
/// <param name="DeliveryToShelf">Days from delivery to shelf.</param>
/// <param name="FeePerPoint">Fees ÷ lines on the shelf, CNY.</param>
/// <param name="Payback">Months in which the fees come back with what was sold in the trials; null while nothing was sold.</param>
/// <param name="TrialKept">Lines kept ÷ lines whose trial ended.</param>
/// <param name="ShelfAt30">Approved lines that were on the shelf 30 days after the hand-in.</param>
/// <param name="ShelfAt60">The same after 60 days.</param>
public sealed record ListingScores(
    int Listings, Spread? Cycle, Spread? Ours, Spread? Retailer, decimal? Acceptance, decimal? ShelfRate, Spread? DeliveryToShelf, decimal? FeePerPoint, decimal? Payback, decimal? TrialKept,
    decimal? ShelfAt30, decimal? ShelfAt60);

/// <summary>Works the figures of listings out. Safe for concurrent use.</summary>
public sealed class ListingKpis(IDbContextFactory<ProcessSalesDb> databases, CompanyClock clock)
{
    /// <summary>The figures of what was handed in from one day to another, within the person's scope.</summary>
    public async Task<ListingScores> OfAsync(Guid person, DateOnly from, DateOnly until, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var scope = await DataScope.OfAsync(db, person, cancellationToken);
        var requests = await db.Listings.AsNoTracking().Where(row => row.HandedInOn >= from && row.HandedInOn <= until && scope.Cases(db).Any(file => file.Id == row.CaseId))
            .ToDictionaryAsync(row => row.Id, cancellationToken);
        var chosen = db.Listings.Where(row => row.HandedInOn >= from && row.HandedInOn <= until && scope.Cases(db).Any(file => file.Id == row.CaseId)).Select(row => row.Id);
        var moves = (await db.ListingMoves.AsNoTracking().Where(move => chosen.Contains(move.RequestId)).OrderBy(move => move.Id).ToListAsync(cancellationToken)).ToLookup(move => move.RequestId);
        var reached = await db.ListingLineMoves.Where(move => chosen.Contains(move.RequestId)).GroupBy(move => move.To).Select(group => new { group.Key, Count = group.Count() }).ToDictionaryAsync(row => row.Key, row => row.Count, cancellationToken);
        var shelves = await (from line in db.ListingLines.AsNoTracking()
                             where chosen.Contains(line.RequestId) && line.ShelfOn != null
                             join move in db.ListingLineMoves on line.Id equals move.LineId
                             where move.To == LineState.Delivered
                             select new { line.RequestId, Delivered = move.On, Shelf = line.ShelfOn!.Value, line.SoldQuantity, line.UnitContribution, Ended = line.State == LineState.Kept || line.State == LineState.Delisted, line.StateOn }).ToListAsync(cancellationToken);

        int Count(LineState state) => reached.GetValueOrDefault(state);
        var arrived = requests.Keys.Where(id => shelves.Exists(line => line.RequestId == id)).ToHashSet();
        var cycles = requests.Keys.Where(arrived.Contains).Select(id => ListingDays.Of(moves[id], clock.Today)).Where(each => each.OnShelf).ToList();
        var fees = requests.Values.Where(request => arrived.Contains(request.Id)).Sum(request => request.SettledOn is null ? request.AgreedFee : request.SettledFee);
        // What a trial sold is brought to 30 days, so that trials of different lengths can be added.
        var monthly = shelves.Where(line => line.Ended && line.SoldQuantity > 0).Sum(line => line.SoldQuantity!.Value * line.UnitContribution * 30m / Math.Max(1, line.StateOn.DayNumber - line.Shelf.DayNumber));
        decimal? Within(int limit) => Part(shelves.Count(line => line.Shelf.DayNumber - requests[line.RequestId].HandedInOn!.Value.DayNumber <= limit), Count(LineState.Approved));
        return new(
            requests.Count, Spread.Of(cycles.Select(each => each.Total)), Spread.Of(cycles.Select(each => each.Ours)), Spread.Of(cycles.Select(each => each.Retailer)),
            Part(Count(LineState.Accepted), Count(LineState.Submitted)), Part(Count(LineState.OnShelf), Count(LineState.Accepted)),
            Spread.Of(shelves.Select(line => line.Shelf.DayNumber - line.Delivered.DayNumber)), shelves.Count == 0 ? null : Math.Round(fees / shelves.Count, 2), ListingFigures.Payback(fees, monthly, 1m),
            Part(Count(LineState.Kept), Count(LineState.Kept) + Count(LineState.Delisted)), Within(30), Within(60));
    }

    private static decimal? Part(int some, int all) => all == 0 ? null : Math.Round((decimal)some / all, 4);
}
