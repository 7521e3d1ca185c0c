using System.Text.Json;
using System.Text.Json.Nodes;

namespace ProcessSales.Workflows.Forms;

/// <summary>What one step may do with single fields of a form: <c>hidden</c>, <c>read</c> or <c>edit</c> by name. A field that is not named follows the step.</summary>
public sealed class FieldRights
{
    private readonly IReadOnlyDictionary<string, string> rights;

    private FieldRights(IReadOnlyDictionary<string, string> rights) => this.rights = rights;

    /// <summary>The rights that a task keeps; all alike for null.</summary>
    public static FieldRights Parse(string? json) => new(json is null ? new Dictionary<string, string>() : JsonSerializer.Deserialize<Dictionary<string, string>>(json) ?? []);

    /// <summary>What a designer wrote, without what is no right.</summary>
    public static IReadOnlyDictionary<string, string> Of(JsonObject? written) =>
        (written ?? []).Select(pair => (pair.Key, Right: pair.Value?.ToString().Trim().ToLowerInvariant())).Where(pair => pair.Right is "hidden" or "read" or "edit").ToDictionary(pair => pair.Key, pair => pair.Right!);

    /// <summary>The form as the step shows it: hidden fields left out, others that may only be read marked so.</summary>
    public FormDefinition Shown(FormDefinition form) => rights.Count == 0 ? form : form with
    {
        Sections = [.. form.Sections.Select(section => section with { Fields = [.. section.Fields.Where(field => !Is(field.Name, "hidden")).Select(field => Is(field.Name, "read") ? Closed(field) : field)] })
            .Where(section => section.Fields.Count > 0)],
    };

    /// <summary>The data without what is hidden.</summary>
    public JsonObject Visible(JsonObject data)
    {
        if (rights.Count == 0) return data;
        var shown = (JsonObject)data.DeepClone();
        foreach (var (name, right) in rights) if (right == "hidden") shown.Remove(name);
        return shown;
    }

    /// <summary>What was entered, with the stored values of every field that was not the person's to change.</summary>
    public JsonObject Kept(JsonObject entered, JsonObject stored)
    {
        if (rights.Count == 0) return entered;
        var kept = (JsonObject)entered.DeepClone();
        foreach (var (name, right) in rights.Where(pair => pair.Value is "hidden" or "read"))
        {
            kept.Remove(name);
            if (stored[name] is { } value) kept[name] = value.DeepClone();
        }

        return kept;
    }

    /// <summary>The whole form, in which nothing is asked of a person that they cannot fill in.</summary>
    public FormDefinition Checked(FormDefinition form) => rights.Count == 0 ? form : form with
    {
        Sections = [.. form.Sections.Select(section => section with { Fields = [.. section.Fields.Select(field => Is(field.Name, "hidden") || Is(field.Name, "read") ? Closed(field) : field)] })],
    };

    private static FormField Closed(FormField field) => field with { ReadOnly = true, Required = false, RequiredIf = null, Columns = [.. field.Columns.Select(Closed)] };

    private bool Is(string name, string right) => rights.TryGetValue(name, out var given) && given == right;
}
