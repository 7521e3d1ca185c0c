using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Receivables;

namespace ProcessSales.Workflows.Adjustments;

/// <summary>How an item is lowered without money.</summary>
public enum AdjustmentKind
{
    /// <summary>红字: we owe it back or never should have asked for it.</summary>
    CreditNote,

    /// <summary>坏账核销: we shall not get it.</summary>
    WriteOff,
}

/// <summary>Somebody's application to lower an item, which the approval matrix decides on (domain.md 2.6, Approvals). Its identity is that of its case.</summary>
public sealed class Adjustment
{
    /// <summary>The case.</summary>
    public Guid Id { get; set; }

    /// <summary>How.</summary>
    public AdjustmentKind Kind { get; set; }

    /// <summary>The item.</summary>
    public Guid ReceivableId { get; set; }

    /// <summary>CNY that was taken off; null before it was approved and posted.</summary>
    public decimal? Posted { get; set; }

    /// <summary>The credit note that was made; null for none.</summary>
    public Guid? CreditNoteId { get; set; }
}

internal sealed class AdjustmentTable : IEntityTypeConfiguration<Adjustment>
{
    public void Configure(EntityTypeBuilder<Adjustment> table)
    {
        table.Property(row => row.Id).ValueGeneratedNever();
        table.HasIndex(row => row.ReceivableId);
        table.HasOne<Case>().WithOne().HasForeignKey<Adjustment>(row => row.Id).OnDelete(DeleteBehavior.Restrict);
        table.HasOne<Receivable>().WithMany().HasForeignKey(row => row.ReceivableId).OnDelete(DeleteBehavior.Restrict);
    }
}
