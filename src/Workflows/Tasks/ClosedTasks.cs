using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Tasks;

/// <summary>Tasks that nobody can act on any more. Safe for concurrent use.</summary>
public sealed class ClosedTasks(IDbContextFactory<ProcessSalesDb> databases)
{
    /// <summary>Removes the tasks of finished instances with their candidates, urges and snoozes; what was decided stays in the audit. Returns how many there were.</summary>
    public async Task<int> RemoveAsync(IReadOnlyCollection<string> instanceIds, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Tasks.Where(task => instanceIds.Contains(task.InstanceId) && task.State != TaskState.Open).ExecuteDeleteAsync(cancellationToken);
    }
}
