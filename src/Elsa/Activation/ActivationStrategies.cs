using Elsa.Workflows.Management;
using Elsa.Workflows.Management.Filters;

namespace Elsa.Workflows.ActivationValidators
{
    /// <summary>Any number of instances.</summary>
    public class AllowAlwaysStrategy : IWorkflowActivationStrategy
    {
        /// <inheritdoc />
        public ValueTask<bool> GetAllowActivationAsync(WorkflowInstantiationStrategyContext context) => new(true);
    }
}

namespace Elsa.Workflows.Runtime.ActivationValidators
{
    /// <summary>One running instance of a definition at a time.</summary>
    public class SingletonStrategy(IWorkflowInstanceStore workflowInstanceStore) : IWorkflowActivationStrategy
    {
        /// <inheritdoc />
        public async ValueTask<bool> GetAllowActivationAsync(WorkflowInstantiationStrategyContext context) => await workflowInstanceStore.CountAsync(
            new WorkflowInstanceFilter { DefinitionId = context.Workflow.Identity.DefinitionId, WorkflowStatus = WorkflowStatus.Running }, context.CancellationToken).ConfigureAwait(false) == 0;
    }

    /// <summary>One running instance of a definition and correlation id at a time. A start without a correlation id is always allowed.</summary>
    public class CorrelatedSingletonStrategy(IWorkflowInstanceStore workflowInstanceStore) : IWorkflowActivationStrategy
    {
        /// <inheritdoc />
        public async ValueTask<bool> GetAllowActivationAsync(WorkflowInstantiationStrategyContext context) => string.IsNullOrEmpty(context.CorrelationId) || await workflowInstanceStore.CountAsync(
            new WorkflowInstanceFilter { DefinitionId = context.Workflow.Identity.DefinitionId, CorrelationId = context.CorrelationId, WorkflowStatus = WorkflowStatus.Running }, context.CancellationToken).ConfigureAwait(false) == 0;
    }

    /// <summary>One running instance of any definition with a correlation id at a time. A start without a correlation id is always allowed.</summary>
    public class CorrelationStrategy(IWorkflowInstanceStore workflowInstanceStore) : IWorkflowActivationStrategy
    {
        /// <inheritdoc />
        public async ValueTask<bool> GetAllowActivationAsync(WorkflowInstantiationStrategyContext context) => string.IsNullOrEmpty(context.CorrelationId) || await workflowInstanceStore.CountAsync(
            new WorkflowInstanceFilter { CorrelationId = context.CorrelationId, WorkflowStatus = WorkflowStatus.Running }, context.CancellationToken).ConfigureAwait(false) == 0;
    }
}
