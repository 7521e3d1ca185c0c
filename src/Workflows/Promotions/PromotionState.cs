using ProcessSales.Workflows.Cases;

namespace ProcessSales.Workflows.Promotions;

/// <summary>Where a promotion stands (domain.md 2.4, PA).</summary>
public enum PromotionState
{
    /// <summary>草稿</summary>
    Draft,

    /// <summary>审批中</summary>
    InReview,

    /// <summary>已批准</summary>
    Approved,

    /// <summary>变更审批中: a change of it goes the way of the original.</summary>
    Changing,

    /// <summary>待执行: agreed with the store, goods and gifts ready.</summary>
    Ready,

    /// <summary>执行中</summary>
    Running,

    /// <summary>已结束</summary>
    Ended,

    /// <summary>核销中</summary>
    Settling,

    /// <summary>已结案</summary>
    Closed,

    /// <summary>退回</summary>
    Returned,

    /// <summary>驳回</summary>
    Rejected,

    /// <summary>撤回</summary>
    Withdrawn,

    /// <summary>取消 before it starts; gives the budget back.</summary>
    Cancelled,

    /// <summary>中止 while it runs; what happened is settled.</summary>
    Stopped,

    /// <summary>逾期未核销关闭; gives the rest of the budget back.</summary>
    Expired,
}

/// <summary>The one table of a promotion's transitions.</summary>
public static class PromotionStates
{
    private static readonly Dictionary<PromotionState, PromotionState[]> Table = new()
    {
        [PromotionState.Draft] = [PromotionState.InReview, PromotionState.Returned, PromotionState.Withdrawn, PromotionState.Cancelled],
        [PromotionState.InReview] = [PromotionState.Approved, PromotionState.Returned, PromotionState.Rejected, PromotionState.Withdrawn, PromotionState.Cancelled],
        [PromotionState.Returned] = [PromotionState.InReview, PromotionState.Withdrawn, PromotionState.Cancelled],
        [PromotionState.Approved] = [PromotionState.Changing, PromotionState.Ready, PromotionState.Running, PromotionState.Cancelled],
        [PromotionState.Changing] = [PromotionState.Approved, PromotionState.Ready],
        [PromotionState.Ready] = [PromotionState.Changing, PromotionState.Running, PromotionState.Cancelled],
        [PromotionState.Running] = [PromotionState.Ended, PromotionState.Stopped],
        [PromotionState.Ended] = [PromotionState.Settling, PromotionState.Expired],
        [PromotionState.Stopped] = [PromotionState.Settling, PromotionState.Expired],
        [PromotionState.Settling] = [PromotionState.Closed, PromotionState.Expired],
        [PromotionState.Expired] = [PromotionState.Ended],
        [PromotionState.Closed] = [],
        [PromotionState.Rejected] = [],
        [PromotionState.Withdrawn] = [],
        [PromotionState.Cancelled] = [],
    };

    /// <summary>Whether a promotion may go from one state to the other.</summary>
    public static bool Allows(this PromotionState from, PromotionState to) => Table[from].Contains(to);

    /// <summary>Where it may go from a state.</summary>
    public static IReadOnlyList<PromotionState> Next(this PromotionState from) => Table[from];

    /// <summary>Whether it is planned, runs, or will: what other promotions can overlap with.</summary>
    public static bool IsLive(this PromotionState state) => state is PromotionState.Approved or PromotionState.Changing or PromotionState.Ready or PromotionState.Running;

    /// <summary>Whether its costs are claimed now.</summary>
    public static bool IsClaimable(this PromotionState state) => state is PromotionState.Ended or PromotionState.Stopped or PromotionState.Settling;

    /// <summary>What an application's state means for its promotion.</summary>
    public static PromotionState Of(CaseState state) => state switch
    {
        CaseState.Draft => PromotionState.Draft,
        CaseState.InReview => PromotionState.InReview,
        CaseState.Returned => PromotionState.Returned,
        CaseState.Rejected => PromotionState.Rejected,
        CaseState.Withdrawn => PromotionState.Withdrawn,
        CaseState.Cancelled => PromotionState.Cancelled,
        _ => PromotionState.Approved,
    };
}
