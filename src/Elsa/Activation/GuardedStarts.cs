using Elsa.Workflows.Activities;

namespace Elsa.Workflows.Runtime;

/// <summary>Lets starts of definitions with an activation strategy through one at a time in this process, so that two at once do not both find nothing running.</summary>
internal sealed class GuardedStarts(IWorkflowActivationStrategyEvaluator evaluator, Turns turns, CurrentBurst current)
{
    /// <summary>Null when the strategy forbids the start.</summary>
    public async Task<BurstOutcome?> StartAsync(Workflow workflow, string? correlationId, Func<Task<BurstOutcome>> start, CancellationToken cancellationToken)
    {
        if (workflow.Options.ActivationStrategyType is not { } type || type == typeof(Elsa.Workflows.ActivationValidators.AllowAlwaysStrategy))
            return await start().ConfigureAwait(false);

        // One strategy looks at all definitions, so all that have one wait for each other; but a start from within such a start would wait for itself.
        using var turn = current.Outbox is null ? await turns.TakeAsync("\nactivation", cancellationToken).ConfigureAwait(false) : null;
        var context = new WorkflowActivationStrategyEvaluationContext { Workflow = workflow, CorrelationId = correlationId, CancellationToken = cancellationToken };
        return await evaluator.CanStartWorkflowAsync(context).ConfigureAwait(false) ? await start().ConfigureAwait(false) : null;
    }
}
