using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ProcessSales.Workflows.People;

namespace ProcessSales.Workflows.Promoters;

/// <summary>What was done with a promoter.</summary>
public enum PromoterRecordKind
{
    /// <summary>培训</summary>
    Training,

    /// <summary>考核, with a score.</summary>
    Assessment,
}

/// <summary>A promoter was trained or assessed (domain.md D3).</summary>
public sealed class PromoterRecord
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>The promoter.</summary>
    public Guid PersonId { get; set; }

    /// <summary>The day, company zone.</summary>
    public DateOnly Day { get; set; }

    /// <summary>Which of the two.</summary>
    public PromoterRecordKind Kind { get; set; }

    /// <summary>On what.</summary>
    public string Topic { get; set; } = "";

    /// <summary>0 to 100; null for a training.</summary>
    public int? Score { get; set; }

    /// <summary>Anything else.</summary>
    public string Note { get; set; } = "";

    /// <summary>Grows with every change made in a page.</summary>
    public int Version { get; set; }
}

internal sealed class PromoterRecordTable : IEntityTypeConfiguration<PromoterRecord>
{
    public void Configure(EntityTypeBuilder<PromoterRecord> table)
    {
        table.Property(row => row.Topic).HasMaxLength(PromoterCards.LongestTopic);
        table.Property(row => row.Note).HasMaxLength(PromoterCards.LongestNote);
        table.Property(row => row.Version).IsConcurrencyToken();
        table.HasIndex(row => new { row.PersonId, row.Day, row.Kind, row.Topic }).IsUnique();
        table.HasOne<Person>().WithMany().HasForeignKey(row => row.PersonId).OnDelete(DeleteBehavior.Restrict);
    }
}
