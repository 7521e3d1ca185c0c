using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ProcessSales.Workflows.Cases;

namespace ProcessSales.Workflows.Promotions;

internal sealed class PromotionTable : IEntityTypeConfiguration<Promotion>
{
    public void Configure(EntityTypeBuilder<Promotion> table)
    {
        table.Property(row => row.Number).HasMaxLength(40);
        table.Property(row => row.Name).HasMaxLength(100);
        table.Property(row => row.Type).HasMaxLength(40);
        table.Property(row => row.CustomerCode).HasMaxLength(40);
        table.Property(row => row.Mechanism).HasMaxLength(300);
        table.Property(row => row.Report).HasMaxLength(2000);
        table.Property(row => row.Lesson).HasMaxLength(2000);
        table.Property(row => row.Version).IsConcurrencyToken();
        table.Ignore(row => row.PhotosFrom).Ignore(row => row.PhotosUntil);
        table.HasIndex(row => row.CaseId).IsUnique();
        table.HasIndex(row => new { row.State, row.Start });
        table.HasIndex(row => new { row.CustomerId, row.Start });
        table.HasIndex(row => row.ChangeCaseId);
        table.HasOne<Case>().WithMany().HasForeignKey(row => row.CaseId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class PromotionStoreTable : IEntityTypeConfiguration<PromotionStore>
{
    public void Configure(EntityTypeBuilder<PromotionStore> table)
    {
        table.HasKey(row => new { row.PromotionId, row.StoreId });
        table.Property(row => row.Code).HasMaxLength(40);
        table.Property(row => row.Name).HasMaxLength(200);
        table.Property(row => row.Place).HasMaxLength(60);
        table.HasIndex(row => row.StoreId);
        table.HasOne<Promotion>().WithMany().HasForeignKey(row => row.PromotionId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class PromotionSkuTable : IEntityTypeConfiguration<PromotionSku>
{
    public void Configure(EntityTypeBuilder<PromotionSku> table)
    {
        table.HasKey(row => new { row.PromotionId, row.ProductCode });
        table.Property(row => row.ProductCode).HasMaxLength(13);
        table.Property(row => row.Name).HasMaxLength(200);
        table.Property(row => row.Gift).HasMaxLength(60);
        table.HasOne<Promotion>().WithMany().HasForeignKey(row => row.PromotionId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class PromotionCostTable : IEntityTypeConfiguration<PromotionCost>
{
    public void Configure(EntityTypeBuilder<PromotionCost> table)
    {
        table.Property(row => row.StoreName).HasMaxLength(200);
        table.Property(row => row.FeeType).HasMaxLength(40);
        table.Property(row => row.PayMode).HasMaxLength(40);
        table.Property(row => row.Payee).HasMaxLength(60);
        table.HasIndex(row => new { row.PromotionId, row.Number }).IsUnique();
        table.HasOne<Promotion>().WithMany().HasForeignKey(row => row.PromotionId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class PromotionGiftTable : IEntityTypeConfiguration<PromotionGift>
{
    public void Configure(EntityTypeBuilder<PromotionGift> table)
    {
        table.HasKey(row => new { row.PromotionId, row.Number });
        table.Property(row => row.Item).HasMaxLength(60);
        table.HasOne<Promotion>().WithMany().HasForeignKey(row => row.PromotionId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class PromotionMoveTable : IEntityTypeConfiguration<PromotionMove>
{
    public void Configure(EntityTypeBuilder<PromotionMove> table)
    {
        table.Property(row => row.Note).HasMaxLength(1000);
        table.HasIndex(row => new { row.PromotionId, row.At });
        table.HasOne<Promotion>().WithMany().HasForeignKey(row => row.PromotionId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class ExecutionCheckTable : IEntityTypeConfiguration<ExecutionCheck>
{
    public void Configure(EntityTypeBuilder<ExecutionCheck> table)
    {
        table.Property(row => row.Note).HasMaxLength(500);
        table.Property(row => row.Issue).HasMaxLength(40);
        table.Ignore(row => row.Deviates);
        table.HasIndex(row => new { row.PromotionId, row.StoreId, row.At });
        table.HasOne<Promotion>().WithMany().HasForeignKey(row => row.PromotionId).OnDelete(DeleteBehavior.Cascade);
    }
}
