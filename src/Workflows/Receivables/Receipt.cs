using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ProcessSales.Workflows.Customers;

namespace ProcessSales.Workflows.Receivables;

/// <summary>How money came (form F-S4).</summary>
public enum ReceiptMethod
{
    /// <summary>转账</summary>
    Transfer,

    /// <summary>承兑汇票: settles what it is allocated to, but is no cash until it is due.</summary>
    Draft,

    /// <summary>支票</summary>
    Cheque,
}

/// <summary>Where a receipt stands.</summary>
public enum ReceiptState
{
    /// <summary>待认领: nobody has said yet whose money it is.</summary>
    Unclaimed,

    /// <summary>已认领</summary>
    Claimed,

    /// <summary>退票: a draft that was not honoured.</summary>
    Bounced,

    /// <summary>作废: entered by mistake.</summary>
    Voided,
}

/// <summary>The one table of allowed transitions.</summary>
public static class ReceiptStates
{
    private static readonly IReadOnlyDictionary<ReceiptState, ReceiptState[]> Next = new Dictionary<ReceiptState, ReceiptState[]>
    {
        [ReceiptState.Unclaimed] = [ReceiptState.Claimed, ReceiptState.Bounced, ReceiptState.Voided],
        // Claimed for the wrong payer: all that was allocated is reversed, and it waits again.
        [ReceiptState.Claimed] = [ReceiptState.Unclaimed, ReceiptState.Bounced],
        [ReceiptState.Bounced] = [],
        [ReceiptState.Voided] = [],
    };

    /// <summary>Whether a receipt may go from one state to the other.</summary>
    public static bool Allows(this ReceiptState from, ReceiptState to) => Next[from].Contains(to);
}

/// <summary>Money that came in, a bank entry each (form F-S4).</summary>
public sealed class Receipt
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>The bank's reference, unique: the same entry imported again is the same receipt.</summary>
    public string BankReference { get; set; } = "";

    /// <summary>Day of the bank entry.</summary>
    public DateOnly BankDate { get; set; }

    /// <summary>Who paid, as the bank writes it; may be the payer's parent firm.</summary>
    public string PayerName { get; set; } = "";

    /// <summary>CNY.</summary>
    public decimal Amount { get; set; }

    /// <summary>CNY not allocated yet; an overpayment stays here.</summary>
    public decimal Unallocated { get; set; }

    /// <summary>How.</summary>
    public ReceiptMethod Method { get; set; }

    /// <summary>When a draft is due and becomes cash; null for the others.</summary>
    public DateOnly? DraftDueOn { get; set; }

    /// <summary>What the payer wrote on it.</summary>
    public string Remittance { get; set; } = "";

    /// <summary>Where it stands.</summary>
    public ReceiptState State { get; set; }

    /// <summary>Whose money it is; null until it is claimed.</summary>
    public Guid? CustomerId { get; set; }

    /// <summary>Whose money it seems to be, by the payer's name or a KAM's word; null when nobody knows.</summary>
    public Guid? SuggestedCustomerId { get; set; }

    /// <summary>When it was entered, UTC.</summary>
    public DateTimeOffset EnteredAt { get; set; }

    /// <summary>When it was claimed, UTC.</summary>
    public DateTimeOffset? ClaimedAt { get; set; }

    /// <summary>When its KAM was told that nobody claims it, UTC.</summary>
    public DateTimeOffset? ToldAt { get; set; }

    /// <summary>Grows with every change.</summary>
    public int Version { get; set; }

    /// <summary>Whether the money can be spent on a day.</summary>
    public bool IsCash(DateOnly today) => State != ReceiptState.Bounced && State != ReceiptState.Voided && (DraftDueOn is not { } due || today >= due);

    /// <summary>Moves it on.</summary>
    /// <exception cref="RefusedException">It is in another state by now.</exception>
    internal void MoveTo(ReceiptState to)
    {
        if (!State.Allows(to)) throw new RefusedException(RefusalKind.Conflict, "receipt.state", State);
        State = to;
        Version++;
    }
}

/// <summary>Why an open sum changed.</summary>
public enum AllocationKind
{
    /// <summary>Money of a receipt.</summary>
    Receipt,

    /// <summary>A credit note set against an invoice; the credit note has an entry with the opposite sign.</summary>
    Credit,

    /// <summary>账扣 that was matched with something settled.</summary>
    Deduction,

    /// <summary>A small rest that is not worth chasing.</summary>
    SmallRest,

    /// <summary>坏账核销, approved.</summary>
    WriteOff,

    /// <summary>A credit note that an agreed statement took: the statement's invoice is lower by it.</summary>
    Statement,

    /// <summary>红字发票: a wrong invoice that was taken back to be issued anew.</summary>
    RedInvoice,
}

/// <summary>
/// One change of what is open. Only ever appended: a mistake is reversed by an entry with the opposite sign, and done again. Open = amount of the item − sum of its
/// entries; unallocated = amount of the receipt − sum of its entries, always.
/// </summary>
public sealed class Allocation
{
    /// <summary>Identity; ascending in time.</summary>
    public Guid Id { get; set; }

    /// <summary>Unique; the same key again has no second effect.</summary>
    public string Key { get; set; } = "";

    /// <summary>The item.</summary>
    public Guid ReceivableId { get; set; }

    /// <summary>The money; null for what is no money.</summary>
    public Guid? ReceiptId { get; set; }

    /// <summary>Why.</summary>
    public AllocationKind Kind { get; set; }

    /// <summary>CNY that is less open now; negative for a reversal, and for the credit note's side of a credit.</summary>
    public decimal Amount { get; set; }

    /// <summary>The entry that this one takes back; unique, so that nothing is taken back twice.</summary>
    public Guid? ReversesId { get; set; }

    /// <summary>What it rests on besides: a credit note, deduction or approval; null for none.</summary>
    public Guid? SourceId { get; set; }

    /// <summary>When, UTC.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>Who; null for the system.</summary>
    public Guid? PersonId { get; set; }

    /// <summary>Why, in words.</summary>
    public string? Note { get; set; }
}

internal sealed class ReceiptTable : IEntityTypeConfiguration<Receipt>
{
    public void Configure(EntityTypeBuilder<Receipt> table)
    {
        table.Property(row => row.BankReference).HasMaxLength(80);
        table.Property(row => row.PayerName).HasMaxLength(200);
        table.Property(row => row.Remittance).HasMaxLength(500);
        table.Property(row => row.Version).IsConcurrencyToken();
        table.HasIndex(row => row.BankReference).IsUnique();
        table.HasIndex(row => new { row.State, row.BankDate });
        table.HasIndex(row => new { row.CustomerId, row.EnteredAt });
        table.HasIndex(row => row.SuggestedCustomerId);
        table.HasIndex(row => row.EnteredAt);
        table.HasOne<Customer>().WithMany().HasForeignKey(row => row.CustomerId).OnDelete(DeleteBehavior.Restrict);
        table.HasOne<Customer>().WithMany().HasForeignKey(row => row.SuggestedCustomerId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class AllocationTable : IEntityTypeConfiguration<Allocation>
{
    public void Configure(EntityTypeBuilder<Allocation> table)
    {
        table.Property(row => row.Key).HasMaxLength(200);
        table.Property(row => row.Note).HasMaxLength(500);
        table.HasIndex(row => row.Key).IsUnique();
        table.HasIndex(row => row.ReversesId).IsUnique();
        table.HasIndex(row => new { row.ReceivableId, row.At });
        table.HasIndex(row => row.ReceiptId);
        table.HasIndex(row => row.SourceId);
        table.HasOne<Receivable>().WithMany().HasForeignKey(row => row.ReceivableId).OnDelete(DeleteBehavior.Restrict);
        table.HasOne<Receipt>().WithMany().HasForeignKey(row => row.ReceiptId).OnDelete(DeleteBehavior.Restrict);
    }
}
