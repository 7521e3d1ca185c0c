using Elsa.Workflows.Management;
using Elsa.Workflows.Management.Entities;
using Elsa.Workflows.Management.Filters;

namespace Elsa.Workflows.Api;

/// <summary>Asks the store, which an application may narrow to what the caller may see. What is hidden is answered as what is not there.</summary>
internal sealed class VisibleInstance(IWorkflowInstanceStore store)
{
    public async Task<WorkflowInstance> ReadAsync(string id, CancellationToken cancellationToken) =>
        await store.FindAsync(new WorkflowInstanceFilter { Id = id }, cancellationToken).ConfigureAwait(false) ?? throw RefusedCall.NotFound();

    /// <summary>Looks without reading the state: pages that poll ask this every second.</summary>
    public async Task RequireAsync(string id, CancellationToken cancellationToken)
    {
        if (!await ExistsAsync(id, cancellationToken).ConfigureAwait(false))
            throw RefusedCall.NotFound();
    }

    public async Task<bool> ExistsAsync(string id, CancellationToken cancellationToken) =>
        await store.CountAsync(new WorkflowInstanceFilter { Id = id }, cancellationToken).ConfigureAwait(false) > 0;

    /// <summary>Those of the instances that the caller may see.</summary>
    public async Task<List<string>> AmongAsync(WorkflowInstanceFilter filter, CancellationToken cancellationToken) =>
        [.. await store.FindManyIdsAsync(filter, cancellationToken).ConfigureAwait(false)];
}
