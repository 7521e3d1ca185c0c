using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ProcessSales.Workflows.Cases;

namespace ProcessSales.Workflows.Attachments;

/// <summary>A file that belongs to a case.</summary>
public sealed class Attachment
{
    /// <summary>Identity, and the name under which its content is stored.</summary>
    public Guid Id { get; set; }

    /// <summary>The case.</summary>
    public Guid CaseId { get; set; }

    /// <summary>The form field; null for one beside the form.</summary>
    public string? Field { get; set; }

    /// <summary>Its name as people see it, without a path.</summary>
    public string FileName { get; set; } = "";

    /// <summary>Type by its content, not by its name.</summary>
    public string ContentType { get; set; } = "";

    /// <summary>Stored bytes.</summary>
    public long Size { get; set; }

    /// <summary>SHA-256 of what was uploaded, hexadecimal.</summary>
    public string Sha256 { get; set; } = "";

    /// <summary>Who.</summary>
    public Guid UploadedById { get; set; }

    /// <summary>When, UTC.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>The day on which the camera says it was taken; null for what is no photo or does not say.</summary>
    public DateOnly? TakenOn { get; set; }

    /// <summary>Number of another case that holds the same file: a sign of a reused photo. Null for none.</summary>
    public string? ReusedFrom { get; set; }
}

/// <summary>An attachment in a list.</summary>
public sealed record AttachmentRow(Guid Id, string? Field, string FileName, string ContentType, long Size, string UploadedBy, DateTimeOffset At, string? ReusedFrom);

internal sealed class AttachmentTable : IEntityTypeConfiguration<Attachment>
{
    public void Configure(EntityTypeBuilder<Attachment> table)
    {
        table.Property(row => row.Field).HasMaxLength(100);
        table.Property(row => row.FileName).HasMaxLength(200);
        table.Property(row => row.ContentType).HasMaxLength(100);
        table.Property(row => row.Sha256).HasMaxLength(64);
        table.Property(row => row.ReusedFrom).HasMaxLength(40);
        table.HasIndex(row => row.CaseId);
        table.HasIndex(row => row.Sha256);
        table.HasOne<Case>().WithMany().HasForeignKey(row => row.CaseId).OnDelete(DeleteBehavior.Cascade);
    }
}
