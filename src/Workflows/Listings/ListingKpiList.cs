using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Listings;

/// <summary>The figures of <see cref="ListingScores"/>, each with a list of what it counts.</summary>
public enum ListingKpi
{
    /// <summary>Handed in.</summary>
    Listings,

    /// <summary>Days from hand-in to shelf.</summary>
    Cycle,

    /// <summary>Of them ours.</summary>
    Ours,

    /// <summary>Of them the retailer's.</summary>
    Retailer,

    /// <summary>Lines accepted ÷ submitted.</summary>
    Acceptance,

    /// <summary>Lines on the shelf ÷ accepted.</summary>
    Shelf,

    /// <summary>Days from delivery to shelf.</summary>
    Delivery,

    /// <summary>Fees ÷ lines on the shelf.</summary>
    Fee,

    /// <summary>What was sold in the trials, by the month.</summary>
    Payback,

    /// <summary>Lines kept ÷ lines whose trial ended.</summary>
    Kept,

    /// <summary>Approved lines on the shelf 30 days after the hand-in.</summary>
    At30,

    /// <summary>The same after 60 days.</summary>
    At60,
}

/// <summary>What a figure counts: a listing, or one of its lines.</summary>
/// <param name="Title">The listing's title, or the article's name.</param>
/// <param name="Value">Days or CNY; null for a part.</param>
/// <param name="Counts">Whether it counts above the line; below it everything in the list does.</param>
public sealed record ListingKpiRow(Guid CaseId, string Number, Guid? LineId, string Title, string TitleEn, string? Store, LineState? State, DateOnly On, decimal? Value, bool Counts);

/// <summary>Lists what the figures of listings count. Safe for concurrent use.</summary>
public sealed class ListingKpiList(IDbContextFactory<ProcessSalesDb> databases, CompanyClock clock)
{
    /// <summary>What a figure counts of the listings handed in from one day to another, within the person's scope; the newest listing first.</summary>
    public async Task<Page<ListingKpiRow>> ListAsync(Guid person, ListingKpi kpi, DateOnly from, DateOnly until, int number, int size, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var scope = await DataScope.OfAsync(db, person, cancellationToken);
        var chosen = db.Listings.AsNoTracking().Where(row => row.HandedInOn >= from && row.HandedInOn <= until && scope.Cases(db).Any(file => file.Id == row.CaseId));
        if (kpi <= ListingKpi.Retailer)
        {
            var listings = await ListingsAsync(db, chosen, kpi, cancellationToken);
            return new([.. listings.Skip((number - 1) * size).Take(size)], listings.Count, number, size);
        }

        var lines = Below(db, kpi, db.ListingLines.AsNoTracking().Where(line => chosen.Any(row => row.Id == line.RequestId)));
        var total = await lines.CountAsync(cancellationToken);
        var page = await (from line in lines
                          join request in db.Listings on line.RequestId equals request.Id
                          join file in db.Cases on request.CaseId equals file.Id
                          join product in db.Products on line.ProductCode equals product.Code
                          join store in db.Stores on line.StoreId equals store.Id
                          orderby request.HandedInOn descending, file.Number descending, store.Code, line.ProductCode
                          select new
                          {
                              line, request.CaseId, request.HandedInOn, file.Number, product.Name, product.NameEn, Store = store.Name,
                              Accepted = db.ListingLineMoves.Any(move => move.LineId == line.Id && move.To == LineState.Accepted),
                              Delivered = db.ListingLineMoves.Where(move => move.LineId == line.Id && move.To == LineState.Delivered).Max(move => (DateOnly?)move.On),
                          }).Skip((number - 1) * size).Take(size).ToListAsync(cancellationToken);
        return new([.. page.Select(row =>
        {
            var (value, counts) = Of(kpi, row.line, row.HandedInOn!.Value, row.Accepted, row.Delivered);
            return new ListingKpiRow(row.CaseId, row.Number, row.line.Id, row.Name, row.NameEn, row.Store, row.line.State, row.line.ShelfOn ?? row.line.StateOn, value, counts);
        })], total, number, size);
    }

    private async Task<List<ListingKpiRow>> ListingsAsync(ProcessSalesDb db, IQueryable<ListingRequest> chosen, ListingKpi kpi, CancellationToken cancellationToken)
    {
        var rows = await (from request in chosen
                          join file in db.Cases on request.CaseId equals file.Id
                          orderby request.HandedInOn descending, file.Number descending
                          select new { request.Id, request.CaseId, file.Number, file.Title, On = request.HandedInOn!.Value, Arrived = db.ListingLines.Any(line => line.RequestId == request.Id && line.ShelfOn != null) }).ToListAsync(cancellationToken);
        var moves = (await db.ListingMoves.AsNoTracking().Where(move => chosen.Any(row => row.Id == move.RequestId)).OrderBy(move => move.Id).ToListAsync(cancellationToken)).ToLookup(move => move.RequestId);
        return [.. from row in rows
                   let days = ListingDays.Of(moves[row.Id], clock.Today)
                   where kpi == ListingKpi.Listings || (row.Arrived && days.OnShelf)
                   select new ListingKpiRow(row.CaseId, row.Number, null, row.Title, row.Title, null, null, row.On, kpi switch { ListingKpi.Ours => days.Ours, ListingKpi.Retailer => days.Retailer, _ => days.Total }, true)];
    }

    private static IQueryable<ListingLine> Below(ProcessSalesDb db, ListingKpi kpi, IQueryable<ListingLine> lines)
    {
        IQueryable<ListingLine> Came(LineState state) => lines.Where(line => db.ListingLineMoves.Any(move => move.LineId == line.Id && move.To == state));
        return kpi switch
        {
            ListingKpi.Acceptance => Came(LineState.Submitted),
            ListingKpi.Shelf => Came(LineState.Accepted),
            ListingKpi.Delivery or ListingKpi.Fee => lines.Where(line => line.ShelfOn != null),
            ListingKpi.Payback => lines.Where(line => (line.State == LineState.Kept || line.State == LineState.Delisted) && line.SoldQuantity > 0),
            ListingKpi.Kept => lines.Where(line => line.State == LineState.Kept || line.State == LineState.Delisted),
            _ => Came(LineState.Approved),
        };
    }

    private static (decimal? Value, bool Counts) Of(ListingKpi kpi, ListingLine line, DateOnly handedIn, bool accepted, DateOnly? delivered) => kpi switch
    {
        ListingKpi.Acceptance => (null, accepted),
        ListingKpi.Shelf => (null, line.ShelfOn is not null),
        ListingKpi.Delivery => (line.ShelfOn!.Value.DayNumber - delivered?.DayNumber, true),
        ListingKpi.Fee => (line.AgreedFee ?? line.ApprovedFee, true),
        ListingKpi.Payback => (ListingFigures.Monthly(line), true),
        ListingKpi.Kept => (null, line.State == LineState.Kept),
        _ => (null, line.ShelfOn?.DayNumber - handedIn.DayNumber <= (kpi == ListingKpi.At30 ? 30 : 60)),
    };
}
