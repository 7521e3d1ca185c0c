namespace ProcessSales.Workflows.Visits;

/// <summary>Where a visit stands (domain.md 2.2).</summary>
public enum VisitState
{
    /// <summary>待拜访</summary>
    Planned,

    /// <summary>准备中</summary>
    Preparing,

    /// <summary>店内执行</summary>
    InStore,

    /// <summary>已离店待提交</summary>
    LeftStore,

    /// <summary>已提交</summary>
    Submitted,

    /// <summary>退回补充</summary>
    Returned,

    /// <summary>已审阅</summary>
    Reviewed,

    /// <summary>漏访</summary>
    Missed,

    /// <summary>已取消</summary>
    Cancelled,

    /// <summary>中断</summary>
    Abandoned,
}

/// <summary>The one table of allowed transitions (domain.md 2.2, states).</summary>
public static class VisitStates
{
    private static readonly IReadOnlyDictionary<VisitState, VisitState[]> Next = new Dictionary<VisitState, VisitState[]>
    {
        [VisitState.Planned] = [VisitState.Preparing, VisitState.InStore, VisitState.Cancelled, VisitState.Missed],
        // Whoever only looked at the preparation has not been there: his visit can be missed or called off as well.
        [VisitState.Preparing] = [VisitState.InStore, VisitState.Cancelled, VisitState.Missed],
        [VisitState.InStore] = [VisitState.LeftStore, VisitState.Abandoned],
        [VisitState.LeftStore] = [VisitState.Submitted],
        [VisitState.Submitted] = [VisitState.Reviewed, VisitState.Returned],
        [VisitState.Returned] = [VisitState.Submitted],
        [VisitState.Reviewed] = [],
        // A phone that had no network may tell after the day that somebody was there all the same; its clock counts (domain.md 2.2, deadlines).
        [VisitState.Missed] = [VisitState.InStore],
        [VisitState.Cancelled] = [],
        [VisitState.Abandoned] = [],
    };

    /// <summary>Whether a visit may go from one state to the other. Unlike a case's, staying is no transition.</summary>
    public static bool Allows(this VisitState from, VisitState to) => Next[from].Contains(to);

    /// <summary>Whether nobody has anything more to do for a visit in this state.</summary>
    public static bool IsFinal(this VisitState state) => state is VisitState.Reviewed or VisitState.Missed or VisitState.Cancelled or VisitState.Abandoned;

    /// <summary>Whether the visitor may still change what he wrote.</summary>
    public static bool IsWritable(this VisitState state) => state is VisitState.Planned or VisitState.Preparing or VisitState.InStore or VisitState.LeftStore or VisitState.Returned;

    /// <summary>Whether the visitor himself brings a visit into this state; the others come from the review and the clock.</summary>
    public static bool IsVisitors(this VisitState state) =>
        state is VisitState.Preparing or VisitState.InStore or VisitState.LeftStore or VisitState.Submitted or VisitState.Cancelled or VisitState.Abandoned;

    /// <summary>Whether going there needs a reason.</summary>
    public static bool NeedsReason(this VisitState to) => to is VisitState.Cancelled or VisitState.Abandoned or VisitState.Returned;
}
