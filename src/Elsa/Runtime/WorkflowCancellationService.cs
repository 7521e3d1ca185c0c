using Elsa.Common.Models;
using Elsa.Storage;
using Elsa.Workflows.Management.Filters;
using Elsa.Workflows.Management.Stores;

namespace Elsa.Workflows.Runtime;

/// <summary>Cancels instances one by one.</summary>
internal sealed class WorkflowCancellationService(InstanceRunner runner, EngineDatabase database, WorkflowDefinitionStore definitions) : IWorkflowCancellationService
{
    public Task<bool> CancelWorkflowAsync(string workflowInstanceId, CancellationToken cancellationToken = default) => runner.CancelAsync(workflowInstanceId, cancellationToken);

    public async Task<int> CancelWorkflowsAsync(IEnumerable<string> workflowInstanceIds, CancellationToken cancellationToken = default)
    {
        var cancelled = 0;
        foreach (var id in workflowInstanceIds)
            if (await runner.CancelAsync(id, cancellationToken).ConfigureAwait(false))
                cancelled++;
        return cancelled;
    }

    public async Task<int> CancelWorkflowByDefinitionVersionAsync(string definitionVersionId, CancellationToken cancellationToken = default)
    {
        var ids = await database.ReadAsync(session => session.QueryAsync(
            "SELECT Id FROM ElsaInstances WHERE DefinitionVersionId = $1 AND Status = $2", static row => row.GetString(0), definitionVersionId, (int)WorkflowStatus.Running), cancellationToken).ConfigureAwait(false);
        return await CancelWorkflowsAsync(ids, cancellationToken).ConfigureAwait(false);
    }

    public async Task<int> CancelWorkflowByDefinitionAsync(string definitionId, VersionOptions versionOptions, CancellationToken cancellationToken = default)
    {
        var cancelled = 0;
        foreach (var version in await definitions.FindSummariesAsync(new WorkflowDefinitionFilter { DefinitionId = definitionId, VersionOptions = versionOptions }, cancellationToken).ConfigureAwait(false))
            cancelled += await CancelWorkflowByDefinitionVersionAsync(version.Id, cancellationToken).ConfigureAwait(false);
        return cancelled;
    }
}
