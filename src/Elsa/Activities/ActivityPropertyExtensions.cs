using Elsa.Expressions.Helpers;
using Elsa.Workflows;

namespace Elsa.Extensions;

/// <summary>Notes of the engine and the designer about an activity.</summary>
public static class ActivityPropertyExtensions
{
    private const string CanStartWorkflowKey = "canStartWorkflow";
    private const string RunAsynchronouslyKey = "runAsynchronously";

    /// <summary>True for a trigger that starts the workflow.</summary>
    public static bool GetCanStartWorkflow(this IActivity activity) => Flag(activity, CanStartWorkflowKey) == true;

    /// <summary>Makes a trigger start the workflow.</summary>
    public static void SetCanStartWorkflow(this IActivity activity, bool value) => activity.CustomProperties[CanStartWorkflowKey] = value;

    /// <summary>True asks for execution in the background; null leaves it to the activity's type.</summary>
    public static bool? GetRunAsynchronously(this IActivity activity) => Flag(activity, RunAsynchronouslyKey);

    /// <summary>Asks for execution in the background.</summary>
    public static void SetRunAsynchronously(this IActivity activity, bool? value) => activity.CustomProperties[RunAsynchronouslyKey] = value!;

    /// <summary>The text that the designer shows instead of the type's name; null for none.</summary>
    public static string? GetDisplayText(this IActivity activity) => Text(activity, "displayText");

    /// <summary>Sets the text that the designer shows.</summary>
    public static void SetDisplayText(this IActivity activity, string value) => activity.Metadata["displayText"] = value;

    /// <summary>The sentence that the designer shows below the name; null for none.</summary>
    public static string? GetDescription(this IActivity activity) => Text(activity, "description");

    /// <summary>Sets the sentence that the designer shows.</summary>
    public static void SetDescription(this IActivity activity, string value) => activity.Metadata["description"] = value;

    private static bool? Flag(IActivity activity, string key) =>
        activity.CustomProperties.TryGetValue(key, out var value) ? value as bool? ?? value.ConvertTo<bool?>() : null;

    private static string? Text(IActivity activity, string key) =>
        activity.Metadata.TryGetValue(key, out var value) ? value?.ToString() : null;
}
