using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ProcessSales.Workflows.People;

namespace ProcessSales.Workflows.Cases;

/// <summary>Why somebody got a copy.</summary>
public enum CopyReason
{
    /// <summary>The process sends one when it is handed in.</summary>
    Submit,

    /// <summary>A step of the process sends one.</summary>
    Step,

    /// <summary>The process sends one at its end.</summary>
    End,

    /// <summary>Somebody sent one by hand.</summary>
    Person,
}

/// <summary>抄送: a case that somebody may read without having a task in it (domain.md 4.2). One row a reader; tasks are never touched by it.</summary>
public sealed class CaseCopy
{
    /// <summary>The case.</summary>
    public Guid CaseId { get; set; }

    /// <summary>The reader.</summary>
    public Guid PersonId { get; set; }

    /// <summary>When it was sent first, UTC.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>When the reader opened the case, UTC; null while unread.</summary>
    public DateTimeOffset? ReadAt { get; set; }

    /// <summary>Who sent it; null for the process.</summary>
    public Guid? ById { get; set; }

    /// <summary>Why.</summary>
    public CopyReason Reason { get; set; }

    /// <summary>The step that sent it, as drawn; null for a person.</summary>
    public string? StepName { get; set; }

    /// <summary>The message that sent it, which its sender may still undo; null for the process.</summary>
    public Guid? MessageId { get; set; }

    /// <summary>What the sender wrote with it.</summary>
    public string? Note { get; set; }
}

internal sealed class CaseCopyTable : IEntityTypeConfiguration<CaseCopy>
{
    public void Configure(EntityTypeBuilder<CaseCopy> table)
    {
        table.HasKey(copy => new { copy.CaseId, copy.PersonId });
        table.Property(copy => copy.StepName).HasMaxLength(200);
        table.Property(copy => copy.Note).HasMaxLength(300);
        table.HasIndex(copy => copy.MessageId);
        table.HasIndex(copy => new { copy.PersonId, copy.At });
        table.HasIndex(copy => new { copy.PersonId, copy.ReadAt });
        table.HasOne<Case>().WithMany().HasForeignKey(copy => copy.CaseId).OnDelete(DeleteBehavior.Cascade);
        table.HasOne<Person>().WithMany().HasForeignKey(copy => copy.PersonId).OnDelete(DeleteBehavior.Cascade);
    }
}
