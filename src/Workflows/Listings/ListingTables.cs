using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Customers;

namespace ProcessSales.Workflows.Listings;

internal sealed class ListingRequestTable : IEntityTypeConfiguration<ListingRequest>
{
    public void Configure(EntityTypeBuilder<ListingRequest> table)
    {
        table.Property(row => row.Buyer).HasMaxLength(60);
        table.Property(row => row.Promise).HasMaxLength(300);
        table.Property(row => row.Clause).HasMaxLength(100);
        table.Property(row => row.PayMode).HasMaxLength(40);
        table.Property(row => row.Voucher).HasMaxLength(60);
        table.Property(row => row.Version).IsConcurrencyToken();
        table.HasIndex(row => row.CaseId).IsUnique();
        table.HasIndex(row => new { row.State, row.CreatedAt });
        table.HasIndex(row => row.CustomerId);
        table.HasOne<Case>().WithMany().HasForeignKey(row => row.CaseId).OnDelete(DeleteBehavior.Restrict);
        table.HasOne<Customer>().WithMany().HasForeignKey(row => row.CustomerId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ListingLineTable : IEntityTypeConfiguration<ListingLine>
{
    public void Configure(EntityTypeBuilder<ListingLine> table)
    {
        table.Property(row => row.ProductCode).HasMaxLength(13);
        table.Property(row => row.ReplacedCode).HasMaxLength(13);
        table.Property(row => row.ItemCode).HasMaxLength(40);
        table.Property(row => row.OrderNumber).HasMaxLength(60);
        table.Property(row => row.ReturnNumber).HasMaxLength(40);
        table.HasIndex(row => new { row.RequestId, row.StoreId, row.ProductCode }).IsUnique();
        table.HasIndex(row => new { row.StoreId, row.ProductCode, row.State });
        table.HasIndex(row => new { row.ProductCode, row.State });
        table.HasOne<ListingRequest>().WithMany().HasForeignKey(row => row.RequestId).OnDelete(DeleteBehavior.Cascade);
        table.HasOne<Store>().WithMany().HasForeignKey(row => row.StoreId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ListingLineMoveTable : IEntityTypeConfiguration<ListingLineMove>
{
    public void Configure(EntityTypeBuilder<ListingLineMove> table)
    {
        table.Property(row => row.Note).HasMaxLength(500);
        table.HasIndex(row => new { row.RequestId, row.To });
        table.HasIndex(row => row.LineId);
        table.HasOne<ListingRequest>().WithMany().HasForeignKey(row => row.RequestId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class ListingMoveTable : IEntityTypeConfiguration<ListingMove>
{
    public void Configure(EntityTypeBuilder<ListingMove> table)
    {
        table.Property(row => row.Note).HasMaxLength(500);
        table.HasIndex(row => row.RequestId);
        table.HasOne<ListingRequest>().WithMany().HasForeignKey(row => row.RequestId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class ListingPaperTable : IEntityTypeConfiguration<ListingPaper>
{
    public void Configure(EntityTypeBuilder<ListingPaper> table)
    {
        table.Property(row => row.ProductCode).HasMaxLength(13);
        table.Property(row => row.Kind).HasMaxLength(40);
        table.Property(row => row.Number).HasMaxLength(60);
        table.HasIndex(row => row.RequestId);
        table.HasIndex(row => row.ExpiresOn);
        table.HasOne<ListingRequest>().WithMany().HasForeignKey(row => row.RequestId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class ListingDeductionTable : IEntityTypeConfiguration<ListingDeduction>
{
    public void Configure(EntityTypeBuilder<ListingDeduction> table)
    {
        table.Property(row => row.Key).HasMaxLength(200);
        table.HasIndex(row => row.Key).IsUnique();
        table.HasOne<ListingRequest>().WithMany().HasForeignKey(row => row.RequestId).OnDelete(DeleteBehavior.Restrict);
    }
}
