using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ProcessSales.Workflows.People;

namespace ProcessSales.Workflows.Approvals;

/// <summary>审批委托: somebody decides for another during a time (domain.md 4.2).</summary>
public sealed class Absence
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>Who is away; still sees the tasks.</summary>
    public Guid PersonId { get; set; }

    /// <summary>Who decides instead.</summary>
    public Guid DelegateId { get; set; }

    /// <summary>The first moment, UTC.</summary>
    public DateTimeOffset From { get; set; }

    /// <summary>The first moment at which it no longer counts, UTC.</summary>
    public DateTimeOffset Until { get; set; }

    /// <summary>Only this process; null for all.</summary>
    public string? Process { get; set; }

    /// <summary>Why, such as leave.</summary>
    public string? Reason { get; set; }

    /// <summary>Who entered it: the person or an administrator.</summary>
    public Guid CreatedById { get; set; }

    /// <summary>When it was entered, UTC.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>When it was ended early, UTC; null while it stands.</summary>
    public DateTimeOffset? EndedAt { get; set; }
}

internal sealed class AbsenceTable : IEntityTypeConfiguration<Absence>
{
    public void Configure(EntityTypeBuilder<Absence> table)
    {
        table.ToTable("Absences");
        table.Property(absence => absence.Process).HasMaxLength(100);
        table.Property(absence => absence.Reason).HasMaxLength(300);
        table.HasIndex(absence => new { absence.PersonId, absence.Until });
        table.HasIndex(absence => new { absence.DelegateId, absence.Until });
        table.HasOne<Person>().WithMany().HasForeignKey(absence => absence.PersonId).OnDelete(DeleteBehavior.Cascade);
        table.HasOne<Person>().WithMany().HasForeignKey(absence => absence.DelegateId).OnDelete(DeleteBehavior.Cascade);
    }
}
