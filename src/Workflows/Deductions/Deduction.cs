using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ProcessSales.Workflows.Customers;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Statements;

namespace ProcessSales.Workflows.Deductions;

/// <summary>Where a deduction stands.</summary>
public enum DeductionState
{
    /// <summary>待匹配: some of it is neither matched nor in dispute.</summary>
    Open,

    /// <summary>已处理: every yuan of it is matched or in dispute.</summary>
    Cleared,

    /// <summary>已撤销: entered by mistake, or paid after all.</summary>
    Withdrawn,
}

/// <summary>The one table of allowed transitions.</summary>
public static class DeductionStates
{
    private static readonly IReadOnlyDictionary<DeductionState, DeductionState[]> Next = new Dictionary<DeductionState, DeductionState[]>
    {
        [DeductionState.Open] = [DeductionState.Cleared, DeductionState.Withdrawn],
        // A match was taken back.
        [DeductionState.Cleared] = [DeductionState.Open],
        [DeductionState.Withdrawn] = [],
    };

    /// <summary>Whether a deduction may go from one state to the other.</summary>
    public static bool Allows(this DeductionState from, DeductionState to) => Next[from].Contains(to);
}

/// <summary>
/// Money that a chain kept back 账扣: on its statement, or by paying an invoice short (domain.md 2.6 J40, J100). Each yuan of it is matched with something settled or
/// becomes a dispute.
/// </summary>
public sealed class Deduction
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>The payer.</summary>
    public Guid CustomerId { get; set; }

    /// <summary>The item that was paid short; null for one on a statement that is not invoiced yet.</summary>
    public Guid? ReceivableId { get; set; }

    /// <summary>The difference of the statement on which it stands; null for a short payment.</summary>
    public Guid? DifferenceId { get; set; }

    /// <summary>Their document.</summary>
    public string Reference { get; set; } = "";

    /// <summary>What they say.</summary>
    public string Note { get; set; } = "";

    /// <summary>CNY. Never changed.</summary>
    public decimal Amount { get; set; }

    /// <summary>CNY of it that is matched with something settled.</summary>
    public decimal Matched { get; set; }

    /// <summary>CNY of it that is in dispute.</summary>
    public decimal Disputed { get; set; }

    /// <summary>Where it stands.</summary>
    public DeductionState State { get; set; }

    /// <summary>Who classifies it: the payer's KAM.</summary>
    public Guid OwnerId { get; set; }

    /// <summary>By when.</summary>
    public DateOnly DueOn { get; set; }

    /// <summary>When it was entered, UTC.</summary>
    public DateTimeOffset EnteredAt { get; set; }

    /// <summary>When owner and superior were told that it is late, UTC.</summary>
    public DateTimeOffset? ToldAt { get; set; }

    /// <summary>Grows with every change.</summary>
    public int Version { get; set; }

    /// <summary>CNY that is neither matched nor in dispute.</summary>
    public decimal Unknown => Amount - Matched - Disputed;

    /// <summary>Moves it on.</summary>
    /// <exception cref="RefusedException">It is in another state by now.</exception>
    internal void MoveTo(DeductionState to)
    {
        if (!State.Allows(to)) throw new RefusedException(RefusalKind.Conflict, "deduction.state", State);
        State = to;
        Version++;
    }

    /// <summary>Open or cleared, as its sums say.</summary>
    internal void Settle()
    {
        if (State == DeductionState.Open && Unknown == 0m) MoveTo(DeductionState.Cleared);
        else if (State == DeductionState.Cleared && Unknown > 0m) MoveTo(DeductionState.Open);
        Version++;
    }
}

/// <summary>A part of a deduction that was matched or disputed. Only ever appended: a match that was wrong is taken back by a part with the opposite sign.</summary>
public sealed class DeductionPart
{
    /// <summary>Identity, given by whoever sends it: the same again has no second effect.</summary>
    public Guid Id { get; set; }

    /// <summary>The deduction.</summary>
    public Guid DeductionId { get; set; }

    /// <summary>promotion, listing, complaint, return or rebate, see <see cref="IDeductionSource.Kind"/>; empty for a dispute.</summary>
    public string Kind { get; set; } = "";

    /// <summary>What it was matched with; null for a dispute.</summary>
    public Guid? SourceId { get; set; }

    /// <summary>Its number as people write it; the dispute's number for a dispute, empty while that waits for the invoice.</summary>
    public string Number { get; set; } = "";

    /// <summary>Why it is disputed; null for a match.</summary>
    public Disputes.DisputeReason? Reason { get; set; }

    /// <summary>The dispute, once the item is there; null for a match.</summary>
    public Guid? DisputeId { get; set; }

    /// <summary>CNY; negative for a part that takes another back.</summary>
    public decimal Amount { get; set; }

    /// <summary>The part that this one takes back; unique, so that nothing is taken back twice.</summary>
    public Guid? ReversesId { get; set; }

    /// <summary>When, UTC.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>Who.</summary>
    public Guid PersonId { get; set; }

    /// <summary>Why, in words.</summary>
    public string Note { get; set; } = "";
}

internal sealed class DeductionTable : IEntityTypeConfiguration<Deduction>
{
    public void Configure(EntityTypeBuilder<Deduction> table)
    {
        table.Property(row => row.Reference).HasMaxLength(60);
        table.Property(row => row.Note).HasMaxLength(500);
        table.Property(row => row.Version).IsConcurrencyToken();
        table.Ignore(row => row.Unknown);
        table.HasIndex(row => new { row.CustomerId, row.State });
        table.HasIndex(row => new { row.State, row.DueOn });
        table.HasIndex(row => row.ReceivableId);
        table.HasIndex(row => row.DifferenceId).IsUnique();
        table.HasOne<Customer>().WithMany().HasForeignKey(row => row.CustomerId).OnDelete(DeleteBehavior.Restrict);
        table.HasOne<Receivable>().WithMany().HasForeignKey(row => row.ReceivableId).OnDelete(DeleteBehavior.Restrict);
        table.HasOne<StatementDifference>().WithMany().HasForeignKey(row => row.DifferenceId).OnDelete(DeleteBehavior.Restrict);
        table.HasOne<Person>().WithMany().HasForeignKey(row => row.OwnerId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class DeductionPartTable : IEntityTypeConfiguration<DeductionPart>
{
    public void Configure(EntityTypeBuilder<DeductionPart> table)
    {
        table.Property(row => row.Kind).HasMaxLength(20);
        table.Property(row => row.Number).HasMaxLength(60);
        table.Property(row => row.Note).HasMaxLength(500);
        table.HasIndex(row => row.DeductionId);
        table.HasIndex(row => row.ReversesId).IsUnique();
        table.HasOne<Deduction>().WithMany().HasForeignKey(row => row.DeductionId).OnDelete(DeleteBehavior.Restrict);
    }
}
