namespace ProcessSales.Workflows.Promotions;

/// <summary>What a promotion brought (domain.md 2.4, KPIs). Amounts are CNY; ratios are fractions, 0.517 is 51.7 %; null where there is nothing to divide by.</summary>
/// <param name="Increment">Sales beyond what would have been sold anyway.</param>
/// <param name="Contribution">What of it is left as contribution; null when no margin is known.</param>
/// <param name="Roi">(increment x contribution margin - cost) / cost.</param>
/// <param name="ExpenseRatio">Cost / sales of the period.</param>
/// <param name="CostPerIncrement">What a yuan more of sales cost; null when there was none.</param>
public sealed record PromotionResult(decimal Increment, decimal? Contribution, decimal? Roi, decimal? ExpenseRatio, decimal? CostPerIncrement);

/// <summary>The sums of promotions, each in one place.</summary>
public static class PromotionMath
{
    /// <summary>What came of it.</summary>
    /// <param name="baseline">Sales expected without it, for the same days.</param>
    /// <param name="actual">Sales of the period.</param>
    /// <param name="margin">Contribution margin; null when unknown.</param>
    /// <param name="cost">Confirmed cost.</param>
    public static PromotionResult Of(decimal baseline, decimal actual, decimal? margin, decimal cost)
    {
        var increment = actual - baseline;
        var contribution = margin is { } part ? increment * part : (decimal?)null;
        return new(
            increment,
            contribution is { } left ? decimal.Round(left, 2) : null,
            cost > 0m && contribution is { } gained ? (gained - cost) / cost : null,
            actual > 0m ? cost / actual : null,
            increment > 0m ? cost / increment : null);
    }

    /// <summary>An amount divided among so many; the last takes what rounding leaves, so that the parts are the whole.</summary>
    public static IReadOnlyList<decimal> Split(decimal amount, int parts)
    {
        if (parts <= 1) return [amount];
        var each = decimal.Round(amount / parts, 2, MidpointRounding.ToZero);
        return [.. Enumerable.Repeat(each, parts - 1), amount - (each * (parts - 1))];
    }
}
