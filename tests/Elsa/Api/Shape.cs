using System.Text.Json;
using System.Text.Json.Nodes;

namespace Elsa.Tests.Api;

/// <summary>Compares names and types of two JSON values, not what they say.</summary>
/// <param name="pair">Told of texts that stand in the same place.</param>
/// <param name="filled">True when a list that was recorded with items must have some.</param>
internal sealed class Shape(Action<string, string> pair, bool filled)
{
    // What stands below these names is chosen by activities, expressions or settings, not by the contract.
    private static readonly HashSet<string> Free =
    [
        "activityState", "outputs", "properties", "payload", "metadata", "customProperties", "uiSpecifications", "input", "output", "value", "defaultValue",
        "errors", "warnings", "stringData", "constructionProperties", "completionCallbacks", "tag", "exception", "links", "notes",
    ];

    // These may be given where none was recorded: descriptions, names, the key by which this test finds its instances, and what the recorded server dropped of what was sent to it.
    private static readonly HashSet<string> Kept = ["description", "notes", "start", "activityName", "correlationId"];

    private static readonly string[] Keys = ["definitionId", "typeName", "fullName", "activityNodeId", "scheduledActivityNodeId", "transport", "name", "type", "id"];

    private readonly List<string> _differences = [];

    public static List<string> Differences(JsonNode? recorded, JsonNode? actual, Action<string, string> pair, bool filled = false)
    {
        var shape = new Shape(pair, filled);
        shape.Compare(recorded, actual, "$");
        return shape._differences;
    }

    private void Compare(JsonNode? recorded, JsonNode? actual, string path)
    {
        if (recorded is null || actual is null)
        {
            if (recorded is not null && path != "$")
                _differences.Add($"{path}: recorded {Kind(recorded)}, got null");
            return;
        }

        if (Kind(recorded) != Kind(actual))
        {
            _differences.Add($"{path}: recorded {Kind(recorded)}, got {Kind(actual)}");
            return;
        }

        switch (recorded, actual)
        {
            case (JsonObject left, JsonObject right):
                Objects(left, right, path);
                break;
            case (JsonArray left, JsonArray right):
                Arrays(left, right, path);
                break;
            case (JsonValue left, JsonValue right) when left.GetValueKind() == JsonValueKind.String:
                pair(left.ToString(), right.ToString());
                break;
        }
    }

    private void Objects(JsonObject recorded, JsonObject actual, string path, HashSet<string>? always = null, HashSet<string>? ever = null)
    {
        var required = always ?? [.. recorded.Select(static property => property.Key)];
        var allowed = ever ?? [];
        foreach (var (name, value) in recorded)
        {
            if (name is "_type" or "$id")
                continue;
            if (!actual.ContainsKey(name) && required.Contains(name))
                _differences.Add($"{path}.{name}: missing");
            else if (!Free.Contains(name) && actual.ContainsKey(name))
                Compare(value, actual[name], $"{path}.{name}");
        }

        foreach (var (name, _) in actual)
            if (!recorded.ContainsKey(name) && !Kept.Contains(name) && !path.EndsWith(".expression", StringComparison.Ordinal) && !allowed.Contains(name))
                _differences.Add($"{path}.{name}: not recorded");
    }

    /// <summary>What some elements of a recorded list have and others have not may be there or not.</summary>
    private void Arrays(JsonArray recorded, JsonArray actual, string path)
    {
        if (filled && recorded.Count > 0 && actual.Count == 0 && path == "$.items")
            _differences.Add($"{path}: recorded {recorded.Count}, got none");
        var siblings = recorded.OfType<JsonObject>().ToList();
        foreach (var (item, index) in actual.Select(static (item, index) => (item, index)))
            if (item is JsonObject found)
            {
                if (Partner(recorded, found) is { } partner)
                    Objects(partner, found, $"{path}[{NameOf(found) ?? index.ToString()}]", [.. siblings.Aggregate(Names(siblings[0]), static (names, other) => names.Intersect(Names(other)))], [.. siblings.SelectMany(Names)]);
            }
            else if (recorded.Count > 0 && recorded.All(other => other is not null) && item is not null && recorded.All(other => Kind(other!) != Kind(item)))
            {
                _differences.Add($"{path}[{index}]: recorded {Kind(recorded[0]!)}, got {Kind(item)}");
            }

        for (var i = 0; i < Math.Min(recorded.Count, actual.Count) && recorded.Count == actual.Count; i++)
            if (recorded[i] is JsonValue left && actual[i] is JsonValue right)
                pair(left.ToString(), right.ToString());
    }

    /// <summary>The recorded element that speaks of the same thing.</summary>
    private static JsonObject? Partner(JsonArray recorded, JsonObject found)
    {
        foreach (var key in Keys)
            if (found[key] is JsonValue value)
            {
                var same = recorded.OfType<JsonObject>().Where(other => other[key]?.ToString() == value.ToString()).ToList();
                if (same.Count > 0)
                    return same.Find(other => other["eventName"]?.ToString() == found["eventName"]?.ToString() && other["version"]?.ToString() == found["version"]?.ToString() && other["status"]?.ToString() == found["status"]?.ToString());
            }

        return null;
    }

    private static IEnumerable<string> Names(JsonObject item) => item.Select(static property => property.Key);

    private static string? NameOf(JsonObject item) => Keys.Select(key => item[key]?.ToString()).FirstOrDefault(static name => name is not null);

    private static string Kind(JsonNode node) => node.GetValueKind() switch
    {
        JsonValueKind.True or JsonValueKind.False => "boolean",
        var kind => kind.ToString().ToLowerInvariant(),
    };
}
