using ProcessSales.Workflows.Products;
using ProcessSales.Workflows.Visits;

namespace ProcessSales.Workflows.Tests.Visits;

/// <summary>The rules of a visit without a database: domain.md 1.8, 2.2 and the vectors of 6.3.</summary>
public sealed class VisitRuleTests
{
    private static readonly DateOnly Today = new(2026, 11, 23);

    // The rows of domain.md 2.2, states: from, then where it may go.
    private static readonly Dictionary<VisitState, VisitState[]> Written = new()
    {
        [VisitState.Planned] = [VisitState.Preparing, VisitState.InStore, VisitState.Cancelled, VisitState.Missed],
        [VisitState.Preparing] = [VisitState.InStore, VisitState.Cancelled, VisitState.Missed],
        [VisitState.InStore] = [VisitState.LeftStore, VisitState.Abandoned],
        [VisitState.LeftStore] = [VisitState.Submitted],
        [VisitState.Submitted] = [VisitState.Reviewed, VisitState.Returned],
        [VisitState.Returned] = [VisitState.Submitted],
        [VisitState.Missed] = [VisitState.InStore],
    };

    public static TheoryData<VisitState, VisitState> EveryPair()
    {
        var pairs = new TheoryData<VisitState, VisitState>();
        foreach (var from in Enum.GetValues<VisitState>())
            foreach (var to in Enum.GetValues<VisitState>()) pairs.Add(from, to);
        return pairs;
    }

    [Theory]
    [MemberData(nameof(EveryPair))]
    public void A_visit_goes_from_state_to_state_as_the_table_says_and_no_other_way(VisitState from, VisitState to) =>
        Assert.Equal(Written.TryGetValue(from, out var next) && next.Contains(to), from.Allows(to));

    [Fact]
    public void A_visit_ends_reviewed_missed_cancelled_or_abandoned() =>
        Assert.Equal([VisitState.Reviewed, VisitState.Missed, VisitState.Cancelled, VisitState.Abandoned], Enum.GetValues<VisitState>().Where(state => state.IsFinal()));

    [Theory]
    [InlineData(270, 190, FreshnessBand.Yellow, 80)]
    [InlineData(270, 230, FreshnessBand.Orange, 40)]
    [InlineData(270, 180, FreshnessBand.Green, 90)]
    [InlineData(270, 181, FreshnessBand.Yellow, 89)]
    [InlineData(270, 225, FreshnessBand.Orange, 45)]
    [InlineData(270, 224, FreshnessBand.Yellow, 46)]
    [InlineData(270, 255, FreshnessBand.Red, 15)]
    [InlineData(270, 254, FreshnessBand.Orange, 16)]
    [InlineData(270, 270, FreshnessBand.Red, 0)]
    [InlineData(21, 10, FreshnessBand.Green, 11)]
    [InlineData(21, 11, FreshnessBand.Yellow, 10)]
    [InlineData(21, 16, FreshnessBand.Orange, 5)]
    [InlineData(21, 20, FreshnessBand.Red, 1)]
    [InlineData(30, 16, FreshnessBand.Yellow, 14)]
    [InlineData(31, 16, FreshnessBand.Green, 15)]
    [InlineData(60, 40, FreshnessBand.Green, 20)]
    [InlineData(60, 41, FreshnessBand.Yellow, 19)]
    [InlineData(60, 50, FreshnessBand.Orange, 10)]
    [InlineData(60, 57, FreshnessBand.Red, 3)]
    [InlineData(90, 80, FreshnessBand.Orange, 10)]
    [InlineData(90, 87, FreshnessBand.Red, 3)]
    [InlineData(91, 61, FreshnessBand.Orange, 30)]
    [InlineData(180, 120, FreshnessBand.Green, 60)]
    [InlineData(180, 150, FreshnessBand.Orange, 30)]
    [InlineData(180, 173, FreshnessBand.Red, 7)]
    [InlineData(364, 319, FreshnessBand.Orange, 45)]
    [InlineData(365, 305, FreshnessBand.Orange, 60)]
    [InlineData(365, 350, FreshnessBand.Red, 15)]
    public void A_batch_gets_the_colour_of_its_shelf_life(int life, int age, FreshnessBand band, int left)
    {
        var result = Freshness.Default.Of(Today.AddDays(-age), life, ShelfLifeUnit.Days, Today);
        Assert.Equal((band, left), (result.Band, result.DaysLeft));
    }

    [Fact]
    public void A_batch_of_270_days_made_190_days_ago_has_used_70_percent() =>
        Assert.Equal(0.7037m, Freshness.Default.Of(Today.AddDays(-190), 270, ShelfLifeUnit.Days, Today).Age);

    [Theory]
    [InlineData("2024-02-29", 12, "2025-02-28")]
    [InlineData("2023-03-01", 12, "2024-03-01")]
    [InlineData("2026-08-31", 6, "2027-02-28")]
    public void Months_are_calendar_months(string produced, int months, string expires) =>
        Assert.Equal(DateOnly.Parse(expires), Freshness.ExpiryOf(DateOnly.Parse(produced), months, ShelfLifeUnit.Months));

    [Fact]
    public void Twelve_months_are_366_days_when_a_leap_day_lies_between()
    {
        var result = Freshness.Default.Of(new(2023, 3, 1), 12, ShelfLifeUnit.Months, new(2024, 1, 1));
        Assert.Equal((366, 60, FreshnessBand.Orange), (result.LifeDays, result.DaysLeft, result.Band));
    }

    [Fact]
    public void A_batch_is_over_on_the_day_of_its_expiry()
    {
        Assert.True(Freshness.Default.Of(Today.AddMonths(-12), 12, ShelfLifeUnit.Months, Today).Expired);
        Assert.False(Freshness.Default.Of(Today.AddMonths(-12).AddDays(1), 12, ShelfLifeUnit.Months, Today).Expired);
    }

    [Theory]
    [InlineData(60, 15, true)]
    [InlineData(60, 16, false)]
    [InlineData(270, 90, true)]
    [InlineData(270, 91, false)]
    public void Goods_come_in_only_while_young_enough(int life, int age, bool may) =>
        Assert.Equal(may, Freshness.Default.MayComeIn(Today.AddDays(-age), life, ShelfLifeUnit.Days, Today));

    [Fact]
    public void An_older_batch_behind_a_newer_one_breaks_the_order()
    {
        Assert.True(Freshness.BreaksOrder([Today.AddDays(-10)], [Today.AddDays(-20)]));
        Assert.False(Freshness.BreaksOrder([Today.AddDays(-20)], [Today.AddDays(-10)]));
        Assert.False(Freshness.BreaksOrder([], [Today]));
    }

    [Fact]
    public void A_store_that_sold_66_and_has_42_should_order_five_cases_of_12() =>
        Assert.Equal(new OrderSuggestion(66, 57, 5, 60), SuggestedOrder.Of(60, 48, 42, 0, 0, 12));

    [Theory]
    [InlineData(60, 48, 20, 22, 0, 12, 60)]
    [InlineData(60, 48, 42, 0, 57, 12, 0)]
    [InlineData(60, 48, 42, 0, 56, 12, 12)]
    [InlineData(60, 0, 60, 0, 0, 12, 0)]
    [InlineData(10, 0, 30, 0, 0, 12, 0)]
    [InlineData(60, 0, 0, 0, 0, 1, 90)]
    public void A_suggestion_counts_what_is_there_and_on_its_way_and_is_never_negative(int last, int delivered, int shelf, int back, int transit, int pack, int pieces) =>
        Assert.Equal(pieces, SuggestedOrder.Of(last, delivered, shelf, back, transit, pack).Pieces);

    [Fact]
    public void Pulled_stock_adds_up_or_is_refused()
    {
        Assert.True(new PulledStock(7, 2, 1, 1, 2, 1).AddsUp);
        Assert.False(new PulledStock(7, 2, 1, 1, 2, 0).AddsUp);
        Assert.False(new PulledStock(7, 9, -2, 0, 0, 0).AddsUp);
    }

    [Fact]
    public void A_check_in_is_judged_by_distance_and_accuracy()
    {
        Assert.InRange(Position.Metres(30.0, 120.0, 30.001, 120.0), 111, 112);
        Assert.Equal(PositionIssue.None, Position.Judge(300, 0, 300, false));
        Assert.Equal(PositionIssue.Outside, Position.Judge(301, 0, 300, false));
        Assert.Equal(PositionIssue.None, Position.Judge(380, 80, 300, false));
        Assert.Equal(PositionIssue.Outside, Position.Judge(5000, 9000, 300, false));
        Assert.Equal(PositionIssue.Missing, Position.Judge(null, null, 300, false));
        Assert.Equal(PositionIssue.Mock, Position.Judge(1, 5, 300, true));
    }
}
