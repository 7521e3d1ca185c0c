using ProcessSales.Workflows.Products;

namespace ProcessSales.Workflows.Visits;

/// <summary>How near to its end a batch is (domain.md 1.8).</summary>
public enum FreshnessBand
{
    /// <summary>Nothing to do.</summary>
    Green,

    /// <summary>预警: push its sales.</summary>
    Yellow,

    /// <summary>即期: pull it from the shelf.</summary>
    Orange,

    /// <summary>禁售: stop its sale at once.</summary>
    Red,
}

/// <summary>A part of a life as a fraction, since a third is no decimal number.</summary>
public readonly record struct LifePart(int Of, int In)
{
    /// <summary>Whether that many days of a life are more than this part of it.</summary>
    public bool IsExceededBy(int days, int lifeDays) => days * In > lifeDays * Of;
}

/// <summary>What holds for shelf lives up to a length.</summary>
/// <param name="UpToDays">Longest shelf life it holds for, days; null for all longer ones.</param>
/// <param name="ReceiptAge">Largest part of the life that may be used when goods come in.</param>
/// <param name="WarnAge">Beyond this part of the life it is yellow.</param>
/// <param name="NearDays">Days left at which it is orange.</param>
/// <param name="BlockDays">Days left at which it is red.</param>
public sealed record FreshnessRule(int? UpToDays, LifePart ReceiptAge, LifePart WarnAge, int NearDays, int BlockDays);

/// <summary>A batch as it stands on a day.</summary>
/// <param name="ExpiresOn">The last day is the one before.</param>
/// <param name="LifeDays">Length of this batch's life; 12 months are 365 days or 366.</param>
/// <param name="Age">货龄率: part of the life that is used; above 1 when it is over.</param>
public sealed record FreshnessResult(FreshnessBand Band, DateOnly ExpiresOn, int LifeDays, int DaysLeft, decimal Age)
{
    /// <summary>Whether its life is over.</summary>
    public bool Expired => DaysLeft <= 0;
}

/// <summary>The bands of domain.md 1.8. Immutable.</summary>
public sealed class Freshness(IReadOnlyList<FreshnessRule> rules)
{
    /// <summary>The table of domain.md 1.8.</summary>
    public static Freshness Default { get; } = new(
    [
        new(30, new(1, 4), new(1, 2), 5, 1),
        new(60, new(1, 4), new(2, 3), 10, 3),
        new(90, new(1, 3), new(2, 3), 10, 3),
        new(180, new(1, 3), new(2, 3), 30, 7),
        new(364, new(1, 3), new(2, 3), 45, 15),
        new(null, new(1, 3), new(2, 3), 60, 15),
    ]);

    /// <summary>The bands, shortest life first.</summary>
    public IReadOnlyList<FreshnessRule> Rules { get; } = rules;

    /// <summary>The day on which a batch's life is over, in the unit on the pack: a month later is the same day, or the month's last.</summary>
    public static DateOnly ExpiryOf(DateOnly produced, int life, ShelfLifeUnit unit) =>
        unit == ShelfLifeUnit.Months ? produced.AddMonths(life) : produced.AddDays(life);

    /// <summary>The band of a batch on a day.</summary>
    public FreshnessResult Of(DateOnly produced, int life, ShelfLifeUnit unit, DateOnly today)
    {
        var expires = ExpiryOf(produced, life, unit);
        var days = expires.DayNumber - produced.DayNumber;
        var left = expires.DayNumber - today.DayNumber;
        var used = today.DayNumber - produced.DayNumber;
        // Months are sorted by the shortest that such a life can be, so that a leap year does not move a product to another band.
        var rule = RuleFor(unit == ShelfLifeUnit.Months ? life * 365 / 12 : life);
        var band = left <= rule.BlockDays ? FreshnessBand.Red
            : left <= rule.NearDays ? FreshnessBand.Orange
            : rule.WarnAge.IsExceededBy(used, days) ? FreshnessBand.Yellow
            : FreshnessBand.Green;
        return new(band, expires, days, left, days == 0 ? 1 : decimal.Round((decimal)used / days, 4));
    }

    /// <summary>Whether goods of this age may come in (允收).</summary>
    public bool MayComeIn(DateOnly produced, int life, ShelfLifeUnit unit, DateOnly today) =>
        Of(produced, life, unit, today) is var now
        && !RuleFor(unit == ShelfLifeUnit.Months ? life * 365 / 12 : life).ReceiptAge.IsExceededBy(today.DayNumber - produced.DayNumber, now.LifeDays);

    /// <summary>Whether an older batch stands behind a newer one: the shelf's oldest is younger than the back room's (FIFO).</summary>
    public static bool BreaksOrder(IEnumerable<DateOnly> shelf, IEnumerable<DateOnly> backRoom) =>
        shelf.Select(day => (DateOnly?)day).Min() is { } oldestOnShelf && backRoom.Select(day => (DateOnly?)day).Min() is { } oldestBehind && oldestBehind < oldestOnShelf;

    private FreshnessRule RuleFor(int lifeDays) => Rules.First(rule => rule.UpToDays is null || lifeDays <= rule.UpToDays);
}
