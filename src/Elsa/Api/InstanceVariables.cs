using Elsa.Storage;
using Elsa.Workflows.Management;
using Elsa.Workflows.Memory;
using Elsa.Workflows.Serialization;
using Elsa.Workflows.State;
using Microsoft.AspNetCore.Http;

namespace Elsa.Workflows.Api;

/// <summary>Reads the variables of an instance and changes those of one that waits.</summary>
internal static class InstanceVariables
{
    public static void Map(ApiRoutes routes)
    {
        routes.Get("workflow-instances/{id}/variables", InstanceRoutes.Read, ReadAsync);
        routes.Post("workflow-instances/{id}/variables", InstanceRoutes.Write, ChangeAsync);
    }

    private static async Task<IResult> ReadAsync(ApiCall call)
    {
        var instance = await call.Service<VisibleInstance>().ReadAsync(call.Route("id"), call.Stop).ConfigureAwait(false);
        return call.Answer(await ListAsync(call, instance.DefinitionVersionId, instance.WorkflowState).ConfigureAwait(false));
    }

    private static async Task<IResult> ChangeAsync(ApiCall call)
    {
        var body = await call.BodyAsync().ConfigureAwait(false);
        var id = call.Route("id");
        var changes = body.Required("variables");
        if (changes.ValueKind != System.Text.Json.JsonValueKind.Array)
            throw RefusedCall.Invalid("variables", "'variables' must be a list.");
        await call.Service<VisibleInstance>().RequireAsync(id, call.Stop).ConfigureAwait(false);

        // The instance is held, so that no burst runs on the old values meanwhile.
        await using var hold = await call.Service<EngineDatabase>().HoldAsync(id, call.Stop).ConfigureAwait(false) ?? throw RefusedCall.NotFound();
        if (call.Service<InstanceReader>().State(hold.Row) is not { } state || state.Status != WorkflowStatus.Running || RootOf(state) is not { } root)
            throw RefusedCall.Invalid(RefusedCall.General, "Only variables of a running instance can be changed.");
        var known = await DeclaredAsync(call, state.DefinitionVersionId).ConfigureAwait(false);
        var values = ValuesOf(root) ?? new Dictionary<string, object>(StringComparer.Ordinal);
        root.Properties[WorkflowInstanceStorageDriver.VariablesDictionaryStateKey] = values;
        foreach (var element in changes.EnumerateArray())
        {
            var change = new JsonBody(element.ValueKind == System.Text.Json.JsonValueKind.Object ? element : throw RefusedCall.Invalid("variables", "'variables' must be a list of objects."));
            var variable = change.RequiredText("id");
            if (known.All(declared => declared.Id != variable))
                throw RefusedCall.Invalid("variables", $"The workflow has no variable with the id '{variable}'.");
            if (change.Field("value") is { } value)
                values[variable] = PlainData.Read(value)!;
            else
                values.Remove(variable);
        }

        state.UpdatedAt = call.Service<TimeProvider>().GetUtcNow();
        var row = InstanceRow.From(state, call.Service<IWorkflowStateSerializer>().SerializeToUtfBytes(state));
        await hold.CommitAsync(session => row.UpdateAsync(session, hold.Row.Num, hold.Row.Revision), call.Stop).ConfigureAwait(false);
        return call.Answer(await ListAsync(call, state.DefinitionVersionId, state).ConfigureAwait(false));
    }

    private static async Task<object> ListAsync(ApiCall call, string versionId, WorkflowState state)
    {
        var declared = await DeclaredAsync(call, versionId).ConfigureAwait(false);
        var values = RootOf(state) is { } root ? ValuesOf(root) : null;
        return new Listed<object>(declared.Select(object (variable) => new { variable.Id, variable.Name, Value = values?.TryGetValue(variable.Id, out var value) == true ? value : DefaultOf(variable) }).ToList());
    }

    /// <summary>A variable that is not kept with the instance begins every burst with its default.</summary>
    private static object? DefaultOf(Variable variable) => variable.StorageDriverType is null ? variable.Declare().Value : null;

    private static async Task<ICollection<Variable>> DeclaredAsync(ApiCall call, string versionId) =>
        (await call.Service<IWorkflowDefinitionService>().FindWorkflowGraphAsync(versionId, call.Stop).ConfigureAwait(false))?.Workflow.Variables ?? [];

    private static ActivityExecutionContextState? RootOf(WorkflowState state) => state.ActivityExecutionContexts.FirstOrDefault(static context => context.ParentContextId is null);

    private static IDictionary<string, object>? ValuesOf(ActivityExecutionContextState root) =>
        root.Properties.TryGetValue(WorkflowInstanceStorageDriver.VariablesDictionaryStateKey, out var found) ? found as IDictionary<string, object> : null;
}
