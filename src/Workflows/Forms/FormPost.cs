using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Primitives;

namespace ProcessSales.Workflows.Forms;

/// <summary>Turns posted fields such as <c>costs[0].amount</c> into a form's data: texts as entered, not checked yet.</summary>
public static partial class FormPost
{
    /// <summary>Prefix of every field of a form among the posted ones.</summary>
    public const string Prefix = "f.";

    /// <summary>Bytes of UTF-8, names included, from which on entered data are refused unread (trial R-28); the largest honest form has half of it.</summary>
    public const int TooLarge = 256 * 1024;

    private const int MostRows = 1000;

    /// <summary>Reads the fields whose name begins with <see cref="Prefix"/>. Rows keep their order; gaps in their numbers close.</summary>
    /// <exception cref="RefusedException">A name is not one of a field, there are too many rows, or it is too much.</exception>
    public static JsonObject Read(FormDefinition form, IEnumerable<KeyValuePair<string, StringValues>> posted)
    {
        var size = 0L;
        var data = new JsonObject();
        var tables = new Dictionary<string, SortedDictionary<int, JsonObject>>();
        foreach (var (name, values) in posted)
        {
            if (!name.StartsWith(Prefix, StringComparison.Ordinal)) continue;
            if ((size += Encoding.UTF8.GetByteCount(name) + values.Sum(each => Encoding.UTF8.GetByteCount(each ?? ""))) >= TooLarge) throw Refuse();
            var match = FieldName().Match(name, Prefix.Length);
            if (!match.Success || match.Index != Prefix.Length) throw new RefusedException(RefusalKind.Invalid, "field.unknown", name.Length > 60 ? name[..60] : name);
            // A check box posts an empty value before its own: the last one counts.
            var value = values.Count == 0 ? "" : values[^1];
            if (!match.Groups["row"].Success)
            {
                data[match.Groups["name"].Value] = value;
                continue;
            }

            var row = int.Parse(match.Groups["row"].Value, System.Globalization.CultureInfo.InvariantCulture);
            if (row >= MostRows) throw new RefusedException(RefusalKind.Invalid, [new(match.Groups["name"].Value, "field.tooManyRows", MostRows)]);
            if (!tables.TryGetValue(match.Groups["name"].Value, out var rows)) tables[match.Groups["name"].Value] = rows = [];
            if (!rows.TryGetValue(row, out var cells)) rows[row] = cells = [];
            cells[match.Groups["column"].Value] = value;
        }

        foreach (var (name, rows) in tables) data[name] = new JsonArray(rows.Values.Select(row => (JsonNode)row).ToArray());
        foreach (var table in form.Fields.Where(field => field.Type == FieldType.Table && !data.ContainsKey(field.Name))) data[table.Name] = new JsonArray();
        return data;
    }

    /// <summary>Refuses data that are too large to be a form's.</summary>
    /// <exception cref="RefusedException">They have <see cref="TooLarge"/> bytes or more.</exception>
    public static void RefuseTooLarge(JsonObject data)
    {
        if (Size(data) >= TooLarge) throw Refuse();
    }

    private static long Size(JsonNode? node) => node switch
    {
        JsonObject map => map.Sum(member => Encoding.UTF8.GetByteCount(member.Key) + Size(member.Value)),
        JsonArray list => list.Sum(Size) + list.Count,
        JsonValue value => Encoding.UTF8.GetByteCount(value.ToString()),
        _ => 4,
    };

    private static RefusedException Refuse() => new(RefusalKind.Invalid, "form.tooLarge", TooLarge / 1024);

    [GeneratedRegex(@"\G(?<name>[A-Za-z][A-Za-z0-9]{0,59})(\[(?<row>[0-9]{1,4})\]\.(?<column>[A-Za-z][A-Za-z0-9]{0,59}))?\z")]
    private static partial Regex FieldName();
}
