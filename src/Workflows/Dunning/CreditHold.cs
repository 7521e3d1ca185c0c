using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ProcessSales.Workflows.Customers;

namespace ProcessSales.Workflows.Dunning;

/// <summary>Where a credit hold stands (domain.md 3.3 rule 14).</summary>
public enum CreditHoldState
{
    /// <summary>待确认: proposed by rule or by somebody.</summary>
    Proposed,

    /// <summary>冻结: confirmed by FIN-M.</summary>
    Confirmed,

    /// <summary>解冻: paid, or released by FIN-M.</summary>
    Released,

    /// <summary>不冻结: FIN-M did not agree.</summary>
    Refused,
}

/// <summary>Why a hold is proposed.</summary>
public enum CreditHoldReason
{
    /// <summary>Too much undisputed money overdue for too long.</summary>
    Overdue,

    /// <summary>More is open than the limit allows.</summary>
    OverLimit,

    /// <summary>Promises were broken.</summary>
    BrokenPromises,

    /// <summary>Somebody sees trouble.</summary>
    Person,

    /// <summary>高风险: the chain is in trouble, closes stores or leaves suppliers unpaid. From the flag on it is 先款后货 (domain.md 2.6, exceptions).</summary>
    HighRisk,
}

/// <summary>The one table of allowed transitions.</summary>
public static class CreditHoldStates
{
    /// <summary>Whether a hold may go from one state to the other.</summary>
    public static bool Allows(this CreditHoldState from, CreditHoldState to) => from switch
    {
        // What was paid before FIN-M looked at it needs no hold any more.
        CreditHoldState.Proposed => to is CreditHoldState.Confirmed or CreditHoldState.Refused or CreditHoldState.Released,
        CreditHoldState.Confirmed => to is CreditHoldState.Released,
        _ => false,
    };

    /// <summary>Why the rule proposes a hold; null when it does not.</summary>
    /// <param name="lateUndisputed">CNY, undisputed and overdue for at least <see cref="Receivables.CollectionTerms.HoldDays"/>.</param>
    /// <param name="exposure">CNY open and undelivered, without what is unallocated.</param>
    /// <param name="limit">CNY; 0 for none.</param>
    /// <param name="broken">Broken promises that count.</param>
    /// <param name="terms">Thresholds.</param>
    public static CreditHoldReason? Proposal(decimal lateUndisputed, decimal exposure, decimal limit, int broken, Receivables.CollectionTerms terms)
    {
        if (lateUndisputed > terms.HoldAmount) return CreditHoldReason.Overdue;
        if (limit > 0 && exposure > limit) return CreditHoldReason.OverLimit;
        return broken >= terms.HoldPromises ? CreditHoldReason.BrokenPromises : null;
    }
}

/// <summary>New orders of a payer wait, new promotions and listings show red; running deliveries go on.</summary>
public sealed class CreditHold
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>The payer.</summary>
    public Guid PayerId { get; set; }

    /// <summary>The payer again while it is proposed or confirmed, else null: unique.</summary>
    public Guid? OpenFor { get; set; }

    /// <summary>Where it stands.</summary>
    public CreditHoldState State { get; set; }

    /// <summary>Why.</summary>
    public CreditHoldReason Reason { get; set; }

    /// <summary>CNY that the reason is about.</summary>
    public decimal Amount { get; set; }

    /// <summary>When it was proposed, UTC.</summary>
    public DateTimeOffset ProposedAt { get; set; }

    /// <summary>Who proposed it; null for the rule.</summary>
    public Guid? ProposedById { get; set; }

    /// <summary>Until when FIN-M should have decided, UTC.</summary>
    public DateTimeOffset DueAt { get; set; }

    /// <summary>Who confirmed or refused it.</summary>
    public Guid? DecidedById { get; set; }

    /// <summary>When, UTC.</summary>
    public DateTimeOffset? DecidedAt { get; set; }

    /// <summary>Who released it; null for the rule.</summary>
    public Guid? ReleasedById { get; set; }

    /// <summary>When, UTC.</summary>
    public DateTimeOffset? ReleasedAt { get; set; }

    /// <summary>A release by a person lasts until this day; then the rule may propose again.</summary>
    public DateOnly? ReleasedUntil { get; set; }

    /// <summary>What the last of them wrote.</summary>
    public string? Comment { get; set; }

    /// <summary>Grows with every change.</summary>
    public int Version { get; set; }

    /// <summary>Moves it to another state.</summary>
    /// <exception cref="RefusedException">It cannot follow the present one.</exception>
    internal void Go(CreditHoldState to)
    {
        if (!State.Allows(to)) throw new RefusedException(RefusalKind.Conflict, "hold.transition", State, to);
        State = to;
        if (to is CreditHoldState.Released or CreditHoldState.Refused) OpenFor = null;
        Version++;
    }
}

internal sealed class CreditHoldTable : IEntityTypeConfiguration<CreditHold>
{
    public void Configure(EntityTypeBuilder<CreditHold> table)
    {
        table.Property(row => row.Comment).HasMaxLength(500);
        table.Property(row => row.Version).IsConcurrencyToken();
        table.HasIndex(row => row.OpenFor).IsUnique();
        table.HasIndex(row => new { row.PayerId, row.ProposedAt });
        table.HasOne<Customer>().WithMany().HasForeignKey(row => row.PayerId).OnDelete(DeleteBehavior.Restrict);
    }
}
