using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ProcessSales.Workflows.Tasks;

/// <summary>稍后处理: a task that one person does not want to see before a moment. Its deadline goes on.</summary>
public sealed class TaskSnooze
{
    /// <summary>Whose list it leaves.</summary>
    public Guid PersonId { get; set; }

    /// <summary>The task.</summary>
    public Guid TaskId { get; set; }

    /// <summary>When it comes back, UTC.</summary>
    public DateTimeOffset Until { get; set; }
}

internal sealed class TaskSnoozeTable : IEntityTypeConfiguration<TaskSnooze>
{
    public void Configure(EntityTypeBuilder<TaskSnooze> table)
    {
        table.HasKey(snooze => new { snooze.PersonId, snooze.TaskId });
        table.HasIndex(snooze => new { snooze.PersonId, snooze.Until });
        table.HasOne<HumanTask>().WithMany().HasForeignKey(snooze => snooze.TaskId).OnDelete(DeleteBehavior.Cascade);
    }
}
