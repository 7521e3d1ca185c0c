using System.Text.Json.Nodes;

namespace ProcessSales.Workflows.Tasks;

/// <summary>What two drafts of one task differ in.</summary>
internal static class DraftDifference
{
    private const int Most = 20;
    private const int Longest = 80;

    /// <summary>Returns when both say the same.</summary>
    /// <exception cref="RefusedException">They differ: a conflict that names each field with what the stored draft says.</exception>
    public static void Refuse(JsonObject stored, JsonObject mine)
    {
        var fields = stored.Select(pair => pair.Key).Union(mine.Select(pair => pair.Key)).Where(name => Text(stored[name]) != Text(mine[name])).Take(Most).ToList();
        if (fields.Count == 0) return;
        throw new RefusedException(RefusalKind.Conflict, [new(null, "draft.changed"), .. fields.Select(name => new Refusal(name, "draft.says", Short(stored[name])))]);
    }

    // What was entered is text; an empty field and one that is not there say the same.
    private static string Text(JsonNode? value) => value switch
    {
        null => "",
        JsonValue plain => plain.ToString().Trim(),
        JsonObject row => row.All(cell => Text(cell.Value).Length == 0) ? "" : string.Join('\u001f', row.OrderBy(cell => cell.Key, StringComparer.Ordinal).Select(cell => cell.Key + "=" + Text(cell.Value))),
        JsonArray rows => string.Join('\u001e', rows.Select(Text)),
        _ => "",
    };

    private static string Short(JsonNode? value)
    {
        var text = value switch
        {
            null => "",
            JsonArray rows => string.Join("; ", rows.OfType<JsonObject>().Select(row => string.Join(", ", row.Select(cell => cell.Value?.ToString()).Where(cell => !string.IsNullOrWhiteSpace(cell))))),
            JsonObject reference => reference["name"]?.ToString() ?? reference["id"]?.ToString() ?? "",
            _ => value.ToString(),
        };
        return text.Length > Longest ? text[..Longest] + "…" : text.Length == 0 ? "–" : text;
    }
}
