using System.Text;
using Elsa.Common.Models;
using Elsa.Expressions.JavaScript;
using Elsa.Workflows.Management;
using Elsa.Workflows.Management.Filters;
using Microsoft.AspNetCore.Http;

namespace Elsa.Workflows.Api;

/// <summary>Tells the script editor what a script of a definition can call.</summary>
internal static class ScriptingRoutes
{
    private static readonly Dictionary<string, string> Signatures = new(StringComparer.Ordinal)
    {
        ["getWorkflowDefinitionVersion"] = "(): number",
        ["setCorrelationId"] = "(value: string): void",
        ["setWorkflowInstanceName"] = "(value: string): void",
        ["getVariable"] = "(name: string): any",
        ["setVariable"] = "(name: string, value: any): void",
        ["getInput"] = "(name: string): any",
        ["getOutputFrom"] = "(activityId: string, outputName?: string): any",
        ["getLastResult"] = "(): any",
        ["isNullOrWhiteSpace"] = "(value: string): boolean",
        ["isNullOrEmpty"] = "(value: string): boolean",
        ["parseGuid"] = "(value: string): string",
        ["toJson"] = "(value: any): string",
        ["stringToBase64"] = "(value: string): string",
        ["stringFromBase64"] = "(value: string): string",
    };

    public static void Map(ApiRoutes routes) =>
        routes.Post("scripting/javascript/type-definitions/{definitionId}", ["read:*", "read:javascript-type-definitions"], AnswerAsync);

    private static async Task<IResult> AnswerAsync(ApiCall call)
    {
        await call.BodyAsync().ConfigureAwait(false);
        var id = call.Route("definitionId");
        var definition = await call.Service<IWorkflowDefinitionStore>().FindAsync(new WorkflowDefinitionFilter { DefinitionId = id, VersionOptions = VersionOptions.Latest }, call.Stop).ConfigureAwait(false)
            ?? await call.Service<IWorkflowDefinitionStore>().FindAsync(new WorkflowDefinitionFilter { Id = id }, call.Stop).ConfigureAwait(false)
            ?? throw RefusedCall.NotFound();

        var text = new StringBuilder();
        foreach (var name in ScriptFunctions.FixedNames)
            text.Append("declare function ").Append(name).Append(Signatures.GetValueOrDefault(name, "(): string")).Append(";\n");

        var properties = new StringBuilder();
        foreach (var variable in definition.Variables.Where(static variable => IsName(variable.Name)))
        {
            var type = TypeOf(variable.GetType().IsGenericType ? variable.GetType().GenericTypeArguments[0] : typeof(object));
            var title = ScriptFunctions.Pascal(variable.Name);
            text.Append($"declare function get{title}(): {type};\ndeclare function set{title}(value: {type}): void;\n");
            properties.Append($"{variable.Name}: {type};\n");
        }

        if (await call.Service<DefinitionAnswers>().GraphAsync(definition, call.Stop).ConfigureAwait(false) is { } graph)
            foreach (var node in graph.Nodes)
            {
                var activity = ScriptFunctions.Pascal(node.Activity.Name ?? node.Activity.Id);
                if (IsName(activity))
                    foreach (var output in call.Service<IActivityRegistry>().Find(node.Activity.Type)?.Outputs ?? [])
                        text.Append($"declare function get{output.Name}From{activity}(): {TypeOf(output.Type)};\n");
            }

        foreach (var input in definition.Inputs.Where(static input => IsName(input.Name)))
            text.Append($"declare function get{ScriptFunctions.Pascal(input.Name)}(): {TypeOf(input.Type)};\n");
        text.Append("declare class WorkflowVariables {\n").Append(properties).Append("}\ndeclare var variables: WorkflowVariables;\n");
        return Results.File(Encoding.UTF8.GetBytes(text.ToString()), "application/x-typescript", $"elsa.{id}.d.ts");
    }

    private static bool IsName(string? name) => name is { Length: > 0 } && (char.IsLetter(name[0]) || name[0] == '_') && name.All(static c => char.IsLetterOrDigit(c) || c == '_');

    private static string TypeOf(Type type) => Type.GetTypeCode(Nullable.GetUnderlyingType(type) ?? type) switch
    {
        TypeCode.Boolean => "boolean",
        TypeCode.String or TypeCode.Char => "string",
        TypeCode.DateTime => "Date",
        >= TypeCode.SByte and <= TypeCode.Decimal => "number",
        _ => "any",
    };
}
