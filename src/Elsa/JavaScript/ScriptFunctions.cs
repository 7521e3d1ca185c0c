using Elsa.Workflows.Management.Activities.WorkflowDefinitionActivity;
using System.Text;
using Elsa.Expressions.Models;
using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Models;
using Elsa.Workflows.Serialization;
using Jint;
using Jint.Native;
using Jint.Runtime.Interop;

namespace Elsa.Expressions.JavaScript;

/// <summary>The functions that scripts may call. Only those that a script names are put into its engine.</summary>
internal static class ScriptFunctions
{
    private delegate object? Body(ExpressionExecutionContext context, JsValue[] arguments);

    private static readonly Dictionary<string, Body> Fixed = new(StringComparer.Ordinal)
    {
        ["getWorkflowDefinitionId"] = (c, _) => c.Workflow?.Workflow.Identity.DefinitionId,
        ["getWorkflowDefinitionVersionId"] = (c, _) => c.Workflow?.Workflow.Identity.Id,
        ["getWorkflowDefinitionVersion"] = (c, _) => c.Workflow?.Workflow.Identity.Version,
        ["getWorkflowInstanceId"] = (c, _) => c.Workflow?.Id,
        ["getCorrelationId"] = (c, _) => c.Workflow?.CorrelationId,
        ["setCorrelationId"] = (c, a) => c.GetWorkflowExecutionContext().CorrelationId = TextOf(a, 0),
        ["getWorkflowInstanceName"] = (c, _) => c.Workflow?.Name,
        ["setWorkflowInstanceName"] = (c, a) => c.GetWorkflowExecutionContext().Name = TextOf(a, 0),
        ["getVariable"] = (c, a) => c.GetVariableInScope(TextOf(a, 0) ?? ""),
        ["setVariable"] = (c, a) => SetVariable(c, TextOf(a, 0) ?? "", At(a, 1)),
        ["getInput"] = (c, a) => c.GetInput(TextOf(a, 0) ?? ""),
        ["getOutputFrom"] = (c, a) => c.GetOutput(TextOf(a, 0) ?? "", TextOf(a, 1)),
        ["getLastResult"] = (c, _) => c.Workflow?.GetLastActivityResult(),
        ["isNullOrWhiteSpace"] = (_, a) => string.IsNullOrWhiteSpace(TextOf(a, 0)),
        ["isNullOrEmpty"] = (_, a) => string.IsNullOrEmpty(TextOf(a, 0)),
        ["parseGuid"] = (_, a) => Guid.Parse(TextOf(a, 0) ?? "").ToString(),
        ["getGuid"] = (_, _) => Guid.NewGuid().ToString(),
        ["getGuidString"] = (_, _) => Guid.NewGuid().ToString(),
        ["getShortGuid"] = (_, _) => Convert.ToBase64String(Guid.NewGuid().ToByteArray())[..22].Replace('/', '_').Replace('+', '-'),
        ["toJson"] = (_, a) => PlainData.WriteText(JavaScriptData.FromScript(At(a, 0))),
        ["stringToBase64"] = (_, a) => Convert.ToBase64String(Encoding.UTF8.GetBytes(TextOf(a, 0) ?? "")),
        ["setOutcome"] = (c, a) => SetOutcomes(c, [TextOf(a, 0) ?? "Done"]),
        ["setOutcomes"] = (c, a) => SetOutcomes(c, JavaScriptData.FromScript(At(a, 0)) is List<object?> names ? names.Select(x => x?.ToString() ?? "") : []),
        ["stringFromBase64"] = (_, a) => Encoding.UTF8.GetString(Convert.FromBase64String(TextOf(a, 0) ?? "")),
    };

    public static IEnumerable<string> FixedNames => Fixed.Keys;

    /// <summary>Puts a function into the engine when the name is one of the fixed ones, or speaks of a variable, an input or an output.</summary>
    public static void Define(Engine engine, ExpressionExecutionContext context, string name)
    {
        if (Fixed.TryGetValue(name, out var body))
            Set(engine, context, name, body);
        else if (name.Length > 3 && name.StartsWith("get", StringComparison.Ordinal))
            DefineGetter(engine, context, name);
        else if (name.Length > 3 && name.StartsWith("set", StringComparison.Ordinal) && VariableCalled(context, name[3..]) is { } variable)
            Set(engine, context, name, (c, a) => SetVariable(c, variable, At(a, 0)));
    }

    /// <summary>The name as it stands in a function's name.</summary>
    public static string Pascal(string name) => name.Length == 0 || char.IsUpper(name[0]) ? name : char.ToUpperInvariant(name[0]) + name[1..];

    private static void DefineGetter(Engine engine, ExpressionExecutionContext context, string name)
    {
        var rest = name[3..];
        if (VariableCalled(context, rest) is { } variable)
            Set(engine, context, name, (c, _) => c.GetVariableInScope(variable));
        else if (context.DeclaredInputs().FirstOrDefault(x => Pascal(x.Name) == rest) is { } input)
            Set(engine, context, name, (c, _) => c.GetInput(input.Name));
        else if (OutputCalled(context, rest) is var (activityId, output))
            Set(engine, context, name, (c, _) => c.GetOutput(activityId, output));
    }

    private static string? VariableCalled(ExpressionExecutionContext context, string pascalName)
    {
        foreach (var variable in context.EnumerateVariablesInScope())
            if (variable.Name is { Length: > 0 } name && Pascal(name) == pascalName)
                return name;
        return null;
    }

    private static (string ActivityId, string Output)? OutputCalled(ExpressionExecutionContext context, string rest)
    {
        for (var at = rest.IndexOf("From", StringComparison.Ordinal); at > 0; at = rest.IndexOf("From", at + 1, StringComparison.Ordinal))
        {
            var activityName = rest[(at + 4)..];
            foreach (var node in context.Workflow?.Nodes ?? (IReadOnlyCollection<ActivityNode>)[])
                if (Pascal(node.Activity.Name ?? node.Activity.Id) == activityName || Pascal(node.Activity.Id) == activityName)
                    return (node.Activity.Id, rest[..at]);
        }

        return null;
    }

    private static object? SetOutcomes(ExpressionExecutionContext context, IEnumerable<string> outcomes)
    {
        Activities.RunJavaScript.SetOutcomes(context, outcomes);
        return null;
    }

    private static object? SetVariable(ExpressionExecutionContext context, string name, JsValue value)
    {
        context.SetVariable(name, JavaScriptData.FromScript(value));
        return null;
    }

    private static void Set(Engine engine, ExpressionExecutionContext context, string name, Body body) =>
        engine.SetValue(name, new ClrFunction(engine, name, (_, arguments) => JavaScriptData.ToScript(engine, body(context, [.. arguments]))));

    private static JsValue At(JsValue[] arguments, int index) => index < arguments.Length ? arguments[index] : JsValue.Undefined;

    private static string? TextOf(JsValue[] arguments, int index) => At(arguments, index) is var value && (value.IsNull() || value.IsUndefined()) ? null : value.ToString();
}
