using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ProcessSales.Workflows.Cases;

namespace ProcessSales.Workflows.Promotions;

/// <summary>A claim of what a promotion cost (form F-P3, domain.md 2.4); a promotion may have several, each a part. Amounts are CNY with VAT.</summary>
public sealed class Settlement
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>Its case; unique.</summary>
    public Guid CaseId { get; set; }

    /// <summary>The promotion.</summary>
    public Guid PromotionId { get; set; }

    /// <summary>The case's number, such as PS-20261128-0001.</summary>
    public string Number { get; set; } = "";

    /// <summary>Who claims.</summary>
    public Guid OwnerId { get; set; }

    /// <summary>Where it stands.</summary>
    public SettlementState State { get; set; }

    /// <summary>Since when, UTC.</summary>
    public DateTimeOffset StateSince { get; set; }

    /// <summary>Why stores were not looked at while it ran; null when all were.</summary>
    public string? UncheckedReason { get; set; }

    /// <summary>Why a picture is used although it was used before; null when none is.</summary>
    public string? ReuseReason { get; set; }

    /// <summary>Claimed in all.</summary>
    public decimal Claimed { get; set; }

    /// <summary>Confirmed in all; 0 until finance has.</summary>
    public decimal Confirmed { get; set; }

    /// <summary>Why finance accepts a little more than was approved; null when it is not more.</summary>
    public string? OverspendReason { get; set; }

    /// <summary>What was approved beside the original total, for this settlement.</summary>
    public decimal OverspendGranted { get; set; }

    /// <summary>Paid or deducted so far.</summary>
    public decimal Matched { get; set; }

    /// <summary>How often it came back for something missing.</summary>
    public int Supplements { get; set; }

    /// <summary>When it was handed in first, UTC.</summary>
    public DateTimeOffset? SubmittedAt { get; set; }

    /// <summary>Who handed it in.</summary>
    public Guid? SubmittedById { get; set; }

    /// <summary>When finance confirmed it, UTC.</summary>
    public DateTimeOffset? ConfirmedAt { get; set; }

    /// <summary>When it was paid or deducted in full, UTC.</summary>
    public DateTimeOffset? PaidAt { get; set; }

    /// <summary>When it was opened, UTC.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Changes with every change.</summary>
    public int Version { get; set; }
}

/// <summary>What is claimed of an approved cost.</summary>
public sealed class SettlementLine
{
    /// <summary>The settlement.</summary>
    public Guid SettlementId { get; set; }

    /// <summary>Number of the approved cost.</summary>
    public int Number { get; set; }

    /// <summary>The approved cost.</summary>
    public Guid CostId { get; set; }

    /// <summary>How many in fact.</summary>
    public decimal? Quantity { get; set; }

    /// <summary>What the store sold in the period.</summary>
    public decimal? Sales { get; set; }

    /// <summary>Claimed; 0 leaves the line out.</summary>
    public decimal Claimed { get; set; }

    /// <summary>VAT in it.</summary>
    public decimal? Tax { get; set; }

    /// <summary>Confirmed by finance.</summary>
    public decimal? Confirmed { get; set; }

    /// <summary>The invoice's number.</summary>
    public string InvoiceNumber { get; set; } = "";

    /// <summary>special (专票), plain (普票), or follows (后补) while it has not come.</summary>
    public string InvoiceKind { get; set; } = "";

    /// <summary>The invoice's date.</summary>
    public DateOnly? InvoicedOn { get; set; }

    /// <summary>Who issued it.</summary>
    public string Seller { get; set; } = "";

    /// <summary>Why it is not as approved.</summary>
    public string Deviation { get; set; } = "";

    /// <summary>What the verifier wrote.</summary>
    public string Review { get; set; } = "";
}

/// <summary>A file that proves a line.</summary>
public sealed class SettlementProof
{
    /// <summary>The file.</summary>
    public Guid AttachmentId { get; set; }

    /// <summary>The settlement.</summary>
    public Guid SettlementId { get; set; }

    /// <summary>The line; null for all of them.</summary>
    public int? Line { get; set; }

    /// <summary>What it is, see <see cref="Proofs"/>.</summary>
    public string Kind { get; set; } = "";

    /// <summary>Its name.</summary>
    public string FileName { get; set; } = "";

    /// <summary>SHA-256 of the upload, hexadecimal.</summary>
    public string Sha256 { get; set; } = "";

    /// <summary>Day on which a picture was taken: as the camera says, else as the claimant says.</summary>
    public DateOnly? TakenOn { get; set; }

    /// <summary>Whether the camera said so.</summary>
    public bool ByCamera { get; set; }

    /// <summary>Number of the settlement or case in which the same file was used before: stays although somebody lets it pass. Null for none.</summary>
    public string? ReusedFrom { get; set; }
}

/// <summary>How a settlement went through its states; only ever added.</summary>
public sealed class SettlementMove
{
    /// <summary>Identity; ascending in time.</summary>
    public Guid Id { get; set; }

    /// <summary>The settlement.</summary>
    public Guid SettlementId { get; set; }

    /// <summary>When, UTC.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>Who; null for the system.</summary>
    public Guid? PersonId { get; set; }

    /// <summary>Before.</summary>
    public SettlementState From { get; set; }

    /// <summary>After.</summary>
    public SettlementState To { get; set; }

    /// <summary>Why.</summary>
    public string? Note { get; set; }

    /// <summary>Makes a repeated step of the process have one row; null for what people do.</summary>
    public string? Key { get; set; }
}

/// <summary>An invoice that a settlement has used; number and seller are used once.</summary>
public sealed class UsedInvoice
{
    /// <summary>The number.</summary>
    public string Number { get; set; } = "";

    /// <summary>Who issued it.</summary>
    public string Seller { get; set; } = "";

    /// <summary>The settlement.</summary>
    public Guid SettlementId { get; set; }
}

/// <summary>Part of a settlement that was paid out or deducted.</summary>
public sealed class SettlementPayment
{
    /// <summary>Makes a repeated order have one effect.</summary>
    public string Key { get; set; } = "";

    /// <summary>The settlement.</summary>
    public Guid SettlementId { get; set; }

    /// <summary>CNY; negative when it was taken back.</summary>
    public decimal Amount { get; set; }

    /// <summary>Whether a chain deducted it from what it paid.</summary>
    public bool Deducted { get; set; }

    /// <summary>The bank's reference, or the statement.</summary>
    public string Note { get; set; } = "";

    /// <summary>Who matched it.</summary>
    public Guid? PersonId { get; set; }

    /// <summary>When, UTC.</summary>
    public DateTimeOffset At { get; set; }
}

internal sealed class SettlementTable : IEntityTypeConfiguration<Settlement>
{
    public void Configure(EntityTypeBuilder<Settlement> table)
    {
        table.Property(row => row.Number).HasMaxLength(40);
        table.Property(row => row.UncheckedReason).HasMaxLength(300);
        table.Property(row => row.ReuseReason).HasMaxLength(300);
        table.Property(row => row.OverspendReason).HasMaxLength(300);
        table.Property(row => row.Version).IsConcurrencyToken();
        table.HasIndex(row => row.CaseId).IsUnique();
        table.HasIndex(row => row.PromotionId);
        table.HasIndex(row => new { row.State, row.StateSince });
        table.HasOne<Promotion>().WithMany().HasForeignKey(row => row.PromotionId).OnDelete(DeleteBehavior.Restrict);
        table.HasOne<Case>().WithMany().HasForeignKey(row => row.CaseId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class SettlementLineTable : IEntityTypeConfiguration<SettlementLine>
{
    public void Configure(EntityTypeBuilder<SettlementLine> table)
    {
        table.HasKey(row => new { row.SettlementId, row.Number });
        table.Property(row => row.InvoiceNumber).HasMaxLength(40);
        table.Property(row => row.InvoiceKind).HasMaxLength(20);
        table.Property(row => row.Seller).HasMaxLength(100);
        table.Property(row => row.Deviation).HasMaxLength(300);
        table.Property(row => row.Review).HasMaxLength(300);
        table.HasIndex(row => row.CostId);
        table.HasOne<Settlement>().WithMany().HasForeignKey(row => row.SettlementId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class SettlementProofTable : IEntityTypeConfiguration<SettlementProof>
{
    public void Configure(EntityTypeBuilder<SettlementProof> table)
    {
        table.HasKey(row => row.AttachmentId);
        table.Property(row => row.Kind).HasMaxLength(40);
        table.Property(row => row.FileName).HasMaxLength(200);
        table.Property(row => row.Sha256).HasMaxLength(64);
        table.Property(row => row.ReusedFrom).HasMaxLength(40);
        table.HasIndex(row => row.SettlementId);
        table.HasIndex(row => row.Sha256);
        table.HasOne<Settlement>().WithMany().HasForeignKey(row => row.SettlementId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class SettlementMoveTable : IEntityTypeConfiguration<SettlementMove>
{
    public void Configure(EntityTypeBuilder<SettlementMove> table)
    {
        table.Property(row => row.Note).HasMaxLength(2000);
        table.Property(row => row.Key).HasMaxLength(300);
        table.HasIndex(row => row.Key).IsUnique();
        table.HasIndex(row => new { row.SettlementId, row.At });
        table.HasOne<Settlement>().WithMany().HasForeignKey(row => row.SettlementId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class UsedInvoiceTable : IEntityTypeConfiguration<UsedInvoice>
{
    public void Configure(EntityTypeBuilder<UsedInvoice> table)
    {
        table.HasKey(row => new { row.Number, row.Seller });
        table.Property(row => row.Number).HasMaxLength(40);
        table.Property(row => row.Seller).HasMaxLength(100);
        table.HasIndex(row => row.SettlementId);
        table.HasOne<Settlement>().WithMany().HasForeignKey(row => row.SettlementId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class SettlementPaymentTable : IEntityTypeConfiguration<SettlementPayment>
{
    public void Configure(EntityTypeBuilder<SettlementPayment> table)
    {
        table.HasKey(row => row.Key);
        table.Property(row => row.Key).HasMaxLength(300);
        table.Property(row => row.Note).HasMaxLength(200);
        table.HasIndex(row => row.SettlementId);
        table.HasOne<Settlement>().WithMany().HasForeignKey(row => row.SettlementId).OnDelete(DeleteBehavior.Restrict);
    }
}
