using Elsa.Workflows.Management;
using Elsa.Workflows.Management.Entities;
using Elsa.Workflows.Management.Filters;

namespace Elsa.Extensions;

/// <summary>Short ways to ask for instances.</summary>
public static class WorkflowInstanceStoreExtensions
{
    /// <summary>Null when there is none of that id.</summary>
    public static ValueTask<WorkflowInstance?> FindAsync(this IWorkflowInstanceStore store, string id, CancellationToken cancellationToken = default) =>
        store.FindAsync(new WorkflowInstanceFilter { Id = id }, cancellationToken);
}
