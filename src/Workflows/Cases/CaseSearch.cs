using System.Text.Json.Nodes;

namespace ProcessSales.Workflows.Cases;

/// <summary>What lists find a case by: names and codes of every customer, store, product and person that its form names.</summary>
internal static class CaseSearch
{
    private const int Longest = 2000;

    /// <summary>Null when the form names none.</summary>
    public static string? TextOf(JsonObject data)
    {
        var found = new List<string>();
        Collect(data, found);
        var text = string.Join(' ', found.Distinct()).ToLowerInvariant();
        return text.Length == 0 ? null : text.Length > Longest ? text[..Longest] : text;
    }

    // A reference is kept with its id and its name as they were; an id that nobody would type, as a budget line's, is left out.
    private static void Collect(JsonNode? node, List<string> found)
    {
        switch (node)
        {
            case JsonArray rows:
                foreach (var row in rows) Collect(row, found);
                break;
            case JsonObject value when value["id"] is JsonValue id && value["name"] is JsonValue name:
                if (id.ToString() is { Length: <= 20 } code) found.Add(code);
                found.Add(name.ToString());
                break;
            case JsonObject value:
                foreach (var (_, inner) in value) Collect(inner, found);
                break;
        }
    }
}
