namespace ProcessSales.Workflows.Promotions;

/// <summary>Where a settlement stands (domain.md 2.4, PS).</summary>
public enum SettlementState
{
    /// <summary>草稿</summary>
    Draft,

    /// <summary>待区域复核</summary>
    Submitted,

    /// <summary>待财务审核: the area manager found it true.</summary>
    AreaVerified,

    /// <summary>财务审核中</summary>
    FinanceReview,

    /// <summary>补件: something is missing.</summary>
    Supplement,

    /// <summary>超支审批</summary>
    OverspendApproval,

    /// <summary>已核定</summary>
    Confirmed,

    /// <summary>待兑付</summary>
    Paying,

    /// <summary>已兑付</summary>
    Paid,

    /// <summary>已账扣</summary>
    Deducted,

    /// <summary>红冲</summary>
    Reversed,

    /// <summary>驳回: not true, not paid.</summary>
    Rejected,

    /// <summary>Given up by the claimant.</summary>
    Withdrawn,
}

/// <summary>The one table of a settlement's transitions.</summary>
public static class SettlementStates
{
    private static readonly Dictionary<SettlementState, SettlementState[]> Table = new()
    {
        [SettlementState.Draft] = [SettlementState.Submitted, SettlementState.Withdrawn],
        [SettlementState.Submitted] = [SettlementState.AreaVerified, SettlementState.Supplement, SettlementState.Rejected, SettlementState.Withdrawn],
        [SettlementState.AreaVerified] = [SettlementState.FinanceReview],
        [SettlementState.FinanceReview] = [SettlementState.Confirmed, SettlementState.Supplement, SettlementState.OverspendApproval, SettlementState.Rejected],
        [SettlementState.Supplement] = [SettlementState.Submitted, SettlementState.Withdrawn],
        [SettlementState.OverspendApproval] = [SettlementState.FinanceReview],
        [SettlementState.Confirmed] = [SettlementState.Paying, SettlementState.Reversed],
        [SettlementState.Paying] = [SettlementState.Paid, SettlementState.Deducted, SettlementState.Reversed],
        [SettlementState.Paid] = [SettlementState.Reversed],
        [SettlementState.Deducted] = [SettlementState.Paying, SettlementState.Reversed],
        [SettlementState.Reversed] = [],
        [SettlementState.Rejected] = [],
        [SettlementState.Withdrawn] = [],
    };

    /// <summary>Whether a settlement may go from one state to the other.</summary>
    public static bool Allows(this SettlementState from, SettlementState to) => Table[from].Contains(to);

    /// <summary>Where it may go from a state.</summary>
    public static IReadOnlyList<SettlementState> Next(this SettlementState from) => Table[from];

    /// <summary>Whether the claimant has it.</summary>
    public static bool IsWithClaimant(this SettlementState state) => state is SettlementState.Draft or SettlementState.Supplement;

    /// <summary>Whether its money is a cost.</summary>
    public static bool Costs(this SettlementState state) => state is SettlementState.Confirmed or SettlementState.Paying or SettlementState.Paid or SettlementState.Deducted;

    /// <summary>Whether what it claims counts against what was approved.</summary>
    public static bool Counts(this SettlementState state) => state is not (SettlementState.Reversed or SettlementState.Rejected or SettlementState.Withdrawn);

    /// <summary>Whether somebody still works on it.</summary>
    public static bool IsOpen(this SettlementState state) => state is SettlementState.Draft or SettlementState.Submitted or SettlementState.AreaVerified or SettlementState.FinanceReview or SettlementState.Supplement or SettlementState.OverspendApproval;
}
