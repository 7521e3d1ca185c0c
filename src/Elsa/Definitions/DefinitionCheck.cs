using System.Globalization;
using System.Text;
using System.Text.Json;
using Elsa.Expressions.Contracts;
using Elsa.Expressions.JavaScript;
using Elsa.Expressions.Liquid.Contracts;
using Elsa.Scheduling;
using Elsa.Workflows.Management.Entities;
using Elsa.Workflows.Management.Models;

namespace Elsa.Workflows.Management;

/// <summary>
/// Reads the text of a definition and names everything that would keep it from running, with the path to the fault. It never
/// runs anything of the definition, and its work grows with the size of the text, which is limited.
/// </summary>
internal sealed class DefinitionCheck(IActivityRegistry registry, ICronParser crons, IExpressionDescriptorRegistry expressions, JavaScriptEvaluator scripts, ILiquidTemplateManager templates)
{
    private readonly IActivityRegistry _registry = registry;
    private readonly ICronParser _crons = crons;
    private readonly IExpressionDescriptorRegistry _expressions = expressions;
    private readonly JavaScriptEvaluator _scripts = scripts;
    private readonly ILiquidTemplateManager _templates = templates;

    private const int LargestText = 5 * 1024 * 1024;
    private const int LargestExpression = 100_000;
    private const int DeepestLevel = 90;
    private const int MostErrors = 50;

    private static readonly string[] PlainTypes = ["ObjectMap", "Object", "ObjectArray", "ObjectDictionary", "JSON"];

    /// <summary>What must not even be stored as a draft: text that is too large or too deep to read safely, or names a type of the program.</summary>
    public List<WorkflowValidationError> Dangers(WorkflowDefinition definition) => Walk(definition, dangersOnly: true);

    /// <summary>Everything that keeps the definition from being published.</summary>
    public List<WorkflowValidationError> Check(WorkflowDefinition definition) => Walk(definition, dangersOnly: false);

    private List<WorkflowValidationError> Walk(WorkflowDefinition definition, bool dangersOnly)
    {
        var text = definition.StringData;
        if (string.IsNullOrWhiteSpace(text))
            return [];
        if (Encoding.UTF8.GetByteCount(text) > LargestText)
            return [new WorkflowValidationError($"The definition is larger than {LargestText / 1024 / 1024} MB.")];
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 1000, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            var walk = new Visit(this, dangersOnly);
            walk.Activity(document.RootElement, "$", 0);
            return walk.Errors;
        }
        catch (JsonException e)
        {
            return [new WorkflowValidationError($"The definition is not valid JSON: {e.Message}")];
        }
    }

    private sealed class Visit(DefinitionCheck check, bool dangersOnly)
    {
        private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
        private string? _activityId;
        private bool _isTooDeep;

        public List<WorkflowValidationError> Errors { get; } = [];

        public void Activity(JsonElement element, string path, int level)
        {
            if (element.ValueKind != JsonValueKind.Object)
            {
                Fault(path, "An activity is expected here.");
                return;
            }

            var outer = _activityId;
            _activityId = Text(element, "id");
            var type = Text(element, "type");
            if (!dangersOnly)
            {
                if (type is null)
                    Fault(path, "The activity has no type.");
                else if (check._registry.Find(type) is null)
                    Fault(path, $"The activity type '{type}' is not known.");
                if (_activityId is not null && !_ids.Add(_activityId))
                    Fault(path, $"Another activity has the id '{_activityId}' already.");
                if (element.TryGetProperty("connections", out var connections))
                    Connections(element, connections, path);
                if (type == SchedulingStimulusNames.Cron)
                    Cron(element, path);
                else if (type == SchedulingStimulusNames.Delay)
                    Length(element, "timeSpan", path, TimeSpan.Zero, "A wait must not be negative.");
                else if (type == SchedulingStimulusNames.Timer)
                    Length(element, "interval", path, TimeSpan.FromTicks(1), "The interval of a timer must be longer than nothing.");
            }

            Properties(element, path, level);
            _activityId = outer;
        }

        private void Value(JsonElement element, string name, string path, int level)
        {
            if (Errors.Count >= MostErrors || _isTooDeep || element.ValueKind is not (JsonValueKind.Array or JsonValueKind.Object))
                return;
            if (level > DeepestLevel)
            {
                _isTooDeep = true;
                Fault(path, $"The definition is nested deeper than {DeepestLevel} levels.");
                return;
            }

            if (element.ValueKind == JsonValueKind.Array)
            {
                var index = 0;
                foreach (var item in element.EnumerateArray())
                {
                    if (name == "activities")
                        Activity(item, $"{path}[{index}]", level + 1);
                    else
                        Value(item, "", $"{path}[{index}]", level + 1);
                    index++;
                }
            }
            else
            {
                if (IsExpression(element, name))
                    Expression(element, path);
                else if (Text(element, "type") is { } type && (type.Contains('.', StringComparison.Ordinal) || Text(element, "id") is not null))
                    Activity(element, path, level);
                else
                    Properties(element, path, level);
            }
        }

        private void Properties(JsonElement element, string path, int level)
        {
            foreach (var property in element.EnumerateObject())
            {
                if (property.Name is "$type" or "_type" && !(property.Name == "_type" && property.Value.ValueKind == JsonValueKind.String && PlainTypes.Contains(property.Value.GetString())))
                    Fault($"{path}.{property.Name}", "A type of the program must not be named in a definition.");
                Value(property.Value, property.Name, $"{path}.{property.Name}", level + 1);
            }
        }

        private static bool IsExpression(JsonElement element, string name) =>
            name is "expression" || (element.TryGetProperty("value", out _) && Text(element, "type") is { } type && !type.Contains('.', StringComparison.Ordinal));

        private void Expression(JsonElement element, string path)
        {
            if (dangersOnly || Text(element, "type") is not { } type)
                return;
            if (check._expressions.Find(type) is null)
            {
                Fault(path, $"The expression type '{type}' is not known.");
                return;
            }

            var text = Text(element, "value");
            if (text is null)
                return;
            if (text.Length > LargestExpression && (type is "JavaScript" or "Liquid"))
            {
                Fault(path, $"The expression is longer than {LargestExpression} characters.");
                return;
            }

            if (type == "JavaScript" && check._scripts.Check(text) is { } script)
                Fault(path, $"The JavaScript expression cannot be read: {script}");
            else if (type == "Liquid" && !check._templates.Validate(text, out var error))
                Fault(path, $"The Liquid expression cannot be read: {error}");
        }

        private void Connections(JsonElement flowchart, JsonElement connections, string path)
        {
            if (connections.ValueKind != JsonValueKind.Array)
                return;
            var ids = new HashSet<string>(StringComparer.Ordinal);
            if (flowchart.TryGetProperty("activities", out var activities) && activities.ValueKind == JsonValueKind.Array)
                foreach (var activity in activities.EnumerateArray())
                    if (activity.ValueKind == JsonValueKind.Object && Text(activity, "id") is { } id)
                        ids.Add(id);

            var index = 0;
            foreach (var connection in connections.EnumerateArray())
            {
                End(connection, "source", ids, $"{path}.connections[{index}]");
                End(connection, "target", ids, $"{path}.connections[{index}]");
                index++;
            }
        }

        private void End(JsonElement connection, string end, HashSet<string> ids, string path)
        {
            var activity = connection.ValueKind == JsonValueKind.Object && connection.TryGetProperty(end, out var endpoint) && endpoint.ValueKind == JsonValueKind.Object ? Text(endpoint, "activity") : null;
            if (activity is null || !ids.Contains(activity))
                Errors.Add(new WorkflowValidationError($"The {end} of the connection is '{activity}', which is no activity of the flowchart. ({path}.{end})", activity ?? _activityId));
        }

        private void Cron(JsonElement element, string path)
        {
            if (Literal(element, "cronExpression") is not { } cron)
                return;
            try
            {
                check._crons.GetNextOccurrence(cron);
            }
            catch (FormatException e)
            {
                Fault($"{path}.cronExpression", e.Message);
            }
        }

        private void Length(JsonElement element, string input, string path, TimeSpan least, string otherwise)
        {
            if (Literal(element, input) is { } text && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var length) && length < least)
                Fault($"{path}.{input}", otherwise);
        }

        private static string? Literal(JsonElement element, string input) =>
            element.TryGetProperty(input, out var value) && value.ValueKind == JsonValueKind.Object && value.TryGetProperty("expression", out var expression) && Text(expression, "type") == "Literal"
                ? Text(expression, "value")
                : null;

        private void Fault(string path, string message)
        {
            if (Errors.Count < MostErrors)
                Errors.Add(new WorkflowValidationError($"{message} ({path})", _activityId));
        }

        private static string? Text(JsonElement element, string name) =>
            element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }
}
