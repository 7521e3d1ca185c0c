using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ProcessSales.Workflows.Customers;

namespace ProcessSales.Workflows.Statements;

/// <summary>Which way goods went.</summary>
public enum MovementKind
{
    /// <summary>送货, with the store's goods-in slip 验收单.</summary>
    Delivery,

    /// <summary>退货</summary>
    Return,
}

/// <summary>A delivery that a store took in, or goods that came back: what statements are built from.</summary>
public sealed class GoodsMovement
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>The payer.</summary>
    public Guid CustomerId { get; set; }

    /// <summary>Which way.</summary>
    public MovementKind Kind { get; set; }

    /// <summary>The store's slip number 验收单号, unique for payer and kind: the same slip imported again is the same movement.</summary>
    public string SlipNumber { get; set; } = "";

    /// <summary>Our sales or return order.</summary>
    public string OrderNumber { get; set; } = "";

    /// <summary>The store; null for a distribution centre.</summary>
    public Guid? StoreId { get; set; }

    /// <summary>Day of goods-in.</summary>
    public DateOnly Day { get; set; }

    /// <summary>Pieces; null when the slip does not say.</summary>
    public decimal? Quantity { get; set; }

    /// <summary>CNY incl. VAT; positive also for a return.</summary>
    public decimal Amount { get; set; }

    /// <summary>VAT: 0.13 is 13 %.</summary>
    public decimal TaxRate { get; set; }

    /// <summary>The statement that holds it; null while none does.</summary>
    public Guid? StatementId { get; set; }
}

/// <summary>A line of a retailer's own statement, as it was imported.</summary>
public sealed class RetailerLine
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>The payer.</summary>
    public Guid CustomerId { get; set; }

    /// <summary>First day of the month it belongs to.</summary>
    public DateOnly Month { get; set; }

    /// <summary>What it is to them.</summary>
    public StatementLineKind Kind { get; set; }

    /// <summary>Their slip number; for a fee their document. Unique for payer, month and kind.</summary>
    public string SlipNumber { get; set; } = "";

    /// <summary>Our order as they know it; empty when unknown.</summary>
    public string OrderNumber { get; set; } = "";

    /// <summary>Their day.</summary>
    public DateOnly Day { get; set; }

    /// <summary>Pieces; null when they do not say.</summary>
    public decimal? Quantity { get; set; }

    /// <summary>CNY incl. VAT; negative for what lowers what they owe.</summary>
    public decimal Amount { get; set; }

    /// <summary>Their words.</summary>
    public string Note { get; set; } = "";
}

internal sealed class GoodsMovementTable : IEntityTypeConfiguration<GoodsMovement>
{
    public void Configure(EntityTypeBuilder<GoodsMovement> table)
    {
        table.Property(row => row.SlipNumber).HasMaxLength(60);
        table.Property(row => row.OrderNumber).HasMaxLength(60);
        table.HasIndex(row => new { row.CustomerId, row.Kind, row.SlipNumber }).IsUnique();
        table.HasIndex(row => new { row.CustomerId, row.StatementId, row.Day });
        table.HasOne<Customer>().WithMany().HasForeignKey(row => row.CustomerId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class RetailerLineTable : IEntityTypeConfiguration<RetailerLine>
{
    public void Configure(EntityTypeBuilder<RetailerLine> table)
    {
        table.Property(row => row.SlipNumber).HasMaxLength(60);
        table.Property(row => row.OrderNumber).HasMaxLength(60);
        table.Property(row => row.Note).HasMaxLength(200);
        table.HasIndex(row => new { row.CustomerId, row.Month, row.Kind, row.SlipNumber }).IsUnique();
        table.HasOne<Customer>().WithMany().HasForeignKey(row => row.CustomerId).OnDelete(DeleteBehavior.Restrict);
    }
}
