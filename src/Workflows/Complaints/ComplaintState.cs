namespace ProcessSales.Workflows.Complaints;

/// <summary>Where a complaint stands (domain.md 2.5, states).</summary>
public enum ComplaintState
{
    /// <summary>已登记</summary>
    Registered,

    /// <summary>补充信息: back with whoever registered it.</summary>
    Returned,

    /// <summary>已分级: quality goods of A and B are contained first.</summary>
    Triaged,

    /// <summary>已控制</summary>
    Contained,

    /// <summary>调查中: the cause is looked for, then a solution drafted.</summary>
    Investigating,

    /// <summary>方案审批</summary>
    SolutionReview,

    /// <summary>协商中</summary>
    Negotiating,

    /// <summary>执行中</summary>
    Executing,

    /// <summary>待客户确认</summary>
    Confirming,

    /// <summary>整改中 CAPA</summary>
    Improving,

    /// <summary>已结案</summary>
    Closed,

    /// <summary>合并: a duplicate, handled with its parent.</summary>
    Merged,

    /// <summary>不成立</summary>
    Invalid,

    /// <summary>法务/监管处理: a clock of its own; the manager who handled it cannot close it.</summary>
    Legal,

    /// <summary>重开, within 30 days.</summary>
    Reopened,

    /// <summary>法务审核: the plan for a professional claim is looked at legally before it is approved.</summary>
    LegalReview,
}

/// <summary>The one table of allowed transitions of complaints.</summary>
public static class ComplaintStates
{
    /// <summary>Whether a complaint may go from one state to the other.</summary>
    public static bool Allows(this ComplaintState from, ComplaintState to) => from switch
    {
        ComplaintState.Registered => to is ComplaintState.Triaged or ComplaintState.Returned or ComplaintState.Invalid or ComplaintState.Merged or ComplaintState.Legal,
        ComplaintState.Returned => to is ComplaintState.Registered or ComplaintState.Invalid or ComplaintState.Merged or ComplaintState.Legal,
        ComplaintState.Triaged => to is ComplaintState.Contained or ComplaintState.Investigating or ComplaintState.Invalid or ComplaintState.Merged or ComplaintState.Legal,
        ComplaintState.Contained => to is ComplaintState.Investigating or ComplaintState.Merged or ComplaintState.Legal,
        ComplaintState.Investigating => to is ComplaintState.LegalReview or ComplaintState.SolutionReview or ComplaintState.Invalid or ComplaintState.Merged or ComplaintState.Legal,
        ComplaintState.LegalReview => to is ComplaintState.SolutionReview or ComplaintState.Investigating or ComplaintState.Merged or ComplaintState.Legal,
        ComplaintState.SolutionReview => to is ComplaintState.Negotiating or ComplaintState.Investigating or ComplaintState.Merged or ComplaintState.Legal,
        ComplaintState.Negotiating => to is ComplaintState.Executing or ComplaintState.Investigating or ComplaintState.Legal,
        ComplaintState.Executing => to is ComplaintState.Confirming or ComplaintState.Legal,
        ComplaintState.Confirming => to is ComplaintState.Improving or ComplaintState.Closed or ComplaintState.Investigating or ComplaintState.Legal,
        ComplaintState.Improving => to is ComplaintState.Closed or ComplaintState.Legal,
        ComplaintState.Legal => to is ComplaintState.Investigating or ComplaintState.Closed,
        ComplaintState.Closed or ComplaintState.Invalid => to is ComplaintState.Reopened,
        ComplaintState.Reopened => to is ComplaintState.Investigating or ComplaintState.Legal,
        _ => false,
    };

    /// <summary>Whether it may still be tagged as a professional claim: after the triage, which has the tag in its form, and before its plan is approved.</summary>
    public static bool TakesTag(this ComplaintState state) =>
        state is ComplaintState.Triaged or ComplaintState.Contained or ComplaintState.Investigating or ComplaintState.SolutionReview or ComplaintState.Legal or ComplaintState.Reopened;

    /// <summary>Whether nobody works on it any more.</summary>
    public static bool IsFinal(this ComplaintState state) => state is ComplaintState.Closed or ComplaintState.Merged or ComplaintState.Invalid;
}
