using System.ComponentModel;
using System.Text.Json.Serialization;
using Elsa.Expressions.Helpers;
using Elsa.Expressions.Models;
using Elsa.Workflows.Activities;
using Elsa.Workflows.Models;

namespace Elsa.Workflows.Management.Activities.WorkflowDefinitionActivity;

/// <summary>
/// Runs a version of another definition inside this instance. Its inputs and outputs are those of the definition; its outcomes are what a
/// Complete activity inside names. The version stays the same until the activity is changed to another one.
/// </summary>
[Browsable(false)]
public class WorkflowDefinitionActivity : Composite
{
    /// <summary>The definition.</summary>
    public string WorkflowDefinitionId { get; set; } = default!;

    /// <summary>The id of the version that is run.</summary>
    public string WorkflowDefinitionVersionId { get; set; } = default!;

    /// <summary>The number of the newest published version, for the designer.</summary>
    public int LatestAvailablePublishedVersion { get; set; }

    /// <summary>The id of the newest published version, for the designer.</summary>
    public string LatestAvailablePublishedVersionId { get; set; } = default!;

    /// <summary>The version, once it is loaded; null before, and when it is not there any more.</summary>
    [JsonIgnore]
    internal Workflow? Loaded
    {
        get => Root as Workflow;
        set => Root = value!;
    }

    /// <inheritdoc />
    protected override ValueTask ExecuteAsync(ActivityExecutionContext context) => Loaded is null
        ? throw new InvalidOperationException($"The version '{WorkflowDefinitionVersionId}' of the workflow '{WorkflowDefinitionId}', which this activity runs, is not there.")
        : base.ExecuteAsync(context);

    /// <summary>Puts a value into an output of the activity.</summary>
    internal void SetOutput(ActivityExecutionContext context, string name, object? value)
    {
        var declared = Loaded?.Outputs.FirstOrDefault(x => x.Name == name);
        value = declared is null ? value : value.ConvertTo(declared.Type);
        context.Set(SyntheticProperties.TryGetValue(name, out var output) ? output as Output : null, value, name);
    }
}

/// <summary>Where an expression stands when workflows are run inside of workflows.</summary>
internal static class WorkflowDefinitionScope
{
    /// <summary>The execution of the nearest workflow that is run as an activity around this scope; null directly within the instance's own workflow.</summary>
    public static ActivityExecutionContext? DefinitionAround(this ExpressionExecutionContext context)
    {
        // The inputs of such an activity belong to the workflow that holds it.
        for (var current = context.Activity?.Activity is WorkflowDefinitionActivity ? context.ParentContext : context; current is not null; current = current.ParentContext)
            if (current.Activity is { Activity: WorkflowDefinitionActivity } found)
                return found;
        return null;
    }

    /// <summary>The inputs that the workflow around this scope declares.</summary>
    public static IEnumerable<InputDefinition> DeclaredInputs(this ExpressionExecutionContext context) =>
        (context.DefinitionAround() is { } around ? ((WorkflowDefinitionActivity)around.Activity).Loaded : context.Workflow?.Workflow)?.Inputs ?? [];
}
