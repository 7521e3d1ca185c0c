namespace ProcessSales.Workflows.Statements;

/// <summary>Where a statement stands (domain.md 2.6, ST).</summary>
public enum StatementState
{
    /// <summary>待生成</summary>
    Open,

    /// <summary>草稿</summary>
    Draft,

    /// <summary>已发送</summary>
    Sent,

    /// <summary>对账中</summary>
    Reconciling,

    /// <summary>有差异</summary>
    Differences,

    /// <summary>已确认</summary>
    Agreed,

    /// <summary>开票中</summary>
    Invoicing,

    /// <summary>已开票</summary>
    Invoiced,

    /// <summary>已交票</summary>
    HandedIn,

    /// <summary>店方收票</summary>
    Accepted,

    /// <summary>已关闭</summary>
    Closed,

    /// <summary>重开: a wrong invoice was taken back by a red one.</summary>
    Reissued,

    /// <summary>已取消</summary>
    Cancelled,
}

/// <summary>The one table of allowed transitions.</summary>
public static class StatementStates
{
    private static readonly IReadOnlyDictionary<StatementState, StatementState[]> Next = new Dictionary<StatementState, StatementState[]>
    {
        [StatementState.Open] = [StatementState.Draft, StatementState.Cancelled],
        [StatementState.Draft] = [StatementState.Sent, StatementState.Cancelled],
        [StatementState.Sent] = [StatementState.Reconciling, StatementState.Cancelled],
        [StatementState.Reconciling] = [StatementState.Differences, StatementState.Agreed, StatementState.Cancelled],
        // Their corrected statement is matched anew.
        [StatementState.Differences] = [StatementState.Reconciling, StatementState.Agreed, StatementState.Cancelled],
        [StatementState.Agreed] = [StatementState.Invoicing],
        [StatementState.Invoicing] = [StatementState.Invoiced],
        [StatementState.Invoiced] = [StatementState.HandedIn, StatementState.Reissued],
        [StatementState.HandedIn] = [StatementState.Accepted, StatementState.Reissued],
        [StatementState.Accepted] = [StatementState.Closed],
        [StatementState.Reissued] = [StatementState.Invoicing],
        [StatementState.Closed] = [],
        [StatementState.Cancelled] = [],
    };

    /// <summary>Whether a statement may go from one state to the other.</summary>
    public static bool Allows(this StatementState from, StatementState to) => Next[from].Contains(to);

    /// <summary>Whether nothing more happens to it.</summary>
    public static bool IsFinal(this StatementState state) => Next[state].Length == 0;

    /// <summary>Whether its lines are still compared with the retailer's.</summary>
    public static bool IsCompared(this StatementState state) => state is StatementState.Reconciling or StatementState.Differences;

    /// <summary>Whether its invoice still has to reach the retailer.</summary>
    public static bool AwaitsHandIn(this StatementState state) => state is StatementState.Agreed or StatementState.Invoicing or StatementState.Invoiced or StatementState.Reissued;
}
