using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Customers;
using ProcessSales.Workflows.Receivables;

namespace ProcessSales.Workflows.Disputes;

/// <summary>Why a payer does not pay (form F-S7).</summary>
public enum DisputeReason
{
    /// <summary>费用未约定</summary>
    FeeUnknown,

    /// <summary>重复扣</summary>
    DeductedTwice,

    /// <summary>扣多: more than was settled.</summary>
    DeductedTooMuch,

    /// <summary>价差</summary>
    Price,

    /// <summary>数量差</summary>
    Quantity,

    /// <summary>退货</summary>
    Return,

    /// <summary>质量、客诉</summary>
    Quality,

    /// <summary>税差、票据</summary>
    Invoice,

    /// <summary>其他</summary>
    Other,
}

/// <summary>Where a dispute stands.</summary>
public enum DisputeState
{
    /// <summary>处理中: its owner talks with the payer.</summary>
    Open,

    /// <summary>待红字审批: we bear some of it, which needs an approval.</summary>
    AwaitingCredit,

    /// <summary>已解决</summary>
    Resolved,

    /// <summary>已撤销: there was none after all.</summary>
    Withdrawn,
}

/// <summary>Who bears what was in dispute (form F-S7).</summary>
public enum DisputeResult
{
    /// <summary>我方承担: a credit note settles it.</summary>
    Ours,

    /// <summary>对方承担: the item goes on at its true age.</summary>
    Theirs,

    /// <summary>各半</summary>
    Half,

    /// <summary>撤销</summary>
    Withdrawn,
}

/// <summary>The one table of allowed transitions.</summary>
public static class DisputeStates
{
    private static readonly IReadOnlyDictionary<DisputeState, DisputeState[]> Next = new Dictionary<DisputeState, DisputeState[]>
    {
        [DisputeState.Open] = [DisputeState.AwaitingCredit, DisputeState.Resolved, DisputeState.Withdrawn],
        // Not approved: the owner talks on.
        [DisputeState.AwaitingCredit] = [DisputeState.Open, DisputeState.Resolved],
        [DisputeState.Resolved] = [],
        [DisputeState.Withdrawn] = [],
    };

    /// <summary>Whether a dispute may go from one state to the other.</summary>
    public static bool Allows(this DisputeState from, DisputeState to) => Next[from].Contains(to);

    /// <summary>Whether it is over.</summary>
    public static bool IsFinal(this DisputeState state) => Next[state].Length == 0;
}

/// <summary>A part of an item that the payer does not want to pay (form F-S7, domain.md 2.6). Only this part is kept out of reminders (domain.md 3.3 rule 6). Its process runs as a case, which holds the evidence.</summary>
public sealed class Dispute
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>Its case, with the number DP-…, tasks, files and history.</summary>
    public Guid CaseId { get; set; }

    /// <summary>The case's number.</summary>
    public string Number { get; set; } = "";

    /// <summary>The item.</summary>
    public Guid ReceivableId { get; set; }

    /// <summary>The payer.</summary>
    public Guid CustomerId { get; set; }

    /// <summary>The deduction that it came from; null for none.</summary>
    public Guid? DeductionId { get; set; }

    /// <summary>CNY. Never changed.</summary>
    public decimal Amount { get; set; }

    /// <summary>Why.</summary>
    public DisputeReason Reason { get; set; }

    /// <summary>What the payer says.</summary>
    public string Story { get; set; } = "";

    /// <summary>Who settles it: the payer's KAM.</summary>
    public Guid OwnerId { get; set; }

    /// <summary>By when.</summary>
    public DateOnly DueOn { get; set; }

    /// <summary>Where it stands.</summary>
    public DisputeState State { get; set; }

    /// <summary>Who bears it; null while it is open.</summary>
    public DisputeResult? Result { get; set; }

    /// <summary>CNY that we bear; 0 while nothing was decided.</summary>
    public decimal Borne { get; set; }

    /// <summary>The credit note by which we bear it; null for none.</summary>
    public Guid? CreditNoteId { get; set; }

    /// <summary>Who opened it; null for the system.</summary>
    public Guid? OpenedById { get; set; }

    /// <summary>When, UTC.</summary>
    public DateTimeOffset OpenedAt { get; set; }

    /// <summary>When it ended, UTC.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>When owner and area manager were told that it is late, UTC.</summary>
    public DateTimeOffset? ToldAt { get; set; }

    /// <summary>Grows with every change.</summary>
    public int Version { get; set; }

    /// <summary>Moves it on.</summary>
    /// <exception cref="RefusedException">It is in another state by now.</exception>
    internal void MoveTo(DisputeState to)
    {
        if (!State.Allows(to)) throw new RefusedException(RefusalKind.Conflict, "dispute.state", State);
        State = to;
        Version++;
    }
}

internal sealed class DisputeTable : IEntityTypeConfiguration<Dispute>
{
    public void Configure(EntityTypeBuilder<Dispute> table)
    {
        table.Property(row => row.Number).HasMaxLength(40);
        table.Property(row => row.Story).HasMaxLength(500);
        table.Property(row => row.Version).IsConcurrencyToken();
        table.HasIndex(row => row.CaseId).IsUnique();
        table.HasIndex(row => new { row.ReceivableId, row.State });
        table.HasIndex(row => new { row.CustomerId, row.State });
        table.HasIndex(row => new { row.State, row.DueOn });
        table.HasIndex(row => row.DeductionId);
        table.HasOne<Case>().WithMany().HasForeignKey(row => row.CaseId).OnDelete(DeleteBehavior.Restrict);
        table.HasOne<Receivable>().WithMany().HasForeignKey(row => row.ReceivableId).OnDelete(DeleteBehavior.Restrict);
        table.HasOne<Customer>().WithMany().HasForeignKey(row => row.CustomerId).OnDelete(DeleteBehavior.Restrict);
    }
}
