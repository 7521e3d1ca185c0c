namespace ProcessSales.Workflows.Receivables;

/// <summary>Where a receivable stands (domain.md 2.6). The first three follow from the date, see <see cref="Receivable.StateOn"/>; the others end it.</summary>
public enum ReceivableState
{
    /// <summary>未到期</summary>
    NotDue,

    /// <summary>将到期</summary>
    DueSoon,

    /// <summary>逾期</summary>
    Overdue,

    /// <summary>已结清</summary>
    Paid,

    /// <summary>冲红</summary>
    CreditNoted,

    /// <summary>坏账核销</summary>
    WrittenOff,
}

/// <summary>The one table of allowed transitions.</summary>
public static class ReceivableStates
{
    private static readonly ReceivableState[] Ends = [ReceivableState.Paid, ReceivableState.CreditNoted, ReceivableState.WrittenOff];

    private static readonly IReadOnlyDictionary<ReceivableState, ReceivableState[]> Next = new Dictionary<ReceivableState, ReceivableState[]>
    {
        [ReceivableState.NotDue] = [ReceivableState.DueSoon, ReceivableState.Overdue, .. Ends],
        // An approved extension moves the due date away again.
        [ReceivableState.DueSoon] = [ReceivableState.NotDue, ReceivableState.Overdue, .. Ends],
        [ReceivableState.Overdue] = [ReceivableState.NotDue, ReceivableState.DueSoon, .. Ends],
        // A bounced draft or a reversed entry opens an item again, with the next cycle; what was written off stays so.
        [ReceivableState.Paid] = [ReceivableState.NotDue, ReceivableState.DueSoon, ReceivableState.Overdue],
        [ReceivableState.CreditNoted] = [ReceivableState.NotDue, ReceivableState.DueSoon, ReceivableState.Overdue],
        [ReceivableState.WrittenOff] = [],
    };

    /// <summary>Whether a receivable may go from one state to the other.</summary>
    public static bool Allows(this ReceivableState from, ReceivableState to) => Next[from].Contains(to);

    /// <summary>Whether nothing is open any more in this state.</summary>
    public static bool IsEnd(this ReceivableState state) => Ends.Contains(state);
}
