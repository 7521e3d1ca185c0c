using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Customers;
using ProcessSales.Workflows.People;

namespace ProcessSales.Workflows.Complaints;

internal sealed class ComplaintTable : IEntityTypeConfiguration<Complaint>
{
    public void Configure(EntityTypeBuilder<Complaint> table)
    {
        table.Property(row => row.SeverityReason).HasMaxLength(120);
        table.Property(row => row.LowerReason).HasMaxLength(500);
        table.Property(row => row.Description).HasMaxLength(4000);
        table.Property(row => row.ReporterName).HasMaxLength(60);
        table.Property(row => row.ReporterPhone).HasMaxLength(30);
        table.Property(row => row.ProductCode).HasMaxLength(13);
        table.Property(row => row.BatchNumber).HasMaxLength(60);
        table.Property(row => row.Bought).HasMaxLength(200);
        table.Property(row => row.NoEvidenceReason).HasMaxLength(200);
        table.Property(row => row.CauseText).HasMaxLength(4000);
        table.Property(row => row.Decision).HasMaxLength(200);
        table.Property(row => row.VisitPhotos).HasMaxLength(2000);
        table.Property(row => row.LegalOpinion).HasMaxLength(1000);
        table.Ignore(row => row.Batch);
        table.Ignore(row => row.NeedsLegalReview);
        table.Property(row => row.Version).IsConcurrencyToken();
        table.HasIndex(row => row.CaseId).IsUnique();
        table.HasIndex(row => row.FindingId).IsUnique();
        table.HasIndex(row => row.ClientId).IsUnique();
        table.HasIndex(row => row.NextLookAt);
        table.HasIndex(row => row.RegisteredAt);
        table.HasIndex(row => new { row.State, row.CloseDueAt });
        table.HasIndex(row => new { row.ProductCode, row.ProducedOn, row.RegisteredAt });
        table.HasIndex(row => new { row.StoreId, row.RegisteredAt });
        table.HasIndex(row => new { row.CustomerId, row.State });
        table.HasIndex(row => row.HandlerId);
        table.HasIndex(row => row.RegisteredById);
        table.HasIndex(row => row.ParentId);
        table.HasOne<Case>().WithOne().HasForeignKey<Complaint>(row => row.CaseId).OnDelete(DeleteBehavior.Restrict);
        table.HasOne<Complaint>().WithMany().HasForeignKey(row => row.ParentId).OnDelete(DeleteBehavior.Restrict);
        table.HasOne<Store>().WithMany().HasForeignKey(row => row.StoreId).OnDelete(DeleteBehavior.Restrict);
        table.HasOne<Customer>().WithMany().HasForeignKey(row => row.CustomerId).OnDelete(DeleteBehavior.Restrict);
        table.HasOne<Person>().WithMany().HasForeignKey(row => row.HandlerId).OnDelete(DeleteBehavior.Restrict);
        table.HasOne<Person>().WithMany().HasForeignKey(row => row.RegisteredById).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ComplaintEntryTable : IEntityTypeConfiguration<ComplaintEntry>
{
    public void Configure(EntityTypeBuilder<ComplaintEntry> table)
    {
        table.Property(row => row.Text).HasMaxLength(4000);
        table.Property(row => row.Holder).HasMaxLength(100);
        table.Property(row => row.Place).HasMaxLength(100);
        table.Property(row => row.Key).HasMaxLength(300);
        table.HasIndex(row => new { row.ComplaintId, row.At });
        table.HasIndex(row => row.Key).IsUnique();
        table.HasOne<Complaint>().WithMany().HasForeignKey(row => row.ComplaintId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class LegalClockTable : IEntityTypeConfiguration<LegalClock>
{
    public void Configure(EntityTypeBuilder<LegalClock> table)
    {
        table.ToTable("ComplaintLegalClocks");
        table.HasKey(row => new { row.ComplaintId, row.Kind });
        table.HasOne<Complaint>().WithMany().HasForeignKey(row => row.ComplaintId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class ComplaintDeductionTable : IEntityTypeConfiguration<ComplaintDeduction>
{
    public void Configure(EntityTypeBuilder<ComplaintDeduction> table)
    {
        table.HasKey(row => row.Key);
        table.Property(row => row.Key).HasMaxLength(200);
        table.HasIndex(row => row.ComplaintId);
        table.HasOne<Complaint>().WithMany().HasForeignKey(row => row.ComplaintId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class SeverityKeywordTable : IEntityTypeConfiguration<SeverityKeyword>
{
    public void Configure(EntityTypeBuilder<SeverityKeyword> table)
    {
        table.HasKey(row => row.Word);
        table.Property(row => row.Word).HasMaxLength(40);
    }
}

internal sealed class UnitsSoldTable : IEntityTypeConfiguration<UnitsSold>
{
    public void Configure(EntityTypeBuilder<UnitsSold> table)
    {
        table.ToTable("UnitsSold");
        table.HasKey(row => new { row.ProductCode, row.Month });
        table.Property(row => row.ProductCode).HasMaxLength(13);
    }
}
