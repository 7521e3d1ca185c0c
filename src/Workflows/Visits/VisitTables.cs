using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Customers;
using ProcessSales.Workflows.People;

namespace ProcessSales.Workflows.Visits;

internal sealed class VisitTable : IEntityTypeConfiguration<Visit>
{
    public void Configure(EntityTypeBuilder<Visit> table)
    {
        table.Property(row => row.AdHocReason).HasMaxLength(200);
        table.Property(row => row.StateNote).HasMaxLength(500);
        table.Property(row => row.CancelReason).HasMaxLength(200);
        table.Property(row => row.PositionReason).HasMaxLength(200);
        table.Property(row => row.Exceptions).HasMaxLength(200);
        table.Property(row => row.Summary).HasMaxLength(200);
        table.Property(row => row.Version).IsConcurrencyToken();
        table.HasIndex(row => row.ClientId).IsUnique();
        table.HasIndex(row => row.PlannedVisitId).IsUnique().HasFilter("\"PlannedVisitId\" IS NOT NULL");
        table.HasIndex(row => row.CaseId).IsUnique().HasFilter("\"CaseId\" IS NOT NULL");
        table.HasIndex(row => new { row.PersonId, row.Day });
        table.HasIndex(row => new { row.StoreId, row.Day });
        table.HasIndex(row => row.Day);
        table.HasIndex(row => new { row.AreaId, row.State, row.ExceptionWeight });
        table.HasIndex(row => new { row.State, row.Day });
        table.HasOne<Store>().WithMany().HasForeignKey(row => row.StoreId).OnDelete(DeleteBehavior.Restrict);
        table.HasOne<Person>().WithMany().HasForeignKey(row => row.PersonId).OnDelete(DeleteBehavior.Restrict);
        table.HasOne<Case>().WithMany().HasForeignKey(row => row.CaseId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class VisitMoveTable : IEntityTypeConfiguration<VisitMove>
{
    public void Configure(EntityTypeBuilder<VisitMove> table)
    {
        table.Property(row => row.Reason).HasMaxLength(500);
        table.HasIndex(row => row.VisitId);
        table.HasOne<Visit>().WithMany().HasForeignKey(row => row.VisitId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class VisitVersionTable : IEntityTypeConfiguration<VisitVersion>
{
    public void Configure(EntityTypeBuilder<VisitVersion> table)
    {
        table.HasKey(row => new { row.VisitId, row.Number });
        table.HasOne<Visit>().WithMany().HasForeignKey(row => row.VisitId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class VisitLineTable : IEntityTypeConfiguration<VisitLine>
{
    public void Configure(EntityTypeBuilder<VisitLine> table)
    {
        table.HasKey(row => new { row.VisitId, row.ProductCode });
        table.Property(row => row.ProductCode).HasMaxLength(13);
        table.Property(row => row.PriceReason).HasMaxLength(200);
        table.HasIndex(row => new { row.ProductCode, row.Status });
        table.HasOne<Visit>().WithMany().HasForeignKey(row => row.VisitId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class VisitBatchTable : IEntityTypeConfiguration<VisitBatch>
{
    public void Configure(EntityTypeBuilder<VisitBatch> table)
    {
        table.HasKey(row => new { row.VisitId, row.Number });
        table.Property(row => row.ProductCode).HasMaxLength(13);
        table.Property(row => row.Place).HasMaxLength(100);
        table.HasIndex(row => row.Band);
        // Which stores hold a batch that somebody complains of.
        table.HasIndex(row => new { row.ProductCode, row.ProducedOn });
        table.HasOne<Visit>().WithMany().HasForeignKey(row => row.VisitId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class VisitAnswerTable : IEntityTypeConfiguration<VisitAnswer>
{
    public void Configure(EntityTypeBuilder<VisitAnswer> table)
    {
        table.HasKey(row => new { row.VisitId, row.Check });
        table.Property(row => row.Check).HasMaxLength(60);
        table.Property(row => row.Element).HasMaxLength(40);
        table.Property(row => row.Note).HasMaxLength(200);
        table.HasOne<Visit>().WithMany().HasForeignKey(row => row.VisitId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class VisitPhotoTable : IEntityTypeConfiguration<VisitPhoto>
{
    public void Configure(EntityTypeBuilder<VisitPhoto> table)
    {
        table.Property(row => row.Kind).HasMaxLength(80);
        table.Property(row => row.StoreCode).HasMaxLength(40);
        table.Property(row => row.Sha256).HasMaxLength(64);
        table.Property(row => row.OriginalSha256).HasMaxLength(64);
        table.Property(row => row.ContentType).HasMaxLength(40);
        table.HasIndex(row => row.VisitId);
        table.HasIndex(row => row.Sha256);
        table.HasIndex(row => row.OriginalSha256);
        table.HasOne<Visit>().WithMany().HasForeignKey(row => row.VisitId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class CompetitorNoteTable : IEntityTypeConfiguration<CompetitorNote>
{
    public void Configure(EntityTypeBuilder<CompetitorNote> table)
    {
        table.Property(row => row.Brand).HasMaxLength(100);
        table.Property(row => row.Item).HasMaxLength(100);
        table.Property(row => row.Action).HasMaxLength(20);
        table.Property(row => row.Note).HasMaxLength(200);
        table.HasIndex(row => row.VisitId);
        table.HasIndex(row => new { row.PersonId, row.At });
        table.HasOne<Visit>().WithMany().HasForeignKey(row => row.VisitId).OnDelete(DeleteBehavior.Cascade);
        table.HasOne<Store>().WithMany().HasForeignKey(row => row.StoreId).OnDelete(DeleteBehavior.Restrict);
        table.HasOne<Person>().WithMany().HasForeignKey(row => row.PersonId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class VisitOperationTable : IEntityTypeConfiguration<VisitOperation>
{
    public void Configure(EntityTypeBuilder<VisitOperation> table)
    {
        table.HasIndex(row => row.VisitId);
        table.HasOne<Visit>().WithMany().HasForeignKey(row => row.VisitId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class FoundMatterTable : IEntityTypeConfiguration<FoundMatter>
{
    public void Configure(EntityTypeBuilder<FoundMatter> table)
    {
        table.Property(row => row.Key).HasMaxLength(100);
        table.Property(row => row.Element).HasMaxLength(40);
        table.Property(row => row.ProductCode).HasMaxLength(13);
        table.Property(row => row.Note).HasMaxLength(500);
        table.Property(row => row.Outcome).HasMaxLength(100);
        table.Property(row => row.LastError).HasMaxLength(1000);
        table.HasIndex(row => new { row.VisitId, row.Key }).IsUnique();
        table.HasIndex(row => new { row.HandedAt, row.NextAttemptAt });
        table.HasIndex(row => new { row.Kind, row.ToldAt });
        table.HasIndex(row => new { row.StoreId, row.At });
        table.HasOne<Visit>().WithMany().HasForeignKey(row => row.VisitId).OnDelete(DeleteBehavior.Cascade);
    }
}
