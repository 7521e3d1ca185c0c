using Elsa.Workflows.Activities;

namespace Elsa.Workflows.Runtime;

/// <summary>Asks a definition's own strategy whether an instance may start.</summary>
public interface IWorkflowActivationStrategyEvaluator
{
    /// <summary>True when the definition names no strategy, or one that is not registered, or one that agrees.</summary>
    Task<bool> CanStartWorkflowAsync(WorkflowActivationStrategyEvaluationContext context);
}

/// <summary>The start that is asked about.</summary>
public class WorkflowActivationStrategyEvaluationContext
{
    /// <summary>What would start.</summary>
    public Workflow Workflow { get; set; } = default!;

    /// <summary>The business key of the start; null where it has none.</summary>
    public string? CorrelationId { get; set; }

    /// <summary>Ends the asking.</summary>
    public CancellationToken CancellationToken { get; set; }
}

/// <inheritdoc />
public class DefaultWorkflowActivationStrategyEvaluator(IEnumerable<IWorkflowActivationStrategy> strategies) : IWorkflowActivationStrategyEvaluator
{
    private readonly Dictionary<Type, IWorkflowActivationStrategy> _strategies = strategies.DistinctBy(strategy => strategy.GetType()).ToDictionary(strategy => strategy.GetType());

    /// <inheritdoc />
    public async Task<bool> CanStartWorkflowAsync(WorkflowActivationStrategyEvaluationContext context) =>
        context.Workflow.Options.ActivationStrategyType is not { } type
        || !_strategies.TryGetValue(type, out var strategy)
        || await strategy.GetAllowActivationAsync(new WorkflowInstantiationStrategyContext(context.Workflow, context.CorrelationId, context.CancellationToken)).ConfigureAwait(false);
}
