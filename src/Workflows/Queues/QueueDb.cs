using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Queues;

namespace ProcessSales.Workflows.Storage;

/// <content>Tables of queues.</content>
public abstract partial class ProcessSalesDb
{
    /// <summary>Piles of work that several people take from.</summary>
    public DbSet<WorkQueue> WorkQueues => Set<WorkQueue>();

    /// <summary>Who takes from which queue.</summary>
    public DbSet<QueueMember> QueueMembers => Set<QueueMember>();
}
