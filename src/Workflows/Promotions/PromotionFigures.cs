using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Promotions;

/// <summary>What sort of number a figure is.</summary>
public enum FigureKind
{
    /// <summary>A fraction: 0.091 is 9.1 %.</summary>
    Ratio,

    /// <summary>CNY.</summary>
    Money,
}

/// <summary>A figure with what it is made of.</summary>
/// <param name="Key">Names it; its list is opened with it.</param>
/// <param name="Value">Null where there is nothing to divide by.</param>
/// <param name="Above">Above the line.</param>
/// <param name="Below">Below the line; null for a sum.</param>
/// <param name="Promotions">Whose promotions are counted, those below the line included.</param>
public sealed record PromotionFigure(string Key, FigureKind Kind, decimal? Value, decimal Above, decimal? Below, IReadOnlyList<Guid> Promotions);

/// <summary>
/// The figures of domain.md 2.4, each in one place. Counted are the promotions that the person sees and that ended within the period; what was cancelled did not. The age of what is
/// not settled is of today, whatever the period. Safe for concurrent use.
/// </summary>
public sealed class PromotionFigures(IDbContextFactory<ProcessSalesDb> databases, CompanyClock clock)
{
    /// <summary>All figures of a period.</summary>
    public async Task<IReadOnlyList<PromotionFigure>> OfAsync(Guid person, DateOnly from, DateOnly until, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var visible = await PromotionScope.OfAsync(db, person, cancellationToken);
        var promotions = await visible.AsNoTracking().Where(row => row.EndedOn != null && ((row.EndedOn >= from && row.EndedOn <= until) || row.ClosedAt == null)).ToListAsync(cancellationToken);
        var ids = promotions.Select(row => row.Id).ToList();
        var settlements = (await db.PromotionSettlements.AsNoTracking().Where(row => ids.Contains(row.PromotionId)).ToListAsync(cancellationToken)).ToLookup(row => row.PromotionId);
        var planned = (await db.PromotionStores.AsNoTracking().Where(row => ids.Contains(row.PromotionId)).Select(row => row.PromotionId).ToListAsync(cancellationToken)).CountBy(id => id).ToDictionary();
        var executed = (await db.ExecutionChecks.AsNoTracking().Where(row => ids.Contains(row.PromotionId) && row.Executed).Select(row => new { row.PromotionId, row.StoreId }).Distinct().ToListAsync(cancellationToken)).CountBy(row => row.PromotionId).ToDictionary();
        var ended = promotions.Where(row => row.EndedOn >= from && row.EndedOn <= until).ToList();
        decimal Cost(Promotion row) => settlements[row.Id].Where(one => one.State.Costs()).Sum(one => one.Confirmed);

        var sold = ended.Where(row => row.ActualSales is not null && Cost(row) > 0m).ToList();
        var judged = sold.Where(row => row.Contribution is not null).ToList();
        var due = ended.Where(row => settlements[row.Id].Any(one => one.SubmittedAt is not null) || row.SettleBy < clock.Today).ToList();
        var confirmed = ended.SelectMany(row => settlements[row.Id]).Where(one => one.ConfirmedAt is not null).ToList();
        var run = ended.Where(row => planned.GetValueOrDefault(row.Id) > 0).ToList();
        var increment = sold.Sum(row => row.ActualSales!.Value - row.BaselineSales);
        var figures = new List<PromotionFigure>
        {
            Ratio("expenseRatio", sold.Sum(Cost), sold.Sum(row => row.ActualSales!.Value), sold),
            new("increment", FigureKind.Money, increment, increment, null, Ids(sold)),
            Ratio("roi", judged.Sum(row => ((row.ActualSales!.Value - row.BaselineSales) * row.Contribution!.Value) - Cost(row)), judged.Sum(Cost), judged),
            Ratio("costPerIncrement", sold.Sum(Cost), increment, sold, FigureKind.Money),
            Ratio("executionRate", run.Sum(row => Math.Min(executed.GetValueOrDefault(row.Id), planned[row.Id])), run.Sum(row => planned[row.Id]), run),
            Ratio("onTime", due.Count(row => settlements[row.Id].Any(one => one.SubmittedAt is { } at && clock.DateOf(at) <= row.SettleBy)), due.Count, due),
            Ratio("firstPass", confirmed.Count(one => one.Supplements == 0), confirmed.Count, OfThese(confirmed)),
            await BudgetUseAsync(db, person, from, until, cancellationToken),
            Ratio("overspend", OfThese(confirmed).Count(row => settlements[row.Id].Where(one => one.State.Counts()).Sum(one => one.Claimed) > row.ApprovedTotal), OfThese(confirmed).Count, OfThese(confirmed)),
        };
        foreach (var (key, least, most) in new[] { ("unsettled30", 0, 30), ("unsettled60", 31, 60), ("unsettled90", 61, 90), ("unsettledOlder", 91, int.MaxValue) })
        {
            var old = promotions.Where(row => row.State.IsClaimable() && clock.Today.DayNumber - row.EndedOn!.Value.DayNumber is var days && days >= least && days <= most && row.ApprovedTotal > Cost(row)).ToList();
            var open = old.Sum(row => row.ApprovedTotal - Cost(row));
            figures.Add(new(key, FigureKind.Money, open, open, null, Ids(old)));
        }

        return figures;

        List<Promotion> OfThese(List<Settlement> of) => [.. ended.Where(row => of.Exists(one => one.PromotionId == row.Id))];
    }

    /// <summary>The promotions that a figure counts; none for an unknown one.</summary>
    public async Task<IReadOnlyList<Guid>> CountedAsync(Guid person, string key, DateOnly from, DateOnly until, CancellationToken cancellationToken = default) =>
        (await OfAsync(person, from, until, cancellationToken)).FirstOrDefault(figure => figure.Key == key)?.Promotions ?? [];

    // Reserved and spent ÷ granted, of the lines of the months that the period touches in the person's areas.
    private static async Task<PromotionFigure> BudgetUseAsync(ProcessSalesDb db, Guid person, DateOnly from, DateOnly until, CancellationToken cancellationToken)
    {
        var areas = await (await DataScope.OfAsync(db, person, cancellationToken)).AreasAsync(db, cancellationToken);
        var first = new DateOnly(from.Year, from.Month, 1);
        var lines = db.BudgetLines.AsNoTracking().Where(line => line.Month >= first && line.Month <= until && line.Control != BudgetControl.None);
        if (areas is not null) lines = lines.Where(line => areas.Contains(line.AreaId));
        var sums = await lines.Select(line => new { line.Granted, Used = line.Reserved + line.Consumed }).ToListAsync(cancellationToken);
        return Ratio("budgetUse", sums.Sum(line => line.Used), sums.Sum(line => line.Granted), []);
    }

    private static PromotionFigure Ratio(string key, decimal above, decimal below, List<Promotion> of, FigureKind kind = FigureKind.Ratio) => new(key, kind, below > 0m ? above / below : null, above, below, Ids(of));

    private static IReadOnlyList<Guid> Ids(List<Promotion> of) => [.. of.Select(row => row.Id)];
}
