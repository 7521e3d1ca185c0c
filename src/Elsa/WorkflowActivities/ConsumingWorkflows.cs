using System.Text.Json.Nodes;
using Elsa.Storage;
using Elsa.Workflows.Management.Entities;
using Elsa.Workflows.Management.Filters;
using Elsa.Workflows.Management.Stores;

namespace Elsa.Workflows.Management;

/// <summary>Finds the definitions that use another one as an activity, and moves them to its newest version.</summary>
internal sealed class ConsumingWorkflows(EngineDatabase database, WorkflowDefinitionStore store)
{
    /// <summary>The newest versions of the definitions that use it, already changed but not saved.</summary>
    public async Task<List<WorkflowDefinition>> MovedToAsync(WorkflowDefinition used, CancellationToken cancellationToken)
    {
        var mark = $"\"workflowDefinitionId\":{JsonValue.Create(used.DefinitionId).ToJsonString()}";
        var ids = await database.ReadAsync(session => session.QueryAsync(
            "SELECT Id FROM ElsaDefinitions WHERE IsLatest = 1 AND DefinitionId <> $1 AND " + database.Contains("StringData", 2), static row => row.GetString(0), used.DefinitionId, mark), cancellationToken).ConfigureAwait(false);
        var moved = new List<WorkflowDefinition>();
        foreach (var id in ids)
        {
            if (await store.FindAsync(new WorkflowDefinitionFilter { Id = id }, cancellationToken).ConfigureAwait(false) is not { StringData: { } text, IsReadonly: false } definition)
                continue;
            var root = JsonNode.Parse(text, documentOptions: Serialization.EngineJson.DocumentOptions)!;
            if (!Move(root, used))
                continue;
            definition.StringData = root.ToJsonString();
            moved.Add(definition);
        }

        return moved;
    }

    private static bool Move(JsonNode? node, WorkflowDefinition used)
    {
        var changed = false;
        switch (node)
        {
            case JsonArray items:
                foreach (var item in items)
                    changed |= Move(item, used);
                break;
            case JsonObject map:
                if (map["workflowDefinitionId"] is JsonValue id && id.ToString() == used.DefinitionId && map["workflowDefinitionVersionId"]?.ToString() is { } version && version != used.Id)
                {
                    map["workflowDefinitionVersionId"] = used.Id;
                    map["version"] = used.Version;
                    map["latestAvailablePublishedVersion"] = used.Version;
                    map["latestAvailablePublishedVersionId"] = used.Id;
                    changed = true;
                }

                foreach (var (_, value) in map.ToList())
                    changed |= Move(value, used);
                break;
        }

        return changed;
    }
}
