namespace ProcessSales.Workflows.Listings;

/// <summary>Where a listing stands as a whole (domain.md 2.3). While it is in review its approval path says at which level.</summary>
public enum ListingState
{
    /// <summary>草稿</summary>
    Draft,

    /// <summary>审批中</summary>
    InReview,

    /// <summary>已批准待谈判</summary>
    Approved,

    /// <summary>店方谈判中</summary>
    Negotiating,

    /// <summary>协议/费用确认</summary>
    Signing,

    /// <summary>建档与首单</summary>
    Setup,

    /// <summary>配送中</summary>
    Delivering,

    /// <summary>上架确认</summary>
    OnShelf,

    /// <summary>试销跟踪</summary>
    Trial,

    /// <summary>转正常</summary>
    ClosedSuccess,

    /// <summary>部分成功</summary>
    ClosedPartial,

    /// <summary>店方拒绝</summary>
    Refused,

    /// <summary>已撤回</summary>
    Withdrawn,

    /// <summary>内部驳回</summary>
    Rejected,
}

/// <summary>Where one article in one store stands (domain.md 2.3, line states).</summary>
public enum LineState
{
    /// <summary>拟进</summary>
    Proposed,

    /// <summary>内部批准</summary>
    Approved,

    /// <summary>已提报店方</summary>
    Submitted,

    /// <summary>店方接受</summary>
    Accepted,

    /// <summary>店方拒绝</summary>
    Refused,

    /// <summary>已建档(店内码)</summary>
    ItemCreated,

    /// <summary>已下首单</summary>
    Ordered,

    /// <summary>已到货</summary>
    Delivered,

    /// <summary>已上架</summary>
    OnShelf,

    /// <summary>试销中</summary>
    Trial,

    /// <summary>保留</summary>
    Kept,

    /// <summary>下架</summary>
    Delisted,

    /// <summary>取消</summary>
    Cancelled,
}

/// <summary>Whose time runs: ours, or the retailer's, which stops our clock (domain.md 2.0).</summary>
public enum ListingSide
{
    /// <summary>我方</summary>
    Ours,

    /// <summary>店方</summary>
    Retailer,
}

/// <summary>The one table of allowed transitions of lines.</summary>
public static class LineStates
{
    private static readonly IReadOnlyDictionary<LineState, LineState[]> Next = new Dictionary<LineState, LineState[]>
    {
        [LineState.Proposed] = [LineState.Approved, LineState.Cancelled],
        [LineState.Approved] = [LineState.Submitted, LineState.Cancelled],
        [LineState.Submitted] = [LineState.Accepted, LineState.Refused, LineState.Cancelled],
        // A chain may take its word back until it has created the item.
        [LineState.Accepted] = [LineState.Refused, LineState.ItemCreated, LineState.Cancelled],
        [LineState.ItemCreated] = [LineState.Ordered, LineState.Cancelled],
        [LineState.Ordered] = [LineState.Delivered, LineState.Cancelled],
        [LineState.Delivered] = [LineState.OnShelf, LineState.Cancelled],
        [LineState.OnShelf] = [LineState.Trial, LineState.Cancelled],
        [LineState.Trial] = [LineState.Kept, LineState.Delisted, LineState.Cancelled],
        [LineState.Refused] = [],
        [LineState.Kept] = [],
        [LineState.Delisted] = [],
        [LineState.Cancelled] = [],
    };

    /// <summary>All states in which a line is still under way, the slowest first.</summary>
    public static IReadOnlyList<LineState> Open { get; } = [.. Enum.GetValues<LineState>().Where(state => !state.IsFinal())];

    /// <summary>Whether a line may go from one state to the other. Staying is no transition.</summary>
    public static bool Allows(this LineState from, LineState to) => Next[from].Contains(to);

    /// <summary>Whether nothing more happens to a line in this state.</summary>
    public static bool IsFinal(this LineState state) => Next[state].Length == 0;

    /// <summary>Whether people bring lines into this state in the grid; the others follow from the approval.</summary>
    public static bool IsByHand(this LineState to) => to is not (LineState.Proposed or LineState.Approved);
}

/// <summary>The one table of allowed transitions of whole listings, and what their lines make of them.</summary>
public static class ListingStates
{
    private static readonly ListingState[] Course =
        [ListingState.Approved, ListingState.Negotiating, ListingState.Signing, ListingState.Setup, ListingState.Delivering, ListingState.OnShelf, ListingState.Trial];

    private static readonly ListingState[] Ends = [ListingState.ClosedSuccess, ListingState.ClosedPartial, ListingState.Refused, ListingState.Withdrawn];

    /// <summary>Whether a listing may go from one state to the other. Staying is no transition.</summary>
    public static bool Allows(this ListingState from, ListingState to) => from switch
    {
        ListingState.Draft => to is ListingState.InReview or ListingState.Withdrawn,
        ListingState.InReview => to is ListingState.Draft or ListingState.Approved or ListingState.Rejected or ListingState.Withdrawn,
        // The slowest line leads: when it ends, the listing may jump over states that the others have passed, but never goes back.
        _ when from.IsRunning() => (to.IsRunning() && to > from) || Ends.Contains(to),
        _ => false,
    };

    /// <summary>Whether it is approved and under way.</summary>
    public static bool IsRunning(this ListingState state) => Course.Contains(state);

    /// <summary>Whether nothing more happens to it.</summary>
    public static bool IsFinal(this ListingState state) => state == ListingState.Rejected || Ends.Contains(state);

    /// <summary>The state of a listing under way: that of its slowest open line, and its end when none is open.</summary>
    /// <param name="lines">States of its lines; never empty.</param>
    /// <param name="signed">Whether agreement and fee are signed.</param>
    public static ListingState Of(IReadOnlyCollection<LineState> lines, bool signed)
    {
        var open = lines.Where(line => !line.IsFinal()).ToList();
        if (open.Count > 0)
        {
            return open.Min() switch
            {
                LineState.Proposed or LineState.Approved => ListingState.Approved,
                LineState.Submitted => ListingState.Negotiating,
                LineState.Accepted => signed ? ListingState.Setup : ListingState.Signing,
                LineState.ItemCreated => ListingState.Setup,
                LineState.Ordered => ListingState.Delivering,
                LineState.Delivered => ListingState.OnShelf,
                _ => ListingState.Trial,
            };
        }

        if (lines.All(line => line == LineState.Kept)) return ListingState.ClosedSuccess;
        if (lines.Any(line => line is LineState.Kept or LineState.Delisted)) return ListingState.ClosedPartial;
        return lines.Any(line => line == LineState.Refused) ? ListingState.Refused : ListingState.Withdrawn;
    }

    /// <summary>Whose time runs: the retailer's while it thinks about the offer or creates items, ours otherwise and while a higher fee is approved.</summary>
    public static ListingSide SideOf(ListingState state, IEnumerable<LineState> lines, bool supplement) =>
        !supplement && (state == ListingState.Negotiating || (state == ListingState.Setup && lines.Contains(LineState.Accepted))) ? ListingSide.Retailer : ListingSide.Ours;
}
