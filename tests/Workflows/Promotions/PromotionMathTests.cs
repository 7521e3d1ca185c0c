using ProcessSales.Workflows.Promotions;

namespace ProcessSales.Workflows.Tests.Promotions;

public sealed class PromotionMathTests
{
    [Fact]
    public void The_promotion_of_domain_6_3_returns_51_7_percent()
    {
        var result = PromotionMath.Of(40_000m, 66_000m, 0.35m, 6_000m);
        Assert.Equal((26_000m, 9_100m), (result.Increment, result.Contribution));
        Assert.Equal((0.517m, 0.091m, 0.23m), (decimal.Round(result.Roi!.Value, 3), decimal.Round(result.ExpenseRatio!.Value, 3), decimal.Round(result.CostPerIncrement!.Value, 2)));
    }

    [Fact]
    public void Nothing_is_divided_by_nothing()
    {
        var result = PromotionMath.Of(40_000m, 0m, null, 0m);
        Assert.Equal((null, null, null), (result.Roi, result.ExpenseRatio, result.CostPerIncrement));
    }

    [Theory]
    [InlineData(100, 3, "33.33 33.33 33.34")]
    [InlineData(0.01, 2, "0.00 0.01")]
    [InlineData(3_000, 1, "3000")]
    public void The_parts_of_a_cost_are_the_cost(decimal amount, int parts, string expected) => Assert.Equal(expected, string.Join(' ', PromotionMath.Split(amount, parts)));
}
