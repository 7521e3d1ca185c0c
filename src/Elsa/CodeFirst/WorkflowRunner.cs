using Elsa.Workflows.Activities;
using Elsa.Workflows.Models;
using Elsa.Workflows.Options;

namespace Elsa.Workflows
{
    public partial interface IWorkflowRunner
    {
        /// <summary>Runs a workflow in code.</summary>
        Task<RunWorkflowResult> RunAsync(IWorkflow workflow, RunWorkflowOptions? options = null, CancellationToken cancellationToken = default);

        /// <summary>Runs a workflow in code for its result.</summary>
        Task<RunWorkflowResult<TResult?>> RunAsync<TResult>(WorkflowBase<TResult?> workflow, RunWorkflowOptions? options = null, CancellationToken cancellationToken = default);

        /// <summary>Runs a workflow in code.</summary>
        Task<RunWorkflowResult> RunAsync<T>(RunWorkflowOptions? options = null, CancellationToken cancellationToken = default) where T : IWorkflow, new();

        /// <summary>Runs a workflow in code for its result; null where it does not come to its end.</summary>
        Task<TResult?> RunAsync<T, TResult>(RunWorkflowOptions? options = null, CancellationToken cancellationToken = default) where T : WorkflowBase<TResult>, new();
    }

    internal sealed partial class WorkflowRunner
    {
        public async Task<RunWorkflowResult> RunAsync(IWorkflow workflow, RunWorkflowOptions? options = null, CancellationToken cancellationToken = default) =>
            await RunAsync(await builders.CreateBuilder().BuildWorkflowAsync(workflow, cancellationToken).ConfigureAwait(false), options, cancellationToken).ConfigureAwait(false);

        public async Task<RunWorkflowResult<TResult?>> RunAsync<TResult>(WorkflowBase<TResult?> workflow, RunWorkflowOptions? options = null, CancellationToken cancellationToken = default)
        {
            var run = await RunAsync((IWorkflow)workflow, options, cancellationToken).ConfigureAwait(false);
            return new RunWorkflowResult<TResult?>(run.WorkflowExecutionContext, run.WorkflowState, run.Workflow, (TResult?)run.Result, run.Journal);
        }

        public Task<RunWorkflowResult> RunAsync<T>(RunWorkflowOptions? options = null, CancellationToken cancellationToken = default) where T : IWorkflow, new() =>
            RunAsync((IWorkflow)new T(), options, cancellationToken);

        public async Task<TResult?> RunAsync<T, TResult>(RunWorkflowOptions? options = null, CancellationToken cancellationToken = default) where T : WorkflowBase<TResult>, new() =>
            (TResult?)(await RunAsync((IWorkflow)new T(), options, cancellationToken).ConfigureAwait(false)).Result;
    }
}

namespace Elsa.Workflows.Models
{
    /// <summary>How a run of a workflow in code ended; the result is null where it did not come to its end.</summary>
    public record RunWorkflowResult<TResult>(WorkflowExecutionContext WorkflowExecutionContext, State.WorkflowState WorkflowState, Workflow Workflow, TResult? Result, Journal Journal);
}
