namespace Elsa.Workflows;

/// <summary>A workflow written in code.</summary>
public interface IWorkflow
{
    /// <summary>Says what the workflow is made of. Called once at start and once a version that runs; it must say the same each time.</summary>
    ValueTask BuildAsync(IWorkflowBuilder builder, CancellationToken cancellationToken = default);
}

/// <summary>A workflow written in code; one of its <c>Build</c> methods is overridden.</summary>
public abstract class WorkflowBase : IWorkflow
{
    async ValueTask IWorkflow.BuildAsync(IWorkflowBuilder builder, CancellationToken cancellationToken)
    {
        await BeforeBuildAsync(builder, cancellationToken).ConfigureAwait(false);
        await BuildAsync(builder, cancellationToken).ConfigureAwait(false);
        await AfterBuildAsync(builder, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Says what the workflow is made of.</summary>
    protected virtual ValueTask BuildAsync(IWorkflowBuilder builder, CancellationToken cancellationToken = default)
    {
        Build(builder);
        return ValueTask.CompletedTask;
    }

    /// <summary>Says what the workflow is made of.</summary>
    protected virtual void Build(IWorkflowBuilder builder)
    {
    }

    /// <summary>Called before the workflow is built.</summary>
    protected virtual ValueTask BeforeBuildAsync(IWorkflowBuilder builder, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    /// <summary>Called after the workflow was built.</summary>
    protected virtual ValueTask AfterBuildAsync(IWorkflowBuilder builder, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;
}

/// <summary>A workflow written in code with one result.</summary>
public abstract class WorkflowBase<TResult> : WorkflowBase
{
    /// <summary>The variable whose value at the end is the result.</summary>
    protected Memory.Variable<TResult?> Result { get; } = new("Result", default, "result");

    /// <inheritdoc />
    protected override ValueTask BeforeBuildAsync(IWorkflowBuilder builder, CancellationToken cancellationToken = default)
    {
        builder.Result = Result;
        return base.BeforeBuildAsync(builder, cancellationToken);
    }

    /// <inheritdoc />
    protected override ValueTask AfterBuildAsync(IWorkflowBuilder builder, CancellationToken cancellationToken = default)
    {
        if (builder.Result is { } result && !builder.Variables.Contains(result))
            builder.Variables.Add(result);
        return base.AfterBuildAsync(builder, cancellationToken);
    }
}

/// <summary>Decides whether an instance may start.</summary>
public interface IWorkflowActivationStrategy
{
    /// <summary>False refuses the start.</summary>
    ValueTask<bool> GetAllowActivationAsync(WorkflowInstantiationStrategyContext context);
}

/// <summary>What a decision about a start may look at; the correlation id is null where the start has none.</summary>
public record WorkflowInstantiationStrategyContext(Activities.Workflow Workflow, string? CorrelationId, CancellationToken CancellationToken);
