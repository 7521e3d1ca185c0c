using System.Text.Json;
using Elsa.Common.Models;
using Elsa.Workflows.Serialization;

namespace Elsa.Workflows.Api;

/// <summary>The body of a call: its fields by name, whatever their case.</summary>
internal sealed class JsonBody(JsonElement root)
{
    public JsonElement Root => root;

    /// <summary>Null when missing or null.</summary>
    public JsonElement? Field(string name)
    {
        foreach (var property in root.EnumerateObject())
            if (string.Equals(property.Name, name, StringComparison.OrdinalIgnoreCase))
                return property.Value.ValueKind == JsonValueKind.Null ? null : property.Value;
        return null;
    }

    public JsonElement Required(string name) => Field(name) ?? throw RefusedCall.Invalid(name, $"'{name}' is missing.");

    /// <summary>Null when missing or empty.</summary>
    public string? Text(string name) => Field(name) is not { } element ? null
        : element.ValueKind == JsonValueKind.String ? element.GetString() is { Length: > 0 } text ? text : null
        : throw Wrong(name, "text");

    public string RequiredText(string name) => Text(name) ?? throw RefusedCall.Invalid(name, $"'{name}' is missing.");

    public bool? Flag(string name) => Field(name) is not { } element ? null
        : element.ValueKind is JsonValueKind.True or JsonValueKind.False ? element.GetBoolean()
        : throw Wrong(name, "true or false");

    public int? Number(string name) => Field(name) is not { } element ? null
        : element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out var number) && number >= 0 ? number
        : throw Wrong(name, "a whole number that is not negative");

    public T? Named<T>(string name) where T : struct, Enum => Text(name) is { } text ? ApiCall.Named<T>(name, text) : null;

    public VersionOptions? Version(string name = "versionOptions") => Field(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } number => ApiCall.Version(name, number.GetRawText()),
        { ValueKind: JsonValueKind.String } text => text.GetString() is { Length: > 0 } value ? ApiCall.Version(name, value) : null,
        _ => throw Wrong(name, "text"),
    };

    /// <summary>Null when missing.</summary>
    public List<string>? Texts(string name)
    {
        if (Field(name) is not { } element)
            return null;
        if (element.ValueKind != JsonValueKind.Array)
            throw Wrong(name, "a list of texts");
        return element.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.String ? item.GetString()! : throw Wrong(name, "a list of texts")).ToList();
    }

    public List<string> RequiredTexts(string name) => Texts(name) ?? throw RefusedCall.Invalid(name, $"'{name}' is missing.");

    /// <summary>Plain values by name; null when missing. A property that names a type is refused.</summary>
    public IDictionary<string, object>? Values(string name)
    {
        if (Field(name) is not { } element)
            return null;
        if (element.ValueKind != JsonValueKind.Object)
            throw Wrong(name, "an object");
        try
        {
            return PlainData.ReadObject(element);
        }
        catch (JsonException e)
        {
            throw RefusedCall.Invalid(name, e.Message);
        }
    }

    /// <summary>A plain value of any kind; null when missing. A property that names a type is refused.</summary>
    public object? Any(string name)
    {
        try
        {
            return Field(name) is { } element ? PlainData.Read(element) : null;
        }
        catch (JsonException e)
        {
            throw RefusedCall.Invalid(name, e.Message);
        }
    }

    private static RefusedCall Wrong(string name, string expected) => RefusedCall.Invalid(name, $"'{name}' must be {expected}.");
}
