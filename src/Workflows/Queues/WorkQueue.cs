using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Workflows.Queues;

/// <summary>
/// 任务队列: a pile of work that belongs to nobody in particular. Whoever stands at it when a task is looked at may claim the task, also a task that arose
/// before the person came; who leaves the queue no longer finds what is unclaimed.
/// </summary>
public sealed class WorkQueue
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>What process definitions call it; unique, never changed.</summary>
    public string Key { get; set; } = "";

    /// <summary>Chinese name.</summary>
    public string Name { get; set; } = "";

    /// <summary>English name.</summary>
    public string NameEn { get; set; } = "";

    /// <summary>Changes with every change of the row or of its people.</summary>
    public int Version { get; set; }
}

/// <summary>Somebody who takes from a queue.</summary>
public sealed class QueueMember
{
    /// <summary>The queue.</summary>
    public Guid QueueId { get; set; }

    /// <summary>The person.</summary>
    public Guid PersonId { get; set; }
}

internal sealed class WorkQueueTable : IEntityTypeConfiguration<WorkQueue>
{
    public void Configure(EntityTypeBuilder<WorkQueue> table)
    {
        table.Property(queue => queue.Key).HasMaxLength(40);
        table.Property(queue => queue.Name).HasMaxLength(60);
        table.Property(queue => queue.NameEn).HasMaxLength(60);
        table.Property(queue => queue.Version).IsConcurrencyToken();
        table.HasIndex(queue => queue.Key).IsUnique();
    }
}

internal sealed class QueueMemberTable : IEntityTypeConfiguration<QueueMember>
{
    public void Configure(EntityTypeBuilder<QueueMember> table)
    {
        table.HasKey(member => new { member.QueueId, member.PersonId });
        table.HasIndex(member => member.PersonId);
        table.HasOne<WorkQueue>().WithMany().HasForeignKey(member => member.QueueId).OnDelete(DeleteBehavior.Cascade);
        table.HasOne<Person>().WithMany().HasForeignKey(member => member.PersonId).OnDelete(DeleteBehavior.Cascade);
    }
}
