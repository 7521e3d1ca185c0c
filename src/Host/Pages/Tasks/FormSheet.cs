using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ProcessSales.Workflows;
using ProcessSales.Workflows.Approvals;
using ProcessSales.Workflows.Attachments;
using ProcessSales.Workflows.Forms;
using ProcessSales.Workflows.Promotions;

namespace ProcessSales.Host.Pages.Tasks;

/// <summary>A form with what was entered, what follows from it and what is wrong with it: all that its fields need to be drawn.</summary>
/// <param name="Form">The form.</param>
/// <param name="Entered">As posted or stored; shown in inputs, also where it is wrong.</param>
/// <param name="Outcome">Typed and computed.</param>
/// <param name="Options">What references offer, by <see cref="OptionsKey"/>.</param>
/// <param name="Files">Attachments of the case.</param>
/// <param name="ShowErrors">Whether the person tried to hand it in.</param>
public sealed record FormSheet(
    FormDefinition Form, JsonObject Entered, FormOutcome Outcome, IReadOnlyDictionary<string, IReadOnlyList<ReferenceOption>> Options,
    IReadOnlyList<AttachmentRow> Files, bool ShowErrors)
{
    /// <summary>The budget line that the form names; null for none.</summary>
    public BudgetRow? Budget { get; init; }

    /// <summary>The way it would take; null when that cannot be said yet.</summary>
    public ApprovalPath? Path { get; init; }

    /// <summary>The draft that a posted form is based on; null to replace whatever is there.</summary>
    public static int? DraftOf(IFormCollection posted) => int.TryParse(posted["draft"], NumberStyles.None, CultureInfo.InvariantCulture, out var seen) ? seen : null;

    /// <summary>Which options a reference field takes.</summary>
    public static string OptionsKey(FormField field) => field.FilterBy is null ? field.Source! : $"{field.Source}:{field.FilterBy}";

    /// <summary>How a record reads among others: with its code, a budget line with what is left of it.</summary>
    public static string OptionLabel(Language.Texts texts, FormField field, ReferenceOption option)
    {
        var name = texts.Reference(field.Source, option.Name);
        if (option.Facts["available"] is { } available && Number(available) is { } rest) return $"{name} · {Language.Show.Money(rest)}";
        return option.Id.Length > 20 || option.Id == name ? name : $"{name} · {option.Id}";
    }

    /// <summary>What an input shows.</summary>
    public static string Text(JsonNode? value) => value switch
    {
        JsonObject reference => reference["id"]?.ToString() ?? "",
        JsonValue plain when plain.GetValueKind() == JsonValueKind.True => "true",
        JsonValue plain when plain.GetValueKind() == JsonValueKind.False => "",
        JsonValue plain => plain.ToString(),
        _ => "",
    };

    /// <summary>A value as people read it.</summary>
    public static string Read(FormField field, JsonNode? value, string language, string yes, string no) => value switch
    {
        null => "–",
        JsonObject reference => reference["name"]?.ToString() ?? reference["id"]?.ToString() ?? "–",
        JsonValue plain => field.Type switch
        {
            FieldType.Money when Number(plain) is { } amount => "¥" + amount.ToString("#,##0.00", CultureInfo.InvariantCulture),
            FieldType.Percent when Number(plain) is { } ratio => (ratio * 100).ToString("#,##0.##", CultureInfo.InvariantCulture) + " %",
            FieldType.Number when Number(plain) is { } number => number.ToString("#,##0.####", CultureInfo.InvariantCulture),
            FieldType.Boolean => plain.GetValueKind() == JsonValueKind.True ? yes : no,
            FieldType.Choice => field.Options.FirstOrDefault(option => option.Value == plain.ToString())?.Label.In(language) ?? plain.ToString(),
            _ => plain.ToString() is { Length: > 0 } text ? text : "–",
        },
        _ => "–",
    };

    /// <summary>The number in a value; null when it is none.</summary>
    public static decimal? Number(JsonNode? value) =>
        value is JsonValue plain && decimal.TryParse(plain.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Whether the field is shown with the present data.</summary>
    public bool Shows(FormField field) => !Outcome.Hidden.Contains(field.Name);

    /// <summary>Rows of a table as entered.</summary>
    public IReadOnlyList<JsonObject> Rows(FormField table) => Entered[table.Name] is JsonArray rows ? [.. rows.OfType<JsonObject>()] : [];

    /// <summary>The same row with its computed values; null when the row is empty.</summary>
    public JsonObject? Computed(FormField table, int row)
    {
        // Blank rows are left out of the outcome, so the rows are counted off against those that are not.
        var entered = Rows(table);
        if (row >= entered.Count || IsBlank(entered[row])) return null;
        var index = entered.Take(row).Count(x => !IsBlank(x));
        return Outcome.Data[table.Name] is JsonArray rows && index < rows.Count ? rows[index] as JsonObject : null;
    }

    /// <summary>What is wrong at a path, or warns there.</summary>
    public Refusal? ErrorAt(string path) => ShowErrors ? Outcome.Refusals.FirstOrDefault(refusal => refusal.Field == path) : null;

    /// <summary>The path under which the rules know a row's column: blank rows do not count there.</summary>
    public string RulePath(FormField table, int row, string column) =>
        $"{table.Name}[{Rows(table).Take(row).Count(x => !IsBlank(x))}].{column}";

    private static bool IsBlank(JsonObject row) => row.All(cell => string.IsNullOrWhiteSpace(Text(cell.Value)));
}
