using System.Text.Json.Nodes;
using ProcessSales.Workflows.Listings;

namespace ProcessSales.Workflows.Tests.Listings;

public sealed class ListingStateTests
{
    [Fact]
    public void A_line_goes_where_the_business_says_and_nowhere_else()
    {
        var allowed = from before in Enum.GetValues<LineState>() from after in Enum.GetValues<LineState>() where before.Allows(after) select $"{before}>{after}";
        Assert.Equal(
            [
                "Proposed>Approved", "Proposed>Cancelled", "Approved>Submitted", "Approved>Cancelled", "Submitted>Accepted", "Submitted>Refused", "Submitted>Cancelled",
                "Accepted>Refused", "Accepted>ItemCreated", "Accepted>Cancelled", "ItemCreated>Ordered", "ItemCreated>Cancelled", "Ordered>Delivered", "Ordered>Cancelled",
                "Delivered>OnShelf", "Delivered>Cancelled", "OnShelf>Trial", "OnShelf>Cancelled", "Trial>Kept", "Trial>Delisted", "Trial>Cancelled",
            ],
            allowed);
        Assert.Equal([LineState.Refused, LineState.Kept, LineState.Delisted, LineState.Cancelled], Enum.GetValues<LineState>().Where(state => state.IsFinal()));
    }

    [Fact]
    public void A_listing_goes_where_the_business_says_and_nowhere_else()
    {
        var allowed = (from before in Enum.GetValues<ListingState>() from after in Enum.GetValues<ListingState>() where before.Allows(after) select $"{before}>{after}").ToList();
        string[] course = ["Approved", "Negotiating", "Signing", "Setup", "Delivering", "OnShelf", "Trial"];
        string[] ends = ["ClosedSuccess", "ClosedPartial", "Refused", "Withdrawn"];
        Assert.Equal(
            [
                "Draft>InReview", "Draft>Withdrawn", "InReview>Draft", "InReview>Approved", "InReview>Withdrawn", "InReview>Rejected",
                .. course.SelectMany((from, place) => course.Skip(place + 1).Concat(ends).Select(to => $"{from}>{to}")),
            ],
            allowed);
        Assert.All(Enum.GetValues<ListingState>().Where(state => state.IsFinal()), state => Assert.DoesNotContain(Enum.GetValues<ListingState>(), next => state.Allows(next)));
    }

    [Theory]
    [InlineData(ListingState.Approved, false, LineState.Approved, LineState.OnShelf)]
    [InlineData(ListingState.Negotiating, false, LineState.Submitted, LineState.Accepted, LineState.Refused)]
    [InlineData(ListingState.Signing, false, LineState.Accepted, LineState.Refused)]
    [InlineData(ListingState.Setup, true, LineState.Accepted, LineState.Ordered)]
    [InlineData(ListingState.Setup, true, LineState.ItemCreated, LineState.Ordered)]
    [InlineData(ListingState.Delivering, true, LineState.Ordered, LineState.Trial)]
    [InlineData(ListingState.OnShelf, true, LineState.Delivered, LineState.OnShelf)]
    [InlineData(ListingState.Trial, true, LineState.OnShelf, LineState.Trial, LineState.Kept)]
    [InlineData(ListingState.ClosedSuccess, true, LineState.Kept, LineState.Kept)]
    [InlineData(ListingState.ClosedPartial, true, LineState.Kept, LineState.Refused)]
    [InlineData(ListingState.ClosedPartial, true, LineState.Delisted, LineState.Cancelled)]
    [InlineData(ListingState.Refused, false, LineState.Refused, LineState.Cancelled)]
    [InlineData(ListingState.Withdrawn, false, LineState.Cancelled, LineState.Cancelled)]
    public void The_slowest_open_line_says_where_the_listing_stands(ListingState expected, bool signed, params LineState[] lines) => Assert.Equal(expected, ListingStates.Of(lines, signed));

    [Theory]
    [InlineData(ListingState.Negotiating, LineState.Submitted, false, ListingSide.Retailer)]
    [InlineData(ListingState.Negotiating, LineState.Submitted, true, ListingSide.Ours)]
    [InlineData(ListingState.Signing, LineState.Accepted, false, ListingSide.Ours)]
    [InlineData(ListingState.Setup, LineState.Accepted, false, ListingSide.Retailer)]
    [InlineData(ListingState.Setup, LineState.ItemCreated, false, ListingSide.Ours)]
    [InlineData(ListingState.Delivering, LineState.Ordered, false, ListingSide.Ours)]
    public void Our_clock_stops_while_the_retailer_is_awaited(ListingState state, LineState line, bool supplement, ListingSide expected) => Assert.Equal(expected, ListingStates.SideOf(state, [line], supplement));

    [Fact]
    public void The_payback_of_twelve_stores_and_two_articles_is_1_9_months()
    {
        Assert.Equal(1.9m, ListingFigures.Payback(12 * 2 * 300m, 1_200m, 3.20m));
        Assert.Null(ListingFigures.Payback(0m, 1_200m, 3.20m));
        Assert.Equal(0.3514m, ListingFigures.Margin(16.80m, 25.90m));
    }

    [Theory]
    [InlineData("line", 100, 800)]
    [InlineData("sku", 100, 200)]
    [InlineData("store", 100, 400)]
    [InlineData("once", 100, 100)]
    public void A_fee_is_shared_by_its_basis_and_nothing_is_lost(string basis, decimal amount, decimal total)
    {
        var plan = Plan(basis, amount, 2, 4);
        Assert.Equal(8, plan.Lines().Count);
        Assert.Equal(total, plan.Lines().Sum(line => line.Fee));
        Assert.Equal(100m, Plan("once", 100m, 3, 1).Lines().Sum(line => line.Fee));
    }

    [Fact]
    public void Pairs_that_are_left_out_have_no_line()
    {
        var plan = Plan("once", 70m, 2, 4) with { LeftOut = [("P0", "S3")] };
        Assert.Equal((7, 70m), (plan.Lines().Count, plan.Lines().Sum(line => line.Fee)));
    }

    [Theory]
    [InlineData(LineState.Submitted, "Buyer")]
    [InlineData(LineState.Accepted, "Promise")]
    [InlineData(LineState.Refused, "Refusal")]
    [InlineData(LineState.ItemCreated, "ItemCode")]
    [InlineData(LineState.Ordered, "OrderNumber,Quantity")]
    [InlineData(LineState.Delivered, "Quantity,ProducedOn")]
    [InlineData(LineState.OnShelf, "Facings,TagRight")]
    [InlineData(LineState.Trial, "")]
    [InlineData(LineState.Kept, "Quantity")]
    [InlineData(LineState.Delisted, "Quantity,Rest")]
    [InlineData(LineState.Cancelled, "Note")]
    public void Each_state_names_what_it_needs(LineState to, string needs)
    {
        var refused = Record.Exception(() => LineNeeds.Check(to, new())) as RefusedException;
        Assert.Equal(needs, string.Join(",", refused?.Refusals.Select(refusal => refusal.Field) ?? []));
    }

    [Fact]
    public void Days_of_both_sides_add_up_and_days_with_the_applicant_do_not_count()
    {
        ListingMove Move(ListingState to, ListingSide side, int day) => new() { To = to, Side = side, On = new DateOnly(2026, 9, 1).AddDays(day) };
        var moves = new[]
        {
            Move(ListingState.InReview, ListingSide.Ours, 0), Move(ListingState.Draft, ListingSide.Ours, 2), Move(ListingState.InReview, ListingSide.Ours, 5), Move(ListingState.Approved, ListingSide.Ours, 6),
            Move(ListingState.Negotiating, ListingSide.Retailer, 8), Move(ListingState.Signing, ListingSide.Ours, 18),
        };
        Assert.Equal(new ListingDays(6, 10, false), ListingDays.Of(moves, new(2026, 9, 20)));
        Assert.Equal(new ListingDays(7, 10, true), ListingDays.Of([.. moves, Move(ListingState.Trial, ListingSide.Ours, 20)], new(2026, 12, 1)));
    }

    [Fact]
    public void The_ninth_tenth_is_the_smallest_that_nine_of_ten_do_not_exceed()
    {
        Assert.Equal(new Spread(5.5m, 9), Spread.Of(Enumerable.Range(1, 10)));
        Assert.Null(Spread.Of([]));
    }

    private static ListingPlan Plan(string basis, decimal amount, int articles, int stores) => ListingPlan.Read(new JsonObject
    {
        ["skus"] = new JsonArray([.. Enumerable.Range(0, articles).Select(i => (JsonNode)new JsonObject { ["product"] = new JsonObject { ["id"] = $"P{i}" }, ["monthlyVolume"] = 50 })]),
        ["stores"] = new JsonArray([.. Enumerable.Range(0, stores).Select(i => (JsonNode)new JsonObject { ["store"] = new JsonObject { ["id"] = $"S{i}" } })]),
        ["fees"] = new JsonArray(new JsonObject { ["type"] = "service", ["basis"] = basis, ["amount"] = amount }),
    });
}
