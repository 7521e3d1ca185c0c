using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Receivables;

namespace ProcessSales.Workflows.Dunning;

/// <summary>Where an extension stands (domain.md 2.6, Approvals).</summary>
public enum ExtensionState
{
    /// <summary>待同意: RGM and FIN-M are asked.</summary>
    Proposed,

    /// <summary>已同意: the item is due later.</summary>
    Agreed,

    /// <summary>未同意: refused, or taken back by whoever asked.</summary>
    Refused,
}

/// <summary>The one table of allowed transitions.</summary>
public static class ExtensionStates
{
    /// <summary>Whether an extension may go from one state to the other.</summary>
    public static bool Allows(this ExtensionState from, ExtensionState to) => from == ExtensionState.Proposed && to != ExtensionState.Proposed;
}

/// <summary>展期: a later contractual due date for one item, which RGM and FIN-M grant together. Ageing, interest and reminders run from it then, with the next cycle (domain.md 3.3 rule 2).</summary>
public sealed class DueExtension
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>The item.</summary>
    public Guid ReceivableId { get; set; }

    /// <summary>The item again while it is proposed, else null: unique.</summary>
    public Guid? OpenFor { get; set; }

    /// <summary>The due date when it was asked for.</summary>
    public DateOnly From { get; set; }

    /// <summary>The due date that is asked for.</summary>
    public DateOnly To { get; set; }

    /// <summary>Why.</summary>
    public string Reason { get; set; } = "";

    /// <summary>Where it stands.</summary>
    public ExtensionState State { get; set; }

    /// <summary>Who asks.</summary>
    public Guid AskedById { get; set; }

    /// <summary>When, UTC.</summary>
    public DateTimeOffset AskedAt { get; set; }

    /// <summary>The RGM who agrees.</summary>
    public Guid? RgmId { get; set; }

    /// <summary>The FIN-M who agrees.</summary>
    public Guid? FinMId { get; set; }

    /// <summary>Who refused it or took it back.</summary>
    public Guid? RefusedById { get; set; }

    /// <summary>Why it was refused.</summary>
    public string? Comment { get; set; }

    /// <summary>When it was decided, UTC.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>Grows with every change.</summary>
    public int Version { get; set; }

    /// <summary>Moves it to another state.</summary>
    /// <exception cref="RefusedException">It cannot follow the present one.</exception>
    internal void Go(ExtensionState to, DateTimeOffset now)
    {
        if (!State.Allows(to)) throw new RefusedException(RefusalKind.Conflict, "extension.transition", State, to);
        (State, OpenFor, EndedAt) = (to, null, now);
        Version++;
    }
}

internal sealed class DueExtensionTable : IEntityTypeConfiguration<DueExtension>
{
    public void Configure(EntityTypeBuilder<DueExtension> table)
    {
        table.Property(row => row.Reason).HasMaxLength(500);
        table.Property(row => row.Comment).HasMaxLength(500);
        table.Property(row => row.Version).IsConcurrencyToken();
        table.HasIndex(row => row.OpenFor).IsUnique();
        table.HasIndex(row => new { row.ReceivableId, row.AskedAt });
        table.HasOne<Receivable>().WithMany().HasForeignKey(row => row.ReceivableId).OnDelete(DeleteBehavior.Cascade);
        table.HasOne<Person>().WithMany().HasForeignKey(row => row.AskedById).OnDelete(DeleteBehavior.Restrict);
    }
}
