using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ProcessSales.Workflows.People;

namespace ProcessSales.Workflows.Promotions;

/// <summary>What happens when a line has too little left (domain.md 2.4).</summary>
public enum BudgetControl
{
    /// <summary>Stop.</summary>
    Absolute,

    /// <summary>Warn and ask for more approval.</summary>
    Advisory,

    /// <summary>Only record.</summary>
    Track,

    /// <summary>No budget is kept.</summary>
    None,
}

/// <summary>A budget of an area for a month and a fee type. Its sums are kept beside the entries, changed in the same transaction.</summary>
public sealed class BudgetLine
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>The area.</summary>
    public Guid AreaId { get; set; }

    /// <summary>First day of the month.</summary>
    public DateOnly Month { get; set; }

    /// <summary>Code of the fee type.</summary>
    public string FeeType { get; set; } = "";

    /// <summary>How strictly it is kept.</summary>
    public BudgetControl Control { get; set; }

    /// <summary>Allocated, adjusted and transferred, CNY.</summary>
    public decimal Granted { get; internal set; }

    /// <summary>Reserved and neither released nor consumed yet, CNY.</summary>
    public decimal Reserved { get; internal set; }

    /// <summary>Consumed and not reversed, CNY.</summary>
    public decimal Consumed { get; internal set; }

    /// <summary>What may still be reserved, CNY; negative on a line that is not absolute.</summary>
    public decimal Available => Granted - Reserved - Consumed;

    /// <summary>Changes with every entry, so that two writers cannot decide on the same balance.</summary>
    public int Version { get; internal set; }
}

/// <summary>Kinds of entries in the ledger.</summary>
public enum BudgetEntryKind
{
    /// <summary>下达</summary>
    Allocate,

    /// <summary>调整, may be negative.</summary>
    Adjust,

    /// <summary>调拨: the receiving line's entry.</summary>
    TransferIn,

    /// <summary>调拨: the giving line's entry.</summary>
    TransferOut,

    /// <summary>占用</summary>
    Reserve,

    /// <summary>释放</summary>
    Release,

    /// <summary>核销</summary>
    Consume,

    /// <summary>红冲 of a consumption; the original entry stays.</summary>
    Reverse,
}

/// <summary>One line of the append-only ledger.</summary>
public sealed class BudgetEntry
{
    /// <summary>Identity; ascending in time.</summary>
    public Guid Id { get; set; }

    /// <summary>The line.</summary>
    public Guid LineId { get; set; }

    /// <summary>What it does.</summary>
    public BudgetEntryKind Kind { get; set; }

    /// <summary>CNY; positive except for an adjustment downwards.</summary>
    public decimal Amount { get; set; }

    /// <summary>The case it belongs to; null for grants.</summary>
    public Guid? CaseId { get; set; }

    /// <summary>Makes a repeated order have one effect.</summary>
    public string Key { get; set; } = "";

    /// <summary>When, UTC.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>On whose behalf; null for the system.</summary>
    public Guid? PersonId { get; set; }

    /// <summary>Why.</summary>
    public string? Note { get; set; }

    /// <summary>What was available on the line after this entry, CNY.</summary>
    public decimal AvailableAfter { get; set; }
}

internal sealed class BudgetLineTable : IEntityTypeConfiguration<BudgetLine>
{
    public void Configure(EntityTypeBuilder<BudgetLine> table)
    {
        table.Property(line => line.FeeType).HasMaxLength(40);
        table.Property(line => line.Version).IsConcurrencyToken();
        table.Ignore(line => line.Available);
        table.HasIndex(line => new { line.AreaId, line.Month, line.FeeType }).IsUnique();
        table.HasOne<OrgUnit>().WithMany().HasForeignKey(line => line.AreaId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class BudgetEntryTable : IEntityTypeConfiguration<BudgetEntry>
{
    public void Configure(EntityTypeBuilder<BudgetEntry> table)
    {
        table.Property(entry => entry.Key).HasMaxLength(300);
        table.Property(entry => entry.Note).HasMaxLength(300);
        table.HasIndex(entry => entry.Key).IsUnique();
        table.HasIndex(entry => new { entry.LineId, entry.At });
        table.HasIndex(entry => entry.CaseId);
        table.HasOne<BudgetLine>().WithMany().HasForeignKey(entry => entry.LineId).OnDelete(DeleteBehavior.Restrict);
    }
}
