using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Promotions;

/// <summary>Which promotions are looked for.</summary>
/// <param name="State">Null for all.</param>
/// <param name="Customer">The chain's code; null for all.</param>
/// <param name="Text">In number or name.</param>
/// <param name="Figure">Those that a figure counts, see <see cref="PromotionFigures"/>; null for all.</param>
/// <param name="From">First day of the figure's period.</param>
/// <param name="Until">Its last day.</param>
public sealed record PromotionFilter(PromotionState? State = null, string? Customer = null, string? Text = null, string? Figure = null, DateOnly? From = null, DateOnly? Until = null);

/// <summary>A promotion, or an application that is none yet, in a list.</summary>
/// <param name="Id">Null while it is an application.</param>
public sealed record PromotionRow(Guid CaseId, Guid? Id, string Number, string Name, string? Customer, string Owner, PromotionState State, DateOnly? Start, DateOnly? End, decimal? Amount, DateOnly? SettleBy);

/// <summary>A promotion with all that its page shows. Amounts are CNY.</summary>
/// <param name="Result">What it brought; null before the report.</param>
/// <param name="Spent">Confirmed cost so far.</param>
/// <param name="Open">Still reserved.</param>
/// <param name="Overlaps">Other promotions with the same article in the same store on the same days.</param>
/// <param name="Carries">Whether it is the viewer's own, or one of whom he assists.</param>
public sealed record PromotionView(
    Promotion Promotion, string Owner, string? Customer, IReadOnlyList<PromotionStore> Stores, IReadOnlyList<PromotionSku> Skus, IReadOnlyList<PromotionCost> Costs, IReadOnlyList<PromotionGift> Gifts,
    IReadOnlyList<ExecutionCheckRow> Checks, IReadOnlyList<PromotionMoveRow> Moves, IReadOnlyList<SettlementRow> Settlements, IReadOnlyList<PromotionOverlap> Overlaps, PromotionResult? Result,
    decimal Spent, decimal Open, bool Carries, bool Owns, Role ViewerRole, bool Agreement);

/// <summary>A line of a promotion's history.</summary>
public sealed record PromotionMoveRow(DateTimeOffset At, string? Person, PromotionState From, PromotionState To, string? Note);

/// <summary>Another promotion of the same article in the same store on the same days.</summary>
public sealed record PromotionOverlap(Guid Promotion, Guid Other, string Number, string Name, DateOnly Start, DateOnly End, string Store, string Product);

/// <summary>A promotion in the calendar.</summary>
public sealed record CalendarPromotion(Guid Id, string Customer, string Number, string Name, PromotionState State, DateOnly Start, DateOnly End, IReadOnlyList<PromotionOverlap> Overlaps);

/// <summary>Reads promotions within a person's scope. Safe for concurrent use.</summary>
public sealed class PromotionList(IDbContextFactory<ProcessSalesDb> databases, PromotionFigures figures, CompanyClock clock)
{
    /// <summary>One page, the latest application first.</summary>
    public async Task<Page<PromotionRow>> ListAsync(Guid person, PromotionFilter filter, int number, int size, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var cases = (await DataScope.OfAsync(db, person, cancellationToken)).Cases(db);
        var promotions = await PromotionScope.OfAsync(db, person, cancellationToken);
        var rows = from file in db.Cases.AsNoTracking()
                   where file.Process == PromotionRegister.Process && file.OriginId == null && (cases.Any(own => own.Id == file.Id) || promotions.Any(one => one.CaseId == file.Id))
                   join promotion in db.Promotions on file.Id equals promotion.CaseId into found
                   from promotion in found.DefaultIfEmpty()
                   select new { file, promotion };
        if (filter.State is { } state)
        {
            var before = Enum.GetValues<CaseState>().Where(one => PromotionStates.Of(one) == state).ToList();
            rows = rows.Where(row => row.promotion != null ? row.promotion.State == state : before.Contains(row.file.State));
        }

        if (filter.Customer is { Length: > 0 } customer) rows = rows.Where(row => row.file.CustomerCode == customer);
        if (filter.Text?.Trim() is { Length: > 0 } text) rows = rows.Where(row => row.file.Number.Contains(text) || row.file.Title.Contains(text));
        if (filter.Figure is { } figure)
        {
            var counted = await figures.CountedAsync(person, figure, filter.From ?? clock.Today.AddDays(-90), filter.Until ?? clock.Today, cancellationToken);
            rows = rows.Where(row => row.promotion != null && counted.Contains(row.promotion.Id));
        }

        var total = await rows.CountAsync(cancellationToken);
        var page = await rows.OrderByDescending(row => row.file.CreatedAt).Skip((number - 1) * size).Take(size).Select(row => new
        {
            row.file.Id, Promotion = (Guid?)row.promotion!.Id, row.file.Number, row.file.Title, Name = row.promotion.Name, Customer = db.Customers.Where(one => one.Code == row.file.CustomerCode).Select(one => one.Name).FirstOrDefault(),
            Owner = db.Users.Where(who => who.Id == row.file.OwnerId).Select(who => who.Name).First(), CaseState = row.file.State, State = (PromotionState?)row.promotion.State,
            Start = (DateOnly?)row.promotion.Start, End = (DateOnly?)row.promotion.End, Approved = (decimal?)row.promotion.ApprovedTotal, Asked = row.file.Amount, SettleBy = row.promotion.SettleBy,
        }).ToListAsync(cancellationToken);
        return new([.. page.Select(row => new PromotionRow(row.Id, row.Promotion, row.Number, row.Name ?? row.Title, row.Customer, row.Owner, row.State ?? PromotionStates.Of(row.CaseState), row.Start, row.End, row.Promotion is null ? row.Asked : row.Approved, row.SettleBy))], total, number, size);
    }

    /// <summary>The promotion; null when it does not exist or not for this person.</summary>
    public async Task<PromotionView?> ReadAsync(Guid person, Guid id, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var promotion = await (await PromotionScope.OfAsync(db, person, cancellationToken)).AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        if (promotion is null) return null;
        var settlements = await (from row in db.PromotionSettlements.AsNoTracking()
                                 where row.PromotionId == id
                                 orderby row.CreatedAt
                                 select new SettlementRow(row.Id, id, row.Number, promotion.Name, promotion.CustomerCode, db.Users.Where(who => who.Id == row.OwnerId).Select(who => who.Name).First(), row.State, row.Claimed, row.Confirmed, row.Matched, row.StateSince)).ToListAsync(cancellationToken);
        var spent = settlements.Where(row => row.State.Costs()).Sum(row => row.Confirmed);
        var moves = await (from move in db.PromotionMoves.AsNoTracking()
                           where move.PromotionId == id
                           orderby move.At, move.Id
                           select new PromotionMoveRow(move.At, db.Users.Where(who => who.Id == move.PersonId).Select(who => who.Name).FirstOrDefault(), move.From, move.To, move.Note)).ToListAsync(cancellationToken);
        return new(
            promotion, await db.Users.Where(row => row.Id == promotion.OwnerId).Select(row => row.Name).SingleAsync(cancellationToken), await db.Customers.Where(row => row.Id == promotion.CustomerId).Select(row => row.Name).SingleOrDefaultAsync(cancellationToken),
            await db.PromotionStores.AsNoTracking().Where(row => row.PromotionId == id).OrderBy(row => row.Code).ToListAsync(cancellationToken), await db.PromotionSkus.AsNoTracking().Where(row => row.PromotionId == id).OrderBy(row => row.ProductCode).ToListAsync(cancellationToken),
            await db.PromotionCosts.AsNoTracking().Where(row => row.PromotionId == id).OrderBy(row => row.Number).ToListAsync(cancellationToken), await db.PromotionGifts.AsNoTracking().Where(row => row.PromotionId == id).OrderBy(row => row.Number).ToListAsync(cancellationToken),
            await SettlementList.ChecksAsync(db, id, cancellationToken), moves, settlements,
            await OverlapsAsync(db, db.Promotions.Where(row => row.Id == id), cancellationToken),
            promotion.ActualSales is { } actual ? PromotionMath.Of(promotion.BaselineSales, actual, promotion.Contribution, spent) : null, spent,
            promotion.BudgetLineId is { } line ? await BudgetLedger.OpenAsync(db, line, promotion.CaseId, cancellationToken) : 0m,
            await PromotionScope.CarriesAsync(db, person, promotion, cancellationToken), promotion.OwnerId == person, await db.Users.Where(row => row.Id == person).Select(row => row.Role).SingleAsync(cancellationToken),
            await db.Attachments.AnyAsync(row => row.CaseId == promotion.CaseId && row.Field == "agreement", cancellationToken));
    }

    /// <summary>What is planned, runs or ran in a month, by chain, with what overlaps.</summary>
    public async Task<IReadOnlyList<CalendarPromotion>> MonthAsync(Guid person, DateOnly month, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var (first, last) = (new DateOnly(month.Year, month.Month, 1), new DateOnly(month.Year, month.Month, 1).AddMonths(1).AddDays(-1));
        var shown = (await PromotionScope.OfAsync(db, person, cancellationToken)).AsNoTracking().Where(row => row.Start <= last && row.End >= first && row.State != PromotionState.Cancelled);
        var overlaps = (await OverlapsAsync(db, shown, cancellationToken)).ToLookup(row => row.Promotion);
        var rows = await shown.OrderBy(row => row.CustomerCode).ThenBy(row => row.Start).ThenBy(row => row.Number).Take(500)
            .Select(row => new { row.Id, Customer = db.Customers.Where(one => one.Id == row.CustomerId).Select(one => one.Name).FirstOrDefault() ?? row.CustomerCode, row.Number, row.Name, row.State, row.Start, row.End }).ToListAsync(cancellationToken);
        return [.. rows.Select(row => new CalendarPromotion(row.Id, row.Customer, row.Number, row.Name, row.State, row.Start, row.End, [.. overlaps[row.Id]]))];
    }

    /// <summary>Promotions of the same article in the same store on the same days as those given.</summary>
    internal static async Task<List<PromotionOverlap>> OverlapsAsync(ProcessSalesDb db, IQueryable<Promotion> of, CancellationToken cancellationToken) =>
        await (from one in of
               join store in db.PromotionStores on one.Id equals store.PromotionId
               join sku in db.PromotionSkus on one.Id equals sku.PromotionId
               join otherStore in db.PromotionStores on store.StoreId equals otherStore.StoreId
               join otherSku in db.PromotionSkus on new { sku.ProductCode, otherStore.PromotionId } equals new { otherSku.ProductCode, otherSku.PromotionId }
               join other in db.Promotions on otherStore.PromotionId equals other.Id
               where other.Id != one.Id && other.Start <= one.End && other.End >= one.Start && other.State != PromotionState.Cancelled && other.State != PromotionState.Stopped
               orderby other.Start, store.Code
               select new PromotionOverlap(one.Id, other.Id, other.Number, other.Name, other.Start, other.End, store.Name, sku.Name)).Take(200).ToListAsync(cancellationToken);
}
