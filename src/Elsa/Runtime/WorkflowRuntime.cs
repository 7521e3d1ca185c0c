using Elsa.Storage;
using Elsa.Workflows.Management;
using Elsa.Workflows.Management.Options;
using Elsa.Workflows.Models;
using Elsa.Workflows.Options;
using Elsa.Workflows.Runtime.Messages;
using Elsa.Workflows.Runtime.Stores;
using Elsa.Workflows.State;

namespace Elsa.Workflows.Runtime;

/// <summary>Hands out clients. Thread safe, without state of its own.</summary>
internal sealed class WorkflowRuntime(
    InstanceRunner runner,
    EngineDatabase database,
    IWorkflowDefinitionService definitions,
    IWorkflowStateSerializer serializer,
    IIdentityGenerator ids,
    Turns turns,
    TimeProvider time) : IWorkflowRuntime
{
    private readonly InstanceRunner _runner = runner;
    private readonly EngineDatabase _database = database;
    private readonly IWorkflowStateSerializer _serializer = serializer;
    private readonly IIdentityGenerator _ids = ids;
    private readonly Turns _turns = turns;
    private readonly TimeProvider _time = time;

    public ValueTask<IWorkflowClient> CreateClientAsync(CancellationToken cancellationToken = default) => CreateClientAsync(null, cancellationToken);

    public ValueTask<IWorkflowClient> CreateClientAsync(string? workflowInstanceId, CancellationToken cancellationToken = default) => new(new Client(this, workflowInstanceId));

    private async Task<WorkflowGraph> GraphAsync(WorkflowDefinitionHandle handle, CancellationToken cancellationToken)
    {
        var found = await definitions.TryFindWorkflowGraphAsync(handle, cancellationToken).ConfigureAwait(false);
        return found.WorkflowGraph ?? throw new InvalidOperationException(found.WorkflowDefinitionExists
            ? $"Workflow definition {handle} cannot be read."
            : $"There is no workflow definition {handle}.");
    }

    private sealed class Client(WorkflowRuntime runtime, string? instanceId) : IWorkflowClient
    {
        private string? _instanceId = instanceId;

        public string WorkflowInstanceId => _instanceId ??= runtime._ids.GenerateId();

        public async Task<CreateWorkflowInstanceResponse> CreateInstanceAsync(CreateWorkflowInstanceRequest request, CancellationToken cancellationToken = default)
        {
            var graph = await runtime.GraphAsync(request.WorkflowDefinitionHandle, cancellationToken).ConfigureAwait(false);
            var state = PendingInstance.State(graph.Workflow, new WorkflowInstanceOptions
            {
                WorkflowInstanceId = WorkflowInstanceId,
                CorrelationId = request.CorrelationId,
                Name = request.Name,
                Input = request.Input,
                Properties = request.Properties,
                ParentWorkflowInstanceId = request.ParentId,
            }, runtime._ids, runtime._time);
            var row = InstanceRow.From(state, runtime._serializer.SerializeToUtfBytes(state));
            await runtime._database.WriteAsync(session => row.InsertAsync(session), cancellationToken).ConfigureAwait(false);
            return new CreateWorkflowInstanceResponse();
        }

        public async Task<RunWorkflowInstanceResponse> RunInstanceAsync(RunWorkflowInstanceRequest request, CancellationToken cancellationToken = default)
        {
            var outcome = await runtime._runner.ContinueAsync(WorkflowInstanceId, request, null, cancellationToken).ConfigureAwait(false);
            return outcome?.Response ?? throw Missing();
        }

        public async Task<RunWorkflowInstanceResponse> CreateAndRunInstanceAsync(CreateAndRunWorkflowInstanceRequest request, CancellationToken cancellationToken = default)
        {
            var graph = await runtime.GraphAsync(request.WorkflowDefinitionHandle, cancellationToken).ConfigureAwait(false);
            var options = new RunWorkflowOptions
            {
                WorkflowInstanceId = _instanceId,
                CorrelationId = request.CorrelationId,
                Input = request.Input,
                Variables = request.Variables,
                Properties = request.Properties,
                ParentWorkflowInstanceId = request.ParentId,
                TriggerActivityId = request.TriggerActivityId,
                ActivityHandle = request.ActivityHandle,
                SchedulingActivityExecutionId = request.SchedulingActivityExecutionId,
                SchedulingWorkflowInstanceId = request.SchedulingWorkflowInstanceId,
                SchedulingCallStackDepth = request.SchedulingCallStackDepth,
            };

            // An id that the caller did not choose is new: nobody has to look whether it is taken.
            var outcome = _instanceId is null
                ? await runtime._runner.StartNewAsync(graph, options, request.Name, request.IncludeWorkflowOutput).ConfigureAwait(false)
                : await runtime._runner.StartAsync(graph, options, request.Name, request.IncludeWorkflowOutput, null, cancellationToken).ConfigureAwait(false);
            _instanceId = outcome.Response.WorkflowInstanceId;
            return outcome.Response;
        }

        public async Task CancelAsync(CancellationToken cancellationToken = default) => await runtime._runner.CancelAsync(WorkflowInstanceId, cancellationToken).ConfigureAwait(false);

        public async Task<WorkflowState> ExportStateAsync(CancellationToken cancellationToken = default) =>
            await runtime._runner.StateAsync(WorkflowInstanceId, cancellationToken).ConfigureAwait(false) ?? throw Missing();

        public async Task ImportStateAsync(WorkflowState workflowState, CancellationToken cancellationToken = default)
        {
            using var turn = await runtime._turns.TakeAsync(workflowState.Id, cancellationToken).ConfigureAwait(false);
            var row = InstanceRow.From(workflowState, runtime._serializer.SerializeToUtfBytes(workflowState));
            var bookmarks = workflowState.Bookmarks.Select(bookmark => BurstRecord.Store(workflowState, bookmark)).ToList();
            await runtime._database.WriteAsync(async session =>
            {
                await InstanceRemoval.RemoveAsync(runtime._database, session, [row.Id]).ConfigureAwait(false);
                await row.InsertAsync(session).ConfigureAwait(false);
                foreach (var bookmark in bookmarks)
                    await BookmarkStore.SaveAsync(session, bookmark).ConfigureAwait(false);
                foreach (var bookmark in workflowState.Bookmarks)
                    if (Scheduling.TimerTable.For(row.Id, bookmark) is { } timer)
                        await Scheduling.TimerTable.SaveAsync(session, timer).ConfigureAwait(false);
                return true;
            }, cancellationToken).ConfigureAwait(false);
        }

        public async Task<bool> InstanceExistsAsync(CancellationToken cancellationToken = default) =>
            await runtime._database.ReadAsync(session => session.CountAsync("SELECT count(*) FROM ElsaInstances WHERE Id = $1", WorkflowInstanceId), cancellationToken).ConfigureAwait(false) > 0;

        public async Task<bool> DeleteAsync(CancellationToken cancellationToken = default)
        {
            using var turn = await runtime._turns.TakeAsync(WorkflowInstanceId, cancellationToken).ConfigureAwait(false);
            if (!await InstanceExistsAsync(cancellationToken).ConfigureAwait(false))
                return false;
            await runtime._database.WriteAsync(async session =>
            {
                await InstanceRemoval.RemoveAsync(runtime._database, session, [WorkflowInstanceId]).ConfigureAwait(false);
                return true;
            }, cancellationToken).ConfigureAwait(false);
            return true;
        }

        private InvalidOperationException Missing() => new($"There is no workflow instance '{WorkflowInstanceId}'.");
    }
}
