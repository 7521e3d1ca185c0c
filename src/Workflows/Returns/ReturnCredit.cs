using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Customers;

namespace ProcessSales.Workflows.Returns;

/// <summary>What a return is worth on the chain's statement: what was counted, not what was claimed.</summary>
public sealed class ReturnCredit
{
    /// <summary>Identity, which is that of its case.</summary>
    public Guid Id { get; set; }

    /// <summary>The payer.</summary>
    public Guid CustomerId { get; set; }

    /// <summary>The chain's return slip 店方退货单号: an imported return with the same one is the same goods. Empty when unknown.</summary>
    public string SlipNumber { get; set; } = "";

    /// <summary>CNY incl. VAT that was claimed.</summary>
    public decimal Claimed { get; set; }

    /// <summary>CNY incl. VAT of what logistics counted.</summary>
    public decimal Counted { get; set; }

    /// <summary>CNY that stands on statements already.</summary>
    public decimal Matched { get; set; }

    /// <summary>When it was counted, UTC.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>Grows with every change.</summary>
    public int Version { get; set; }
}

/// <summary>A line of a statement that took part of a credit, or gave it back. Only ever added.</summary>
public sealed class ReturnMatch
{
    /// <summary>Unique: the same order again has no second effect.</summary>
    public string Key { get; set; } = "";

    /// <summary>The credit.</summary>
    public Guid CreditId { get; set; }

    /// <summary>CNY; negative when it was taken back.</summary>
    public decimal Amount { get; set; }

    /// <summary>When, UTC.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>Who matched it; null for the system.</summary>
    public Guid? PersonId { get; set; }
}

internal sealed class ReturnCreditTable : IEntityTypeConfiguration<ReturnCredit>
{
    public void Configure(EntityTypeBuilder<ReturnCredit> table)
    {
        table.Property(row => row.Id).ValueGeneratedNever();
        table.Property(row => row.Version).IsConcurrencyToken();
        table.Property(row => row.SlipNumber).HasMaxLength(60);
        table.HasIndex(row => new { row.CustomerId, row.SlipNumber });
        table.HasOne<Case>().WithOne().HasForeignKey<ReturnCredit>(row => row.Id).OnDelete(DeleteBehavior.Restrict);
        table.HasOne<Customer>().WithMany().HasForeignKey(row => row.CustomerId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ReturnMatchTable : IEntityTypeConfiguration<ReturnMatch>
{
    public void Configure(EntityTypeBuilder<ReturnMatch> table)
    {
        table.HasKey(row => row.Key);
        table.Property(row => row.Key).HasMaxLength(200);
        table.HasOne<ReturnCredit>().WithMany().HasForeignKey(row => row.CreditId).OnDelete(DeleteBehavior.Restrict);
    }
}
