using System.Text.Json;
using Elsa.Models;
using Elsa.Workflows.Api.Models;
using Elsa.Workflows.Management;
using Elsa.Workflows.Management.Entities;
using Elsa.Workflows.Management.Mappers;
using Elsa.Workflows.Models;

namespace Elsa.Workflows.Api
{
    /// <summary>Makes what Studio reads of a definition: its parts, its activities with their paths, and links.</summary>
    internal sealed class DefinitionAnswers(WorkflowDefinitionMapper mapper, NestedWorkflows nested, IWorkflowGraphBuilder graphs)
    {
        public async Task<LinkedWorkflowDefinitionModel> ModelAsync(WorkflowDefinition definition, CancellationToken cancellationToken)
        {
            var plain = await mapper.MapAsync(definition, cancellationToken).ConfigureAwait(false);
            return new LinkedWorkflowDefinitionModel(DefinitionLinks.Of(definition.DefinitionId))
            {
                Id = plain.Id,
                DefinitionId = plain.DefinitionId,
                TenantId = plain.TenantId,
                Name = plain.Name,
                Description = plain.Description,
                CreatedAt = plain.CreatedAt,
                Version = plain.Version,
                ToolVersion = plain.ToolVersion,
                Variables = plain.Variables,
                Inputs = plain.Inputs,
                Outputs = plain.Outputs,
                Outcomes = plain.Outcomes,
                CustomProperties = plain.CustomProperties,
                IsReadonly = plain.IsReadonly,
                IsSystem = plain.IsSystem,
                IsLatest = plain.IsLatest,
                IsPublished = plain.IsPublished,
                Options = plain.Options,
                Root = await RootAsync(definition, plain.Root, cancellationToken).ConfigureAwait(false),
            };
        }

        /// <summary>The graph of any version, drafts included; null when its text cannot be read.</summary>
        public async Task<WorkflowGraph?> GraphAsync(WorkflowDefinition definition, CancellationToken cancellationToken)
        {
            try
            {
                return await graphs.BuildAsync(await nested.MapAsync(definition, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException or NotSupportedException or ArgumentException)
            {
                return null;
            }
        }

        /// <summary>Studio addresses activities by the path that the graph gives them.</summary>
        private async Task<IActivity?> RootAsync(WorkflowDefinition definition, IActivity? root, CancellationToken cancellationToken)
        {
            if (root is null)
                return null;
            return await GraphAsync(definition, cancellationToken).ConfigureAwait(false) is { } graph ? graph.Workflow.Root : root;
        }
    }

    /// <summary>Where one can go from a definition, by its id.</summary>
    internal static class DefinitionLinks
    {
        public static Link[] Of(string id)
        {
            var one = $"/workflow-definitions/{id}";
            return
            [
                new(one, "self", "GET"),
                new($"/workflow-definitions/by-definition-id/{id}", "self", "GET"),
                new($"{one}/versions", "versions", "GET"),
                new($"{one}/bulk-dispatch", "bulk-dispatch", "POST"),
                new($"{one}/dispatch", "dispatch", "POST"),
                new($"{one}/execute", "execute", "POST"),
                new($"{one}/export", "export", "POST"),
                new($"{one}/publish", "publish", "POST"),
                new($"{one}/retract", "retract", "POST"),
                new(one, "delete", "DELETE"),
                new($"{one}/import", "import", "PUT"),
                new($"{one}/update-references", "update-references", "POST"),
            ];
        }

        public static readonly Link[] OfAll =
        [
            new("/workflow-definitions", "self", "GET"),
            new("/workflow-definitions/validation/is-name-unique", "is-name-unique", "GET"),
            new("/workflow-definitions/query/count", "count", "GET"),
            new("/workflow-definitions/many-by-id", "many-by-id", "GET"),
            new("/bulk-actions/delete/workflow-definitions/by-definition-id", "bulk-delete-by-definition-id", "POST"),
            new("/bulk-actions/delete/workflow-definitions/by-id", "bulk-delete-by-id", "POST"),
            new("/bulk-actions/publish/workflow-definitions/by-definition-ids", "bulk-publish", "POST"),
            new("/bulk-actions/retract/workflow-definitions/by-definition-ids", "bulk-retract", "POST"),
            new("/workflow-definitions/import", "import", "POST"),
            new("/workflow-definitions/import-files", "import-files", "POST"),
            new("/workflow-definitions", "create", "POST"),
        ];
    }
}

namespace Elsa.Models
{
    /// <summary>Where one can go from an answer.</summary>
    /// <param name="Href">Path below the API's prefix.</param>
    /// <param name="Rel">What is found there.</param>
    /// <param name="Method">The HTTP verb.</param>
    public record Link(string Href, string Rel, string Method);
}

namespace Elsa.Workflows.Api.Models
{
    using Elsa.Models;
    using Elsa.Workflows.Management.Models;

    /// <summary>A version of a definition with links.</summary>
    public class LinkedWorkflowDefinitionModel(Link[]? links) : WorkflowDefinitionModel
    {
        /// <summary>Where one can go from here.</summary>
        public Link[]? Links { get; init; } = links;
    }

    /// <summary>The light part of a version with links.</summary>
    public class LinkedWorkflowDefinitionSummary : WorkflowDefinitionSummary
    {
        /// <summary>Where one can go from here.</summary>
        public Link[]? Links { get; set; }

        /// <summary>Whether the stored text can be turned into a workflow.</summary>
        public bool IsMaterializerAvailable { get; set; }
    }
}
