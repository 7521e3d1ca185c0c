using ProcessSales.Workflows.Promotions;

namespace ProcessSales.Workflows.Tests.Promotions;

/// <summary>The tables of domain.md 2.4 written out once more, so that a transition that is added or lost is noticed.</summary>
public sealed class PromotionStateTests
{
    private const string Promotion = """
        Draft: InReview Returned Withdrawn Cancelled
        InReview: Approved Returned Rejected Withdrawn Cancelled
        Returned: InReview Withdrawn Cancelled
        Approved: Changing Ready Running Cancelled
        Changing: Approved Ready
        Ready: Changing Running Cancelled
        Running: Ended Stopped
        Ended: Settling Expired
        Stopped: Settling Expired
        Settling: Closed Expired
        Expired: Ended
        """;

    private const string Settlement = """
        Draft: Submitted Withdrawn
        Submitted: AreaVerified Supplement Rejected Withdrawn
        AreaVerified: FinanceReview
        FinanceReview: Confirmed Supplement OverspendApproval Rejected
        Supplement: Submitted Withdrawn
        OverspendApproval: FinanceReview
        Confirmed: Paying Reversed
        Paying: Paid Deducted Reversed
        Paid: Reversed
        Deducted: Paying Reversed
        """;

    public static TheoryData<PromotionState, PromotionState> PromotionPairs => Pairs<PromotionState>();

    public static TheoryData<SettlementState, SettlementState> SettlementPairs => Pairs<SettlementState>();

    [Theory]
    [MemberData(nameof(PromotionPairs))]
    public void A_promotion_goes_only_where_its_table_says(PromotionState from, PromotionState to) => Assert.Equal(Says(Promotion, from, to), from.Allows(to));

    [Theory]
    [MemberData(nameof(SettlementPairs))]
    public void A_settlement_goes_only_where_its_table_says(SettlementState from, SettlementState to) => Assert.Equal(Says(Settlement, from, to), from.Allows(to));

    private static bool Says<T>(string table, T from, T to) =>
        table.Split('\n').Select(line => line.Split(':')).Any(line => line[0].Trim() == $"{from}" && line[1].Split(' ', StringSplitOptions.RemoveEmptyEntries).Contains($"{to}"));

    private static TheoryData<T, T> Pairs<T>()
        where T : struct, Enum
    {
        var pairs = new TheoryData<T, T>();
        foreach (var from in Enum.GetValues<T>())
        {
            foreach (var to in Enum.GetValues<T>()) pairs.Add(from, to);
        }

        return pairs;
    }
}
