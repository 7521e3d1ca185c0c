using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ProcessSales.Workflows.Tasks;

/// <summary>催办: one reminder that a person sent to whoever has a task.</summary>
public sealed class TaskUrge
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>The task.</summary>
    public Guid TaskId { get; set; }

    /// <summary>Who urged.</summary>
    public Guid PersonId { get; set; }

    /// <summary>The message that it belongs to, which its sender may still undo.</summary>
    public Guid? MessageId { get; set; }

    /// <summary>When, UTC.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>The day in the company's zone, which the daily limit counts by.</summary>
    public DateOnly Day { get; set; }
}

internal sealed class TaskUrgeTable : IEntityTypeConfiguration<TaskUrge>
{
    public void Configure(EntityTypeBuilder<TaskUrge> table)
    {
        table.HasIndex(urge => urge.MessageId);
        table.HasIndex(urge => new { urge.TaskId, urge.At });
        table.HasOne<HumanTask>().WithMany().HasForeignKey(urge => urge.TaskId).OnDelete(DeleteBehavior.Cascade);
    }
}
