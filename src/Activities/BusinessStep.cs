using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Elsa.Extensions;
using Elsa.Workflows;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Activities;

/// <summary>
/// A step with effects outside the engine. A burst may be repeated after a crash, so every effect carries a key that repeats with it.
/// </summary>
public abstract class BusinessStep : Activity
{
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    /// <summary>
    /// The key of this execution: instance, node and the how-manyth time. The count lies in the instance's state, so a repeated burst counts the same.
    /// </summary>
    protected static string NextKey(ActivityExecutionContext context)
    {
        var workflow = context.WorkflowExecutionContext;
        var property = $"ProcessSales.Occurrence:{context.NodeId}";
        var occurrence = workflow.GetProperty<int>(property) + 1;
        workflow.SetProperty(property, occurrence);
        return $"{workflow.Id}/{context.NodeId}/{occurrence}";
    }

    /// <summary>The process that a definition describes: its definition id.</summary>
    protected static string ProcessOf(ActivityExecutionContext context) => context.WorkflowExecutionContext.Workflow.Identity.DefinitionId;

    /// <summary>What the designer shows on the step, as the title of what people see of it.</summary>
    protected static string StepNameOf(ActivityExecutionContext context) =>
        context.Activity.GetDisplayText() is { Length: > 0 } text ? text : context.Activity.Name ?? context.Activity.Id;

    /// <summary>The case that the instance carries.</summary>
    /// <exception cref="InvalidOperationException">The instance has none: an UpdateCase step must come first.</exception>
    protected static async Task<Case> CaseAsync(ActivityExecutionContext context) =>
        await FindCaseAsync(context)
        ?? throw new InvalidOperationException("This instance has no case yet. Put the step 'Update case' before this one.");

    /// <summary>The case that the instance carries, or null.</summary>
    protected static async Task<Case?> FindCaseAsync(ActivityExecutionContext context)
    {
        var databases = context.GetRequiredService<IDbContextFactory<ProcessSalesDb>>();
        await using var db = await databases.CreateDbContextAsync(context.CancellationToken);
        var instance = context.WorkflowExecutionContext.Id;
        return await db.Set<Case>().AsNoTracking().SingleOrDefaultAsync(x => x.InstanceId == instance, context.CancellationToken);
    }

    /// <summary>A value handed over with the resume; null when it is missing.</summary>
    protected static string? InputText(ActivityExecutionContext context, string name) =>
        context.TryGetWorkflowInput<string>(name, out var value) && value.Length > 0 ? value : null;

    /// <summary>Reads what a step noted in the instance.</summary>
    protected static T? Recall<T>(ActivityExecutionContext context, string name) =>
        context.GetProperty<string>(name) is { } text ? JsonSerializer.Deserialize<T>(text, Json) : default;

    /// <summary>Notes something in the instance; kept as text, so that it reads back the same from every store.</summary>
    protected static void Note<T>(ActivityExecutionContext context, string name, T value) =>
        context.SetProperty(name, JsonSerializer.Serialize(value, Json));

    /// <summary>What a designer's expression gave as extra data for a template.</summary>
    protected static JsonObject? AsJson(object? value) => value switch
    {
        null => null,
        JsonObject json => (JsonObject)json.DeepClone(),
        string { Length: > 0 } text => JsonNode.Parse(text) as JsonObject,
        string => null,
        _ => JsonSerializer.SerializeToNode(value, value.GetType(), Json) as JsonObject,
    };
}
