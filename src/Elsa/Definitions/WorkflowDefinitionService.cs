using Elsa.Common.Models;
using Elsa.Workflows.Management.Entities;
using Elsa.Workflows.Management.Filters;
using Elsa.Workflows.Management.Models;
using Elsa.Workflows.Management.Stores;
using Elsa.Workflows.Models;
using Microsoft.Extensions.Logging;

namespace Elsa.Workflows.Management;

/// <summary>Reads each saved version once and shares its graph between all instances, until the version is saved again.</summary>
internal sealed class WorkflowDefinitionService(
    WorkflowDefinitionStore store,
    NestedWorkflows nested,
    IEnumerable<IWorkflowMaterializer> materializers,
    IWorkflowGraphBuilder graphs,
    KnownGraphs known,
    ILogger<WorkflowDefinitionService> logger) : IWorkflowDefinitionService
{
    private readonly Dictionary<string, IWorkflowMaterializer> _materializers = materializers.ToDictionary(static materializer => materializer.Name, StringComparer.OrdinalIgnoreCase);

    public async Task<WorkflowGraph> MaterializeWorkflowAsync(WorkflowDefinition definition, CancellationToken cancellationToken = default)
    {
        if (definition.MaterializerName is null or Mappers.MaterializerNames.Json)
            return await graphs.BuildAsync(await nested.MapAsync(definition, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        if (!_materializers.TryGetValue(definition.MaterializerName, out var materializer))
            throw new InvalidOperationException($"Nothing is registered that makes workflows of kind '{definition.MaterializerName}'.");
        return await graphs.BuildAsync(await materializer.MaterializeAsync(definition, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    public Task<WorkflowDefinition?> FindWorkflowDefinitionAsync(string definitionId, VersionOptions versionOptions, CancellationToken cancellationToken = default) =>
        store.FindAsync(Filter(definitionId, versionOptions), cancellationToken);

    public Task<WorkflowDefinition?> FindWorkflowDefinitionAsync(string definitionVersionId, CancellationToken cancellationToken = default) =>
        store.FindAsync(new WorkflowDefinitionFilter { Id = definitionVersionId }, cancellationToken);

    public Task<WorkflowDefinition?> FindWorkflowDefinitionAsync(WorkflowDefinitionHandle handle, CancellationToken cancellationToken = default) =>
        store.FindAsync(new WorkflowDefinitionFilter { DefinitionHandle = handle }, cancellationToken);

    public Task<WorkflowDefinition?> FindWorkflowDefinitionAsync(WorkflowDefinitionFilter filter, CancellationToken cancellationToken = default) => store.FindAsync(filter, cancellationToken);

    public Task<WorkflowGraph?> FindWorkflowGraphAsync(string definitionId, VersionOptions versionOptions, CancellationToken cancellationToken = default) =>
        FindWorkflowGraphAsync(Filter(definitionId, versionOptions), cancellationToken);

    public Task<WorkflowGraph?> FindWorkflowGraphAsync(string definitionVersionId, CancellationToken cancellationToken = default) =>
        FindWorkflowGraphAsync(new WorkflowDefinitionFilter { Id = definitionVersionId }, cancellationToken);

    public Task<WorkflowGraph?> FindWorkflowGraphAsync(WorkflowDefinitionHandle definitionHandle, CancellationToken cancellationToken = default) =>
        FindWorkflowGraphAsync(new WorkflowDefinitionFilter { DefinitionHandle = definitionHandle }, cancellationToken);

    public async Task<WorkflowGraph?> FindWorkflowGraphAsync(WorkflowDefinitionFilter filter, CancellationToken cancellationToken = default) =>
        (await TryFindWorkflowGraphAsync(filter, cancellationToken).ConfigureAwait(false)).WorkflowGraph;

    public async Task<IEnumerable<WorkflowGraph>> FindWorkflowGraphsAsync(WorkflowDefinitionFilter filter, CancellationToken cancellationToken = default) =>
        (await TryFindWorkflowGraphsAsync(filter, cancellationToken).ConfigureAwait(false)).Select(result => result.WorkflowGraph).OfType<WorkflowGraph>().ToList();

    public Task<WorkflowGraphFindResult> TryFindWorkflowGraphAsync(string definitionId, VersionOptions versionOptions, CancellationToken cancellationToken = default) =>
        TryFindWorkflowGraphAsync(Filter(definitionId, versionOptions), cancellationToken);

    public Task<WorkflowGraphFindResult> TryFindWorkflowGraphAsync(string definitionVersionId, CancellationToken cancellationToken = default) =>
        TryFindWorkflowGraphAsync(new WorkflowDefinitionFilter { Id = definitionVersionId }, cancellationToken);

    public Task<WorkflowGraphFindResult> TryFindWorkflowGraphAsync(WorkflowDefinitionHandle definitionHandle, CancellationToken cancellationToken = default) =>
        TryFindWorkflowGraphAsync(new WorkflowDefinitionFilter { DefinitionHandle = definitionHandle }, cancellationToken);

    public async Task<WorkflowGraphFindResult> TryFindWorkflowGraphAsync(WorkflowDefinitionFilter filter, CancellationToken cancellationToken = default)
    {
        if (await store.LookUpAsync(store.ConditionsOf(filter), cancellationToken).ConfigureAwait(false) is not var (id, stamp))
            return new WorkflowGraphFindResult(null, null);
        if (known.Find(id, stamp) is { } found)
            return found;

        var definition = await store.FindAsync(new WorkflowDefinitionFilter { Id = id }, cancellationToken).ConfigureAwait(false);
        if (definition is null)
            return new WorkflowGraphFindResult(null, null);
        var result = await ReadAsync(definition, cancellationToken).ConfigureAwait(false);

        // What is missing today may be there tomorrow, without the definition itself having changed.
        if (result.WorkflowGraph?.Nodes.Any(static x => x.Activity is Elsa.Workflows.Activities.NotFoundActivity or Activities.WorkflowDefinitionActivity.WorkflowDefinitionActivity { Loaded: null }) != true)
            known.Keep(id, stamp, result);
        return result;
    }

    public async Task<IEnumerable<WorkflowGraphFindResult>> TryFindWorkflowGraphsAsync(WorkflowDefinitionFilter filter, CancellationToken cancellationToken = default)
    {
        var results = new List<WorkflowGraphFindResult>();
        foreach (var summary in await store.FindSummariesAsync(filter, cancellationToken).ConfigureAwait(false))
            results.Add(await TryFindWorkflowGraphAsync(summary.Id, cancellationToken).ConfigureAwait(false));
        return results;
    }

    /// <summary>A definition that cannot be read is set apart: it exists, has no graph, and disturbs no other.</summary>
    private async Task<WorkflowGraphFindResult> ReadAsync(WorkflowDefinition definition, CancellationToken cancellationToken)
    {
        try
        {
            if (definition.CustomProperties.TryGetValue(DefinitionRow.Unreadable, out var reason))
                throw new FormatException(reason?.ToString());
            return new WorkflowGraphFindResult(definition, await MaterializeWorkflowAsync(definition, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            logger.LogError(e, "Version {Version} of workflow definition {DefinitionId} cannot be read; it is set apart", definition.Version, definition.DefinitionId);
            return new WorkflowGraphFindResult(definition, null);
        }
    }

    private static WorkflowDefinitionFilter Filter(string definitionId, VersionOptions versionOptions) => new() { DefinitionId = definitionId, VersionOptions = versionOptions };
}
