using Elsa.Workflows.Models;
using Elsa.Workflows.Activities;
using Elsa.Workflows.Management;
using Elsa.Workflows.Management.Entities;
using Elsa.Workflows.Management.Mappers;
using Elsa.Workflows.Runtime.Options;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Elsa.Workflows.Management
{
    /// <summary>Turns stored definitions that name it into workflows.</summary>
    public interface IWorkflowMaterializer
    {
        /// <summary>The name that stored definitions carry.</summary>
        string Name { get; }

        /// <summary>The workflow of the definition.</summary>
        ValueTask<Workflow> MaterializeAsync(WorkflowDefinition definition, CancellationToken cancellationToken = default);
    }
}

namespace Elsa.Workflows.Management.Materializers
{
    /// <summary>Reads the stored JSON.</summary>
    public class JsonWorkflowMaterializer(WorkflowDefinitionMapper workflowDefinitionMapper) : IWorkflowMaterializer
    {
        /// <summary>The name that stored definitions carry.</summary>
        public const string MaterializerName = "Json";

        /// <inheritdoc />
        public string Name => MaterializerName;

        /// <inheritdoc />
        public ValueTask<Workflow> MaterializeAsync(WorkflowDefinition definition, CancellationToken cancellationToken) => ValueTask.FromResult(workflowDefinitionMapper.Map(definition));
    }

    /// <summary>Builds workflows from the classes that were registered; a stored text never names a type that is then made.</summary>
    internal sealed class ClrWorkflowMaterializer(IOptions<RuntimeOptions> options, IWorkflowBuilderFactory builders, WorkflowDefinitionMapper mapper, IServiceScopeFactory scopes) : IWorkflowMaterializer
    {
        public const string MaterializerName = "CLR";

        public string Name => MaterializerName;

        public async ValueTask<Workflow> MaterializeAsync(WorkflowDefinition definition, CancellationToken cancellationToken = default)
        {
            if (definition.MaterializerContext is not { } key || !options.Value.Workflows.TryGetValue(key, out var make))
                throw new InvalidOperationException($"The class of workflow '{definition.DefinitionId}' is not registered.");
            await using var scope = scopes.CreateAsyncScope();
            var built = await builders.CreateBuilder().BuildWorkflowAsync(await make(scope.ServiceProvider).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            if (built.Identity.Version == definition.Version)
            {
                built.Publication = new WorkflowPublication(definition.IsLatest, definition.IsPublished);
                return built;
            }

            // The code has moved on; instances of the older version go on with the steps that were written down then. Code itself cannot be written down.
            if (definition.StringData?.Contains("\"Delegate\"", StringComparison.Ordinal) is true)
                throw new InvalidOperationException($"Version {definition.Version} of workflow '{definition.DefinitionId}' is no longer in the code.");
            return mapper.Map(definition);
        }
    }
}

namespace Elsa.Workflows.Runtime
{
    /// <summary>Brings workflows into the store at start.</summary>
    public interface IWorkflowsProvider
    {
        /// <summary>Kept with each definition that it brought.</summary>
        string Name { get; }

        /// <summary>All of them.</summary>
        ValueTask<IEnumerable<MaterializedWorkflow>> GetWorkflowsAsync(CancellationToken cancellationToken = default);
    }

    /// <summary>A workflow, and what is needed to make it again.</summary>
    /// <param name="Workflow">The workflow itself.</param>
    /// <param name="ProviderName">Who brought it.</param>
    /// <param name="MaterializerName">Who makes it again from the stored definition.</param>
    /// <param name="MaterializerContext">What the materializer needs to know; null for nothing.</param>
    /// <param name="OriginalSource">The text it was read from; null when there is none.</param>
    public record MaterializedWorkflow(Workflow Workflow, string ProviderName, string MaterializerName, object? MaterializerContext = null, string? OriginalSource = null);
}

namespace Elsa.Workflows.Runtime.Providers
{
    using Elsa.Workflows.Management.Materializers;

    /// <summary>Brings the classes that were registered.</summary>
    internal sealed class ClrWorkflowsProvider(IOptions<RuntimeOptions> options, IWorkflowBuilderFactory builders, IServiceScopeFactory scopes) : IWorkflowsProvider
    {
        public string Name => "CLR";

        public async ValueTask<IEnumerable<MaterializedWorkflow>> GetWorkflowsAsync(CancellationToken cancellationToken = default)
        {
            await using var scope = scopes.CreateAsyncScope();
            var workflows = new List<MaterializedWorkflow>();
            foreach (var (key, make) in options.Value.Workflows)
            {
                var workflow = await builders.CreateBuilder().BuildWorkflowAsync(await make(scope.ServiceProvider).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
                workflows.Add(new MaterializedWorkflow(workflow, Name, ClrWorkflowMaterializer.MaterializerName, key));
            }

            return workflows;
        }
    }
}

namespace Elsa.Workflows.Runtime.Options
{
    /// <summary>What the runtime is told by the application.</summary>
    public class RuntimeOptions
    {
        /// <summary>The workflows in code, by the full name of their class.</summary>
        public IDictionary<string, Func<IServiceProvider, ValueTask<IWorkflow>>> Workflows { get; set; } = new Dictionary<string, Func<IServiceProvider, ValueTask<IWorkflow>>>();
    }
}
